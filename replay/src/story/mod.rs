//! A patient's story at one tenant: told from the log at (valid, known), step by step, and what two knowledges differ in.

mod complained;
mod difference;
mod group;
mod names;
mod notification;
mod plans;
mod sentence;
mod state;
mod steps;
mod text;
mod told;
mod wording;

pub use difference::{Difference, difference};
pub use names::Names;
pub use state::{Change, State};
pub use steps::{About, Step, Story, StoryError};
