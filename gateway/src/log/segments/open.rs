//! Opening the log as a whole: the segments, the index brought up to date, the committer, the sequencer's thread.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use samspor_core::catalogue::Event;
use samspor_core::entry::{Opened, Opener, hash_of_leaf};
use samspor_core::log::{Committer, Entropy, Placed, Position, Sealer, StreamHead, StreamKey};
use samspor_core::seal::Keys;

use super::Durability;
use super::files::SegmentFiles;
use super::follow::{Follower, Named, recorded};
use super::log::{QUEUE_MAX, Sealing, SegmentLog, Shared};
use super::places::Places;
use super::recovery::{OpenError, SegmentSettings, open_segments};
use super::sequencer::{RecentCommands, Sequencer};
use super::shut::{name_by_keys, retire_after, retire_indexed};
use super::streams::Streams;
use crate::clock;
use crate::disk::Disk;
use crate::index::{IndexError, Noted, Shelf};

const INDEX_DIR: &str = "index";
/// The name of a simulated log that is given no other.
pub(in crate::log) const SIMULATED_ORIGIN: &str = "ledger.simulated.invalid/samspor/2026";
const SEGMENT_BYTES: u64 = 64 << 20;
const PROMISE_AFTER: Duration = Duration::from_secs(1);
/// Entries read between two calls of the progress callback while the index catches up.
const PROGRESS_ENTRIES: usize = 4096;

/// How a log is opened.
pub struct SegmentOptions {
    /// Where the ids of new streams and the salts come from.
    pub entropy: Entropy,
    /// The keys of the data subjects.
    pub keys: Arc<dyn Keys>,
    /// The name of a log that is begun; one that has begun says its own.
    pub origin: String,
    /// A segment this long is followed by a new one.
    pub segment_bytes: u64,
    /// The promise is renewed when entries have come and it is older than this; zero renews it after each group,
    /// [`Duration::MAX`] only when a segment is full and at the end.
    pub promise_after: Duration,
    /// Less than [`Durability::FULL`] is for filling a fresh ledger that is synced as a whole, and for the fault tests.
    pub durability: Durability,
}

impl SegmentOptions {
    /// What a ledger runs with: segments of 64 MiB, a promise a second, every sync; the name is a simulated ledger's.
    pub fn with(entropy: Entropy, keys: Arc<dyn Keys>) -> Self {
        let (segment_bytes, promise_after) = (SEGMENT_BYTES, PROMISE_AFTER);
        let origin = SIMULATED_ORIGIN.to_owned();
        Self { entropy, keys, origin, segment_bytes, promise_after, durability: Durability::FULL }
    }
}

impl SegmentLog {
    /// Opens the log of a directory, or begins one. Runs the same way after a proper end and after a crash; on
    /// success all that the log holds is durable.
    ///
    /// The index is believed when it fits the log, and is otherwise set aside and built again; `progress` hears how
    /// far that is, and how far it has to go.
    pub fn open(
        disk: Arc<dyn Disk>,
        options: SegmentOptions,
        progress: &mut dyn FnMut(Position, Position),
    ) -> Result<Self, OpenError> {
        let settings = SegmentSettings {
            segment_bytes: options.segment_bytes,
            durability: options.durability,
            fresh_seal: clock::fresh_bytes,
        };
        let index_dir = disk.place_of(INDEX_DIR);
        let (writer, lock) = open_segments(Arc::clone(&disk), settings)?;
        let (files, newest) = (Arc::clone(&writer.files), writer.newest);
        let origin: Arc<str> = origin_of(&files, newest, &*options.keys)?.unwrap_or(options.origin).into();
        let opener = Opener { keys: &*options.keys, origin: &origin };
        let (places, mut follower) = open_index(index_dir.as_deref(), &files, newest, opener, progress)?;
        let nameless = name_by_keys(&mut follower, &files, &places, opener)?;
        let Follower { heads, streams, last_recorded_at } = follower;
        let named = |(sid, stream): (&[u8; 16], &StreamKey)| Some((*stream, *heads.get(sid)?));
        let known: HashMap<StreamKey, StreamHead> = streams.iter().filter_map(named).collect();
        let streams = Streams::of(known.iter().map(|(stream, head)| (*stream, head.sid)), nameless);
        let (keys, entropy) = (options.keys, options.entropy);
        let sealer = Sealer { entropy, keys: Arc::clone(&keys), origin: Arc::clone(&origin) };
        let committer = Committer::resume(Position(newest), last_recorded_at, known, sealer);
        let shared = Arc::new(Shared::new(files, places, newest, Sealing { keys, origin, streams }));
        let sequencer = Sequencer {
            shared: Arc::clone(&shared),
            committer,
            writer,
            promise_after: options.promise_after,
            promised_at: clock::tick(),
            recent: RecentCommands::after(Position(newest)),
        };
        let (queue, jobs) = sync_channel(QUEUE_MAX);
        let told = Arc::clone(&shared);
        let sequencer = thread::spawn(move || {
            if catch_unwind(AssertUnwindSafe(|| sequencer.run(jobs))).is_err() {
                told.stop("the sequencer died".to_owned());
            }
        });
        let (shared, queue, sequencer, purging) =
            (Some(shared), Some(queue), Some(sequencer), Mutex::default());
        Ok(Self { shared, queue, sequencer, disk, purging, _lock: lock })
    }
}

