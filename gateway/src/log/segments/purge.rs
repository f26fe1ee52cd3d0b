//! Purging: the segments written again without the bodies under keys that were destroyed. Leaves and places stay.
//!
//! A purged body stands as so many zeros, and is read as an empty one: every record keeps its place and its length, so
//! neither the index nor a reader under way notices.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use samspor_core::entry::{Leaf, Section};
use samspor_core::seal::Kid;
use thiserror::Error;

use super::files::{SegmentFiles, path_of};
use super::layout::{Framed, HEADER_BYTES, MARK_BYTES, contained_as_stored, framed, reclose};
use crate::disk::Disk;

/// What a purge did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// Bodies that are gone.
    pub bodies: u64,
    /// Segments that were written again.
    pub segments: u64,
}

/// Why a purge was not carried through: some segments may be done, none is half done. To be asked for again.
#[derive(Debug, Error)]
pub enum PurgeError {
    /// The log takes nothing any more.
    #[error("the log has stopped: {0}")]
    Stopped(String),
    /// The disk failed.
    #[error("{path} cannot be written again")]
    Disk {
        /// The segment file.
        path: String,
        /// What the disk said.
        source: io::Error,
    },
    /// A segment cannot be read through.
    #[error("{path} is damaged; run `samspor verify`")]
    Damaged {
        /// The segment file.
        path: String,
    },
}

/// Writes sealed segments again without the bodies under these keys.
///
/// Each segment is durably purged on success. A crash or an error leaves each as it was or purged.
pub(super) fn purge(
    disk: &dyn Disk,
    files: &SegmentFiles,
    sealed: impl Iterator<Item = u64>,
    kids: &HashSet<Kid>,
) -> Result<Purged, PurgeError> {
    let mut purged = Purged::default();
    for first in sealed {
        let bodies = purge_segment(disk, files, first, kids)?;
        purged.bodies += bodies;
        purged.segments += u64::from(bodies > 0);
    }
    Ok(purged)
}

fn purge_segment(
    disk: &dyn Disk,
    files: &SegmentFiles,
    first: u64,
    kids: &HashSet<Kid>,
) -> Result<u64, PurgeError> {
    let path = path_of(first);
    let failed = |source| PurgeError::Disk { path: path.clone(), source };
    let file = disk.open(&path).map_err(failed)?;
    let mut bytes = vec![0; usize::try_from(file.length().map_err(failed)?).unwrap_or(usize::MAX)];
    file.read_at(0, &mut bytes).map_err(failed)?;
    let bodies = without(&mut bytes, kids).ok_or_else(|| PurgeError::Damaged { path: path.clone() })?;
    if bodies == 0 {
        return Ok(0);
    }
    let temporary = format!("{path}.tmp");
    let fresh = disk.create(&temporary).map_err(failed)?;
    fresh.write_at(0, &bytes).and_then(|()| fresh.sync_data()).map_err(failed)?;
    // A crash up to here leaves a temporary file, which the next start removes.
    disk.rename(&temporary, &path).map_err(failed)?;
    // A crash here: the segment is the old one or the new one.
    disk.sync_dir("log").map_err(failed)?;
    files.replace(first, Arc::clone(&fresh));
    Ok(bodies)
}

/// Zeroes the bodies in a whole segment, and closes records and groups again; how many. None where it is damaged.
fn without(bytes: &mut [u8], kids: &HashSet<Kid>) -> Option<u64> {
    let (mut at, mut group, mut bodies, mut bodies_before) = (HEADER_BYTES, HEADER_BYTES, 0, 0);
    while at < bytes.len() {
        match framed(&bytes[at..]) {
            Framed::Record { container, bytes: length } => {
                let spans = spans_under(container, kids)?;
                for (start, end) in &spans {
                    // Behind the frame's length.
                    bytes[at + 4 + start..at + 4 + end].fill(0);
                }
                if !spans.is_empty() {
                    reclose(&mut bytes[at..at + length]);
                    bodies += spans.len() as u64;
                }
                at += length;
            }
            Framed::Mark => {
                let mark = at;
                at += MARK_BYTES;
                if at > bytes.len() {
                    return None;
                }
                if bodies > bodies_before {
                    let checksum = crc32c::crc32c(&bytes[group..mark]);
                    bytes[at - 8..at - 4].copy_from_slice(&checksum.to_le_bytes());
                    reclose(&mut bytes[mark..at]);
                }
                (group, bodies_before) = (at, bodies);
            }
            Framed::Cut { .. } | Framed::Damaged => return None,
        }
    }
    Some(bodies)
}

/// Where in a container the bodies under these keys stand, those that are not purged.
fn spans_under(container: &[u8], kids: &HashSet<Kid>) -> Option<Vec<(usize, usize)>> {
    let (_, leaf, bodies) = contained_as_stored(container).ok()?;
    let leaf = Leaf::read(leaf)?;
    let is_under = |section: &Section| matches!(section, Section::Sealed(told) if kids.contains(&told.kid));
    let under = leaf.sec.iter().zip(&bodies).filter(|(section, _)| is_under(section));
    let spans = under.filter(|(_, body)| body.iter().any(|byte| *byte != 0)).map(|(_, body)| {
        let start = body.as_ptr() as usize - container.as_ptr() as usize;
        (start, start + body.len())
    });
    Some(spans.collect())
}

#[cfg(test)]
mod tests;
