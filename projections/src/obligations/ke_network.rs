//! D18: a trust's coordinating unit talks with each municipality's twice a year; one obligation a half-year, of no patient.

use std::fmt;

use samspor_core::directory::Directory;
use samspor_core::register::Register;
use samspor_core::register::policy::Rule;
use samspor_core::register::tenant::{Tenant, TenantKind};
use samspor_core::words::{Day, TenantId};
use serde::{Serialize, Serializer};

use super::obligation::{Obligation, Owner, State, unmet};
use super::why::{First, Settled};

/// January to June, or July to December, by its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HalfYear(Day);

impl HalfYear {
    /// The first half-year that begins on or after a day.
    pub fn from(day: Day) -> Self {
        let began = day.half_year_began();
        Self(if began == day { began } else { began.plus_months(6) })
    }

    /// 1 January or 1 July.
    pub fn first_day(self) -> Day {
        self.0
    }

    /// 30 June or 31 December.
    pub fn last_day(self) -> Day {
        self.0.plus_months(6).plus_days(-1)
    }

    /// Tells the half-years of one municipality apart: 4050 is the first of 2025.
    fn part(self) -> u16 {
        let second = i32::from(self.0.plus_days(-1).year() == self.0.year());
        u16::try_from(self.0.year() * 2 + second).unwrap_or(u16::MAX)
    }

    /// The one after it; none beyond the last day there is.
    fn next(self) -> Option<Self> {
        let next = self.0.plus_months(6);
        (next < Day::LAST).then_some(Self(next))
    }
}

impl fmt::Display for HalfYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.0.plus_days(-1).year() == self.0.year();
        write!(f, "{}H{}", self.0.year(), if second { 2 } else { 1 })
    }
}

impl Serialize for HalfYear {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One half-year of a trust with a municipality; none is owed where the municipality has no coordinating unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkDue {
    pub with_tenant: TenantId,
    pub half_year: HalfYear,
    pub owed: Option<Obligation>,
}

/// The half-years begun by `day` of a trust with every municipality known, by municipality, then in time; none of a municipality.
pub fn ke_network(trust: &Register, directory: &Directory, day: Day) -> Vec<NetworkDue> {
    let Some(own) = trust.tenant.as_ref().filter(|own| own.kind == TenantKind::HealthTrust) else {
        return Vec::new();
    };
    let others = directory.tenants().filter_map(|(_, register)| register.tenant.as_ref());
    let municipalities = others.filter(|one| one.kind == TenantKind::Municipality);
    municipalities.flat_map(|one| with_municipality(trust, own, one, day)).collect()
}

fn with_municipality(trust: &Register, own: &Tenant, municipality: &Tenant, day: Day) -> Vec<NetworkDue> {
    let first = HalfYear::from(own.mark.on.max(municipality.mark.on));
    let begun = std::iter::successors(Some(first), |half_year| half_year.next());
    let begun = begun.take_while(|half_year| half_year.first_day() <= day);
    let due = |half_year| NetworkDue {
        with_tenant: municipality.id,
        half_year,
        owed: municipality.has_ke.then(|| obligation(trust, municipality, half_year, day)),
    };
    begun.map(due).collect()
}

/// The half-years that are owed, each with what it follows from.
pub fn ke_network_telling(trust: &Register, directory: &Directory, day: Day) -> Vec<Settled> {
    let owed = ke_network(trust, directory, day).into_iter().filter(|one| one.owed.is_some());
    let told = owed.filter_map(|one| {
        let municipality = directory.register(one.with_tenant)?.tenant.as_ref()?;
        Some(settled(trust, municipality, one.half_year, day))
    });
    told.collect()
}

fn obligation(trust: &Register, municipality: &Tenant, half_year: HalfYear, day: Day) -> Obligation {
    settled(trust, municipality, half_year, day).obligation
}

/// Met within the half-year or never.
fn settled(trust: &Register, municipality: &Tenant, half_year: HalfYear, day: Day) -> Settled {
    let (first, due) = (half_year.first_day(), half_year.last_day());
    let within = |on: &Day| first <= *on && *on <= due.min(day);
    let with = trust.ke_contacts.iter().filter(|one| one.with_tenant == municipality.id);
    let met = with.map(|one| one.mark).filter(|mark| within(&mark.on)).min();
    let met_on = met.map(|mark| mark.on);
    let deadline = trust.deadline(Rule::D18, first, day);
    let (state, days) = met_on.map_or_else(|| unmet(due, day), |_| (State::Met, 0));
    let obligation = Obligation {
        rule: Rule::D18,
        part: half_year.part(),
        due,
        trigger: municipality.mark.event,
        triggered_on: first,
        state,
        met_on,
        days,
        owner: Owner::of(Rule::D18),
        person: None,
        unit: None,
        substitute: None,
        with_tenant: Some(municipality.id),
        number_from: deadline.source,
    };
    let first = First::Stated(due);
    Settled { obligation, trigger: municipality.mark, deadline, first, met, lapsed: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn half_year(day: &str) -> String {
        HalfYear::from(day.parse().unwrap()).to_string()
    }

    #[test]
    fn a_half_year_begins_on_the_day_or_after_it() {
        assert_eq!(half_year("2024-12-16"), "2025H1");
        assert_eq!(half_year("2025-01-01"), "2025H1");
        assert_eq!(half_year("2025-01-02"), "2025H2");
        assert_eq!(half_year("2025-06-30"), "2025H2");
        assert_eq!(half_year("2025-07-01"), "2025H2");
        assert_eq!(half_year("2025-07-02"), "2026H1");
    }

    #[test]
    fn it_ends_on_the_last_day_of_june_or_december() {
        let first = HalfYear::from("2025-01-01".parse().unwrap());
        assert_eq!(
            (first.first_day().to_string(), first.last_day().to_string()),
            ("2025-01-01".into(), "2025-06-30".into())
        );
        assert_eq!(first.next().unwrap().last_day().to_string(), "2025-12-31");
    }
}
