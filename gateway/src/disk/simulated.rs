//! A disk in memory that forgets what was not synced, fails when told to, and can lose power at any operation.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::fate::{Change, Fate, NameChange, PowerCut, Seeded};
use super::{Disk, DiskFile, DiskLock};

/// A disk in memory; a clone is another handle on the same disk.
///
/// Operations that change something count from 1: create, write, truncate, sync, rename, remove, sync of a directory.
#[derive(Clone)]
pub struct SimulatedDisk {
    state: Arc<Mutex<State>>,
}

/// What an operation does instead of what it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `EIO`. A write does nothing; of a sync, nobody knows what was made durable, and the rest is forgotten.
    InputOutput,
    /// `ENOSPC`; nothing is done.
    NoSpace,
    /// Half of a write is done, and then `ENOSPC`; as [`Fault::NoSpace`] for what is no write.
    ShortWrite,
}

#[derive(Clone)]
struct State {
    files: Vec<Contents>,
    names: BTreeMap<String, usize>,
    durable_names: BTreeMap<String, usize>,
    pending_names: Vec<NameChange>,
    directories: BTreeSet<String>,
    locks: BTreeSet<String>,
    operations: u64,
    last_operation: Option<u64>,
    faults: BTreeMap<u64, Fault>,
    seeded: Seeded,
}

#[derive(Clone, Default)]
struct Contents {
    seen: Vec<u8>,
    durable: Vec<u8>,
    pending: Vec<Change>,
}

impl SimulatedDisk {
    /// An empty disk; the seed decides what a failed sync leaves behind.
    pub fn new(seed: u64) -> Self {
        Self::from_state(State {
            files: Vec::new(),
            names: BTreeMap::new(),
            durable_names: BTreeMap::new(),
            pending_names: Vec::new(),
            directories: BTreeSet::from([String::new()]),
            locks: BTreeSet::new(),
            operations: 0,
            last_operation: None,
            faults: BTreeMap::new(),
            seeded: Seeded(seed),
        })
    }

    /// How many operations have been done or have failed.
    pub fn operations(&self) -> u64 {
        self.lock_state().operations
    }

    /// Power is lost right after this many operations: from then on every call fails.
    pub fn crash_at(&self, operation: u64) {
        self.lock_state().last_operation = Some(operation);
    }

    /// One operation, by its number, goes wrong.
    pub fn fail_at(&self, operation: u64, fault: Fault) {
        self.lock_state().faults.insert(operation, fault);
    }

    /// Another disk, with what is found after a power cut now; this one stays as it is.
    pub fn after_crash(&self, fate: Fate, seed: u64) -> Self {
        let state = self.lock_state();
        let mut cut = PowerCut::new(fate, seed);
        let mut after = state.restarted(seed);
        cut.land_names(&state.pending_names, &mut after.durable_names);
        after.names = after.durable_names.clone();
        after.pending_names.clear();
        for file in &mut after.files {
            cut.land(&file.pending, &mut file.durable);
            file.seen = file.durable.clone();
            file.pending.clear();
        }
        Self::from_state(after)
    }

    /// Another disk, with what is found when only the process died: everything written, durable or not.
    pub fn after_kill(&self) -> Self {
        let state = self.lock_state();
        Self::from_state(state.restarted(state.seeded.0))
    }

    /// Changes bytes that are on the disk, as decay or an intruder would; nothing when they lie beyond the end.
    pub fn damage(&self, path: &str, offset: usize, bytes: &[u8]) {
        let mut state = self.lock_state();
        let Some(&file) = state.names.get(path) else { return };
        let contents = &mut state.files[file];
        for held in [&mut contents.seen, &mut contents.durable] {
            if let Some(at) = held.get_mut(offset..offset + bytes.len()) {
                at.copy_from_slice(bytes);
            }
        }
    }

    fn from_state(state: State) -> Self {
        Self { state: Arc::new(Mutex::new(state)) }
    }

    fn lock_state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn restarted(&self, seed: u64) -> Self {
        Self {
            locks: BTreeSet::new(),
            operations: 0,
            last_operation: None,
            faults: BTreeMap::new(),
            seeded: Seeded(seed),
            ..self.clone()
        }
    }

    fn powered(&self) -> io::Result<()> {
        match self.last_operation {
            Some(last) if self.operations >= last => Err(input_output()),
            Some(_) | None => Ok(()),
        }
    }

    /// Counts an operation; the fault it is to meet, if any.
    fn operate(&mut self) -> io::Result<Option<Fault>> {
        self.powered()?;
        self.operations += 1;
        Ok(self.faults.remove(&self.operations))
    }

    fn operate_wholly(&mut self) -> io::Result<()> {
        match self.operate()? {
            None => Ok(()),
            Some(fault) => Err(fault.error()),
        }
    }

