//! Reading along the log: that each entry follows on the one before it in its stream and in time.

use std::collections::HashMap;

use samspor_core::entry::{Leaf, address_of, hash_of_leaf};
use samspor_core::log::{Position, Record, StreamHead, StreamKey};
use samspor_core::words::{CommandId, Instant};

use super::layout::contained;

/// The heads of all streams up to some position, and the newest `recorded_at`.
#[derive(Default)]
pub(super) struct Follower {
    pub(super) streams: HashMap<StreamKey, StreamHead>,
    pub(super) last_recorded_at: Option<Instant>,
}

/// An entry that follows.
pub(super) struct Followed {
    pub(super) stream: StreamKey,
    pub(super) command: CommandId,
    pub(super) head: StreamHead,
}

/// A record as the log's contract has it, from its container.
pub(super) fn recorded(container: &[u8]) -> Option<(Instant, Record)> {
    let (recorded_at, leaf, bodies) = contained(container).ok()?;
    let bodies = bodies.into_iter().map(<[u8]>::to_vec).collect();
    Some((Instant::from_micros(recorded_at), Record { leaf: leaf.to_vec(), bodies }))
}

impl Follower {
    /// Takes the next entry of the log; the text says what is wrong with it.
    pub(super) fn follow(&mut self, position: u64, container: &[u8]) -> Result<Followed, &'static str> {
        let (recorded_at, record) = recorded(container).ok_or("the record is unreadable")?;
        let leaf = Leaf::read(&record.leaf).ok_or("the leaf is not canonical")?;
        if !leaf.covers(&record.bodies) {
            return Err("a body is not the one the leaf was made over");
        }
        self.follow_time(&leaf, recorded_at)?;
        let (stream, command) = address_of(&record).ok_or("the body does not say which stream it is of")?;
        let (newest, hash) = (Position(position), hash_of_leaf(&record.leaf));
        let head = StreamHead { sid: leaf.sid, number: leaf.sn, newest, hash };
        let before = self.streams.get(&stream).copied();
        // An index may know the heads of entries that are only now read again.
        if before.is_none_or(|before| before.newest < head.newest) {
            follows(&leaf, &head, before)?;
            self.streams.insert(stream, head);
        }
        Ok(Followed { stream, command, head })
    }

    fn follow_time(&mut self, leaf: &Leaf, recorded_at: Instant) -> Result<(), &'static str> {
        if recorded_at != self.last_recorded_at.map_or(leaf.at, |last| leaf.at.max(last.next())) {
            return Err("recorded_at does not follow from the entry before");
        }
        self.last_recorded_at = Some(recorded_at);
        Ok(())
    }
}

fn follows(leaf: &Leaf, head: &StreamHead, before: Option<StreamHead>) -> Result<(), &'static str> {
    let before =
        before.unwrap_or(StreamHead { sid: head.sid, number: 0, newest: Position::START, hash: [0; 32] });
    if before.sid != head.sid {
        return Err("the stream has two ids");
    }
    if before.number + 1 != head.number {
        return Err("an entry of the stream is missing before it");
    }
    if leaf.prev != before.hash {
        return Err("the stream's previous entry is another one");
    }
    Ok(())
}
