//! `head.json`: the H entry, and for each stream of the dossier its place in the list of heads, or that it has none.

use samspor_core::tree::NodeHash;
use samspor_core::tree::heads::{Absence, Head, Heads, Presence};
use serde::{Deserialize, Serialize};

use super::form::{array, to_base64};
use super::limits::STREAMS_MAX;
use super::line::{Line, StoredLine};

/// The H entry and what it says of the streams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeadFile {
    pub(super) entry: Line,
    pub(super) places: Vec<([u8; 16], InList)>,
}

/// Where a stream stands in the list of heads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum InList {
    Present(Presence),
    Absent(Absence),
}

/// What the open body of an H entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HeadsTold {
    pub(super) root: NodeHash,
    /// The heads are those of the first so many entries.
    pub(super) size: u64,
    pub(super) streams: u64,
}

/// The body in clear: an entry's body like any other, of which only the first event counts here.
#[derive(Deserialize)]
struct HeadsBody {
    events: Vec<HeadsEvent>,
}

#[derive(Deserialize)]
struct HeadsEvent {
    data: HeadsData,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadsData {
    root: String,
    size: u64,
    streams: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    entry: StoredLine,
    streams: Vec<StoredPlace>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredPlace {
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<StoredHead>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<StoredHead>,
    #[serde(skip_serializing_if = "Option::is_none")]
    present: Option<StoredHead>,
    sid: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredHead {
    hashes: Vec<String>,
    index: u64,
    leaf: String,
    sid: String,
    sn: u64,
}

impl HeadsTold {
    /// What the body says.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let body: HeadsBody = serde_json::from_slice(body).ok()?;
        let told = body.events.into_iter().next()?.data;
        Some(Self { root: array(&told.root)?, size: told.size, streams: told.streams })
    }
}

impl HeadFile {
    /// What a list of heads says of some streams.
    pub(super) fn of(entry: Line, heads: &Heads, streams: impl IntoIterator<Item = [u8; 16]>) -> Self {
        let place = |sid: [u8; 16]| {
            let present = heads.presence(&sid).map(InList::Present);
            Some((sid, present.or_else(|| heads.absence(&sid).map(InList::Absent))?))
        };
        Self { entry, places: streams.into_iter().filter_map(place).collect() }
    }

    /// The file's bytes.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let place = |(sid, place): &([u8; 16], InList)| {
            let sid = to_base64(sid);
            match place {
                InList::Present(one) => {
                    StoredPlace { after: None, before: None, present: Some(stored(one)), sid }
                }
                InList::Absent(gap) => {
                    let (before, after) = (gap.before.as_ref().map(stored), gap.after.as_ref().map(stored));
                    StoredPlace { after, before, present: None, sid }
                }
            }
        };
        let file = Stored { entry: self.entry.stored(), streams: self.places.iter().map(place).collect() };
        serde_json::to_vec(&file).expect("texts and numbers are JSON")
    }

    /// The file that these bytes are; another spelling of one is refused.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let stored: Stored = serde_json::from_slice(bytes).ok()?;
        if stored.streams.len() > STREAMS_MAX {
            return None;
        }
        let entry = Line::of(&stored.entry)?;
        let places = stored.streams.into_iter().map(read).collect::<Option<_>>()?;
        let file = Self { entry, places };
        (file.to_bytes() == bytes).then_some(file)
    }
}

fn stored(one: &Presence) -> StoredHead {
    StoredHead {
        hashes: one.proof.iter().map(|hash| to_base64(hash)).collect(),
        index: one.index,
        leaf: to_base64(&one.head.leaf),
        sid: to_base64(&one.head.sid),
        sn: one.head.sn,
    }
}

fn read(stored: StoredPlace) -> Option<([u8; 16], InList)> {
    let sid = array(&stored.sid)?;
    let place = match (stored.present, stored.before, stored.after) {
        (Some(one), None, None) => InList::Present(presence(one)?),
        (None, before, after) => {
            let neighbour = |one: Option<StoredHead>| match one {
                Some(one) => presence(one).map(Some),
                None => Some(None),
            };
            InList::Absent(Absence { before: neighbour(before)?, after: neighbour(after)? })
        }
        (Some(_), _, _) => return None,
    };
    Some((sid, place))
}

fn presence(stored: StoredHead) -> Option<Presence> {
    let head = Head { sid: array(&stored.sid)?, sn: stored.sn, leaf: array(&stored.leaf)? };
    let proof = stored.hashes.iter().map(|hash| array(hash)).collect::<Option<_>>()?;
    Some(Presence { head, index: stored.index, proof })
}
