//! The last signed checkpoint, kept apart from the log: replaced only by one that continues it, by one process.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use samspor_core::note::SignedCheckpoint;
use samspor_core::tree::{Frontier, HASHES_MAX, NodeHash, hash_of_text, text_of_hash};

use super::error::{TreeError, at, found};
use crate::disk::{Disk, DiskLock};

const HEADER: &str = "samspor checkpoint 1";
/// The note, and the hashes before it.
const BYTES_MAX: u64 = 1 << 17;

/// A signed checkpoint with the frontier of its tree, from which the tree goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The checkpoint, as it was signed.
    pub signed: SignedCheckpoint,
    /// The right edge of the tree it is over.
    pub frontier: Frontier,
}

/// Where the last signed checkpoint of a log is kept, apart from the log.
pub trait CheckpointStore: Send + Sync {
    /// What it is called, for whoever has to act.
    fn name(&self) -> &str;

    /// The checkpoint signed last; none before the first.
    fn kept(&self) -> Result<Option<Kept>, TreeError>;

    /// Puts a checkpoint in the place of the one that was last seen there. Durable when it is; after an error the one
    /// before stands or this one. Refused when it does not continue the one before in size.
    fn replace(&self, kept: &Kept) -> Result<Replaced, TreeError>;
}

/// Whether a checkpoint was put in the place of the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// It was.
    Done,
    /// Another gateway of the ledger has put one there meanwhile, and that one stands.
    Overtaken(Box<Kept>),
}

/// The file, held by one process. On the disk: a line `samspor checkpoint 1`, the frontier's hashes one a line, an
/// empty line, the note.
pub struct CheckpointFile {
    disk: Arc<dyn Disk>,
    name: String,
    /// What the file may hold: what was read or written last, and what a write that failed may have left.
    expected: Mutex<Vec<Option<Vec<u8>>>>,
    _lock: DiskLock,
}

impl CheckpointFile {
    /// Takes the file of this name at the root of a disk; it may be missing. What it holds is durable on success.
    pub fn open(disk: Arc<dyn Disk>, name: &str) -> Result<Self, TreeError> {
        let lock = disk.lock(&format!("{name}.lock")).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => TreeError::InUse,
            _ => at(name)(error),
        })?;
        // A process that was killed may have left a name that is not durable.
        disk.sync_dir("").map_err(at(name))?;
        let held = bytes(&*disk, name)?;
        Ok(Self { disk, name: name.to_owned(), expected: Mutex::new(vec![held]), _lock: lock })
    }

    /// What the file of this name holds, for whoever only looks.
    pub fn read(disk: &dyn Disk, name: &str) -> Result<Option<Kept>, TreeError> {
        let Some(bytes) = bytes(disk, name)? else { return Ok(None) };
        let damaged = |why: &str| TreeError::Damaged { name: name.to_owned(), why: why.to_owned() };
        parsed(&bytes).map(Some).map_err(damaged)
    }

    fn write(&self, text: &[u8]) -> io::Result<()> {
        let temporary = format!("{}.tmp", self.name);
        let file = self.disk.create(&temporary)?;
        file.write_at(0, text)?;
        file.sync_data()?;
        // A crash up to here leaves a temporary file, which the next write empties.
        self.disk.rename(&temporary, &self.name)?;
        self.disk.sync_dir("")
    }

    /// The lists are replaced whole, so one that a panic left is as good as any.
    fn expected(&self) -> MutexGuard<'_, Vec<Option<Vec<u8>>>> {
        self.expected.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CheckpointStore for CheckpointFile {
    fn name(&self) -> &str {
        &self.name
    }

    fn kept(&self) -> Result<Option<Kept>, TreeError> {
        Self::read(&*self.disk, &self.name)
    }

    /// Refused when the file holds anything else than this process knows to be there: one process signs.
    fn replace(&self, kept: &Kept) -> Result<Replaced, TreeError> {
        let mut expected = self.expected();
        let held = bytes(&*self.disk, &self.name)?;
        let before = held.as_deref().map(parsed).and_then(Result::ok);
        if !expected.contains(&held) || before.is_some_and(|before| goes_back(&before, kept)) {
            return Err(TreeError::Changed { name: self.name.clone() });
        }
        let text = spelled(kept);
        *expected = vec![held, Some(text.clone())];
        self.write(&text).map_err(at(&self.name))?;
        *expected = vec![Some(text)];
        Ok(Replaced::Done)
    }
}

pub(super) fn goes_back(before: &Kept, after: &Kept) -> bool {
    let (before, after) = (before.signed.checkpoint(), after.signed.checkpoint());
    before.size > after.size || (before.size == after.size && before.root != after.root)
}

fn bytes(disk: &dyn Disk, name: &str) -> Result<Option<Vec<u8>>, TreeError> {
    let read = || -> io::Result<Option<Vec<u8>>> {
        let Some(file) = found(disk.open(name))? else { return Ok(None) };
        let length = file.length()?.min(BYTES_MAX);
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
        file.read_at(0, &mut bytes)?;
        Ok(Some(bytes))
    };
    read().map_err(at(name))
}

pub(super) fn spelled(kept: &Kept) -> Vec<u8> {
    let hashes: String = kept.frontier.hashes().iter().map(|hash| text_of_hash(hash) + "\n").collect();
    format!("{HEADER}\n{hashes}\n{}", kept.signed.to_text()).into_bytes()
}

pub(super) fn parsed(bytes: &[u8]) -> Result<Kept, &'static str> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not text")?;
    let rest = text.strip_prefix(HEADER).and_then(|rest| rest.strip_prefix('\n'));
    let mut rest = rest.ok_or("it does not begin as it should")?;
    let mut hashes: Vec<NodeHash> = Vec::new();
    let note = loop {
        let (line, after) = rest.split_once('\n').ok_or("it is cut off")?;
        rest = after;
        if line.is_empty() {
            break after;
        }
        if hashes.len() == HASHES_MAX {
            return Err("it has too many hashes");
        }
        hashes.push(hash_of_text(line).ok_or("a hash is none")?);
    };
    let signed = SignedCheckpoint::parse(note.as_bytes()).map_err(|_| "its note is none")?;
    let told = signed.checkpoint();
    let frontier = Frontier::stored(told.size, hashes).ok_or("its hashes don't fit its size")?;
    if frontier.root() != told.root {
        return Err("its hashes don't give its root");
    }
    Ok(Kept { signed, frontier })
}
