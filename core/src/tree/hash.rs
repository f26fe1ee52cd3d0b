//! The hash of a node, the root of nothing, how a hash is spelled, and how large a tree may be.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// A hash in the tree: of a leaf, or of two nodes.
pub type NodeHash = [u8; 32];

/// The most leaves of a tree that is proven or verified here: no proof about it has more than [`HASHES_MAX`] hashes.
pub const SIZE_MAX: u64 = 1 << 62;

/// The most hashes of a proof, and of a frontier.
pub const HASHES_MAX: usize = 63;

/// The root of the empty tree: SHA-256 of nothing.
pub const EMPTY_ROOT: NodeHash = [
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27,
    0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
];

/// The hash of a node: SHA-256 over a one byte and the hashes of its two children.
pub fn hash_of_node(left: &NodeHash, right: &NodeHash) -> NodeHash {
    let mut bytes = [1; 65];
    bytes[1..33].copy_from_slice(left);
    bytes[33..].copy_from_slice(right);
    Sha256::digest(bytes).into()
}

/// A hash in base64 with padding, as checkpoints, proofs and headers spell it.
pub fn text_of_hash(hash: &NodeHash) -> String {
    STANDARD.encode(hash)
}

/// The hash that a text in base64 means; any other spelling of it is `None`.
pub fn hash_of_text(text: &str) -> Option<NodeHash> {
    // Text that is too long is not decoded at all.
    const LETTERS: usize = 44;
    if text.len() != LETTERS {
        return None;
    }
    STANDARD.decode(text).ok()?.try_into().ok()
}
