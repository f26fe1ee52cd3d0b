//! Reading the whole log and holding every byte of it against the rest, without keys.

use std::collections::{HashMap, HashSet};
use std::panic::resume_unwind;
use std::sync::Mutex;
use std::thread::{self, ScopedJoinHandle};

use samspor_core::catalogue::Event;
use samspor_core::entry::{Body, Leaf, LeafHash, Section, erased_kids};
use samspor_core::log::{Class, Position};
use samspor_core::register::ledger::HeadsRecorded;
use samspor_core::seal::Kid;
use samspor_core::words::Instant;
use samspor_projections::live::Crew;

use super::alone::Alone;
use super::files::path_of;
use super::follow::Follower;
use super::layout::{Framed, HEADER_BYTES, Header, MARK_BYTES, framed};
use super::promise::PromiseFile;
use super::recovery::{OpenError, read_segment, segment_firsts, unreadable_promise};
use super::walk::{Behind, Walked};
use crate::crew::Threads;
use crate::disk::Disk;

/// An entry that stands where it belongs, as far as anybody can tell without keys.
#[derive(Clone, Debug)]
pub struct VerifiedEntry {
    /// Where it stands.
    pub position: Position,
    /// When it was recorded, as it follows along the log.
    pub recorded_at: Instant,
    pub leaf: Leaf,
    /// The leaf's hash.
    pub hash: LeafHash,
    /// The keys of the bodies that were purged.
    pub purged: Vec<Kid>,
    /// The keys that the entry takes out of use.
    pub erases: Vec<Kid>,
    /// The heads that an entry of class H records; none when it can't be read.
    pub heads: Option<HeadsRecorded>,
}

/// Reads the whole log and changes nothing: segments whole and gapless, what is promised there, every body the one
/// its leaf was made over, every stream's chain and `recorded_at` unbroken. The newest position on success; a torn
/// tail, which the next opening cuts, is no fault. `progress` hears how far the reading is, and how far it goes.
pub fn verify(disk: &dyn Disk, progress: &mut dyn FnMut(Position, Position)) -> Result<Position, OpenError> {
    verify_each(disk, &mut |_| (), progress)
}

