//! The kit for replaying history in tests: what another developer's tests of the ledger stand on.

mod anonymous;
mod asked;
mod chronicle;
mod clock;
pub mod exported;
mod ledger;
mod machine;
mod outcome;
mod regression;
pub mod verbs;

#[cfg(feature = "strategies")]
pub mod worlds;

pub use anonymous::{Anonymous, anonymous};
pub use asked::Asked;
pub use chronicle::Chronicle;
pub use clock::{Clock, day};
pub use ledger::{Ledger, given};
pub use machine::{At, Report};
pub use outcome::Outcome;
pub use regression::{holds, with_answers};
