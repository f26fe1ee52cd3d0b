//! The right edge of the tree in memory: the frontier, and the hashes of the tiles that are not full yet.

use samspor_core::tree::{Frontier, LeafHash, NodeHash, TILE_LEVELS, TILE_WIDTH, Tile};

/// Levels of the tree in a tile.
const TILE_HEIGHT: u32 = 8;

/// What appending, the root, and partial tiles need: at most 255 hashes a level.
#[derive(Clone, Default)]
pub(super) struct Edge {
    frontier: Frontier,
    levels: Vec<Vec<NodeHash>>,
}

impl Edge {
    /// The edge of the tree that a frontier is of. `find` gives the hashes of a partial tile and must have found
    /// them to [`fit`](fits) the frontier.
    pub(super) fn restored<E>(
        frontier: Frontier,
        mut find: impl FnMut(Tile, &[NodeHash]) -> Result<Vec<NodeHash>, E>,
    ) -> Result<Self, E> {
        let size = frontier.size();
        let mut levels = Vec::new();
        for level in 0..TILE_LEVELS {
            let hashes = match partial_tile(level, size) {
                Some(tile) => find(tile, parts(&frontier, level))?,
                None => Vec::new(),
            };
            levels.push(hashes);
        }
        Ok(Self { frontier, levels })
    }

    pub(super) fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    pub(super) fn size(&self) -> u64 {
        self.frontier.size()
    }

    pub(super) fn root(&self) -> NodeHash {
        self.frontier.root()
    }

    /// Adds a leaf; hears of each tile that has become full.
    pub(super) fn append(&mut self, leaf: LeafHash, mut full: impl FnMut(Tile, Vec<NodeHash>)) {
        let levels = &mut self.levels;
        self.frontier.append_told(leaf, |tile, hash| {
            let level = usize::from(tile.level());
            levels.resize_with(levels.len().max(level + 1), Vec::new);
            levels[level].push(hash);
            if tile.is_full() {
                full(tile, std::mem::take(&mut levels[level]));
            }
        });
    }

    /// The hashes of a tile that is not full in this tree; none when it is.
    pub(super) fn hashes(&self, tile: Tile) -> Option<&[NodeHash]> {
        let partial = partial_tile(tile.level(), self.size())?;
        let is_partial = partial.index() == tile.index();
        let held = self.levels.get(usize::from(tile.level()))?;
        is_partial.then_some(held.as_slice())
    }

    /// The tiles that are not full, with their hashes.
    pub(super) fn partial(&self) -> impl Iterator<Item = (Tile, &[NodeHash])> {
        let tiles = (0..TILE_LEVELS).filter_map(|level| partial_tile(level, self.size()));
        tiles.filter_map(|tile| Some((tile, self.hashes(tile)?)))
    }
}

/// Whether hashes of one level are those that a part of the frontier was computed from.
pub(super) fn fits(hashes: &[NodeHash], parts: &[NodeHash]) -> bool {
    let mut frontier = Frontier::new();
    hashes.iter().for_each(|hash| frontier.append(*hash));
    frontier.hashes() == parts
}

/// The tile of a level that is not full in a tree of some size.
fn partial_tile(level: u8, size: u64) -> Option<Tile> {
    let index = size >> (TILE_HEIGHT * (u32::from(level) + 1)).min(63);
    Tile::of_tree(level, index, size).filter(|tile| tile.width() < TILE_WIDTH)
}

/// The hashes of the frontier that stand for the partial tile of a level.
fn parts(frontier: &Frontier, level: u8) -> &[NodeHash] {
    let shift = TILE_HEIGHT * u32::from(level);
    let above = frontier.size().checked_shr(shift + TILE_HEIGHT).unwrap_or(0).count_ones() as usize;
    let here = (frontier.size() >> shift & 0xff).count_ones() as usize;
    &frontier.hashes()[above..above + here]
}
