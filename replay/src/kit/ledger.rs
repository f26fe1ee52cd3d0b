//! Given, when, then: a real ledger in memory that a history was told to, and what it makes of the next command.

use std::sync::Arc;

use samspor_core::log::{Log, MemoryLog, Position};
use samspor_core::words::{Day, Instant};
use samspor_projections::live::Views;

use super::asked::Asked;
use super::clock::Clock;
use super::machine::At;
use super::outcome::Outcome;
use crate::history::{Checking, History, HistoryError, Line, Memory, Place, Runner, What};

/// A ledger in memory, decided on and viewed by the same code as one on disk. Its clock is the test's.
///
/// ```
/// use samspor_core::deviation::Deviation;
/// use samspor_core::patient::assignment::CoordinatorRole::{Municipal, Specialist};
/// use samspor_replay::kit::{Chronicle, day, given, verbs};
///
/// let mut cast = Chronicle::titled("Fjordvik");
/// cast.municipality("fjordvik").unit("home", "home-care").person("ane", "home").person("bjarne", "home");
/// cast.patient("birger", day("1971-11-02"));
///
/// let mut ledger = given(&cast);
/// ledger.clock().turn_to(day("2025-03-24"));
/// ledger
///     .when("fjordvik-ke", verbs::appoint("ane", &Municipal, "home").of("birger"))
///     .then_events(["CoordinationCaseOpened", "CoordinatorAppointed"])
///     .then_deviations([Deviation::NoConsent, Deviation::Untrained]);
/// ledger
///     .when("fjordvik-ke", verbs::appoint("bjarne", &Municipal, "home").of("birger"))
///     .then_refused("E-DOUBLE-PRIMARY");
/// ledger
///     .when("fjordvik-ke", verbs::appoint("bjarne", &Specialist, "home").of("birger"))
///     .then_refused("E-ROLE");
/// ```
pub struct Ledger {
    log: Arc<dyn Log>,
    pub(super) views: Views,
    pub(super) memory: Memory,
    clock: Clock,
    told: Vec<Line>,
}

/// A ledger to which a history was told; the clock shows the moment of its last line.
///
/// # Panics
/// If the history can't be run, or something in it is not answered as it says.
pub fn given(history: impl Into<History>) -> Ledger {
    let mut ledger = Ledger::empty();
    ledger.tell(&history.into());
    ledger
}

impl Ledger {
    /// A ledger over a log that holds entries already, or none; nothing in it has a name.
    ///
    /// # Panics
    /// If the log can't be read.
    pub fn over(log: Arc<dyn Log>, clock: Clock) -> Self {
        let views = Views::open(Arc::clone(&log), clock.now()).expect("the log of a test can be read");
        Self { log, views, memory: Memory::default(), clock, told: Vec::new() }
    }

    /// A ledger in memory that nobody has told anything.
    pub(super) fn empty() -> Self {
        Self::over(Arc::new(MemoryLog::counting()), Clock::at(Instant::start_of(Day::FIRST)))
    }

    /// Tells more history.
    ///
    /// # Panics
    /// As [`given`].
    pub fn tell(&mut self, history: &History) {
        let told = self.hear(history);
        assert!(told.is_empty(), "the history given does not hold:\n{}", told.join("\n"));
    }

    /// Tells more history; what was not answered as it says.
    pub(super) fn hear(&mut self, history: &History) -> Vec<String> {
        let ran = self.with_runner(|runner| {
            history.lines.iter().try_for_each(|line| runner.run(line))?;
            Ok(runner.failures().iter().map(ToString::to_string).collect::<Vec<_>>())
        });
        self.told.extend(history.lines.iter().cloned());
        if let Some(now) = self.memory.clock {
            self.clock.turn_to_moment(now.max(self.clock.now()));
        }
        ran
    }

    /// The clock, to be turned.
    pub fn clock(&mut self) -> &mut Clock {
        &mut self.clock
    }

    /// Somebody asks something, now.
    #[must_use = "say what is to come of it: then_events, then_deviations, then_refused"]
    pub fn when(&mut self, actor: &str, asked: Asked) -> Outcome {
        let command = asked.line(self.clock.now(), actor);
        let number = u32::try_from(self.told.len()).unwrap_or(u32::MAX).saturating_add(2);
        let place = Place::new(&Arc::from("when"), number);
        let answer = self.with_runner(|runner| runner.ask(&command, &place));
        let line = Line { place, what: What::Command(command) };
        let outcome = Outcome::new(&line, answer, &self.told);
        self.told.push(line);
        outcome
    }

    /// The time machine, set to a day; what was known is asked next.
    pub fn at(&self, valid: Day) -> At<'_> {
        At::new(self, valid)
    }

    /// The id a name stands for.
    ///
    /// # Panics
    /// If nothing is named so.
    pub fn id(&self, name: &str) -> &str {
        let named = self.memory.aliases.get(name);
        assert!(named.is_some(), "nothing is named {name}");
        named.map_or("", |named| &named.entity)
    }

    /// The log beneath.
    pub fn log(&self) -> &Arc<dyn Log> {
        &self.log
    }

    /// The views over it.
    pub fn views(&self) -> &Views {
        &self.views
    }

    /// The newest position.
    pub fn head(&self) -> Position {
        self.log.head()
    }

    /// The moment as which questions about now are asked: never before the newest entry.
    pub(super) fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Asks the views by name, as of now.
    pub(super) fn checking(&self) -> Checking<'_> {
        Checking::of(&self.memory.aliases, &self.views, self.now())
    }

    fn with_runner<T>(&mut self, run: impl FnOnce(&mut Runner<'_>) -> Result<T, HistoryError>) -> T {
        let mut runner = Runner::remembering(&*self.log, &self.views, std::mem::take(&mut self.memory));
        let ran = run(&mut runner);
        self.memory = runner.memory;
        ran.expect("a log in memory can be read and written, and the kit's lines have their form")
    }
}
