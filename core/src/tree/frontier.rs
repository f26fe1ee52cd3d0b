//! The right edge of a tree: all that appending and the root need, at most 63 hashes.

use super::hash::{EMPTY_ROOT, NodeHash, SIZE_MAX, hash_of_node};
use super::tile::{TILE_HEIGHT, Tile};
use crate::entry::LeafHash;

/// The roots of the complete subtrees that a tree of some size consists of, the largest and leftmost first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    hashes: Vec<NodeHash>,
}

impl Frontier {
    /// The frontier of the empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// A frontier as it was stored; `None` unless there is one hash for each bit set in the size.
    pub fn stored(size: u64, hashes: Vec<NodeHash>) -> Option<Self> {
        let fits = size <= SIZE_MAX && hashes.len() == size.count_ones() as usize;
        fits.then_some(Self { size, hashes })
    }

    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The hashes as [`Frontier::stored`] takes them.
    pub fn hashes(&self) -> &[NodeHash] {
        &self.hashes
    }

    /// Adds a leaf.
    pub fn append(&mut self, leaf: LeafHash) {
        self.append_told(leaf, |_, _| ());
    }

    /// Adds a leaf and tells each hash that becomes part of a tile: the tile as wide as it is from now on, and the hash
    /// which stands last in it. A full tile is told before the hash that stands for it a level up.
    pub fn append_told(&mut self, leaf: LeafHash, mut tell: impl FnMut(Tile, NodeHash)) {
        tell(Tile::ending_at(0, self.size + 1), leaf);
        let mut hash = leaf;
        let complete_after = self.size.trailing_ones();
        self.size += 1;
        for height in 1..=complete_after {
            let left = self.hashes.pop().expect("each bit set in the size has its hash");
            hash = hash_of_node(&left, &hash);
            if height % TILE_HEIGHT == 0 {
                tell(Tile::ending_at((height / TILE_HEIGHT) as u8, self.size >> height), hash);
            }
        }
        self.hashes.push(hash);
    }

    /// The root of the tree.
    pub fn root(&self) -> NodeHash {
        let mut from_the_right = self.hashes.iter().rev();
        let Some(last) = from_the_right.next() else { return EMPTY_ROOT };
        from_the_right.fold(*last, |right, left| hash_of_node(left, &right))
    }
}
