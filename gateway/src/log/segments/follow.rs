//! Reading along the log: that each entry follows on the one before it in its stream and in time.

use std::collections::HashMap;

use samspor_core::entry::{Leaf, LeafHash, Opener, erased_kids};
use samspor_core::log::{Position, Record, StreamHead, StreamKey};
use samspor_core::seal::Kid;
use samspor_core::words::{CommandId, Instant};

use super::alone::Alone;
use super::layout::contained;

/// The heads of all streams up to some position, by their random ids, and the newest `recorded_at`.
#[derive(Default)]
pub(in crate::log) struct Follower {
    pub(in crate::log) heads: HashMap<[u8; 16], StreamHead>,
    /// The streams that the bodies named.
    pub(in crate::log) streams: HashMap<[u8; 16], StreamKey>,
    pub(in crate::log) last_recorded_at: Option<Instant>,
}

/// An entry that follows.
pub(in crate::log) struct Followed {
    pub(in crate::log) leaf: Leaf,
    pub(in crate::log) record: Record,
    pub(in crate::log) head: StreamHead,
}

/// What the keys tell of an entry.
pub(in crate::log) struct Named {
    /// None when no entry that can be read has named the stream yet.
    pub(in crate::log) stream: Option<StreamKey>,
    /// None for an erased or blocked entry.
    pub(in crate::log) command: Option<CommandId>,
    /// The keys it takes out of use.
    pub(in crate::log) erases: Vec<Kid>,
}

/// A record as the log's contract has it, from its container.
pub(in crate::log) fn recorded(container: &[u8]) -> Option<(Instant, Record)> {
    let (recorded_at, leaf, bodies) = contained(container).ok()?;
    let bodies = bodies.into_iter().map(<[u8]>::to_vec).collect();
    Some((Instant::from_micros(recorded_at), Record { leaf: leaf.to_vec(), bodies }))
}

impl Follower {
    /// Takes the next entry of the log, without keys; the text says what is wrong with it.
    pub(in crate::log) fn follow(
        &mut self,
        position: u64,
        container: &[u8],
    ) -> Result<Followed, &'static str> {
        let alone = Alone::read(container)?;
        let head = self.take(position, alone.recorded_at, &alone.leaf, alone.hash)?;
        Ok(Followed { record: alone.record(), leaf: alone.leaf, head })
    }

    /// Takes the next entry, of which is known that it is whole by itself: its place in time and in its stream.
    pub(in crate::log) fn take(
        &mut self,
        position: u64,
        recorded_at: Instant,
        leaf: &Leaf,
        hash: LeafHash,
    ) -> Result<StreamHead, &'static str> {
        self.follow_time(leaf, recorded_at)?;
        let head = StreamHead { sid: leaf.sid, number: leaf.sn, newest: Position(position), hash };
        let before = self.heads.get(&leaf.sid).copied();
        // An index may know the heads of entries that are only now read again.
        if before.is_none_or(|before| before.newest < head.newest) {
            follows(leaf, &head, before)?;
            self.heads.insert(leaf.sid, head);
        }
        Ok(head)
    }

    /// Opens what the entry says of itself. A stream has one id, and an id one stream.
    pub(in crate::log) fn name(&mut self, followed: &Followed, opener: &Opener<'_>) -> Result<Named, String> {
        let Followed { leaf, record, .. } = followed;
        let address = opener.address(leaf, record)?;
        if let Some((stream, _)) = address
            && *self.streams.entry(leaf.sid).or_insert(stream) != stream
        {
            return Err("an id stands for two streams".to_owned());
        }
        Ok(Named {
            stream: self.streams.get(&leaf.sid).copied(),
            command: address.map(|(_, command)| command),
            erases: erased_kids(leaf, record),
        })
    }

    fn follow_time(&mut self, leaf: &Leaf, recorded_at: Instant) -> Result<(), &'static str> {
        if recorded_at != self.last_recorded_at.map_or(leaf.at, |last| leaf.at.max(last.next())) {
            return Err(
                "recorded_at does not follow from the entry before: the clock was turned back, or entries were moved",
            );
        }
        self.last_recorded_at = Some(recorded_at);
        Ok(())
    }
}

fn follows(leaf: &Leaf, head: &StreamHead, before: Option<StreamHead>) -> Result<(), &'static str> {
    let before =
        before.unwrap_or(StreamHead { sid: head.sid, number: 0, newest: Position::START, hash: [0; 32] });
    if before.number + 1 != head.number {
        return Err("an entry of the stream is missing before it: it was removed");
    }
    if leaf.prev != before.hash {
        return Err("the stream's previous entry is another one: it was replaced");
    }
    Ok(())
}
