//! The frames of a keystore file: each holds the records of one write, with a checksum and the file's own seal.
//!
//! A frame is the seal (8 bytes, drawn for the file), the length of its content and a CRC32C over length and content
//! (4 bytes each, little-endian), and the content. An empty frame is a mark: all before it had been synced when it was
//! written. It stands at the end only, where the next frame takes its place.

use thiserror::Error;

use super::records::Record;
use crate::log::container;

const MAGIC: &[u8; 8] = b"keystor\x01";
pub(super) const SEAL_BYTES: usize = 8;
/// Magic and seal.
pub(super) const HEAD_BYTES: usize = MAGIC.len() + SEAL_BYTES;
const FRAME_HEAD_BYTES: usize = SEAL_BYTES + 8;
/// The content of one frame is no longer.
pub(super) const CONTENT_BYTES_MAX: usize = 4 * 1024 * 1024;
/// One frame holds no more records, so that its content stays below its limit.
pub(super) const FRAME_RECORDS_MAX: usize = 8192;

/// What tells this file's frames from anything else.
pub(super) type Seal = [u8; SEAL_BYTES];

/// A file's frames, up to where they are whole.
pub(super) struct Frames<'a> {
    pub(super) seal: Seal,
    /// The contents, in order, without marks.
    pub(super) contents: Vec<&'a [u8]>,
    /// The length up to the end of the last frame that is no mark.
    pub(super) end: usize,
}

/// What is wrong with a keystore file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Damage {
    /// It does not begin as a keystore does.
    #[error("it is no keystore, or its beginning is damaged")]
    Head,
    /// A frame is broken, and whole ones stand behind it: no torn write leaves that.
    #[error(
        "its group of records number {number}, {offset} bytes in, is damaged, and what stands behind it is whole"
    )]
    Frame {
        /// From 1.
        number: usize,
        /// Where it begins.
        offset: usize,
    },
    /// The records of a frame are not what a keystore writes.
    #[error("its group of records number {number} holds what no keystore writes")]
    Records {
        /// From 1.
        number: usize,
    },
}

/// How a file begins.
pub(super) fn head(seal: Seal) -> Vec<u8> {
    [MAGIC.as_slice(), &seal].concat()
}

/// A frame of records, at most [`FRAME_RECORDS_MAX`].
pub(super) fn frame(seal: Seal, records: &[Record]) -> Vec<u8> {
    let content = container::encode(&records, CONTENT_BYTES_MAX as u64);
    sealed(seal, &content.expect("the records of a frame are fewer than its bytes hold"))
}

/// The mark that stands at the end of what has been synced.
pub(super) fn mark(seal: Seal) -> Vec<u8> {
    sealed(seal, &[])
}

fn sealed(seal: Seal, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).expect("a frame's content is far below 4 GiB").to_le_bytes();
    let checksum = checksum(length, content).to_le_bytes();
    [seal.as_slice(), &length, &checksum, content].concat()
}

fn checksum(length: [u8; 4], content: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(&length), content)
}

/// The frames of a file. What follows the last whole one was torn by a crash and never acknowledged; it is not part
/// of them.
pub(super) fn frames(bytes: &[u8]) -> Result<Frames<'_>, Damage> {
    let (seal, _) = bytes.strip_prefix(MAGIC).and_then(<[u8]>::split_first_chunk).ok_or(Damage::Head)?;
    let (mut contents, mut end) = (Vec::new(), HEAD_BYTES);
    let mut broken = HEAD_BYTES;
    while let Some(content) = frame_at(bytes, broken, *seal) {
        broken += FRAME_HEAD_BYTES + content.len();
        if content.is_empty() {
            break;
        }
        contents.push(content);
        end = broken;
    }
    let number = contents.len() + 1;
    match whole_after(bytes, broken, *seal) {
        true => Err(Damage::Frame { number, offset: end }),
        // A file gets its name with its first frame whole.
        false if contents.is_empty() => Err(Damage::Head),
        false => Ok(Frames { seal: *seal, contents, end }),
    }
}

fn frame_at(bytes: &[u8], offset: usize, seal: Seal) -> Option<&[u8]> {
    let (length, rest) = bytes.get(offset..)?.strip_prefix(&seal)?.split_first_chunk::<4>()?;
    let (check, rest) = rest.split_first_chunk::<4>()?;
    let content = rest.get(..usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
    let whole =
        content.len() <= CONTENT_BYTES_MAX && checksum(*length, content) == u32::from_le_bytes(*check);
    whole.then_some(content)
}

/// Whether any whole frame, or a mark, stands anywhere behind an offset.
fn whole_after(bytes: &[u8], offset: usize, seal: Seal) -> bool {
    let rest = bytes.get(offset..).unwrap_or_default();
    let mut candidates = rest.windows(SEAL_BYTES).enumerate().filter(|(_, window)| *window == seal);
    candidates.any(|(at, _)| frame_at(bytes, offset + at, seal).is_some())
}

#[cfg(test)]
mod tests {
    use samspor_core::seal::Kid;

    use super::*;

    const SEAL: Seal = [1, 2, 3, 4, 5, 6, 7, 8];

    fn record(n: u8) -> Record {
        Record::Revived { kid: Kid([n; 16]), by: 9 }
    }

    fn file(parts: &[&[Record]]) -> Vec<u8> {
        let frames = parts.iter().flat_map(|records| frame(SEAL, records));
        head(SEAL).into_iter().chain(frames).collect()
    }

    #[test]
    fn frames_end_where_a_write_was_torn() {
        let (one, two) = (file(&[&[record(1)]]), file(&[&[record(1)], &[record(2), record(3)]]));
        for length in one.len()..two.len() {
            assert_eq!(frames(&two[..length]).unwrap().end, one.len(), "{length}");
        }
        assert_eq!(frames(&two).unwrap().contents.len(), 2);
        let rubbish = [one.as_slice(), &[0xEE; 5000]].concat();
        assert_eq!(frames(&rubbish).unwrap().end, one.len());
        let marked = [one.as_slice(), &mark(SEAL)].concat();
        assert_eq!(frames(&marked).unwrap().end, one.len());
        assert_eq!(frames(&one[..one.len() - 1]).err(), Some(Damage::Head), "the first frame is never torn");
    }

    #[test]
    fn a_broken_frame_before_a_whole_one_or_a_mark_is_damage() {
        let parts = [file(&[&[record(1)], &[record(2)]]), mark(SEAL)].concat();
        let first = file(&[&[record(1)]]).len();
        for bit in 0..parts.len() * 8 {
            let mut flipped = parts.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let found = frames(&flipped).map(|frames| frames.contents.len());
            let expected = match bit / 8 {
                0..HEAD_BYTES => Err(Damage::Head),
                at if at < first => Err(Damage::Frame { number: 1, offset: HEAD_BYTES }),
                at if at < parts.len() - FRAME_HEAD_BYTES => Err(Damage::Frame { number: 2, offset: first }),
                _ => Ok(2),
            };
            assert_eq!(found, expected, "bit {bit}");
        }
    }

    #[test]
    fn the_bytes_of_a_frame_stay_what_they_are() {
        let bytes = crate::tokens::hex(&file(&[&[record(1)]]));
        let content = format!("0103{}09", "01".repeat(16));
        assert!(bytes.starts_with(
            "6b657973746f7201010203040506070801020304050607081300 0000".replace(' ', "").as_str()
        ));
        assert!(bytes.ends_with(&content), "{bytes}");
    }
}
