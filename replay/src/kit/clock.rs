//! The clock of a test: the test turns it, and it never goes backwards.

use samspor_core::words::{Day, Instant};

/// A clock that stands still until it is turned.
///
/// ```
/// use samspor_replay::kit::{Clock, day};
///
/// let mut clock = Clock::at_noon(day("2025-03-03"));
/// clock.turn_days(25);
/// assert_eq!(clock.today(), day("2025-03-28"));
/// clock.turn_to(day("2025-04-01"));
/// assert_eq!(clock.now().to_string(), "2025-04-01T10:00:00.000000Z"); // noon in Oslo, summer time by now
/// ```
///
/// ```should_panic
/// # use samspor_replay::kit::{Clock, day};
/// Clock::at_noon(day("2025-03-03")).turn_to(day("2025-03-02"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    now: Instant,
}

impl Clock {
    /// A clock at a moment.
    pub fn at(now: Instant) -> Self {
        Self { now }
    }

    /// A clock at noon of a day in Oslo.
    pub fn at_noon(day: Day) -> Self {
        Self::at(Instant::noon_of(day))
    }

    /// The moment it shows.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// The day in Oslo.
    pub fn today(&self) -> Day {
        self.now.day()
    }

    /// Turns it to noon of a day; on that day itself, after noon, it stays where it is.
    pub fn turn_to(&mut self, day: Day) {
        let noon = Instant::noon_of(day);
        self.turn_to_moment(if day == self.today() { noon.max(self.now) } else { noon });
    }

    /// Turns it to noon so many days from today.
    pub fn turn_days(&mut self, days: u16) {
        self.turn_to(self.today().plus_days(i64::from(days)));
    }

    /// Turns it to a moment.
    pub fn turn_to_moment(&mut self, moment: Instant) {
        assert!(moment >= self.now, "the clock shows {}: it never goes back, not to {moment}", self.now);
        self.now = moment;
    }
}

/// The day this says: `day("2025-03-03")`.
///
/// # Panics
/// If it is no date.
pub fn day(text: &str) -> Day {
    let day = text.parse();
    assert!(day.is_ok(), "{text} is no date: a test writes 2025-03-03");
    day.unwrap_or(Day::FIRST)
}
