//! Erasure by decision (*sletting*): the keys of a patient's file leave use at this entry; the leaves stay.

use serde::{Deserialize, Serialize};

use crate::decision::{Ground, unknown};
use crate::refusal::Refusal;
use crate::words::{PatientId, PersonId, Reference};

/// Personal data of the patient at this tenant are to be erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErasePersonalData {
    /// The decision in the archive (*vedtaket*).
    pub decision_ref: Reference,
    /// The second of the two persons an erasure takes; missing on simulated ledgers only.
    pub confirmed_by: Option<PersonId>,
    /// Whether the keys are destroyed at once, and not after seven days.
    pub at_once: Option<bool>,
}

/// Personal data of the patient at this tenant were erased (#36). It says nothing of what they were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonalDataErased {
    /// The decision in the archive (*vedtaket*).
    pub decision_ref: Reference,
    /// The second of the two persons an erasure takes; missing on simulated ledgers only.
    pub confirmed_by: Option<PersonId>,
    /// Whether the keys are destroyed at once, and not after seven days.
    pub at_once: Option<bool>,
    /// The references that were one patient's with the entry's own when it was decided, and are erased with it. Which
    /// links were known then can't be told from the entries before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<PatientId>,
}

impl From<ErasePersonalData> for PersonalDataErased {
    fn from(asked: ErasePersonalData) -> Self {
        let ErasePersonalData { decision_ref, confirmed_by, at_once } = asked;
        Self { decision_ref, confirmed_by, at_once, with: Vec::new() }
    }
}

impl PersonalDataErased {
    /// Every reference that is erased: the entry's own first.
    pub fn patients(&self, own: PatientId) -> impl Iterator<Item = PatientId> + '_ {
        std::iter::once(own).chain(self.with.iter().copied())
    }
}

/// Two persons: the records manager and somebody else.
pub(crate) fn fits(asked: &ErasePersonalData, ground: &Ground<'_>) -> Result<(), Refusal> {
    match asked.confirmed_by {
        Some(second) if Some(second) == ground.actor.person => Err(Refusal::Authority(
            "an erasure takes two persons: confirmed_by is somebody else than who asks for it".to_owned(),
        )),
        Some(second) => ground.person(second),
        None if ground.directory().simulated() == Some(true) => Ok(()),
        None => Err(unknown("confirmed_by".to_owned(), "the second person, registered at this tenant")),
    }
}

#[cfg(test)]
mod tests;
