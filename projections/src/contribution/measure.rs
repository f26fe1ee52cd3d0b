//! How long things took, and how changes went: the inputs of time measures and continuity (P09, P11).

use std::fmt;

use samspor_core::fact::Mark;
use samspor_core::patient::assignment::{Assignment, Seat};
use samspor_core::patient::need::{Report, ReporterKind};
use samspor_core::register::policy::Rule;
use samspor_core::words::{Day, Label, UnitId};
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Took {
    pub measure: Measure,
    pub days: i64,
    /// Who reported the need, of times that begin with a report.
    pub reporter: Option<Reported>,
    /// The patient's age in whole years on the day counting begins.
    pub age: Option<u32>,
    /// The unit that took the patient on, of times to or from an appointment.
    pub unit: Option<UnitId>,
}

/// A reporter as measures tell them apart: kind, and profession where it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    pub kind: ReporterKind,
    pub profession: Option<Label>,
}

impl fmt::Display for Reported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.profession {
            Some(profession) => write!(f, "{:?}/{profession}", self.kind),
            None => write!(f, "{:?}", self.kind),
        }
    }
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
    let received = |one: &&Report| one.disposed.is_none() && one.received_on <= at.day;
    let reports = at.file.reports.iter().filter(received).flat_map(|report| of_report(at, report));
    let appointed = primaries(at).flat_map(|one| of_assignment(at, one, obligations));
    let granted = at.file.plan_decisions.iter().filter_map(|one| of_decision(at, one.mark, obligations));
    reports.chain(appointed).chain(granted).collect()
}

/// From a report to the first assessment, offer and start of a primary on or after it.
fn of_report(at: &FileAt<'_>, report: &Report) -> Vec<Took> {
    let (file, from) = (at.file, report.received_on);
    let reported = Reported { kind: report.reporter.kind, profession: report.reporter.profession.clone() };
    let appointed = primaries(at).filter(|one| one.mark.on >= from).min_by_key(|one| one.mark.on);
    let first = |days: &mut dyn Iterator<Item = Day>| days.filter(|day| *day >= from).min();
    let found = [
        (Measure::ReceivedToAssessed, first(&mut file.assessments.iter().map(|one| one.mark.on)), None),
        (Measure::ReceivedToOffered, first(&mut file.offers.iter().map(|one| one.mark.on)), None),
        (Measure::ReceivedToAppointed, appointed.map(|one| one.mark.on), appointed.map(|one| one.unit)),
    ];
    let took = |(measure, day, unit): (Measure, Option<Day>, Option<UnitId>)| {
        let days = day?.days_since(from);
        Some(Took { measure, days, reporter: Some(reported.clone()), age: age_on(at, from), unit })
    };
    found.into_iter().filter_map(took).collect()
}

/// From the start of a primary to that person's mandate and first contact.
fn of_assignment(at: &FileAt<'_>, one: &Assignment, obligations: &[Obligation]) -> Vec<Took> {
    let from = one.mark.on;
    let mandated = at.file.mandates.iter().find(|mandate| mandate.person == one.person);
    let mandated = mandated.map(|mandate| mandate.mark.on.days_since(from).max(0));
    let contact = met_on(obligations, Rule::D07, one.mark.event).map(|met| met.days_since(from));
    let took = |(measure, days): (Measure, Option<i64>)| {
        Some(Took { measure, days: days?, reporter: None, age: age_on(at, from), unit: Some(one.unit) })
    };
    let found = [(Measure::AppointedToMandate, mandated), (Measure::AppointedToContact, contact)];
    found.into_iter().filter_map(took).collect()
}

/// From a plan that was granted to the plan.
fn of_decision(at: &FileAt<'_>, granted: Mark, obligations: &[Obligation]) -> Option<Took> {
    let days = met_on(obligations, Rule::D12, granted.event)?.days_since(granted.on);
    let age = age_on(at, granted.on);
    Some(Took { measure: Measure::GrantedToPlan, days, reporter: None, age, unit: None })
}

fn primaries<'a>(at: &FileAt<'a>) -> impl Iterator<Item = &'a Assignment> + use<'a> {
    at.file.assignments.iter().filter(|one| one.seat().is_some())
}

/// Whole years on a day; none where the birth is not known, or later.
fn age_on(at: &FileAt<'_>, day: Day) -> Option<u32> {
    let born = at.file.born?;
    let years = day.year() - born.year();
    let had_birthday = born.plus_months(12 * years) <= day;
    u32::try_from(if had_birthday { years } else { years - 1 }).ok()
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
