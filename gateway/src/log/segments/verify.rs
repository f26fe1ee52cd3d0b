//! Reading the whole log and holding every byte of it against the rest.

use std::collections::HashSet;

use samspor_core::entry::{Section, erased_kids};
use samspor_core::log::Position;
use samspor_core::seal::Kid;

use super::files::{SegmentFiles, path_of};
use super::follow::{Followed, Follower};
use super::promise::PromiseFile;
use super::recovery::{OpenError, read_segment, segment_firsts, unreadable_promise};
use super::walk::Behind;
use crate::disk::Disk;

/// Reads the whole log and changes nothing: segments whole and gapless, what is promised there, every body the one
/// its leaf was made over, every stream's chain and `recorded_at` unbroken. The newest position on success; a torn
/// tail, which the next opening cuts, is no fault. `progress` hears how far the reading is, and how far it goes.
pub fn verify(disk: &dyn Disk, progress: &mut dyn FnMut(Position, Position)) -> Result<Position, OpenError> {
    let (newest, files) = verify_segments(disk)?;
    let (mut follower, mut purged) = (Follower::default(), Purged::default());
    files.scan(0, newest, |position, _, container| -> Result<(), OpenError> {
        let unfollowable = |why: &str| OpenError::Unfollowable { position, why: why.to_owned() };
        let followed = follower.follow(position, container).map_err(unfollowable)?;
        purged.take(position, &followed);
        if position.is_multiple_of(4096) || position == newest {
            progress(Position(position), Position(newest));
        }
        Ok(())
    })?;
    if let Some(position) = purged.undecided() {
        let why = "a body is missing, and no decision erased it".to_owned();
        return Err(OpenError::Unfollowable { position, why });
    }
    Ok(Position(newest))
}

/// Bodies that are missing, and the decisions that erased bodies. Both stand in clear.
#[derive(Default)]
struct Purged {
    missing: Vec<(u64, Kid)>,
    erased: HashSet<Kid>,
}

impl Purged {
    fn take(&mut self, position: u64, followed: &Followed) {
        let Followed { leaf, record, .. } = followed;
        self.erased.extend(erased_kids(leaf, record));
        for (section, body) in leaf.sec.iter().zip(&record.bodies) {
            if let (Section::Sealed(told), true) = (section, section.is_purged(body)) {
                self.missing.push((position, told.kid));
            }
        }
    }

    /// The first position whose body is missing without a decision.
    fn undecided(&self) -> Option<u64> {
        self.missing.iter().find(|(_, kid)| !self.erased.contains(kid)).map(|(position, _)| *position)
    }
}

/// Reads every segment from the first one on: that each is whole, follows on the one before, and holds what is
/// promised. Returns the newest position; changes nothing, and does not mind a torn tail.
pub(super) fn verify_segments(disk: &dyn Disk) -> Result<(u64, SegmentFiles), OpenError> {
    let promise = PromiseFile::open(disk).map_err(unreadable_promise)?.ok_or(OpenError::NoPromise)?.known();
    let firsts = segment_firsts(disk)?;
    let files = SegmentFiles::default();
    let (mut newest, mut chain) = (0, [0; 32]);
    for (nth, &first) in firsts.iter().enumerate() {
        let (file, header, _, walked) = read_segment(disk, first, promise.position)?;
        let last = nth + 1 == firsts.len();
        if header.first != newest + 1 || header.chain != chain {
            return Err(OpenError::Damaged { path: path_of(first), position: newest + 1 });
        }
        if walked.behind == Behind::LaterGroup || (walked.behind == Behind::TornGroup && !last) {
            return Err(OpenError::Damaged { path: path_of(first), position: walked.newest + 1 });
        }
        if walked.watched.is_some_and(|(chain, _)| chain != promise.chain) {
            return Err(OpenError::OtherHistory { position: promise.position });
        }
        files.add(first, file);
        (newest, chain) = (walked.newest, walked.chain);
    }
    if newest < promise.position {
        return Err(OpenError::HoldsLess { promised: promise.position, found: newest });
    }
    Ok((newest, files))
}
