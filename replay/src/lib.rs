//! Replaying history: histories made up, parsed, run, and told; and the kit with which tests do it.

pub mod believable;
pub mod history;
pub mod kit;
pub mod story;
