//! The tree of one log: it follows the log, and is the same for the ledger and for the access log.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use samspor_core::log::{Log, Position};
use samspor_core::note::{LogKey, PublicKey, SignedCheckpoint};
use samspor_core::tree::{NodeHash, hash_of_leaf};

use super::checkpoint_file::CheckpointStore;
use super::derive::Source;
use super::edge::Edge;
use super::error::TreeError;
use super::heads::StreamHeads;
use super::signing::Signing;
use super::tiles::TileFiles;

/// Entries read from the log at once.
pub(super) const PAGE_ENTRIES: usize = 1024;

/// How large a tree is, and its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreeSize {
    /// The number of entries: the newest position.
    pub size: u64,
    /// The root over them.
    pub root: NodeHash,
}

/// The Merkle tree over a log's leaves, with its tiles beside the log and its last signed checkpoint apart from it.
///
/// An append knows nothing of it. The tree takes in what is durable when it is asked, and by itself before it signs.
pub struct LogTree {
    pub(super) log: Arc<dyn Log>,
    pub(super) files: TileFiles,
    pub(super) key: LogKey,
    pub(super) file: Box<dyn CheckpointStore>,
    pub(super) edge: Mutex<Edge>,
    pub(super) signing: Mutex<Signing>,
    pub(super) heads: Mutex<StreamHeads>,
}

impl LogTree {
    /// Takes in what the log has got since; the tree's size and root then. Nothing is signed.
    pub fn follow(&self) -> Result<TreeSize, TreeError> {
        let edge = self.followed(&mut |_, _| ())?;
        Ok(TreeSize { size: edge.size(), root: edge.root() })
    }

    /// The checkpoint signed last; none before the first.
    pub fn signed(&self) -> Option<SignedCheckpoint> {
        self.signing().signed.clone()
    }

    /// The key that its checkpoints are verified with.
    pub fn public_key(&self) -> &PublicKey {
        self.key.public()
    }

    /// The log's name, as its checkpoints have it.
    pub fn origin(&self) -> &str {
        self.log.opener().origin
    }

    /// The log whose tree it is.
    pub fn log(&self) -> &Arc<dyn Log> {
        &self.log
    }

    /// The edge of the tree over everything that is durable now.
    pub(super) fn followed(&self, progress: &mut dyn FnMut(Position, Position)) -> Result<Edge, TreeError> {
        let mut edge = self.edge();
        while edge.size() < self.log.head().0 {
            let page = self.log.page(Position(edge.size()), PAGE_ENTRIES)?;
            if page.is_empty() {
                break;
            }
            // What fails here leaves the edge as it was: the entries are taken in again.
            let mut next = edge.clone();
            let mut full = Vec::new();
            for placed in &page {
                next.append(hash_of_leaf(&placed.record.leaf), |tile, hashes| full.push((tile, hashes)));
            }
            for (tile, hashes) in full {
                self.files.write(tile, &hashes)?;
            }
            *edge = next;
            progress(Position(edge.size()), self.log.head());
        }
        Ok(edge.clone())
    }

    pub(super) fn source(&self) -> Source<'_> {
        Source { log: &*self.log, files: &self.files }
    }

    /// The edge is replaced whole, so one that a panic left is as good as any.
    fn edge(&self) -> MutexGuard<'_, Edge> {
        self.edge.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Each entry is taken in by one insertion; what a panic left is taken in again.
    pub(super) fn stream_heads(&self) -> MutexGuard<'_, StreamHeads> {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was signed is replaced whole, too.
    pub(super) fn signing(&self) -> MutexGuard<'_, Signing> {
        self.signing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
