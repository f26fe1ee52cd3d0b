//! What is looked up often and can be built again from the log, in sled: where entries stand, commands, heads, views.
//!
//! Nothing here is the record. What sled lost, or cannot read, is set aside and read from the segments again. So sled
//! is never synced but at a proper end, which leaves the mark `clean` beside it; without the mark every key is counted
//! before the index is believed.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use samspor_core::log::{Position, StreamHead, StreamKey};
use samspor_core::seal::Kid;
use samspor_core::words::CommandId;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sled::{Config, Db, IVec};
use thiserror::Error;

use crate::log::container;
use crate::log::segments::Place;

/// Raised whenever keys or values change their form; an index of another version is built again.
const VERSION: u32 = 3;
const VALUE_BYTES_MAX: u64 = 512;
const CACHE_BYTES: u64 = 32 << 20;
const FLUSH_EVERY_MS: u64 = 2_000;
const REACHED_KEY: &[u8] = b"m";
const VIEWS: &str = "views";

/// The index could not be opened, read or written; it may be set aside and built again.
#[derive(Debug, Error)]
#[error("the index beside the log failed: {0}")]
pub(crate) struct IndexError(String);

impl IndexError {
    pub(crate) fn new(why: &str) -> Self {
        Self(why.to_owned())
    }
}

/// An entry to be found again.
#[derive(Clone, Debug)]
pub(crate) struct Noted {
    /// None when the log has not learnt it: the entry is erased or blocked.
    pub(crate) stream: Option<StreamKey>,
    /// None for an erased or blocked entry.
    pub(crate) command: Option<CommandId>,
    pub(crate) place: Place,
    /// The stream's head with this entry.
    pub(crate) head: StreamHead,
    /// The keys it takes out of use.
    pub(crate) erases: Vec<Kid>,
}

/// How far the index follows the log, and how to tell that it is this log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reached {
    version: u32,
    pub(crate) position: u64,
    pub(crate) place: Place,
    /// The hash of the leaf at the position.
    pub(crate) hash: [u8; 32],
    /// How many keys were taken out of use up to the position, one erasure after the other.
    erased: u64,
}

/// The sled database and the directory it has for itself.
pub(crate) struct Shelf {
    db: Db,
    dir: PathBuf,
}

impl Shelf {
    /// Opens what is in a directory, or begins anew in it. An error says that it can't be believed.
    pub(crate) fn open(dir: &Path) -> Result<Self, IndexError> {
        let sled_dir = sled_dir(dir);
        fs::create_dir_all(&sled_dir)?;
        remove_half_snapshots(&sled_dir)?;
        let clean = take_clean_mark(dir, &sled_dir)?;
        caught(|| {
            let config = Config::new().path(&sled_dir).cache_capacity(CACHE_BYTES);
            let shelf = Self { db: config.flush_every_ms(Some(FLUSH_EVERY_MS)).open()?, dir: dir.to_owned() };
            if !clean {
                shelf.count_everything()?;
            }
            Ok(shelf)
        })
    }

