//! Follow-ups (*oppfølging*): planned and done. The text stays in the journal; here stands the reference.

use serde::{Deserialize, Serialize};

use super::PatientFile;
use crate::decision::{Findings, Ground, unknown};
use crate::deviation::Deviation;
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::words::{Code, Day, EventId, PersonId, Reference};

/// What kind of follow-up was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FollowUpKind {
    PatientContact,
    ServiceContact,
    TransitionMeeting,
    NextOfKinContact,
    Other,
}

/// A follow-up was planned (#21).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUpPlanned {
    pub kind: Code,
    pub due_on: Day,
    pub owner: PersonId,
}

/// A follow-up was done (#22).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUpRecorded {
    pub kind: FollowUpKind,
    pub by: PersonId,
    pub planned: Option<EventId>,
    pub journal_ref: Option<Reference>,
}

/// One planned follow-up in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedFollowUp {
    pub mark: Mark,
    pub due_on: Day,
    pub owner: PersonId,
}

/// One follow-up in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct FollowUp {
    pub mark: Mark,
    pub kind: FollowUpKind,
    pub by: PersonId,
    pub planned: Option<EventId>,
}

pub(crate) fn planned(file: &mut PatientFile, mark: Mark, told: &FollowUpPlanned) {
    file.planned_follow_ups.push(PlannedFollowUp { mark, due_on: told.due_on, owner: told.owner });
}

pub(crate) fn recorded(file: &mut PatientFile, mark: Mark, told: &FollowUpRecorded) {
    file.follow_ups.push(FollowUp { mark, kind: told.kind, by: told.by, planned: told.planned });
}

/// The owner is registered.
pub(crate) fn plan_fits(asked: &FollowUpPlanned, ground: &Ground<'_>) -> Result<(), Refusal> {
    ground.person(asked.owner)
}

/// Who did it is registered, and the plan it names is in this file.
pub(crate) fn fits(asked: &FollowUpRecorded, ground: &Ground<'_>) -> Result<(), Refusal> {
    ground.person(asked.by)?;
    match asked.planned {
        Some(planned) if !ground.file.planned_follow_ups.iter().any(|one| one.mark.event == planned) => {
            Err(unknown(format!("planned {planned}"), "a planned follow-up of this file"))
        }
        Some(_) | None => Ok(()),
    }
}

/// Whoever did it, it is kept; only the coordinator, a substitute, or the plan's owner has the task.
pub(crate) fn judge(
    asked: &FollowUpRecorded,
    ground: &Ground<'_>,
    findings: &mut Findings,
) -> Result<(), Refusal> {
    let coordinates = ground.file.primaries_on(ground.on).any(|one| one.person == asked.by);
    let substitutes = ground.file.substitutes_on(ground.on).any(|one| one.person == asked.by);
    let mut plans = ground.file.planned_follow_ups.iter();
    let owns = plans.any(|one| Some(one.mark.event) == asked.planned && one.owner == asked.by);
    findings.note_if(!(coordinates || substitutes || owns), Deviation::ByNonCoordinator);
    Ok(())
}
