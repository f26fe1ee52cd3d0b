//! The keystore of a ledger's data subjects: what the log asks it for.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use samspor_core::log::{Entropy, Position};
use samspor_core::seal::{Keys, KeysUnavailable, Kid, NoKey, Subject, SubjectKey};
use samspor_core::words::Instant;
use zeroize::Zeroizing;

use super::cache::Cache;
use super::file::KeyFile;
use super::inside::Inside;
use super::options::KeyringOptions;
use super::records::Record;
use super::root::Root;
use crate::disk::{Disk, DiskLock};

/// The keys of a ledger's data subjects, on a disk apart from the ledger. It is shared between threads: readers wait
/// for no write to the disk.
///
/// A key is wrapped under the epoch key together with its subject. When it is destroyed there stays a tombstone: its
/// id, the entry that decided it, and the subject's name under the *blind key*, a random key that lives in this file
/// only. The keystore thereby knows a subject again and makes no new key for it, while the file alone tells nobody
/// who it was.
pub struct Keystore {
    pub(super) disk: Arc<dyn Disk>,
    pub(super) root: Arc<dyn Root>,
    pub(super) inside: RwLock<Inside>,
    pub(super) cache: Cache,
    writer: Mutex<Writer>,
    now: Box<dyn Fn() -> Instant + Send + Sync>,
    tick: Box<dyn Fn() -> Duration + Send + Sync>,
    _lock: DiskLock,
}

/// What only one thread at a time changes.
pub(super) struct Writer {
    pub(super) file: KeyFile,
    pub(super) entropy: Entropy,
    /// Whether the disk is known to hold what memory does. After an error it is not, and the next write begins by
    /// writing the whole file anew.
    pub(super) sound: bool,
    /// Whether what is appended is synced.
    pub(super) sync: bool,
}

impl Keystore {
    pub(super) fn of(
        disk: Arc<dyn Disk>,
        root: Arc<dyn Root>,
        inside: Inside,
        file: KeyFile,
        options: KeyringOptions,
        lock: DiskLock,
    ) -> Self {
        let KeyringOptions { now, tick, entropy, sync } = options;
        let writer = Mutex::new(Writer { file, entropy, sound: true, sync });
        Self {
            disk,
            root,
            inside: RwLock::new(inside),
            cache: Cache::default(),
            writer,
            now,
            tick,
            _lock: lock,
        }
    }

    /// Wipes the keys in clear that are older than five minutes; to be called every minute or so, since a key nobody
    /// asks for is otherwise wiped at the next start.
    pub fn forget_old(&self) {
        self.cache.forget_old((self.tick)());
    }

    pub(super) fn now(&self) -> Instant {
        (self.now)()
    }

    /// A poisoned lock leaves the state whole: each change is one record taken.
    pub(super) fn inside(&self) -> RwLockReadGuard<'_, Inside> {
        self.inside.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// After a panic while something was written, nobody knows what is on the disk.
    pub(super) fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(|poisoned| {
            let mut writer = poisoned.into_inner();
            writer.sound = false;
            writer
        })
    }

    /// Makes records durable with one sync, writing the file anew first where an error left it in doubt.
    pub(super) fn append(&self, writer: &mut Writer, records: &[Record]) -> Result<(), KeysUnavailable> {
        self.make_sound(writer)?;
        writer.sound = false;
        writer.file.append(records, writer.sync).map_err(|error| KeysUnavailable(error.to_string()))?;
        writer.sound = true;
        Ok(())
    }

    /// Takes records into memory.
    pub(super) fn take(&self, records: &[Record]) -> Result<(), KeysUnavailable> {
        let mut inside = self.inside.write().unwrap_or_else(PoisonError::into_inner);
        for record in records {
            inside.take(record).map_err(|unfit| KeysUnavailable(unfit.to_string()))?;
        }
        Ok(())
    }
}

impl Keys for Keystore {
    fn prepare(&self, subjects: &[Subject]) -> Result<(), KeysUnavailable> {
        let missing = |inside: &Inside| -> HashSet<Subject> {
            subjects.iter().filter(|subject| !inside.knows(subject)).copied().collect()
        };
        if missing(&self.inside()).is_empty() {
            return Ok(());
        }
        let writer = &mut *self.writer();
        // Another thread may have made some of them meanwhile.
        let missing = missing(&self.inside());
        if missing.is_empty() {
            return Ok(());
        }
        let records: Vec<Record> = {
            let inside = self.inside();
            missing.iter().map(|subject| inside.fresh(subject, &mut writer.entropy)).collect()
        };
        self.append(writer, &records)?;
        self.take(&records)
    }

    fn sealing(&self, subject: &Subject) -> Result<SubjectKey, NoKey> {
        let unprepared = || KeysUnavailable("a key was asked for before it was prepared".to_owned());
        self.opening(&self.kid_of(subject).ok_or_else(unprepared)?)
    }

    fn opening(&self, kid: &Kid) -> Result<SubjectKey, NoKey> {
        self.inside().opening(kid, &self.cache, (self.tick)())
    }

    fn kid_of(&self, subject: &Subject) -> Option<Kid> {
        self.inside().kid_of(subject)
    }

    fn subject_of(&self, kid: &Kid) -> Option<Subject> {
        self.inside().subject_of(kid)
    }

    fn retire(&self, kids: &[Kid], by: Position) -> Result<(), KeysUnavailable> {
        self.take_out_of_use(kids, by)
    }

    fn seal_aside(&self, bytes: &[u8]) -> Result<Vec<u8>, KeysUnavailable> {
        self.sealed_aside(bytes)
    }

    fn open_aside(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.opened_aside(sealed)
    }
}
