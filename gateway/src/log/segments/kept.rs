//! Entries kept after they were read: the files being worked with, so that deciding need not read them each time.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use samspor_core::entry::Entry;
use samspor_core::log::{NotRead, Position, StreamHead, StreamKey};

/// Entries kept at most, of all streams; about 1 KiB each. Half of them go when it is reached.
const KEPT_ENTRIES_MAX: usize = 16_384;
/// Streams are spread over so many locks.
const PARTS: usize = 16;
const PART_ENTRIES_MAX: usize = KEPT_ENTRIES_MAX / PARTS / 2;

/// What was read of a stream.
pub(in crate::log) struct Found {
    pub(in crate::log) entries: Vec<Entry>,
    /// Nothing was left out since it is erased or blocked; what is not whole is not kept.
    pub(in crate::log) is_whole: bool,
}

/// Streams with their entries. What is handed over misses nothing that readers of the log saw when it was asked for:
/// the sequencer tells of every entry before they do, and again after.
pub(in crate::log) struct Kept {
    parts: [Mutex<Part>; PARTS],
}

/// Two halves: the older one is let go when the newer is full.
#[derive(Default)]
struct Part {
    newer: HashMap<StreamKey, File>,
    older: HashMap<StreamKey, File>,
    newer_entries: usize,
    /// Rises with every entry told of: what was read before that may miss it.
    told: u64,
    /// Entries told of that readers of the log may not see yet.
    unseen: usize,
}

#[derive(Clone)]
struct File {
    entries: Arc<Vec<Entry>>,
    /// How many entries the stream has.
    number: u64,
}

impl Kept {
    pub(in crate::log) fn new() -> Self {
        Self { parts: std::array::from_fn(|_| Mutex::default()) }
    }

    /// The stream's entries as kept; what is missing after a position is as `read` gives it.
    pub(in crate::log) fn entries(
        &self,
        stream: &StreamKey,
        read: impl FnOnce(Position) -> Result<Found, NotRead>,
    ) -> Result<Arc<Vec<Entry>>, NotRead> {
        let mut part = self.part(stream);
        let mut entries = match part.file(stream) {
            Some(file) if file.is_whole() => return Ok(Arc::clone(&file.entries)),
            Some(file) => Arc::clone(&file.entries),
            None => Arc::default(),
        };
        let told = part.told;
        drop(part);
        let missing = read(entries.last().map_or(Position::START, |newest| newest.position))?;
        Arc::make_mut(&mut entries).extend(missing.entries);
        let mut part = self.part(stream);
        if part.told == told && part.unseen == 0 && missing.is_whole {
            let number = entries.len() as u64;
            part.keep(*stream, File { entries: Arc::clone(&entries), number });
        }
        Ok(entries)
    }

    /// A stream has a new head, which readers of the log are about to see: from now on what is kept is not whole.
    pub(in crate::log) fn about_to_show(&self, stream: &StreamKey, head: &StreamHead) {
        let mut part = self.part(stream);
        part.told += 1;
        part.unseen += 1;
        if let Some(file) = part.file(stream) {
            file.number = file.number.max(head.number);
        }
    }

    /// Readers of the log see the new head.
    pub(in crate::log) fn shown(&self, stream: &StreamKey) {
        let mut part = self.part(stream);
        part.told += 1;
        part.unseen -= 1;
    }

    /// Forgets every stream: keys were taken out of use, and of which streams they are nobody need say.
    pub(in crate::log) fn forget_all(&self) {
        for part in &self.parts {
            let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
            part.told += 1;
            part.older.clear();
            part.newer.clear();
            part.newer_entries = 0;
        }
    }

    /// Takes in an entry that its sender has at hand, if it is the next one of a stream that is kept.
    pub(in crate::log) fn written(&self, entry: &Entry) {
        let mut part = self.part(&entry.body.stream);
        let Some(file) = part.file(&entry.body.stream) else { return };
        if file.entries.len() as u64 + 1 == entry.stream_position {
            Arc::make_mut(&mut file.entries).push(entry.clone());
            part.newer_entries += 1;
        }
    }

    fn part(&self, stream: &StreamKey) -> MutexGuard<'_, Part> {
        let mut hash = DefaultHasher::new();
        stream.hash(&mut hash);
        let part = hash.finish() % (PARTS as u64);
        // A part is whole between any two statements that change it.
        self.parts[part as usize].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl File {
    fn is_whole(&self) -> bool {
        self.entries.len() as u64 == self.number
    }
}

impl Part {
    /// The file of a stream, which counts as newly used.
    fn file(&mut self, stream: &StreamKey) -> Option<&mut File> {
        if let Some(file) = self.older.remove(stream) {
            self.keep(*stream, file);
        }
        self.newer.get_mut(stream)
    }

