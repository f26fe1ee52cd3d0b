//! What two knowledges of the same patient differ in (domain.md section 4, question 28).

use std::fmt::Write;

use samspor_core::words::Instant;

use super::names::date;
use super::state::Change;
use super::steps::{Step, Story};
use super::text::changes_text;

/// The difference between a story as known earlier and as known later.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Up to when the earlier and the later story know.
    pub known: [Instant; 2],
    /// What holds on the later story's day and did not, or no longer.
    pub changes: Vec<Change>,
    /// The steps the later one has and the earlier one hasn't.
    pub learned: Vec<Step>,
    text: String,
}

/// Compares two stories of one patient; the one that knows less comes first, whichever way they are given.
pub fn difference(one: &Story, other: &Story) -> Difference {
    let (earlier, later) = if one.about.known <= other.about.known { (one, other) } else { (other, one) };
    let changes = earlier.state.changes_to(&later.state);
    let is_new = |step: &&Step| !earlier.steps.iter().any(|before| before.event == step.event);
    let learned: Vec<Step> = later.steps.iter().filter(is_new).cloned().collect();
    let known = [earlier.about.known, later.about.known];
    let mut text = format!(
        "Kjent {} ↔ kjent {}, per {}\n\n",
        date(known[0].day()),
        date(known[1].day()),
        date(later.about.valid)
    );
    text += &changes_text(later.about.valid, &changes);
    text += if learned.is_empty() { "\nIngen nye hendelser.\n" } else { "\nNye hendelser:\n" };
    for step in &learned {
        let _ = writeln!(text, "{}", step.text());
    }
    Difference { known, changes, learned, text }
}

impl Difference {
    /// The difference as plain text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a step of the difference corrects or voids an earlier one, and is no new fact.
    pub fn is_correction(step: &Step) -> bool {
        matches!(step.name, "EntryCorrected" | "EntryMarkedErroneous")
    }
}
