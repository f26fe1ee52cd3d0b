//! Turning drafts into leaves, one after the other: the chains of the streams and the rising clock.

use std::collections::HashMap;

use super::{Draft, Position, Record, StreamKey};
use crate::entry::{Leaf, LeafHash, Section, hash_of_leaf};
use crate::words::Instant;

/// A source of random bytes for stream ids; a seeded one in tests.
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
    entropy: Entropy,
}

impl Committer {
    /// A committer of an empty log.
    pub fn new(entropy: Entropy) -> Self {
        Self { head: Position::START, last_recorded_at: None, streams: HashMap::new(), entropy }
    }

    /// A committer that goes on after a log's newest entry.
    pub fn resume(
        head: Position,
        last_recorded_at: Option<Instant>,
        streams: HashMap<StreamKey, StreamHead>,
        entropy: Entropy,
    ) -> Self {
        Self { head, last_recorded_at, streams, entropy }
    }

    /// Gives a draft its place, if `after` is still its stream's newest position; else that newest position.
    pub fn commit(&mut self, draft: Draft, after: Position) -> Result<Committed, Position> {
        let head = match self.streams.get(&draft.stream) {
            Some(head) => *head,
            None if after != Position::START && after != Position::ANY => return Err(Position::START),
            None => self.fresh_stream(),
        };
        if head.newest != after && after != Position::ANY {
            return Err(head.newest);
        }
        let at = draft.at.whole_millis();
        let recorded_at = self.last_recorded_at.map_or(at, |last| at.max(last.next()));
        let number = head.number + 1;
        let leaf = Leaf {
            act: draft.act,
            at,
            k: draft.class,
            prev: head.hash,
            sec: draft.bodies.iter().map(|body| Section::of(body)).collect(),
            sid: head.sid,
            sn: number,
        };
        let leaf = leaf.to_bytes();
        self.head = self.head.next();
        self.last_recorded_at = Some(recorded_at);
        let newest = StreamHead { sid: head.sid, number, newest: self.head, hash: hash_of_leaf(&leaf) };
        self.streams.insert(draft.stream, newest);
        let record = Record { leaf, bodies: draft.bodies };
        Ok(Committed { position: self.head, stream_position: number, recorded_at, record })
    }

    /// The position of the newest entry.
    pub fn head(&self) -> Position {
        self.head
    }

    /// The newest leaf of each stream.
    pub fn streams(&self) -> &HashMap<StreamKey, StreamHead> {
        &self.streams
    }

    fn fresh_stream(&mut self) -> StreamHead {
        let mut sid = [0; 16];
        (self.entropy)(&mut sid);
        StreamHead { sid, number: 0, newest: Position::START, hash: [0; 32] }
    }
}
