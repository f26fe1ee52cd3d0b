//! The promise: a position and chain the segments must hold, kept apart from them, so that lost entries are noticed.
//!
//! It may lag behind the log: it is renewed before a new segment begins, at shutdown, and at most once a second.
//! Two slots take turns, each in a sector of its own, so that a torn write leaves the older promise standing.

use std::cmp::max_by_key;
use std::io;
use std::sync::Arc;

use thiserror::Error;

use super::layout::Chain;
use crate::disk::{Disk, DiskFile};

pub(super) const PROMISE_PATH: &str = "log/promise";
const TEMPORARY_PATH: &str = "log/promise.tmp";
const SLOT_BYTES: usize = 4096;
const PROMISE_BYTES: usize = 60;
const MAGIC: &[u8; 8] = b"promise\x01";

/// What the segments must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Promise {
    /// Counts the promises made; says which slot is the newer one.
    turn: u64,
    pub(super) position: u64,
    pub(super) chain: Chain,
}

/// The promise file, and the promise this process knows to stand in it.
pub(super) struct PromiseFile {
    file: Arc<dyn DiskFile>,
    known: Promise,
}

/// Why a promise was not made. The log must stop.
#[derive(Debug, Error)]
pub(super) enum PromiseError {
    /// Reading, writing or syncing failed.
    #[error(transparent)]
    Disk(#[from] io::Error),
    /// The file holds another promise than the one made last: two processes write this log.
    #[error("the promise was changed by somebody else")]
    Changed,
}

impl PromiseFile {
    /// A new file that promises nothing yet; durable on success, and on an error there or not there.
    pub(super) fn create(disk: &dyn Disk) -> io::Result<Self> {
        let known = Promise { turn: 0, position: 0, chain: [0; 32] };
        let file = disk.create(TEMPORARY_PATH)?;
        let mut bytes = known.to_bytes();
        bytes.resize(2 * SLOT_BYTES, 0);
        file.write_at(0, &bytes)?;
        file.sync_data()?;
        // A crash up to here leaves a temporary file, which the next start removes.
        disk.rename(TEMPORARY_PATH, PROMISE_PATH)?;
        disk.sync_dir("log")?;
        Ok(Self { file, known })
    }

    /// The file there is; none when it is missing, and `InvalidData` when neither slot can be read.
    pub(super) fn open(disk: &dyn Disk) -> io::Result<Option<Self>> {
        let file = match disk.open(PROMISE_PATH) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let known = newest(&*file)?.ok_or(io::ErrorKind::InvalidData)?;
        Ok(Some(Self { file, known }))
    }

    pub(super) fn known(&self) -> Promise {
        self.known
    }

    /// Promises that the segments hold a position, if the promise made last still stands. Durable on success;
    /// after an error the old promise stands or the new one does.
    pub(super) fn renew(&mut self, position: u64, chain: Chain) -> Result<(), PromiseError> {
        if newest(&*self.file)? != Some(self.known) {
            return Err(PromiseError::Changed);
        }
        let next = Promise { turn: self.known.turn + 1, position, chain };
        // A crash in this write leaves the other slot, with the promise before.
        self.file.write_at((next.turn % 2) * SLOT_BYTES as u64, &next.to_bytes())?;
        self.file.sync_data()?;
        self.known = next;
        Ok(())
    }
}

impl Promise {
    fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(2 * SLOT_BYTES);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&self.turn.to_le_bytes());
        bytes.extend_from_slice(&self.position.to_le_bytes());
        bytes.extend_from_slice(&self.chain);
        let checksum = crc32c::crc32c(&bytes);
        bytes.extend_from_slice(&checksum.to_le_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8; PROMISE_BYTES]) -> Option<Self> {
        let (content, checksum) = bytes.split_last_chunk::<4>()?;
        let (magic, rest) = content.split_first_chunk::<8>()?;
        let (turn, rest) = rest.split_first_chunk::<8>()?;
        let (position, chain) = rest.split_first_chunk::<8>()?;
        let whole = magic == MAGIC && crc32c::crc32c(content) == u32::from_le_bytes(*checksum);
        let (turn, position) = (u64::from_le_bytes(*turn), u64::from_le_bytes(*position));
        whole.then_some(Self { turn, position, chain: chain.try_into().ok()? })
    }
}

fn newest(file: &dyn DiskFile) -> io::Result<Option<Promise>> {
    let mut newest: Option<Promise> = None;
    for slot in 0..2 {
        let mut bytes = [0; PROMISE_BYTES];
        match file.read_at(slot * SLOT_BYTES as u64, &mut bytes) {
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let turn = |promise: &Option<Promise>| promise.map(|promise| promise.turn);
        newest = max_by_key(newest, Promise::from_bytes(&bytes), turn);
    }
    Ok(newest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::{Fate, SimulatedDisk};

    fn on_disk(disk: &SimulatedDisk) -> (u64, u8) {
        let known = PromiseFile::open(disk).unwrap().unwrap().known();
        (known.position, known.chain[0])
    }

    #[test]
    fn at_every_crash_the_promise_is_the_old_or_the_new_one() {
        for seed in 0..50 {
            let disk = SimulatedDisk::new(seed);
            disk.create_dir_all("log").unwrap();
            let mut promise = PromiseFile::create(&disk).unwrap();
            for position in 1..5 {
                promise.renew(position, [position as u8; 32]).unwrap();
            }
            assert_eq!(on_disk(&disk.after_crash(Fate::Dropped, seed)), (4, 4));
            disk.crash_at(disk.operations() + 1);
            assert!(promise.renew(5, [5; 32]).is_err());
            for fate in Fate::ALL {
                let found = on_disk(&disk.after_crash(fate, seed));
                assert!(found == (4, 4) || found == (5, 5), "{found:?}");
            }
        }
    }

    #[test]
    fn a_promise_made_by_another_process_is_noticed() {
        let disk = SimulatedDisk::new(1);
        disk.create_dir_all("log").unwrap();
        let mut one = PromiseFile::create(&disk).unwrap();
        let mut other = PromiseFile::open(&disk).unwrap().unwrap();
        other.renew(3, [3; 32]).unwrap();
        assert!(matches!(one.renew(2, [2; 32]), Err(PromiseError::Changed)));
        assert_eq!(on_disk(&disk), (3, 3));
    }

    #[test]
    fn a_missing_promise_is_none_and_rubbish_is_an_error() {
        let disk = SimulatedDisk::new(1);
        disk.create_dir_all("log").unwrap();
        assert!(PromiseFile::open(&disk).unwrap().is_none());
        disk.create(PROMISE_PATH).unwrap().write_at(0, &[7; 9000]).unwrap();
        assert_eq!(PromiseFile::open(&disk).err().unwrap().kind(), io::ErrorKind::InvalidData);
    }
}
