//! Random worlds: a small cast, commands of every kind with random ids and days, and what became of them.

mod actors;
mod cast;
mod draw;
mod illegal;
mod legal;
mod step;
mod told;
mod trial;

pub use cast::{Cast, Tenancy};
pub use illegal::{Illegal, illegal_steps};
pub use legal::{Legal, legal_histories};
pub use step::{Step, erasing_steps, steps};
pub use told::NUMBERS;
pub use trial::{Trial, Tried, counting};
