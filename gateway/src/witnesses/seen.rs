//! The checkpoints that witnesses cosigned, kept beside the log: the newest to hand out, and all of them for the clock's sake.

use std::io;
use std::sync::Arc;

use samspor_core::note::SignedCheckpoint;

use crate::disk::{Disk, DiskFile};

/// A JSON string a line: the note of a cosigned checkpoint.
pub const FILE: &str = "cosigned.jsonl";
/// The most bytes of a line: a note, and what its newlines cost in JSON.
const LINE_BYTES_MAX: usize = 128 * 1024;
const PART_BYTES: u64 = 64 * 1024;

/// The file. What is in it is signed by log and witnesses, so a line that was changed proves nothing and is passed over;
/// lines that are lost cost what they said.
pub struct Seen {
    file: Arc<dyn DiskFile>,
    end: u64,
    newest: Option<SignedCheckpoint>,
}

/// What reading came upon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// Where the last whole line ends.
    pub end: u64,
    /// Lines that are no checkpoints.
    pub unreadable: u64,
}

impl Seen {
    /// Opens the file at the root of a disk, or makes it. A last line that a crash cut off is cut away.
    pub fn open(disk: &dyn Disk) -> io::Result<Self> {
        let file = match disk.open(FILE) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let file = disk.create(FILE)?;
                disk.sync_dir("")?;
                file
            }
            told => told?,
        };
        let mut seen = Self { file, end: 0, newest: None };
        let mut newest = None;
        let Passed { end, unreadable } = seen.read(&mut |checkpoint| newest = Some(checkpoint))?;
        if unreadable > 0 {
            tracing::warn!(unreadable, "lines of {FILE} are no cosigned checkpoints");
        }
        (seen.end, seen.newest) = (end, newest);
        if seen.end < seen.file.length()? {
            seen.file.truncate(seen.end)?;
            seen.file.sync_data()?;
        }
        Ok(seen)
    }

    /// The checkpoint cosigned last.
    pub fn newest(&self) -> Option<&SignedCheckpoint> {
        self.newest.as_ref()
    }

    /// Adds a cosigned checkpoint, durable on success. The same tree with as many signatures is not added again.
    pub fn add(&mut self, checkpoint: &SignedCheckpoint) -> io::Result<()> {
        let is_known = self.newest.as_ref().is_some_and(|newest| {
            newest.checkpoint() == checkpoint.checkpoint()
                && newest.note().signatures().len() == checkpoint.note().signatures().len()
        });
        if is_known {
            return Ok(());
        }
        let line = serde_json::Value::String(checkpoint.to_text()).to_string() + "\n";
        self.file.write_at(self.end, line.as_bytes())?;
        self.file.sync_data()?;
        self.end += line.len() as u64;
        self.newest = Some(checkpoint.clone());
        Ok(())
    }

    /// Hands over every checkpoint, the oldest first, in bounded memory. Nobody vouches for them before a policy does.
    pub fn read(&self, take: &mut dyn FnMut(SignedCheckpoint)) -> io::Result<Passed> {
        read(&*self.file, take)
    }
}

/// Hands over every checkpoint kept at the root of a disk, the oldest first, and changes nothing; how many lines are none.
pub fn each_cosigned(disk: &dyn Disk, take: &mut dyn FnMut(SignedCheckpoint)) -> io::Result<u64> {
    match disk.open(FILE) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        file => Ok(read(&*file?, take)?.unreadable),
    }
}

fn read(file: &dyn DiskFile, take: &mut dyn FnMut(SignedCheckpoint)) -> io::Result<Passed> {
    let length = file.length()?;
    let (mut line, mut line_bytes, mut at) = (Vec::new(), 0, 0);
    let mut passed = Passed::default();
    while at < length {
        let mut part = vec![0; usize::try_from((length - at).min(PART_BYTES)).unwrap_or(0)];
        file.read_at(at, &mut part)?;
        at += part.len() as u64;
        for piece in part.split_inclusive(|byte| *byte == b'\n') {
            line_bytes += piece.len();
            if line_bytes <= LINE_BYTES_MAX {
                line.extend_from_slice(piece);
            }
            if piece.ends_with(b"\n") {
                match checkpoint_in(&line) {
                    Some(checkpoint) => take(checkpoint),
                    None => passed.unreadable += 1,
                }
                passed.end += line_bytes as u64;
                line.clear();
                line_bytes = 0;
            }
        }
    }
    Ok(passed)
}

fn checkpoint_in(line: &[u8]) -> Option<SignedCheckpoint> {
    let text: String = serde_json::from_slice(line).ok()?;
    SignedCheckpoint::parse(text.as_bytes()).ok()
}
