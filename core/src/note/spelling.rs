//! Spellings that these texts share, one for each thing: base64 with padding, decimals, names of keys.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::tlog_proof::ProofTextError;
use crate::tree::{HASHES_MAX, NodeHash, hash_of_text};

/// Bytes in base64 with padding.
pub(super) fn base64_of(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of base64 with padding, its last bits zero.
pub(super) fn bytes_of(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// A decimal without leading zeros.
pub(super) fn number_of(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// Whether a key may have this name: not empty, no space of any kind, no plus, no control character.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|letter| letter.is_whitespace() || letter == '+' || letter < ' ')
}

/// Hashes, one a line.
pub(super) fn hash_lines(hashes: &[NodeHash]) -> String {
    hashes.iter().map(|hash| base64_of(hash) + "\n").collect()
}

/// The hashes up to an empty line, and what comes after it.
pub(super) fn hashes_before_blank(mut text: &str) -> Result<(Vec<NodeHash>, &str), ProofTextError> {
    let mut hashes = Vec::new();
    loop {
        let (line, rest) = text.split_once('\n').ok_or(ProofTextError::NoBlankLine)?;
        text = rest;
        if line.is_empty() {
            return Ok((hashes, text));
        }
        if hashes.len() == HASHES_MAX {
            return Err(ProofTextError::TooManyHashes);
        }
        hashes.push(hash_of_text(line).ok_or(ProofTextError::Hash { number: hashes.len() + 1 })?);
    }
}
