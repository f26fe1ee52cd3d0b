//! A whole tree in memory: for lists that are built to be proven, for tests, and for ledgers without a disk.

use std::convert::Infallible;

use super::frontier::Frontier;
use super::hash::NodeHash;
use super::proof::{Unproven, consistency_proof, inclusion_proof, root_at};
use super::tile::{TILE_WIDTH, Tile};
use crate::entry::LeafHash;

/// Why a list in memory gives no proof: it has no such leaf or size.
pub type Unlisted = Unproven<Infallible>;

/// A list of leaf hashes with every hash that tiles would hold.
#[derive(Clone, Debug, Default)]
pub struct MerkleList {
    frontier: Frontier,
    levels: Vec<Vec<NodeHash>>,
}

impl MerkleList {
    /// The list of these leaf hashes.
    pub fn of(leaves: impl IntoIterator<Item = LeafHash>) -> Self {
        let mut list = Self::default();
        leaves.into_iter().for_each(|leaf| list.push(leaf));
        list
    }

    /// Adds a leaf hash at the end.
    pub fn push(&mut self, leaf: LeafHash) {
        let levels = &mut self.levels;
        self.frontier.append_told(leaf, |tile, hash| {
            let level = usize::from(tile.level());
            if levels.len() == level {
                levels.push(Vec::new());
            }
            levels[level].push(hash);
        });
    }

    /// How many leaf hashes it has.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The root of the whole list.
    pub fn root(&self) -> NodeHash {
        self.frontier.root()
    }

    /// The right edge.
    pub fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// The root of its first `size` leaf hashes.
    pub fn root_at(&self, size: u64) -> Result<NodeHash, Unlisted> {
        self.holds(size)?;
        root_at(size, |tile| self.tile(tile))
    }

    /// The proof that leaf hash `index`, from 0, is among the first `size`.
    pub fn inclusion(&self, index: u64, size: u64) -> Result<Vec<NodeHash>, Unlisted> {
        self.holds(size)?;
        inclusion_proof(index, size, |tile| self.tile(tile))
    }

    /// The proof that its first `to` leaf hashes continue its first `from`.
    pub fn consistency(&self, from: u64, to: u64) -> Result<Vec<NodeHash>, Unlisted> {
        self.holds(to)?;
        consistency_proof(from, to, |tile| self.tile(tile))
    }

    /// The hashes of a tile; fewer than its width where the list ends.
    pub fn hashes(&self, tile: Tile) -> &[NodeHash] {
        let level = self.levels.get(usize::from(tile.level())).map_or(&[][..], Vec::as_slice);
        let start = (tile.index() * u64::from(TILE_WIDTH)).min(level.len() as u64) as usize;
        &level[start..level.len().min(start + usize::from(tile.width()))]
    }

    fn tile(&self, tile: Tile) -> Result<Vec<NodeHash>, Infallible> {
        Ok(self.hashes(tile).to_vec())
    }

    fn holds(&self, size: u64) -> Result<(), Unlisted> {
        let (from, to) = (size, self.size());
        if from > to { Err(Unproven::NoSuchTree { from, to }) } else { Ok(()) }
    }
}
