//! Random worlds for the properties: a small cast, commands of every kind with random ids and days, and what became of them.

mod actors;
mod cases;
mod cast;
mod draw;
mod first;
mod questions;
mod step;
mod told;
mod trial;

pub use cases::{cases, is_long};
pub use cast::{Cast, Tenancy};
pub use first::FirstEntries;
pub use questions::{answers, at, now_questions, spread};
pub use step::{Step, steps};
pub use trial::{Trial, Tried, counting};
