//! Why an obligation is what it is: the steps its due day and state follow from, told by the functions that settle it.

use samspor_core::fact::Mark;
use samspor_core::register::policy::{Counted, Deadline, Rule};
use samspor_core::words::{Day, EventId};

use super::obligation::Obligation;
use super::of_file::drafts;
use super::reading::Reading;
use crate::file_at::FileAt;

/// Where a due day comes from before anything moves it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum First {
    /// The deadline, counted from the day that started it.
    Counted(Counted),
    /// The deadline, counted back from a day.
    CountedBack(Counted),
    /// Stated by what started it, or by the rule.
    Stated(Day),
}

impl First {
    /// The day before anything moves it.
    pub fn due(&self) -> Day {
        match self {
            Self::Counted(counted) | Self::CountedBack(counted) => counted.due,
            Self::Stated(due) => *due,
        }
    }
}

/// What moved a due day afterwards, or stopped it for a while.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Moved {
    /// An extension set another day.
    Extended { by: Mark, from: Day, to: Day },
    /// The consent it needs was withdrawn.
    Suspended { by: Mark },
    /// The consent was given again: there are at least 14 days from then on.
    Resumed { by: Mark, earliest: Day, from: Day, to: Day },
}

impl Moved {
    /// The due day it leaves; none where it stops it.
    pub fn due(&self) -> Option<Day> {
        match self {
            Self::Extended { to, .. } | Self::Resumed { to, .. } => Some(*to),
            Self::Suspended { .. } => None,
        }
    }
}

/// An obligation with what it follows from.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    pub obligation: Obligation,
    pub trigger: Mark,
    /// In force on the day the obligation counts from, as known.
    pub deadline: Deadline,
    pub first: First,
    /// The fact that met it.
    pub met: Option<Mark>,
    /// The fact that ended it unmet.
    pub lapsed: Option<Mark>,
}

/// An obligation with all the steps to its due day.
#[derive(Clone, Debug, PartialEq)]
pub struct Traced {
    pub settled: Settled,
    /// In the file's order; the last due day among them is the obligation's.
    pub moves: Vec<Moved>,
}

/// The obligations of a file that one event started under a rule: one, but for a contact that two coordinators share.
pub fn why(file: &FileAt<'_>, rule: Rule, trigger: EventId) -> Vec<Traced> {
    let reading = Reading::of(file);
    let asked = drafts(&reading).into_iter().filter(|draft| draft.is_of(rule, trigger));
    let traced = asked.map(|draft| {
        let mut moves = Vec::new();
        let settled = reading.settle_telling(draft, &mut |moved| moves.push(moved));
        Traced { settled, moves }
    });
    traced.collect()
}

#[cfg(test)]
mod tests;
