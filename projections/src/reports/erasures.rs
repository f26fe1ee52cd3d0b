//! `erasures`: every decision that erased personal data (*sletting*), visible for ever; nothing of what was erased.

use samspor_core::actor::Role;
use samspor_core::catalogue::Event;
use samspor_core::entry::Entry;
use samspor_core::log::Position;
use samspor_core::words::{Day, PatientId, PersonId, Reference, TenantId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::question::ReportName;
use crate::seen::Seen;

/// One decision, as its entry has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Erasure {
    pub tenant: TenantId,
    /// The reference whose file it stands in; who it was nobody can tell any more.
    pub patient: PatientId,
    /// The entry.
    pub position: Position,
    pub decision_ref: Reference,
    pub on: Day,
    pub recorded_on: Day,
    pub role: Role,
    /// Who recorded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The second of the two persons; missing on simulated ledgers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed_by: Option<PersonId>,
    pub at_once: bool,
    /// How many references were one patient's, and were erased.
    pub references: usize,
}

impl Row for Erasure {
    const REPORT: ReportName = ReportName::Erasures;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        let here = |tenant: TenantId| seen.tenants.iter().any(|one| one.id == tenant);
        let decided =
            seen.directory.erasures().filter(|(tenant, entry)| here(*tenant) && entry.body.on <= seen.day);
        decided.filter_map(|(tenant, entry)| row(tenant, entry)).collect()
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names { patient: Some(self.patient), person: self.person, ..Names::default() }
    }
}

fn row(tenant: TenantId, entry: &Entry) -> Option<Erasure> {
    let (Some(Event::PersonalDataErased(told)), Some(patient)) = (entry.body.main(), entry.body.patient)
    else {
        return None;
    };
    Some(Erasure {
        tenant,
        patient,
        position: entry.position,
        decision_ref: told.decision_ref.clone(),
        on: entry.body.on,
        recorded_on: entry.recorded_at.day(),
        role: entry.body.actor.role,
        person: entry.body.actor.person,
        confirmed_by: told.confirmed_by,
        at_once: told.at_once == Some(true),
        references: told.patients(patient).count(),
    })
}

#[cfg(test)]
mod tests;
