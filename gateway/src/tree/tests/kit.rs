//! A log with its tree on simulated disks, and entries for it.

use std::ops::RangeInclusive;
use std::sync::Arc;

use samspor_core::entry::{Entry, Opener};
use samspor_core::log::{
    AppendError, Class, Committed, Draft, DraftSection, Log, MemoryLog, Placed, Position, StreamKey,
    Unavailable,
};
use samspor_core::note::LogKey;
use samspor_core::seal::MemoryKeys;
use samspor_core::tree::Tile;
use samspor_core::words::{CommandId, Instant, PatientId};

use crate::disk::{Disk, SimulatedDisk};
use crate::log::segments::{OpenError, SegmentLog, SegmentOptions};
use crate::tree::{CheckpointFile, LogTree, TreeError};

pub(super) const ORIGIN: &str = "ledger.simulated.invalid/samspor/2026";
pub(super) const NAME: &str = "checkpoint";

pub(super) fn key() -> LogKey {
    LogKey::from_seed(ORIGIN, &[7; 32]).unwrap()
}

/// A directory of a log and a directory of its keys, which may be one.
#[derive(Clone)]
pub(super) struct Disks {
    pub(super) data: SimulatedDisk,
    pub(super) keys: SimulatedDisk,
}

impl Disks {
    pub(super) fn fresh() -> Self {
        Self { data: SimulatedDisk::new(1), keys: SimulatedDisk::new(2) }
    }

    /// What is found when only the process died.
    pub(super) fn killed(&self) -> Self {
        Self { data: self.data.after_kill(), keys: self.keys.after_kill() }
    }

    pub(super) fn log(&self) -> Arc<SegmentLog> {
        self.try_log().unwrap()
    }

    pub(super) fn try_log(&self) -> Result<Arc<SegmentLog>, OpenError> {
        let mut count = 0u128;
        let entropy: samspor_core::log::Entropy = Box::new(move |bytes| {
            count += 1;
            bytes.iter_mut().zip(count.to_be_bytes()).for_each(|(byte, counted)| *byte = counted);
        });
        let options = SegmentOptions {
            segment_bytes: 20_000,
            ..SegmentOptions::with(entropy, Arc::new(MemoryKeys::default()))
        };
        SegmentLog::open(Arc::new(self.data.clone()), options, &mut |_, _| ()).map(Arc::new)
    }

    pub(super) fn tree(&self, log: Arc<dyn Log>) -> Result<LogTree, TreeError> {
        let file = CheckpointFile::open(Arc::new(self.keys.clone()), NAME)?;
        LogTree::open(Arc::new(self.data.clone()), log, key(), file, &mut |_, _| ())
    }

    /// A log of so many entries with its tree, signed or not.
    pub(super) fn filled(entries: u64) -> (Self, Arc<SegmentLog>, LogTree) {
        let disks = Self::fresh();
        let log = disks.log();
        fill(&*log, 1..=entries);
        let tree = disks.tree(Arc::clone(&log) as Arc<dyn Log>).unwrap();
        (disks, log, tree)
    }
}

fn command(n: u64) -> CommandId {
    let mut bytes = [7; 16];
    bytes[..8].copy_from_slice(&n.to_le_bytes());
    serde_json::from_value(serde_json::json!(uuid::Uuid::from_bytes(bytes))).unwrap()
}

/// Appends entries to seven streams in turn.
pub(super) fn fill(log: &dyn Log, numbers: RangeInclusive<u64>) {
    try_fill(log, numbers).unwrap();
}

pub(super) fn try_fill(log: &dyn Log, numbers: RangeInclusive<u64>) -> Result<(), AppendError> {
    for n in numbers {
        let (id, patient) = (command(n), command((1 << 40) | (n % 7)));
        let body =
            format!(r#"{{"id":"{id}","patient":"{patient}","stream":"patient","tenant":"974760673"}}"#);
        let stream = StreamKey::Patient("974760673".parse().unwrap(), PatientId(patient.0));
        let at = Instant::from_micros(1_750_000_000_000_000 + n as i64 * 1_000_000);
        let sections = vec![DraftSection::Open { text: body.into_bytes() }];
        let draft = Draft { command: id, stream, class: Class::C, at, act: [3; 16], sections };
        log.append(draft, Position::ANY)?;
    }
    Ok(())
}

pub(super) fn tile_bytes(disk: &SimulatedDisk, tile: Tile) -> Option<Vec<u8>> {
    let file = disk.open(&format!("tree/{}", tile.path())).ok()?;
    let mut bytes = vec![0; usize::try_from(file.length().unwrap()).unwrap()];
    file.read_at(0, &mut bytes).unwrap();
    Some(bytes)
}

/// A log in which somebody has changed one entry.
pub(super) struct Edited {
    pub(super) log: Arc<MemoryLog>,
    pub(super) position: Position,
    /// In its last body, and not in its leaf.
    pub(super) in_the_body: bool,
}

impl Log for Edited {
    fn append(&self, draft: Draft, after: Position) -> Result<Committed, AppendError> {
        self.log.append(draft, after)
    }
    fn stream(&self, stream: &StreamKey, up_to: Position) -> Result<Vec<Placed>, Unavailable> {
        self.log.stream(stream, up_to)
    }
    fn page(&self, after: Position, entries_max: usize) -> Result<Vec<Placed>, Unavailable> {
        let mut page = self.log.page(after, entries_max)?;
        for placed in page.iter_mut().filter(|placed| placed.position == self.position) {
            let body = placed.record.bodies.last_mut().filter(|_| self.in_the_body);
            let bytes = body.unwrap_or(&mut placed.record.leaf);
            bytes[20] ^= 1;
        }
        Ok(page)
    }
    fn head(&self) -> Position {
        self.log.head()
    }
    fn position_of(&self, command: CommandId) -> Result<Option<Position>, Unavailable> {
        self.log.position_of(command)
    }
    fn opener(&self) -> Opener<'_> {
        self.log.opener()
    }
    fn stream_of(&self, placed: &Placed) -> Option<StreamKey> {
        self.log.stream_of(placed)
    }
    fn written(&self, _: &Entry) {}
}
