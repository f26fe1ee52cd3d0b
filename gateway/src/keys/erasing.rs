//! Erasure in two steps: a key goes out of use at once, and is destroyed seven days later, or earlier when asked to be.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use samspor_core::log::Position;
use samspor_core::seal::{KeysUnavailable, Kid};
use samspor_core::words::Instant;
use thiserror::Error;

use super::inside::{Held, Inside, blind_of};
use super::keystore::Keystore;
use super::records::Record;
use super::rewriting::{Beginning, View};

/// How long a key that is out of use can be taken back before it is due to be destroyed.
pub const GRACE: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Why keys were not destroyed, taken back, blocked or unblocked: none of them was.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotDone {
    /// A key that is in use can't be destroyed; a decision takes it out of use first.
    #[error("key {0} is in use")]
    InUse(Kid),
    /// Gone, by the entry at this position.
    #[error("key {kid} was destroyed after entry {by}")]
    Destroyed {
        /// The key's id.
        kid: Kid,
        /// The position of the entry that decided it.
        by: Position,
    },
    /// Out of use by the entry at this position.
    #[error("key {kid} was taken out of use by entry {by}")]
    Retired {
        /// The key's id.
        kid: Kid,
        /// The position of the entry that decided it.
        by: Position,
    },
    #[error("key {0} is blocked already")]
    Blocked(Kid),
    #[error("key {0} is not blocked")]
    NotBlocked(Kid),
    /// The secrets are not those of the two persons who blocked it.
    #[error("key {0} does not open under these two key files: both of the persons who blocked it are needed")]
    OtherPersons(Kid),
    #[error("the keystore does not know key {0}")]
    Unknown(Kid),
    #[error(transparent)]
    Unavailable(#[from] KeysUnavailable),
}

/// A key that a decision took out of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OutOfUse {
    /// The position of the entry that decided it.
    pub by: Position,
    pub kid: Kid,
    /// When it is due to be destroyed; none when it is destroyed.
    pub destroy_after: Option<Instant>,
}

impl Keystore {
    /// All keys that decisions took out of use, destroyed or not, by decision.
    pub fn out_of_use(&self) -> Vec<OutOfUse> {
        let inside = self.inside();
        let of = |(kid, held): (&Kid, &Held)| match held {
            Held::Kept(_) => None,
            Held::Retired { by, destroy_after, .. } => {
                Some(OutOfUse { by: *by, kid: *kid, destroy_after: Some(*destroy_after) })
            }
            Held::Destroyed { by, .. } => Some(OutOfUse { by: *by, kid: *kid, destroy_after: None }),
        };
        let mut out: Vec<OutOfUse> = inside.held.iter().filter_map(of).collect();
        out.sort();
        out
    }

    /// What [`samspor_core::seal::Keys::retire`] does. Readers are refused the keys at once, whatever the disk then
    /// says; an error means that it may not be durable.
    pub(super) fn take_out_of_use(&self, kids: &[Kid], by: Position) -> Result<(), KeysUnavailable> {
        let writer = &mut *self.writer();
        let kids: HashSet<Kid> = kids.iter().copied().collect();
        let records: Vec<Record> = {
            let (inside, at) = (self.inside(), self.now());
            kids.iter().filter_map(|kid| inside.retirement(*kid, by, at)).collect()
        };
        self.take(&records)?;
        kids.iter().for_each(|kid| self.cache.forget(kid));
        if records.is_empty() && writer.sound {
            return Ok(());
        }
        // In doubt, what was taken before may not be durable: writing the file anew makes it so.
        match writer.sound {
            true => self.append(writer, &records),
            false => self.make_sound(writer),
        }
    }

    /// The keys whose seven days are over, in the order of their ids.
    pub fn due(&self, now: Instant) -> Vec<Kid> {
        let inside = self.inside();
        let mut due: Vec<Kid> = inside
            .held
            .iter()
            .filter(|(_, held)| matches!(held, Held::Retired { destroy_after, .. } if *destroy_after <= now))
            .map(|(kid, _)| *kid)
            .collect();
        due.sort();
        due
    }

    /// Destroys keys that are out of use, whether they are due or not: the file is written anew without them, and the
    /// key of what is kept beside the log is replaced. Returns those that were not destroyed before.
    ///
    /// Durable on success. After an error they are destroyed or not; ask again.
    pub fn destroy(&self, kids: &[Kid]) -> Result<Vec<Kid>, NotDone> {
        let writer = &mut *self.writer();
        let mut gone = HashSet::new();
        for kid in kids {
            match self.inside().held.get(kid) {
                None => return Err(NotDone::Unknown(*kid)),
                Some(Held::Kept(_)) => return Err(NotDone::InUse(*kid)),
                Some(Held::Retired { .. }) => _ = gone.insert(*kid),
                Some(Held::Destroyed { .. }) => {}
            }
        }
        self.make_sound(writer)?;
        if gone.is_empty() {
            return Ok(Vec::new());
        }
        let (epoch, blind) = {
            let inside = self.inside();
            (Arc::clone(&inside.epoch), inside.blind.clone())
        };
        let beginning = Beginning { epoch, view: View::Replaced, gone: gone.len(), rotated: None };
        self.rewrite(writer, &beginning, &mut |kid, held, _| match held {
            Held::Retired { key, by, .. } if gone.contains(&kid) => {
                let subject = blind_of(&blind, &key.subject);
                Ok(vec![Record::Destroyed { kid, by: by.0, subject: Some(subject) }])
            }
            Held::Kept(_) | Held::Retired { .. } | Held::Destroyed { .. } => Ok(held.records(kid)),
        })?;
        let mut gone: Vec<Kid> = gone.into_iter().collect();
        gone.sort();
        Ok(gone)
    }

    /// Takes back the retirement of keys that are not yet destroyed: the decision was a mistake. The same entry takes
    /// them out of use no more, a later one does. A key in use stays so. Durable on success.
    pub fn revive(&self, kids: &[Kid]) -> Result<(), NotDone> {
        let writer = &mut *self.writer();
        let mut records = Vec::new();
        for kid in kids.iter().copied().collect::<HashSet<Kid>>() {
            match self.inside().held.get(&kid) {
                None => return Err(NotDone::Unknown(kid)),
                Some(Held::Destroyed { by, .. }) => return Err(NotDone::Destroyed { kid, by: *by }),
                Some(Held::Retired { by, .. }) => records.push(Record::Revived { kid, by: by.0 }),
                Some(Held::Kept(_)) => {}
            }
        }
        self.append(writer, &records)?;
        Ok(self.take(&records)?)
    }
}

impl Inside {
    /// The record that takes a key out of use; none when it is, or when the retirement by that entry was taken back.
    pub(super) fn retirement(&self, kid: Kid, by: Position, at: Instant) -> Option<Record> {
        match self.held.get(&kid) {
            None => Some(Record::Destroyed { kid, by: by.0, subject: None }),
            Some(Held::Kept(key)) if key.taken_back.is_none_or(|taken_back| taken_back < by) => {
                Some(Record::Retired {
                    kid,
                    by: by.0,
                    at: at.micros(),
                    destroy_after: after(at, GRACE).micros(),
                })
            }
            Some(Held::Kept(_) | Held::Retired { .. } | Held::Destroyed { .. }) => None,
        }
    }
}

pub(super) fn after(at: Instant, span: Duration) -> Instant {
    let span = i64::try_from(span.as_micros()).unwrap_or(i64::MAX);
    Instant::from_micros(at.micros().saturating_add(span))
}
