//! All obligations of one patient's file.

use samspor_core::words::Day;

use super::obligation::Obligation;
use super::reading::{Draft, Reading};
use super::{absence, adulthood, appointing, consent, follow_up, handover, mandate, reports};
use crate::file_at::FileAt;

/// The obligations of one file on its day, in order of rule, due day and trigger. Training (D17) is the tenant's, not a file's.
pub fn of_file(file: &FileAt<'_>) -> Vec<Obligation> {
    let reading = Reading::of(file);
    let mut drafts: Vec<Draft> = Vec::new();
    for family in FAMILIES {
        family(&reading, &mut drafts);
    }
    let mut obligations: Vec<Obligation> = drafts.into_iter().map(|draft| reading.settle(draft)).collect();
    obligations.sort_by_key(|one| (one.rule, one.due, one.triggered_on, one.trigger));
    obligations
}

/// The next day on which the obligations change by more than their due dates going by: a fact planned for it happens,
/// an absence begins, or a substitution runs out. Up to it, [`Obligation::seen_on`] tells what [`of_file`] would.
pub fn next_reading(file: &FileAt<'_>) -> Option<Day> {
    let planned = file.facts.iter().map(|fact| fact.mark.on);
    let substitutes = file.file.substitutions.iter().filter_map(|one| one.to);
    let absences = file.register.absences.iter().filter(|absence| {
        file.file.assignments.iter().any(|one| one.seat().is_some() && one.person == absence.person)
    });
    let days = planned.chain(substitutes).chain(absences.map(|absence| absence.mark.on));
    days.filter(|day| *day > file.day).min()
}

/// One function a family, in the order of domain.md 3.1.
const FAMILIES: [fn(&Reading<'_>, &mut Vec<Draft>); 8] = [
    reports::drafts,
    appointing::drafts,
    mandate::drafts,
    follow_up::drafts,
    consent::drafts,
    absence::drafts,
    handover::drafts,
    adulthood::drafts,
];
