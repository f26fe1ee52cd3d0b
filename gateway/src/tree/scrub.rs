//! The scrubber: the whole log read slowly, again and again, and held against its tree.

use std::time::Duration;

use samspor_core::entry::{Leaf, hash_of_leaf};
use samspor_core::log::{Placed, Position};
use samspor_core::tree::{TILE_WIDTH, Tile};

use super::error::TreeError;
use super::log_tree::LogTree;

/// How much of the log is read in a second.
const BYTES_A_SECOND: u64 = 50 << 20;

/// What one step of the scrubber has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scrubbed {
    /// The next step goes on after this position; the start when the log was read to its end.
    pub next: Position,
    /// Bytes of leaves and bodies.
    pub bytes: u64,
}

impl Scrubbed {
    /// How long this much of the log is to take.
    pub fn takes(&self) -> Duration {
        Duration::from_micros(self.bytes.saturating_mul(1_000_000) / BYTES_A_SECOND)
    }
}

impl LogTree {
    /// Reads the entries under one tile after a position, which is a multiple of 256: leaves against the tree, bodies
    /// against leaves. An entry that is not what was recorded is an error; tiles are put right.
    pub fn scrub(&self, after: Position) -> Result<Scrubbed, TreeError> {
        let size = self.follow()?.size;
        let tile = Tile::of_tree(0, after.0 / u64::from(TILE_WIDTH), size);
        let Some(tile) = tile else { return Ok(Scrubbed { next: Position::START, bytes: 0 }) };
        let page = self.log.page(after, usize::from(tile.width()))?;
        let hashes = self.tile(tile, size)?.ok_or(TreeError::NotYet { size, asked: after.0 })?;
        for (placed, hash) in page.iter().zip(&hashes) {
            if hash_of_leaf(&placed.record.leaf) != *hash || !holds(placed) {
                return Err(TreeError::Entry { position: placed.position.0 });
            }
        }
        let next = page.last().map_or(Position::START, |last| last.position);
        let next = if next.0 < size { next } else { Position::START };
        Ok(Scrubbed { next, bytes: page.iter().map(bytes_of).sum() })
    }
}

/// Whether each body is the one the leaf was made over, or was purged.
fn holds(placed: &Placed) -> bool {
    let Some(leaf) = Leaf::read(&placed.record.leaf) else { return false };
    let bodies = &placed.record.bodies;
    let whole = |(section, body): (&samspor_core::entry::Section, &Vec<u8>)| {
        section.covers(body) || section.is_purged(body)
    };
    leaf.sec.len() == bodies.len() && leaf.sec.iter().zip(bodies).all(whole)
}

fn bytes_of(placed: &Placed) -> u64 {
    let bodies: usize = placed.record.bodies.iter().map(Vec::len).sum();
    (placed.record.leaf.len() + bodies) as u64
}
