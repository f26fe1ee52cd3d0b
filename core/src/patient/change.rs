//! Changes of coordinator (*bytte*), with overlap and handover.

use serde::{Deserialize, Serialize};

use super::PatientFile;
use super::assignment::{
    Appointee, Assignment, CoordinatorRole, End, EndCause, PatientWish, end_where, judge_appointee, opened,
};
use crate::decision::{Findings, Ground};
use crate::deviation::Deviation;
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::words::{Code, Day, PersonId, Reference, UnitId};

/// Why a coordinator is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeCause {
    NeedChanged,
    LifeTransition,
    JobChange,
    PatientWish,
    Reorganisation,
    Other,
}

/// Who wishes a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RequestedBy {
    Patient,
    Coordinator,
    Leader,
}

/// Somebody wished another coordinator (#14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoordinatorChangeRequested {
    pub by: RequestedBy,
    pub cause: Code,
}

/// The coordinator was changed (#15): one ends and another begins on the same day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoordinatorChanged {
    pub role: Option<CoordinatorRole>,
    pub from_person: PersonId,
    pub to_person: PersonId,
    pub unit: UnitId,
    pub overlap_from: Option<Day>,
    pub overlap_to: Option<Day>,
    pub patient_wish: Option<PatientWish>,
    pub cause: ChangeCause,
}

/// The handover was done (#16).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandoverCompleted {
    pub to_person: PersonId,
    pub meeting_on: Option<Day>,
    pub documentation_ref: Option<Reference>,
}

/// One change in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub mark: Mark,
    pub role: CoordinatorRole,
    pub from_person: PersonId,
    pub to_person: PersonId,
    /// First day both work together; the day of the change without an overlap before it.
    pub overlap_from: Day,
    /// First day the one who leaves is gone; the day of the change without an overlap after it.
    pub overlap_to: Day,
}

/// One handover in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Handover {
    pub mark: Mark,
    pub to_person: PersonId,
}

impl Change {
    pub(super) fn of(mark: Mark, told: &CoordinatorChanged) -> Self {
        Self {
            mark,
            role: CoordinatorRole::or_municipal(told.role.as_ref()),
            from_person: told.from_person,
            to_person: told.to_person,
            overlap_from: told.overlap_from.unwrap_or(mark.on),
            overlap_to: told.overlap_to.unwrap_or(mark.on),
        }
    }
}

pub(crate) fn changed(file: &mut PatientFile, mark: Mark, told: &CoordinatorChanged) {
    let change = Change::of(mark, told);
    end_where(file, End { mark, cause: EndCause::Changed }, |one| {
        one.role == change.role && one.person == change.from_person
    });
    opened(file, mark, change.role.clone(), change.to_person, told.unit);
    file.changes.push(change);
}

pub(crate) fn handed_over(file: &mut PatientFile, mark: Mark, told: &HandoverCompleted) {
    file.handovers.push(Handover { mark, to_person: told.to_person });
}

/// Persons and unit are registered, and the overlap holds the day of the change.
pub(crate) fn fits(asked: &CoordinatorChanged, ground: &Ground<'_>) -> Result<(), Refusal> {
    ground.person(asked.from_person)?;
    ground.person(asked.to_person)?;
    ground.unit(asked.unit)?;
    let from = asked.overlap_from.unwrap_or(ground.on);
    let to = asked.overlap_to.unwrap_or(ground.on);
    if from <= ground.on && ground.on <= to {
        return Ok(());
    }
    Err(Refusal::Order(format!(
        "the overlap from {from} to {to} does not hold {}, the day of the change",
        ground.on
    )))
}

/// Who leaves has the role on the day, and row 9 holds for who comes.
pub(crate) fn judge(
    asked: &CoordinatorChanged,
    ground: &Ground<'_>,
    findings: &mut Findings,
) -> Result<(), Refusal> {
    let role = CoordinatorRole::or_municipal(asked.role.as_ref());
    let current =
        |one: &&Assignment| one.role == role && one.person == asked.from_person && one.runs_on(ground.on);
    if asked.from_person == asked.to_person || !ground.file.assignments.iter().any(|one| current(&one)) {
        return Err(Refusal::NotCurrent(format!(
            "from_person does not have the role on {}, or is to_person: name who has it, and somebody else",
            ground.on
        )));
    }
    let appointee = Appointee { role: &role, person: asked.to_person, unit: asked.unit };
    judge_appointee(&appointee, ground, findings)?;
    let newest = ground.file.assessments.iter().rev().find(|one| one.mark.on <= ground.on);
    let lifelong = newest.is_some_and(|one| one.lifelong);
    let overlap = asked.overlap_from.is_some() || asked.overlap_to.is_some();
    findings.note_if(lifelong && !overlap, Deviation::NoOverlapLifelong);
    Ok(())
}

/// A handover is by meeting and by documentation.
pub(crate) fn judge_handover(asked: &HandoverCompleted, findings: &mut Findings) -> Result<(), Refusal> {
    findings.note_if(asked.meeting_on.is_none(), Deviation::HandoverNoMeeting);
    findings.note_if(asked.documentation_ref.is_none(), Deviation::HandoverNoDocs);
    Ok(())
}

#[cfg(test)]
mod tests;
