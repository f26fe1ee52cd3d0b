//! The segment files as readers see them: one record at its place, or many in the order of the log.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::layout::{Framed, HEADER_BYTES, MARK_BYTES, framed};
use crate::disk::DiskFile;

const CHUNK_BYTES: usize = 256 << 10;
/// A signpost stands in memory about every so many bytes of a segment that has been read through.
const SIGNPOST_BYTES: u64 = 64 << 10;

/// Where a record stands: the segment that begins with a position, the offset in it, and the bytes of the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) segment: u64,
    pub(crate) offset: u64,
    pub(crate) bytes: u32,
}

/// Why a record could not be read.
#[derive(Debug, Error)]
pub(crate) enum ReadError {
    /// The disk failed.
    #[error("segment {segment} cannot be read")]
    Disk {
        /// The first position of the segment.
        segment: u64,
        /// What the disk said.
        source: io::Error,
    },
    /// The bytes are not those of a record.
    #[error("segment {segment} is damaged at byte {offset}; run `samspor verify`")]
    Damaged {
        /// The first position of the segment.
        segment: u64,
        /// Where in the file.
        offset: u64,
    },
    /// No segment holds the position.
    #[error("no segment holds position {0}; run `samspor verify`")]
    Missing(u64),
}

/// All segments of a log, the one being written included.
#[derive(Default)]
pub(super) struct SegmentFiles {
    segments: RwLock<BTreeMap<u64, Arc<Segment>>>,
}

struct Segment {
    first: u64,
    file: Arc<dyn DiskFile>,
    /// Positions whose offset is known, where the frame of their record begins.
    signposts: Mutex<BTreeMap<u64, u64>>,
}

pub(super) fn path_of(first: u64) -> String {
    format!("log/{first:020}.seg")
}

/// The first position a file name speaks of, when it is a segment's name.
pub(super) fn first_of(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".seg").filter(|digits| digits.len() == 20)?;
    digits.parse().ok().filter(|&first| first > 0)
}

impl SegmentFiles {
    pub(super) fn add(&self, first: u64, file: Arc<dyn DiskFile>) {
        let signposts = Mutex::new(BTreeMap::from([(first, HEADER_BYTES as u64)]));
        let segment = Arc::new(Segment { first, file, signposts });
        self.segments.write().unwrap_or_else(PoisonError::into_inner).insert(first, segment);
    }

    /// Puts a segment's file in place of the one before; every record in it stands where it stood. Who reads the one
    /// before reads it to the end.
    pub(super) fn replace(&self, first: u64, file: Arc<dyn DiskFile>) {
        let mut segments = self.segments.write().unwrap_or_else(PoisonError::into_inner);
        let signposts = segments.get(&first).map(|before| {
            Mutex::new(before.signposts.lock().unwrap_or_else(PoisonError::into_inner).clone())
        });
        let signposts =
            signposts.unwrap_or_else(|| Mutex::new(BTreeMap::from([(first, HEADER_BYTES as u64)])));
        segments.insert(first, Arc::new(Segment { first, file, signposts }));
    }

    /// The first positions of the segments before one.
    pub(super) fn firsts_before(&self, first: u64) -> Vec<u64> {
        let segments = self.segments.read().unwrap_or_else(PoisonError::into_inner);
        segments.range(..first).map(|(first, _)| *first).collect()
    }