    /// Moves the directory out of the way; the one set aside before it is removed.
    pub(crate) fn set_aside(dir: &Path) -> Result<(), IndexError> {
        let aside = dir.with_extension("aside");
        match fs::remove_dir_all(&aside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
        Ok(fs::rename(dir, aside)?)
    }

    /// How far the index has come; none when it is empty.
    pub(crate) fn reached(&self) -> Result<Option<Reached>, IndexError> {
        let reached: Option<Reached> = self.db.get(REACHED_KEY)?.map(|value| read(&value)).transpose()?;
        match reached {
            Some(reached) if reached.version != VERSION => Err(IndexError::new("of another version")),
            Some(_) | None => Ok(reached),
        }
    }

    /// Writes entries in the order of the log. Not durable before [`Shelf::close`]; written again, nothing changes.
    pub(crate) fn write(&self, entries: &[Noted]) -> Result<(), IndexError> {
        let mut heads = HashMap::new();
        let (before, mut erased) =
            self.reached()?.map_or((0, 0), |reached| (reached.position, reached.erased));
        for entry in entries {
            let position = entry.head.newest.0;
            let kids: HashSet<Kid> = entry.erases.iter().copied().collect();
            for kid in &kids {
                self.db.insert(erased_key(position, *kid), &[])?;
            }
            erased += if position > before { kids.len() as u64 } else { 0 };
            self.db.insert(place_key(&entry.head.sid, position), value_of(&entry.place)?)?;
            match entry.command {
                Some(command) => self.db.insert(command_key(command), &position.to_be_bytes())?,
                None => self.db.insert(shut_key(position), &position.to_be_bytes())?,
            };
            heads.insert(entry.head.sid, (entry.stream, &entry.head));
        }
        for (sid, (stream, head)) in heads {
            let value = value_of(&(stream, sid, head.number, head.newest.0, head.hash))?;
            self.db.insert(key(b'h', &sid), value)?;
        }
        if let Some(last) = entries.last() {
            let (position, hash) = (last.head.newest.0, last.head.hash);
            let reached = Reached { version: VERSION, position, place: last.place, hash, erased };
            self.db.insert(REACHED_KEY, value_of(&reached)?)?;
        }
        Ok(())
    }

    /// Where a stream's entries stand up to a position, oldest first.
    pub(crate) fn places(&self, sid: &[u8; 16], up_to: u64) -> Result<Vec<(u64, Place)>, IndexError> {
        let range = place_key(sid, 0)..=place_key(sid, up_to);
        let stored = self.db.range(range);
        stored
            .map(|item| {
                let (key, value) = item?;
                Ok((position_in(&key)?, read(&value)?))
            })
            .collect()
    }

    /// The position of a command's entry.
    pub(crate) fn position_of(&self, command: CommandId) -> Result<Option<u64>, IndexError> {
        self.db.get(command_key(command))?.map(|value| number(&value)).transpose()
    }

    /// The head of every stream, with the stream where it is known.
    pub(crate) fn heads(&self) -> Result<Vec<(Option<StreamKey>, StreamHead)>, IndexError> {
        let stored = self.db.scan_prefix(b"h").values();
        stored
            .map(|value| {
                let (stream, sid, number, newest, hash) = read(&value?)?;
                Ok((stream, StreamHead { sid, number, newest: Position(newest), hash }))
            })
            .collect()
    }

    /// The keys that entries took out of use, each with the position of its entry, in log order.
    pub(crate) fn erasures(&self) -> Result<Vec<(u64, Kid)>, IndexError> {
        self.db.scan_prefix(b"e").keys().map(|key| erased_in(&key?)).collect()
    }

    /// A view's snapshot kept under a name.
    pub(crate) fn view(&self, name: &str) -> Result<Option<Vec<u8>>, IndexError> {
        caught(|| Ok(self.db.open_tree(VIEWS)?.get(name)?.map(|bytes| bytes.to_vec())))
    }

    /// Keeps a view's snapshot under a name, in place of an older one.
    pub(crate) fn keep_view(&self, name: &str, bytes: &[u8]) -> Result<(), IndexError> {
        caught(|| Ok(self.db.open_tree(VIEWS)?.insert(name, bytes).map(|_| ())?))
    }

    /// The proper end: everything durable, and the mark that says so. A crash before it only costs the counting.
    pub(crate) fn close(self) -> Result<(), IndexError> {
        let Self { db, dir } = self;
        db.flush()?;
        drop(db);
        let sled_dir = sled_dir(&dir);
        for entry in fs::read_dir(&sled_dir)? {
            let path = entry?.path();
            if path.is_file() {
                fs::File::open(path)?.sync_all()?;
            }
        }
        fs::write(clean_mark(&dir), bytes_of_files(&sled_dir)?.to_string())?;
        Ok(())
    }

    /// Each entry reached has one place and one command, and the keys it erases; anything else means that sled lost
    /// something.
    fn count_everything(&self) -> Result<(), IndexError> {
        let (reached, told) = self.reached()?.map_or((0, 0), |reached| (reached.position, reached.erased));
        let (mut places, mut commands, mut erased) = (0, 0, 0);
        for item in self.db.iter() {
            let (key, value) = item?;
            match key.first() {
                Some(b's') => places += u64::from(position_in(&key)? <= reached),
                Some(b'c' | b'x') => commands += u64::from(number(&value)? <= reached),
                Some(b'e') => erased += u64::from(erased_in(&key)?.0 <= reached),
                Some(_) | None => {}
            }
        }
        let is_whole = (places, commands, erased) == (reached, reached, told);
        if is_whole { Ok(()) } else { Err(IndexError::new("incomplete")) }
    }
}

/// sled panics on some damaged files.
fn caught<T>(ask: impl FnOnce() -> Result<T, IndexError>) -> Result<T, IndexError> {
    catch_unwind(AssertUnwindSafe(ask)).unwrap_or_else(|_| Err(IndexError::new("sled gave up on its files")))
}

fn sled_dir(dir: &Path) -> PathBuf {
    dir.join("sled")
}

fn clean_mark(dir: &Path) -> PathBuf {
    dir.join("clean")
}

/// sled does not start beside a snapshot that it was writing when it died.
fn remove_half_snapshots(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("snap.") && name.ends_with(".generating") {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Whether the index was closed properly and its files are as long as then. The mark is good for one start.
fn take_clean_mark(dir: &Path, sled_dir: &Path) -> io::Result<bool> {
    let mark = match fs::read_to_string(clean_mark(dir)) {
        Ok(mark) => mark,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    fs::remove_file(clean_mark(dir))?;
    Ok(mark == bytes_of_files(sled_dir)?.to_string())
}

fn bytes_of_files(dir: &Path) -> io::Result<u64> {
    fs::read_dir(dir)?.map(|entry| Ok(entry?.metadata()?.len())).sum()
}

fn key(kind: u8, sid: &[u8; 16]) -> Vec<u8> {
    [&[kind], sid.as_slice()].concat()
}

fn place_key(sid: &[u8; 16], position: u64) -> Vec<u8> {
    [b"s", sid.as_slice(), &position.to_be_bytes()].concat()
}

/// Counted in the place of a command's key.
fn shut_key(position: u64) -> Vec<u8> {
    [b"x", position.to_be_bytes().as_slice()].concat()
}

fn erased_key(position: u64, kid: Kid) -> Vec<u8> {
    [b"e", position.to_be_bytes().as_slice(), &kid.0].concat()
}

fn erased_in(key: &IVec) -> Result<(u64, Kid), IndexError> {
    let parts = || -> Option<(u64, Kid)> {
        let (position, kid) = key.get(1..)?.split_first_chunk::<8>()?;
        Some((u64::from_be_bytes(*position), Kid(kid.try_into().ok()?)))
    };
    parts().ok_or_else(short)
}

fn command_key(command: CommandId) -> [u8; 17] {
    let mut key = [b'c'; 17];
    key[1..].copy_from_slice(command.0.as_bytes());
    key
}

fn position_in(key: &IVec) -> Result<u64, IndexError> {
    key.last_chunk::<8>().map(|bytes| u64::from_be_bytes(*bytes)).ok_or_else(short)
}

fn number(value: &IVec) -> Result<u64, IndexError> {
    value.as_ref().try_into().map(u64::from_be_bytes).map_err(|_| short())
}

fn value_of(value: &impl Serialize) -> Result<Vec<u8>, IndexError> {
    container::encode(value, VALUE_BYTES_MAX).map_err(unreadable)
}

fn read<T: DeserializeOwned>(value: &IVec) -> Result<T, IndexError> {
    container::decode(value, VALUE_BYTES_MAX).map_err(unreadable)
}

fn unreadable(error: container::ContainerError) -> IndexError {
    IndexError(error.to_string())
}

fn short() -> IndexError {
    IndexError::new("a key or value has the wrong length")
}

impl From<sled::Error> for IndexError {
    fn from(error: sled::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<io::Error> for IndexError {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}
