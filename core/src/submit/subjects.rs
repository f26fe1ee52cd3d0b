//! The sections of an entry, each under the key of whom it is about.

use crate::catalogue::{Ask, Event};
use crate::decision::Ground;
use crate::entry::{self, Body};
use crate::log::{Class, DraftSection};
use crate::register::identity::Identity;
use crate::seal::{Subject, subject_of};
use crate::words::EventId;

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
    if let (Some(Event::PersonalDataErased(told)), Some(patient)) = (body.main(), body.patient) {
        let keys = |patient| [Subject::Patient(tenant, patient), Subject::Identity(tenant, patient)];
        let subjects = told.patients(patient).flat_map(keys).collect();
        sections.push(DraftSection::Erases { subjects });
    }
    if let Some(identity) = identity {
        let subject = body.patient.map_or(subject, |patient| Subject::Identity(tenant, patient));
        sections.push(DraftSection::Sealed { subject, text: entry::identity_bytes(identity) });
    }
    sections
}

fn amended(ground: &Ground<'_>, target: EventId) -> Option<Subject> {
    let (entry, _) = ground.recorded(target)?;
    // An amendment is never amended itself but voided: one step more finds what it was about.
    Some(subject_of(ground.command.tenant, &entry.body, |target| {
        let (entry, _) = ground.recorded(target)?;
        Some(subject_of(ground.command.tenant, &entry.body, |_| None))
    }))
}
