//! Turning drafts into leaves, one after the other: the chains of the streams and the rising clock.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Draft, DraftSection, Position, Record, StreamKey};
use crate::entry::{Leaf, LeafHash, Open, Sealed, Section, digest, erases_bytes, hash_of_leaf};
use crate::seal::{EventKey, Keys, NoKey, Place, TAG_BYTES, padded_bytes, seal};
use crate::words::Instant;

/// A source of random bytes for stream ids and salts; a seeded one in tests.
pub type Entropy = Box<dyn FnMut(&mut [u8]) + Send>;

/// The newest leaf of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamHead {
    /// The stream's random id.
    pub sid: [u8; 16],
    /// How many entries the stream has.
    pub number: u64,
    pub newest: Position,
    pub hash: LeafHash,
}

/// An entry that has its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    pub position: Position,
    pub stream_position: u64,
    pub recorded_at: Instant,
    pub record: Record,
}

/// The one that gives entries their places. Pure: what it says is written is written by whoever owns it, in order.
pub struct Committer {
    head: Position,
    last_recorded_at: Option<Instant>,
    streams: HashMap<StreamKey, StreamHead>,
    sealer: Sealer,
}

/// What turns drafts into sealed entries: randomness, keys, and the log's name, for which keys are derived.
pub struct Sealer {
    pub entropy: Entropy,
    pub keys: Arc<dyn Keys>,
    /// The log's origin, as its checkpoints have it.
    pub origin: Arc<str>,
}

/// Why a draft got no place; nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotCommitted {
    /// The stream has a newer entry, at this position.
    Conflict(Position),
    /// A section can't be sealed.
    NoKey(NoKey),
}

impl Committer {
    /// A committer of an empty log.
    pub fn new(sealer: Sealer) -> Self {
        Self::resume(Position::START, None, HashMap::new(), sealer)
    }

    /// A committer that goes on after a log's newest entry.
    pub fn resume(
        head: Position,
        last_recorded_at: Option<Instant>,
        streams: HashMap<StreamKey, StreamHead>,
        sealer: Sealer,
    ) -> Self {
        Self { head, last_recorded_at, streams, sealer }
    }

    /// Gives a draft its place, if `after` is still its stream's newest position, and seals it under the keys of its
    /// subjects, which are prepared.
    pub fn commit(&mut self, draft: Draft, after: Position) -> Result<Committed, NotCommitted> {
        let head = match self.streams.get(&draft.stream) {
            Some(head) => *head,
            None if after != Position::START && after != Position::ANY => {
                return Err(NotCommitted::Conflict(Position::START));
            }
            None => self.sealer.fresh_stream(),
        };
        if head.newest != after && after != Position::ANY {
            return Err(NotCommitted::Conflict(head.newest));
        }
        let stream = draft.stream;
        let recorded_at = recorded_at(draft.at.whole_millis(), self.last_recorded_at);
        let (record, next) =
            self.sealer.behind(head, self.head.next(), draft).map_err(NotCommitted::NoKey)?;
        self.head = self.head.next();
        self.last_recorded_at = Some(recorded_at);
        self.streams.insert(stream, next);
        Ok(Committed { position: self.head, stream_position: next.number, recorded_at, record })
    }

    /// The keys that drafts are sealed under.
    pub fn keys(&self) -> &dyn Keys {
        &*self.sealer.keys
    }

    /// The position of the newest entry.
    pub fn head(&self) -> Position {
        self.head
    }

    /// The newest leaf of each stream.
    pub fn streams(&self) -> &HashMap<StreamKey, StreamHead> {
        &self.streams
    }
}

/// When an entry is recorded: its clock's time, or just after the entry before it in the log.
pub fn recorded_at(at: Instant, before: Option<Instant>) -> Instant {
    before.map_or(at, |before| at.max(before.next()))
}

impl Sealer {
    /// The head of a stream that has no entry yet, with an id of its own.
    pub fn fresh_stream(&mut self) -> StreamHead {
        let mut sid = [0; 16];
        (self.entropy)(&mut sid);
        StreamHead { sid, number: 0, newest: Position::START, hash: [0; 32] }
    }

    /// A draft as the next record of its stream, sealed under the keys of its subjects, which are prepared; and the
    /// stream's head with it, at a position.
    pub fn behind(
        &mut self,
        head: StreamHead,
        position: Position,
        draft: Draft,
    ) -> Result<(Record, StreamHead), NoKey> {
        let number = head.number + 1;
        let leaf = Leaf {
            act: draft.act,
            at: draft.at.whole_millis(),
            k: draft.class,
            prev: head.hash,
            sec: Vec::with_capacity(draft.sections.len()),
            sid: head.sid,
            sn: number,
        };
        let record = self.sealed(leaf, draft.sections)?;
        let hash = hash_of_leaf(&record.leaf);
        Ok((record, StreamHead { sid: head.sid, number, newest: position, hash }))
    }

    /// The leaf over the sections, and their bodies. What binds a body to its leaf needs every section's length and
    /// salt first, so sections are laid out before any is sealed.
    fn sealed(&mut self, mut leaf: Leaf, sections: Vec<DraftSection>) -> Result<Record, NoKey> {
        let mut laid_out = Vec::with_capacity(sections.len());
        for (index, section) in (0u8..).zip(sections) {
            let (section, body) = self.laid_out(section, &leaf, index)?;
            leaf.sec.push(section);
            laid_out.push(body);
        }
        let aad = leaf.aad();
        let mut bodies = Vec::with_capacity(laid_out.len());
        for (section, body) in leaf.sec.iter_mut().zip(laid_out) {
            bodies.push(match (section, body) {
                (Section::Sealed(told), LaidOut::Sealed(key, text)) => {
                    let body = seal(&key, &text, &aad);
                    told.ct = digest(&body);
                    body
                }
                (Section::Open(_) | Section::Sealed(_), LaidOut::Open(text) | LaidOut::Sealed(_, text)) => {
                    text
                }
            });
        }
        Ok(Record { leaf: leaf.to_bytes(), bodies })
    }

    fn laid_out(
        &mut self,
        section: DraftSection,
        leaf: &Leaf,
        index: u8,
    ) -> Result<(Section, LaidOut), NoKey> {
        let (subject, text) = match section {
            DraftSection::Sealed { subject, text } => (subject, text),
            DraftSection::Open { text } => return Ok((Section::Open(Open::of(&text)), LaidOut::Open(text))),
            DraftSection::Erases { subjects } => {
                let text = erases_bytes(subjects.iter().filter_map(|subject| self.keys.kid_of(subject)));
                return Ok((Section::Open(Open::of(&text)), LaidOut::Open(text)));
            }
        };
        let subject_key = self.keys.sealing(&subject)?;
        let mut salt = [0; 32];
        (self.entropy)(&mut salt);
        let place = Place { origin: &self.origin, sid: &leaf.sid, sn: leaf.sn, section: index };
        let key = EventKey::derive(&subject_key, &salt, place);
        let n = (padded_bytes(text.len()) + TAG_BYTES) as u64;
        let told = Sealed { com: key.commitment(), ct: [0; 32], kid: subject_key.kid, n, salt };
        Ok((Section::Sealed(told), LaidOut::Sealed(key, text)))
    }
}

/// A body that has its length and waits for the leaf.
enum LaidOut {
    Sealed(EventKey, Vec<u8>),
    Open(Vec<u8>),
}