    /// The container of the record at a place, in one read into the buffer.
    pub(super) fn read<'b>(&self, place: Place, buffer: &'b mut Vec<u8>) -> Result<&'b [u8], ReadError> {
        let segment = self.holding(place.segment).ok_or(ReadError::Missing(place.segment))?;
        buffer.resize(place.bytes as usize, 0);
        segment.file.read_at(place.offset, buffer).map_err(|source| segment.failed(source))?;
        match framed(buffer) {
            Framed::Record { container, bytes } if bytes == place.bytes as usize => Ok(container),
            Framed::Record { .. } | Framed::Mark | Framed::Cut { .. } | Framed::Damaged => {
                Err(ReadError::Damaged { segment: place.segment, offset: place.offset })
            }
        }
    }

    /// Hands over the containers of the records after a position, up to another, in order.
    pub(super) fn scan<E: From<ReadError>>(
        &self,
        after: u64,
        up_to: u64,
        mut take: impl FnMut(u64, Place, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut after = after;
        while after < up_to {
            let segment = self.holding(after + 1).ok_or(ReadError::Missing(after + 1))?;
            let last = self.first_beyond(segment.first).map_or(up_to, |first| up_to.min(first - 1));
            segment.scan(after + 1, last, &mut take)?;
            after = last;
        }
        Ok(())
    }

    fn holding(&self, position: u64) -> Option<Arc<Segment>> {
        let segments = self.segments.read().unwrap_or_else(PoisonError::into_inner);
        segments.range(..=position).next_back().map(|(_, segment)| Arc::clone(segment))
    }

    fn first_beyond(&self, first: u64) -> Option<u64> {
        let segments = self.segments.read().unwrap_or_else(PoisonError::into_inner);
        segments.range(first + 1..).next().map(|(first, _)| *first)
    }
}

impl Segment {
    /// Reads from the nearest signpost, puts up new ones on the way, and hands over the positions asked for.
    fn scan<E: From<ReadError>>(
        &self,
        from: u64,
        last: u64,
        take: &mut impl FnMut(u64, Place, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let (mut position, mut offset) = self.signpost(from);
        let mut signpost = offset;
        let length = self.file.length().map_err(|source| self.failed(source))?;
        let (mut chunk, mut at) = (Vec::new(), 0);
        while position <= last {
            match framed(&chunk[at..]) {
                Framed::Record { container, bytes } => {
                    if offset >= signpost + SIGNPOST_BYTES {
                        self.put_up(position, offset);
                        signpost = offset;
                    }
                    if position >= from {
                        let place = Place { segment: self.first, offset, bytes: small(bytes) };
                        take(position, place, container)?;
                    }
                    (position, offset, at) = (position + 1, offset + bytes as u64, at + bytes);
                }
                Framed::Mark if chunk.len() - at >= MARK_BYTES => {
                    (offset, at) = (offset + MARK_BYTES as u64, at + MARK_BYTES);
                }
                Framed::Mark => self.refill(&mut chunk, &mut at, offset, length, MARK_BYTES)?,
                Framed::Cut { needed } => self.refill(&mut chunk, &mut at, offset, length, needed)?,
                Framed::Damaged => return Err(self.damaged(offset).into()),
            }
        }
        Ok(())
    }

    /// Reads the next chunk, which begins where the bytes not yet used up do.
    fn refill(
        &self,
        chunk: &mut Vec<u8>,
        at: &mut usize,
        offset: u64,
        length: u64,
        needed: usize,
    ) -> Result<(), ReadError> {
        let left = usize::try_from(length.saturating_sub(offset)).unwrap_or(usize::MAX);
        if left < needed {
            return Err(self.damaged(offset));
        }
        chunk.resize(left.min(CHUNK_BYTES.max(needed)), 0);
        *at = 0;
        self.file.read_at(offset, chunk).map_err(|source| self.failed(source))
    }

    fn signpost(&self, position: u64) -> (u64, u64) {
        let signposts = self.signposts.lock().unwrap_or_else(PoisonError::into_inner);
        let nearest = signposts.range(..=position).next_back();
        nearest.map_or((self.first, HEADER_BYTES as u64), |(position, offset)| (*position, *offset))
    }

    fn put_up(&self, position: u64, offset: u64) {
        self.signposts.lock().unwrap_or_else(PoisonError::into_inner).insert(position, offset);
    }

    fn damaged(&self, offset: u64) -> ReadError {
        ReadError::Damaged { segment: self.first, offset }
    }

    fn failed(&self, source: io::Error) -> ReadError {
        ReadError::Disk { segment: self.first, source }
    }
}

fn small(bytes: usize) -> u32 {
    u32::try_from(bytes).expect("a frame is at most 1 MiB and a few bytes")
}
