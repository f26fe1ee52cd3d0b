//! Random worlds for the properties: those of the replay kit, how many of them are tried, and what is asked of each.

mod caseload;
mod cases;
mod first;
mod questions;

pub use caseload::{ByTenant, caseload_holds, caseload_total, primaries};
pub use cases::{cases, is_long};
pub use first::FirstEntries;
pub use questions::{answers, at, now_questions, spread};
pub use samspor_replay::kit::worlds::{
    Cast, NUMBERS, Step, Tenancy, Trial, Tried, counting, erasing_steps, steps,
};
