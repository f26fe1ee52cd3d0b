//! A day in the Norwegian calendar, and the month arithmetic deadlines use.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// A local date in Europe/Oslo (*dag*), between 1850-01-01 and 2199-12-31.
///
/// The bounds are the invariant: inside them adding the longest deadline can't overflow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

/// Why a text is no [`Day`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a date: expected YYYY-MM-DD between 1850-01-01 and 2199-12-31")]
pub struct NoDay;

impl Day {
    /// The day with this year, month (1–12) and day of the month.
    pub fn of(year: i32, month: u32, day: u32) -> Result<Self, NoDay> {
        NaiveDate::from_ymd_opt(year, month, day).ok_or(NoDay).and_then(Self::within_bounds)
    }

    /// This date as a day, if it is inside the bounds.
    pub fn within_bounds(date: NaiveDate) -> Result<Self, NoDay> {
        if (1850..=2199).contains(&date.year()) { Ok(Self(date)) } else { Err(NoDay) }
    }

    /// The date as chrono has it.
    pub fn date(self) -> NaiveDate {
        self.0
    }

    /// The day `days` later (earlier when negative), held at the bounds.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let moved = match u64::try_from(days) {
            Ok(later) => self.0.checked_add_days(Days::new(later)),
            Err(_) => self.0.checked_sub_days(Days::new(days.unsigned_abs())),
        };
        Self::held(moved, days > 0)
    }

    /// The day `months` calendar months later (earlier when negative), clamped to the end of the month:
    /// 31 January and one month is 28 or 29 February.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let moved = match u32::try_from(months) {
            Ok(later) => self.0.checked_add_months(Months::new(later)),
            Err(_) => self.0.checked_sub_months(Months::new(months.unsigned_abs())),
        };
        Self::held(moved, months > 0)
    }

    /// Whole days from `earlier` to this day; negative when `earlier` is later.
    pub fn days_since(self, earlier: Self) -> i64 {
        self.0.signed_duration_since(earlier.0).num_days()
    }

    /// The year of the day.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// 1 January or 1 July: the first day of the half-year (*halvår*) the day is in.
    #[must_use]
    pub fn half_year_began(self) -> Self {
        let month = if self.0.month() > 6 { 7 } else { 1 };
        Self(NaiveDate::from_ymd_opt(self.0.year(), month, 1).expect("every year has these two days"))
    }

    /// The day after.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus_days(1)
    }

    /// The first day there is.
    pub const FIRST: Self = Self(NaiveDate::from_ymd_opt(1850, 1, 1).expect("1850-01-01 is a date"));
    /// The last day there is.
    pub const LAST: Self = Self(NaiveDate::from_ymd_opt(2199, 12, 31).expect("2199-12-31 is a date"));

    fn held(moved: Option<NaiveDate>, forward: bool) -> Self {
        let edge = if forward { Self::LAST } else { Self::FIRST };
        moved.map_or(edge, |date| Self(date.clamp(Self::FIRST.0, Self::LAST.0)))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Day {
    type Err = NoDay;

    /// Reads exactly `YYYY-MM-DD`; one day has one spelling.
    fn from_str(text: &str) -> Result<Self, NoDay> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(NoDay);
        }
        let number = |range: std::ops::Range<usize>| {
            bytes[range].iter().try_fold(0u32, |sum, byte| match byte {
                b'0'..=b'9' => Ok(sum * 10 + u32::from(byte - b'0')),
                _ => Err(NoDay),
            })
        };
        let year = i32::try_from(number(0..4)?).map_err(|_| NoDay)?;
        Self::of(year, number(5..7)?, number(8..10)?)
    }
}

/// Text where people can read it, else days since the first: half of a view's snapshot is days.
impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_u32(
                u32::try_from(self.days_since(Self::FIRST)).expect("no day is before the first"),
            )
        }
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            super::text::from_text(deserializer)
        } else {
            let days = u32::deserialize(deserializer)?;
            let date = Self::FIRST.0.checked_add_days(Days::new(days.into())).ok_or(NoDay);
            date.and_then(Self::within_bounds).map_err(D::Error::custom)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_clamped_to_the_end_of_the_month() {
        assert_eq!(day("2025-01-31").plus_months(1), day("2025-02-28"));
        assert_eq!(day("2024-01-31").plus_months(1), day("2024-02-29"));
        assert_eq!(day("2026-08-31").plus_months(-6), day("2026-02-28"));
    }

    #[test]
    fn only_one_spelling_is_a_date() {
        for text in [
            "2025-1-01",
            "2025-02-30",
            "20250101",
            "2025-01-01T00:00:00Z",
            " 2025-01-01",
            "+025-01-01",
            "1849-12-31",
        ] {
            assert_eq!(text.parse::<Day>(), Err(NoDay), "{text}");
        }
        assert_eq!(day("2025-01-13").to_string(), "2025-01-13");
    }

    #[test]
    fn arithmetic_is_held_at_the_bounds() {
        assert_eq!(Day::LAST.plus_days(1), Day::LAST);
        assert_eq!(Day::FIRST.plus_months(-1), Day::FIRST);
        assert_eq!(day("2025-03-01").days_since(day("2025-02-28")), 1);
    }
}
