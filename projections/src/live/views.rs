//! All views over one log, shared between threads.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use samspor_core::entry::Entry;
use samspor_core::log::{Log, Position};
use samspor_core::words::{Day, Instant};

use super::error::ViewError;
use super::state::Live;

/// The live view over a log: follows it, shows decisions their surroundings, answers questions.
///
/// It holds nothing that the log does not have; it can be thrown away and opened again.
pub struct Views {
    log: Arc<dyn Log>,
    live: RwLock<Live>,
}

impl Views {
    /// Builds every view from zero, as of `now`.
    pub fn open(log: Arc<dyn Log>, now: Instant) -> Result<Self, ViewError> {
        let mut live = Live::new(now.day());
        live.follow(&*log, now.day())?;
        Ok(Self { log, live: RwLock::new(live) })
    }

    /// Takes in what the log has after the views' position, and moves their today to `now`; the position they then have.
    ///
    /// After an error the views are as in the beginning: the next call builds them from zero.
    pub fn catch_up(&self, now: Instant) -> Result<Position, ViewError> {
        let current = self.live();
        if current.is_current(&*self.log, now.day()) {
            return Ok(current.position);
        }
        drop(current);
        let mut live = self.live_mut();
        let followed = live.follow(&*self.log, now.day());
        if followed.is_err() {
            *live = Live::new(now.day());
        }
        followed.map(|()| live.position)
    }

    /// The position of the newest entry taken in.
    pub fn position(&self) -> Position {
        self.live().position
    }

    /// Takes an appended entry in at once if it is the next one, else whatever the log has up to it.
    pub(super) fn take(&self, entry: &Entry) -> Result<(), ViewError> {
        let mut live = self.live_mut();
        if live.position >= entry.position {
            return Ok(());
        }
        let of_today = entry.recorded_at.day() <= live.today;
        let taken = if of_today && live.position.next() == entry.position {
            live.take(&*self.log, entry)
        } else {
            let today = live.today;
            live.follow(&*self.log, today)
        };
        if taken.is_err() {
            let today = live.today;
            *live = Live::new(today);
        }
        taken
    }

    pub(super) fn log(&self) -> &dyn Log {
        &*self.log
    }

    /// A poisoned lock leaves a view that may be half taken in; it is read all the same only until the next error or rebuild.
    pub(super) fn live(&self) -> RwLockReadGuard<'_, Live> {
        self.live.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn live_mut(&self) -> RwLockWriteGuard<'_, Live> {
        let today: Option<Day> = self.live.is_poisoned().then(|| self.live().today);
        let mut live = self.live.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(today) = today {
            *live = Live::new(today);
            self.live.clear_poison();
        }
        live
    }
}
