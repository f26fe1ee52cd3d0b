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

/// Consent comes before the group (E-CONSENT-GROUP).
pub(crate) fn judge(ground: &Ground<'_>, findings: &mut Findings) -> Result<(), Refusal> {
    if ground.file.has_consent(ScopeKind::Group, ground.on) {
        return Ok(());
    }
    findings.refuse(Refusal::NoGroupConsent { on: ground.on })
}

#[cfg(test)]
mod tests;
