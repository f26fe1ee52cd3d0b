//! Patients and their identities: registered, linked, unlinked. Numbers and names never stand in an event.

use serde::{Deserialize, Serialize};

use super::Register;
use crate::actor::Role;
use crate::decision::{Ground, unknown};
use crate::fact::Mark;
use crate::refusal::{IdentityFault, Refusal};
use crate::words::{Day, EventId, FamilyId, Label, NationalNumber, PatientId};

/// A patient is to be registered; number and name go to the identity section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterPatient {
    pub nin: Option<NationalNumber>,
    pub name: Option<Label>,
    pub born: Option<Day>,
    pub family: Option<FamilyId>,
}

/// A patient was registered at a tenant; the reference stands in the entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatientRegistered {
    pub born: Option<Day>,
    pub family: Option<FamilyId>,
}

impl From<RegisterPatient> for PatientRegistered {
    fn from(asked: RegisterPatient) -> Self {
        Self { born: asked.born, family: asked.family }
    }
}

/// Why two identities are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkCause {
    DnrToFnr,
    HelpNoToFnr,
    Duplicate,
    FnrChanged,
}

/// A number, or another reference, is to be known as the same patient's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkIdentity {
    pub nin: Option<NationalNumber>,
    pub merged: Option<PatientId>,
    pub cause: LinkCause,
}

/// Two identities are one patient's (#29); the surviving reference is the entry's patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatientIdentityLinked {
    /// The reference that lives on in the entry's patient; absent when only a number was added.
    pub merged: Option<PatientId>,
    pub cause: LinkCause,
}

impl From<LinkIdentity> for PatientIdentityLinked {
    fn from(asked: LinkIdentity) -> Self {
        Self { merged: asked.merged, cause: asked.cause }
    }
}

/// A link was wrong and is undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatientIdentityUnlinked {
    pub link_event: EventId,
}

/// The sealed part of an entry that says who somebody is; readable only through the identity vault. Its fields are in
/// the order of RFC 8785.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Label>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nin: Option<NationalNumber>,
}

/// A patient of the register.
#[derive(Clone, Debug, PartialEq)]
pub struct PatientCard {
    pub mark: Mark,
    pub born: Option<Day>,
    pub family: Option<FamilyId>,
}

/// One link between references; void from the day it was undone.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    pub mark: Mark,
    pub survivor: PatientId,
    pub merged: PatientId,
    pub undone: Option<Mark>,
}

impl Link {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.mark.on <= day && self.undone.is_none_or(|undone| day < undone.on)
    }
}

pub(crate) fn registered(register: &mut Register, mark: Mark, patient: PatientId, told: &PatientRegistered) {
    register.patients.insert(patient, PatientCard { mark, born: told.born, family: told.family });
}

pub(crate) fn linked(register: &mut Register, mark: Mark, survivor: PatientId, told: &PatientIdentityLinked) {
    if let Some(merged) = told.merged {
        register.links.push(Link { mark, survivor, merged, undone: None });
    }
}

pub(crate) fn unlinked(register: &mut Register, mark: Mark, told: &PatientIdentityUnlinked) {
    if let Some(link) = register.links.iter_mut().find(|link| link.mark.event == told.link_event) {
        link.undone.get_or_insert(mark);
    }
}

/// The other reference is a registered patient's, and linking makes no circle.
pub(crate) fn link_fits(asked: &LinkIdentity, ground: &Ground<'_>) -> Result<(), Refusal> {
    let fault = |text: &str| Err(Refusal::Identity(IdentityFault::Link(text.to_owned())));
    let Some(survivor) = ground.command.patient else { return fault("name the surviving patient") };
    let owner = asked.nin.as_ref().and_then(|nin| ground.directory().patient_of(nin));
    let belongs = |owner| [Some(survivor), asked.merged].contains(&Some(ground.survivor(owner)));
    match (asked.merged, &asked.nin) {
        _ if owner.is_some_and(|owner| !belongs(owner)) => fault("the number is a third patient's"),
        (None, None) => fault("give nin, or merged: the other reference of the same patient"),
        (None, Some(_)) => Ok(()),
        (Some(merged), _) if !ground.directory().knows(merged) => {
            fault("the merged reference is not registered")
        }
        (Some(merged), _) if ground.survivor(merged) == ground.survivor(survivor) => {
            fault("the two references are one patient's already")
        }
        (Some(_), _) => Ok(()),
    }
}

/// Two living numbers of the population register are joined by the records manager only.
pub(crate) fn judge_link(asked: &LinkIdentity, ground: &Ground<'_>) -> Result<(), Refusal> {
    let (Some(merged), Some(survivor)) = (asked.merged, ground.command.patient) else { return Ok(()) };
    let directory = ground.directory();
    let both = directory.has_birth_number(merged) && directory.has_birth_number(survivor);
    if both && ground.actor.role != Role::RecordsManager {
        return Err(Refusal::Identity(IdentityFault::DifferentNumbers));
    }
    Ok(())
}

/// The link stands in this register and is not undone.
pub(crate) fn unlink_fits(asked: &PatientIdentityUnlinked, ground: &Ground<'_>) -> Result<(), Refusal> {
    let link = ground.register.links.iter().find(|link| link.mark.event == asked.link_event);
    if link.is_some_and(|link| link.undone.is_none()) {
        return Ok(());
    }
    Err(unknown(format!("link_event {}", asked.link_event), "the event of a link that is not undone"))
}

#[cfg(test)]
mod tests;
