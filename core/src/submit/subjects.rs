//! The sections of an entry, each under the key of whom it is about.

use crate::catalogue::Ask;
use crate::decision::Ground;
use crate::entry::{self, Body};
use crate::log::{Class, DraftSection};
use crate::register::identity::Identity;
use crate::seal::{Subject, subject_of};
use crate::words::{EventId, PatientId};

/// The class of a command's entry.
pub(super) fn class_of(ask: &Ask) -> Class {
    match ask {
        Ask::ErasePersonalData(_) => Class::E,
        _ => Class::C,
    }
}

/// What was recorded, and who somebody is, under a key of its own; an erasure names the keys it takes out of use.
pub(super) fn sections_of(
    ground: &Ground<'_>,
    body: &Body,
    identity: Option<&Identity>,
) -> Vec<DraftSection> {
    let tenant = ground.command.tenant;
    let subject = subject_of(tenant, body, |target| amended(ground, target));
    let mut sections = vec![DraftSection::Sealed { subject, text: body.to_bytes() }];
    if let Ask::ErasePersonalData(_) = ground.command.ask {
        let keys = |patient| [Subject::Patient(tenant, patient), Subject::Identity(tenant, patient)];
        let subjects = erased_with(ground).into_iter().flat_map(keys).collect();
        sections.push(DraftSection::Erases { subjects });
    }
    if let Some(identity) = identity {
        let subject = body.patient.map_or(subject, |patient| Subject::Identity(tenant, patient));
        sections.push(DraftSection::Sealed { subject, text: entry::identity_bytes(identity) });
    }
    sections
}

/// The references that are one patient's with the command's.
fn erased_with(ground: &Ground<'_>) -> Vec<PatientId> {
    let patient = ground.command.patient;
    patient.map(|patient| ground.directory().merged_into(patient, ground.today)).unwrap_or_default()
}

fn amended(ground: &Ground<'_>, target: EventId) -> Option<Subject> {
    let (entry, _) = ground.recorded(target)?;
    // An amendment is never amended itself but voided: one step more finds what it was about.
    Some(subject_of(ground.command.tenant, &entry.body, |target| {
        let (entry, _) = ground.recorded(target)?;
        Some(subject_of(ground.command.tenant, &entry.body, |_| None))
    }))
}
