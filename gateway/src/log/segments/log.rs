//! The log of segment files, as everybody else sees it.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;

use samspor_core::entry::{Entry, Leaf, Opened, Opener};
use samspor_core::log::{
    AppendError, Committed, Draft, DraftSection, Log, NotRead, Placed, Position, StreamKey, Unavailable,
};
use samspor_core::seal::{Keys, Kid, TAG_BYTES, padded_bytes};
use samspor_core::words::CommandId;

use super::files::{Place, ReadError, SegmentFiles};
use super::follow::recorded;
use super::kept::{Found, Kept};
use super::layout::RECORD_BYTES_MAX;
use super::places::Places;
use super::purge::{PurgeError, Purged, purge};
use super::sequencer::{Asked, Job, unavailable};
use super::streams::Streams;
use crate::disk::{Disk, DiskLock};

/// Drafts that may queue for the sequencer; a sender beyond waits for room.
pub(super) const QUEUE_MAX: usize = 1024;
/// The largest leaf (trust.md 2.1) and what the container adds.
const LEAF_BYTES_MAX: usize = 4096 + 256;

/// The embedded log: segment files, and an index beside them that can be built again.
///
/// An append returns when its entry is durable. After any error of a write or a sync the log stops for good and says
/// [`Unavailable`]; opening it again finds what is there. Dropping it ends it properly.
pub struct SegmentLog {
    pub(super) shared: Option<Arc<Shared>>,
    pub(super) queue: Option<SyncSender<Asked>>,
    pub(super) sequencer: Option<JoinHandle<()>>,
    pub(super) disk: Arc<dyn Disk>,
    /// One purge at a time.
    pub(super) purging: Mutex<()>,
    pub(super) _lock: DiskLock,
}

/// What readers and the sequencer share.
pub(super) struct Shared {
    pub(super) files: Arc<SegmentFiles>,
    pub(super) places: Places,
    pub(super) kept: Kept,
    pub(super) sealing: Sealing,
    head: AtomicU64,
    stopped: OnceLock<String>,
}

/// What opens the entries, and tells whose they are.
pub(super) struct Sealing {
    pub(super) keys: Arc<dyn Keys>,
    pub(super) origin: Arc<str>,
    pub(super) streams: Streams,
}

impl Shared {
    pub(super) fn new(files: Arc<SegmentFiles>, places: Places, head: u64, sealing: Sealing) -> Self {
        let (kept, head, stopped) = (Kept::new(), AtomicU64::new(head), OnceLock::new());
        Self { files, places, kept, sealing, head, stopped }
    }

    pub(super) fn stop(&self, why: String) {
        tracing::error!(why, "the log has stopped; a restart looks at what is on the disk");
        let _ = self.stopped.set(why);
    }

    pub(super) fn durable_up_to(&self, position: Position) {
        self.head.store(position.0, Ordering::Release);
    }

    fn head(&self) -> u64 {
        self.head.load(Ordering::Acquire)
    }

    /// The entries of a stream after a position, up to another.
    fn stream(
        &self,
        stream: &StreamKey,
        after: Position,
        up_to: Position,
    ) -> Result<Vec<Placed>, Unavailable> {
        let up_to = up_to.0.min(self.head());
        let Sealing { keys, streams, .. } = &self.sealing;
        let Some(sid) = streams.sid_by_key(stream, &**keys) else { return Ok(Vec::new()) };
        let places = self.places.of_stream(&sid, up_to).map_err(unavailable)?;
        let mut buffer = Vec::new();
        let read = |(position, place)| placed(position, place, self.files.read(place, &mut buffer)?);
        places
            .into_iter()
            .filter(|(position, _)| *position > after.0)
            .map(read)
            .collect::<Result<_, ReadError>>()
            .map_err(unavailable)
    }
}

impl SegmentLog {
    /// Why the log has stopped, if it has; the process should end then.
    pub fn stopped(&self) -> Option<&str> {
        self.shared().stopped.get().map(String::as_str)
    }

    /// A view's snapshot kept under a name; none on a simulated disk, when the index was built again, or when keys have
    /// been destroyed since.
    pub fn view(&self, name: &str) -> Result<Option<Vec<u8>>, Unavailable> {
        let shelf = self.shared().places.shelf();
        let sealed = shelf.map_or(Ok(None), |shelf| shelf.view(name)).map_err(unavailable)?;
        let keys = &self.shared().sealing.keys;
        Ok(sealed.and_then(|sealed| keys.open_aside(&sealed)).map(|opened| opened.to_vec()))
    }

    /// Keeps a view's snapshot beside the log, sealed. It may be lost at a crash, and nothing is lost with it.
    pub fn keep_view(&self, name: &str, bytes: &[u8]) -> Result<(), Unavailable> {
        let Some(shelf) = self.shared().places.shelf() else { return Ok(()) };
        let sealed = self.shared().sealing.keys.seal_aside(bytes).map_err(unavailable)?;
        shelf.keep_view(name, &sealed).map_err(unavailable)
    }

    /// Writes the log again without the bodies under keys that were destroyed: from the segments before a new one,
    /// which it begins. Leaves, places and the answers to every reader stay.
    ///
    /// Durable on success. After an error or a crash some segments may be purged and none is half purged; ask again.
    pub fn purge(&self, kids: &HashSet<Kid>) -> Result<Purged, PurgeError> {
        if kids.is_empty() {
            return Ok(Purged::default());
        }
        // Nothing is left half done by a purge that panics.
        let _alone = self.purging.lock().unwrap_or_else(PoisonError::into_inner);
        let open = self.roll()?;
        let files = &self.shared().files;
        purge(&*self.disk, files, files.firsts_before(open).into_iter(), kids)
    }

