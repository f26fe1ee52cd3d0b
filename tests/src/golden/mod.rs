//! Golden bytes: what every stored type looks like, held for ever, written once and never over itself.

mod bytes;
mod file;
mod form;

pub use bytes::{Golden, envelope, of_every_event, reads_back};
pub use file::{BLESS, Verdict, compare};

/// The table that the core's own tests stand on.
#[path = "../../../core/src/given/samples.rs"]
mod samples;
