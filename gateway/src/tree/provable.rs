//! The tree as a dossier asks it for proofs.

use samspor_core::entry::Opener;
use samspor_core::log::{Placed, Position, StreamKey, Unavailable};
use samspor_core::tree::NodeHash;
use samspor_replay::dossier::Provable;

use super::error::TreeError;
use super::log_tree::LogTree;

impl Provable for LogTree {
    fn opener(&self) -> Opener<'_> {
        self.log.opener()
    }

    fn stream(&self, stream: &StreamKey) -> Result<Vec<Placed>, Unavailable> {
        self.log.stream(stream, Position(u64::MAX))
    }

    fn inclusion(&self, index: u64, size: u64) -> Result<Vec<NodeHash>, Unavailable> {
        self.inclusion(Position(index.saturating_add(1)), size).map_err(unavailable)
    }

    fn consistency(&self, from: u64, to: u64) -> Result<Vec<NodeHash>, Unavailable> {
        self.consistency(from, to).map_err(unavailable)
    }
}

fn unavailable(error: TreeError) -> Unavailable {
    match error {
        TreeError::Log(unavailable) => unavailable,
        other => Unavailable(other.to_string()),
    }
}
