//! The group of responsible services (*ansvarsgruppe*): established under consent, and dissolved; it decides nothing itself.

use serde::{Deserialize, Serialize};

use super::PatientFile;
use super::consent::ScopeKind;
use crate::decision::{Findings, Ground, unknown};
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::words::{Code, EventId, Party};

/// A group was established (#45).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponsibilityGroupEstablished {
    pub members: Vec<Party>,
}

/// A group was dissolved (#49).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupDissolved {
    pub group: EventId,
    pub cause: Code,
}

/// One group in the patient's file; its id is the event's.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub mark: Mark,
    pub members: Vec<Party>,
}

/// The end of a group in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Dissolution {
    pub mark: Mark,
    pub group: EventId,
}

pub(crate) fn established(file: &mut PatientFile, mark: Mark, told: &ResponsibilityGroupEstablished) {
    file.groups.push(Group { mark, members: told.members.clone() });
}

pub(crate) fn dissolved(file: &mut PatientFile, mark: Mark, told: &GroupDissolved) {
    file.dissolutions.push(Dissolution { mark, group: told.group });
}

/// A group of this file is named.
pub(crate) fn is_known(group: EventId, ground: &Ground<'_>) -> Result<(), Refusal> {
    if ground.file.groups.iter().any(|one| one.mark.event == group) {
        return Ok(());
    }
    Err(unknown(format!("group {group}"), "a group of this file"))
}

/// The group is of this file, and is not dissolved before it is established.
pub(crate) fn dissolution_fits(group: EventId, ground: &Ground<'_>) -> Result<(), Refusal> {
    is_known(group, ground)?;
    match ground.file.groups.iter().find(|one| one.mark.event == group && ground.on < one.mark.on) {
        Some(known) => Err(Refusal::Order(format!(
            "{} is before {}, where the group was established: give a later day",
            ground.on, known.mark.on
        ))),
        None => Ok(()),
    }
}

/// A group whose day is corrected is still established before it is dissolved.
pub(crate) fn start_fits(ground: &Ground<'_>) -> Result<(), Refusal> {
    let own = ground.file.dissolutions.iter().filter(|one| Some(one.group) == ground.corrected());
    match own.map(|one| one.mark.on).min() {
        Some(dissolved) if dissolved < ground.on => Err(Refusal::Order(format!(
            "the group was dissolved on {dissolved}, before {}: correct that first, or give an earlier day",
            ground.on
        ))),
        Some(_) | None => Ok(()),
    }
}

/// Consent comes before the group (E-CONSENT-GROUP).
pub(crate) fn judge(ground: &Ground<'_>, findings: &mut Findings) -> Result<(), Refusal> {
    if ground.file.has_consent(ScopeKind::Group, ground.on) {
        return Ok(());
    }
    findings.refuse(Refusal::NoGroupConsent { on: ground.on })
}

#[cfg(test)]
mod tests;
