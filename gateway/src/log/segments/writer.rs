//! The pen: writes one group after the other, each durable with one sync, and begins new segments.

use std::io;
use std::sync::Arc;

use samspor_core::log::Record;
use samspor_core::words::Instant;
use thiserror::Error;

use super::Durability;
use super::files::{Place, SegmentFiles, path_of};
use super::layout::{
    Chain, FRAME_BYTES, Group, HEADER_BYTES, Header, MARK_BYTES, RECORD_BYTES_MAX, Seal, chained,
};
use super::promise::{PromiseError, PromiseFile};
use crate::disk::{Disk, DiskFile};

/// A group never holds more records.
pub(super) const GROUP_RECORDS_MAX: usize = 256;

/// Where a new segment's seal comes from.
pub(crate) type FreshSeal = fn() -> io::Result<Seal>;

/// Why a group was not written. What is on the disk is unknown: the log must stop, and a restart looks.
#[derive(Debug, Error)]
pub(super) enum WriteError {
    #[error("the disk failed: {0}")]
    Disk(#[from] io::Error),
    #[error("the promise could not be renewed: {0}")]
    Promise(#[from] PromiseError),
    #[error("a record is larger than {RECORD_BYTES_MAX} bytes")]
    TooLarge,
}

/// The end of the log. One thread owns it; after any error it must not be used again.
pub(super) struct Writer {
    pub(super) disk: Arc<dyn Disk>,
    pub(super) files: Arc<SegmentFiles>,
    pub(super) promise: PromiseFile,
    pub(super) durability: Durability,
    /// A segment this long is followed by a new one.
    pub(super) segment_bytes: u64,
    pub(super) fresh_seal: FreshSeal,
    pub(super) open: OpenSegment,
    /// The newest position that is durable.
    pub(super) newest: u64,
    pub(super) chain: Chain,
    pub(super) group: Group,
}

/// The segment being written.
pub(super) struct OpenSegment {
    pub(super) first: u64,
    pub(super) seal: Seal,
    pub(super) file: Arc<dyn DiskFile>,
    /// Where the next group goes.
    pub(super) end: u64,
}

impl Writer {
    /// Writes records as one group behind the newest position; where each stands. On success all are durable; on
    /// an error, all may be there or none.
    pub(super) fn write<'a>(
        &mut self,
        records: impl IntoIterator<Item = (Instant, &'a Record)>,
    ) -> Result<Vec<Place>, WriteError> {
        self.begin_segment_when_full()?;
        let mut chain = self.chain;
        self.group.clear();
        for (recorded_at, Record { leaf, bodies }) in records {
            self.group.push(recorded_at.micros(), leaf, bodies).map_err(|_| WriteError::TooLarge)?;
            chain = chained(&chain, leaf);
        }
        self.group.close(self.open.seal, self.newest + 1, chain);
        // A crash in this write or before the sync: the group is whole, and counts, or it is a torn tail, and is cut.
        self.open.file.write_at(self.open.end, self.group.bytes())?;
        if self.durability.sync_group {
            self.open.file.sync_data()?;
        }
        // A crash from here on: the group is there, whether or not its senders have heard.
        let (segment, end) = (self.open.first, self.open.end);
        let place = |&(start, bytes): &(u32, u32)| Place { segment, offset: end + u64::from(start), bytes };
        let places: Vec<Place> = self.group.frames().iter().map(place).collect();
        self.open.end += self.group.bytes().len() as u64;
        self.newest += places.len() as u64;
        self.chain = chain;
        Ok(places)
    }

    /// Promises what is durable now, unless that is promised already.
    pub(super) fn renew_promise(&mut self) -> Result<(), PromiseError> {
        if self.nothing_to_promise() {
            return Ok(());
        }
        self.promise.renew(self.newest, self.chain)
    }

    /// Whether the newest position is promised already.
    pub(super) fn nothing_to_promise(&self) -> bool {
        self.promise.known().position == self.newest
    }

    fn begin_segment_when_full(&mut self) -> Result<(), WriteError> {
        if self.open.end < self.segment_bytes { Ok(()) } else { self.begin_segment() }
    }

    /// Seals the segment being written, unless it is empty, and begins the next one; all that was written is
    /// promised then.
    pub(super) fn begin_segment(&mut self) -> Result<(), WriteError> {
        if self.open.end <= HEADER_BYTES as u64 {
            return Ok(());
        }
        // The full segment is promised before the next one begins, so that a start needs to read the last one only.
        self.renew_promise()?;
        let header = Header { first: self.newest + 1, seal: (self.fresh_seal)()?, chain: self.chain };
        self.open = begin_segment(&*self.disk, header, self.durability)?;
        self.files.add(self.open.first, Arc::clone(&self.open.file));
        Ok(())
    }
}

/// A new segment without records; durable on success, and on an error there or not there.
pub(super) fn begin_segment(
    disk: &dyn Disk,
    header: Header,
    durability: Durability,
) -> io::Result<OpenSegment> {
    let path = path_of(header.first);
    let temporary = format!("{path}.tmp");
    let file = disk.create(&temporary)?;
    file.write_at(0, &header.to_bytes())?;
    if durability.sync_group {
        file.sync_data()?;
    }
    // A crash up to here leaves a temporary file, which the next start removes.
    disk.rename(&temporary, &path)?;
    // A crash here: the segment has its name, or the temporary one; either way no record was in it.
    if durability.sync_directory {
        disk.sync_dir("log")?;
    }
    Ok(OpenSegment { first: header.first, seal: header.seal, file, end: HEADER_BYTES as u64 })
}

const _: () = assert!(GROUP_RECORDS_MAX * (RECORD_BYTES_MAX + FRAME_BYTES) + MARK_BYTES < u32::MAX as usize);
