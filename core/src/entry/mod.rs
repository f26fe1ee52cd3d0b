//! Entries and their bytes: the leaf in clear, the sealed bodies beside it, and how they are read again.

mod body;
mod erases;
pub(crate) mod leaf;
mod opened;
mod spelled;

pub use body::{Basis, Body, EVENT_SCHEMA, Entry, Recorded, Unreadable, sha256_hex};
pub(crate) use body::{StreamWord, digest, identity_bytes};
pub use erases::erased_kids;
pub(crate) use erases::erases_bytes;
pub use leaf::{
    LEAF_BYTES_MAX, Leaf, LeafHash, Open, SCHEMA, SCHEMA_TEXT, SECTIONS_MAX, Sealed, Section, class_of,
    hash_of_leaf,
};
pub use opened::{Address, Opened, Opener, ShutEntry, Text};
pub(crate) use spelled::{hex, unhex};

#[cfg(test)]
mod tests;
