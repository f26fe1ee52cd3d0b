//! What goes into a log and comes out of it: drafts, records, streams and positions.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::seal::Subject;
use crate::words::{CommandId, Instant, PatientId, TenantId};

/// A place in the log, counted from 1; the leaf's index in the tree is one less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(pub u64);

impl Position {
    /// Before the first entry: the newest position of an empty stream or log.
    pub const START: Self = Self(0);

    /// As the condition of an append: behind whatever the stream's newest entry is. For records that nothing was decided
    /// for, such as readings; they never conflict.
    pub const ANY: Self = Self(u64::MAX);

    /// The position after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A stream, the boundary of consistency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum StreamKey {
    /// The ledger's own leaves: the `simulated` mark, later heads, keys, schemas, policy sets.
    Ledger,
    /// A tenant's register.
    Register(TenantId),
    /// A patient's file at a tenant.
    Patient(TenantId, PatientId),
}

impl StreamKey {
    /// The tenant whose stream it is.
    pub fn tenant(&self) -> Option<TenantId> {
        match self {
            Self::Ledger => None,
            Self::Register(tenant) | Self::Patient(tenant, _) => Some(*tenant),
        }
    }
}

/// The coarse class of an entry, the only kind that stands in clear (trust.md 2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Class {
    /// Access: a reading, in the access log.
    A,
    /// Coordination: patients and register.
    C,
    /// Erasure by decision.
    E,
    /// The heads of all streams.
    H,
    /// What became of keys.
    K,
    /// A schema or policy set of the ledger itself, such as its beginning.
    P,
}

/// An entry before it has a place: what is to be written, and when the gateway says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub command: CommandId,
    pub stream: StreamKey,
    pub class: Class,
    /// The clock of the gateway that built it.
    pub at: Instant,
    /// The actor's pseudonym.
    pub act: [u8; 16],
    /// The first says what was recorded; at most [`crate::entry::SECTIONS_MAX`].
    pub sections: Vec<DraftSection>,
}

/// One body of a draft, in canonical JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftSection {
    /// To be sealed under the key of a data subject.
    Sealed { subject: Subject, text: Vec<u8> },
    /// To stand in clear, since it is about nobody.
    Open { text: Vec<u8> },
    /// The ids of these subjects' keys, to stand in clear: they are out of use from this entry on.
    Erases { subjects: Vec<Subject> },
}

impl Draft {
    /// The subjects whose keys the draft is to be sealed under.
    pub fn subjects(&self) -> impl Iterator<Item = Subject> + '_ {
        self.sections.iter().filter_map(|section| match section {
            DraftSection::Sealed { subject, .. } => Some(*subject),
            DraftSection::Open { .. } | DraftSection::Erases { .. } => None,
        })
    }
}

impl Class {
    /// As it stands in a leaf.
    pub(crate) fn letter(self) -> char {
        match self {
            Self::A => 'A',
            Self::C => 'C',
            Self::E => 'E',
            Self::H => 'H',
            Self::K => 'K',
            Self::P => 'P',
        }
    }

    pub(crate) fn of_letter(letter: u8) -> Option<Self> {
        [Self::A, Self::C, Self::E, Self::H, Self::K, Self::P]
            .into_iter()
            .find(|class| class.letter() == char::from(letter))
    }
}

/// A leaf and its bodies, as they were hashed: written once, never serialised again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub leaf: Vec<u8>,
    pub bodies: Vec<Vec<u8>>,
}

/// A record in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    pub position: Position,
    /// max(`at`, the previous entry's + 1 µs), computed along the log.
    pub recorded_at: Instant,
    pub record: Record,
}
