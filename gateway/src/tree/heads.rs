//! The heads of all streams, kept while following the leaves, and the entry that records their root.

use std::collections::HashMap;

use samspor_core::catalogue::Event;
use samspor_core::entry::{Leaf, hash_of_leaf};
use samspor_core::log::{AppendError, Class, Log, Placed, Position};
use samspor_core::register::ledger::HeadsRecorded;
use samspor_core::submit::append_public;
use samspor_core::tree::heads::{Head, Heads};
use samspor_core::words::{CommandId, Instant};

use super::error::TreeError;
use super::log_tree::LogTree;

const PAGE_ENTRIES: usize = 1024;

/// Where all streams end after some entries.
#[derive(Default)]
pub(super) struct StreamHeads {
    size: u64,
    heads: HashMap<[u8; 16], Head>,
    /// The newest entry that recorded heads.
    recorded: Option<(Position, Instant)>,
}

/// An entry that records the heads of all streams, with the list whose root it holds.
#[derive(Clone, Debug)]
pub struct HeadsEntry {
    /// Where the entry stands.
    pub position: Position,
    /// The heads are those of the first so many entries.
    pub size: u64,
    /// The list.
    pub heads: Heads,
}

impl LogTree {
    /// Records the heads of all streams that are durable now, in the ledger's own stream. Durable on success.
    ///
    /// Entries written meanwhile stand between those counted and the one that records them, which says its size.
    /// A checkpoint was signed before: so a log with heads in it and without a checkpoint has lost it.
    pub fn append_heads(&self, now: Instant) -> Result<HeadsEntry, TreeError> {
        if self.signed().is_none() {
            self.sign()?;
        }
        let (size, heads) = {
            let mut known = self.stream_heads();
            known.follow(&*self.log)?;
            (known.size, Heads::of(known.heads.values().copied()))
        };
        let heads = heads.expect("a map has one head a stream");
        let told = HeadsRecorded::of(&heads.root(), size, heads.streams());
        let id = command_of(self.origin(), size);
        let position = match append_public(&*self.log, id, Class::H, Event::HeadsRecorded(told), now) {
            Ok(committed) => committed.position,
            Err(AppendError::Known(position)) => position,
            Err(AppendError::Unavailable(unavailable)) => return Err(unavailable.into()),
            Err(error) => return Err(samspor_core::log::Unavailable(error.to_string()).into()),
        };
        Ok(HeadsEntry { position, size, heads })
    }

    /// Records the heads if none were on this day, in Oslo, and something has come since; nothing otherwise.
    pub fn append_heads_daily(&self, now: Instant) -> Result<Option<HeadsEntry>, TreeError> {
        let is_due = {
            let mut known = self.stream_heads();
            known.follow(&*self.log)?;
            match known.recorded {
                Some((position, at)) => at.day() < now.day() && known.size > position.0,
                None => known.size > 0,
            }
        };
        if is_due { self.append_heads(now).map(Some) } else { Ok(None) }
    }
}

impl StreamHeads {
    /// Takes in what the log has got since.
    fn follow(&mut self, log: &dyn Log) -> Result<(), TreeError> {
        while self.size < log.head().0 {
            let page = log.page(Position(self.size), PAGE_ENTRIES)?;
            if page.is_empty() {
                break;
            }
            for placed in &page {
                self.take(placed)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, placed: &Placed) -> Result<(), TreeError> {
        let position = placed.position;
        let leaf = Leaf::read(&placed.record.leaf).ok_or(TreeError::Entry { position: position.0 })?;
        let head = Head { sid: leaf.sid, sn: leaf.sn, leaf: hash_of_leaf(&placed.record.leaf) };
        self.heads.insert(leaf.sid, head);
        if leaf.k == Class::H {
            self.recorded = Some((position, placed.recorded_at));
        }
        self.size = position.0;
        Ok(())
    }
}

/// One entry for the heads of one size.
fn command_of(origin: &str, size: u64) -> CommandId {
    let name = format!("samspor: heads of {origin} at {size}");
    CommandId(uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, name.as_bytes()))
}
