//! Legal histories: every command is a decision asked for, and none is refused.

use std::fmt;
use std::ops::Range;

use proptest::prelude::*;
use samspor_core::command::Mode;

use super::step::{Step, steps};
use super::trial::{Trial, Tried};
use crate::history::History;
use crate::kit::exported;

/// How often a refused step is tried with other ids and days.
const TRIES_MAX: u64 = 4;

/// A ledger and the legal history it was told.
pub struct Legal {
    /// The ledger, its views and cast, after the history.
    pub trial: Trial,
    /// The steps that were taken.
    pub steps: Vec<Step>,
}

/// Random legal histories, of at most so many steps, all of them decisions: what is recorded as a fact is kept though it
/// was unlawful, and [`steps`] makes histories of both. Each step is tried against the ledger as it stands, drawn anew some
/// times if it is refused, and else left out. They shrink by steps and by numbers.
///
/// ```
/// use proptest::prelude::*;
/// use samspor_replay::kit::worlds::legal_histories;
///
/// proptest!(ProptestConfig::with_cases(4), |(legal in legal_histories(5..20))| {
///     prop_assert!(legal.accepted().count() >= legal.steps.len());
///     // A history that fails somebody's property can be kept as a file.
///     let file = legal.history().to_string();
///     prop_assert!(file.lines().count() > legal.steps.len());
/// });
/// ```
pub fn legal_histories(count: Range<usize>) -> impl Strategy<Value = Legal> {
    steps(count).prop_map(|steps| Legal::of(&steps))
}

impl Legal {
    /// The legal part of some steps.
    pub fn of(steps: &[Step]) -> Self {
        let mut legal = Self { trial: Trial::in_memory(), steps: Vec::new() };
        for step in steps {
            legal.take(step);
        }
        legal
    }

    /// The commands that were accepted, in order.
    pub fn accepted(&self) -> impl Iterator<Item = &Tried> {
        self.trial.tried().iter().filter(|tried| tried.answer.is_ok())
    }

    /// The whole history, cast included, to be written out as a file.
    ///
    /// # Panics
    /// Never: the log is in memory.
    pub fn history(&self) -> History {
        exported::whole(&**self.trial.log()).expect("a log in memory can be read")
    }

    /// Takes a step as a decision, if one of its draws is legal.
    fn take(&mut self, step: &Step) {
        let wanted = Step { mode: Mode::Decide, stray: false, ..step.clone() };
        self.trial.wait_for(&wanted);
        for turn in 0..TRIES_MAX {
            let drawn = Step {
                draw: wanted.draw.rotate_left(u32::try_from(turn * 13).unwrap_or(0)),
                ..wanted.clone()
            };
            if self.trial.step_now(&drawn) {
                self.steps.push(drawn);
                return;
            }
        }
    }
}

/// The steps, one a line.
impl fmt::Debug for Legal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.steps).finish()
    }
}
