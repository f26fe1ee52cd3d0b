//! The witness itself: which checkpoints it cosigns, and what it must have kept before anybody sees that it did.

use std::sync::{Mutex, PoisonError};

use samspor_core::note::{
    AddCheckpoint, Checkpoint, ProofTextError, PublicKey, SignedCheckpoint, WitnessKey,
};
use samspor_core::tree::{Disproved, EMPTY_ROOT, NodeHash};
use samspor_core::words::Instant;
use thiserror::Error;

use super::known::KnownLogs;
use super::state::{States, Unkept};

/// Why a checkpoint is not cosigned.
#[derive(Debug, Error)]
pub enum Refused {
    #[error("the request is not of the form of add-checkpoint")]
    Malformed(#[from] ProofTextError),
    #[error("the log {0} is not known here")]
    UnknownLog(String),
    #[error("no key known of the log {0} signed its checkpoint")]
    NotByLog(String),
    /// The sender believes that another checkpoint was cosigned last than was.
    #[error("the last checkpoint cosigned is of size {last}, not {told}")]
    OtherSize { last: u64, told: u64 },
    /// Two trees of one size: one of them is a forged history.
    #[error("another root was cosigned for size {size}: there are two histories of this log")]
    OtherRoot { size: u64 },
    /// The log has not shown that it continues what it signed before.
    #[error("it is not proven that the checkpoint continues the one of size {last}")]
    Disproved { last: u64, source: Disproved },
    /// Nothing was cosigned; whether the checkpoint was kept is not known.
    #[error("the witness's memory fails")]
    Unkept(#[from] Unkept),
}

/// A witness with its key, the logs it knows and what it keeps of them.
pub struct Witness {
    key: WitnessKey,
    logs: KnownLogs,
    /// One request at a time compares and swaps.
    states: Mutex<States>,
}

impl Witness {
    /// A witness on its directory. Two with one key and two directories would cosign two histories: the key has one home.
    pub fn new(key: WitnessKey, logs: KnownLogs, states: States) -> Self {
        Self { key, logs, states: Mutex::new(states) }
    }

    /// The key that its cosignatures are verified with.
    pub fn public(&self) -> &PublicKey {
        self.key.public()
    }

    /// Answers a request of `add-checkpoint` with a cosignature line.
    ///
    /// A line means that the checkpoint is durable here, is signed by a known log, and continues every one cosigned before.
    /// A refusal has changed nothing, but for [`Refused::Unkept`].
    pub fn add_checkpoint(&self, request: &[u8], now: Instant) -> Result<String, Refused> {
        let asked = AddCheckpoint::parse(request)?;
        let new = asked.checkpoint.checkpoint();
        self.signed_by_log(&asked.checkpoint)?;
        let states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        let last = states.last(new.origin())?;
        match continues(&asked, last.as_ref().map(SignedCheckpoint::checkpoint)) {
            Err(fork @ (Refused::OtherRoot { .. } | Refused::Disproved { .. })) => {
                tracing::error!(origin = new.origin(), size = new.size, %fork, "a checkpoint is refused");
                states.keep_refused(&asked.checkpoint)?;
                return Err(fork);
            }
            told => told?,
        }
        // Also when it is the same: what a failed write left in memory may not be on the disk.
        states.keep(&asked.checkpoint)?;
        let seconds = u64::try_from(now.micros().div_euclid(1_000_000)).unwrap_or(0);
        Ok(self.key.cosign(new, seconds).to_line())
    }

    fn signed_by_log(&self, checkpoint: &SignedCheckpoint) -> Result<(), Refused> {
        let origin = checkpoint.checkpoint().origin();
        let keys = self.logs.keys(origin);
        if keys.is_empty() {
            return Err(Refused::UnknownLog(origin.to_owned()));
        }
        checkpoint.verify(keys).map(|_| ()).map_err(|_| Refused::NotByLog(origin.to_owned()))
    }
}

/// Whether the checkpoint that is asked for continues the last one.
fn continues(asked: &AddCheckpoint, last: Option<&Checkpoint>) -> Result<(), Refused> {
    let (last, root): (u64, NodeHash) = last.map_or((0, EMPTY_ROOT), |last| (last.size, last.root));
    let new = asked.checkpoint.checkpoint();
    if asked.old != last {
        return Err(Refused::OtherSize { last, told: asked.old });
    }
    if new.size == last && new.root != root {
        return Err(Refused::OtherRoot { size: last });
    }
    asked.verify(&root).map_err(|source| Refused::Disproved { last, source })
}
