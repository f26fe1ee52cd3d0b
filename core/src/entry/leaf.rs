//! The leaf: small canonical JSON (RFC 8785) without personal data, which the tree and the chains are built over.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::log::Class;
use crate::words::Instant;

/// The hash of a leaf as RFC 6962 hashes it: SHA-256 over a zero byte and the leaf's bytes.
pub type LeafHash = [u8; 32];

/// The name of the form in which bodies stand beside the leaf: unsealed, until they are.
pub(crate) const SCHEMA: &str = "samspor/0";

/// The version of the leaf's form.
const VERSION: u8 = 1;

/// What a leaf says of one body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// SHA-256 of the body's bytes, in hexadecimal.
    pub ct: String,
    /// Bytes of the body.
    pub n: u64,
}

/// A leaf. Its fields are in the order of RFC 8785, so that what serde writes is canonical.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaf {
    /// The actor's pseudonym, 16 bytes in hexadecimal.
    pub act: String,
    /// The committer's clock, to the millisecond.
    pub at: String,
    /// The coarse class.
    pub k: Class,
    /// The hash of the stream's previous leaf, in hexadecimal; zeros for the first.
    pub prev: String,
    /// The schema of the bodies.
    pub sch: String,
    pub sec: Vec<Section>,
    /// The random id of the stream, 16 bytes in hexadecimal.
    pub sid: String,
    /// The number in the stream, from 1.
    pub sn: u64,
    /// The version of the leaf's form.
    pub v: u8,
}

/// What a leaf is made of.
pub(crate) struct LeafParts<'a> {
    pub act: &'a [u8; 16],
    pub at: Instant,
    pub class: Class,
    pub previous: &'a LeafHash,
    pub sid: &'a [u8; 16],
    pub number: u64,
    pub bodies: &'a [Vec<u8>],
}

/// The leaf's bytes.
pub(crate) fn leaf_bytes(parts: &LeafParts<'_>) -> Vec<u8> {
    let sec = parts
        .bodies
        .iter()
        .map(|body| Section { ct: hex(&Sha256::digest(body)), n: body.len() as u64 })
        .collect();
    let leaf = Leaf {
        act: hex(parts.act),
        at: parts.at.to_millis_text(),
        k: parts.class,
        prev: hex(parts.previous),
        sch: SCHEMA.to_owned(),
        sec,
        sid: hex(parts.sid),
        sn: parts.number,
        v: VERSION,
    };
    serde_json::to_vec(&leaf).expect("a leaf is strings and integers")
}

/// The leaf's hash in tree and chain.
pub fn hash_of_leaf(leaf: &[u8]) -> LeafHash {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(leaf);
    hash.finalize().into()
}

/// Bytes as lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

fn is_hex(text: &str, bytes: usize) -> bool {
    text.len() == 2 * bytes && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

impl Leaf {
    /// Reads a leaf, and refuses bytes that are not the canonical spelling of what they say.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let leaf: Self = serde_json::from_slice(bytes).ok()?;
        let canonical = serde_json::to_vec(&leaf).ok()?;
        (canonical == bytes && leaf.is_well_formed()).then_some(leaf)
    }

    fn is_well_formed(&self) -> bool {
        let at: Option<Instant> = self.at.parse().ok();
        let bodies = |section: &Section| is_hex(&section.ct, 32);
        is_hex(&self.act, 16)
            && at.is_some_and(|at| at.to_millis_text() == self.at)
            && is_hex(&self.prev, 32)
            && self.sch == SCHEMA
            && self.sec.iter().all(bodies)
            && is_hex(&self.sid, 16)
            && self.sn > 0
            && self.v == VERSION
    }

    /// Whether the bodies are those the leaf was made over.
    pub fn covers(&self, bodies: &[Vec<u8>]) -> bool {
        let matches = |(section, body): (&Section, &Vec<u8>)| {
            section.n == body.len() as u64 && section.ct == hex(&Sha256::digest(body))
        };
        self.sec.len() == bodies.len() && self.sec.iter().zip(bodies).all(matches)
    }
}
