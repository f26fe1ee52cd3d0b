//! A moment on the ledger's clock, and which day it is in Oslo.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use chrono::{DateTime, LocalResult, NaiveTime, SecondsFormat, TimeZone, Utc};
use chrono_tz::Europe::Oslo;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::Day;

/// A moment in microseconds since 1970-01-01T00:00:00Z, between the years 1850 and 2199.
///
/// Stored and compared in UTC, shown with an offset.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

/// Why a text is no [`Instant`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a moment: expected RFC 3339 with an offset, such as 2025-03-03T09:00:00+01:00")]
pub struct NoInstant;

impl Instant {
    /// The moment this many microseconds after 1970-01-01T00:00:00Z, held within the bounds.
    pub fn from_micros(micros: i64) -> Self {
        let bounds = Self::bounds();
        Self(micros).clamp(*bounds.start(), *bounds.end())
    }

    /// Microseconds after 1970-01-01T00:00:00Z.
    pub fn micros(self) -> i64 {
        self.0
    }

    /// One microsecond later.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The same moment with the fraction below a millisecond cut off, as a leaf holds it.
    #[must_use]
    pub fn whole_millis(self) -> Self {
        Self(self.0.div_euclid(1000) * 1000)
    }

    /// Which day it is in Europe/Oslo.
    pub fn day(self) -> Day {
        let local = self.utc().with_timezone(&Oslo).date_naive();
        Day::within_bounds(local).unwrap_or(if self.0 < 0 { Day::FIRST } else { Day::LAST })
    }

    /// The first moment of a day in Europe/Oslo.
    pub fn start_of(day: Day) -> Self {
        Self::local(day, NaiveTime::MIN)
    }

    /// The last microsecond of a day in Europe/Oslo: a date as `known` means this.
    pub fn end_of(day: Day) -> Self {
        Self(Self::start_of(day.next()).0 - 1)
    }

    /// Noon of a day in Europe/Oslo.
    pub fn noon_of(day: Day) -> Self {
        Self::local(day, NaiveTime::from_hms_opt(12, 0, 0).expect("noon is a time of day"))
    }

    /// The moment as chrono has it, in UTC.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// The moment in Europe/Oslo, as people there read it.
    pub fn oslo(self) -> DateTime<chrono_tz::Tz> {
        self.utc().with_timezone(&Oslo)
    }

    /// With milliseconds in UTC: the form a leaf holds.
    pub fn to_millis_text(self) -> String {
        self.utc().to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    /// Reads that form, and no other spelling.
    pub(crate) fn from_millis_text(text: &str) -> Option<Self> {
        let part = |from: usize, to: usize| -> Option<u32> {
            let digits =
                text.get(from..to).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
            digits.parse().ok()
        };
        let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'.'), (23, b'Z')];
        if text.len() != 24 || marks.iter().any(|(at, mark)| text.as_bytes()[*at] != *mark) {
            return None;
        }
        let day = Day::of(i32::try_from(part(0, 4)?).ok()?, part(5, 7)?, part(8, 10)?).ok()?;
        let (hour, minute, second, milli) = (part(11, 13)?, part(14, 16)?, part(17, 19)?, part(20, 23)?);
        let moment = day.date().and_hms_milli_opt(hour, minute, second, milli)?;
        Some(Self(moment.and_utc().timestamp_micros())).filter(|at| Self::bounds().contains(at))
    }

    /// The first and the last moment there is.
    fn bounds() -> std::ops::RangeInclusive<Self> {
        static BOUNDS: LazyLock<(Instant, Instant)> =
            LazyLock::new(|| (Instant::start_of(Day::FIRST), Instant::start_of(Day::LAST)));
        BOUNDS.0..=BOUNDS.1
    }

    /// A local time that falls in the hour skipped in March is the first moment after it; one that comes twice in
    /// October is the first of the two.
    fn local(day: Day, time: NaiveTime) -> Self {
        let local = day.date().and_time(time);
        match Oslo.from_local_datetime(&local) {
            LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => {
                Self(moment.timestamp_micros())
            }
            LocalResult::None => Self(local.and_utc().timestamp_micros()),
        }
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Instant {
    type Err = NoInstant;

    fn from_str(text: &str) -> Result<Self, NoInstant> {
        let moment = DateTime::parse_from_rfc3339(text).map_err(|_| NoInstant)?;
        Some(Self(moment.timestamp_micros())).filter(|at| Self::bounds().contains(at)).ok_or(NoInstant)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::text::from_text(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_in_oslo_has_23_24_or_25_hours() {
        let hours = |text: &str| {
            let day: Day = text.parse().unwrap();
            (Instant::start_of(day.next()).micros() - Instant::start_of(day).micros()) / 3_600_000_000
        };
        assert_eq!((hours("2026-03-29"), hours("2026-06-01"), hours("2026-10-25")), (23, 24, 25));
    }

    #[test]
    fn midnight_in_oslo_is_the_border_between_days() {
        let before: Instant = "2025-06-30T21:59:59.999999Z".parse().unwrap();
        assert_eq!(before.day().to_string(), "2025-06-30");
        assert_eq!(before, Instant::end_of(before.day()));
        assert_eq!(before.next().day().to_string(), "2025-07-01");
    }

    #[test]
    fn a_date_alone_in_a_history_is_noon_in_oslo() {
        assert_eq!(
            Instant::noon_of("2025-01-13".parse().unwrap()).to_string(),
            "2025-01-13T11:00:00.000000Z"
        );
        assert_eq!(
            Instant::noon_of("2025-07-13".parse().unwrap()).to_string(),
            "2025-07-13T10:00:00.000000Z"
        );
    }

    #[test]
    fn a_moment_needs_an_offset() {
        assert_eq!("2025-03-03T09:00:00".parse::<Instant>(), Err(NoInstant));
        assert_eq!(
            "2025-03-03T09:00:00+01:00".parse::<Instant>().unwrap().to_millis_text(),
            "2025-03-03T08:00:00.000Z"
        );
    }
}
