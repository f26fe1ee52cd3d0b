//! The complaints of a file and what became of them (P17).

use samspor_core::patient::complaint::{Complaint, ComplaintOutcome, InTime, Processing};
use samspor_core::patient::supervision::{SupervisorDecision, SupervisorOutcome};
use samspor_core::register::policy::Rule;
use samspor_core::words::{Day, EventId};
use serde::{Deserialize, Serialize};

use crate::file_at::FileAt;
use crate::obligations::Obligation;

/// How far a complaint has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ComplaintState {
    Open,
    /// By the body that decided.
    Processed,
    /// To the supervisory authority.
    Forwarded,
    /// By the supervisory authority.
    Decided,
}

/// What a complaint came to: in the body that decided, or with the authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    Processed(ComplaintOutcome),
    Decided(SupervisorOutcome),
}

/// One complaint as it is on the day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComplaintSeen {
    pub complaint: EventId,
    pub in_time: InTime,
    /// The last day to complain (D21).
    pub last_day: Option<Day>,
    /// By when it is to be handled (D20).
    pub due: Day,
    pub is_processed: bool,
    /// The first day it goes to the authority; it may lie ahead.
    pub forwarded_on: Option<Day>,
    pub is_decided: bool,
    /// The newest.
    pub outcome: Option<Outcome>,
}

impl ComplaintSeen {
    /// How far it has come on a day.
    pub fn state_on(&self, day: Day) -> ComplaintState {
        if self.is_decided {
            ComplaintState::Decided
        } else if self.forwarded_on.is_some_and(|on| on <= day) {
            ComplaintState::Forwarded
        } else if self.is_processed {
            ComplaintState::Processed
        } else {
            ComplaintState::Open
        }
    }
}

/// Every complaint up to the day, in the file's order.
pub(super) fn complaints(at: &FileAt<'_>, obligations: &[Obligation]) -> Box<[ComplaintSeen]> {
    at.file.complaints.iter().map(|one| seen(at, obligations, one)).collect()
}

fn seen(at: &FileAt<'_>, obligations: &[Obligation], complaint: &Complaint) -> ComplaintSeen {
    let (event, told) = (complaint.mark.event, &complaint.told);
    let processings: Vec<&Processing> =
        at.file.processings.iter().filter(|one| one.complaint == event).collect();
    let decisions: Vec<&SupervisorDecision> =
        at.file.supervisor_decisions.iter().filter(|one| one.told.complaint == Some(event)).collect();
    let processed = processings.iter().map(|one| (one.mark, Outcome::Processed(one.outcome)));
    let decided = decisions.iter().map(|one| (one.mark, Outcome::Decided(one.told.outcome)));
    let handled = obligations.iter().find(|one| one.rule == Rule::D20 && one.trigger == event);
    let by_rule = || at.register.deadline(Rule::D20, told.received_on, at.day).due(told.received_on);
    ComplaintSeen {
        complaint: event,
        in_time: told.in_time(at.facts, at.register, at.day),
        last_day: told.last_day(at.register, at.day),
        due: handled.map_or_else(by_rule, |one| one.due),
        is_processed: !processings.is_empty(),
        forwarded_on: processings.iter().filter_map(|one| one.forwarded_on).min(),
        is_decided: !decisions.is_empty(),
        outcome: processed.chain(decided).max_by_key(|(mark, _)| *mark).map(|(_, outcome)| outcome),
    }
}
