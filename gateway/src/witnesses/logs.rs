//! A log's tree, vouched for: what witnesses say of it decides whether it signs on.

use samspor_core::note::SignedCheckpoint;
use samspor_core::tree::NodeHash;

use super::ask::Contradiction;
use super::collect::OffClock;
use super::rounds::Checkpoints;
use crate::tree::{Halt, LogTree, TreeError};

impl Checkpoints for LogTree {
    fn sign(&self) -> Result<SignedCheckpoint, String> {
        match (Self::sign(self), self.signed()) {
            (Ok(signed), _) | (Err(TreeError::OffClock { .. }), Some(signed)) => Ok(signed),
            (Err(error), _) => Err(error.to_string()),
        }
    }

    fn consistency(&self, from: u64, to: u64) -> Result<Vec<NodeHash>, String> {
        Self::consistency(self, from, to).map_err(|error| error.to_string())
    }

    fn stop(&self, why: &Contradiction) {
        self.halt(Some(Halt::Contradicted(why.to_string())));
    }

    fn wait(&self, off: Option<OffClock>) {
        self.halt(off.map(|off| Halt::OffClock(off.to_string())));
    }
}
