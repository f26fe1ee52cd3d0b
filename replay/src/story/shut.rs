//! Entries of a file that were erased or are blocked: that they were recorded, and by which entry they are shut.

use samspor_core::entry::ShutEntry;
use samspor_core::log::Position;
use samspor_core::seal::Shut;
use samspor_core::words::Instant;

use super::names::date;

/// An entry of the story that can't be read any more (*slettet*), or not now (*sperret*).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShutStep {
    pub position: Position,
    pub recorded_at: Instant,
    pub why: Shut,
}

impl ShutStep {
    pub(super) fn of(shut: &ShutEntry) -> Self {
        Self { position: shut.position, recorded_at: shut.recorded_at, why: shut.why }
    }

    /// `Erased` or `Blocked`, as reports name it.
    pub fn kind(&self) -> &'static str {
        match self.why {
            Shut::Erased { .. } => "Erased",
            Shut::Blocked { .. } => "Blocked",
        }
    }

    /// The entry that decided it.
    pub fn by(&self) -> Position {
        match self.why {
            Shut::Erased { by } | Shut::Blocked { by } => by,
        }
    }

    /// The step as one paragraph.
    pub fn text(&self) -> String {
        let what = match self.why {
            Shut::Erased { .. } => "Slettet",
            Shut::Blocked { .. } => "Sperret",
        };
        let (recorded, by) = (date(self.recorded_at.day()), self.by());
        format!("{recorded}  {what} ved oppføring {by}\n            hendelse {}", self.position)
    }
}
