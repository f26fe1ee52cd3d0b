//! The words of the field: days, moments, ids, numbers, labels.

mod day;
mod instant;
pub(crate) mod text;

pub use day::{Day, NoDay};
pub use instant::{Instant, NoInstant};
