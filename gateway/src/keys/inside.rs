//! What a keystore holds in memory: whose key is which, and what has become of it. Starting and running take records
//! in through the same function.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use samspor_core::log::{Entropy, Position};
use samspor_core::seal::{KeysUnavailable, Kid, NoKey, Shut, Subject, SubjectKey};
use samspor_core::words::Instant;
use thiserror::Error;
use zeroize::Zeroizing;

use super::cache::Cache;
use super::cipher;
use super::epoch::{Epoch, Use};
use super::records::{Begun, Blind, Record, VERSION, subject_bytes, subject_of};
use super::rotating::Rotated;

const SECRET_BYTES: usize = 32;
/// A key under two persons' secrets: nonce, key and tag.
pub(super) const BLOCKED_BYTES: usize = cipher::NONCE_BYTES + SECRET_BYTES + 16;
/// Stands for no key where a text under the epoch key is of none.
pub(super) const NO_KID: Kid = Kid([0; 16]);

/// The state that a file's records come to.
pub(super) struct Inside {
    pub(super) epoch: Arc<Epoch>,
    pub(super) blind: Zeroizing<[u8; 32]>,
    pub(super) view: Zeroizing<[u8; 32]>,
    pub(super) held: HashMap<Kid, Held>,
    of_subjects: HashMap<Subject, Kid>,
    of_destroyed: HashMap<Blind, Kid>,
    made: Made,
    /// How the epoch began; none of the first.
    pub(super) rotated: Option<Rotated>,
}

/// How many keys were made in the epoch.
#[derive(Clone, Copy)]
struct Made {
    before: u64,
    carried: u64,
    taken: u64,
}

/// What has become of a key.
pub(super) enum Held {
    /// In use, or blocked.
    Kept(Wrapped),
    /// Out of use, and not yet destroyed.
    Retired { key: Wrapped, by: Position, at: Instant, destroy_after: Instant },
    /// Gone.
    Destroyed { by: Position, subject: Option<Blind> },
}

/// A key under the epoch key.
#[derive(Clone)]
pub(super) struct Wrapped {
    pub(super) subject: Subject,
    pub(super) sealed: Box<[u8]>,
    /// The entry that blocked it, where the key is under two persons' secrets too.
    pub(super) blocked: Option<Position>,
    /// The erasure that was taken back, where there was one.
    pub(super) taken_back: Option<Position>,
}

/// Records that do not follow on each other, or do not open under the epoch's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unfit {
    /// It opens under another key, or was changed.
    #[error("the record of key {0} does not open under the epoch key")]
    Unopened(Kid),
    /// No keystore writes this after what stands before.
    #[error("a record of key {0} does not follow from the ones before it")]
    Misplaced(Kid),
    /// The first record is of another version, or does not open.
    #[error("its first record is of another version, or does not open under the epoch key")]
    Beginning,
}

impl Inside {
    /// The state at a file's first record.
    pub(super) fn begin(epoch: Arc<Epoch>, begun: &Begun) -> Result<Self, Unfit> {
        let secret = |what, sealed: &[u8]| -> Option<Zeroizing<[u8; 32]>> {
            Some(Zeroizing::new(epoch.open(what, &NO_KID, sealed)?.as_slice().try_into().ok()?))
        };
        if begun.version != VERSION || begun.epoch != epoch.number {
            return Err(Unfit::Beginning);
        }
        let blind = secret(Use::Blind, &begun.blind).ok_or(Unfit::Beginning)?;
        let view = secret(Use::View, &begun.view).ok_or(Unfit::Beginning)?;
        let made = Made { before: begun.created, carried: begun.carried, taken: 0 };
        let (held, of_subjects, of_destroyed) = (HashMap::new(), HashMap::new(), HashMap::new());
        Ok(Self { epoch, blind, view, held, of_subjects, of_destroyed, made, rotated: None })
    }

    /// Takes the next record; after an error nothing has changed.
    pub(super) fn take(&mut self, record: &Record) -> Result<(), Unfit> {
        match record {
            Record::Begun(_) => Err(Unfit::Beginning),
            Record::Key { kid, sealed } => self.take_key(*kid, sealed, None),
            Record::Blocked { kid, by, sealed } => self.take_key(*kid, sealed, Some(Position(*by))),
            Record::Retired { kid, by, at, destroy_after } => {
                let (at, until) = (Instant::from_micros(*at), Instant::from_micros(*destroy_after));
                self.take_retired(*kid, Position(*by), at, until)
            }
            Record::Revived { kid, by } => self.take_revived(*kid, Position(*by)),
            Record::Destroyed { kid, by, subject } => self.take_destroyed(*kid, Position(*by), *subject),
            Record::Rotated { epoch, created, rewrapped } => {
                let (epoch, created, rewrapped) = (*epoch, *created, *rewrapped);
                self.rotated = Some(Rotated { epoch, created, rewrapped });
                Ok(())
            }
        }
    }

