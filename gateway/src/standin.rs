//! A stand-in for the live view until projections has it: the directory alone.

use std::sync::{Arc, Mutex, PoisonError};

use samspor_core::decision::Surroundings;
use samspor_core::directory::Directory;
use samspor_core::entry::{Entry, Unreadable};
use samspor_core::fact::Fact;
use samspor_core::log::{Log, Position, Unavailable};
use samspor_core::submit::World;
use samspor_core::words::{Day, Instant, PatientId, PersonId, TenantId};
use thiserror::Error;

/// The directory of a log.
pub struct Views {
    log: Arc<dyn Log>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    directory: Directory,
    position: Position,
}

/// Why a view can't follow its log.
#[derive(Debug, Error)]
pub enum ViewError {
    /// The log can't be read now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// An entry can't be read.
    #[error(transparent)]
    Corrupt(#[from] Unreadable),
}

impl Views {
    /// Reads the log from zero.
    pub fn open(log: Arc<dyn Log>, now: Instant) -> Result<Self, ViewError> {
        let views = Self { log, seen: Mutex::default() };
        views.catch_up(now)?;
        Ok(views)
    }

    /// Takes in what the log has after the view's position.
    pub fn catch_up(&self, _now: Instant) -> Result<Position, ViewError> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let page = self.log.page(seen.position, 256)?;
            for placed in &page {
                seen.directory.take(&Arc::new(Entry::read(placed)?));
                seen.position = placed.position;
            }
            if page.is_empty() {
                return Ok(seen.position);
            }
        }
    }

    /// How far the view has come.
    pub fn position(&self) -> Position {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).position
    }
}

impl World for Views {
    fn look(&self, look: &mut dyn FnMut(&dyn Surroundings)) {
        look(&*self.seen.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn appended(&self, entry: &Entry) {
        let behind = self.catch_up(entry.recorded_at);
        tracing::trace!(?behind, "the stand-in caught up");
    }
}

impl Surroundings for Seen {
    fn directory(&self) -> &Directory {
        &self.directory
    }

    fn primaries_of(&self, _: TenantId, _: PersonId, _: Day, _: Option<PatientId>) -> u32 {
        0
    }

    fn has_open_obligations(&self, _: TenantId, _: PatientId, _: &[Fact], _: Day) -> bool {
        false
    }
}
