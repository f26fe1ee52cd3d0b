//! The first entries of a log, read as if the others were never written.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use samspor_core::entry::Opener;
use samspor_core::log::{AppendError, Committed, Draft, Log, Placed, Position, StreamKey, Unavailable};
use samspor_core::words::CommandId;

/// A log that ends at a position; nothing can be appended to it.
pub struct FirstEntries {
    log: Arc<dyn Log>,
    head: AtomicU64,
}

impl FirstEntries {
    /// The log up to a position; what comes after is not seen.
    pub fn of(log: &Arc<dyn Log>, head: Position) -> Arc<Self> {
        Arc::new(Self { log: Arc::clone(log), head: AtomicU64::new(head.0) })
    }

    /// Shows the entries up to a later position.
    pub fn reach(&self, head: Position) {
        self.head.fetch_max(head.0, Ordering::SeqCst);
    }
}

impl Log for FirstEntries {
    fn append(&self, _: Draft, _: Position) -> Result<Committed, AppendError> {
        Err(Unavailable("the first entries are only read".to_owned()).into())
    }

    fn stream(&self, stream: &StreamKey, up_to: Position) -> Result<Vec<Placed>, Unavailable> {
        self.log.stream(stream, up_to.min(self.head()))
    }

    fn page(&self, after: Position, entries_max: usize) -> Result<Vec<Placed>, Unavailable> {
        let left = usize::try_from(self.head().0.saturating_sub(after.0)).unwrap_or(usize::MAX);
        self.log.page(after, entries_max.min(left))
    }

    fn head(&self) -> Position {
        Position(self.head.load(Ordering::SeqCst))
    }

    fn opener(&self) -> Opener<'_> {
        self.log.opener()
    }

    fn stream_of(&self, placed: &Placed) -> Option<StreamKey> {
        self.log.stream_of(placed)
    }

    fn position_of(&self, command: CommandId) -> Result<Option<Position>, Unavailable> {
        Ok(self.log.position_of(command)?.filter(|position| *position <= self.head()))
    }
}
