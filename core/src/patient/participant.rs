//! Participants of the case, the plan and the group.

use serde::{Deserialize, Serialize};

use super::PatientFile;
use super::consent::judge_parties;
use crate::decision::{Findings, Ground};
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::words::{Label, Party};

/// In what somebody takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Context {
    Case,
    Plan,
    Group,
}

/// Whether a participant comes or goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    In,
    Out,
}

/// A participant came or went (#24).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParticipantChanged {
    pub context: Context,
    pub party: Party,
    pub role: Label,
    pub direction: Direction,
}

/// One coming or going in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Participation {
    pub mark: Mark,
    pub context: Context,
    pub party: Party,
    pub direction: Direction,
}

pub(crate) fn changed(file: &mut PatientFile, mark: Mark, told: &ParticipantChanged) {
    file.participations.push(Participation {
        mark,
        context: told.context,
        party: told.party.clone(),
        direction: told.direction,
    });
}

/// Who comes in is covered by a consent of the day.
pub(crate) fn judge(
    asked: &ParticipantChanged,
    ground: &Ground<'_>,
    findings: &mut Findings,
) -> Result<(), Refusal> {
    match asked.direction {
        Direction::In => judge_parties(std::slice::from_ref(&asked.party), ground, findings),
        Direction::Out => Ok(()),
    }
}
