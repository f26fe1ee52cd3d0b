//! The bytes of a segment file: a header, then groups of framed records, each ended by a closing mark.
//!
//! | part | bytes (numbers little endian) |
//! |---|---|
//! | header | `samspor` 1 · first position u64 · seal 16 · chain 32 · CRC32C |
//! | record | length u32, never 0 · container · CRC32C of both |
//! | closing mark | 0u32 · seal 16 · first position of the group u64 · records u32 · bytes of the records u32 · chain 32 · CRC32C of the records · CRC32C of the mark |
//!
//! The container holds `recorded_at` in microseconds, which follows from the leaves before and stands here so that one
//! entry can be read alone, the leaf, and the bodies; a purged body stands as so many zeros.
//!
//! The *seal* is drawn afresh for each segment, so that no sender can write something that looks like a mark. The
//! *chain* is a digest over all leaves up to there: `SHA-256(chain before, leaf)`, 32 zeros before position 1.

use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::log::container::{self, ContainerError};

pub(super) const HEADER_BYTES: usize = 68;
pub(super) const MARK_BYTES: usize = 76;
/// Bytes around the container of a record.
pub(super) const FRAME_BYTES: usize = 8;
/// The largest container of a record; a longer one is refused before anything is written.
pub(super) const RECORD_BYTES_MAX: usize = 1 << 20;
pub(super) const SEAL_BYTES: usize = 16;

const MAGIC: &[u8; 8] = b"samspor\x01";
const RECORD_LIMIT: u64 = RECORD_BYTES_MAX as u64;

pub(super) type Seal = [u8; SEAL_BYTES];
pub(super) type Chain = [u8; 32];

/// The chain one leaf further.
pub(super) fn chained(chain: &Chain, leaf: &[u8]) -> Chain {
    Sha256::new().chain_update(chain).chain_update(leaf).finalize().into()
}

/// How a segment file begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) first: u64,
    pub(super) seal: Seal,
    /// The chain before the first position.
    pub(super) chain: Chain,
}

impl Header {
    pub(super) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_BYTES);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&self.first.to_le_bytes());
        bytes.extend_from_slice(&self.seal);
        bytes.extend_from_slice(&self.chain);
        close_with_checksum(&mut bytes, 0);
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut fields = checked(bytes.get(..HEADER_BYTES)?)?;
        if &fields.take::<8>()? != MAGIC {
            return None;
        }
        Some(Self { first: fields.number()?, seal: fields.take()?, chain: fields.take()? })
    }
}

/// How a group ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) seal: Seal,
    pub(super) first: u64,
    pub(super) records: u32,
    pub(super) bytes: u32,
    /// The chain after the group's last record.
    pub(super) chain: Chain,
    pub(super) checksum: u32,
}

impl Mark {
    fn write_to(self, buffer: &mut Vec<u8>) {
        let start = buffer.len();
        buffer.extend_from_slice(&[0; 4]);
        buffer.extend_from_slice(&self.seal);
        buffer.extend_from_slice(&self.first.to_le_bytes());
        buffer.extend_from_slice(&self.records.to_le_bytes());
        buffer.extend_from_slice(&self.bytes.to_le_bytes());
        buffer.extend_from_slice(&self.chain);
        buffer.extend_from_slice(&self.checksum.to_le_bytes());
        close_with_checksum(buffer, start);
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut fields = checked(bytes.get(..MARK_BYTES)?)?;
        if fields.take::<4>()? != [0; 4] {
            return None;
        }
        Some(Self {
            seal: fields.take()?,
            first: fields.number()?,
            records: fields.small()?,
            bytes: fields.small()?,
            chain: fields.take()?,
            checksum: fields.small()?,
        })
    }
}

/// The records of one group on their way to the file.
#[derive(Default)]
pub(super) struct Group {
    bytes: Vec<u8>,
    /// Where each record's frame begins in the group, and how long it is.
    frames: Vec<(u32, u32)>,
}

impl Group {
    /// Adds a record; refused, and the group unchanged, when it is too large.
    pub(super) fn push(
        &mut self,
        recorded_at: i64,
        leaf: &[u8],
        bodies: &[Vec<u8>],
    ) -> Result<(), ContainerError> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0; 4]);
        if let Err(error) = contain(&mut self.bytes, recorded_at, leaf, bodies) {
            self.bytes.truncate(start);
            return Err(error);
        }
        let length = small(self.bytes.len() - start - 4);
        self.bytes[start..start + 4].copy_from_slice(&length.to_le_bytes());
        close_with_checksum(&mut self.bytes, start);
        self.frames.push((small(start), length + small(FRAME_BYTES)));
        Ok(())
    }

    pub(super) fn close(&mut self, seal: Seal, first: u64, chain: Chain) {
        let mark = Mark {
            seal,
            first,
            records: small(self.frames.len()),
            bytes: small(self.bytes.len()),
            chain,
            checksum: crc32c::crc32c(&self.bytes),
        };
        mark.write_to(&mut self.bytes);
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn frames(&self) -> &[(u32, u32)] {
        &self.frames
    }

    /// Empties the group and keeps its room.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.frames.clear();
    }
}

/// What stands at a place in a segment.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Framed<'a> {
    /// A record's container, and the bytes of its frame.
    Record { container: &'a [u8], bytes: usize },
    /// Four zeros: a closing mark may begin here.
    Mark,
    /// The bytes end before the frame does; this many are needed.
    Cut { needed: usize },
    /// A length beyond the limit, or a checksum that does not match.
    Damaged,
}

