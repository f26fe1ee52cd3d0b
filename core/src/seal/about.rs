//! Which data subject a body is about.

use std::collections::HashMap;
use std::sync::Arc;

use super::subject::Subject;
use crate::catalogue::Event;
use crate::entry::{Body, Entry};
use crate::log::StreamKey;
use crate::words::{EventId, TenantId};

/// Whose key the first section of an entry is sealed under. What amends an entry of the register is about whom that
/// entry is about; `amended` says who that is.
pub(crate) fn subject_of(
    tenant: TenantId,
    body: &Body,
    amended: impl FnOnce(EventId) -> Option<Subject>,
) -> Subject {
    let of_tenant = Subject::Tenant(tenant);
    let Some(told) = body.events.last() else { return of_tenant };
    match (&*told.what, body.stream) {
        // It can be read when the patient's key is gone.
        (Event::PersonalDataErased(_), _) => of_tenant,
        (_, StreamKey::Patient(_, patient)) => Subject::Patient(tenant, patient),
        (Event::PatientRegistered(_), _) => {
            body.patient.map_or(of_tenant, |patient| Subject::Patient(tenant, patient))
        }
        (Event::DeadlineExtended(told), _) => Subject::Patient(tenant, told.patient),
        (Event::PersonRegistered(_), _) => Subject::Person(tenant, told.id.person()),
        (Event::CompetenceActivityRecorded(told), _) => Subject::Person(tenant, told.person),
        (Event::CapacitySet(told), _) => Subject::Person(tenant, told.person),
        (Event::CoordinatorAbsenceRegistered(told), _) => Subject::Person(tenant, told.person),
        (Event::EntryCorrected(told), _) => amended(told.target).unwrap_or(of_tenant),
        (Event::EntryMarkedErroneous(told), _) => amended(told.target).unwrap_or(of_tenant),
        // Units, policies, links between references, contacts of coordinating units: about nobody.
        _ => of_tenant,
    }
}

/// The same for each of a register's entries, in log order.
pub(crate) fn subjects_of(tenant: TenantId, entries: &[Arc<Entry>]) -> Vec<Subject> {
    let mut known: HashMap<EventId, Subject> = HashMap::new();
    let mut subjects = Vec::with_capacity(entries.len());
    for entry in entries {
        let subject = subject_of(tenant, &entry.body, |target| known.get(&target).copied());
        known.extend(entry.body.events.iter().map(|event| (event.id, subject)));
        subjects.push(subject);
    }
    subjects
}
