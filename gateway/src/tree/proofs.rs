//! Roots and proofs of a log's tree, each of them verified before it is given away.

use samspor_core::log::Position;
use samspor_core::note::{SignedCheckpoint, TlogProof};
use samspor_core::tree::{
    NodeHash, Tile, consistency_proof, inclusion_proof, root_at, verify_consistency, verify_inclusion,
};

use super::edge::Edge;
use super::error::TreeError;
use super::log_tree::LogTree;
use super::reading::{proven, unproven};

impl LogTree {
    /// The root of the tree over the first `size` entries.
    pub fn root_at(&self, size: u64) -> Result<NodeHash, TreeError> {
        let edge = self.holding(size)?;
        self.root_in(&edge, size)
    }

    /// The proof that the entry at a position is in the tree over the first `size` entries. The entry is read from the
    /// log for it: one that is no longer what was recorded gets no proof.
    pub fn inclusion(&self, position: Position, size: u64) -> Result<Vec<NodeHash>, TreeError> {
        let edge = self.holding(size)?;
        let outside = TreeError::NotYet { size, asked: position.0 };
        let Some(index) = position.0.checked_sub(1).filter(|index| *index < size) else {
            return Err(outside);
        };
        let root = self.root_in(&edge, size)?;
        let leaf = self.source().leaves(index, 1)?[0];
        let proof = proven(self.source(), &edge, |reading| {
            let proof = inclusion_proof(index, size, |tile| reading.read(tile));
            let proof = proof.map_err(|error| unproven(error, size))?;
            let holds = verify_inclusion(&leaf, index, size, &proof, &root).is_ok();
            Ok(holds.then_some(proof))
        })?;
        proof.ok_or(TreeError::Entry { position: position.0 })
    }

    /// The proof that the tree over `to` entries continues the one over `from`.
    pub fn consistency(&self, from: u64, to: u64) -> Result<Vec<NodeHash>, TreeError> {
        let edge = self.holding(to)?;
        let (from_root, to_root) = (self.root_in(&edge, from)?, self.root_in(&edge, to)?);
        let proof = proven(self.source(), &edge, |reading| {
            let proof = consistency_proof(from, to, |tile| reading.read(tile));
            let proof = proof.map_err(|error| unproven(error, to))?;
            let holds = verify_consistency(from, to, &proof, &from_root, &to_root).is_ok();
            Ok(holds.then_some(proof))
        })?;
        proof.ok_or(TreeError::Other { signed: to })
    }

    /// The proof to carry that the entry at a position is in the tree of a checkpoint of this log.
    pub fn proof_of(
        &self,
        position: Position,
        checkpoint: &SignedCheckpoint,
    ) -> Result<TlogProof, TreeError> {
        let told = checkpoint.checkpoint();
        if self.root_at(told.size)? != told.root {
            return Err(TreeError::Other { signed: told.size });
        }
        let hashes = self.inclusion(position, told.size)?;
        Ok(TlogProof { extra: None, index: position.0 - 1, hashes, checkpoint: checkpoint.clone() })
    }

    /// The hashes of a tile of the tree over the first `size` entries, which lead to its root; none when the tree has no
    /// such tile.
    pub fn tile(&self, tile: Tile, size: u64) -> Result<Option<Vec<NodeHash>>, TreeError> {
        let there = Tile::of_tree(tile.level(), tile.index(), size);
        if there.is_none_or(|there| there.width() < tile.width()) {
            return Ok(None);
        }
        let edge = self.holding(size)?;
        let width = usize::from(tile.width());
        if let Some(hashes) = edge.hashes(tile) {
            return Ok(hashes.get(..width).map(<[NodeHash]>::to_vec));
        }
        // What is not at the edge is full. The proof of the first leaf beneath a full tile passes over all of its hashes
        // but the first, that of the last leaf over all but the last.
        let beneath = 1 << (8 * (u32::from(tile.level()) + 1));
        let (first, size) = (tile.index() * beneath, edge.size());
        let (ends, root) = ([first, first + beneath - 1], edge.root());
        let leaves = [self.source().leaves(ends[0], 1)?[0], self.source().leaves(ends[1], 1)?[0]];
        let hashes = proven(self.source(), &edge, |reading| {
            for (index, leaf) in ends.into_iter().zip(&leaves) {
                let proof = inclusion_proof(index, size, |tile| reading.read(tile));
                let proof = proof.map_err(|error| unproven(error, size))?;
                if verify_inclusion(leaf, index, size, &proof, &root).is_err() {
                    return Ok(None);
                }
            }
            reading.read(tile).map(Some)
        })?;
        let mut hashes = hashes.ok_or(TreeError::Entry { position: first + 1 })?;
        hashes.truncate(width);
        Ok(Some(hashes))
    }

    /// The edge of a tree that is at least so large.
    pub(super) fn holding(&self, size: u64) -> Result<Edge, TreeError> {
        let edge = self.followed(&mut |_, _| ())?;
        if edge.size() < size {
            return Err(TreeError::NotYet { size: edge.size(), asked: size });
        }
        Ok(edge)
    }

    /// The root at a size, of which the newest root is shown to be a continuation.
    fn root_in(&self, edge: &Edge, size: u64) -> Result<NodeHash, TreeError> {
        if size == edge.size() {
            return Ok(edge.root());
        }
        let root = proven(self.source(), edge, |reading| {
            let root = root_at(size, |tile| reading.read(tile)).map_err(|error| unproven(error, size))?;
            let proof = consistency_proof(size, edge.size(), |tile| reading.read(tile));
            let proof = proof.map_err(|error| unproven(error, size))?;
            let holds = verify_consistency(size, edge.size(), &proof, &root, &edge.root()).is_ok();
            Ok(holds.then_some(root))
        })?;
        root.ok_or(TreeError::Other { signed: size })
    }
}
