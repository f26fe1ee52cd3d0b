//! The container around stored bytes: the one file that names bincode and its options.

use bincode::{DefaultOptions, Options};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The bytes are not what the type asks for, are cut, go on after it, or exceed the limit.
#[derive(Debug, Error)]
#[error("unreadable container")]
pub(crate) struct ContainerError(#[from] bincode::Error);

/// Appends a value's bytes to a buffer; a value above the limit of bytes is refused and nothing is appended.
pub(crate) fn encode_into<T: Serialize>(
    buffer: &mut Vec<u8>,
    value: &T,
    bytes_max: u64,
) -> Result<(), ContainerError> {
    Ok(options(bytes_max).serialize_into(buffer, value)?)
}

/// A value's bytes; above the limit of bytes it is refused.
pub(crate) fn encode<T: Serialize>(value: &T, bytes_max: u64) -> Result<Vec<u8>, ContainerError> {
    Ok(options(bytes_max).serialize(value)?)
}

/// The value that these bytes are, all of them.
pub(crate) fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8], bytes_max: u64) -> Result<T, ContainerError> {
    Ok(options(bytes_max).deserialize(bytes)?)
}

fn options(bytes_max: u64) -> impl Options {
    DefaultOptions::new()
        .with_varint_encoding()
        .with_little_endian()
        .with_limit(bytes_max)
        .reject_trailing_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_of_the_container_stay_what_they_are() {
        assert_eq!(encode(&(1u64, 300u64, vec![7u8, 8]), 100).unwrap(), [1, 251, 44, 1, 2, 7, 8]);
    }

    #[test]
    fn trailing_cut_and_oversized_bytes_are_refused() {
        assert_eq!(decode::<(u64, u8)>(&[251, 44, 1, 9], 100).unwrap(), (300, 9));
        assert!(decode::<(u64, u8)>(&[251, 44, 1, 9, 0], 100).is_err());
        assert!(decode::<(u64, u8)>(&[251, 44, 1], 100).is_err());
        assert!(decode::<Vec<u8>>(&[253, 255, 255, 255, 255, 255, 255, 255, 127], 100).is_err());
        assert!(encode(&vec![0u8; 200], 100).is_err());
    }
}
