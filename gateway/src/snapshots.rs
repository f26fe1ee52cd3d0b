//! Snapshots of the live view, kept beside the log: a fast start that is believed only when everything fits.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use samspor_core::log::{Log, Position, Unavailable};
use samspor_core::words::Instant;
use samspor_projections::live::{Snapshot, SnapshotError, ViewError, Views};
use thiserror::Error;
use tokio::task::JoinError;

use crate::clock;
use crate::crew::Threads;
use crate::ledger::Ledger;
use crate::log::container::{self, ContainerError};
use crate::log::segments::SegmentLog;

/// A snapshot is due when the log has so many entries more than the one kept.
pub const SNAPSHOT_ENTRIES: u64 = 10_000;
/// The largest snapshot that is kept; a larger view starts from zero.
const SNAPSHOT_BYTES_MAX: u64 = 512 << 20;
/// How long the gateway waits before it looks again whether one is due.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// The keys are tended once in so many looks.
const TEND_EVERY: u64 = 12;
/// The name under which the index keeps it.
const NAME: &str = "live";

/// Where a ledger's snapshots are kept, and how far the newest one goes.
pub struct Snapshots {
    log: Arc<SegmentLog>,
    opened_from: Option<Position>,
    kept: AtomicU64,
}

/// Why a snapshot is of no use; the views are then built from the log.
#[derive(Debug, Error)]
enum Unusable {
    #[error("the snapshot is of another version of the program")]
    Version,
    #[error("the snapshot is damaged")]
    Damaged,
    #[error("the snapshot cannot be decoded")]
    Undecodable(#[from] ContainerError),
    #[error(transparent)]
    Misfit(#[from] SnapshotError),
    #[error(transparent)]
    Unread(#[from] Unavailable),
}

/// Why no snapshot was kept; nothing is lost with it.
#[derive(Debug, Error)]
enum NotKept {
    #[error(transparent)]
    Unencodable(#[from] ContainerError),
    #[error(transparent)]
    View(#[from] ViewError),
    #[error(transparent)]
    Unwritten(#[from] Unavailable),
}

impl Snapshots {
    /// The views over a log: from its snapshot if that fits, else from zero; and a new snapshot, if one is due.
    ///
    /// # Errors
    ///
    /// When the log can't be read; never for the snapshot's sake.
    pub fn open(log: Arc<SegmentLog>, now: Instant) -> Result<(Self, Views), ViewError> {
        let opened = opened(&log, now).unwrap_or_else(|why| {
            tracing::info!(%why, "the snapshot is thrown away, and the views are built from the log");
            None
        });
        let (opened_from, views) = match opened {
            Some((position, views)) => (Some(position), views),
            None => (None, Views::open_with(Arc::clone(&log) as Arc<dyn Log>, Arc::new(Threads), now)?),
        };
        let kept = AtomicU64::new(opened_from.unwrap_or_default().0);
        let snapshots = Self { log, opened_from, kept };
        if snapshots.is_due() {
            snapshots.keep(&views);
        }
        Ok((snapshots, views))
    }

    /// Whether the log has [`SNAPSHOT_ENTRIES`] more than the snapshot.
    pub(crate) fn is_due(&self) -> bool {
        self.log.head().0 >= self.kept.load(Ordering::Relaxed).saturating_add(SNAPSHOT_ENTRIES)
    }

    /// The position of the snapshot the views were opened from; none when they were built from zero.
    pub fn opened_from(&self) -> Option<Position> {
        self.opened_from
    }

    /// Keeps a snapshot, if the log has come further than the last one. A failure is told to the operator alone.
    pub fn keep(&self, views: &Views) {
        if self.log.head().0 == self.kept.load(Ordering::Relaxed) {
            return;
        }
        match self.kept(views) {
            Ok(Some(position)) => self.kept.store(position.0, Ordering::Relaxed),
            Ok(None) => {}
            Err(why) => tracing::warn!(%why, "no snapshot is kept; the next start takes longer"),
        }
    }

    fn kept(&self, views: &Views) -> Result<Option<Position>, NotKept> {
        let sealed =
            views.with_snapshot(|snapshot| Ok::<_, NotKept>((snapshot.position(), sealed(snapshot)?)));
        let Some((position, bytes)) = sealed?.transpose()? else { return Ok(None) };
        self.log.keep_view(NAME, &bytes)?;
        Ok(Some(position))
    }
}

/// Keeps a snapshot whenever one is due, and one more at the end; tends the keys each minute. An error is a panic of the program's own.
pub(crate) async fn keep_up(ledger: Arc<Ledger>, ended: impl Future) -> Result<(), JoinError> {
    tokio::pin!(ended);
    for turn in 0u64.. {
        let is_end = tokio::select! {
            _ = &mut ended => true,
            () = tokio::time::sleep(LOOK_EVERY) => false,
        };
        if turn.is_multiple_of(TEND_EVERY) {
            let ledger = Arc::clone(&ledger);
            tokio::task::spawn_blocking(move || ledger.tend_keys(clock::now())).await?;
        }
        if is_end || ledger.snapshot_is_due() {
            let ledger = Arc::clone(&ledger);
            tokio::task::spawn_blocking(move || ledger.keep_snapshot()).await?;
        }
        if is_end {
            return Ok(());
        }
    }
    Ok(())
}

fn opened(log: &Arc<SegmentLog>, now: Instant) -> Result<Option<(Position, Views)>, Unusable> {
    let Some(bytes) = log.view(NAME)? else { return Ok(None) };
    let snapshot: Snapshot<'_> = container::decode(unsealed(&bytes)?, SNAPSHOT_BYTES_MAX)?;
    let position = snapshot.position();
    Ok(Some((position, Views::open_from(Arc::clone(log) as Arc<dyn Log>, Arc::new(Threads), snapshot, now)?)))
}

/// The version; eight bytes that say how many follow and four with their CRC32C, little endian; the snapshot.
fn sealed(snapshot: &Snapshot<'_>) -> Result<Vec<u8>, ContainerError> {
    let mut bytes = version()?;
    let head = bytes.len();
    let body = head + 12;
    bytes.resize(body, 0);
    container::encode_into(&mut bytes, snapshot, SNAPSHOT_BYTES_MAX)?;
    let (length, checksum) = ((bytes.len() - body) as u64, crc32c::crc32c(&bytes[body..]));
    bytes[head..head + 8].copy_from_slice(&length.to_le_bytes());
    bytes[head + 8..body].copy_from_slice(&checksum.to_le_bytes());
    Ok(bytes)
}

/// What was sealed by this version, whole and unchanged.
fn unsealed(bytes: &[u8]) -> Result<&[u8], Unusable> {
    let rest = bytes.strip_prefix(&*version()?).ok_or(Unusable::Version)?;
    let (length, rest) = rest.split_first_chunk().ok_or(Unusable::Damaged)?;
    let (checksum, body) = rest.split_first_chunk().ok_or(Unusable::Damaged)?;
    let is_whole = u64::from_le_bytes(*length) == body.len() as u64
        && u32::from_le_bytes(*checksum) == crc32c::crc32c(body);
    if is_whole { Ok(body) } else { Err(Unusable::Damaged) }
}

fn version() -> Result<Vec<u8>, ContainerError> {
    container::encode(&Snapshot::VERSION, SNAPSHOT_BYTES_MAX)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use samspor_core::log::Position;
    use tokio::net::TcpListener;

    use crate::clock;
    use crate::http;
    use crate::ledger::Ledger;
    use crate::tokens::Tokens;

    #[tokio::test]
    async fn a_gateway_that_ends_properly_leaves_a_snapshot_for_the_next_start() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("ledger");
        let ledger = Ledger::create(&dir, true, clock::now()).unwrap();
        assert_eq!(ledger.opened_from(), None);
        let tokens = Arc::new(Tokens::open(&dir).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        http::serve(Arc::new(ledger), tokens, listener, async {}).await.unwrap();
        assert_eq!(Ledger::open(&dir, &mut |_, _| ()).unwrap().opened_from(), Some(Position(1)));
    }
}
