//! Reports of need (*melding om behov*) and what became of them.

use serde::{Deserialize, Serialize};

use super::PatientFile;
use crate::decision::{Ground, unknown};
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::words::{Day, EventId, Label, UnitId};

/// What a report asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Need {
    Plan,
    Coordinator,
    ChildCoordinator,
    Rehabilitation,
}

/// Who reports (hpl § 38 a, and others by the guide's recommendation).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ReporterKind {
    MunicipalHealth,
    Gp,
    SpecialistHealth,
    OtherSector,
    Patient,
    NextOfKin,
}

/// The reporter as far as it is recorded: never a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reporter {
    pub kind: ReporterKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Label>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profession: Option<Label>,
}

/// How a report came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Channel {
    Plo,
    Dialog,
    Letter,
    Oral,
    Portal,
    Meeting,
}

/// Somebody reported a need for a plan or a coordinator (#2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeedReported {
    pub need: Vec<Need>,
    pub reporter: Reporter,
    pub channel: Channel,
    pub received_on: Day,
    pub first_received_by: Option<UnitId>,
    pub complete: Option<bool>,
    pub patient_informed: Option<bool>,
    pub external_ref: Option<Label>,
}

/// What was done with a report that is not answered by an assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Disposition {
    Rerouted,
    Withdrawn,
    Duplicate,
}

/// A report was sent on, withdrawn, or found to be a duplicate (#3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeedReportDisposed {
    pub report: EventId,
    pub disposition: Disposition,
    pub to_unit: Option<UnitId>,
    pub of: Option<EventId>,
}

/// A report in the patient's file, with its disposal if there is one.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub mark: Mark,
    pub received_on: Day,
    pub reporter: Reporter,
    pub first_received_by: Option<UnitId>,
    /// The desk that has it now.
    pub desk: Option<UnitId>,
    pub disposed: Option<Mark>,
}

pub(crate) fn reported(file: &mut PatientFile, mark: Mark, told: &NeedReported) {
    file.case.begun(mark);
    let early = file.early_disposals.iter().find(|(report, ..)| *report == mark.event);
    file.reports.push(Report {
        mark,
        received_on: told.received_on,
        reporter: told.reporter.clone(),
        first_received_by: told.first_received_by,
        desk: early.and_then(|(_, _, desk)| *desk).or(told.first_received_by),
        disposed: early.map(|(_, mark, _)| *mark),
    });
}

pub(crate) fn disposed(file: &mut PatientFile, mark: Mark, told: &NeedReportDisposed) {
    if let Some(report) = file.reports.iter_mut().find(|report| report.mark.event == told.report) {
        report.disposed.get_or_insert(mark);
        report.desk = told.to_unit.or(report.desk);
    } else {
        file.early_disposals.push((told.report, mark, told.to_unit));
    }
}

/// The desk is registered.
pub(crate) fn fits(asked: &NeedReported, ground: &Ground<'_>) -> Result<(), Refusal> {
    asked.first_received_by.map_or(Ok(()), |unit| ground.unit(unit))
}

/// The report is in this file, and goes somewhere else than where it is.
pub(crate) fn disposal_fits(asked: &NeedReportDisposed, ground: &Ground<'_>) -> Result<(), Refusal> {
    let report = ground.file.reports.iter().find(|report| report.mark.event == asked.report);
    let report =
        report.ok_or_else(|| unknown(format!("report {}", asked.report), "a report of this file"))?;
    match asked.disposition {
        Disposition::Rerouted => {
            let to =
                asked.to_unit.ok_or_else(|| unknown("to_unit".to_owned(), "the unit the report goes to"))?;
            ground.unit(to)?;
            if report.desk == Some(to) {
                return Err(unknown("to_unit".to_owned(), "another unit than the one that has the report"));
            }
            Ok(())
        }
        Disposition::Duplicate => {
            let of = asked.of.ok_or_else(|| unknown("of".to_owned(), "the report it repeats"))?;
            let other = ground.file.reports.iter().any(|report| report.mark.event == of);
            if of == asked.report || !other {
                return Err(unknown(format!("of {of}"), "another report of this file"));
            }
            Ok(())
        }
        Disposition::Withdrawn => Ok(()),
    }
}

#[cfg(test)]
mod tests;
