//! Entry bundles: the leaves beneath a tile of level 0, as c2sp.org/tlog-tiles serves them.

use super::tile::{TILE_WIDTH, number_and_width, numbered};

/// The most bytes of an entry in a bundle: its length is told in two bytes.
pub const ENTRY_BYTES_MAX: usize = u16::MAX as usize;

/// An entry bundle: up to 256 entries, those whose hashes are in the tile of level 0 with this index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bundle {
    index: u64,
    width: u16,
}

impl Bundle {
    /// The bundle at this index as a tree of `size` leaves has it; `None` when it has none there.
    pub fn of_tree(index: u64, size: u64) -> Option<Self> {
        let there = size.checked_sub(index.checked_mul(u64::from(TILE_WIDTH))?)?.min(u64::from(TILE_WIDTH));
        (there > 0).then_some(Self { index, width: there as u16 })
    }

    /// The number of the bundle, from 0.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// How many entries it has: 1 to 256.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// The index in the tree of its first entry, from 0.
    pub fn start(&self) -> u64 {
        self.index * u64::from(TILE_WIDTH)
    }

    /// Its path: `tile/entries/x001/x234/067`, of a partial bundle with `.p/` and the width.
    pub fn path(&self) -> String {
        format!("tile/entries/{}", numbered(self.index, self.width))
    }

    /// The bundle that a path names; any other spelling of it is `None`.
    pub fn from_path(path: &str) -> Option<Self> {
        let (index, width) = number_and_width(path.strip_prefix("tile/entries/")?)?;
        let end = index.checked_mul(u64::from(TILE_WIDTH))?.checked_add(u64::from(width))?;
        Self::of_tree(index, end).filter(|bundle| bundle.path() == path)
    }
}

/// The bytes of a bundle: before each entry its length in two bytes. `None` when an entry is too long.
pub fn entry_bundle<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for entry in entries {
        bytes.extend_from_slice(&u16::try_from(entry.len()).ok()?.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Some(bytes)
}

/// The entries in a bundle's bytes; `None` unless there are 1 to 256 whole ones.
pub fn entries_in_bundle(mut bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut entries = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk() {
        let (entry, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        entries.push(entry);
        bytes = rest;
    }
    (bytes.is_empty() && (1..=usize::from(TILE_WIDTH)).contains(&entries.len())).then_some(entries)
}
