//! What a gateway has read of the log, for whoever asks: where entries stand, and when each was recorded. It is kept in
//! memory and read from the stream at every start.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard};

use samspor_core::entry::Opener;
use samspor_core::log::{StreamHead, StreamKey};
use samspor_core::seal::Keys;
use samspor_core::words::{CommandId, Instant};

use crate::log::segments::kept::Kept;
use crate::log::segments::streams::Streams;

/// What readers and the committer share.
pub(super) struct Shared {
    pub(super) keys: Arc<dyn Keys>,
    pub(super) origin: String,
    pub(super) streams: Streams,
    pub(super) kept: Kept,
    known: RwLock<Known>,
    head: AtomicU64,
    elsewhere: AtomicU64,
    stopped: OnceLock<String>,
}

/// Where everything stands up to the head.
#[derive(Default)]
pub(super) struct Known {
    /// By position, from 1.
    recorded: Vec<Instant>,
    streams: HashMap<[u8; 16], OfStream>,
    commands: HashMap<CommandId, u64>,
}

/// One stream's entries.
#[derive(Clone)]
pub(super) struct OfStream {
    /// The subject they all stand on.
    pub(super) subject: Arc<str>,
    pub(super) positions: Vec<u64>,
}

/// An entry that is to be found again.
pub(super) struct Noted<'a> {
    /// The stream's head with it.
    pub(super) head: StreamHead,
    pub(super) subject: &'a str,
    pub(super) command: Option<CommandId>,
    pub(super) stream: Option<StreamKey>,
    pub(super) recorded_at: Instant,
    /// Whether its sender waits here.
    pub(super) is_own: bool,
}

impl Shared {
    pub(super) fn new(keys: Arc<dyn Keys>, origin: String) -> Self {
        let (streams, known) = (Streams::default(), RwLock::default());
        let (head, elsewhere) = (AtomicU64::new(0), AtomicU64::new(0));
        Self { keys, origin, streams, kept: Kept::new(), known, head, elsewhere, stopped: OnceLock::new() }
    }

    pub(super) fn opener(&self) -> Opener<'_> {
        Opener { keys: &*self.keys, origin: &self.origin }
    }

    /// The newest position that has been read.
    pub(super) fn head(&self) -> u64 {
        self.head.load(Ordering::Acquire)
    }

    /// The newest position that was not appended here.
    pub(super) fn elsewhere(&self) -> u64 {
        self.elsewhere.load(Ordering::Acquire)
    }

    /// Takes in the next entry, and shows it.
    pub(super) fn note(&self, noted: &Noted<'_>) {
        if let Some(stream) = noted.stream {
            self.streams.learn(stream, noted.head.sid);
            self.kept.about_to_show(&stream, &noted.head);
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let position = known.recorded.len() as u64 + 1;
        known.recorded.push(noted.recorded_at);
        let of_stream = known.streams.entry(noted.head.sid);
        let empty = || OfStream { subject: noted.subject.into(), positions: Vec::new() };
        of_stream.or_insert_with(empty).positions.push(position);
        known.commands.extend(noted.command.map(|command| (command, position)));
        drop(known);
        if !noted.is_own {
            self.elsewhere.store(position, Ordering::Release);
        }
        self.head.store(position, Ordering::Release);
        noted.stream.iter().for_each(|stream| self.kept.shown(stream));
    }

    /// Each entry is taken in by insertions that can't fail; what a panic left is as good as any.
    fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn position_of(&self, command: CommandId) -> Option<u64> {
        self.known().commands.get(&command).copied()
    }

    /// When these entries were recorded, one after the other from a position on.
    pub(super) fn recorded(&self, positions: &[u64]) -> Vec<Instant> {
        let known = self.known();
        let place = |position: &u64| usize::try_from(position - 1).ok();
        positions.iter().filter_map(place).filter_map(|place| known.recorded.get(place).copied()).collect()
    }

    /// The subject of a stream that has entries.
    pub(super) fn subject(&self, sid: &[u8; 16]) -> Option<Arc<str>> {
        self.known().streams.get(sid).map(|one| Arc::clone(&one.subject))
    }

    /// Where a stream's entries stand after a position, up to another.
    pub(super) fn of_stream(&self, sid: &[u8; 16], after: u64, up_to: u64) -> Option<OfStream> {
        let known = self.known();
        let OfStream { subject, positions } = known.streams.get(sid)?;
        let from = positions.partition_point(|position| *position <= after);
        let to = positions.partition_point(|position| *position <= up_to);
        let positions = positions.get(from..to).unwrap_or_default().to_vec();
        Some(OfStream { subject: Arc::clone(subject), positions })
    }

    pub(super) fn stop(&self, why: String) {
        tracing::error!(why, "the log has stopped; look at the stream before it is started again");
        let _ = self.stopped.set(why);
    }

    pub(super) fn stopped(&self) -> Option<&str> {
        self.stopped.get().map(String::as_str)
    }
}
