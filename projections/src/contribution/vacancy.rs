//! Days without a primary coordinator: the gaps as known, and those covered only in hindsight (P10; trap T12).

use std::collections::BTreeSet;

use samspor_core::catalogue::Event;
use samspor_core::entry::Entry;
use samspor_core::known::facts_known;
use samspor_core::patient::PatientFile;
use samspor_core::patient::assignment::{Assignment, Seat};
use samspor_core::words::{Day, EventId, Instant};
use serde::{Deserialize, Serialize};

use crate::file_at::FileAt;

/// A run of days without a primary in a seat, from the first assignment on, while the file is active.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    pub from: Day,
    /// The first day after it; absent while it runs on the day asked about.
    pub to: Option<Day>,
    /// The day on which the event that opened it was recorded.
    pub learned_on: Day,
}

/// Days that an assignment covers now, on which nobody was known to have the seat then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hindsight {
    /// The event that began the assignment.
    pub event: EventId,
    pub seat: Seat,
    pub from: Day,
    /// The first day after the run.
    pub to: Day,
}

/// The gaps of a seat up to the day, oldest first.
pub(super) fn gaps(at: &FileAt<'_>, seat: Seat) -> Vec<Gap> {
    let assigned = at.file.assignments.iter().filter(|one| one.seat() == Some(seat));
    let Some(first) = assigned.map(|one| one.mark.on).min() else { return Vec::new() };
    // Coverage changes on days on which something happened, and on no other.
    let days: BTreeSet<Day> =
        at.facts.iter().map(|fact| fact.mark.on).filter(|on| first <= *on && *on <= at.day).collect();
    let mut gaps: Vec<Gap> = Vec::new();
    let mut open: Option<Day> = None;
    for day in days {
        let vacant = at.file.primary_on(seat, day).is_none() && at.file.is_active_on(day);
        match (open, vacant) {
            (None, true) => open = Some(day),
            (Some(from), false) => {
                gaps.push(Gap { from, to: Some(day), learned_on: learned_on(at, seat, from) });
                open = None;
            }
            (None, false) | (Some(_), true) => {}
        }
    }
    gaps.extend(open.map(|from| Gap { from, to: None, learned_on: learned_on(at, seat, from) }));
    gaps
}

/// The recorded day of what opened a gap: the end of an assignment, else what made the file active again.
fn learned_on(at: &FileAt<'_>, seat: Seat, from: Day) -> Day {
    let ended = at.file.assignments.iter().filter(|one| one.seat() == Some(seat) && one.to() == Some(from));
    let ended = ended.filter_map(|one| one.end).map(|end| end.mark).max();
    let opens = |event: &Event| {
        matches!(event, Event::CoordinationCaseOpened(_) | Event::ResponsibilityTransferred(_))
    };
    let opened = at.facts.iter().filter(|fact| fact.mark.on == from && opens(&fact.what));
    let opened = opened.map(|fact| fact.mark).max();
    ended.or(opened).map_or(from, |mark| mark.recorded_on)
}

/// The hindsight days of every primary assignment up to the day, in order of assignment and day.
pub(super) fn hindsight(at: &FileAt<'_>, entries: &[Entry]) -> Box<[Hindsight]> {
    let primaries = at.file.assignments.iter().filter_map(|one| Some((one, one.seat()?)));
    primaries.flat_map(|(one, seat)| hindsight_of(at, entries, one, seat)).collect()
}

fn hindsight_of(at: &FileAt<'_>, entries: &[Entry], one: &Assignment, seat: Seat) -> Vec<Hindsight> {
    let (start, end) = (one.mark.on, one.mark.recorded_on.min(at.day.next()));
    let mut runs: Vec<Hindsight> = Vec::new();
    if start >= end {
        return runs;
    }
    // What is known changes on days on which something was recorded, and on no other.
    let recorded = entries.iter().map(|entry| entry.recorded_at.day());
    let mut borders: BTreeSet<Day> = recorded.filter(|day| start < *day && *day < end).collect();
    borders.insert(start);
    borders.insert(end);
    let borders: Vec<Day> = borders.into_iter().collect();
    for pair in borders.windows(2) {
        let facts = facts_known(entries, Instant::end_of(pair[0]));
        let then = PatientFile::read(at.file.born, &facts, Day::LAST);
        let mut day = pair[0];
        while day < pair[1] {
            if then.primary_on(seat, day).is_none() {
                match runs.last_mut() {
                    Some(run) if run.to == day => run.to = day.next(),
                    _ => runs.push(Hindsight { event: one.mark.event, seat, from: day, to: day.next() }),
                }
            }
            day = day.next();
        }
    }
    runs
}
