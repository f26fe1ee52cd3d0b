//! Tiles as files beside the log: written once, never trusted, derived from the leaves again where they don't hold.

use std::io;
use std::sync::Arc;

use samspor_core::tree::{NodeHash, Tile, hashes_in_tile, tile_bytes};

use super::error::{TreeError, at, found};
use crate::disk::Disk;

/// Where tiles and the published checkpoint stand, below the log's directory.
const DIR: &str = "tree";
/// The largest file that is read here; tiles have 8 KiB, checkpoints at most 64.
const BYTES_MAX: u64 = 1 << 16;

/// The files of one log's tree.
pub(super) struct TileFiles {
    disk: Arc<dyn Disk>,
}

impl TileFiles {
    pub(super) fn on(disk: Arc<dyn Disk>) -> Self {
        Self { disk }
    }

    /// The hashes in a tile's file; none when it is missing or has not the tile's length. They may be any others.
    pub(super) fn read(&self, tile: Tile) -> Result<Option<Vec<NodeHash>>, TreeError> {
        let bytes = self.bytes(&tile.path())?;
        let hashes = bytes.and_then(|bytes| hashes_in_tile(&bytes));
        Ok(hashes.filter(|hashes| hashes.len() == usize::from(tile.width())))
    }

    /// Writes a tile. It is not synced: whatever a crash leaves of it is noticed when it is used.
    pub(super) fn write(&self, tile: Tile, hashes: &[NodeHash]) -> Result<(), TreeError> {
        self.put(&tile.path(), &tile_bytes(hashes))
    }

    /// Removes a partial tile, and its directory if that was the last one in it.
    pub(super) fn remove(&self, tile: Tile) -> Result<(), TreeError> {
        let path = format!("{DIR}/{}", tile.path());
        found(self.disk.remove(&path)).map_err(at(&path))?;
        let dir = path.rsplit_once('/').map_or("", |(dir, _)| dir);
        if let Err(error) = self.disk.remove_dir(dir) {
            tracing::debug!(%error, dir, "the directory of a partial tile stays");
        }
        Ok(())
    }

    /// The checkpoint that was published last; none when there is none.
    pub(super) fn checkpoint(&self) -> Result<Option<Vec<u8>>, TreeError> {
        self.bytes("checkpoint")
    }

    /// Publishes a checkpoint in the place of the one before.
    pub(super) fn publish(&self, text: &str) -> Result<(), TreeError> {
        self.put("checkpoint", text.as_bytes())
    }

    /// The key that the checkpoints are verified with, as it stands beside the log; whoever changes the log can change it.
    pub(super) fn key(&self) -> Result<Option<String>, TreeError> {
        Ok(self.bytes("log.vkey")?.and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    /// Puts the key beside the log.
    pub(super) fn publish_key(&self, vkey: &str) -> Result<(), TreeError> {
        self.put("log.vkey", format!("{vkey}\n").as_bytes())
    }

    fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, TreeError> {
        let path = format!("{DIR}/{name}");
        let read = || -> io::Result<Option<Vec<u8>>> {
            let Some(file) = found(self.disk.open(&path))? else { return Ok(None) };
            let length = file.length()?.min(BYTES_MAX);
            let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
            file.read_at(0, &mut bytes)?;
            Ok(Some(bytes))
        };
        read().map_err(at(&path))
    }

    /// A file is there whole or not at all, as long as the machine runs.
    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), TreeError> {
        let path = format!("{DIR}/{name}");
        let temporary = format!("{DIR}/{}.tmp", name.replace('/', "-"));
        let write = || -> io::Result<()> {
            let dir = path.rsplit_once('/').map_or("", |(dir, _)| dir);
            self.disk.create_dir_all(dir)?;
            self.disk.create(&temporary)?.write_at(0, bytes)?;
            self.disk.rename(&temporary, &path)
        };
        write().map_err(at(&path))
    }
}
