//! Who vouches for both logs of a ledger, and the rounds in which they are asked.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use samspor_core::note::{Accepted, Policy, SignedCheckpoint, Unaccepted};
use samspor_core::words::Instant;
use thiserror::Error;
use tokio::task::JoinError;

use super::collect::{Collected, Witnesses};
use super::post::Post;
use super::rounds::{NotVouched, Vouching};
use super::seen::Seen;
use super::stamps::{Authority, Stamps, StampsError};
use crate::clock;
use crate::disk::{Disk, RealDisk};
use crate::ledger::ACCESS;
use crate::tree::{LogTree, Trees};

/// How often witnesses are asked.
const ROUND_EVERY: Duration = Duration::from_secs(60);

/// Whom an operator asks to vouch for a ledger.
#[derive(Clone, Debug, Default)]
pub struct VouchedBy {
    /// The witnesses: a policy, and its text as it is handed on.
    pub policy: Option<(Policy, String)>,
    /// Who gives time stamps.
    pub authority: Option<Authority>,
    /// The authority's certificates, PEM, as they are handed on.
    pub certificates: Vec<u8>,
}

/// Those who vouch for the logs of a ledger.
pub struct Vouchers {
    by: VouchedBy,
    ledger: Voucher,
    access: Voucher,
}

/// A log's tree, and what vouches for it.
pub struct Voucher {
    tree: Arc<LogTree>,
    vouching: Vouching,
}

/// Why nobody can be asked.
#[derive(Debug, Error)]
pub enum VouchersError {
    /// The policy is of another log.
    #[error(
        "the policy does not name this ledger's log, so no witness of it would know its checkpoints: add the line `{line}`, \
         give the witness the key, and name the log of readings too, `{access}`"
    )]
    OtherLog {
        /// The line that is missing.
        line: String,
        /// The line of the access log.
        access: String,
    },
    #[error("what was cosigned can't be kept in {}", path.display())]
    Disk {
        /// The directory.
        path: PathBuf,
        /// What the disk said.
        source: io::Error,
    },
}

impl Vouchers {
    /// Those who are asked for the trees of a ledger; what they say is kept in its directory, `data`.
    pub fn of(by: VouchedBy, trees: &Trees, data: &Path) -> Result<Self, VouchersError> {
        let names =
            |tree: &LogTree, policy: &Policy| policy.logs().iter().any(|log| log.key == *tree.public_key());
        let line = |tree: &LogTree| format!("log {}", tree.public_key().to_vkey());
        let mut knows_access = true;
        if let Some((policy, _)) = &by.policy {
            if !names(&trees.ledger, policy) {
                return Err(VouchersError::OtherLog {
                    line: line(&trees.ledger),
                    access: line(&trees.access),
                });
            }
            knows_access = names(&trees.access, policy);
            if !knows_access {
                tracing::warn!(
                    line = line(&trees.access),
                    "the policy does not name the log of readings: nobody cosigns it"
                );
            }
        }
        let voucher = |tree: &Arc<LogTree>, dir: PathBuf, is_known: bool| {
            let disk = RealDisk::at(&dir).map(|disk| Arc::new(disk) as Arc<dyn Disk>);
            let kept = disk.and_then(|disk| Ok((Seen::open(&*disk)?, Stamps::on(disk))));
            let (seen, stamps) = kept.map_err(|source| VouchersError::Disk { path: dir, source })?;
            let mut vouching = Vouching::kept_in(seen);
            if let Some((policy, _)) = by.policy.as_ref().filter(|_| is_known) {
                vouching = vouching.by(Witnesses::of(policy.clone(), Post::default()));
            }
            if let Some(authority) = &by.authority {
                vouching = vouching.stamped_by(authority.clone(), stamps);
            }
            Ok(Voucher { tree: Arc::clone(tree), vouching })
        };
        let ledger = voucher(&trees.ledger, data.to_owned(), true)?;
        let access = voucher(&trees.access, data.join(ACCESS), knows_access)?;
        Ok(Self { by, ledger, access })
    }

    /// Whom the operator asks.
    pub fn by(&self) -> &VouchedBy {
        &self.by
    }

    /// Those of the ledger's log.
    pub fn ledger(&self) -> &Voucher {
        &self.ledger
    }

    /// Those of the log of readings.
    pub fn access(&self) -> &Voucher {
        &self.access
    }

    /// Whether the policy takes a checkpoint; whoever names no policy is content with the log's own signature.
    pub fn accept<'a>(&'a self, signed: &SignedCheckpoint) -> Result<Option<Accepted<'a>>, Unaccepted> {
        self.by.policy.as_ref().map(|(policy, _)| policy.accept(signed)).transpose()
    }

    /// A time stamp over bytes, from the authority if there is one.
    pub fn stamp(&self, over: &[u8]) -> Result<Option<Vec<u8>>, StampsError> {
        let Some(authority) = &self.by.authority else { return Ok(None) };
        let nonce = clock::fresh_bytes()?;
        authority.stamp(over, nonce).map(|(response, _)| Some(response))
    }

    /// One round over both logs: failures are told to the operator.
    pub(super) fn round(&self, now: Instant) {
        for voucher in [&self.ledger, &self.access] {
            voucher.vouching.round(&*voucher.tree, now);
        }
    }
}

impl Voucher {
    /// The checkpoint cosigned last; none before the first.
    pub fn newest(&self) -> Option<SignedCheckpoint> {
        self.vouching.newest()
    }

    /// Whether witnesses are asked to cosign this log.
    pub fn is_cosigned(&self) -> bool {
        self.vouching.has_witnesses()
    }

    /// Has the log sign and the witnesses cosign, now.
    pub fn cosign(&self, now: Instant) -> Result<Collected, NotVouched> {
        self.vouching.cosign(&*self.tree, now)
    }
}

/// Goes round at once and each minute until `ended`, and once more then. An error is a panic of the program's own.
pub(crate) async fn keep_vouched(
    vouchers: Option<Arc<Vouchers>>,
    ended: impl Future,
) -> Result<(), JoinError> {
    let Some(vouchers) = vouchers else { return Ok(()) };
    tokio::pin!(ended);
    let mut is_end = false;
    loop {
        let round = Arc::clone(&vouchers);
        tokio::task::spawn_blocking(move || round.round(clock::now())).await?;
        if is_end {
            return Ok(());
        }
        is_end = tokio::select! {
            _ = &mut ended => true,
            () = tokio::time::sleep(ROUND_EVERY) => false,
        };
    }
}