    fn take_key(&mut self, kid: Kid, sealed: &[u8], blocked: Option<Position>) -> Result<(), Unfit> {
        let (subject, _) = opened(&self.epoch, kid, sealed, blocked).ok_or(Unfit::Unopened(kid))?;
        let taken_back = match self.held.get(&kid) {
            None if !self.knows(&subject) => None,
            Some(Held::Kept(before)) if before.subject == subject => before.taken_back,
            None | Some(Held::Kept(_) | Held::Retired { .. } | Held::Destroyed { .. }) => {
                return Err(Unfit::Misplaced(kid));
            }
        };
        let key = Wrapped { subject, sealed: sealed.into(), blocked, taken_back };
        if self.held.insert(kid, Held::Kept(key)).is_none() {
            self.made.taken += 1;
        }
        self.of_subjects.insert(subject, kid);
        Ok(())
    }

    fn take_retired(&mut self, kid: Kid, by: Position, at: Instant, until: Instant) -> Result<(), Unfit> {
        match self.held.get(&kid) {
            Some(Held::Kept(key)) => {
                let key = key.clone();
                self.held.insert(kid, Held::Retired { key, by, at, destroy_after: until });
                Ok(())
            }
            None | Some(Held::Retired { .. } | Held::Destroyed { .. }) => Err(Unfit::Misplaced(kid)),
        }
    }

    fn take_revived(&mut self, kid: Kid, by: Position) -> Result<(), Unfit> {
        match self.held.get(&kid) {
            // A file that was written anew says so of a key that is in use again.
            Some(Held::Kept(key) | Held::Retired { key, .. }) => {
                let key = Wrapped { taken_back: Some(by), ..key.clone() };
                self.held.insert(kid, Held::Kept(key));
                Ok(())
            }
            None | Some(Held::Destroyed { .. }) => Err(Unfit::Misplaced(kid)),
        }
    }

    fn take_destroyed(&mut self, kid: Kid, by: Position, subject: Option<Blind>) -> Result<(), Unfit> {
        match self.held.get(&kid) {
            Some(Held::Kept(key) | Held::Retired { key, .. }) => self.of_subjects.remove(&key.subject),
            None => None,
            Some(Held::Destroyed { .. }) => return Err(Unfit::Misplaced(kid)),
        };
        if let Some(blind) = subject {
            self.of_destroyed.insert(blind, kid);
        }
        self.held.insert(kid, Held::Destroyed { by, subject });
        Ok(())
    }

    /// The id of a subject's key, whatever became of it.
    pub(super) fn kid_of(&self, subject: &Subject) -> Option<Kid> {
        let destroyed = || match self.of_destroyed.is_empty() {
            true => None,
            false => self.of_destroyed.get(&self.blind_of(subject)).copied(),
        };
        self.of_subjects.get(subject).copied().or_else(destroyed)
    }

    /// Whose key it is; none of one that is destroyed.
    pub(super) fn subject_of(&self, kid: &Kid) -> Option<Subject> {
        Some(self.held.get(kid)?.wrapped()?.subject)
    }

    pub(super) fn knows(&self, subject: &Subject) -> bool {
        self.kid_of(subject).is_some()
    }

    /// The record of a fresh key for a subject.
    pub(super) fn fresh(&self, subject: &Subject, entropy: &mut Entropy) -> Record {
        let mut kid = Kid([0; 16]);
        let mut secret = Zeroizing::new([0; SECRET_BYTES]);
        entropy(&mut kid.0);
        entropy(&mut *secret);
        let text = key_text(&*secret, subject);
        Record::Key { kid, sealed: self.epoch.seal(Use::Key, &kid, &text, entropy) }
    }

