//! The keys of a ledger with several gateways: the keystore's records in a KV bucket, sealed as in its file, one order
//! for all. Only the root key is beside each gateway.
//!
//! The bucket's `keys.1` holds how the keystore begins with what is wrapped under the root, in one value, so that it is
//! there whole or not at all; `keys.2`, `keys.3` … each hold the records of one write. Whoever writes puts the next
//! number there only if nobody has: who comes second reads first.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use samspor_core::log::{Entropy, Position};
use samspor_core::seal::{Keys, KeysUnavailable, Kid, NoKey, Subject, SubjectKey};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use super::cache::Cache;
use super::epoch::EPOCH_FILE;
use super::file::{self, KEYSTORE_FILE};
use super::frames::{self, Damage};
use super::inside::{Held, Inside};
use super::keyring::{Keyring, KeyringError, SEED_BYTES, SIGNING_FILE, inside_of, seed_on};
use super::options::KeyringOptions;
use super::records::Record;
use super::root::Root;
use super::wrapped::whole;
use crate::disk::{Disk, DiskFile, SimulatedDisk};
use crate::log::container;
use crate::log::jetstream::{Bucket, NatsError, Put};

/// A value of the bucket is no longer; servers take a MiB.
const VALUE_BYTES_MAX: u64 = 900 * 1024;
/// Others may be first so often.
const ATTEMPTS_MAX: usize = 64;

/// The keys as one gateway knows them. What another one has made or taken out of use is read when it is needed: at a
/// write, and for a key that is not known here.
pub struct SharedKeys {
    bucket: Bucket,
    inside: RwLock<Inside>,
    cache: Cache,
    writer: Mutex<Writer>,
    seed: Zeroizing<[u8; SEED_BYTES]>,
    now: Box<dyn Fn() -> samspor_core::words::Instant + Send + Sync>,
    tick: Box<dyn Fn() -> std::time::Duration + Send + Sync>,
}

/// What only one thread at a time changes.
struct Writer {
    /// The number of the next value.
    next: u64,
    entropy: Entropy,
}

/// How a keystore begins: the files of a key directory.
#[derive(Serialize, Deserialize)]
struct Beginning {
    epoch: Vec<u8>,
    signing: Vec<u8>,
    keystore: Vec<u8>,
}

