//! As much of DER as a time stamp takes: elements of definite length, read within the bytes that hold them.

/// Tags of the elements that are read.
pub(super) const INTEGER: u8 = 0x02;
pub(super) const OCTETS: u8 = 0x04;
pub(super) const OBJECT: u8 = 0x06;
pub(super) const TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;
/// A value in its own element, numbered 0.
pub(super) const WRAPPED: u8 = 0xa0;

/// The most bytes of a length.
const LENGTH_BYTES_MAX: u8 = 4;

/// Elements one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Elements<'a>(pub(super) &'a [u8]);

impl<'a> Elements<'a> {
    /// The content of the next element, if it has this tag.
    pub(super) fn next(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (told, content, rest) = split(self.0)?;
        (told == tag).then(|| {
            self.0 = rest;
            content
        })
    }

    /// The elements in the next one, if it has this tag.
    pub(super) fn within(&mut self, tag: u8) -> Option<Elements<'a>> {
        self.next(tag).map(Elements)
    }

    /// The content of the first element from here on that has this tag.
    pub(super) fn first(&mut self, tag: u8) -> Option<&'a [u8]> {
        loop {
            let (told, content, rest) = split(self.0)?;
            self.0 = rest;
            if told == tag {
                return Some(content);
            }
        }
    }
}

/// Tag and content of the first element, and what comes after it.
fn split(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        _ => {
            let bytes = first & 0x7f;
            if bytes == 0 || bytes > LENGTH_BYTES_MAX {
                return None;
            }
            let (told, rest) = rest.split_at_checked(usize::from(bytes))?;
            (told.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}