    /// The key of an id, unwrapped or as kept in clear. To be asked under the lock that whoever takes keys out of use
    /// holds: they wipe it after this.
    pub(super) fn opening(&self, kid: &Kid, cache: &Cache, now: Duration) -> Result<SubjectKey, NoKey> {
        let held = self.held.get(kid).ok_or(NoKey::Unknown(*kid))?;
        if let Some(shut) = held.shut() {
            return Err(NoKey::Shut(shut));
        }
        if let Some(key) = cache.get(kid, now) {
            return Ok(key);
        }
        let key = held.wrapped().and_then(|wrapped| wrapped.key(&self.epoch, *kid));
        let unopened = || KeysUnavailable(format!("key {kid} does not open under the epoch key"));
        let key = key.ok_or_else(unopened)?;
        cache.put(&key, now);
        Ok(key)
    }

    fn blind_of(&self, subject: &Subject) -> Blind {
        blind_of(&self.blind, subject)
    }

    /// Keys made in this epoch.
    pub(super) fn created(&self) -> u64 {
        (self.made.before + self.made.taken).saturating_sub(self.made.carried)
    }
}

impl Held {
    /// Why the key may not be used, if it may not.
    pub(super) fn shut(&self) -> Option<Shut> {
        match self {
            Self::Kept(Wrapped { blocked, .. }) => blocked.map(|by| Shut::Blocked { by }),
            Self::Retired { by, .. } | Self::Destroyed { by, .. } => Some(Shut::Erased { by: *by }),
        }
    }

    /// The key under its wrapping; none once it is destroyed.
    pub(super) fn wrapped(&self) -> Option<&Wrapped> {
        match self {
            Self::Kept(key) | Self::Retired { key, .. } => Some(key),
            Self::Destroyed { .. } => None,
        }
    }

    /// The records that come to this.
    pub(super) fn records(&self, kid: Kid) -> Vec<Record> {
        let mut records = Vec::with_capacity(1);
        if let Some(key) = self.wrapped() {
            records.push(key.record(kid));
            records.extend(key.taken_back.map(|by| Record::Revived { kid, by: by.0 }));
        }
        match self {
            Self::Kept(_) => {}
            Self::Retired { by, at, destroy_after, .. } => records.push(Record::Retired {
                kid,
                by: by.0,
                at: at.micros(),
                destroy_after: destroy_after.micros(),
            }),
            Self::Destroyed { by, subject } => {
                records.push(Record::Destroyed { kid, by: by.0, subject: *subject });
            }
        }
        records
    }
}

impl Wrapped {
    fn record(&self, kid: Kid) -> Record {
        let sealed = self.sealed.to_vec();
        match self.blocked {
            None => Record::Key { kid, sealed },
            Some(by) => Record::Blocked { kid, by: by.0, sealed },
        }
    }

    /// Whose key it is, and the key, which is 32 bytes or, blocked, [`BLOCKED_BYTES`].
    pub(super) fn secret(&self, epoch: &Epoch, kid: Kid) -> Option<Zeroizing<Vec<u8>>> {
        opened(epoch, kid, &self.sealed, self.blocked).map(|(_, secret)| secret)
    }

    /// The key itself, where it is not blocked.
    pub(super) fn key(&self, epoch: &Epoch, kid: Kid) -> Option<SubjectKey> {
        let secret = self.secret(epoch, kid)?;
        Some(SubjectKey::new(kid, secret.as_slice().try_into().ok()?))
    }
}

/// What is sealed of a key: the secret, and whose it is.
pub(super) fn key_text(secret: &[u8], subject: &Subject) -> Zeroizing<Vec<u8>> {
    let subject = subject_bytes(subject);
    let mut text = Zeroizing::new(Vec::with_capacity(secret.len() + subject.len()));
    text.extend_from_slice(secret);
    text.extend_from_slice(&subject);
    text
}

fn opened(
    epoch: &Epoch,
    kid: Kid,
    sealed: &[u8],
    blocked: Option<Position>,
) -> Option<(Subject, Zeroizing<Vec<u8>>)> {
    let (what, bytes) = match blocked {
        None => (Use::Key, SECRET_BYTES),
        Some(_) => (Use::BlockedKey, BLOCKED_BYTES),
    };
    let mut text = epoch.open(what, &kid, sealed)?;
    let subject = subject_of(text.get(bytes..)?)?;
    text.truncate(bytes);
    Some((subject, text))
}

/// A subject's name under the blind key.
pub(super) fn blind_of(blind: &[u8; 32], subject: &Subject) -> Blind {
    cipher::keyed_hash(blind, &subject_bytes(subject))
}
