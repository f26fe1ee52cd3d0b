//! How long things took, and how changes went: the inputs of time measures and continuity (P09, P11).

use samspor_core::patient::assignment::Seat;
use samspor_core::register::policy::Rule;
use samspor_core::words::Day;
use serde::{Deserialize, Serialize};

use crate::file_at::FileAt;
use crate::obligations::Obligation;

/// From what to what the days are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Measure {
    ReceivedToAssessed,
    ReceivedToOffered,
    ReceivedToAppointed,
    AppointedToMandate,
    AppointedToContact,
    GrantedToPlan,
}

/// One measured time, in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Took {
    pub measure: Measure,
    pub days: i64,
}

/// One change of the municipality's coordinator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    pub on: Day,
    /// Both worked together for a day at least.
    pub overlapped: bool,
    /// The handover was done, late or not.
    pub handed_over: bool,
}

/// The times measured up to the day.
pub(super) fn times(at: &FileAt<'_>, obligations: &[Obligation]) -> Box<[Took]> {
    let file = at.file;
    let mut times = Vec::new();
    let assessed: Vec<Day> = file.assessments.iter().map(|one| one.mark.on).collect();
    let offered: Vec<Day> = file.offers.iter().map(|one| one.mark.on).collect();
    let primaries = || file.assignments.iter().filter(|one| one.seat().is_some());
    let appointed: Vec<Day> = primaries().map(|one| one.mark.on).collect();
    for report in file.reports.iter().filter(|one| one.disposed.is_none() && one.received_on <= at.day) {
        let from = report.received_on;
        let mut add = |measure, days: &[Day]| {
            let first = days.iter().filter(|day| **day >= from).min();
            times.extend(first.map(|day| Took { measure, days: day.days_since(from) }));
        };
        add(Measure::ReceivedToAssessed, &assessed);
        add(Measure::ReceivedToOffered, &offered);
        add(Measure::ReceivedToAppointed, &appointed);
    }
    for one in primaries() {
        let mandated = file.mandates.iter().find(|mandate| mandate.person == one.person);
        times.extend(mandated.map(|mandate| Took {
            measure: Measure::AppointedToMandate,
            days: mandate.mark.on.days_since(one.mark.on).max(0),
        }));
        let contact = met_on(obligations, Rule::D07, one.mark.event);
        times.extend(
            contact
                .map(|met| Took { measure: Measure::AppointedToContact, days: met.days_since(one.mark.on) }),
        );
    }
    for granted in &file.plan_decisions {
        let started = met_on(obligations, Rule::D12, granted.mark.event);
        times.extend(
            started
                .map(|met| Took { measure: Measure::GrantedToPlan, days: met.days_since(granted.mark.on) }),
        );
    }
    times.into()
}

/// The changes of the municipality's coordinator up to the day.
pub(super) fn changes(at: &FileAt<'_>, obligations: &[Obligation]) -> Box<[Changed]> {
    let changes = at.file.changes.iter().filter(|one| one.role.seat() == Some(Seat::Municipality));
    let changed = |one: &samspor_core::patient::change::Change| Changed {
        on: one.mark.on,
        overlapped: one.overlap_from < one.overlap_to,
        handed_over: met_on(obligations, Rule::D16, one.mark.event).is_some(),
    };
    changes.map(changed).collect()
}

fn met_on(obligations: &[Obligation], rule: Rule, trigger: samspor_core::words::EventId) -> Option<Day> {
    obligations.iter().find(|one| one.rule == rule && one.trigger == trigger)?.met_on
}
