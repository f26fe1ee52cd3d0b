//! The embedded log: append-only segment files, one sequencer, one sync a group.

mod alone;
mod durability;
mod files;
mod follow;
mod kept;
mod layout;
mod log;
mod open;
mod places;
mod promise;
mod purge;
mod recovery;
mod sequencer;
mod streams;
mod verify;
mod walk;
mod writer;

pub use durability::Durability;
pub(crate) use files::Place;
pub use log::SegmentLog;
pub use open::SegmentOptions;
pub use purge::{PurgeError, Purged};
pub use recovery::OpenError;
pub use verify::{VerifiedEntry, verify, verify_each};
pub(crate) use walk::whole_bytes;
