//! When a contribution next changes by itself: no entry comes, the day does.

use samspor_core::register::Register;
use samspor_core::words::Day;

use super::warning::WARNED_DAYS_BEFORE;
use crate::file_at::FileAt;
use crate::obligations::{Obligation, State};

/// The first later day on which the contribution may be another; early is harmless, late is wrong.
pub(super) fn next_change_on(at: &FileAt<'_>, obligations: &[Obligation]) -> Option<Day> {
    let day = at.day;
    let facts = at.facts.iter().map(|fact| fact.mark.on);
    let changes = at.file.changes.iter().chain(&at.file.announced);
    let overlaps = changes.flat_map(|change| [change.overlap_from, change.overlap_to]);
    let ends = at.file.substitutions.iter().filter_map(|one| one.to);
    let representatives = at.file.representatives.iter().filter_map(|one| one.to);
    let restrictions = at.file.restrictions.iter().filter_map(|one| one.to);
    let representatives = representatives.chain(restrictions);
    let consents = at.file.consents.iter().filter_map(|one| one.to);
    let consents = consents.flat_map(|to| [to, to.plus_days(-WARNED_DAYS_BEFORE)]);
    let birthdays = [16, 18].into_iter().filter_map(|years| Some(at.file.born?.plus_months(12 * years)));
    // The due day of a suspended one says how long it is warned of.
    let waits = |one: &&Obligation| one.state == State::Pending || one.state == State::Suspended;
    let pending = obligations.iter().filter(waits).map(|one| one.due.next());
    let reports = at.file.reports.iter().map(|one| one.received_on);
    let days = facts.chain(overlaps).chain(ends).chain(representatives).chain(consents);
    let complaints = at.file.complaints.iter().map(|one| one.told.received_on);
    let reports = reports.chain(complaints);
    // A meeting that is not held on its day is no longer the next one.
    let meetings = at.file.meetings.iter().filter_map(|one| one.next_meeting_on);
    let meetings = at.file.summonses.iter().map(|one| one.meeting_on).chain(meetings).map(Day::next);
    let had_it = at.file.notifications.iter().filter_map(|one| one.received_by_ke_on);
    let seen = at.file.notifications.iter().map(|one| one.identified_on);
    let had_it = had_it.chain(at.file.receipts.iter().map(|one| one.received_on)).chain(seen);
    let days = days.chain(meetings).chain(had_it);
    let days = days.chain(birthdays).chain(pending).chain(reports).chain(of_register(at.register));
    days.filter(|one| *one > day).min()
}

/// Days on which the register says something new: absences that are planned, and entries whose day was corrected ahead.
fn of_register(register: &Register) -> impl Iterator<Item = Day> + '_ {
    let absences = register.absences.iter().map(|one| one.mark.on);
    let adopted = register.adopted.iter().flat_map(|one| [one.mark.on, one.from]);
    absences.chain(adopted).chain(register.extensions.iter().map(|one| one.mark.on))
}
