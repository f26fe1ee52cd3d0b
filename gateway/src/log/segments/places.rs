//! Where entries stand: in the index once it has them, and in memory until then.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use samspor_core::words::CommandId;

use super::files::Place;
use crate::index::{IndexError, Noted, Shelf};

/// Entries held in memory for the index to take; an append waits while there are more.
const WAITING_ENTRIES_MAX: usize = 65_536;
/// The index is written when this many entries wait, or after [`GATHER`].
const GATHERED_ENTRIES: usize = 4_096;
const GATHER: Duration = Duration::from_millis(50);

/// The places of all entries that are durable. With an index, a thread of its own brings it up to date, behind the
/// log and never waited for; without one, everything stays in memory.
pub(super) struct Places {
    shared: Arc<Shared>,
    indexing: Option<JoinHandle<()>>,
}

struct Shared {
    waiting: Mutex<Waiting>,
    /// Told of entries to index and of the end.
    noted: Condvar,
    /// Told of room for more.
    indexed: Condvar,
    shelf: Option<Shelf>,
}

#[derive(Default)]
struct Waiting {
    /// What the indexing thread is writing now.
    taken: Option<Arc<Part>>,
    noted: Part,
    ending: bool,
    failed: Option<String>,
}

#[derive(Default)]
struct Part {
    /// By the streams' random ids.
    streams: HashMap<[u8; 16], Vec<(u64, Place)>>,
    commands: HashMap<CommandId, u64>,
    /// In log order, for the index; stays empty without one.
    entries: Vec<Noted>,
}

impl Places {
    /// With an index to keep up to date, or all in memory.
    pub(super) fn new(shelf: Option<Shelf>) -> Self {
        let (waiting, noted, indexed) = (Mutex::default(), Condvar::new(), Condvar::new());
        let shared = Arc::new(Shared { waiting, noted, indexed, shelf });
        let indexing = shared.shelf.is_some().then(|| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || shared.index_until_the_end())
        });
        Self { shared, indexing }
    }

    /// Notes durable entries, in log order; waits while the index is too far behind. An error: the index failed, and
    /// only a restart builds it again.
    pub(super) fn note(&self, entries: Vec<Noted>) -> Result<(), IndexError> {
        let mut waiting = self.shared.waiting();
        while waiting.noted.entries.len() >= WAITING_ENTRIES_MAX && waiting.failed.is_none() {
            waiting = self.shared.indexed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        waiting.failed()?;
        for entry in &entries {
            let position = entry.head.newest.0;
            waiting.noted.streams.entry(entry.head.sid).or_default().push((position, entry.place));
            waiting.noted.commands.extend(entry.command.map(|command| (command, position)));
        }
        if self.shared.shelf.is_some() {
            let before = waiting.noted.entries.len();
            waiting.noted.entries.extend(entries);
            if before == 0 || waiting.noted.entries.len() >= GATHERED_ENTRIES {
                self.shared.noted.notify_one();
            }
        }
        Ok(())
    }

    /// Where a stream's entries stand up to a position, oldest first.
    pub(super) fn of_stream(&self, sid: &[u8; 16], up_to: u64) -> Result<Vec<(u64, Place)>, IndexError> {
        let recent: Vec<(u64, Place)> = {
            let waiting = self.shared.waiting();
            waiting.failed()?;
            let parts = waiting.taken.as_deref().into_iter().chain([&waiting.noted]);
            let placed = parts.flat_map(|part| part.streams.get(sid).into_iter().flatten());
            placed.copied().filter(|(position, _)| *position <= up_to).collect()
        };
        // What the index has taken since is newer than anything it gives up to here.
        let indexed_up_to = recent.first().map_or(up_to, |(position, _)| position - 1);
        let mut places = match &self.shared.shelf {
            Some(shelf) => shelf.places(sid, indexed_up_to)?,
            None => Vec::new(),
        };
        places.extend(recent);
        Ok(places)
    }

    /// The position of a command's entry.
    pub(super) fn of_command(&self, command: CommandId) -> Result<Option<u64>, IndexError> {
        {
            let waiting = self.shared.waiting();
            waiting.failed()?;
            let parts = [Some(&waiting.noted), waiting.taken.as_deref()];
            let recent = parts.into_iter().flatten().find_map(|part| part.commands.get(&command).copied());
            if recent.is_some() {
                return Ok(recent);
            }
        }
        self.shared.shelf.as_ref().map_or(Ok(None), |shelf| shelf.position_of(command))
    }

    /// The index, when there is one.
    pub(super) fn shelf(&self) -> Option<&Shelf> {
        self.shared.shelf.as_ref()
    }

    /// Ends the indexing; everything noted is in the index then, and the index is closed properly.
    pub(super) fn close(self) -> Result<(), IndexError> {
        let Self { shared, indexing } = self;
        shared.waiting().ending = true;
        shared.noted.notify_all();
        if let Some(indexing) = indexing
            && indexing.join().is_err()
        {
            return Err(IndexError::new("the indexing thread died"));
        }
        shared.waiting().failed()?;
        match Arc::into_inner(shared).and_then(|shared| shared.shelf) {
            Some(shelf) => shelf.close(),
            None => Ok(()),
        }
    }
}

impl Shared {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn index_until_the_end(&self) {
        while let Some(part) = self.take() {
            let Some(shelf) = &self.shelf else { return };
            let written = catch_unwind(AssertUnwindSafe(|| shelf.write(&part.entries)))
                .unwrap_or_else(|_| Err(IndexError::new("sled gave up on its files")));
            let mut waiting = self.waiting();
            if let Err(error) = written {
                waiting.failed = Some(error.to_string());
                self.indexed.notify_all();
                return;
            }
            waiting.taken = None;
            self.indexed.notify_all();
        }
    }

    /// What is to be indexed next; none when the end has come and nothing is left.
    fn take(&self) -> Option<Arc<Part>> {
        let mut waiting = self.waiting();
        while waiting.noted.entries.is_empty() && !waiting.ending {
            waiting = self.noted.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        if !waiting.ending && waiting.noted.entries.len() < GATHERED_ENTRIES {
            let woken = self.noted.wait_timeout(waiting, GATHER);
            waiting = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
        if waiting.noted.entries.is_empty() {
            return None;
        }
        let part = Arc::new(std::mem::take(&mut waiting.noted));
        waiting.taken = Some(Arc::clone(&part));
        self.indexed.notify_all();
        Some(part)
    }
}

impl Waiting {
    fn failed(&self) -> Result<(), IndexError> {
        self.failed.as_ref().map_or(Ok(()), |why| Err(IndexError::new(why)))
    }
}
