//! `overdue` and `obligations` (P04): what is due to whom.

use std::ops::Deref;

use samspor_core::law::duty_of;
use samspor_core::register::policy::{PolicySource, Rule};
use samspor_core::words::{Day, EventId, PatientId, PersonId, TenantId, UnitId};
use serde::Serialize;

use super::due_id::DueId;
use super::row::{Names, Row};
use crate::contribution::Contribution;
use crate::obligations::{Held, Obligation, Owner, State};
use crate::question::ReportName;
use crate::seen::{Seen, SeenTenant};

/// Where a duty comes from, and where its number of days does (domain.md 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    pub duty: &'static str,
    pub number: PolicySource,
}

/// One obligation of a patient's, or of a person's where no patient is named.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Due {
    pub id: DueId,
    pub tenant: TenantId,
    pub rule: Rule,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patient: Option<PatientId>,
    pub due: Day,
    pub state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met_on: Option<Day>,
    /// Late by this many days, so far or for ever.
    pub days: i64,
    pub owner: Owner,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub substitute: Option<PersonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_tenant: Option<TenantId>,
    pub trigger: EventId,
    pub source: Source,
}

/// One obligation whose due day has passed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Overdue(Due);

impl Deref for Overdue {
    type Target = Due;

    fn deref(&self) -> &Due {
        &self.0
    }
}

impl Row for Due {
    const REPORT: ReportName = ReportName::Obligations;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        due(seen, |file| &file.obligations, |_| true)
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names { patient: self.patient, person: self.person, unit: self.unit }
    }
}

impl Row for Overdue {
    const REPORT: ReportName = ReportName::Overdue;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        let is_overdue =
            |one: &Obligation| matches!(one.state, State::Pending | State::Overdue) && seen.day > one.due;
        due(seen, Contribution::open_obligations, is_overdue).into_iter().map(Self).collect()
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        self.0.names()
    }
}

/// The obligations that `which` picks among those `of_file`, by tenant; in one tenant by due day, rule, patient, person
/// and trigger.
fn due(
    seen: &Seen<'_>,
    of_file: impl Fn(&Contribution) -> &[Obligation],
    which: impl Fn(&Obligation) -> bool,
) -> Vec<Due> {
    let mut all = Vec::new();
    for tenant in &seen.tenants {
        let of_tenant: Vec<Obligation> = match seen.patient {
            Some(_) => Vec::new(),
            None => training(seen, tenant).into_iter().chain(contacts(seen, tenant)).collect(),
        };
        let of_nobody = of_tenant.iter().map(|one| (None, one));
        let of_patients = tenant
            .patients
            .iter()
            .flat_map(|patient| of_file(patient).iter().map(|one| (Some(patient.patient), one)));
        let chosen = of_nobody.chain(of_patients).filter(|(_, one)| which(one));
        let rows: Vec<Due> =
            chosen.map(|(patient, one)| row(tenant, patient, one.seen_on(seen.day))).collect();
        all.extend(in_order(&rows));
    }
    all
}

/// The rows of one tenant by due day and rule, and then as they stand: by patient. Places are sorted and rows copied
/// once, since a row is ten times as large.
fn in_order(rows: &[Due]) -> Vec<Due> {
    let places = rows.iter().enumerate();
    let mut places: Vec<(i64, Rule, usize)> =
        places.map(|(place, one)| (one.due.days_since(Day::FIRST), one.rule, place)).collect();
    places.sort_unstable();
    let mut ordered: Vec<Due> = places.into_iter().map(|(.., place)| rows[place].clone()).collect();
    let same =
        |one: &Due, next: &Due| (one.due, one.rule, one.patient) == (next.due, next.rule, next.patient);
    for same in ordered.chunk_by_mut(same) {
        same.sort_by_key(|one| (one.person, one.trigger));
    }
    ordered
}

/// D17 and D17r of every person with a patient; nobody's patient is named.
fn training(seen: &Seen<'_>, tenant: &SeenTenant<'_>) -> Vec<Obligation> {
    crate::obligations::training(held(tenant), tenant.register, seen.day)
}

/// The statutory assignments of a tenant, as training looks at them.
pub(crate) fn held<'a>(tenant: &'a SeenTenant<'_>) -> impl Iterator<Item = Held> + 'a {
    let tenures = tenant.patients.iter().flat_map(|patient| patient.tenures.iter());
    tenures.map(|one| Held { person: one.person, mark: one.mark, to: one.to })
}

/// D18 of a trust with every municipality that has a coordinating unit; no patient's.
fn contacts(seen: &Seen<'_>, tenant: &SeenTenant<'_>) -> impl Iterator<Item = Obligation> + use<> {
    crate::obligations::ke_network(tenant.register, seen.directory, seen.day)
        .into_iter()
        .filter_map(|one| one.owed)
}

fn row(tenant: &SeenTenant<'_>, patient: Option<PatientId>, one: Obligation) -> Due {
    Due {
        id: DueId::of(&one, tenant.id, patient),
        tenant: tenant.id,
        rule: one.rule,
        patient,
        due: one.due,
        state: one.state,
        met_on: one.met_on,
        days: one.days,
        owner: one.owner,
        person: one.person,
        unit: one.unit,
        substitute: one.substitute,
        with_tenant: one.with_tenant,
        trigger: one.trigger,
        source: Source { duty: duty_of(one.rule, tenant.kind, one.triggered_on), number: one.number_from },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::ledger::{ane_bjarne_leif, municipal};
    use crate::question::ReportName::{Obligations, Overdue};

    #[test]
    fn what_is_overdue_is_named_as_it_is_among_all_obligations() {
        let (mut ledger, home, [ane, _], leif) = ane_bjarne_leif();
        let appointed = ledger.ke(leif, "AppointCoordinator", municipal(ane, home));
        ledger.ke(leif, "IssueMandate", json!({"person": ane, "document_ref": "mandate"}));
        let overdue = ledger.on("2025-02-18").rows(Overdue);
        let rules: Vec<_> = overdue.iter().map(|row| row["rule"].as_str().unwrap()).collect();
        assert_eq!(rules, ["D06", "D07"]);
        let all = ledger.rows(Obligations);
        assert!(all.iter().any(|row| row["rule"] == "D05" && row["state"] == "Met"), "{all:?}");
        assert!(overdue.iter().all(|row| all.contains(row)), "{all:?}");
        let duties: Vec<_> = overdue.iter().map(|row| row["source"]["duty"].as_str().unwrap()).collect();
        assert_eq!(duties, ["hol-7-3", "hol-7-2"]);
        let tenant = crate::ledger::FJORDVIK;
        assert_eq!(overdue[1]["id"], json!(format!("D07.{tenant}.{appointed}.{leif}")));
    }
}
