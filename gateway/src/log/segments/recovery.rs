//! Opening a log: what a crash left is put right, what it cannot have left is refused.

use std::io;
use std::sync::Arc;

use thiserror::Error;

use super::Durability;
use super::files::{ReadError, SegmentFiles, first_of, path_of};
use super::layout::{Group, Header};
use super::promise::{PROMISE_PATH, Promise, PromiseError, PromiseFile};
use super::walk::{Behind, Walked, walk};
use super::writer::{FreshSeal, OpenSegment, Writer, begin_segment};
use crate::disk::{Disk, DiskFile, DiskLock};
use crate::index::IndexError;

const LOCK_PATH: &str = "log/lock";

/// Why a log does not open, or does not verify. Nothing was changed but what the next opening would change too.
#[derive(Debug, Error)]
pub enum OpenError {
    /// Another process has it open.
    #[error("another process has this log open")]
    InUse,
    /// The disk failed.
    #[error("{path} cannot be read or written")]
    Disk {
        /// The file or directory, below the ledger's directory.
        path: String,
        /// What the disk said.
        source: io::Error,
    },
    /// A segment is damaged where no crash can have damaged it.
    #[error("{path} is damaged at position {position}")]
    Damaged {
        /// The segment file.
        path: String,
        /// The first position that cannot be read.
        position: u64,
    },
    /// Entries that were there are gone: a file was cut or an older copy put back.
    #[error("the log ends at position {found} but promised to hold {promised}")]
    HoldsLess {
        /// The position in `log/promise`.
        promised: u64,
        /// The newest position in the segments.
        found: u64,
    },
    /// The segments hold other entries than the ones promised.
    #[error("the entries up to position {position} are not the ones promised")]
    OtherHistory {
        /// The position in `log/promise`.
        position: u64,
    },
    /// The promise file is missing or unreadable though there are segments.
    #[error("{PROMISE_PATH} is missing or damaged")]
    NoPromise,
    /// The entries are whole but what they say cannot be followed.
    #[error("entry at position {position} cannot be followed: {why}")]
    Unfollowable {
        /// Where the entry stands.
        position: u64,
        /// What is wrong with it.
        why: String,
    },
    /// An entry cannot be read.
    #[error("{why}")]
    Unreadable {
        /// Where, and what to do.
        why: String,
    },
    /// The index beside the log can neither be used nor be built again.
    #[error("{why}")]
    Index {
        /// What keeps it from that.
        why: String,
    },
}

impl From<ReadError> for OpenError {
    fn from(error: ReadError) -> Self {
        Self::Unreadable { why: error.to_string() }
    }
}

impl From<IndexError> for OpenError {
    fn from(error: IndexError) -> Self {
        Self::Index { why: error.to_string() }
    }
}

/// How the segments are written.
#[derive(Clone, Copy)]
pub(super) struct SegmentSettings {
    pub(super) segment_bytes: u64,
    pub(super) durability: Durability,
    pub(super) fresh_seal: FreshSeal,
}

/// Opens the segments below `log/`, or begins them. On success everything found is durable, and the directory is
/// ours as long as the lock is held.
pub(super) fn open_segments(
    disk: Arc<dyn Disk>,
    settings: SegmentSettings,
) -> Result<(Writer, DiskLock), OpenError> {
    disk.create_dir_all("log").map_err(at("log"))?;
    let lock = disk.lock(LOCK_PATH).map_err(|source| match source.kind() {
        io::ErrorKind::WouldBlock => OpenError::InUse,
        _ => at(LOCK_PATH)(source),
    })?;
    let firsts = tidy_names(&*disk)?;
    let promise = promise_of(&*disk, firsts.is_empty())?;
    let files = Arc::new(SegmentFiles::default());
    let (open, walked) = match firsts.last() {
        Some(&last) => recover(&*disk, last, promise.known(), settings.durability)?,
        None => begin(&*disk, &promise, settings)?,
    };
    for &first in firsts.iter().filter(|&&first| first != open.first) {
        let path = path_of(first);
        files.add(first, disk.open(&path).map_err(at(&path))?);
    }
    files.add(open.first, Arc::clone(&open.file));
    let mut writer = Writer {
        disk,
        files,
        promise,
        durability: settings.durability,
        segment_bytes: settings.segment_bytes,
        fresh_seal: settings.fresh_seal,
        open,
        newest: walked.newest,
        chain: walked.chain,
        group: Group::default(),
    };
    writer.renew_promise().map_err(promise_failed)?;
    Ok((writer, lock))
}

/// Removes what a crash left half made; the first positions of the segments, in order.
fn tidy_names(disk: &dyn Disk) -> Result<Vec<u64>, OpenError> {
    for name in disk.list("log").map_err(at("log"))? {
        if name.ends_with(".tmp") {
            let path = format!("log/{name}");
            disk.remove(&path).map_err(at(&path))?;
        }
    }
    segment_firsts(disk)
}

