//! What goes into a log and comes out of it: drafts, records, streams and positions.

use std::fmt;

use serde::{Deserialize, Serialize};

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
    /// Coordination: patients and register.
    C,
    /// Access: readings, in the access log.
    A,
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
    /// One body for each data subject, in canonical JSON.
    pub bodies: Vec<Vec<u8>>,
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