    /// Begins a new segment, unless the open one is empty; its first position. All before it is durable, promised and
    /// written no more.
    pub(crate) fn roll(&self) -> Result<u64, PurgeError> {
        let (answer, answered) = sync_channel(1);
        let asked = self.queue.as_ref().is_some_and(|queue| queue.send(Asked::Roll(answer)).is_ok());
        let stopped = || PurgeError::Stopped(self.stopped().unwrap_or("the log has stopped").to_owned());
        answered.recv().ok().filter(|_| asked).ok_or_else(stopped)
    }

    fn shared(&self) -> &Shared {
        self.shared.as_ref().expect("only dropping takes it away")
    }

    fn working(&self) -> Result<&Shared, Unavailable> {
        match self.stopped() {
            Some(why) => Err(unavailable(why)),
            None => Ok(self.shared()),
        }
    }
}

impl Log for SegmentLog {
    fn append(&self, draft: Draft, after: Position) -> Result<Committed, AppendError> {
        let shared = self.working()?;
        let bytes: usize = draft.sections.iter().map(bytes_of).sum();
        if bytes > RECORD_BYTES_MAX - LEAF_BYTES_MAX {
            return Err(unavailable("the entry is larger than an entry may be").into());
        }
        let unknown_up_to = Position(shared.head());
        if let Some(position) = shared.places.of_command(draft.command).map_err(unavailable)? {
            return Err(AppendError::Known(Position(position)));
        }
        let (answer, answered) = sync_channel(1);
        let job = Job { draft, after, unknown_up_to, answer };
        let queued = self.queue.as_ref().is_some_and(|queue| queue.send(Asked::Write(job)).is_ok());
        match answered.recv() {
            Ok(answer) if queued => answer,
            Ok(_) | Err(_) => Err(unavailable(self.stopped().unwrap_or("the log has stopped")).into()),
        }
    }

    fn stream(&self, stream: &StreamKey, up_to: Position) -> Result<Vec<Placed>, Unavailable> {
        self.working()?.stream(stream, Position::START, up_to)
    }

    fn page(&self, after: Position, entries_max: usize) -> Result<Vec<Placed>, Unavailable> {
        let shared = self.working()?;
        let last = shared.head().min(after.0.saturating_add(entries_max as u64));
        let mut page = Vec::with_capacity(usize::try_from(last.saturating_sub(after.0)).unwrap_or(0));
        let take = |position, place, container: &[u8]| -> Result<(), ReadError> {
            page.push(placed(position, place, container)?);
            Ok(())
        };
        shared.files.scan(after.0, last, take).map_err(unavailable)?;
        Ok(page)
    }

    fn head(&self) -> Position {
        Position(self.shared().head())
    }

    fn position_of(&self, command: CommandId) -> Result<Option<Position>, Unavailable> {
        let found = self.working()?.places.of_command(command).map_err(unavailable)?;
        Ok(found.map(Position))
    }

    fn entries(&self, stream: &StreamKey) -> Result<Arc<Vec<Entry>>, NotRead> {
        let shared = self.working()?;
        shared.kept.entries(stream, |after| {
            let placed = shared.stream(stream, after, Position(u64::MAX))?;
            let opened = placed.iter().map(|one| self.open(one).map(Opened::entry));
            let all: Vec<Option<Entry>> = opened.collect::<Result<_, _>>()?;
            let is_whole = all.iter().all(Option::is_some);
            Ok(Found { entries: all.into_iter().flatten().collect(), is_whole })
        })
    }

    fn opener(&self) -> Opener<'_> {
        let sealing = &self.shared().sealing;
        Opener { keys: &*sealing.keys, origin: &sealing.origin }
    }

    fn stream_of(&self, placed: &Placed) -> Option<StreamKey> {
        let leaf = Leaf::read(&placed.record.leaf)?;
        self.shared().sealing.streams.stream(&leaf.sid)
    }

    fn written(&self, entry: &Entry) {
        self.shared().kept.written(entry);
    }
}

impl Drop for SegmentLog {
    /// Waits for the group being written, renews the promise, brings the index up to date.
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(sequencer) = self.sequencer.take() {
            // Its death is caught and told where it is started.
            let _ = sequencer.join();
        }
        let places = self.shared.take().and_then(Arc::into_inner).map(|shared| shared.places);
        if let Err(error) = places.map_or(Ok(()), Places::close) {
            tracing::warn!(%error, "the next start builds the index again");
        }
    }
}

/// The most bytes a section takes in the container.
fn bytes_of(section: &DraftSection) -> usize {
    match section {
        DraftSection::Sealed { text, .. } => padded_bytes(text.len()) + TAG_BYTES + 16,
        DraftSection::Open { text } => text.len() + 16,
        // Two keys a reference, and few references are one patient's.
        DraftSection::Erases { subjects } => 32 * subjects.len() + 64,
    }
}

fn placed(position: u64, place: Place, container: &[u8]) -> Result<Placed, ReadError> {
    let damaged = ReadError::Damaged { segment: place.segment, offset: place.offset };
    let (recorded_at, record) = recorded(container).ok_or(damaged)?;
    Ok(Placed { position: Position(position), recorded_at, record })
}

#[cfg(test)]
mod tests;
