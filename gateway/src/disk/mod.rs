//! The one door to the file system for the log: what a write promises, on a real disk and on a simulated one.

mod fate;
mod real;
mod simulated;

pub use fate::Fate;
pub use real::RealDisk;
pub use simulated::{Fault, SimulatedDisk};

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// A directory tree; every path is relative to its root, with `/` between the parts.
///
/// Nothing is promised to survive a power cut until [`DiskFile::sync_data`] (contents) or [`Disk::sync_dir`]
/// (names) has returned without an error. After an error of a write or a sync, what is on the disk is unknown.
pub trait Disk: Send + Sync {
    /// A new empty file; an older one of that name is emptied. Its name is durable after [`Disk::sync_dir`].
    fn create(&self, path: &str) -> io::Result<Arc<dyn DiskFile>>;
    /// An existing file, to read and write.
    fn open(&self, path: &str) -> io::Result<Arc<dyn DiskFile>>;
    /// Gives a file or directory another name, replacing a file there; durable after [`Disk::sync_dir`].
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    /// Removes a file; durable after [`Disk::sync_dir`].
    fn remove(&self, path: &str) -> io::Result<()>;
    /// Removes an empty directory; durable after [`Disk::sync_dir`] of the one above.
    fn remove_dir(&self, dir: &str) -> io::Result<()>;
    /// The names of the files in a directory, sorted, without its subdirectories.
    fn list(&self, dir: &str) -> io::Result<Vec<String>>;
    /// Creates a directory and those above it, and makes them durable.
    fn create_dir_all(&self, dir: &str) -> io::Result<()>;
    /// Makes the names in a directory durable: files created, renamed and removed in it.
    fn sync_dir(&self, dir: &str) -> io::Result<()>;
    /// Takes a file as the sign that one process owns the directory; `WouldBlock` when another one holds it.
    fn lock(&self, path: &str) -> io::Result<DiskLock>;
    /// Where a path is in the operating system's tree; a simulated disk is nowhere.
    fn place_of(&self, path: &str) -> Option<PathBuf>;
}

/// An open file of a [`Disk`].
pub trait DiskFile: Send + Sync {
    /// Writes all of the bytes at an offset, at most the file's length, as one call. Not durable before
    /// [`DiskFile::sync_data`]; after an error any part of the bytes may be there.
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()>;
    /// Fills the buffer from an offset; `UnexpectedEof` when the file ends before.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()>;
    /// Bytes in the file, those not yet durable included.
    fn length(&self) -> io::Result<u64>;
    /// Cuts the file to a length; durable after [`DiskFile::sync_data`].
    fn truncate(&self, length: u64) -> io::Result<()>;
    /// Makes contents and length durable. After an error the file must not be trusted, not even after a second
    /// sync that succeeds: the system may have dropped what it could not write.
    fn sync_data(&self) -> io::Result<()>;
}

/// Ownership of a directory, given up when dropped.
pub struct DiskLock {
    _held: Box<dyn Send + Sync>,
}

/// Whether what a failed write or sync was reported with says that the disk is full.
pub(crate) fn tells_of_no_space(told: &str) -> bool {
    let full = io::Error::from(io::ErrorKind::StorageFull);
    let system = rustix::io::Errno::NOSPC.raw_os_error();
    told.contains(&full.to_string()) || told.contains(&format!("os error {system})"))
}

impl DiskLock {
    fn holding(held: impl Send + Sync + 'static) -> Self {
        Self { _held: Box::new(held) }
    }
}

#[cfg(test)]
mod tests;