    fn keep(&mut self, stream: StreamKey, file: File) {
        if self.newer_entries >= PART_ENTRIES_MAX {
            self.older = std::mem::take(&mut self.newer);
            self.newer_entries = 0;
        }
        self.newer_entries += file.entries.len();
        if let Some(before) = self.newer.insert(stream, file) {
            self.newer_entries = self.newer_entries.saturating_sub(before.entries.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Ledger;
    use samspor_core::actor::Actor;
    use samspor_core::command::Command;
    use samspor_core::words::Instant;

    /// A stream of one entry, and that entry.
    fn stream() -> (StreamKey, Entry) {
        let now: Instant = "2026-03-14T08:00:00Z".parse().unwrap();
        let ledger = Ledger::in_memory(true, now).unwrap();
        let sent = r#"{"type": "RegisterTenant", "id": "01900000-0000-7000-8000-000000000001", "data":
            {"org_number": "310000019", "name": "Fjordvik kommune", "kind": "Municipality", "has_ke": true}}"#;
        let command = Command::from_json(sent, None).unwrap();
        ledger.submit(&command, &Actor::system(), now).unwrap();
        let stream = command.stream();
        let entries = ledger.log.entries(&stream).unwrap();
        (stream, entries[0].clone())
    }

    fn head(number: u64) -> StreamHead {
        StreamHead { sid: [0; 16], number, newest: Position(number), hash: [0; 32] }
    }

    fn entry(number: u64, first: &Entry) -> Entry {
        Entry { position: Position(number), stream_position: number, ..first.clone() }
    }

    fn found(entries: Vec<Entry>) -> Found {
        Found { entries, is_whole: true }
    }

    /// How many entries are handed over, where the log has `read` of them; and whether it had to read.
    fn asked(kept: &Kept, stream: &StreamKey, first: &Entry, read: u64) -> (usize, bool) {
        let mut had_to_read = false;
        let entries = kept.entries(stream, |after| {
            had_to_read = true;
            Ok(found((after.0 + 1..=read).map(|number| entry(number, first)).collect()))
        });
        let entries = entries.unwrap();
        assert!((1..).zip(entries.iter()).all(|(number, entry)| entry.stream_position == number));
        (entries.len(), had_to_read)
    }

    #[test]
    fn what_was_read_is_kept_and_what_is_written_joins_it() {
        let (kept, (stream, first)) = (Kept::new(), stream());
        assert_eq!(asked(&kept, &stream, &first, 1), (1, true));
        assert_eq!(asked(&kept, &stream, &first, 1), (1, false));
        kept.about_to_show(&stream, &head(2));
        kept.shown(&stream);
        kept.written(&entry(2, &first));
        assert_eq!(asked(&kept, &stream, &first, 2), (2, false));
    }

    #[test]
    fn what_is_not_whole_or_forgotten_is_read_again() {
        let (kept, (stream, first)) = (Kept::new(), stream());
        let partly = || Ok(Found { entries: vec![entry(2, &first)], is_whole: false });
        for _ in 0..2 {
            assert_eq!(kept.entries(&stream, |_| partly()).unwrap().len(), 1);
        }
        assert_eq!(asked(&kept, &stream, &first, 1), (1, true));
        kept.forget_all();
        assert_eq!(asked(&kept, &stream, &first, 1), (1, true));
    }

    #[test]
    fn an_entry_that_readers_of_the_log_see_is_never_missed() {
        let (kept, (stream, first)) = (Kept::new(), stream());
        assert_eq!(asked(&kept, &stream, &first, 1), (1, true));
        kept.about_to_show(&stream, &head(2));
        // Read before the log shows it: not kept.
        assert_eq!(asked(&kept, &stream, &first, 1), (1, true));
        kept.shown(&stream);
        assert_eq!(asked(&kept, &stream, &first, 2), (2, true));
        // One more comes while the log is read.
        kept.about_to_show(&stream, &head(3));
        kept.shown(&stream);
        let read = kept.entries(&stream, |after| {
            kept.about_to_show(&stream, &head(4));
            kept.shown(&stream);
            Ok(found((after.0 + 1..=3).map(|number| entry(number, &first)).collect()))
        });
        assert_eq!(read.unwrap().len(), 3);
        kept.written(&entry(4, &first));
        assert_eq!(asked(&kept, &stream, &first, 4), (4, true));
    }
}
