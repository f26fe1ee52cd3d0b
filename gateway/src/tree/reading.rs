//! Reading the tree for a proof: stored tiles first, and where they don't lead to the root, derived ones.

use std::collections::BTreeMap;

use samspor_core::tree::{NodeHash, TILE_WIDTH, Tile, Unproven};

use super::derive::{From, Source};
use super::edge::Edge;
use super::error::TreeError;

/// One attempt to read what a proof needs. What was derived is kept only if the proof holds.
pub(super) struct Reading<'a> {
    source: Source<'a>,
    edge: &'a Edge,
    trust: Trust,
    derived: BTreeMap<Tile, Vec<NodeHash>>,
}

/// Which stored tiles are tried. Those that are missing are derived in any case.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// All of them.
    Stored,
    /// All but the lowest, which are derived from their leaves.
    Higher,
    /// None; everything is derived from the leaves.
    Nothing,
}

/// Runs a check over the tree until it holds: over the stored tiles, over the lowest derived from the leaves, and over
/// all of them derived. Tiles that had to be derived are written again. None when it never holds: then the
/// log's leaves are others than those the tree was made of.
pub(super) fn proven<T>(
    source: Source<'_>,
    edge: &Edge,
    mut check: impl FnMut(&mut Reading<'_>) -> Result<Option<T>, TreeError>,
) -> Result<Option<T>, TreeError> {
    for trust in [Trust::Stored, Trust::Higher, Trust::Nothing] {
        let mut reading = Reading { source, edge, trust, derived: BTreeMap::new() };
        if let Some(held) = check(&mut reading)? {
            reading.keep()?;
            return Ok(Some(held));
        }
    }
    Ok(None)
}

impl Reading<'_> {
    /// The hashes of a tile of the tree, at least as many as it is wide.
    pub(super) fn read(&mut self, tile: Tile) -> Result<Vec<NodeHash>, TreeError> {
        if let Some(hashes) = self.edge.hashes(tile) {
            return Ok(hashes.to_vec());
        }
        // What is not at the edge is full by now.
        let tile = Tile::new(tile.level(), tile.index(), TILE_WIDTH).unwrap_or(tile);
        if let Some(hashes) = self.derived.get(&tile) {
            return Ok(hashes.clone());
        }
        let is_trusted = match self.trust {
            Trust::Stored => true,
            Trust::Higher => tile.level() > 0,
            Trust::Nothing => false,
        };
        let stored = if is_trusted { self.source.files.read(tile)? } else { None };
        if let Some(hashes) = stored {
            return Ok(hashes);
        }
        // Where a tile was wrong, those beneath another may be.
        let from = if self.trust == Trust::Stored { From::Beneath } else { From::Leaves };
        let hashes = self.source.derived(tile, from)?;
        self.derived.insert(tile, hashes.clone());
        Ok(hashes)
    }

    fn keep(self) -> Result<(), TreeError> {
        for (tile, hashes) in self.derived {
            if self.source.files.read(tile)?.as_ref() != Some(&hashes) {
                tracing::warn!(
                    tile = tile.path(),
                    "a tile was missing or wrong, and is derived from the log again"
                );
                self.source.files.write(tile, &hashes)?;
            }
        }
        Ok(())
    }
}

/// The error of a proof that can't be made.
pub(super) fn unproven(error: Unproven<TreeError>, size: u64) -> TreeError {
    match error {
        Unproven::Unread(error) => error,
        Unproven::TooLarge { size: asked } | Unproven::NoSuchTree { to: asked, .. } => {
            TreeError::NotYet { size, asked }
        }
        Unproven::NoSuchLeaf { index, .. } => TreeError::NotYet { size, asked: index + 1 },
        Unproven::Short { tile, .. } => TreeError::NotYet { size, asked: tile.index() },
    }
}
