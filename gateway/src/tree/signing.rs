//! Signing the tree: the checkpoint is kept apart first and published then, and never goes back.

use std::time::{Duration, Instant as Tick};

use samspor_core::log::Unavailable;
use samspor_core::note::{Checkpoint, SignedCheckpoint};
use samspor_core::tree::Tile;

use super::checkpoint_file::{Kept, Replaced};
use super::edge::Edge;
use super::error::TreeError;
use super::halt::Halt;
use super::log_tree::LogTree;
use super::opening::is_of;
use crate::clock;

/// A changed tree is signed at most this often, unless somebody asks.
const SIGN_EVERY: Duration = Duration::from_secs(1);

/// Other gateways that sign at the same time may be first so often.
const OVERTAKEN_MAX: usize = 32;

/// What was signed last, and what of it is published.
#[derive(Default)]
pub(super) struct Signing {
    pub(super) signed: Option<SignedCheckpoint>,
    signed_at: Option<Tick>,
    published: Option<u64>,
    /// The partial tiles that stand beside the log for it.
    partial: Vec<Tile>,
    halt: Option<Halt>,
}

impl Signing {
    pub(super) fn after(signed: Option<SignedCheckpoint>, published: Option<&SignedCheckpoint>) -> Self {
        let published = published.map(|published| published.checkpoint().size);
        Self { signed, published, ..Self::default() }
    }

    fn size(&self) -> Option<u64> {
        self.signed.as_ref().map(|signed| signed.checkpoint().size)
    }
}

impl LogTree {
    /// Signs the tree over everything that is durable now, and publishes the checkpoint; the one signed last when nothing
    /// has come since.
    ///
    /// On success the checkpoint is durable apart from the log and published beside it. After an error it may be durable,
    /// and the next call publishes it; two checkpoints of one size are the same, byte for byte.
    pub fn sign(&self) -> Result<SignedCheckpoint, TreeError> {
        let mut signing = self.signing();
        if let Some(halt) = &signing.halt {
            return Err(halt.error());
        }
        for _ in 0..OVERTAKEN_MAX {
            let edge = self.followed(&mut |_, _| ())?;
            let signed = match signing.signed.clone() {
                Some(signed) if signing.size() == Some(edge.size()) => signed,
                Some(_) | None => {
                    let checkpoint = Checkpoint::new(self.origin(), edge.size(), edge.root())?;
                    let signed = self.key.sign_checkpoint(checkpoint)?;
                    let kept = Kept { signed, frontier: edge.frontier().clone() };
                    // A crash after this: the next start finds it, and the log, which is durable, continues it.
                    let (kept, is_ours) = match self.file.replace(&kept)? {
                        Replaced::Done => (kept, true),
                        Replaced::Overtaken(other) => (self.continued_here(*other)?, false),
                    };
                    signing.signed = Some(kept.signed.clone());
                    signing.signed_at = Some(clock::tick());
                    if !is_ours {
                        continue;
                    }
                    kept.signed
                }
            };
            self.publish(&mut signing, &signed, &edge)?;
            return Ok(signed);
        }
        Err(Unavailable("other gateways kept signing meanwhile".to_owned()).into())
    }

    /// What another gateway has signed, if this one's log continues it.
    fn continued_here(&self, other: Kept) -> Result<Kept, TreeError> {
        is_of(&other.signed, &*self.log, &self.key, self.file.name())?;
        let told = other.signed.checkpoint();
        match self.root_at(told.size) {
            Ok(root) if root == told.root => Ok(other),
            Ok(_) => Err(TreeError::Other { signed: told.size }),
            Err(TreeError::NotYet { .. }) => {
                Err(Unavailable("another gateway has signed further than this one has read".to_owned())
                    .into())
            }
            Err(error) => Err(error),
        }
    }

    /// Signs if entries have come since the last checkpoint, and that one is older than a second.
    pub fn sign_when_due(&self) -> Result<(), TreeError> {
        let is_due = {
            let signing = self.signing();
            // Whoever serves has to hear of it, though nothing is due.
            if let Some(halt @ Halt::Contradicted(_)) = &signing.halt {
                return Err(halt.error());
            }
            let changed = signing.size().unwrap_or(0) < self.log.head().0;
            changed && signing.signed_at.is_none_or(|at| at.elapsed() >= SIGN_EVERY)
        };
        if is_due { self.sign().map(drop) } else { Ok(()) }
    }

    /// Signs nothing until what a witness says has been taken back; a contradiction is never.
    pub fn halt(&self, says: Option<Halt>) {
        let mut signing = self.signing();
        signing.halt = Halt::then(signing.halt.take(), says);
    }

    /// Puts the checkpoint and the partial tiles of its tree beside the log, and takes those of the last one away.
    fn publish(
        &self,
        signing: &mut Signing,
        signed: &SignedCheckpoint,
        edge: &Edge,
    ) -> Result<(), TreeError> {
        if signing.published == Some(edge.size()) {
            return Ok(());
        }
        let partial: Vec<Tile> = edge.partial().map(|(tile, _)| tile).collect();
        for (tile, hashes) in edge.partial() {
            self.files.write(tile, hashes)?;
        }
        self.files.publish(&signed.to_text())?;
        let before = std::mem::replace(&mut signing.partial, partial);
        for tile in before.into_iter().filter(|tile| !signing.partial.contains(tile)) {
            self.files.remove(tile)?;
        }
        signing.published = Some(edge.size());
        Ok(())
    }
}

impl Drop for LogTree {
    /// Signs what has come since the last checkpoint. A failure is told to the operator; the next start signs.
    fn drop(&mut self) {
        let (signed, is_halted) = {
            let signing = self.signing();
            (signing.size().unwrap_or(0), signing.halt.is_some())
        };
        if is_halted || self.log.head().0 <= signed {
            return;
        }
        if let Err(error) = self.sign() {
            tracing::warn!(%error, "the newest entries are not signed yet; the next start signs them");
        }
    }
}