/// As [`verify`], and tells of each entry in the order of the log. Segments are read side by side.
pub fn verify_each(
    disk: &dyn Disk,
    tell: &mut dyn FnMut(&VerifiedEntry),
    progress: &mut dyn FnMut(Position, Position),
) -> Result<Position, OpenError> {
    let (mut follower, mut purged, mut told) = (Follower::default(), Purged::default(), 0);
    let all = segment_firsts(disk)?.len() as u64;
    let newest = walk_segments(disk, &entries_of, &mut |entries| {
        for entry in entries {
            let entry = entry?;
            let position = entry.position.0;
            let unfollowable = |why: &str| OpenError::Unfollowable { position, why: why.to_owned() };
            follower.take(position, entry.recorded_at, &entry.leaf, entry.hash).map_err(unfollowable)?;
            purged.take(&entry);
            tell(&entry);
        }
        told += 1;
        progress(Position(told), Position(all));
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
    fn take(&mut self, entry: &VerifiedEntry) {
        self.erased.extend(&entry.erases);
        self.missing.extend(entry.purged.iter().map(|kid| (entry.position.0, *kid)));
    }

    /// The first position whose body is missing without a decision.
    fn undecided(&self) -> Option<u64> {
        self.missing.iter().find(|(_, kid)| !self.erased.contains(kid)).map(|(position, _)| *position)
    }
}

/// The records of a segment, up to the first that is none by itself.
fn entries_of(header: &Header, records: &[u8]) -> Vec<Result<VerifiedEntry, OpenError>> {
    let (mut at, mut position, mut entries) = (0, header.first, Vec::new());
    while at < records.len() {
        match framed(&records[at..]) {
            Framed::Record { container, bytes } => {
                let entry = entry_of(position, container);
                let entry = entry.map_err(|why| OpenError::Unfollowable { position, why: why.to_owned() });
                let is_last = entry.is_err();
                entries.push(entry);
                if is_last {
                    break;
                }
                (at, position) = (at + bytes, position + 1);
            }
            Framed::Mark => at += MARK_BYTES,
            Framed::Cut { .. } | Framed::Damaged => {
                entries.push(Err(OpenError::Damaged { path: path_of(header.first), position }));
                break;
            }
        }
    }
    entries
}

fn entry_of(position: u64, container: &[u8]) -> Result<VerifiedEntry, &'static str> {
    let alone = Alone::read(container)?;
    let purged = |(section, body): (&Section, &&[u8])| match section {
        Section::Sealed(told) if section.is_purged(body) => Some(told.kid),
        Section::Sealed(_) | Section::Open(_) => None,
    };
    Ok(VerifiedEntry {
        position: Position(position),
        recorded_at: alone.recorded_at,
        purged: alone.leaf.sec.iter().zip(&alone.bodies).filter_map(purged).collect(),
        erases: if alone.leaf.k == Class::E { erased_kids(&alone.leaf, &alone.record()) } else { Vec::new() },
        heads: if alone.leaf.k == Class::H { heads_in(&alone) } else { None },
        hash: alone.hash,
        leaf: alone.leaf,
    })
}

fn heads_in(alone: &Alone<'_>) -> Option<HeadsRecorded> {
    let body = Body::read(alone.bodies.first()?).ok()?;
    body.events.iter().find_map(|event| match &*event.what {
        Event::HeadsRecorded(told) => Some(told.clone()),
        _ => None,
    })
}

/// What is read of a segment.
struct Part<T> {
    header: Header,
    walked: Walked,
    read: T,
}

/// Reads every segment from the first one on: that each is whole, follows on the one before, and holds what is
/// promised. `read` makes something of a segment's whole groups, some segments side by side; `take` gets that in the
/// order of the log. Returns the newest position; changes nothing, and does not mind a torn tail.
pub(super) fn walk_segments<T: Send>(
    disk: &dyn Disk,
    read: &(dyn Fn(&Header, &[u8]) -> T + Sync),
    take: &mut dyn FnMut(T) -> Result<(), OpenError>,
) -> Result<u64, OpenError> {
    let promise = PromiseFile::open(disk).map_err(unreadable_promise)?.ok_or(OpenError::NoPromise)?.known();
    let firsts = segment_firsts(disk)?;
    let (mut newest, mut chain) = (0, [0; 32]);
    let hands = thread::available_parallelism().map_or(1, usize::from);
    let mut follow = |(first, part): ReadPart<T>| {
        let Part { header, walked, read } = part?;
        let is_last = firsts.last() == Some(&first);
        if header.first != newest + 1 || header.chain != chain {
            return Err(OpenError::Damaged { path: path_of(first), position: newest + 1 });
        }
        take(read)?;
        if walked.behind == Behind::LaterGroup || (walked.behind == Behind::TornGroup && !is_last) {
            return Err(OpenError::Damaged { path: path_of(first), position: walked.newest + 1 });
        }
        if walked.watched.is_some_and(|(chain, _)| chain != promise.chain) {
            return Err(OpenError::OtherHistory { position: promise.position });
        }
        (newest, chain) = (walked.newest, walked.chain);
        Ok(())
    };
    // While some segments are followed, the next ones are read.
    thread::scope(|scope| {
        let ahead = |firsts| scope.spawn(move || parts(disk, firsts, promise.position, read));
        let mut reading: Option<ScopedJoinHandle<'_, Vec<ReadPart<T>>>> = None;
        for firsts_next in firsts.chunks(hands) {
            let now = reading.take().map(joined).unwrap_or_default();
            reading = Some(ahead(firsts_next));
            now.into_iter().try_for_each(&mut follow)?;
        }
        reading.into_iter().flat_map(joined).try_for_each(&mut follow)
    })?;
    if newest < promise.position {
        return Err(OpenError::HoldsLess { promised: promise.position, found: newest });
    }
    Ok(newest)
}

/// What a thread has read; a panic of it is one of ours.
fn joined<T>(reading: ScopedJoinHandle<'_, Vec<T>>) -> Vec<T> {
    reading.join().unwrap_or_else(|panic| resume_unwind(panic))
}

type ReadPart<T> = (u64, Result<Part<T>, OpenError>);

/// Some segments, read side by side.
fn parts<T: Send>(
    disk: &dyn Disk,
    firsts: &[u64],
    watch: u64,
    read: &(dyn Fn(&Header, &[u8]) -> T + Sync),
) -> Vec<ReadPart<T>> {
    let done: Mutex<HashMap<u64, Result<Part<T>, OpenError>>> = Mutex::default();
    Threads.each(firsts.len(), &|nth| {
        let first = firsts[nth];
        let part = read_segment(disk, first, watch).map(|(_, header, bytes, walked)| {
            let records = bytes.get(HEADER_BYTES..walked.end).unwrap_or_default();
            Part { header, read: read(&header, records), walked }
        });
        done.lock().expect("nothing in it panics").insert(first, part);
    });
    let mut done = done.into_inner().expect("nothing in it panics");
    firsts.iter().filter_map(|first| Some((*first, done.remove(first)?))).collect()
}
