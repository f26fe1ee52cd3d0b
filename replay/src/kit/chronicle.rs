//! History builders: a small tenant, its people, a patient and a life in a few lines.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use samspor_core::actor::Role;
use samspor_core::register::tenant::TenantKind;
use samspor_core::words::{Day, Instant};
use serde_json::{Map, Value, json};

use super::asked::Asked;
use super::clock::{Clock, day};
use crate::history::{History, Kind, Line, NamedActor, NamingLine, Place, What};

/// Organisation numbers of tenants nobody has, in the order in which they are given.
const NUMBERS: [&str; 6] = ["310000019", "310000027", "310000035", "310000043", "310000051", "310000078"];

/// A history while it is told. Every thing has a name, which stands for its id from then on.
///
/// A tenant comes with its coordinating unit and somebody there who speaks, `NAME-ke`; a unit with its leader,
/// `NAME-leader`; a person speaks as coordinator under `NAME-ko`.
///
/// ```
/// use samspor_core::patient::assignment::CoordinatorRole::Municipal;
/// use samspor_core::patient::need::Need;
/// use samspor_replay::history;
/// use samspor_replay::kit::{Chronicle, day, given, verbs};
///
/// let mut life = Chronicle::titled("Birger gets a coordinator");
/// life.municipality("fjordvik").unit("home", "home-care").person("ane", "home");
/// life.patient("birger", day("1971-11-02"));
/// life.on(day("2025-03-03")).does("fjordvik-ke", verbs::report_need(&[Need::Coordinator], day("2025-03-01")));
/// life.on(day("2025-03-24")).does("fjordvik-ke", verbs::appoint("ane", &Municipal, "home").named("appointment"));
///
/// // Written out it is a history file, and reads back to the same history.
/// let text = life.to_string();
/// assert_eq!(history::parse_text("life.jsonl", &text).unwrap().to_string(), text);
/// # given(&life);
/// ```
#[derive(Clone, Debug)]
pub struct Chronicle {
    title: String,
    lines: Vec<Line>,
    file: Arc<str>,
    clock: Clock,
    tenants: BTreeMap<String, TenantKind>,
    /// The tenant of each unit.
    units: BTreeMap<String, String>,
    /// The unit of each person.
    persons: BTreeMap<String, String>,
    /// The newest tenant: what is registered is registered there.
    tenant: String,
    patient: Option<String>,
}

