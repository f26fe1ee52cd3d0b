//! All views over one log, shared between threads.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use samspor_core::catalogue::Event;
use samspor_core::entry::Entry;
use samspor_core::log::{Log, Position, StreamKey};
use samspor_core::words::{Day, Instant};

use super::crew::{Alone, Crew};
use super::error::ViewError;
use super::state::Live;

/// The live view over a log: follows it, shows decisions their surroundings, answers questions.
///
/// It holds nothing that the log does not have; it can be thrown away and opened again.
pub struct Views {
    log: Arc<dyn Log>,
    crew: Arc<dyn Crew>,
    live: RwLock<Live>,
    /// Whether an entry was appended, and not taken in, that decisions about other files look at.
    is_behind: AtomicBool,
}

impl Views {
    /// Builds every view from zero, as of `now`, one file after the other.
    pub fn open(log: Arc<dyn Log>, now: Instant) -> Result<Self, ViewError> {
        Self::open_with(log, Arc::new(Alone), now)
    }

    /// Builds every view from zero, as of `now`; the crew reads files side by side, then and later.
    pub fn open_with(log: Arc<dyn Log>, crew: Arc<dyn Crew>, now: Instant) -> Result<Self, ViewError> {
        let mut live = Live::new(now.day());
        live.follow(&*log, &*crew, now.day())?;
        Ok(Self::over(log, crew, live))
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
        self.follow(now.day())
    }

    /// The position of the newest entry taken in.
    pub fn position(&self) -> Position {
        self.live().position
    }

    /// Hears of an appended entry. One that decisions about other files look at is taken in before the next of them;
    /// the rest waits for the next question, and a file that was written to many times is computed once.
    pub(super) fn heard(&self, entry: &Entry) {
        if concerns_others(entry) {
            self.is_behind.store(true, Ordering::Release);
        }
    }

    /// The live view with every entry that decisions about other files look at, and all that others have written to the log.
    pub(super) fn decisive(&self) -> RwLockReadGuard<'_, Live> {
        let was_behind = self.is_behind.swap(false, Ordering::AcqRel);
        if was_behind || self.position() < self.log.written_elsewhere() {
            let today = self.live().today;
            // After an error the view is empty, and the next question says why.
            let _ = self.follow(today);
        }
        self.live()
    }

    pub(super) fn follow(&self, today: Day) -> Result<Position, ViewError> {
        let mut live = self.live_mut();
        let today = today.max(live.today);
        let followed = live.follow(&*self.log, &*self.crew, today);
        if followed.is_err() {
            *live = Live::new(today);
        }
        followed.map(|()| live.position)
    }

    pub(super) fn over(log: Arc<dyn Log>, crew: Arc<dyn Crew>, live: Live) -> Self {
        Self { log, crew, live: RwLock::new(live), is_behind: AtomicBool::new(false) }
    }

    pub(super) fn crew(&self) -> &dyn Crew {
        &*self.crew
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

/// Whether decisions about other files look at what an entry changes: registers, links, and who has which task.
fn concerns_others(entry: &Entry) -> bool {
    let of_file = matches!(entry.body.stream, StreamKey::Patient(..));
    let moves_a_task = entry.body.events.iter().any(|event| {
        matches!(
            &*event.what,
            Event::CoordinatorAppointed(_)
                | Event::CoordinatorChanged(_)
                | Event::CoordinatorAssignmentEnded(_)
                | Event::CaseClosed(_)
                | Event::PatientDeceased(_)
                | Event::ResponsibilityTransferred(_)
                | Event::EntryCorrected(_)
                | Event::EntryMarkedErroneous(_)
                | Event::PersonalDataErased(_)
        )
    });
    !of_file || moves_a_task
}
