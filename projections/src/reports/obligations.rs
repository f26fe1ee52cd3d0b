//! `overdue` and `obligations` (P04): what is due to whom.

use std::ops::Deref;

use samspor_core::register::policy::{PolicySource, Rule};
use samspor_core::words::{Day, EventId, PatientId, PersonId, TenantId, UnitId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::obligations::{Obligation, Owner, State};
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
    /// Opaque: the same obligation has the same id in every answer.
    pub id: String,
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
        due(seen, |_| true)
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
        due(seen, |one| matches!(one.state, State::Pending | State::Overdue) && seen.day > one.due)
            .into_iter()
            .map(Self)
            .collect()
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        self.0.names()
    }
}

/// The obligations that `which` picks, by tenant; in one tenant by due day, rule, patient, person and trigger.
fn due(seen: &Seen<'_>, which: impl Fn(&Obligation) -> bool) -> Vec<Due> {
    let mut all = Vec::new();
    for tenant in &seen.tenants {
        let start = all.len();
        for patient in &tenant.patients {
            let chosen = patient.obligations.iter().filter(|one| which(one));
            all.extend(chosen.map(|one| row(tenant, Some(patient.patient), one.seen_on(seen.day))));
        }
        if seen.patient.is_none() {
            let training = training(seen, tenant).into_iter().filter(|one| which(one));
            all.extend(training.map(|one| row(tenant, None, one)));
        }
        all[start..].sort_by_key(|one| (one.due, one.rule, one.patient, one.person, one.trigger));
    }
    all
}

/// D17 and D17r of every person with a patient; nobody's patient is named.
fn training(seen: &Seen<'_>, tenant: &SeenTenant<'_>) -> Vec<Obligation> {
    let tenures = tenant.patients.iter().flat_map(|patient| patient.tenures.iter());
    let held = tenures.map(|one| crate::obligations::Held { person: one.person, mark: one.mark, to: one.to });
    crate::obligations::training(held, tenant.register, seen.day)
}

fn row(tenant: &SeenTenant<'_>, patient: Option<PatientId>, one: Obligation) -> Due {
    let whose = patient.map(|patient| patient.0).or(one.person.map(|person| person.0));
    let rule = serde_json::to_value(one.rule).ok();
    let rule = rule.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
    Due {
        id: format!("{rule}.{}.{}.{}", tenant.id, one.trigger, whose.unwrap_or_default()),
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
        source: Source { duty: duty_of(one.rule), number: one.number_from },
    }
}

/// The source of the duty, as a code.
fn duty_of(rule: Rule) -> &'static str {
    match rule {
        Rule::D01 => "hol-7-3",
        Rule::D02 => "fvl-11a",
        Rule::D03 | Rule::D07 | Rule::D08 | Rule::D08Planned | Rule::D15 | Rule::D16 => "hol-7-2",
        Rule::D04 | Rule::D13 => "ip-regulation",
        Rule::D05 | Rule::D06 | Rule::D17 | Rule::D17Refresher | Rule::D18 => "hol-7-3",
        Rule::D09 | Rule::D10 | Rule::D11 => "group-guide",
        Rule::D12 => "hol-7-1",
        Rule::D14 => "pbrl-4-1",
        Rule::D19 => "hpl-38a",
        Rule::D20 => "fvl-33",
        Rule::D21 => "pbrl-7-5",
        Rule::D22 => "hol-7-2a",
        Rule::D23 => "pbrl-2-5b",
        Rule::D24 => "supervisor",
        Rule::D25 => "hpl-39",
    }
}
