//! Which stream has which random id: known from the bodies, which can be read, and to nobody from the leaves.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use samspor_core::log::StreamKey;
use samspor_core::seal::{Keys, Kid, Subject};

/// The ids of all streams that are known, in both directions.
#[derive(Default)]
pub(in crate::log) struct Streams {
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    sids: HashMap<StreamKey, [u8; 16]>,
    streams: HashMap<[u8; 16], StreamKey>,
    /// Streams of which no entry can be read, by the key they are sealed under.
    nameless: HashMap<Kid, [u8; 16]>,
}

impl Streams {
    pub(super) fn of(
        all: impl Iterator<Item = (StreamKey, [u8; 16])>,
        nameless: HashMap<Kid, [u8; 16]>,
    ) -> Self {
        let streams = Self { known: RwLock::new(Known { nameless, ..Known::default() }) };
        all.for_each(|(stream, sid)| streams.learn(stream, sid));
        streams
    }

    /// Takes in a stream's id; most are known already.
    pub(in crate::log) fn learn(&self, stream: StreamKey, sid: [u8; 16]) {
        if self.sid(&stream) == Some(sid) {
            return;
        }
        // The two maps are changed by one insertion each; a panic between them is none of this code's.
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.sids.insert(stream, sid);
        known.streams.insert(sid, stream);
    }

    pub(in crate::log) fn sid(&self, stream: &StreamKey) -> Option<[u8; 16]> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).sids.get(stream).copied()
    }

    /// The same, where the stream may be one that only its subject's key names.
    pub(super) fn sid_by_key(&self, stream: &StreamKey, keys: &dyn Keys) -> Option<[u8; 16]> {
        if let Some(sid) = self.sid(stream) {
            return Some(sid);
        }
        let StreamKey::Patient(tenant, patient) = *stream else { return None };
        let sid = {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            if known.nameless.is_empty() {
                return None;
            }
            *known.nameless.get(&keys.kid_of(&Subject::Patient(tenant, patient))?)?
        };
        self.learn(*stream, sid);
        Some(sid)
    }

    pub(in crate::log) fn stream(&self, sid: &[u8; 16]) -> Option<StreamKey> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).streams.get(sid).copied()
    }
}
