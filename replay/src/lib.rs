//! Replaying history: histories made up, and later parsed, run, and told.

pub mod believable;
pub mod history;
pub mod story;
