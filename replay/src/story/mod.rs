//! A patient's story at one tenant: told from the log at (valid, known), step by step, and what two knowledges differ in.

mod complained;
mod difference;
mod group;
mod names;
mod notification;
mod plans;
mod sentence;
mod shut;
mod state;
mod steps;
mod text;
mod told;
mod wording;

pub use difference::{Difference, difference};
pub use names::Names;
pub(crate) use names::date;
pub use shut::ShutStep;
pub use state::{Change, State};
pub(crate) use steps::Changes;
pub use steps::{About, Step, Story, StoryError};
pub(crate) use wording::{actor as actor_words, role as role_words};
