//! Complaints (*klage*) on rights and requests for supervision (pbrl §§ 7-2, 7-4): received, and processed.

use serde::{Deserialize, Serialize};

use super::PatientFile;
use super::representative::{Representative, RepresentativeKind};
use crate::decision::{Findings, Ground, unknown};
use crate::deviation::Deviation;
use crate::fact::{Fact, Mark};
use crate::law;
use crate::refusal::Refusal;
use crate::register::Register;
use crate::register::policy::Rule;
use crate::words::{Day, EventId, Label};

/// What is asked of the supervisory authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ComplaintKind {
    /// *Rettighetsklage*, pbrl § 7-2.
    RightsComplaint,
    /// *Anmodning om tilsyn*, pbrl § 7-4; it has no time limit.
    SupervisionRequest,
}

/// What the complaint is about; a decision is named by the event that told it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    Omission,
    Decision(EventId),
}

/// Who complains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    Patient,
    NextOfKin,
    /// *Fullmektig*: needs a written power of attorney.
    Proxy,
}

/// A complaint was received by the body that decided (#56).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintReceived {
    pub kind: ComplaintKind,
    pub about: About,
    /// When the complainant got, or should have got, enough knowledge to complain (pbrl § 7-5).
    pub knew_on: Option<Day>,
    pub sent_on: Day,
    pub received_on: Day,
    pub assisted_by: Option<Label>,
    pub standing: Standing,
}

/// What the body that decided made of a complaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ComplaintOutcome {
    UpheldInFull,
    UpheldPartly,
    /// The decision stands, and the complaint goes to the supervisory authority.
    Maintained,
}

/// A complaint was processed by the body that decided (#57; fvl § 33).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintProcessed {
    pub complaint: EventId,
    pub outcome: ComplaintOutcome,
    pub forwarded_on: Option<Day>,
}

/// One complaint in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Complaint {
    pub mark: Mark,
    pub told: ComplaintReceived,
}

/// One processing in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Processing {
    pub mark: Mark,
    pub complaint: EventId,
    pub outcome: ComplaintOutcome,
    pub forwarded_on: Option<Day>,
}

/// Whether a complaint came in time (D21): a classification, which never dismisses one (fvl § 31).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InTime {
    InTime,
    Late,
    /// The matter was decided before there was a right to complain of it.
    NotComplainable,
}

impl ComplaintReceived {
    /// The last day to complain, by the policy of the day of knowledge as seen on `at`; absent without such a day, and for a
    /// request for supervision.
    pub fn last_day(&self, register: &Register, at: Day) -> Option<Day> {
        match self.kind {
            ComplaintKind::RightsComplaint => {
                self.knew_on.map(|knew| register.deadline(Rule::D21, knew, at).due(knew))
            }
            ComplaintKind::SupervisionRequest => None,
        }
    }

    /// Whether the law of the day gave a right to complain of the matter: of anything that no decision among the facts is.
    pub fn is_complainable(&self, facts: &[Fact]) -> bool {
        let decision = match (self.kind, self.about) {
            (ComplaintKind::RightsComplaint, About::Decision(event)) => {
                facts.iter().find(|fact| fact.mark.event == event)
            }
            (ComplaintKind::SupervisionRequest, _) | (_, About::Omission) => None,
        };
        decision.is_none_or(|fact| law::is_complainable(&fact.what, fact.mark.on))
    }

    /// Whether it was sent after the last day, as seen on `at`.
    pub fn is_late(&self, register: &Register, at: Day) -> bool {
        self.last_day(register, at).is_some_and(|last| self.sent_on > last)
    }

    /// In time, late, or about what could not be complained of, as seen on `at`.
    pub fn in_time(&self, facts: &[Fact], register: &Register, at: Day) -> InTime {
        if !self.is_complainable(facts) {
            InTime::NotComplainable
        } else if self.is_late(register, at) {
            InTime::Late
        } else {
            InTime::InTime
        }
    }
}

pub(crate) fn received(file: &mut PatientFile, mark: Mark, told: &ComplaintReceived) {
    file.complaints.push(Complaint { mark, told: told.clone() });
}

pub(crate) fn processed(file: &mut PatientFile, mark: Mark, told: &ComplaintProcessed) {
    let &ComplaintProcessed { complaint, outcome, forwarded_on } = told;
    file.processings.push(Processing { mark, complaint, outcome, forwarded_on });
}

/// E-REF unless the event is a complaint of this file that is not void.
pub(crate) fn known(complaint: EventId, ground: &Ground<'_>) -> Result<(), Refusal> {
    if ground.file.complaints.iter().any(|one| one.mark.event == complaint) {
        return Ok(());
    }
    Err(unknown(format!("complaint {complaint}"), "a complaint received in this file"))
}

/// The decision is in this file.
pub(crate) fn fits(asked: &ComplaintReceived, ground: &Ground<'_>) -> Result<(), Refusal> {
    match asked.about {
        About::Omission => Ok(()),
        About::Decision(event) => ground.event(event, "the decision"),
    }
}

/// A late complaint and one on what could not be complained of are received all the same.
pub(crate) fn judge(
    asked: &ComplaintReceived,
    ground: &Ground<'_>,
    findings: &mut Findings,
) -> Result<(), Refusal> {
    let proxy = |one: &Representative| one.kind == RepresentativeKind::Proxy && one.runs_on(ground.on);
    if asked.standing == Standing::Proxy && !ground.file.representatives.iter().any(proxy) {
        findings.refuse(Refusal::NoStanding { on: ground.on })?;
    }
    findings.note_if(!asked.is_complainable(ground.facts), Deviation::NotComplainableAtDate);
    findings.note_if(asked.is_late(ground.register, ground.on), Deviation::Late);
    Ok(())
}

/// A complaint that is maintained goes to the supervisory authority.
pub(crate) fn judge_processing(asked: &ComplaintProcessed, findings: &mut Findings) -> Result<(), Refusal> {
    if asked.outcome == ComplaintOutcome::Maintained && asked.forwarded_on.is_none() {
        findings.refuse(Refusal::NotForwarded)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
