//! Verification of inclusion and consistency proofs, for bytes from anybody: bounded, and without a panic.

use thiserror::Error;

use super::hash::{EMPTY_ROOT, HASHES_MAX, NodeHash, SIZE_MAX, hash_of_node};
use crate::entry::LeafHash;

/// Why a proof proves nothing.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Disproved {
    #[error("the tree of {size} leaves is larger than any that is verified")]
    TooLarge { size: u64 },
    #[error("a tree of {size} leaves has no leaf {index}")]
    NoSuchLeaf { index: u64, size: u64 },
    #[error("a tree of {to} leaves can't continue one of {from}")]
    Shrunk { from: u64, to: u64 },
    #[error("the proof doesn't have as many hashes as these sizes need")]
    OtherLength,
    #[error("the proof leads to another root than the tree's")]
    OtherRoot,
    #[error("the proof doesn't begin at the earlier tree's root: the history seen before is not in this one")]
    OtherHistory,
}

/// Verifies that the leaf with this hash stands at `index`, from 0, in the tree of `size` leaves with this root.
pub fn verify_inclusion(
    leaf: &LeafHash,
    index: u64,
    size: u64,
    proof: &[NodeHash],
    root: &NodeHash,
) -> Result<(), Disproved> {
    if root_of_inclusion(leaf, index, size, proof)? == *root { Ok(()) } else { Err(Disproved::OtherRoot) }
}

/// The root of the tree of `size` leaves in which the proof puts this leaf at `index`.
pub fn root_of_inclusion(
    leaf: &LeafHash,
    index: u64,
    size: u64,
    proof: &[NodeHash],
) -> Result<NodeHash, Disproved> {
    bounded(size, proof)?;
    if index >= size {
        return Err(Disproved::NoSuchLeaf { index, size });
    }
    let mut path = Path { node: index, last: size - 1 };
    let mut hash = *leaf;
    for beside in proof {
        hash = match path.climb()? {
            Side::Left => hash_of_node(beside, &hash),
            Side::Right => hash_of_node(&hash, beside),
        };
    }
    if path.last == 0 { Ok(hash) } else { Err(Disproved::OtherLength) }
}

/// Verifies that the tree of `to` leaves with root `to_root` continues the tree of `from` leaves with root `from_root`.
pub fn verify_consistency(
    from: u64,
    to: u64,
    proof: &[NodeHash],
    from_root: &NodeHash,
    to_root: &NodeHash,
) -> Result<(), Disproved> {
    bounded(to, proof)?;
    if from > to {
        return Err(Disproved::Shrunk { from, to });
    }
    if from == 0 || from == to {
        return without_proof(from, to, proof, from_root, to_root);
    }
    let complete = (from - 1).trailing_ones();
    let mut path = Path { node: (from - 1) >> complete, last: (to - 1) >> complete };
    // The first hash is of the last complete subtree of the earlier tree; left out where that is the earlier tree itself.
    let (first, rest) = match proof.split_first() {
        _ if from.is_power_of_two() => (from_root, proof),
        Some((first, rest)) => (first, rest),
        None => return Err(Disproved::OtherLength),
    };
    let (mut earlier, mut later) = (*first, *first);
    for beside in rest {
        match path.climb()? {
            Side::Left => {
                earlier = hash_of_node(beside, &earlier);
                later = hash_of_node(beside, &later);
            }
            Side::Right => later = hash_of_node(&later, beside),
        }
    }
    if path.last != 0 {
        Err(Disproved::OtherLength)
    } else if earlier != *from_root {
        Err(Disproved::OtherHistory)
    } else if later != *to_root {
        Err(Disproved::OtherRoot)
    } else {
        Ok(())
    }
}

/// Of an empty tree anything is a continuation, and each tree continues itself; neither needs a proof.
fn without_proof(
    from: u64,
    to: u64,
    proof: &[NodeHash],
    from_root: &NodeHash,
    to_root: &NodeHash,
) -> Result<(), Disproved> {
    if !proof.is_empty() {
        Err(Disproved::OtherLength)
    } else if from == 0 && *from_root != EMPTY_ROOT {
        Err(Disproved::OtherHistory)
    } else if from == to && from_root != to_root {
        Err(Disproved::OtherRoot)
    } else {
        Ok(())
    }
}

fn bounded(size: u64, proof: &[NodeHash]) -> Result<(), Disproved> {
    if size > SIZE_MAX {
        return Err(Disproved::TooLarge { size });
    }
    if proof.len() > HASHES_MAX { Err(Disproved::OtherLength) } else { Ok(()) }
}

/// On which side of the path the next hash of a proof stands.
enum Side {
    Left,
    Right,
}

/// A node on the way up, and the last one of its level.
struct Path {
    node: u64,
    last: u64,
}

impl Path {
    /// Goes to the next level on which the node has a sibling, and beyond it.
    fn climb(&mut self) -> Result<Side, Disproved> {
        if self.last == 0 {
            return Err(Disproved::OtherLength);
        }
        // The last node of a level may stand alone for several levels.
        if self.node == self.last {
            let alone = self.node.trailing_zeros();
            self.node >>= alone;
            self.last >>= alone;
        }
        let side = if self.node & 1 == 1 { Side::Left } else { Side::Right };
        self.node >>= 1;
        self.last >>= 1;
        Ok(side)
    }
}
