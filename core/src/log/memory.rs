//! The log in memory, for tests and examples.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{
    AppendError, Committed, Committer, Draft, Entropy, Log, NotCommitted, Placed, Position, Sealer,
    StreamKey, Unavailable,
};
use crate::entry::{Leaf, Opener, erased_kids};
use crate::seal::{Keys, MemoryKeys, Subject};
use crate::words::CommandId;

/// The origin of logs that last as long as a value.
const ORIGIN: &str = "ledger.simulated.invalid/samspor/2026";

/// A log that lasts as long as the value.
pub struct MemoryLog {
    inside: Mutex<Inside>,
    keys: Arc<dyn Keys>,
}

struct Inside {
    committer: Committer,
    entries: Vec<Placed>,
    streams: HashMap<StreamKey, Vec<Position>>,
    keys_of_streams: HashMap<[u8; 16], StreamKey>,
    commands: HashMap<CommandId, Position>,
}

impl MemoryLog {
    /// An empty log whose stream ids and salts come from `entropy`.
    pub fn new(entropy: Entropy, keys: Arc<dyn Keys>) -> Self {
        let sealer = Sealer { entropy, keys: Arc::clone(&keys), origin: ORIGIN.into() };
        let inside = Inside {
            committer: Committer::new(sealer),
            entries: Vec::new(),
            streams: HashMap::new(),
            keys_of_streams: HashMap::new(),
            commands: HashMap::new(),
        };
        Self { inside: Mutex::new(inside), keys }
    }

    /// An empty log whose stream ids and salts count up: the same commands give the same leaves.
    pub fn counting() -> Self {
        let mut count = 0u128;
        let entropy: Entropy = Box::new(move |bytes| {
            count += 1;
            bytes.iter_mut().zip(count.to_be_bytes()).for_each(|(byte, counted)| *byte = counted);
        });
        Self::new(entropy, Arc::new(MemoryKeys::default()))
    }

    /// A poisoned lock leaves the log whole: an entry is pushed before anything that could fail.
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Log for MemoryLog {
    fn append(&self, draft: Draft, after: Position) -> Result<Committed, AppendError> {
        let mut inside = self.inside();
        if let Some(position) = inside.commands.get(&draft.command) {
            return Err(AppendError::Known(*position));
        }
        let (stream, command) = (draft.stream, draft.command);
        self.keys.prepare(&draft.subjects().collect::<Vec<Subject>>()).map_err(unavailable)?;
        let committed = inside.committer.commit(draft, after).map_err(|error| match error {
            NotCommitted::Conflict(newest) => AppendError::Conflict { newest },
            NotCommitted::NoKey(no_key) => no_key.into(),
        })?;
        let (position, recorded_at) = (committed.position, committed.recorded_at);
        if let Some(leaf) = Leaf::read(&committed.record.leaf) {
            self.keys.retire(&erased_kids(&leaf, &committed.record), position).map_err(unavailable)?;
            inside.keys_of_streams.insert(leaf.sid, stream);
        }
        inside.entries.push(Placed { position, recorded_at, record: committed.record.clone() });
        inside.streams.entry(stream).or_default().push(position);
        inside.commands.insert(command, position);
        Ok(committed)
    }

    fn stream(&self, stream: &StreamKey, up_to: Position) -> Result<Vec<Placed>, Unavailable> {
        let inside = self.inside();
        let positions = inside.streams.get(stream).map_or(&[][..], Vec::as_slice);
        let upto = positions.iter().take_while(|position| **position <= up_to);
        Ok(upto.filter_map(|position| entry_at(&inside.entries, *position)).cloned().collect())
    }

    fn page(&self, after: Position, entries_max: usize) -> Result<Vec<Placed>, Unavailable> {
        let inside = self.inside();
        let from = usize::try_from(after.0).unwrap_or(usize::MAX).min(inside.entries.len());
        Ok(inside.entries[from..].iter().take(entries_max).cloned().collect())
    }

    fn head(&self) -> Position {
        self.inside().committer.head()
    }

    fn position_of(&self, command: CommandId) -> Result<Option<Position>, Unavailable> {
        Ok(self.inside().commands.get(&command).copied())
    }

    fn opener(&self) -> Opener<'_> {
        Opener { keys: &*self.keys, origin: ORIGIN }
    }

    fn stream_of(&self, placed: &Placed) -> Option<StreamKey> {
        let leaf = Leaf::read(&placed.record.leaf)?;
        self.inside().keys_of_streams.get(&leaf.sid).copied()
    }
}

fn unavailable(error: impl std::fmt::Display) -> Unavailable {
    Unavailable(error.to_string())
}

fn entry_at(entries: &[Placed], position: Position) -> Option<&Placed> {
    usize::try_from(position.0).ok().and_then(|place| entries.get(place.checked_sub(1)?))
}
