//! A ledger's key directory: root, epoch, keystore and signing key, made and opened together.
//!
//! | in it | holds | if it is lost |
//! |---|---|---|
//! | `root.key` | the root key, where none is kept elsewhere | everything sealed is lost |
//! | `epoch.key` | the epoch key under the root | everything sealed is lost |
//! | `keystore` | the data subjects' keys under the epoch key, tombstones | everything sealed is lost |
//! | `signing.key` | what the ledger's checkpoints are signed with, under the root | a new signing key has to be made known |
//! | `lock` | nothing; one process holds it | nothing |
//! | `epoch.key.next`, `*.tmp` | what a crash broke off; finished or removed at the next start | nothing |

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;
use zeroize::Zeroizing;

use super::epoch::{self, Epoch};
use super::file::{self, FreshFile, KEYSTORE_FILE, KeyFile};
use super::frames::{self, CONTENT_BYTES_MAX, Damage, Frames, SEAL_BYTES};
use super::inside::{Inside, Unfit};
use super::keystore::Keystore;
use super::options::KeyringOptions;
use super::records::{Begun, Record};
use super::rewriting::begun_empty;
use super::root::{ROOT_FILE, Root, RootError, create_root, open_root, shared_mode};
use super::wrapped::{self, WrappedError};
use crate::disk::{Disk, DiskLock, RealDisk};
use crate::log::container;

pub(super) const SIGNING_FILE: &str = "signing.key";
const SIGNING_LABEL: &str = "samspor/signing/1";
pub(super) const SEED_BYTES: usize = 32;
const LOCK_FILE: &str = "lock";

/// The keys of one ledger, owned by this process as long as the value or its keystore lives.
pub struct Keyring {
    keystore: Arc<Keystore>,
    disk: Arc<dyn Disk>,
    root: Arc<dyn Root>,
}

