//! The Merkle tree of RFC 6962 over leaf hashes, in tiles of 256: roots, proofs and their verification, and the list of stream heads.

mod bundle;
mod frontier;
mod hash;
pub mod heads;
mod list;
mod proof;
mod tile;
mod verify;

pub use bundle::{Bundle, ENTRY_BYTES_MAX, entries_in_bundle, entry_bundle};
pub use frontier::Frontier;
pub use hash::{EMPTY_ROOT, HASHES_MAX, NodeHash, SIZE_MAX, hash_of_node, hash_of_text, text_of_hash};
pub use list::{MerkleList, Unlisted};
pub use proof::{Unproven, consistency_proof, inclusion_proof, root_at};
pub use tile::{TILE_LEVELS, TILE_WIDTH, Tile, hash_of_tile, hashes_in_tile, tile_bytes, tiles_grown};
pub use verify::{Disproved, root_of_inclusion, verify_consistency, verify_inclusion};

pub use crate::entry::{LeafHash, hash_of_leaf};

#[cfg(test)]
mod tests;
