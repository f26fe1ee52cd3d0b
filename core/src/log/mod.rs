//! The log's contract: what every implementation promises, and the one in memory.

mod committer;
mod draft;
mod memory;

pub use committer::{Committed, Committer, Entropy, NotCommitted, Sealer, StreamHead, recorded_at};
pub use draft::{Class, Draft, DraftSection, Placed, Position, Record, StreamKey};
pub use memory::MemoryLog;

use std::sync::Arc;

use thiserror::Error;

use crate::entry::{Entry, Opened, Opener, Unreadable};
use crate::seal::{NoKey, Shut};
use crate::words::CommandId;

/// An append-only log of entries in streams. Positions count 1, 2, 3 … without gaps over the whole log.
pub trait Log: Send + Sync {
    /// Appends one entry, if `after` is still the newest position of its stream; with [`Position::ANY`] in any case.
    ///
    /// On success the entry is durable. `Conflict` and `Known`: nothing was written. `Unavailable`: it may have been
    /// written; read again, the command id decides.
    fn append(&self, draft: Draft, after: Position) -> Result<Committed, AppendError>;

    /// All entries of a stream up to a position, oldest first.
    fn stream(&self, stream: &StreamKey, up_to: Position) -> Result<Vec<Placed>, Unavailable>;

    /// Up to `entries_max` entries after a position, in log order; fewer only at the end.
    fn page(&self, after: Position, entries_max: usize) -> Result<Vec<Placed>, Unavailable>;

    /// The position of the newest entry, [`Position::START`] in an empty log.
    fn head(&self) -> Position;

    /// Where the entry of a command stands, if it was ever accepted.
    fn position_of(&self, command: CommandId) -> Result<Option<Position>, Unavailable>;

    /// What opens the log's entries: its keys, and its name, as its checkpoints have it and its first entry says.
    fn opener(&self) -> Opener<'_>;

    /// The stream of an entry of this log, which its leaf names by a random id only. None for an entry that was erased
    /// before the log could learn it.
    fn stream_of(&self, placed: &Placed) -> Option<StreamKey>;

    /// An entry of this log, held against its leaf and opened with the log's keys.
    fn open(&self, placed: &Placed) -> Result<Opened, Unreadable> {
        self.opener().open(placed, || self.stream_of(placed))
    }

    /// All entries of a stream that can be read, oldest first; erased and blocked ones are left out. A log may hand over
    /// what it has read before, as long as nothing is missing at the end.
    fn entries(&self, stream: &StreamKey) -> Result<Arc<Vec<Entry>>, NotRead> {
        self.entries_once(stream).map(Arc::new)
    }

    /// The same, when the stream is one of many and will not be asked for again soon.
    fn entries_once(&self, stream: &StreamKey) -> Result<Vec<Entry>, NotRead> {
        let placed = self.stream(stream, Position(u64::MAX))?;
        readable(self, &placed)
    }

    /// The newest entry that did not come in through [`Log::append`] here, where others write to the same log: whoever keeps
    /// up with what is appended must read up to it.
    fn written_elsewhere(&self) -> Position {
        Position::START
    }

    /// Tells of an entry just appended, so that a log which hands over what it has read need not read it.
    fn written(&self, _entry: &Entry) {}
}

/// The entries among these that can be read.
fn readable(log: &(impl Log + ?Sized), placed: &[Placed]) -> Result<Vec<Entry>, NotRead> {
    let opened = placed.iter().map(|one| log.open(one).map(Opened::entry)).filter_map(Result::transpose);
    Ok(opened.collect::<Result<_, _>>()?)
}

/// Why nothing was acknowledged.
#[derive(Debug, Error)]
pub enum AppendError {
    /// The stream has a newer entry; nothing was written.
    #[error("the stream has a newer entry, at position {newest}")]
    Conflict { newest: Position },
    /// An entry with this command id is in the log already; nothing was written.
    #[error("the command is in the log already, at position {0}")]
    Known(Position),
    /// The subject's key is out of use; nothing was written.
    #[error("the subject's key is out of use: {0}")]
    Shut(Shut),
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NoKey> for AppendError {
    fn from(no_key: NoKey) -> Self {
        match no_key {
            NoKey::Shut(shut) => Self::Shut(shut),
            NoKey::Unknown(_) | NoKey::Unavailable(_) => Unavailable(no_key.to_string()).into(),
        }
    }
}

/// Why a stream's entries can't be had.
#[derive(Clone, Debug, Error)]
pub enum NotRead {
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// An entry can't be read: corruption.
    #[error(transparent)]
    Corrupt(#[from] Unreadable),
}

/// The log can't be used now: of a write nobody knows whether it was made.
#[derive(Clone, Debug, Error)]
#[error("the log is unavailable: {0}")]
pub struct Unavailable(pub String);
