//! The trees of a ledger's two logs as a dossier needs them: proofs, the heads written down, checkpoints signed.

use samspor_core::entry::Opener;
use samspor_core::log::{Placed, Position, StreamKey, Unavailable};
use samspor_core::note::{SignedCheckpoint, Unaccepted};
use samspor_core::tree::NodeHash;
use samspor_core::words::Instant;
use samspor_replay::dossier::{Provable, Signed, Source, TimeStamp, Vouched};
use thiserror::Error;

use crate::ledger::Ledger;
use crate::tree::{LogTree, TreeError};
use crate::witnesses::{self, Collected, StampsError, Voucher, Vouchers};

/// The trees of the ledger's log and of its access log, to prove with.
pub struct Proofs<'a> {
    ledger: Proving<'a>,
    access: Proving<'a>,
    vouchers: Option<&'a Vouchers>,
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
    /// Somebody was asked to vouch for it, and did not.
    #[error(transparent)]
    Alone(#[from] witnesses::NotVouched),
    /// The witnesses that answered are not those the policy asks for.
    #[error(
        "{why}; {told}. Try again, or leave the policy out: the dossier then has the log's own signature only"
    )]
    NoQuorum { why: Unaccepted, told: String },
    #[error("no time stamp is to be had. Try again, or leave the authority out")]
    NoStamp(#[from] StampsError),
}

impl<'a> Proofs<'a> {
    /// The proofs that the trees of a ledger give, vouched for by those who vouch for it.
    pub fn of(ledger: &'a Ledger) -> Self {
        Self {
            ledger: Proving(&ledger.trees.ledger),
            access: Proving(&ledger.trees.access),
            vouchers: ledger.vouchers.as_deref(),
        }
    }

    /// The logs as dossiers are made from them.
    pub fn source(&self) -> Source<'_> {
        Source { ledger: &self.ledger, access: &self.access }
    }

    /// Records where all streams end, signs both trees, and has them cosigned and stamped. Durable on success.
    pub fn vouched(&self, now: Instant) -> Result<Vouched, NotVouched> {
        let tree = self.ledger.0;
        let heads = tree.append_heads(now)?;
        let before = Position(heads.position.0.saturating_sub(1));
        let placed = tree.log().page(before, 1)?.pop().ok_or(NotVouched::NoHeads(heads.position))?;
        let heads = Some((placed, heads.heads));
        let checkpoint = self.cosigned(tree, Vouchers::ledger, now)?;
        let timestamp = self.stamped(&checkpoint)?;
        let ledger = Signed { checkpoint, key: tree.public_key().clone(), heads };
        let tree = self.access.0;
        let checkpoint = self.cosigned(tree, Vouchers::access, now)?;
        let access = Signed { checkpoint, key: tree.public_key().clone(), heads: None };
        let policy = self.vouchers.and_then(|vouchers| vouchers.by().policy.as_ref());
        let witnesses = policy.iter().flat_map(|(policy, _)| policy.witnesses());
        Ok(Vouched {
            ledger,
            access,
            witnesses: witnesses.map(|witness| witness.key.clone()).collect(),
            policy: policy.map(|(_, text)| text.clone()),
            timestamp,
            earlier: Vec::new(),
        })
    }

    /// The newest checkpoint, with cosignatures; that of the ledger has as many as the policy asks for.
    fn cosigned(
        &self,
        tree: &LogTree,
        of: fn(&Vouchers) -> &Voucher,
        now: Instant,
    ) -> Result<SignedCheckpoint, NotVouched> {
        let signed = tree.sign()?;
        let Some(vouchers) = self.vouchers else { return Ok(signed) };
        let voucher = of(vouchers);
        let Collected { signed, told } = voucher.cosign(now)?;
        if voucher.is_cosigned() {
            let told = told.iter().map(|(witness, told)| format!("{witness} {told}"));
            let told = told.collect::<Vec<_>>().join("; ");
            vouchers.accept(&signed).map_err(|why| NotVouched::NoQuorum { why, told })?;
        }
        Ok(signed)
    }

    fn stamped(&self, checkpoint: &SignedCheckpoint) -> Result<Option<TimeStamp>, NotVouched> {
        let Some(vouchers) = self.vouchers else { return Ok(None) };
        let token = vouchers.stamp(checkpoint.to_text().as_bytes())?;
        Ok(token.map(|token| TimeStamp { token, authority: vouchers.by().certificates.clone() }))
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
