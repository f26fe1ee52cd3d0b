//! A patient's contribution: all that reports sum, as a pure function of one file at (valid, known).

mod change_day;
mod coverage;
mod patient;
mod warning;

pub use coverage::{Column, Coordinating, Load, Tenure};
pub use patient::Contribution;
