//! The log in memory, for tests and examples.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{
    AppendError, Committed, Committer, Draft, Entropy, Log, Placed, Position, StreamKey, Unavailable,
};
use crate::words::CommandId;

/// A log that lasts as long as the value.
pub struct MemoryLog {
    inside: Mutex<Inside>,
}

struct Inside {
    committer: Committer,
    entries: Vec<Placed>,
    streams: HashMap<StreamKey, Vec<Position>>,
    commands: HashMap<CommandId, Position>,
}

impl MemoryLog {
    /// An empty log whose stream ids come from `entropy`.
    pub fn new(entropy: Entropy) -> Self {
        let committer = Committer::new(entropy);
        let inside =
            Inside { committer, entries: Vec::new(), streams: HashMap::new(), commands: HashMap::new() };
        Self { inside: Mutex::new(inside) }
    }

    /// An empty log whose stream ids count up: the same commands give the same leaves.
    pub fn counting() -> Self {
        let mut count = 0u128;
        Self::new(Box::new(move |bytes| {
            count += 1;
            bytes.iter_mut().zip(count.to_be_bytes()).for_each(|(byte, counted)| *byte = counted);
        }))
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
        let committed =
            inside.committer.commit(draft, after).map_err(|newest| AppendError::Conflict { newest })?;
        let (position, recorded_at) = (committed.position, committed.recorded_at);
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
}

fn entry_at(entries: &[Placed], position: Position) -> Option<&Placed> {
    usize::try_from(position.0).ok().and_then(|place| entries.get(place.checked_sub(1)?))
}
