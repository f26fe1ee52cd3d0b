//! One round in which a log has itself vouched for: cosignatures of its newest checkpoint, and the day's time stamp.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use samspor_core::note::SignedCheckpoint;
use samspor_core::tree::NodeHash;
use samspor_core::words::Instant;

use super::ask::Contradiction;
use super::collect::{Collected, OffClock, Witnesses};
use super::seen::Seen;
use super::stamps::{Authority, Stamps, StampsError};
use crate::clock;

/// A log whose checkpoints are vouched for.
pub trait Checkpoints: Send + Sync {
    /// The tree over everything that is durable now, signed; while the clocks differ, what was signed before.
    fn sign(&self) -> Result<SignedCheckpoint, String>;
    /// The proof that the tree of a size continues that of a smaller one.
    fn consistency(&self, from: u64, to: u64) -> Result<Vec<NodeHash>, String>;
    /// A witness has seen another history: nothing more is to be signed until the next start.
    fn stop(&self, why: &Contradiction);
    /// Every witness that cosigned is off our clock, or some are not: as long as they are, nothing new is to be signed.
    fn wait(&self, off: Option<OffClock>);
}

/// What vouches for a log, and what is kept of it.
pub struct Vouching {
    witnesses: Option<Witnesses>,
    authority: Option<(Authority, Stamps)>,
    seen: Mutex<Seen>,
}

impl Vouching {
    /// Nobody yet; what is kept is beside the log.
    pub fn kept_in(seen: Seen) -> Self {
        Self { witnesses: None, authority: None, seen: Mutex::new(seen) }
    }

    /// With witnesses.
    #[must_use]
    pub fn by(self, witnesses: Witnesses) -> Self {
        Self { witnesses: Some(witnesses), ..self }
    }

    /// With daily time stamps.
    #[must_use]
    pub fn stamped_by(self, authority: Authority, stamps: Stamps) -> Self {
        Self { authority: Some((authority, stamps)), ..self }
    }

    /// Whether there are witnesses to ask.
    pub fn has_witnesses(&self) -> bool {
        self.witnesses.is_some()
    }

    /// The checkpoint cosigned last; none before the first.
    pub fn newest(&self) -> Option<SignedCheckpoint> {
        self.seen().newest().cloned()
    }

    /// Has the log sign and the witnesses cosign, now. What was cosigned is kept; who is away holds nothing up.
    ///
    /// # Errors
    ///
    /// When the log signs nothing, or what was cosigned can't be kept.
    pub fn cosign(&self, log: &dyn Checkpoints, now: Instant) -> Result<Collected, NotVouched> {
        let signed = log.sign().map_err(NotVouched::Unsigned)?;
        let Some(witnesses) = &self.witnesses else { return Ok(Collected { signed, told: Vec::new() }) };
        let collected = witnesses.cosign(signed, &|from, to| log.consistency(from, to), now);
        if let Some(contradiction) = collected.contradiction() {
            log.stop(contradiction);
        }
        if collected.is_cosigned() {
            log.wait(collected.off_clock());
            self.seen().add(&collected.signed)?;
        }
        Ok(collected)
    }

    /// Has the day's first checkpoint stamped, if there is an authority and the day has no time stamp yet.
    pub fn stamp(&self, signed: &SignedCheckpoint, now: Instant) -> Result<(), StampsError> {
        let Some((authority, stamps)) = &self.authority else { return Ok(()) };
        if stamps.is_due(now.day())? {
            let nonce = clock::fresh_bytes()?;
            let (response, _) = authority.stamp(signed.to_text().as_bytes(), nonce)?;
            stamps.keep(now.day(), signed, &response)?;
        }
        Ok(())
    }

    /// One round: failures are told to the operator, and the next round tries again.
    pub fn round(&self, log: &dyn Checkpoints, now: Instant) {
        match self.cosign(log, now) {
            Err(error) => tracing::error!(%error, "the newest checkpoint is not vouched for"),
            Ok(collected) if collected.contradiction().is_some() => {}
            Ok(collected) => {
                if let Err(error) = self.stamp(&collected.signed, now) {
                    tracing::warn!(%error, "there is no time stamp of today yet");
                }
            }
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why nobody was asked, or what was said is not kept.
#[derive(Debug, thiserror::Error)]
pub enum NotVouched {
    #[error("no checkpoint is signed: {0}")]
    Unsigned(String),
    #[error("what was cosigned can't be kept")]
    Unkept(#[from] io::Error),
}
