//! Backups of a ledger and of its keys: made while it is served, verified, restored, and expired.
//!
//! | below it | holds |
//! |---|---|
//! | `backup.json` | when it was made |
//! | `data/log/`, `data/access/log/` | the record up to its last whole group, and its promise; sealed segments are hard links where they can be |
//! | `data/cosigned.jsonl`, `data/stamps/`, the same below `data/access/` | what witnesses and a time-stamp authority said |
//! | `keys/` | keystore, epoch key, signing key, the last signed checkpoints; never the root key |
//!
//! The keys in a backup open what was erased after it was made. So its epoch key is removed 30 days after the backup was
//! made ([`expire`]): the keystore of today has another epoch by then, and the old copy opens nothing.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use samspor_core::words::Instant;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::disk::RealDisk;
use crate::home::Home;
use crate::keys::EPOCH;
use crate::log::segments::{self, OpenError};
use crate::witnesses::{COSIGNED_FILE, STAMPS_DIR};

const MARK: &str = "backup.json";
const EPOCH_KEY: &str = "epoch.key";
const KEYSTORE: &str = "keystore";
/// The last signed checkpoints: whichever of a ledger's are newest hold for it, also after a restore.
const CHECKPOINTS: [&str; 2] = ["checkpoint", "access-checkpoint"];
/// What a key directory holds that a backup takes, apart from the keystore and its epoch key.
const OTHER_KEYS: [&str; 1] = ["signing.key"];
const ATTEMPTS_MAX: usize = 5;