/// Reads the frame that the bytes begin with.
pub(super) fn framed(bytes: &[u8]) -> Framed<'_> {
    let Some(length) = bytes.first_chunk::<4>() else { return Framed::Cut { needed: 4 } };
    let length = u32::from_le_bytes(*length) as usize;
    let needed = match length {
        0 => return Framed::Mark,
        1..=RECORD_BYTES_MAX => length + FRAME_BYTES,
        _ => return Framed::Damaged,
    };
    match bytes.get(..needed) {
        None => Framed::Cut { needed },
        Some(frame) if checked(frame).is_some() => {
            Framed::Record { container: &frame[4..4 + length], bytes: needed }
        }
        Some(_) => Framed::Damaged,
    }
}

/// Appends a record's container.
pub(in crate::log) fn contain(
    buffer: &mut Vec<u8>,
    recorded_at: i64,
    leaf: &[u8],
    bodies: &[Vec<u8>],
) -> Result<(), ContainerError> {
    container::encode_into(buffer, &(recorded_at, Bytes(leaf), Bodies(bodies)), RECORD_LIMIT)
}

/// What a record's container holds: `recorded_at`, the leaf, the bodies.
pub(super) type Contained<'a> = (i64, &'a [u8], Vec<&'a [u8]>);

/// Reads a record's container. A body that was purged stands as zeros, and is an empty one.
pub(super) fn contained(container: &[u8]) -> Result<Contained<'_>, ContainerError> {
    let (recorded_at, leaf, mut bodies) = contained_as_stored(container)?;
    // No sealed body and no JSON is of zeros alone.
    bodies.iter_mut().filter(|body| body.iter().all(|byte| *byte == 0)).for_each(|body| *body = &[]);
    Ok((recorded_at, leaf, bodies))
}

/// Reads a record's container, with the zeros of purged bodies.
pub(super) fn contained_as_stored(container: &[u8]) -> Result<Contained<'_>, ContainerError> {
    container::decode(container, RECORD_LIMIT)
}

/// Writes the checksum of a frame or a mark again, after what is before it was changed.
pub(super) fn reclose(bytes: &mut [u8]) {
    if let Some((content, checksum)) = bytes.split_last_chunk_mut::<4>() {
        *checksum = crc32c::crc32c(content).to_le_bytes();
    }
}

struct Bytes<'a>(&'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

struct Bodies<'a>(&'a [Vec<u8>]);

impl Serialize for Bodies<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|body| Bytes(body)))
    }
}

struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    fn number(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    fn small(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }
}

/// Everything but the checksum at the end, when that matches.
fn checked(bytes: &[u8]) -> Option<Fields<'_>> {
    let (content, checksum) = bytes.split_last_chunk::<4>()?;
    (crc32c::crc32c(content) == u32::from_le_bytes(*checksum)).then_some(Fields(content))
}

fn close_with_checksum(buffer: &mut Vec<u8>, start: usize) {
    let checksum = crc32c::crc32c(&buffer[start..]);
    buffer.extend_from_slice(&checksum.to_le_bytes());
}

fn small(number: usize) -> u32 {
    u32::try_from(number).expect("a group is at most 256 records of at most 1 MiB")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn the_bytes_of_a_segment_stay_what_they_are() {
        let header = Header { first: 7, seal: [0xA7; 16], chain: [0x11; 32] };
        let mut group = Group::default();
        group.push(1_750_000_000_000_000, b"leaf", &[b"body".to_vec(), Vec::new()]).unwrap();
        group.close(header.seal, header.first, chained(&header.chain, b"leaf"));
        let written = concat!(
            "73616d73706f72010700000000000000a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a71111111111111111",
            "1111111111111111111111111111111111111111111111113c962500"
        );
        assert_eq!(hex(&header.to_bytes()), written);
        let written = concat!(
            "15000000fd00c0b6403b6f0c00046c6561660204626f6479004e5b368a00000000a7a7a7a7a7a7a7",
            "a7a7a7a7a7a7a7a7a70700000000000000010000001d000000862857bc651d64b794d2bc143882d8",
            "a2892b15364aa4b55dd86ac42b0e8e9d73c74b6748a3ac5a22"
        );
        assert_eq!(hex(group.bytes()), written);
    }

    #[test]
    fn what_is_written_is_read() {
        let header = Header { first: 7, seal: [0xA7; 16], chain: [0x11; 32] };
        assert_eq!(Header::from_bytes(&header.to_bytes()), Some(header));
        let mut group = Group::default();
        group.push(-5, b"leaf", &[b"body".to_vec(), Vec::new()]).unwrap();
        let Framed::Record { container, bytes } = framed(group.bytes()) else { panic!("no record") };
        assert_eq!(bytes, group.bytes().len());
        assert_eq!(contained(container).unwrap(), (-5, &b"leaf"[..], vec![&b"body"[..], &[]]));
    }

    #[test]
    fn a_record_too_large_leaves_the_group_as_it_was() {
        let mut group = Group::default();
        group.push(1, b"leaf", &[]).unwrap();
        let before = group.bytes().to_vec();
        assert!(group.push(2, b"leaf", &[vec![0; RECORD_BYTES_MAX]]).is_err());
        assert_eq!((group.bytes(), group.frames().len()), (&before[..], 1));
    }
}