/// Why the keys of a ledger with several gateways are not to be had.
#[derive(Debug, Error)]
pub enum SharedKeysError {
    /// The servers do not answer as they should.
    #[error(transparent)]
    Nats(#[from] NatsError),
    /// The keys that the bucket begins with don't open.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The bucket has no keys.
    #[error("the bucket holds no keystore")]
    Missing,
    /// A value of the bucket is none that a keystore writes.
    #[error("keys.{0} of the bucket is damaged")]
    Damaged(u64),
    /// A key directory that does not fit into one value.
    #[error("the key directory holds more keys than can be moved at once")]
    TooLarge,
    /// The keystore can't be read on.
    #[error(transparent)]
    Unavailable(#[from] KeysUnavailable),
}

impl SharedKeys {
    /// Opens the keys in a bucket; makes them, under the root, where there are none. Of several gateways that do so at
    /// once, one makes them. Durable on success.
    pub fn open_or_begin(
        bucket: Bucket,
        root: Arc<dyn Root>,
        options: fn() -> KeyringOptions,
    ) -> Result<Self, SharedKeysError> {
        if bucket.get(&name(1))?.is_none() {
            let disk = SimulatedDisk::new(0);
            drop(Keyring::create_on(Arc::new(disk.clone()), Arc::clone(&root), options())?);
            Self::put_in(&bucket, &disk)?;
        }
        Self::open(bucket, &*root, options())
    }

    /// Puts the keys of a key directory into a bucket that has none; those that are there already stay. Durable on success.
    pub fn put_in(bucket: &Bucket, directory: &dyn Disk) -> Result<(), SharedKeysError> {
        let bytes = |name: &str| -> Result<Vec<u8>, SharedKeysError> {
            Ok(directory.open(name).and_then(|file| whole(&*file)).map_err(KeyringError::Disk)?)
        };
        let (epoch, signing, keystore) = (bytes(EPOCH_FILE)?, bytes(SIGNING_FILE)?, bytes(KEYSTORE_FILE)?);
        let beginning = Beginning { epoch, signing, keystore };
        let value = container::encode(&beginning, VALUE_BYTES_MAX).map_err(|_| SharedKeysError::TooLarge)?;
        bucket.put(&name(1), 0, value)?;
        Ok(())
    }

    /// Opens the keys in a bucket.
    pub fn open(bucket: Bucket, root: &dyn Root, options: KeyringOptions) -> Result<Self, SharedKeysError> {
        let held = bucket.get(&name(1))?.ok_or(SharedKeysError::Missing)?;
        let beginning: Beginning =
            container::decode(&held.bytes, VALUE_BYTES_MAX).map_err(|_| SharedKeysError::Damaged(1))?;
        let disk = SimulatedDisk::new(0);
        let files = [
            (EPOCH_FILE, &beginning.epoch),
            (SIGNING_FILE, &beginning.signing),
            (KEYSTORE_FILE, &beginning.keystore),
        ];
        for (name, bytes) in files {
            let written = disk.create(name).and_then(|file: Arc<dyn DiskFile>| file.write_at(0, bytes));
            written.map_err(KeyringError::Disk)?;
        }
        let (_, bytes) = file::read(&disk).map_err(KeyringError::Disk)?.ok_or(SharedKeysError::Missing)?;
        let frames = frames::frames(&bytes).map_err(|damage: Damage| KeyringError::Damaged(damage))?;
        let inside = RwLock::new(inside_of(&frames.contents, &disk, root)?);
        let seed = seed_on(&disk, root)?;
        let KeyringOptions { now, tick, entropy, .. } = options;
        let writer = Mutex::new(Writer { next: 2, entropy });
        let keys = Self { bucket, inside, cache: Cache::default(), writer, seed, now, tick };
        keys.read_on(&mut keys.writer())?;
        Ok(keys)
    }

    /// The seed of the key that signs the ledger's checkpoints, at whichever gateway.
    pub fn signing_seed(&self) -> &[u8; SEED_BYTES] {
        &self.seed
    }

    /// How many keys are out of use, and not destroyed.
    pub fn out_of_use(&self) -> usize {
        self.inside().held.values().filter(|held| matches!(held, Held::Retired { .. })).count()
    }

    /// Wipes the keys in clear that are older than five minutes; to be called every minute or so.
    pub fn forget_old(&self) {
        self.cache.forget_old((self.tick)());
    }

    /// Takes in what others have written.
    fn read_on(&self, writer: &mut Writer) -> Result<(), KeysUnavailable> {
        while let Some(held) = self.bucket.get(&name(writer.next)).map_err(unavailable)? {
            let records: Vec<Record> =
                container::decode(&held.bytes, VALUE_BYTES_MAX).map_err(unavailable)?;
            self.take(&records)?;
            writer.next += 1;
        }
        Ok(())
    }

    /// Writes the records that `make` finds needed, from what all gateways have written so far.
    fn write(&self, make: impl Fn(&Inside, &mut Entropy) -> Vec<Record>) -> Result<(), KeysUnavailable> {
        let writer = &mut *self.writer();
        for _ in 0..ATTEMPTS_MAX {
            let records = make(&self.inside(), &mut writer.entropy);
            if records.is_empty() {
                return Ok(());
            }
            let value = container::encode(&records, VALUE_BYTES_MAX).map_err(unavailable)?;
            match self.bucket.put(&name(writer.next), 0, value).map_err(unavailable)? {
                Put::Done(_) => {
                    writer.next += 1;
                    return self.take(&records);
                }
                Put::Changed => self.read_on(writer)?,
            }
        }
        Err(unavailable("other gateways kept writing to the keystore"))
    }

    fn take(&self, records: &[Record]) -> Result<(), KeysUnavailable> {
        let mut inside = self.inside.write().unwrap_or_else(PoisonError::into_inner);
        for record in records {
            inside.take(record).map_err(unavailable)?;
            if let Record::Retired { kid, .. } | Record::Destroyed { kid, .. } = record {
                self.cache.forget(kid);
            }
        }
        Ok(())
    }

    /// A poisoned lock leaves the state whole: each change is one record taken.
    fn inside(&self) -> RwLockReadGuard<'_, Inside> {
        self.inside.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// A write that panicked is found when the next one reads on.
    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keys for SharedKeys {
    fn prepare(&self, subjects: &[Subject]) -> Result<(), KeysUnavailable> {
        self.write(|inside, entropy| {
            let missing: HashSet<&Subject> =
                subjects.iter().filter(|subject| !inside.knows(subject)).collect();
            missing.into_iter().map(|subject| inside.fresh(subject, entropy)).collect()
        })
    }

    fn sealing(&self, subject: &Subject) -> Result<SubjectKey, NoKey> {
        let unprepared = || KeysUnavailable("a key was asked for before it was prepared".to_owned());
        self.opening(&self.kid_of(subject).ok_or_else(unprepared)?)
    }

    fn opening(&self, kid: &Kid) -> Result<SubjectKey, NoKey> {
        let opened = self.inside().opening(kid, &self.cache, (self.tick)());
        match opened {
            // Another gateway may have made it.
            Err(NoKey::Unknown(_)) => {
                self.read_on(&mut self.writer())?;
                self.inside().opening(kid, &self.cache, (self.tick)())
            }
            known => known,
        }
    }

    fn kid_of(&self, subject: &Subject) -> Option<Kid> {
        self.inside().kid_of(subject)
    }

    fn retire(&self, kids: &[Kid], by: Position) -> Result<(), KeysUnavailable> {
        if kids.is_empty() {
            return Ok(());
        }
        let at = (self.now)();
        let kids: HashSet<Kid> = kids.iter().copied().collect();
        self.write(|inside, _| kids.iter().filter_map(|kid| inside.retirement(*kid, by, at)).collect())
    }

    fn seal_aside(&self, bytes: &[u8]) -> Result<Vec<u8>, KeysUnavailable> {
        self.inside().sealed_aside(bytes)
    }

    fn open_aside(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.inside().opened_aside(sealed)
    }
}

fn name(number: u64) -> String {
    format!("keys.{number}")
}

fn unavailable(why: impl ToString) -> KeysUnavailable {
    KeysUnavailable(why.to_string())
}
