//! One entry by itself: its leaf, and its bodies held against the leaf; many can be read side by side.

use samspor_core::entry::{Leaf, LeafHash, Section, hash_of_leaf};
use samspor_core::log::Record;
use samspor_core::words::Instant;

use super::layout::contained;

/// An entry whose leaf is canonical and whose bodies are those the leaf was made over, or were purged.
pub(in crate::log) struct Alone<'c> {
    pub(in crate::log) recorded_at: Instant,
    pub(in crate::log) leaf: Leaf,
    pub(in crate::log) hash: LeafHash,
    leaf_bytes: &'c [u8],
    pub(in crate::log) bodies: Vec<&'c [u8]>,
}

impl<'c> Alone<'c> {
    /// The entry in a record's container; the text says what is wrong with it.
    pub(in crate::log) fn read(container: &'c [u8]) -> Result<Self, &'static str> {
        let (recorded_at, leaf_bytes, bodies) =
            contained(container).map_err(|_| "the record is unreadable")?;
        let leaf = Leaf::read(leaf_bytes).ok_or("the leaf is not canonical: it was edited in place")?;
        if leaf.sec.len() != bodies.len() {
            return Err("the entry has not as many bodies as its leaf says: it was edited in place");
        }
        let is_whole = |(section, body): (&Section, &&[u8])| section.covers(body) || section.is_purged(body);
        if !leaf.sec.iter().zip(&bodies).all(is_whole) {
            return Err(
                "a body is not the one the leaf was made over: it was edited in place, or the disk has lost it",
            );
        }
        let hash = hash_of_leaf(leaf_bytes);
        Ok(Self { recorded_at: Instant::from_micros(recorded_at), leaf, hash, leaf_bytes, bodies })
    }

    /// The record as the log's contract has it.
    pub(in crate::log) fn record(&self) -> Record {
        let bodies = self.bodies.iter().map(|body| body.to_vec()).collect();
        Record { leaf: self.leaf_bytes.to_vec(), bodies }
    }
}
