//! What a dossier is made from: two logs that can prove what they hold, and the checkpoints signed over them.

use samspor_core::entry::{Opener, Unreadable};
use samspor_core::log::{Placed, StreamKey, Unavailable};
use samspor_core::note::{PublicKey, SignedCheckpoint};
use samspor_core::tree::NodeHash;
use samspor_core::tree::heads::Heads;
use thiserror::Error;

/// A log that can be read and proven.
pub trait Provable {
    /// What opens its entries.
    fn opener(&self) -> Opener<'_>;

    /// All entries of a stream, oldest first.
    fn stream(&self, stream: &StreamKey) -> Result<Vec<Placed>, Unavailable>;

    /// The proof that the leaf at an index, from 0, is in the tree of so many leaves.
    fn inclusion(&self, index: u64, size: u64) -> Result<Vec<NodeHash>, Unavailable>;

    /// The proof that the tree of `to` leaves continues that of `from`.
    fn consistency(&self, from: u64, to: u64) -> Result<Vec<NodeHash>, Unavailable>;
}

/// The two logs of a ledger.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub ledger: &'a dyn Provable,
    /// The log of readings.
    pub access: &'a dyn Provable,
}

/// A checkpoint of a log, the key it was signed with, and where its streams ended.
#[derive(Clone, Debug)]
pub struct Signed {
    pub checkpoint: SignedCheckpoint,
    pub key: PublicKey,
    /// The newest H entry of this log and the list it is over; a dossier without one can't show that nothing is missing at the end.
    pub heads: Option<(Placed, Heads)>,
}

/// What vouches for a dossier.
#[derive(Clone, Debug)]
pub struct Vouched {
    pub ledger: Signed,
    pub access: Signed,
    pub witnesses: Vec<PublicKey>,
    /// Which witnesses it takes (tlog-policy); without one the log's own signature.
    pub policy: Option<String>,
    /// A time stamp over the checkpoint's bytes.
    pub timestamp: Option<TimeStamp>,
    /// Checkpoints that the recipient has had before.
    pub earlier: Vec<SignedCheckpoint>,
}

/// A time stamp of RFC 3161.
#[derive(Clone, Debug)]
pub struct TimeStamp {
    /// The authority's answer, DER.
    pub token: Vec<u8>,
    /// The authority's certificate, PEM.
    pub authority: Vec<u8>,
}

/// Why no dossier is made.
#[derive(Debug, Error)]
pub enum NotMade {
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    #[error(transparent)]
    Corrupt(#[from] Unreadable),
    /// The checkpoint is older than an entry that belongs to the dossier: sign a newer one.
    #[error("the checkpoint is over {size} entries and does not reach entry {position}")]
    NotReached { position: u64, size: u64 },
    /// A recipient's checkpoint is of another log, or of a larger tree.
    #[error(
        "the earlier checkpoint is over {size} entries of {origin}; this log has fewer, or is another: it was cut, put back \
         from an older copy, or forked"
    )]
    NotEarlier { origin: String, size: u64 },
    /// There are more entries, streams or checkpoints than a dossier holds.
    #[error("a dossier does not hold so many {0}")]
    TooMany(&'static str),
}
