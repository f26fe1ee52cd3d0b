//! Tiles of 256 hashes and their paths, as c2sp.org/tlog-tiles names them.

use super::hash::{NodeHash, SIZE_MAX, hash_of_node};

/// The most hashes of a tile.
pub const TILE_WIDTH: u16 = 256;

/// How many levels of tiles the largest tree has: levels 0 to 7.
pub const TILE_LEVELS: u8 = 8;

/// Levels of the tree in a tile, its lowest included.
pub(super) const TILE_HEIGHT: u32 = 8;

/// A tile: the hashes of complete subtrees of 256^level leaves each, side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tile {
    level: u8,
    index: u64,
    width: u16,
}

impl Tile {
    /// A tile by level, index and width (1 to 256); `None` for one that lies in no tree of [`SIZE_MAX`] leaves.
    pub fn new(level: u8, index: u64, width: u16) -> Option<Self> {
        let tile = Self { level, index, width };
        let fits = level < TILE_LEVELS
            && (1..=TILE_WIDTH).contains(&width)
            && index <= SIZE_MAX >> TILE_HEIGHT
            && tile.end() <= SIZE_MAX >> (TILE_HEIGHT * u32::from(level));
        fits.then_some(tile)
    }

    /// The tile in which hash number `count` (from 1) of its level stands last.
    pub(super) fn ending_at(level: u8, count: u64) -> Self {
        let last = count.saturating_sub(1);
        Self { level, index: last / u64::from(TILE_WIDTH), width: (last % u64::from(TILE_WIDTH)) as u16 + 1 }
    }

    /// The tile at this level and index as a tree of `size` leaves has it; `None` when it has none there.
    pub fn of_tree(level: u8, index: u64, size: u64) -> Option<Self> {
        if level >= TILE_LEVELS {
            return None;
        }
        let start = index.checked_mul(u64::from(TILE_WIDTH))?;
        let there = (size >> (TILE_HEIGHT * u32::from(level))).checked_sub(start)?;
        Self::new(level, index, there.min(u64::from(TILE_WIDTH)) as u16)
    }

    /// Level 0 holds leaf hashes, each further level one hash for each full tile below.
    pub fn level(&self) -> u8 {
        self.level
    }

    /// The number of the tile in its level, from 0.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// How many hashes it has.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Whether it will never change.
    pub fn is_full(&self) -> bool {
        self.width == TILE_WIDTH
    }

    /// The number of hashes in its level up to its end.
    pub(super) fn end(&self) -> u64 {
        self.index * u64::from(TILE_WIDTH) + u64::from(self.width)
    }

    /// Its path: `tile/0/x001/x234/067`, of a partial tile with `.p/` and the width.
    pub fn path(&self) -> String {
        format!("tile/{}/{}", self.level, numbered(self.index, self.width))
    }

    /// The tile that a path names; any other spelling of it is `None`.
    pub fn from_path(path: &str) -> Option<Self> {
        let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let (index, width) = number_and_width(rest)?;
        let tile = Self::new(level.parse().ok()?, index, width)?;
        (tile.path() == path).then_some(tile)
    }
}

/// The end of a tile's path: index and, for a partial tile, width.
pub(super) fn numbered(index: u64, width: u16) -> String {
    let mut path = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    if width < TILE_WIDTH { format!("{path}.p/{width}") } else { path }
}

/// Index and width that the end of a path means. It may be spelled otherwise: the caller compares.
pub(super) fn number_and_width(path: &str) -> Option<(u64, u16)> {
    let (path, width) = match path.split_once(".p/") {
        Some((path, width)) => (path, width.parse().ok().filter(|width| *width < TILE_WIDTH)?),
        None => (path, TILE_WIDTH),
    };
    let mut index: u64 = 0;
    for part in path.split('/') {
        let part: u16 = part.strip_prefix('x').unwrap_or(part).parse().ok().filter(|part| *part < 1000)?;
        index = index.checked_mul(1000)?.checked_add(u64::from(part))?;
    }
    Some((index, width))
}

/// The tiles that are new or wider in a tree of `to` leaves, at most [`SIZE_MAX`], than in one of `from`, level by level.
pub fn tiles_grown(from: u64, to: u64) -> impl Iterator<Item = Tile> {
    let to = to.min(SIZE_MAX);
    (0..TILE_LEVELS).flat_map(move |level| {
        let shift = TILE_HEIGHT * u32::from(level);
        let (before, after) = (from >> shift, to >> shift);
        let first = before / u64::from(TILE_WIDTH);
        let end = if after > before { after.div_ceil(u64::from(TILE_WIDTH)) } else { first };
        (first..end).filter_map(move |index| Tile::of_tree(level, index, to))
    })
}

/// The hash that stands for a full tile one level up; `None` for any other number of hashes.
pub fn hash_of_tile(hashes: &[NodeHash]) -> Option<NodeHash> {
    (hashes.len() == usize::from(TILE_WIDTH)).then(|| hash_of_complete(hashes))
}

/// The root of a complete tree over these hashes: a power of two of them.
pub(super) fn hash_of_complete(hashes: &[NodeHash]) -> NodeHash {
    let mut level = hashes.to_vec();
    let mut pairs = level.len() / 2;
    while pairs > 0 {
        for at in 0..pairs {
            level[at] = hash_of_node(&level[2 * at], &level[2 * at + 1]);
        }
        pairs /= 2;
    }
    level[0]
}

/// The bytes of a tile: its hashes one after the other.
pub fn tile_bytes(hashes: &[NodeHash]) -> Vec<u8> {
    hashes.concat()
}

/// The hashes in a tile's bytes; `None` unless there are 1 to 256 whole ones.
pub fn hashes_in_tile(bytes: &[u8]) -> Option<Vec<NodeHash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    (rest.is_empty() && (1..=usize::from(TILE_WIDTH)).contains(&hashes.len())).then(|| hashes.to_vec())
}
