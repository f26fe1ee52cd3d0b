//! Reading an entry back: its bodies held against the leaf, opened with the keys, or told to be erased or blocked.

use zeroize::Zeroizing;

use super::body::{Body, Entry, Unreadable, address_in, identity_in};
use super::leaf::{Leaf, Sealed, Section};
use crate::log::{Placed, Position, Record, StreamKey};
use crate::seal::{self, EventKey, Keys, NoKey, Shut};
use crate::words::{CommandId, Instant};

/// An entry of a log, as far as it can be read.
#[derive(Clone, Debug, PartialEq)]
pub enum Opened {
    /// Whole; an identity erased or blocked alone is left out of it.
    Entry(Box<Entry>),
    /// Erased or blocked: nothing but that it was recorded.
    Shut(ShutEntry),
}

/// What remains of an entry that is erased or blocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShutEntry {
    pub position: Position,
    /// None when the log has not learnt it: the erasure itself is not read yet.
    pub stream: Option<StreamKey>,
    pub stream_position: u64,
    pub recorded_at: Instant,
    pub why: Shut,
}

/// Which stream and command an entry is of; none where it is shut.
pub type Address = Option<(StreamKey, CommandId)>;

/// What opens a log's entries.
#[derive(Clone, Copy)]
pub struct Opener<'a> {
    pub keys: &'a dyn Keys,
    /// The log's origin, for which keys are derived.
    pub origin: &'a str,
}

/// One section's text, or why it is shut.
pub type Text = Result<Zeroizing<Vec<u8>>, Shut>;

impl Opened {
    /// The entry, where it can be read.
    pub fn entry(self) -> Option<Entry> {
        match self {
            Self::Entry(entry) => Some(*entry),
            Self::Shut(_) => None,
        }
    }
}

impl Opener<'_> {
    /// The entry at its place; `stream_of` says the stream of one that can't say it itself.
    pub fn open(
        &self,
        placed: &Placed,
        stream_of: impl FnOnce() -> Option<StreamKey>,
    ) -> Result<Opened, Unreadable> {
        let unreadable = |problem| Unreadable { position: placed.position, problem };
        self.opened(placed, stream_of).map_err(unreadable)
    }

    fn opened(
        &self,
        placed: &Placed,
        stream_of: impl FnOnce() -> Option<StreamKey>,
    ) -> Result<Opened, String> {
        let Placed { position, recorded_at, .. } = *placed;
        let leaf = Leaf::read(&placed.record.leaf).ok_or("the leaf is not canonical")?;
        let mut texts = self.texts(&leaf, &placed.record)?.into_iter();
        let first = match texts.next().ok_or("the entry has no body")? {
            Ok(text) => text,
            Err(why) => {
                let (stream, stream_position) = (stream_of(), leaf.sn);
                return Ok(Opened::Shut(ShutEntry { position, stream, stream_position, recorded_at, why }));
            }
        };
        let sealed_too = leaf.sec.get(1).is_some_and(|section| matches!(section, Section::Sealed(_)));
        let identity = match texts.next().filter(|_| sealed_too) {
            Some(Ok(text)) => Some(identity_in(&text).ok_or("the identity section is unreadable")?),
            Some(Err(_)) | None => None,
        };
        let body = Body::read(&first)?;
        let entry = Entry { position, stream_position: leaf.sn, recorded_at, body, identity };
        Ok(Opened::Entry(Box::new(entry)))
    }

    /// The first section's text, of an entry that is in another form than a command's, such as a reading.
    pub fn first_text(&self, placed: &Placed) -> Result<Text, Unreadable> {
        let unreadable = |problem| Unreadable { position: placed.position, problem };
        let leaf = Leaf::read(&placed.record.leaf)
            .ok_or_else(|| unreadable("the leaf is not canonical".to_owned()))?;
        let texts = self.texts(&leaf, &placed.record).map_err(unreadable)?;
        texts.into_iter().next().ok_or_else(|| unreadable("the entry has no body".to_owned()))
    }

    /// Which stream and command an entry is of, for whoever indexes it; nothing else of it is read.
    pub fn address(&self, leaf: &Leaf, record: &Record) -> Result<Address, String> {
        match self.texts(leaf, record)?.into_iter().next().ok_or("the entry has no body")? {
            Ok(text) => {
                let address = address_in(&text).ok_or("the body does not say which stream it is of")?;
                Ok(Some(address))
            }
            Err(_) => Ok(None),
        }
    }

    /// The texts of all sections. Every body is the one the leaf was made over, or was purged after its key was.
    pub fn texts(&self, leaf: &Leaf, record: &Record) -> Result<Vec<Text>, String> {
        if leaf.sec.len() != record.bodies.len() {
            return Err("the entry has not as many bodies as its leaf says".to_owned());
        }
        let aad = leaf.aad();
        let sections = (0u8..).zip(&leaf.sec).zip(&record.bodies);
        sections.map(|((index, section), body)| self.text((leaf, index), section, body, &aad)).collect()
    }

    fn text(
        &self,
        (leaf, index): (&Leaf, u8),
        section: &Section,
        body: &[u8],
        aad: &[u8],
    ) -> Result<Text, String> {
        let purged = section.is_purged(body);
        if !purged && !section.covers(body) {
            return Err("a body is not the one the leaf was made over".to_owned());
        }
        let told = match section {
            Section::Sealed(told) => told,
            Section::Open(_) => return Ok(Ok(Zeroizing::new(body.to_vec()))),
        };
        match self.event_key(leaf, index, told) {
            Ok(_) if purged => Err("a body is missing, and no decision erased it".to_owned()),
            Ok(key) => Ok(Ok(seal::open(&key, &told.com, body, aad).map_err(|error| error.to_string())?)),
            Err(NoKey::Shut(why)) => Ok(Err(why)),
            Err(no_key) => Err(no_key.to_string()),
        }
    }

    /// The key of one section, which a dossier discloses.
    pub fn event_key(&self, leaf: &Leaf, index: u8, told: &Sealed) -> Result<EventKey, NoKey> {
        let key = self.keys.opening(&told.kid)?;
        let place = seal::Place { origin: self.origin, sid: &leaf.sid, sn: leaf.sn, section: index };
        Ok(EventKey::derive(&key, &told.salt, place))
    }
}
