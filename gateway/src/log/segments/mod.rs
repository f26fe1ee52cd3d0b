//! The embedded log: append-only segment files, one sequencer, one sync a group.

pub(super) mod alone;
mod durability;
mod files;
pub(super) mod follow;
pub(super) mod kept;
pub(super) mod layout;
mod log;
mod open;
mod places;
mod promise;
mod purge;
mod recovery;
mod sequencer;
mod shut;
pub(super) mod streams;
mod verify;
mod walk;
mod writer;

pub use durability::Durability;
pub(crate) use files::Place;
pub use log::SegmentLog;
pub use open::SegmentOptions;
pub(super) use open::{SIMULATED_ORIGIN, origin_in};
pub use purge::{PurgeError, Purged};
pub use recovery::OpenError;
pub use verify::{VerifiedEntry, verify, verify_each};
pub(crate) use walk::whole_bytes;
