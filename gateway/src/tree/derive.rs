//! Tiles derived again, from the tiles beneath or from the log's leaves.

use samspor_core::log::{Log, Position};
use samspor_core::tree::{NodeHash, TILE_WIDTH, Tile, hash_of_leaf, hash_of_tile};

use super::error::TreeError;
use super::tiles::TileFiles;

/// What a tile is derived from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum From {
    /// The stored tiles beneath it; the leaves where there are none.
    Beneath,
    /// The leaves alone.
    Leaves,
}

/// The log and the stored tiles of its tree.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) log: &'a dyn Log,
    pub(super) files: &'a TileFiles,
}

impl Source<'_> {
    /// The hashes of a tile of the log's tree.
    pub(super) fn derived(&self, tile: Tile, from: From) -> Result<Vec<NodeHash>, TreeError> {
        let first = tile.index() * u64::from(TILE_WIDTH);
        let Some(beneath) = tile.level().checked_sub(1) else {
            return self.leaves(first, usize::from(tile.width()));
        };
        let children = (first..).take(usize::from(tile.width()));
        children
            .filter_map(|index| Tile::new(beneath, index, TILE_WIDTH))
            .map(|one| self.hash(one, from))
            .collect()
    }

    /// The hashes of the leaves after a position.
    pub(super) fn leaves(&self, after: u64, count: usize) -> Result<Vec<NodeHash>, TreeError> {
        let page = self.log.page(Position(after), count)?;
        if page.len() < count {
            return Err(TreeError::NotYet { size: after + page.len() as u64, asked: after + count as u64 });
        }
        Ok(page.iter().map(|placed| hash_of_leaf(&placed.record.leaf)).collect())
    }

    /// The hash that stands for a full tile a level up.
    fn hash(&self, tile: Tile, from: From) -> Result<NodeHash, TreeError> {
        let stored = match from {
            From::Beneath => self.files.read(tile)?,
            From::Leaves => None,
        };
        let hashes = stored.map_or_else(|| self.derived(tile, from), Ok)?;
        Ok(hash_of_tile(&hashes).expect("a full tile has 256 hashes"))
    }
}
