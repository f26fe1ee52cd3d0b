//! The live view: every patient's contribution at (today, now), kept up entry by entry, and questions to it.

mod answer;
mod crew;
mod error;
mod files;
mod guard;
mod past;
mod snapshot;
mod state;
mod touched;
mod views;
mod what_if;
mod why;
mod world;

pub use crew::{Alone, Crew};
pub use error::{QuestionError, ViewError};
pub use guard::{Guard, Guards, take_places};
pub use snapshot::{Snapshot, SnapshotError};
pub use views::Views;
pub use what_if::WhatIf;
pub use why::Reasons;

#[cfg(test)]
mod links;
#[cfg(test)]
mod tests;
