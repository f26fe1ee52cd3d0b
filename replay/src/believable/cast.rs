//! Registers the tenants, units, and staff of a history, and remembers who works where.

use std::collections::BTreeSet;

use samspor_core::words::Day;
use serde_json::json;

use super::dice::Dice;
use super::names::full_name;
use super::pen::Pen;
use super::shape::{Shape, Ward};

/// Everybody a history can name.
#[derive(Debug, Default)]
pub(super) struct Cast {
    pub(super) tenants: Vec<Tenant>,
    pub(super) units: Vec<Unit>,
    pub(super) staff: Vec<Staff>,
}

/// A municipality, or a health trust.
#[derive(Debug)]
pub(super) struct Tenant {
    pub(super) alias: String,
    pub(super) trust: bool,
    pub(super) share: i64,
    pub(super) units: Vec<usize>,
}

/// A unit whose staff are coordinators.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) alias: String,
    pub(super) ward: Ward,
    pub(super) staff: Vec<usize>,
}

/// A coordinator, with the files they have today.
#[derive(Debug)]
pub(super) struct Staff {
    pub(super) alias: String,
    pub(super) unit: usize,
    pub(super) tenant: usize,
    pub(super) cases: BTreeSet<usize>,
    pub(super) away_until: Option<Day>,
    pub(super) leaving: bool,
}

impl Staff {
    /// Whether they are at work on `day`.
    pub(super) fn present(&self, day: Day) -> bool {
        self.away_until.is_none_or(|until| until <= day)
    }
}

impl Cast {
    /// Writes everybody's lines, as of `day`.
    pub(super) fn registered(shapes: &[Shape], day: Day, dice: &mut Dice, pen: &mut Pen) -> Self {
        let mut cast = Self::default();
        for shape in shapes {
            Hiring { shape, day, dice, pen, cast: &mut cast }.tenant();
        }
        cast
    }

    /// Who of the unit can take one more patient on `day`: the one with fewest, or any of the first of them who is
    /// at work; nobody if all have left.
    pub(super) fn least_loaded(&self, unit: usize, day: Day, but: Option<usize>) -> Option<usize> {
        let free = |person: &&usize| Some(**person) != but && !self.staff[**person].leaving;
        let of_unit = || self.units[unit].staff.iter().filter(free).copied();
        let fewest = |person: &usize| self.staff[*person].cases.len();
        of_unit()
            .filter(|person| self.staff[*person].present(day))
            .min_by_key(fewest)
            .or_else(|| of_unit().min_by_key(fewest))
    }
}

/// A tenant on its way into the cast.
struct Hiring<'a> {
    shape: &'a Shape,
    day: Day,
    dice: &'a mut Dice,
    pen: &'a mut Pen,
    cast: &'a mut Cast,
}

impl Hiring<'_> {
    fn tenant(&mut self) {
        let shape = self.shape;
        let trust = shape.municipality_number.is_none();
        let mut what = json!({"org_number": shape.org_number, "name": shape.name, "has_ke": true,
            "kind": if trust { "HealthTrust" } else { "Municipality" }});
        if let Some(number) = &shape.municipality_number {
            what["municipality_number"] = json!(number);
        }
        self.pen.register(self.day, &shape.alias, "tenant", &what);
        let tenant = Tenant { alias: shape.alias.clone(), trust, share: shape.share, units: Vec::new() };
        self.cast.tenants.push(tenant);
        self.offices(trust);
        for ward in &shape.wards {
            self.ward(ward, trust);
        }
    }

    /// The coordinating unit, the doctor, the archive, and those who speak without a person.
    fn offices(&mut self, trust: bool) {
        let tenant = self.shape.alias.clone();
        let name = format!("Koordinerende enhet {}", self.shape.name);
        let ke = json!({"tenant": tenant, "name": name, "service": "ke", "ke_for": "All"});
        self.pen.register(self.day, &format!("{tenant}-ke-unit"), "unit", &ke);
        self.speaker("ke", "ke-unit", "ergoterapeut", if trust { "KeTrust" } else { "KeMunicipal" });
        let archive = json!({"tenant": tenant, "name": "Arkiv", "service": "records"});
        self.pen.register(self.day, &format!("{tenant}-records"), "unit", &archive);
        self.speaker("archive", "records", "arkivar", "RecordsManager");
        self.speaker("complaints", "records", "jurist", "ComplaintHandler");
        if !trust {
            let office = json!({"tenant": tenant, "name": "Legekontoret", "service": "gp"});
            self.pen.register(self.day, &format!("{tenant}-gp-office"), "unit", &office);
            self.speaker("gp", "gp-office", "lege", "HealthPersonnel");
        }
        self.pen.actor(&format!("{tenant}-self"), &json!({"tenant": tenant, "role": "Patient"}));
        self.pen.actor(&format!("{tenant}-system"), &json!({"tenant": tenant, "role": "System"}));
    }

    /// Somebody who is no coordinator, and the actor they are.
    fn speaker(&mut self, name: &str, unit: &str, profession: &str, role: &str) {
        let tenant = &self.shape.alias;
        let (alias, unit) = (format!("{tenant}-{name}"), format!("{tenant}-{unit}"));
        let person = format!("{alias}-person");
        self.person(&person, &unit, profession);
        self.actor(&alias, &person, &unit, role);
    }

    fn ward(&mut self, ward: &Ward, trust: bool) {
        let alias = format!("{}-{}", self.shape.alias, ward.alias);
        let what = json!({"tenant": self.shape.alias, "name": ward.name, "service": ward.service,
            "eligible_staff": ward.eligible_staff});
        self.pen.register(self.day, &alias, "unit", &what);
        let (leader, caring) =
            if trust { ("ClinicLeader", "SpecialistPersonnel") } else { ("UnitLeader", "HealthPersonnel") };
        self.speaker(&format!("{}-lead", ward.alias), ward.alias, ward.professions[0], leader);
        self.speaker(&format!("{}-nurse", ward.alias), ward.alias, ward.professions[0], caring);
        let unit = self.cast.units.len();
        let mut staff = Vec::new();
        for count in 1..=ward.coordinators {
            staff.push(self.cast.staff.len());
            self.coordinator(&format!("{alias}-{count}"), &alias, unit, ward.professions[count % 2]);
        }
        self.cast.units.push(Unit { alias, ward: *ward, staff });
        if let Some(tenant) = self.cast.tenants.last_mut() {
            tenant.units.push(unit);
        }
    }

    fn coordinator(&mut self, alias: &str, unit_alias: &str, unit: usize, profession: &str) {
        self.person(alias, unit_alias, profession);
        self.actor(&format!("{alias}-ko"), alias, unit_alias, "Coordinator");
        self.actor(&format!("{alias}-sub"), alias, unit_alias, "Substitute");
        let tenant = self.cast.tenants.len() - 1;
        let alias = alias.to_owned();
        let cases = BTreeSet::new();
        self.cast.staff.push(Staff { alias, unit, tenant, cases, away_until: None, leaving: false });
    }

    fn person(&mut self, alias: &str, unit: &str, profession: &str) {
        let what = json!({"tenant": self.shape.alias, "name": full_name(self.dice), "unit": unit,
            "profession": profession, "health_personnel": !["arkivar", "jurist"].contains(&profession)});
        self.pen.register(self.day, alias, "person", &what);
    }

    fn actor(&mut self, alias: &str, person: &str, unit: &str, role: &str) {
        let who = json!({"tenant": self.shape.alias, "person": person, "role": role, "unit": unit});
        self.pen.actor(alias, &who);
    }
}