/// Why a ledger's keys are not to be had.
#[derive(Debug, Error)]
pub enum KeyringError {
    /// The disk failed.
    #[error("the key directory cannot be read or written")]
    Disk(#[from] io::Error),
    /// Others may look into the directory.
    #[error("others may look into the key directory {dir} (mode {mode:03o}): chmod 700 {dir}", dir = dir.display())]
    Shared {
        /// The directory.
        dir: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// There is no keystore.
    #[error("the key directory has no keystore; restore it from its backup")]
    Missing,
    /// Keys were to be made where there are some.
    #[error("the key directory has a keystore already; keys are never made over others")]
    Occupied,
    #[error("another process uses the key directory")]
    InUse,
    /// The root key is not to be had.
    #[error(transparent)]
    Root(#[from] RootError),
    /// A wrapped key can't be read.
    #[error(transparent)]
    Wrapped(#[from] WrappedError),
    /// The keystore is not as it was written.
    #[error("the keystore is damaged, restore the key directory from its backup")]
    Damaged(#[from] Damage),
    /// The keystore's records can't be taken.
    #[error("the keystore is damaged, restore the key directory from its backup")]
    Unfit(#[from] Unfit),
    /// The keystore is of an epoch whose key is not there.
    #[error(
        "the keystore is of epoch {keystore}, and epoch.key is not: they are backed up and restored together, and a copy \
         from before the last change of epoch opens nothing"
    )]
    OtherEpoch {
        /// The keystore's epoch.
        keystore: u64,
    },
}

impl Keyring {
    /// Makes the keys of a new ledger in a directory, for its owner alone. Durable on success; after an error parts
    /// may be there, which making them again takes over.
    pub fn create(dir: &Path, root: Box<dyn Root>, options: KeyringOptions) -> Result<Self, KeyringError> {
        Self::create_on(private(dir)?, root.into(), options)
    }

    /// As [`Keyring::create`], with a root key of its own in the directory, made if it is not there yet: for simulated
    /// ledgers, whose keys protect nobody.
    pub fn create_with_root(dir: &Path, options: KeyringOptions) -> Result<Self, KeyringError> {
        let disk = private(dir)?;
        let path = dir.join(ROOT_FILE);
        let root = if path.exists() { open_root(&path) } else { create_root(&path) }?;
        Self::create_on(disk, root.into(), options)
    }

    /// Opens the keys in a directory: finishes what a crash broke off, and makes durable what is there.
    pub fn open(dir: &Path, root: Box<dyn Root>, options: KeyringOptions) -> Result<Self, KeyringError> {
        if !dir.is_dir() {
            return Err(KeyringError::Missing);
        }
        if let Some(mode) = shared_mode(dir)? {
            return Err(KeyringError::Shared { dir: dir.to_owned(), mode });
        }
        Self::open_on(Arc::new(RealDisk::at(dir)?), root.into(), options)
    }

    /// As [`Keyring::create`], at the root of any disk.
    pub fn create_on(
        disk: Arc<dyn Disk>,
        root: Arc<dyn Root>,
        mut options: KeyringOptions,
    ) -> Result<Self, KeyringError> {
        let lock = locked(&*disk)?;
        if file::read(&*disk)?.is_some() {
            return Err(KeyringError::Occupied);
        }
        remove_leftovers(&*disk)?;
        if wrapped::read(&*disk, SIGNING_FILE, &*root, SIGNING_LABEL)?.is_none() {
            let mut seed = Zeroizing::new([0; SEED_BYTES]);
            (options.entropy)(&mut *seed);
            wrapped::write(&*disk, SIGNING_FILE, &*root, SIGNING_LABEL, &*seed)?;
        }
        let epoch = Epoch::fresh(1, (options.now)(), &mut options.entropy);
        epoch.write_first(&*disk, &*root)?;
        let begun = begun_empty(&epoch, &mut options.entropy);
        let inside = Inside::begin(Arc::new(epoch), &begun)?;
        let mut seal = [0; SEAL_BYTES];
        (options.entropy)(&mut seal);
        let mut file = FreshFile::create(&*disk, seal)?;
        file.write(&[Record::Begun(begun)])?;
        // A crash up to here leaves a directory without a keystore: its keys were never used.
        let file = file.finish()?;
        let keystore = Keystore::of(Arc::clone(&disk), Arc::clone(&root), inside, file, options, lock);
        Ok(Self { keystore: Arc::new(keystore), disk, root })
    }

    /// As [`Keyring::open`], at the root of any disk.
    pub fn open_on(
        disk: Arc<dyn Disk>,
        root: Arc<dyn Root>,
        options: KeyringOptions,
    ) -> Result<Self, KeyringError> {
        let lock = locked(&*disk)?;
        let (file, bytes) = file::read(&*disk)?.ok_or(KeyringError::Missing)?;
        let Frames { seal, contents, end } = frames::frames(&bytes)?;
        let inside = inside_of(&contents, &*disk, &*root)?;
        remove_leftovers(&*disk)?;
        let file = KeyFile::taken_over(&*disk, file, &bytes, seal, end)?;
        epoch::settle(&*disk, &*root, inside.epoch.number)?;
        let keystore = Keystore::of(Arc::clone(&disk), Arc::clone(&root), inside, file, options, lock);
        Ok(Self { keystore: Arc::new(keystore), disk, root })
    }

    /// Whether a directory has a keystore.
    pub fn is_in(dir: &Path) -> bool {
        dir.join(KEYSTORE_FILE).is_file()
    }

    /// The keys of the data subjects.
    pub fn keystore(&self) -> Arc<Keystore> {
        Arc::clone(&self.keystore)
    }

    /// The seed of the Ed25519 key that signs the ledger's checkpoints, read and unwrapped anew.
    pub fn signing_seed(&self) -> Result<Zeroizing<[u8; SEED_BYTES]>, KeyringError> {
        seed_on(&*self.disk, &*self.root)
    }
}

/// The seed of the signing key in a key directory.
pub(super) fn seed_on(disk: &dyn Disk, root: &dyn Root) -> Result<Zeroizing<[u8; SEED_BYTES]>, KeyringError> {
    let seed = wrapped::read(disk, SIGNING_FILE, root, SIGNING_LABEL)?;
    let damaged = || WrappedError::Damaged(SIGNING_FILE.to_owned());
    let seed = seed.filter(|seed| seed.len() == SEED_BYTES).ok_or_else(damaged)?;
    let mut bytes = Zeroizing::new([0; SEED_BYTES]);
    bytes.copy_from_slice(&seed);
    Ok(bytes)
}

/// The disk in a directory that is made for its owner alone.
fn private(dir: &Path) -> io::Result<Arc<dyn Disk>> {
    let disk = RealDisk::at(dir)?;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700))?;
    Ok(Arc::new(disk))
}

fn locked(disk: &dyn Disk) -> Result<DiskLock, KeyringError> {
    disk.lock(LOCK_FILE).map_err(|error| match error.kind() {
        io::ErrorKind::WouldBlock => KeyringError::InUse,
        _ => error.into(),
    })
}

/// The state that a file's records come to.
pub(super) fn inside_of(
    contents: &[&[u8]],
    disk: &dyn Disk,
    root: &dyn Root,
) -> Result<Inside, KeyringError> {
    let begun = match records(1, contents.first().copied().unwrap_or_default())?.into_iter().next() {
        Some(Record::Begun(begun)) => begun,
        Some(_) | None => return Err(Damage::Records { number: 1 }.into()),
    };
    let Begun { epoch: number, .. } = begun;
    let epoch = epoch::readable(disk, root)?.into_iter().find(|epoch| epoch.number == number);
    let epoch = Arc::new(epoch.ok_or(KeyringError::OtherEpoch { keystore: number })?);
    let mut inside = Inside::begin(epoch, &begun)?;
    for (content, number) in contents.iter().zip(1..) {
        for record in records(number, content)?.iter().skip(usize::from(number == 1)) {
            inside.take(record)?;
        }
    }
    Ok(inside)
}

fn records(number: usize, content: &[u8]) -> Result<Vec<Record>, Damage> {
    container::decode(content, CONTENT_BYTES_MAX as u64).map_err(|_| Damage::Records { number })
}

/// Removes what a crash left half written.
fn remove_leftovers(disk: &dyn Disk) -> io::Result<()> {
    for name in disk.list("")?.iter().filter(|name| name.ends_with(".tmp")) {
        disk.remove(name)?;
    }
    Ok(())
}
