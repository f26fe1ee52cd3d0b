//! The outlet: a follower that tells NATS of every entry, at least once, and that the ledger never waits for.

mod event;
mod forward;
mod mark;

pub use event::{CloudEvent, SUBJECTS};
pub use forward::{OUTLET_STREAM, Outlet, OutletError};
