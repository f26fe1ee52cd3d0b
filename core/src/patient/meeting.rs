//! Meetings of a group: summoned (*innkalling*), held, and their minutes (*referat*), which stand in the archive.

use serde::{Deserialize, Serialize};

use super::PatientFile;
use super::consent::judge_parties;
use super::group::is_known;
use crate::decision::{Findings, Ground, unknown};
use crate::deviation::Deviation;
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::words::{Day, EventId, Party, PersonId, Reference};

/// A meeting was summoned (#46).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeetingSummoned {
    pub group: EventId,
    pub meeting_on: Day,
    pub invitees: Vec<Party>,
    pub written: bool,
}

/// A meeting was held (#47).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeetingHeld {
    pub group: EventId,
    pub chair: Option<PersonId>,
    pub secretary: Option<PersonId>,
    pub present: Vec<Party>,
    pub patient_present: bool,
    pub plan_updated: Option<bool>,
    pub next_meeting_on: Option<Day>,
}

/// The minutes of a meeting were filed (#48).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinutesFiled {
    pub meeting: EventId,
    pub document_ref: Reference,
    pub plan_updated: Option<bool>,
}

/// One summons in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Summons {
    pub mark: Mark,
    pub group: EventId,
    pub meeting_on: Day,
}

/// One meeting in the patient's file; its id is the event's.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    pub mark: Mark,
    pub group: EventId,
    pub chair: Option<PersonId>,
    pub secretary: Option<PersonId>,
    pub patient_present: bool,
    pub plan_updated: bool,
    pub next_meeting_on: Option<Day>,
}

/// The minutes of one meeting in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Minutes {
    pub mark: Mark,
    pub meeting: EventId,
    pub plan_updated: bool,
}

pub(crate) fn summoned(file: &mut PatientFile, mark: Mark, told: &MeetingSummoned) {
    file.summonses.push(Summons { mark, group: told.group, meeting_on: told.meeting_on });
}

pub(crate) fn held(file: &mut PatientFile, mark: Mark, told: &MeetingHeld) {
    file.meetings.push(Meeting {
        mark,
        group: told.group,
        chair: told.chair,
        secretary: told.secretary,
        patient_present: told.patient_present,
        plan_updated: told.plan_updated == Some(true),
        next_meeting_on: told.next_meeting_on,
    });
}

pub(crate) fn filed(file: &mut PatientFile, mark: Mark, told: &MinutesFiled) {
    let plan_updated = told.plan_updated == Some(true);
    file.minutes.push(Minutes { mark, meeting: told.meeting, plan_updated });
}

/// The group is of this file.
pub(crate) fn summons_fits(asked: &MeetingSummoned, ground: &Ground<'_>) -> Result<(), Refusal> {
    is_known(asked.group, ground)
}

/// The group is of this file; chair and secretary are registered.
pub(crate) fn fits(asked: &MeetingHeld, ground: &Ground<'_>) -> Result<(), Refusal> {
    is_known(asked.group, ground)?;
    asked.chair.into_iter().chain(asked.secretary).try_for_each(|person| ground.person(person))
}

/// The meeting is of this file.
pub(crate) fn minutes_fit(asked: &MinutesFiled, ground: &Ground<'_>) -> Result<(), Refusal> {
    if ground.file.meetings.iter().any(|one| one.mark.event == asked.meeting) {
        return Ok(());
    }
    Err(unknown(format!("meeting {}", asked.meeting), "a meeting of this file"))
}

/// Everybody summoned is covered by a consent of the summons' day; summoned in writing, or it is said.
pub(crate) fn judge_summons(
    asked: &MeetingSummoned,
    ground: &Ground<'_>,
    findings: &mut Findings,
) -> Result<(), Refusal> {
    judge_parties(&asked.invitees, ground, findings)?;
    findings.note_if(!asked.written, Deviation::NotWritten);
    Ok(())
}

/// Each meeting has somebody who leads it and somebody who writes.
pub(crate) fn judge(asked: &MeetingHeld, findings: &mut Findings) -> Result<(), Refusal> {
    findings.note_if(asked.chair.is_none(), Deviation::NoChair);
    findings.note_if(asked.secretary.is_none(), Deviation::NoSecretary);
    Ok(())
}
