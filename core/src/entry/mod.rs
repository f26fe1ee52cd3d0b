//! Entries and their bytes: the leaf in clear, the bodies beside it, and how they are read again.

mod body;
pub(crate) mod leaf;
mod spelled;

pub use body::{Basis, Body, EVENT_SCHEMA, Entry, Recorded, Unreadable, address_of, sha256_hex};
pub(crate) use body::{StreamWord, digest, identity_bytes};
pub use leaf::{Leaf, LeafHash, Section, hash_of_leaf};
#[cfg(test)]
pub(crate) use spelled::hex;

#[cfg(test)]
mod tests;
