//! The keystore's file on the disk: appended to with one sync, or written anew and put in the place of the old one.

use std::io;
use std::sync::Arc;

use super::frames::{self, CONTENT_BYTES_MAX, FRAME_RECORDS_MAX, Seal};
use super::records::Record;
use super::wrapped;
use crate::disk::{Disk, DiskFile};

pub(super) const KEYSTORE_FILE: &str = "keystore";
const TEMPORARY_FILE: &str = "keystore.tmp";

/// The file, up to what is durable in it.
pub(super) struct KeyFile {
    file: Arc<dyn DiskFile>,
    seal: Seal,
    end: u64,
}

/// A file that is being written and has no name yet.
pub(super) struct FreshFile<'a> {
    disk: &'a dyn Disk,
    inside: KeyFile,
}

/// An open file, and all of its bytes.
type Found = (Arc<dyn DiskFile>, Vec<u8>);

/// The keystore's file; none when there is none.
pub(super) fn read(disk: &dyn Disk) -> io::Result<Option<Found>> {
    let file = match disk.open(KEYSTORE_FILE) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let bytes = wrapped::whole(&*file)?;
    Ok(Some((file, bytes)))
}

impl KeyFile {
    /// Takes a file over from an earlier process: what was torn is cut off, and the end is written over itself and
    /// synced, since a process that was killed leaves bytes that can be read and are not durable.
    pub(super) fn taken_over(
        disk: &dyn Disk,
        file: Arc<dyn DiskFile>,
        bytes: &[u8],
        seal: Seal,
        end: usize,
    ) -> io::Result<Self> {
        let from = end.saturating_sub(CONTENT_BYTES_MAX + frames::HEAD_BYTES);
        if bytes.len() > end {
            file.truncate(end as u64)?;
        }
        file.write_at(from as u64, &bytes[from..end])?;
        file.sync_data()?;
        disk.sync_dir("")?;
        let taken = Self { file, seal, end: end as u64 };
        taken.mark()?;
        Ok(taken)
    }

    /// Appends records. Durable on success, unless `sync` is off; after an error any of them may be there, and the file must be written
    /// anew before it is appended to again.
    pub(super) fn append(&mut self, records: &[Record], sync: bool) -> io::Result<()> {
        for records in records.chunks(FRAME_RECORDS_MAX) {
            let frame = frames::frame(self.seal, records);
            // A crash in this write leaves a torn frame, which the next start cuts off: none of it was acknowledged.
            self.file.write_at(self.end, &frame)?;
            if sync {
                self.file.sync_data()?;
            }
            self.end += frame.len() as u64;
        }
        self.mark()
    }

    fn mark(&self) -> io::Result<()> {
        self.file.write_at(self.end, &frames::mark(self.seal))
    }

    /// Overwrites a file that another one has taken the place of; a best effort.
    pub(super) fn destroy(self) {
        if let Err(error) = wrapped::overwrite(&*self.file) {
            tracing::warn!(%error, "the keystore's old file was not overwritten; its blocks are free all the same");
        }
    }
}

impl<'a> FreshFile<'a> {
    /// Begins a file beside the one in use.
    pub(super) fn create(disk: &'a dyn Disk, seal: Seal) -> io::Result<Self> {
        let file = disk.create(TEMPORARY_FILE)?;
        let head = frames::head(seal);
        file.write_at(0, &head)?;
        Ok(Self { disk, inside: KeyFile { file, seal, end: head.len() as u64 } })
    }

    /// Writes records, not yet durable.
    pub(super) fn write(&mut self, records: &[Record]) -> io::Result<()> {
        for records in records.chunks(FRAME_RECORDS_MAX) {
            let frame = frames::frame(self.inside.seal, records);
            self.inside.file.write_at(self.inside.end, &frame)?;
            self.inside.end += frame.len() as u64;
        }
        Ok(())
    }

    /// Puts the file in the place of the old one. Durable on success; after an error the old file stands or this one.
    pub(super) fn finish(self) -> io::Result<KeyFile> {
        self.inside.file.sync_data()?;
        // A crash up to here leaves a temporary file, which the next start removes.
        self.disk.rename(TEMPORARY_FILE, KEYSTORE_FILE)?;
        self.disk.sync_dir("")?;
        self.inside.mark()?;
        Ok(self.inside)
    }
}
