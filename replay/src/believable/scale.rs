//! How large a made-up history is, and its lines.

use samspor_core::words::Day;

use super::shape;
use super::stories::STORIES;
use super::world::World;

/// How many patients over how many years; the same scale gives the same lines, byte for byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Patients, those of the [`STORIES`](super::STORIES) among them.
    pub patients: u32,
    /// Years from the first line to the last; the stories need three.
    pub years: u32,
    /// Another seed, another history.
    pub seed: u64,
    /// The newest day anything is recorded on.
    pub last_day: Day,
}

impl Scale {
    /// What `samspor demo` shows: 400 patients over five years.
    pub fn demo(last_day: Day) -> Self {
        Self { patients: 400, years: 5, seed: 20_220_801, last_day }
    }
}

/// The lines of a history file of three municipalities, one trust, 60 coordinators and as many patients as asked for,
/// in time order.
pub fn lines(scale: &Scale) -> impl Iterator<Item = String> + use<> {
    let years = i32::try_from(scale.years).unwrap_or(5);
    let days = [World::office_day(scale.last_day.plus_months(-12 * years)), scale.last_day];
    let title = "Five years in three municipalities and a trust";
    let mut world = World::new(&shape::demo(), title, scale.seed, days, None);
    world.plan_stories();
    let told = u32::try_from(STORIES.len()).unwrap_or(0);
    world.admit(scale.patients.saturating_sub(told), days[1].days_since(days[0]) - 3, true);
    world
}

/// The lines of a load: `patients` files, each with exactly `events_per_patient` command lines beside the one that
/// registers the patient, in time order over some years from 2021 on; few of them are in memory at a time.
///
/// Nobody dies, moves, or is refused. The staff's own register lines come beside the patients'.
pub fn workload(patients: u32, events_per_patient: u32, seed: u64) -> impl Iterator<Item = String> + use<> {
    let first = Day::FIRST.plus_months(12 * 171).plus_days(3);
    let days = [World::office_day(first), Day::LAST];
    let mut world = World::new(&shape::load(patients), "A load", seed, days, Some(events_per_patient));
    world.admit(patients, 730, false);
    world
}

#[cfg(test)]
mod legal;
#[cfg(test)]
mod tests;
