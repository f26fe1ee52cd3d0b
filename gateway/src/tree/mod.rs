//! The Merkle tree over a log's leaves, kept beside it, and the checkpoints signed over it.

mod error;
mod tiles;

mod derive;
mod edge;
mod opening;
mod reading;

mod checkpoint_bucket;
mod checkpoint_file;
mod halt;
mod log_tree;
mod proofs;
mod provable;
mod scrub;
mod signing;

mod heads;

mod audit;
mod cosigned_audit;
mod heads_audit;
mod pair;
mod tending;

pub use audit::{Audit, Audited, Claim, Claims};
pub use checkpoint_bucket::CheckpointEntry;
pub use checkpoint_file::{CheckpointFile, CheckpointStore, Kept, Replaced};
pub use cosigned_audit::{Cosigned, CosignedTold};
pub use error::TreeError;
pub use halt::Halt;
pub use heads::HeadsEntry;
pub use log_tree::{LogTree, TreeSize};
pub use pair::{ACCESS_CHECKPOINT, CHECKPOINT, Trees};
pub use scrub::Scrubbed;
pub use tending::TendError;
pub(crate) use tending::{keep_scrubbed, keep_signed};

#[cfg(test)]
mod tests;