    fn file(&self, path: &str) -> io::Result<usize> {
        self.powered()?;
        self.names.get(path).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn rename_now(&mut self, change: NameChange) {
        change.apply(&mut self.names);
        self.pending_names.push(change);
    }

    fn change(&mut self, file: usize, change: Change) {
        let contents = &mut self.files[file];
        change.apply(&mut contents.seen);
        contents.pending.push(change);
    }

    fn sync(&mut self, file: usize) -> io::Result<()> {
        let fault = self.operate()?;
        let lost = fault.is_some() && self.seeded.coin();
        let contents = &mut self.files[file];
        for change in contents.pending.drain(..).filter(|_| !lost) {
            change.apply(&mut contents.durable);
        }
        fault.map_or(Ok(()), |fault| Err(fault.error()))
    }
}

impl Fault {
    fn error(self) -> io::Error {
        match self {
            Self::InputOutput => input_output(),
            Self::NoSpace | Self::ShortWrite => io::ErrorKind::StorageFull.into(),
        }
    }
}

impl Disk for SimulatedDisk {
    fn create(&self, path: &str) -> io::Result<Arc<dyn DiskFile>> {
        let mut state = self.lock_state();
        state.operate_wholly()?;
        if !state.directories.contains(directory_of(path)) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let file = match state.names.get(path).copied() {
            Some(file) => {
                state.change(file, Change::Cut { length: 0 });
                file
            }
            None => {
                state.files.push(Contents::default());
                let file = state.files.len() - 1;
                state.rename_now(NameChange::Named { path: path.to_owned(), file });
                file
            }
        };
        Ok(Arc::new(SimulatedFile { disk: self.clone(), file }))
    }

    fn open(&self, path: &str) -> io::Result<Arc<dyn DiskFile>> {
        let file = self.lock_state().file(path)?;
        Ok(Arc::new(SimulatedFile { disk: self.clone(), file }))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut state = self.lock_state();
        state.operate_wholly()?;
        let file = state.file_named(from)?;
        state.rename_now(NameChange::Renamed { from: from.to_owned(), to: to.to_owned(), file });
        Ok(())
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        let mut state = self.lock_state();
        state.operate_wholly()?;
        state.file_named(path)?;
        state.rename_now(NameChange::Removed { path: path.to_owned() });
        Ok(())
    }

    fn remove_dir(&self, dir: &str) -> io::Result<()> {
        let mut state = self.lock_state();
        state.powered()?;
        let names = state.names.keys().chain(&state.directories);
        if names.into_iter().any(|path| !path.is_empty() && directory_of(path) == dir) {
            return Err(io::ErrorKind::DirectoryNotEmpty.into());
        }
        if state.directories.remove(dir) { Ok(()) } else { Err(io::ErrorKind::NotFound.into()) }
    }

    fn list(&self, dir: &str) -> io::Result<Vec<String>> {
        let state = self.lock_state();
        state.powered()?;
        if !state.directories.contains(dir) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let inside = state.names.keys().filter(|path| directory_of(path) == dir);
        Ok(inside.map(|path| path.rsplit('/').next().unwrap_or(path).to_owned()).collect())
    }

    fn create_dir_all(&self, dir: &str) -> io::Result<()> {
        let mut state = self.lock_state();
        state.powered()?;
        let mut dir = dir;
        while state.directories.insert(dir.to_owned()) {
            dir = directory_of(dir);
        }
        Ok(())
    }

    fn sync_dir(&self, dir: &str) -> io::Result<()> {
        let mut state = self.lock_state();
        state.operate_wholly()?;
        let pending = std::mem::take(&mut state.pending_names);
        let (synced, rest) = pending.into_iter().partition(|change| directory_of(change.path()) == dir);
        state.pending_names = rest;
        let synced: Vec<NameChange> = synced;
        for change in synced {
            change.apply(&mut state.durable_names);
        }
        Ok(())
    }

    fn lock(&self, path: &str) -> io::Result<DiskLock> {
        let mut state = self.lock_state();
        state.powered()?;
        if !state.locks.insert(path.to_owned()) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(DiskLock::holding(SimulatedLock { disk: self.clone(), path: path.to_owned() }))
    }

    fn place_of(&self, _path: &str) -> Option<PathBuf> {
        None
    }
}

impl State {
    fn file_named(&self, path: &str) -> io::Result<usize> {
        self.names.get(path).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

struct SimulatedFile {
    disk: SimulatedDisk,
    file: usize,
}

impl DiskFile for SimulatedFile {
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.disk.lock_state();
        let fault = state.operate()?;
        let offset = index(offset)?;
        let done = match fault {
            None => bytes.len(),
            Some(Fault::ShortWrite) => bytes.len() / 2,
            Some(Fault::InputOutput | Fault::NoSpace) => 0,
        };
        state.change(self.file, Change::Write { offset, bytes: bytes[..done].to_vec() });
        fault.map_or(Ok(()), |fault| Err(fault.error()))
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        let state = self.disk.lock_state();
        state.powered()?;
        let offset = index(offset)?;
        let held = state.files[self.file].seen.get(offset..offset + buffer.len());
        buffer.copy_from_slice(held.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn length(&self) -> io::Result<u64> {
        let state = self.disk.lock_state();
        state.powered()?;
        Ok(state.files[self.file].seen.len() as u64)
    }

    fn truncate(&self, length: u64) -> io::Result<()> {
        let mut state = self.disk.lock_state();
        state.operate_wholly()?;
        state.change(self.file, Change::Cut { length: index(length)? });
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.disk.lock_state().sync(self.file)
    }
}

struct SimulatedLock {
    disk: SimulatedDisk,
    path: String,
}

impl Drop for SimulatedLock {
    fn drop(&mut self) {
        self.disk.lock_state().locks.remove(&self.path);
    }
}

fn input_output() -> io::Error {
    const EIO: i32 = 5;
    io::Error::from_raw_os_error(EIO)
}

fn index(offset: u64) -> io::Result<usize> {
    usize::try_from(offset).map_err(|_| io::ErrorKind::InvalidInput.into())
}

fn directory_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(dir, _)| dir)
}
