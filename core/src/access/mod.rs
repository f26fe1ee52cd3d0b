//! Readings: who was shown what of whom, and why; what the access log keeps (trust.md 2.8).

mod purpose;
mod reading;
mod stored;

pub use purpose::{Purpose, UnknownPurpose};
pub use reading::{Outcome, Reading, ReadingAt, What};

#[cfg(test)]
mod tests;