impl Chronicle {
    /// A history that begins on 1 January 2024.
    pub fn titled(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            lines: Vec::new(),
            file: format!("{title}.jsonl").into(),
            clock: Clock::at(Instant::start_of(day("2024-01-01"))),
            tenants: BTreeMap::new(),
            units: BTreeMap::new(),
            persons: BTreeMap::new(),
            tenant: String::new(),
            patient: None,
        }
    }

    /// A municipality (*kommune*) with a coordinating unit; what is registered next is registered there.
    pub fn municipality(&mut self, name: &str) -> &mut Self {
        self.tenant(name, TenantKind::Municipality, Role::KeMunicipal)
    }

    /// A health trust (*helseforetak*) with a coordinating unit; what is registered next is registered there.
    pub fn trust(&mut self, name: &str) -> &mut Self {
        self.tenant(name, TenantKind::HealthTrust, Role::KeTrust)
    }

    /// A unit of the newest tenant, and its leader, who speaks as `NAME-leader`.
    pub fn unit(&mut self, name: &str, service: &str) -> &mut Self {
        self.register(name, Kind::Unit, json!({"name": name, "service": service, "eligible_staff": 10}));
        self.units.insert(name.to_owned(), self.tenant.clone());
        let role = match self.tenants.get(&self.tenant) {
            Some(TenantKind::HealthTrust) => Role::ClinicLeader,
            Some(TenantKind::Municipality) | None => Role::UnitLeader,
        };
        self.staff(&format!("{name}-leader-person"), name);
        self.actor(&format!("{name}-leader"), role, &format!("{name}-leader-person"))
    }

    /// A nurse of a unit, who speaks as coordinator under `NAME-ko`.
    pub fn person(&mut self, name: &str, unit: &str) -> &mut Self {
        self.staff(name, unit);
        self.actor(&format!("{name}-ko"), Role::Coordinator, name)
    }

    /// Somebody who speaks in a role, for the unit in which the person works.
    pub fn actor(&mut self, name: &str, role: Role, person: &str) -> &mut Self {
        let unit = self.persons.get(person).cloned();
        let tenant = unit.as_ref().and_then(|unit| self.units.get(unit)).cloned();
        assert!(tenant.is_some(), "{person} is nobody's name: register the person first");
        let actor = NamedActor { tenant, person: Some(person.to_owned()), role, unit };
        self.add(What::Actor { name: name.to_owned(), actor })
    }

    /// A patient of the newest tenant; commands that name nobody are about this patient from now on.
    pub fn patient(&mut self, name: &str, born: Day) -> &mut Self {
        self.register(name, Kind::Patient, json!({"born": born}));
        self.about(name)
    }

    /// Commands that name nobody are about this patient from now on.
    pub fn about(&mut self, patient: &str) -> &mut Self {
        self.patient = Some(patient.to_owned());
        self
    }

    /// It is noon of a day now; never one before.
    pub fn on(&mut self, day: Day) -> &mut Self {
        self.clock.turn_to(day);
        self
    }

    /// Somebody does something, and it must be accepted.
    pub fn does(&mut self, actor: &str, asked: Asked) -> &mut Self {
        let named = |line: &Line| matches!(&line.what, What::Actor { name, .. } if name == actor);
        assert!(self.lines.iter().any(named), "{actor} is nobody who speaks: `actor` makes one");
        let asked = asked.or_of(self.patient.as_deref());
        if let Some(name) = asked.makes() {
            self.is_new(name);
        }
        self.add(What::Command(asked.line(self.clock.now(), actor)))
    }

    /// The history as it stands.
    pub fn history(&self) -> History {
        History { title: self.title.clone(), lines: self.lines.clone() }
    }

    fn tenant(&mut self, name: &str, kind: TenantKind, ke: Role) -> &mut Self {
        let number = NUMBERS.get(self.tenants.len()).copied();
        assert!(number.is_some(), "a chronicle has {} tenants at most", NUMBERS.len());
        let data = json!({"org_number": number, "name": name, "kind": kind, "has_ke": true});
        self.register(name, Kind::Tenant, data);
        self.tenant = name.to_owned();
        self.tenants.insert(name.to_owned(), kind);
        let (unit, person) = (format!("{name}-ke-unit"), format!("{name}-ke-person"));
        self.register(&unit, Kind::Unit, json!({"name": unit, "service": "ke", "ke_for": "All"}));
        self.units.insert(unit.clone(), name.to_owned());
        self.staff(&person, &unit);
        self.actor(&format!("{name}-ke"), ke, &person)
    }

    fn staff(&mut self, name: &str, unit: &str) {
        let data = json!({"name": name, "unit": unit, "profession": "sykepleier", "health_personnel": true});
        self.register(name, Kind::Person, data);
        self.persons.insert(name.to_owned(), unit.to_owned());
    }

    fn register(&mut self, name: &str, kind: Kind, data: Value) {
        self.is_new(name);
        let tenant = (kind != Kind::Tenant).then(|| self.tenant.clone());
        let data: Map<String, Value> = data.as_object().cloned().unwrap_or_default();
        let naming = NamingLine { at: self.clock.now(), name: name.to_owned(), kind, tenant, data };
        self.add(What::Naming(naming));
    }

    fn is_new(&self, name: &str) {
        let named = |line: &Line| match &line.what {
            What::Naming(naming) => naming.name == name,
            What::Actor { name: actor, .. } => actor == name,
            What::Command(command) => command.makes.as_deref() == Some(name),
            What::Expect(_) => false,
        };
        assert!(!self.lines.iter().any(named), "{name} is the name of something already");
    }

    /// Lines stand in the file behind its header.
    fn add(&mut self, what: What) -> &mut Self {
        let number = u32::try_from(self.lines.len()).unwrap_or(u32::MAX).saturating_add(2);
        self.lines.push(Line { place: Place::new(&self.file, number), what });
        self
    }
}

/// The text of the history file.
impl fmt::Display for Chronicle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.history().fmt(f)
    }
}

impl From<&Chronicle> for History {
    fn from(chronicle: &Chronicle) -> Self {
        chronicle.history()
    }
}