/// Why there is no backup, or nothing was restored or expired.
#[derive(Debug, Error)]
pub enum BackupError {
    #[error("{} is not empty", .0.display())]
    Occupied(PathBuf),
    #[error("{} holds no ledger", .0.display())]
    Missing(PathBuf),
    #[error("{} holds no backup", .0.display())]
    NoBackup(PathBuf),
    /// The epoch key of the backup was removed.
    #[error("the backup has expired: its epoch key was removed, and its keystore opens nothing")]
    Expired,
    #[error("the log in the backup is not whole")]
    Log(#[from] OpenError),
    #[error("the keystore was written anew again and again meanwhile; try again")]
    Restless,
    #[error("{} cannot be read or written", path.display())]
    Disk {
        /// The file or directory.
        path: PathBuf,
        /// What the disk said.
        source: io::Error,
    },
}

/// What stands in `backup.json`.
#[derive(Serialize, Deserialize)]
struct Mark {
    made_at: Instant,
    positions: u64,
}

/// Backs a ledger up into an empty directory, whether or not it is being served; the newest position in it.
///
/// Verified and durable on success; what an error leaves has no `backup.json` and is no backup.
pub fn back_up(home: &Home, to: &Path, now: Instant) -> Result<u64, BackupError> {
    vacant(to)?;
    if !home.data.join("log").is_dir() {
        return Err(BackupError::Missing(home.data.clone()));
    }
    let keys = to.join("keys");
    make(&keys)?;
    // First, so that the data are never behind what was signed.
    copy_those_there(&home.keys, &keys, &CHECKPOINTS)?;
    copy_log(&home.data, &to.join("data"))?;
    copy_vouched(&home.data, &to.join("data"))?;
    if home.data.join("access/log").is_dir() {
        copy_log(&home.data.join("access"), &to.join("data/access"))?;
        copy_vouched(&home.data.join("access"), &to.join("data/access"))?;
    }
    // Last, so that the keys of everything in the data are there.
    copy_keys(&home.keys, &keys)?;
    let positions = verified(to)?;
    let mark = serde_json::to_vec(&Mark { made_at: now, positions }).map_err(io::Error::other);
    let path = to.join(MARK);
    mark.and_then(|mark| write(&path, &mark)).map_err(at(&path))?;
    sync_dirs(to)?;
    Ok(positions)
}

/// Puts a backup in place of a ledger. It is verified before anything is replaced, and what was there before is moved
/// aside, with `.before` behind its name. The signed checkpoints that were there stay: an older copy than what was
/// signed last does not open.
pub fn restore(from: &Path, home: &Home, replace: bool) -> Result<u64, BackupError> {
    if !from.join(MARK).is_file() {
        return Err(BackupError::NoBackup(from.to_owned()));
    }
    if !from.join("keys").join(EPOCH_KEY).is_file() {
        return Err(BackupError::Expired);
    }
    let positions = verified(from)?;
    for dir in [&home.data, &home.keys] {
        if !is_vacant(dir)? && !replace {
            return Err(BackupError::Occupied(dir.clone()));
        }
    }
    let (data, keys) = (beside(&home.data, ".restoring"), beside(&home.keys, ".restoring"));
    for (from, to) in [(from.join("data"), &data), (from.join("keys"), &keys)] {
        remove(to)?;
        copy_tree(&from, to)?;
    }
    if home.keys.is_dir() {
        copy_those_there(&home.keys, &keys, &CHECKPOINTS)?;
        copy_those_there(&home.keys, &keys, &[crate::keys::ROOT_FILE])?;
    }
    for (new, place) in [(&data, &home.data), (&keys, &home.keys)] {
        if place.is_dir() {
            let before = beside(place, ".before");
            remove(&before)?;
            fs::rename(place, &before).map_err(at(place))?;
        }
        fs::rename(new, place).map_err(at(place))?;
    }
    Ok(positions)
}

/// Removes the epoch keys from backups older than an epoch: from a backup, or from each one in a directory. How many.
/// What was erased since opens from them no more, and neither does anything else.
pub fn expire(dir: &Path, now: Instant) -> Result<usize, BackupError> {
    let mut backups = vec![dir.to_owned()];
    for entry in fs::read_dir(dir).map_err(at(dir))? {
        backups.push(entry.map_err(at(dir))?.path());
    }
    let mut expired = 0;
    for backup in backups.iter().filter(|backup| backup.join(MARK).is_file()) {
        let path = backup.join(MARK);
        let mark = fs::read(&path).and_then(|mark| serde_json::from_slice(&mark).map_err(io::Error::other));
        let mark: Mark = mark.map_err(at(&path))?;
        let epoch = i64::try_from(EPOCH.as_micros()).unwrap_or(i64::MAX);
        if mark.made_at.micros().saturating_add(epoch) > now.micros() {
            continue;
        }
        let key = backup.join("keys").join(EPOCH_KEY);
        if key.is_file() {
            let length = fs::metadata(&key).map_err(at(&key))?.len();
            let zeros = vec![0; usize::try_from(length).unwrap_or(0)];
            write(&key, &zeros).and_then(|()| fs::remove_file(&key)).map_err(at(&key))?;
            sync_dirs(&backup.join("keys"))?;
            expired += 1;
        }
    }
    Ok(expired)
}

/// The logs in a backup are whole; the newest position.
fn verified(backup: &Path) -> Result<u64, BackupError> {
    let whole = |dir: PathBuf| -> Result<u64, BackupError> {
        let disk = RealDisk::at(&dir).map_err(at(&dir))?;
        Ok(segments::verify(&disk, &mut |_, _| ())?.0)
    };
    let access = backup.join("data/access");
    if access.join("log").is_dir() {
        whole(access)?;
    }
    whole(backup.join("data"))
}

/// The promise first, then the segments: they hold what it says, and what came meanwhile up to the last whole group.
fn copy_log(from: &Path, to: &Path) -> Result<(), BackupError> {
    let (from, to) = (from.join("log"), to.join("log"));
    make(&to)?;
    copy(&from.join("promise"), &to.join("promise"))?;
    let mut names: Vec<String> = Vec::new();
    for entry in fs::read_dir(&from).map_err(at(&from))? {
        names.extend(entry.map_err(at(&from))?.file_name().into_string());
    }
    names.retain(|name| name.ends_with(".seg"));
    names.sort();
    let Some((open, sealed)) = names.split_last() else { return Ok(()) };
    for name in sealed {
        let (one, other) = (from.join(name), to.join(name));
        if fs::hard_link(&one, &other).is_err() {
            copy(&one, &other)?;
        }
    }
    // Written to meanwhile, perhaps: what is torn at its end is cut.
    let path = from.join(open);
    let bytes = fs::read(&path).map_err(at(&path))?;
    let whole = segments::whole_bytes(&bytes).unwrap_or(bytes.len());
    write(&to.join(open), &bytes[..whole]).map_err(at(&path))
}

/// What others said of a log: only ever added to, and a line that is cut is passed over when it is read.
fn copy_vouched(from: &Path, to: &Path) -> Result<(), BackupError> {
    copy_those_there(from, to, &[COSIGNED_FILE])?;
    if from.join(STAMPS_DIR).is_dir() {
        copy_tree(&from.join(STAMPS_DIR), &to.join(STAMPS_DIR))?;
    }
    Ok(())
}

/// Keystore and epoch key belong together; both are replaced, and the old one overwritten, when keys are destroyed.
fn copy_keys(from: &Path, to: &Path) -> Result<(), BackupError> {
    copy_those_there(from, to, &OTHER_KEYS)?;
    let (keystore, epoch) = (from.join(KEYSTORE), from.join(EPOCH_KEY));
    let seen = || -> Result<(u64, Vec<u8>), BackupError> {
        let inode = fs::metadata(&keystore).map_err(at(&keystore))?.ino();
        Ok((inode, fs::read(&epoch).map_err(at(&epoch))?))
    };
    for _ in 0..ATTEMPTS_MAX {
        let before = seen()?;
        copy(&keystore, &to.join(KEYSTORE))?;
        copy(&epoch, &to.join(EPOCH_KEY))?;
        if seen()? == before {
            return Ok(());
        }
    }
    Err(BackupError::Restless)
}

fn copy_those_there(from: &Path, to: &Path, names: &[&str]) -> Result<(), BackupError> {
    let there = names.iter().filter(|name| from.join(name).is_file());
    there.into_iter().try_for_each(|name| copy(&from.join(name), &to.join(name)))
}

fn copy_tree(from: &Path, to: &Path) -> Result<(), BackupError> {
    make(to)?;
    for entry in fs::read_dir(from).map_err(at(from))? {
        let entry = entry.map_err(at(from))?;
        let (one, other) = (entry.path(), to.join(entry.file_name()));
        if one.is_dir() { copy_tree(&one, &other)? } else { copy(&one, &other)? }
    }
    sync_dirs(to)
}

fn copy(from: &Path, to: &Path) -> Result<(), BackupError> {
    fs::read(from).and_then(|bytes| write(to, &bytes)).map_err(at(from))
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn make(dir: &Path) -> Result<(), BackupError> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(at(dir))
}

fn vacant(dir: &Path) -> Result<(), BackupError> {
    if is_vacant(dir)? { make(dir) } else { Err(BackupError::Occupied(dir.to_owned())) }
}

fn is_vacant(dir: &Path) -> Result<bool, BackupError> {
    match fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(at(dir)(error)),
    }
}

fn beside(dir: &Path, suffix: &str) -> PathBuf {
    let mut name = dir.components().as_path().as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn remove(dir: &Path) -> Result<(), BackupError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(dir)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn sync_dirs(dir: &Path) -> Result<(), BackupError> {
    fs::File::open(dir).and_then(|dir| dir.sync_all()).map_err(at(dir))
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError + use<> {
    let path = path.to_owned();
    move |source| BackupError::Disk { path, source }
}
