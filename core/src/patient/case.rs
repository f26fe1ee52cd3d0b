//! The coordination case (*koordineringssak*): opened, closed, opened again.

use serde::{Deserialize, Serialize};

use super::PatientFile;
use super::assignment::{End, EndCause, end_where};
use crate::decision::{Findings, Ground};
use crate::deviation::Deviation;
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::words::{Code, Day, Label};

/// A case is to be opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenCase {
    pub residence_municipality: Option<Label>,
}

/// A case was opened (#1), by command or with the first report or appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoordinationCaseOpened {
    pub residence_municipality: Option<Label>,
    /// Opened by the report or appointment of the same entry, and gone if that is voided.
    pub implicit: bool,
}

impl From<OpenCase> for CoordinationCaseOpened {
    fn from(asked: OpenCase) -> Self {
        Self { residence_municipality: asked.residence_municipality, implicit: false }
    }
}

/// Why a case is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CloseCause {
    NeedCeased,
    Declined,
    Moved,
    Deceased,
    Error,
}

/// A case was closed (#32).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseClosed {
    pub cause: CloseCause,
}

/// Somebody reported a deviation by hand (#33).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviationReported {
    pub code: Code,
    pub about: Option<crate::words::EventId>,
    pub due_on: Option<Day>,
}

/// The openings and closings of a case, in the file's order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    /// The first report, appointment or explicit opening.
    begun: Option<Mark>,
    /// Explicit openings and closings: the newest on or before a day decides.
    turns: Vec<Turn>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Turn {
    Opened(Mark),
    Closed(Mark),
}

impl Case {
    /// Whether it has been opened on or before a day and is not closed on it.
    pub fn is_open_on(&self, day: Day) -> bool {
        self.begun.is_some_and(|begun| begun.on <= day) && !self.is_closed_on(day)
    }

    /// Whether it is closed on a day; before any closing it never is.
    pub fn is_closed_on(&self, day: Day) -> bool {
        let newest = self.turns.iter().rev().find(|turn| match turn {
            Turn::Opened(mark) | Turn::Closed(mark) => mark.on <= day,
        });
        matches!(newest, Some(Turn::Closed(_)))
    }

    /// The closings, oldest first.
    pub fn closings(&self) -> impl Iterator<Item = Mark> + '_ {
        self.turns.iter().filter_map(|turn| match turn {
            Turn::Closed(mark) => Some(*mark),
            Turn::Opened(_) => None,
        })
    }

    /// What began the case, if anything did.
    pub fn begun_by(&self) -> Option<Mark> {
        self.begun
    }

    pub(super) fn begun(&mut self, mark: Mark) {
        self.begun.get_or_insert(mark);
    }
}

pub(crate) fn opened(file: &mut PatientFile, mark: Mark, told: &CoordinationCaseOpened) {
    if !told.implicit {
        file.case.begun(mark);
        file.case.turns.push(Turn::Opened(mark));
    }
}

pub(crate) fn closed(file: &mut PatientFile, mark: Mark, _told: &CaseClosed) {
    end_where(file, End { mark, cause: EndCause::CaseClosed }, |_| true);
    super::substitute::end_where(file, mark, |_| true);
    file.case.turns.push(Turn::Closed(mark));
}

/// One open case for each tenant and patient.
pub(crate) fn judge_opening(ground: &Ground<'_>) -> Result<(), Refusal> {
    if ground.file.case.is_open_on(ground.on) { Err(Refusal::CaseIsOpen) } else { Ok(()) }
}

/// A case that is closed with open obligations is closed, and it is said.
pub(crate) fn judge_closing(ground: &Ground<'_>, findings: &mut Findings) -> Result<(), Refusal> {
    let open = ground.command.patient.is_some_and(|patient| {
        ground.around.has_open_obligations(ground.command.tenant, patient, ground.facts, ground.on)
    });
    findings.note_if(open, Deviation::OpenObligations);
    Ok(())
}

#[cfg(test)]
mod tests;