pub(super) fn segment_firsts(disk: &dyn Disk) -> Result<Vec<u64>, OpenError> {
    let names = disk.list("log").map_err(at("log"))?;
    Ok(names.iter().filter_map(|name| first_of(name)).collect())
}

fn promise_of(disk: &dyn Disk, no_segments: bool) -> Result<PromiseFile, OpenError> {
    match PromiseFile::open(disk).map_err(unreadable_promise)? {
        Some(promise) => Ok(promise),
        // A crash after this: a promise of nothing, and no segment; the next start goes on from there.
        None if no_segments => PromiseFile::create(disk).map_err(at(PROMISE_PATH)),
        None => Err(OpenError::NoPromise),
    }
}

fn begin(
    disk: &dyn Disk,
    promise: &PromiseFile,
    settings: SegmentSettings,
) -> Result<(OpenSegment, Walked), OpenError> {
    if promise.known().position > 0 {
        return Err(OpenError::HoldsLess { promised: promise.known().position, found: 0 });
    }
    let path = path_of(1);
    let seal = (settings.fresh_seal)().map_err(at(&path))?;
    let header = Header { first: 1, seal, chain: [0; 32] };
    let open = begin_segment(disk, header, settings.durability).map_err(at(&path))?;
    Ok((open, walk(&header.to_bytes(), &header, 0)))
}

/// Reads the last segment and cuts a torn tail.
fn recover(
    disk: &dyn Disk,
    first: u64,
    promise: Promise,
    durability: Durability,
) -> Result<(OpenSegment, Walked), OpenError> {
    let path = path_of(first);
    let (file, header, bytes, walked) = read_segment(disk, first, promise.position)?;
    if walked.behind == Behind::LaterGroup {
        return Err(OpenError::Damaged { path, position: walked.newest + 1 });
    }
    if walked.newest < promise.position {
        return Err(OpenError::HoldsLess { promised: promise.position, found: walked.newest });
    }
    if walked.watched.is_some_and(|(chain, _)| chain != promise.chain) {
        return Err(OpenError::OtherHistory { position: promise.position });
    }
    let promised = walked.watched.map_or(0, |(_, end)| end);
    settle(disk, &*file, &bytes, promised, walked.end, durability).map_err(at(&path))?;
    let end = walked.end as u64;
    Ok((OpenSegment { first, seal: header.seal, file, end }, walked))
}

/// Cuts what lies behind the last whole group, and makes durable what is not known to be so.
///
/// A process that died between write and sync leaves groups that can be read and are not durable; after a failed
/// sync the system even takes them for clean. So what was not promised is written once more, over itself, and synced
/// together with the directory before anything is built on it. A crash here: the same bytes, and the same again.
fn settle(
    disk: &dyn Disk,
    file: &dyn DiskFile,
    bytes: &[u8],
    promised: usize,
    end: usize,
    durability: Durability,
) -> io::Result<()> {
    if promised == bytes.len() {
        return Ok(());
    }
    file.write_at(promised as u64, &bytes[promised..end])?;
    if end < bytes.len() {
        file.truncate(end as u64)?;
    }
    if durability.sync_group {
        file.sync_data()?;
    }
    if durability.sync_directory {
        disk.sync_dir("log")?;
    }
    Ok(())
}

pub(super) type ReadSegment = (Arc<dyn DiskFile>, Header, Vec<u8>, Walked);

pub(super) fn read_segment(disk: &dyn Disk, first: u64, watch: u64) -> Result<ReadSegment, OpenError> {
    let path = path_of(first);
    let file = disk.open(&path).map_err(at(&path))?;
    let length = file.length().map_err(at(&path))?;
    let mut bytes = vec![0; usize::try_from(length).unwrap_or(usize::MAX)];
    file.read_at(0, &mut bytes).map_err(at(&path))?;
    let header = Header::from_bytes(&bytes).filter(|header| header.first == first);
    let header = header.ok_or(OpenError::Damaged { path, position: first })?;
    let walked = walk(&bytes, &header, watch);
    Ok((file, header, bytes, walked))
}

pub(super) fn at(path: &str) -> impl FnOnce(io::Error) -> OpenError {
    let path = path.to_owned();
    move |source| OpenError::Disk { path, source }
}

pub(super) fn unreadable_promise(source: io::Error) -> OpenError {
    match source.kind() {
        io::ErrorKind::InvalidData => OpenError::NoPromise,
        _ => at(PROMISE_PATH)(source),
    }
}

fn promise_failed(error: PromiseError) -> OpenError {
    match error {
        PromiseError::Disk(source) => at(PROMISE_PATH)(source),
        PromiseError::Changed => OpenError::InUse,
    }
}

#[cfg(test)]
mod tests;
