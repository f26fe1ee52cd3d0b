//! What a witness must not forget: of each log the last checkpoint it cosigned, in a file of its own.

use std::io;
use std::sync::Arc;

use samspor_core::note::{CheckpointError, NOTE_BYTES_MAX, SignedCheckpoint};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::disk::{Disk, DiskLock};
use crate::tokens::hex;

/// Shows that one process owns the directory.
const LOCK: &str = "lock";

/// Why the last checkpoint is not known, or the next one is not kept.
#[derive(Debug, Error)]
pub enum Unkept {
    #[error("another process has this witness's directory")]
    InUse,
    /// After a failed write either checkpoint may be found; no cosignature was given for the new one.
    #[error("the witness's directory can't be read or written")]
    Disk(#[from] io::Error),
    #[error("{file} holds no checkpoint: take it from a backup that is not older, or ask the log's operator")]
    NoCheckpoint { file: String, source: CheckpointError },
    #[error("{file} holds a checkpoint of {origin}, another log")]
    OtherLog { file: String, origin: String },
}

/// The directory of a witness, one file a log, owned by one process.
pub struct States {
    disk: Arc<dyn Disk>,
    _lock: DiskLock,
}

impl States {
    /// Takes a directory.
    pub fn open(disk: Arc<dyn Disk>) -> Result<Self, Unkept> {
        let lock = disk.lock(LOCK).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => Unkept::InUse,
            _ => Unkept::Disk(error),
        })?;
        Ok(Self { disk, _lock: lock })
    }

    /// The last checkpoint kept of a log. A file that can't be understood is an error and never the same as none.
    pub fn last(&self, origin: &str) -> Result<Option<SignedCheckpoint>, Unkept> {
        let file = file_of(origin);
        let bytes = match self.read(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            told => told?,
        };
        let told = SignedCheckpoint::parse(&bytes);
        let last = told.map_err(|source| Unkept::NoCheckpoint { file: file.clone(), source })?;
        match last.checkpoint().origin() {
            told if told == origin => Ok(Some(last)),
            told => Err(Unkept::OtherLog { file, origin: told.to_owned() }),
        }
    }

    /// Keeps a checkpoint in place of the last one. It is durable on success; after an error, or a crash meanwhile,
    /// either of the two is found, whole.
    pub fn keep(&self, checkpoint: &SignedCheckpoint) -> Result<(), Unkept> {
        self.write(&file_of(checkpoint.checkpoint().origin()), checkpoint)
    }

    /// Keeps a checkpoint that the log signed and that was refused because it contradicts the last one: evidence.
    /// The first of a log stays.
    pub fn keep_refused(&self, checkpoint: &SignedCheckpoint) -> Result<(), Unkept> {
        let file = format!("{}.refused", file_of(checkpoint.checkpoint().origin()));
        match self.disk.open(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.write(&file, checkpoint),
            Err(error) => Err(error.into()),
            Ok(_) => Ok(()),
        }
    }

    fn read(&self, file: &str) -> io::Result<Vec<u8>> {
        let file = self.disk.open(file)?;
        let length = usize::try_from(file.length()?).unwrap_or(usize::MAX);
        let mut bytes = vec![0; length.min(NOTE_BYTES_MAX + 1)];
        file.read_at(0, &mut bytes)?;
        Ok(bytes)
    }

    /// Beside it, synced, and renamed: whoever finds the name finds all of the bytes.
    fn write(&self, file: &str, checkpoint: &SignedCheckpoint) -> Result<(), Unkept> {
        let beside = format!("{file}.new");
        let new = self.disk.create(&beside)?;
        new.write_at(0, checkpoint.to_text().as_bytes())?;
        new.sync_data()?;
        self.disk.rename(&beside, file)?;
        Ok(self.disk.sync_dir("")?)
    }
}

/// An origin may hold any letters; the name of its file is made from its hash.
fn file_of(origin: &str) -> String {
    format!("{}.checkpoint", hex(&Sha256::digest(origin)[..16]))
}
