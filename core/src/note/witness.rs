//! What a log asks of a witness, c2sp.org/tlog-witness: to cosign a checkpoint that continues the last one it cosigned.

use super::checkpoint::SignedCheckpoint;
use super::spelling::{hash_lines, hashes_before_blank};
use super::tlog_proof::{ProofTextError, numbered, text_of};
use crate::tree::{Disproved, NodeHash, verify_consistency};

/// The body of `add-checkpoint`. The answer to it are signature lines: [`super::signature_lines`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// The size of the checkpoint that the witness cosigned last; 0 if none.
    pub old: u64,
    /// The proof that the new tree continues that one; empty if none.
    pub hashes: Vec<NodeHash>,
    /// The new checkpoint, signed by the log.
    pub checkpoint: SignedCheckpoint,
}

impl AddCheckpoint {
    /// The request that these bytes are; a wrong one is answered with 400.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProofTextError> {
        let (old, rest) = numbered(text_of(bytes)?, "old ")?;
        let (hashes, rest) = hashes_before_blank(rest)?;
        let checkpoint = SignedCheckpoint::parse(rest.as_bytes())?;
        if old > checkpoint.checkpoint().size {
            return Err(ProofTextError::OldIsLarger);
        }
        Ok(Self { old, hashes, checkpoint })
    }

    /// Its bytes: the same as were parsed.
    pub fn to_text(&self) -> String {
        format!("old {}\n{}\n{}", self.old, hash_lines(&self.hashes), self.checkpoint.to_text())
    }

    /// Verifies that the new tree continues the one the witness knows by this root; the root of nothing if it knows none.
    pub fn verify(&self, old_root: &NodeHash) -> Result<(), Disproved> {
        let tree = self.checkpoint.checkpoint();
        verify_consistency(self.old, tree.size, &self.hashes, old_root, &tree.root)
    }
}