/// An index that fits the log.
struct Believed {
    shelf: Shelf,
    reached: u64,
    follower: Follower,
}

/// The name in the log's first entry, which stands in clear.
fn origin_of(files: &SegmentFiles, newest: u64, keys: &dyn Keys) -> Result<Option<String>, OpenError> {
    let mut origin = None;
    files.scan(0, newest.min(1), |position, _, container| -> Result<(), OpenError> {
        origin = origin_in(position, container, keys);
        Ok(())
    })?;
    Ok(origin)
}

/// The log's name, if this is the entry that says it.
pub(in crate::log) fn origin_in(position: u64, container: &[u8], keys: &dyn Keys) -> Option<String> {
    let (recorded_at, record) = recorded(container)?;
    let placed = Placed { position: Position(position), recorded_at, record };
    // Nothing is derived for a name to read what stands in clear.
    let Ok(Opened::Entry(entry)) = (Opener { keys, origin: "" }).open(&placed, || None) else { return None };
    match entry.main_event().map(|event| &*event.what) {
        Some(Event::LedgerBegan(told)) => Some(told.origin.clone()),
        Some(_) | None => None,
    }
}

fn open_index(
    dir: Option<&Path>,
    files: &SegmentFiles,
    newest: u64,
    opener: Opener<'_>,
    progress: &mut dyn FnMut(Position, Position),
) -> Result<(Places, Follower), OpenError> {
    let (shelf, reached, mut follower) = match dir {
        None => (None, 0, Follower::default()),
        Some(dir) => {
            let Believed { shelf, reached, follower } = open_shelf(dir, files, newest)?;
            (Some(shelf), reached, follower)
        }
    };
    let places = Places::new(shelf);
    let caught_up = retire_indexed(&places, opener.keys)
        .and_then(|()| retire_after(reached, newest, files, opener.keys))
        .and_then(|()| catch_up(&places, &mut follower, files, (reached, newest), opener, progress));
    match caught_up {
        Ok(()) => Ok((places, follower)),
        Err(error) => {
            let closed = places.close();
            tracing::debug!(?closed, "the index is closed, since the log does not open");
            Err(error)
        }
    }
}

fn open_shelf(dir: &Path, files: &SegmentFiles, newest: u64) -> Result<Believed, OpenError> {
    // sled panics on some damaged files.
    let opened = catch_unwind(AssertUnwindSafe(|| believed(Shelf::open(dir)?, files, newest)));
    match opened.unwrap_or_else(|_| Err(IndexError::new("sled gave up on its files"))) {
        Ok(believed) => Ok(believed),
        Err(error) => {
            tracing::warn!(%error, "the index is set aside and built again from the log");
            Shelf::set_aside(dir)?;
            Ok(believed(Shelf::open(dir)?, files, newest)?)
        }
    }
}

fn believed(shelf: Shelf, files: &SegmentFiles, newest: u64) -> Result<Believed, IndexError> {
    let known = shelf.heads()?;
    let streams: HashMap<[u8; 16], StreamKey> =
        known.iter().filter_map(|(stream, head)| Some((head.sid, (*stream)?))).collect();
    let heads: HashMap<[u8; 16], StreamHead> = known.into_iter().map(|(_, head)| (head.sid, head)).collect();
    let Some(reached) = shelf.reached()? else {
        return if heads.is_empty() {
            Ok(Believed { shelf, reached: 0, follower: Follower::default() })
        } else {
            Err(IndexError::new("it does not say how far it has come"))
        };
    };
    if reached.position > newest || heads.values().any(|head| head.newest.0 > newest) {
        return Err(IndexError::new("it is ahead of the log"));
    }
    if heads.values().map(|head| head.number).sum::<u64>() < reached.position {
        return Err(IndexError::new("it has lost streams"));
    }
    let mut buffer = Vec::new();
    let container =
        files.read(reached.place, &mut buffer).map_err(|error| IndexError::new(&error.to_string()))?;
    let (recorded_at, _) = recorded(container)
        .filter(|(_, record)| hash_of_leaf(&record.leaf) == reached.hash)
        .ok_or_else(|| IndexError::new("it is of another log"))?;
    let follower = Follower { heads, streams, last_recorded_at: Some(recorded_at) };
    Ok(Believed { shelf, reached: reached.position, follower })
}

fn catch_up(
    places: &Places,
    follower: &mut Follower,
    files: &SegmentFiles,
    (reached, newest): (u64, u64),
    opener: Opener<'_>,
    progress: &mut dyn FnMut(Position, Position),
) -> Result<(), OpenError> {
    let mut noted = Vec::new();
    files.scan(reached, newest, |position, place, container| -> Result<(), OpenError> {
        let unfollowable = |why: String| OpenError::Unfollowable { position, why };
        let followed = follower.follow(position, container).map_err(|why| unfollowable(why.to_owned()))?;
        let Named { stream, command, erases } = follower.name(&followed, &opener).map_err(unfollowable)?;
        noted.push(Noted { stream, command, place, head: followed.head, erases });
        if noted.len() >= PROGRESS_ENTRIES {
            places.note(std::mem::take(&mut noted))?;
            progress(Position(position), Position(newest));
        }
        Ok(())
    })?;
    places.note(noted)?;
    if reached < newest {
        progress(Position(newest), Position(newest));
    }
    Ok(())
}
