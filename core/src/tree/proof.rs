//! Roots and proofs from stored tiles: an inclusion proof in a log of ten millions reads the three tiles above its leaf and the right edge.

use std::ops::Range;

use thiserror::Error;

use super::hash::{EMPTY_ROOT, NodeHash, SIZE_MAX, hash_of_node};
use super::tile::{TILE_HEIGHT, TILE_WIDTH, Tile, hash_of_complete};

/// Why there is no proof or root.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Unproven<E> {
    #[error("a tree of {size} leaves is larger than any proof is made for")]
    TooLarge { size: u64 },
    #[error("a tree of {size} leaves has no leaf {index}")]
    NoSuchLeaf { index: u64, size: u64 },
    #[error("a tree of {to} leaves doesn't continue one of {from}")]
    NoSuchTree { from: u64, to: u64 },
    #[error("tile {path} has {found} hashes and not {wanted}", path = .tile.path(), wanted = .tile.width())]
    Short { tile: Tile, found: usize },
    #[error("a tile can't be read")]
    Unread(#[source] E),
}

/// The root of the tree's first `size` leaves. `read` gives at least the tile's width of hashes; each tile is read once.
pub fn root_at<E>(
    size: u64,
    read: impl FnMut(Tile) -> Result<Vec<NodeHash>, E>,
) -> Result<NodeHash, Unproven<E>> {
    if size == 0 {
        return Ok(EMPTY_ROOT);
    }
    Stored::of(size, read)?.hash(0..size)
}

/// The proof that leaf `index`, from 0, is in the tree of `size` leaves: RFC 6962, 2.1.1.
pub fn inclusion_proof<E>(
    index: u64,
    size: u64,
    read: impl FnMut(Tile) -> Result<Vec<NodeHash>, E>,
) -> Result<Vec<NodeHash>, Unproven<E>> {
    let mut stored = Stored::of(size, read)?;
    if index >= size {
        return Err(Unproven::NoSuchLeaf { index, size });
    }
    let mut siblings = Vec::new();
    let mut around = 0..size;
    while around.end - around.start > 1 {
        let middle = split(&around);
        let (left, right) = (around.start..middle, middle..around.end);
        let (here, beside) = if index < middle { (left, right) } else { (right, left) };
        siblings.push(beside);
        around = here;
    }
    siblings.into_iter().rev().map(|beside| stored.hash(beside)).collect()
}

/// The proof that the tree of `to` leaves continues the tree of `from`: RFC 6962, 2.1.2. Empty when `from` is 0.
pub fn consistency_proof<E>(
    from: u64,
    to: u64,
    read: impl FnMut(Tile) -> Result<Vec<NodeHash>, E>,
) -> Result<Vec<NodeHash>, Unproven<E>> {
    let mut stored = Stored::of(to, read)?;
    if from > to {
        return Err(Unproven::NoSuchTree { from, to });
    }
    if from == 0 || from == to {
        return Ok(Vec::new());
    }
    let mut parts = Vec::new();
    let mut around = 0..to;
    while from < around.end {
        let middle = split(&around);
        if from <= middle {
            parts.push(middle..around.end);
            around.end = middle;
        } else {
            parts.push(around.start..middle);
            around.start = middle;
        }
    }
    if around.start > 0 {
        parts.push(around);
    }
    parts.into_iter().rev().map(|part| stored.hash(part)).collect()
}

/// Where RFC 6962 splits more than one leaf: the left part is the largest complete tree that leaves something over.
fn split(leaves: &Range<u64>) -> u64 {
    let above = (leaves.end - leaves.start).next_power_of_two();
    leaves.start + above / 2
}

/// The tiles of a tree of some size, and those of them already read.
struct Stored<R> {
    size: u64,
    read: R,
    tiles: Vec<(Tile, Vec<NodeHash>)>,
}

impl<E, R: FnMut(Tile) -> Result<Vec<NodeHash>, E>> Stored<R> {
    fn of(size: u64, read: R) -> Result<Self, Unproven<E>> {
        if size > SIZE_MAX {
            return Err(Unproven::TooLarge { size });
        }
        Ok(Self { size, read, tiles: Vec::new() })
    }

    /// The hash of the tree over some leaves, more than none, as RFC 6962 splits the whole.
    fn hash(&mut self, leaves: Range<u64>) -> Result<NodeHash, Unproven<E>> {
        let mut complete = Vec::new();
        let mut rest = leaves;
        while !(rest.end - rest.start).is_power_of_two() {
            let middle = split(&rest);
            complete.push(self.complete(rest.start..middle)?);
            rest.start = middle;
        }
        let last = self.complete(rest)?;
        Ok(complete.iter().rev().fold(last, |right, left| hash_of_node(left, &right)))
    }

    /// The hash of a complete subtree: a power of two of leaves, at a multiple of it.
    fn complete(&mut self, leaves: Range<u64>) -> Result<NodeHash, Unproven<E>> {
        let height = (leaves.end - leaves.start).trailing_zeros();
        let level = height / TILE_HEIGHT;
        let hashes = 1_usize << (height % TILE_HEIGHT);
        let first = leaves.start >> (level * TILE_HEIGHT);
        let at = (first % u64::from(TILE_WIDTH)) as usize;
        let tile = self.tile(level as u8, first / u64::from(TILE_WIDTH))?;
        Ok(hash_of_complete(&tile[at..at + hashes]))
    }

    fn tile(&mut self, level: u8, index: u64) -> Result<&[NodeHash], Unproven<E>> {
        let known = |(tile, _): &(Tile, _)| tile.level() == level && tile.index() == index;
        let at = match self.tiles.iter().position(known) {
            Some(at) => at,
            None => {
                let tile =
                    Tile::of_tree(level, index, self.size).expect("only leaves of the tree are asked for");
                let hashes = (self.read)(tile).map_err(Unproven::Unread)?;
                if hashes.len() < usize::from(tile.width()) {
                    return Err(Unproven::Short { tile, found: hashes.len() });
                }
                self.tiles.push((tile, hashes));
                self.tiles.len() - 1
            }
        };
        Ok(&self.tiles[at].1)
    }
}
