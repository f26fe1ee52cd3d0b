//! Who waits: reports not yet dealt with, and patients who want a coordinator and have none (P01, P06).

use samspor_core::fact::Mark;
use samspor_core::patient::assignment::{Assignment, Seat};
use samspor_core::patient::need::ReporterKind;
use samspor_core::patient::offer::Answer;
use samspor_core::patient::participant::Direction;
use samspor_core::register::policy::Rule;
use samspor_core::register::tenant::TenantKind;
use samspor_core::words::{Day, EventId, UnitId};
use serde::{Deserialize, Serialize};

use super::vacancy::{Gap, gaps};
use crate::file_at::FileAt;
use crate::obligations::Obligation;

/// A report whose triage (D01) is neither done nor lapsed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    pub report: EventId,
    pub received_on: Day,
    pub due_triage: Day,
    pub due_reply: Option<Day>,
    pub reporter_kind: ReporterKind,
    pub first_received_by: Option<UnitId>,
}

/// Why a patient has no coordinator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WithoutKind {
    NeverAppointed,
    Vacancy,
    OnlySubstitute,
}

/// An active file that should have a coordinator and has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Without {
    pub kind: WithoutKind,
    /// The first day.
    pub since: Day,
}

/// The seat of the coordinators a kind of tenant appoints.
pub(super) fn own_seat(kind: TenantKind) -> Seat {
    match kind {
        TenantKind::Municipality => Seat::Municipality,
        TenantKind::HealthTrust => Seat::Trust,
    }
}

/// The reports that wait, in the file's order.
pub(super) fn inbox(at: &FileAt<'_>, obligations: &[Obligation]) -> Box<[Waiting]> {
    let of = |rule, report| obligations.iter().find(move |one| one.rule == rule && one.trigger == report);
    let received = at.file.reports.iter().filter(|report| report.received_on <= at.day);
    let waiting = received.filter_map(|report| {
        let triage = of(Rule::D01, report.mark.event)?;
        triage.is_open().then(|| Waiting {
            report: report.mark.event,
            received_on: report.received_on,
            due_triage: triage.due,
            due_reply: of(Rule::D02, report.mark.event).map(|reply| reply.due),
            reporter_kind: report.reporter.kind,
            first_received_by: report.first_received_by,
        })
    });
    waiting.collect()
}

/// Whether the patient should have a coordinator and has none on the day.
pub(super) fn without(at: &FileAt<'_>) -> Option<Without> {
    let seat = own_seat(at.kind);
    if !at.file.is_active_on(at.day) || at.file.primary_on(seat, at.day).is_some() {
        return None;
    }
    let last = at.file.assignments.iter().rfind(|one| one.seat() == Some(seat));
    let running = gaps(at, seat).into_iter().find(|gap| gap.to.is_none());
    match (last, running) {
        (Some(last), Some(gap)) if is_vacancy(at, last) => Some(vacancy(at, gap)),
        _ => never_appointed(at, last.and_then(|last| last.end).map(|end| end.mark)),
    }
}

fn vacancy(at: &FileAt<'_>, gap: Gap) -> Without {
    let substituted = at.file.substitutes_on(at.day).next().is_some();
    let kind = if substituted { WithoutKind::OnlySubstitute } else { WithoutKind::Vacancy };
    Without { kind, since: gap.from }
}

/// The need persisted at the end, and neither a decline nor an assessment without coordinator came after.
fn is_vacancy(at: &FileAt<'_>, last: &Assignment) -> bool {
    let Some(end) = last.end else { return false };
    let after = |mark: &Mark| *mark > end.mark;
    let declined = at.file.answers.iter().any(|one| one.answer == Answer::Declined && after(&one.mark));
    let unneeded = at.file.assessments.iter().any(|one| !one.outcome.wants_coordinator() && after(&one.mark));
    last.need_persists() && !declined && !unneeded
}

/// Assessed as needing a coordinator and wanting one, anew if an earlier need had ceased; a transfer in counts as both.
fn never_appointed(at: &FileAt<'_>, ceased: Option<Mark>) -> Option<Without> {
    let came = at.file.transfers.iter().rfind(|one| one.direction == Direction::In);
    let came = came.map(|one| (one.mark, true));
    let assessed = at.file.assessments.last().map(|one| (one.mark, one.outcome.wants_coordinator()));
    let answered = at.file.answers.last().map(|one| (one.mark, one.answer == Answer::Accepted));
    let newest = |own: Option<(Mark, bool)>| own.into_iter().chain(came).max_by_key(|(mark, _)| *mark);
    match (newest(assessed), newest(answered)) {
        (Some((needed, true)), Some((wanted, true))) => {
            let since = needed.max(wanted);
            let anew = ceased.is_none_or(|ceased| since > ceased);
            anew.then_some(Without { kind: WithoutKind::NeverAppointed, since: since.on })
        }
        _ => None,
    }
}
