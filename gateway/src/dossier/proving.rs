//! The trees of a ledger's two logs as a dossier needs them: proofs, the heads written down, checkpoints signed.

use samspor_core::entry::Opener;
use samspor_core::log::{Placed, Position, StreamKey, Unavailable};
use samspor_core::tree::NodeHash;
use samspor_core::words::Instant;
use samspor_replay::dossier::{Provable, Signed, Source, Vouched};
use thiserror::Error;

use crate::tree::{LogTree, TreeError, Trees};

/// The trees of the ledger's log and of its access log, to prove with.
pub struct Proofs<'a> {
    ledger: Proving<'a>,
    access: Proving<'a>,
}

struct Proving<'a>(&'a LogTree);

/// Why nothing could be signed.
#[derive(Debug, Error)]
pub enum NotVouched {
    #[error(transparent)]
    Tree(#[from] TreeError),
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The entry that was just written is not in the log.
    #[error("the heads were recorded at {0}, and the log has no such entry")]
    NoHeads(Position),
}

impl<'a> Proofs<'a> {
    /// The proofs that the trees of a ledger give.
    pub fn of(trees: &'a Trees) -> Self {
        Self { ledger: Proving(&trees.ledger), access: Proving(&trees.access) }
    }

    /// The logs as dossiers are made from them.
    pub fn source(&self) -> Source<'_> {
        Source { ledger: &self.ledger, access: &self.access }
    }

    /// Records where all streams end, and signs both trees. Durable on success.
    pub fn vouched(&self, now: Instant) -> Result<Vouched, NotVouched> {
        let tree = self.ledger.0;
        let heads = tree.append_heads(now)?;
        let before = Position(heads.position.0.saturating_sub(1));
        let placed = tree.log().page(before, 1)?.pop().ok_or(NotVouched::NoHeads(heads.position))?;
        let ledger = Signed {
            checkpoint: tree.sign()?,
            key: tree.public_key().clone(),
            heads: Some((placed, heads.heads)),
        };
        let tree = self.access.0;
        let access = Signed { checkpoint: tree.sign()?, key: tree.public_key().clone(), heads: None };
        Ok(Vouched {
            ledger,
            access,
            witnesses: Vec::new(),
            policy: None,
            timestamp: None,
            earlier: Vec::new(),
        })
    }
}

impl Provable for Proving<'_> {
    fn opener(&self) -> Opener<'_> {
        self.0.log().opener()
    }

    fn stream(&self, stream: &StreamKey) -> Result<Vec<Placed>, Unavailable> {
        self.0.log().stream(stream, Position(u64::MAX))
    }

    fn inclusion(&self, index: u64, size: u64) -> Result<Vec<NodeHash>, Unavailable> {
        self.0.inclusion(Position(index).next(), size).map_err(unavailable)
    }

    fn consistency(&self, from: u64, to: u64) -> Result<Vec<NodeHash>, Unavailable> {
        self.0.consistency(from, to).map_err(unavailable)
    }
}

fn unavailable(error: TreeError) -> Unavailable {
    Unavailable(error.to_string())
}
