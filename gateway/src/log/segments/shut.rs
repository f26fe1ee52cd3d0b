//! What a start makes up for where keys are gone: erasures are told to the keystore again, whichever one was put under
//! the log, and streams of which no entry can be read are named by their keys.

use std::collections::{BTreeMap, HashMap};

use samspor_core::entry::{Leaf, Opener, Section, erased_kids};
use samspor_core::log::{Class, Position, StreamHead, StreamKey};
use samspor_core::seal::{Keys, Kid, Subject};

use super::files::SegmentFiles;
use super::follow::{Follower, recorded};
use super::places::Places;
use super::recovery::OpenError;

/// A leaf of class E holds this; what does not need not be read.
const CLASS_E: &[u8] = br#""k":"E""#;

/// Takes the keys out of use that erasures after a position name, before any other entry is opened: a crash may have kept
/// them from the keystore, or an older one was put under the log.
pub(super) fn retire_after(
    position: u64,
    newest: u64,
    files: &SegmentFiles,
    keys: &dyn Keys,
) -> Result<(), OpenError> {
    files.scan(position, newest, |position, _, container| -> Result<(), OpenError> {
        if !container.windows(CLASS_E.len()).any(|window| window == CLASS_E) {
            return Ok(());
        }
        let Some((_, record)) = recorded(container) else { return Ok(()) };
        match Leaf::read(&record.leaf).filter(|leaf| leaf.k == Class::E) {
            Some(leaf) => retire(keys, &erased_kids(&leaf, &record), position),
            None => Ok(()),
        }
    })
}

/// The same for those the index has.
pub(super) fn retire_indexed(places: &Places, keys: &dyn Keys) -> Result<(), OpenError> {
    let Some(shelf) = places.shelf() else { return Ok(()) };
    let mut erasures: BTreeMap<u64, Vec<Kid>> = BTreeMap::new();
    for (position, kid) in shelf.erasures()? {
        erasures.entry(position).or_default().push(kid);
    }
    erasures.iter().try_for_each(|(position, kids)| retire(keys, kids, *position))
}

fn retire(keys: &dyn Keys, kids: &[Kid], by: u64) -> Result<(), OpenError> {
    let unfollowable = |why: String| OpenError::Unfollowable { position: by, why };
    keys.retire(kids, Position(by)).map_err(|error| unfollowable(error.to_string()))
}

/// Names the streams that no entry named while the index was built, as far as keys can; the others by their key's id.
pub(super) fn name_by_keys(
    follower: &mut Follower,
    files: &SegmentFiles,
    places: &Places,
    opener: Opener<'_>,
) -> Result<HashMap<Kid, [u8; 16]>, OpenError> {
    let unnamed = |head: &&StreamHead| !follower.streams.contains_key(&head.sid);
    let unnamed: Vec<StreamHead> = follower.heads.values().filter(unnamed).copied().collect();
    let (mut nameless, mut buffer) = (HashMap::new(), Vec::new());
    for head in unnamed {
        let Some((position, place)) = places.of_stream(&head.sid, head.newest.0)?.pop() else { continue };
        let Some((_, record)) = recorded(files.read(place, &mut buffer)?) else { continue };
        let Some(leaf) = Leaf::read(&record.leaf) else { continue };
        let unfollowable = |why: String| OpenError::Unfollowable { position, why };
        let told = opener.address(&leaf, &record).map_err(unfollowable)?.map(|(stream, _)| stream);
        let Some(kid) = leaf.sec.iter().find_map(kid_of) else { continue };
        match told.or_else(|| file_of(opener.keys.subject_of(&kid)?)) {
            Some(stream) => _ = follower.streams.insert(head.sid, stream),
            None => _ = nameless.insert(kid, head.sid),
        }
    }
    Ok(nameless)
}

fn kid_of(section: &Section) -> Option<Kid> {
    match section {
        Section::Sealed(told) => Some(told.kid),
        Section::Open(_) => None,
    }
}

/// The stream of which all is sealed under a subject's key: registers begin with what is about nobody.
fn file_of(subject: Subject) -> Option<StreamKey> {
    match subject {
        Subject::Patient(tenant, patient) => Some(StreamKey::Patient(tenant, patient)),
        Subject::Ledger | Subject::Tenant(_) | Subject::Identity(..) | Subject::Person(..) => None,
    }
}
