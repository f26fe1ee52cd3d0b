//! How long a deadline is, in calendar months and days.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::Day;

/// A length of time as deadlines use it (*frist*): ISO 8601 such as `P14D`, `P2W`, `P1M`, `P1Y6M`.
///
/// The spelling: `P`, then at least one of years, months, weeks and days in that order, each a number without
/// leading zeros; no component is zero, but nothing at all is `P0D`; no time part. It is written as it was read, so `P12M` and `P1Y`
/// are two spans of the same length. The whole is at most 100 years: that is the invariant.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    years: u32,
    months: u32,
    weeks: u32,
    days: u32,
}

/// Why a text is no [`Span`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "not a duration: expected years, months, weeks and days such as P14D, P1M or P1Y6M, at most 100 years"
)]
pub struct NoSpan;

const MONTHS_MAX: u32 = 1200;
const DAYS_MAX: u32 = 36_525;

impl Span {
    /// This many days, held at 100 years (36 525 days).
    pub const fn of_days(days: u32) -> Self {
        Self { years: 0, months: 0, weeks: 0, days: if days > DAYS_MAX { DAYS_MAX } else { days } }
    }

    /// This many calendar months, held at 100 years (1 200 months).
    pub const fn of_months(months: u32) -> Self {
        Self { years: 0, months: if months > MONTHS_MAX { MONTHS_MAX } else { months }, weeks: 0, days: 0 }
    }

    /// The years and months, in calendar months.
    pub fn months(&self) -> u32 {
        self.years * 12 + self.months
    }

    /// The weeks and days, in days.
    pub fn days(&self) -> u32 {
        self.weeks * 7 + self.days
    }

    /// The day this long after `day`: first the months, clamped to the end of the month, then the days.
    pub fn after(&self, day: Day) -> Day {
        self.months_after(day).plus_days(i64::from(self.days()))
    }

    /// The day after the months alone, clamped to the end of the month.
    pub fn months_after(&self, day: Day) -> Day {
        day.plus_months(self.months().cast_signed())
    }

    /// The day this long before `day`: first the months, clamped to the end of the month, then the days.
    pub fn before(&self, day: Day) -> Day {
        self.months_before(day).plus_days(-i64::from(self.days()))
    }

    /// The day before the months alone, clamped to the end of the month.
    pub fn months_before(&self, day: Day) -> Day {
        day.plus_months(-self.months().cast_signed())
    }

    fn within_bounds(self) -> Result<Self, NoSpan> {
        let used =
            u64::from(self.months()) * u64::from(DAYS_MAX) + u64::from(self.days()) * u64::from(MONTHS_MAX);
        if used <= u64::from(MONTHS_MAX) * u64::from(DAYS_MAX) { Ok(self) } else { Err(NoSpan) }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let components = [(self.years, 'Y'), (self.months, 'M'), (self.weeks, 'W'), (self.days, 'D')];
        if components.iter().all(|(number, _)| *number == 0) {
            return f.write_str("P0D");
        }
        f.write_str("P")?;
        components
            .iter()
            .filter(|(number, _)| *number > 0)
            .try_for_each(|(number, unit)| write!(f, "{number}{unit}"))
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Span {
    type Err = NoSpan;

    /// Reads the one spelling [`Span`] describes.
    fn from_str(text: &str) -> Result<Self, NoSpan> {
        let mut rest = text.strip_prefix('P').ok_or(NoSpan)?;
        if rest == "0D" {
            return Ok(Self::of_days(0));
        }
        let mut components = [0; 4];
        let mut units = ['Y', 'M', 'W', 'D'].into_iter().enumerate();
        while !rest.is_empty() {
            let (number, unit, after) = first_component(rest).ok_or(NoSpan)?;
            let (place, _) = units.find(|(_, expected)| *expected == unit).ok_or(NoSpan)?;
            components[place] = number;
            rest = after;
        }
        let [years, months, weeks, days] = components;
        if components == [0; 4] { Err(NoSpan) } else { Self { years, months, weeks, days }.within_bounds() }
    }
}

/// Splits `6M14D` into 6, `M` and `14D`; none if the number is zero, has leading zeros or more than five digits.
fn first_component(text: &str) -> Option<(u32, char, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, after) = text.split_at(digits);
    if !(1..=5).contains(&digits) || number.starts_with('0') {
        return None;
    }
    let unit = after.chars().next()?;
    Some((number.parse().ok()?, unit, &after[unit.len_utf8()..]))
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::text::from_text(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(text: &str) -> Span {
        text.parse().unwrap()
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_span_is_written_as_it_was_read() {
        for text in [
            "P0D",
            "P14D",
            "P2W",
            "P1M",
            "P12M",
            "P1Y",
            "P1Y6M",
            "P1M14D",
            "P1Y2M3W4D",
            "P100Y",
            "P1200M",
            "P36525D",
        ] {
            assert_eq!(span(text).to_string(), text);
            assert_eq!(serde_json::to_string(&span(text)).unwrap(), format!("\"{text}\""));
        }
        assert_eq!((span("P1Y6M").months(), span("P2W1D").days()), (18, 15));
        assert_eq!((Span::of_days(14), Span::of_months(3)), (span("P14D"), span("P3M")));
        assert_eq!((Span::of_days(0), Span::of_months(0)), (span("P0D"), span("P0D")));
    }

    #[test]
    fn only_one_spelling_is_a_span() {
        let wrong = [
            "",
            "P",
            "14D",
            "P14",
            "PD",
            "p14D",
            "P14d",
            "P014D",
            "P0M",
            "P1M0D",
            "P0Y",
            "P-1D",
            "+P1D",
            "P+1D",
            "P1.5D",
            "P1D1M",
            "P1M1M",
            "PT1H",
            "P1DT1H",
            "P1D ",
            " P1D",
            "P1Ø",
            "P101Y",
            "P100Y1D",
            "P50Y18263D",
            "P99999Y",
            "P100000D",
            "P99999999999D",
        ];
        for text in wrong {
            assert_eq!(text.parse::<Span>(), Err(NoSpan), "{text}");
        }
    }

    #[test]
    fn the_constructors_hold_at_a_hundred_years() {
        assert_eq!(Span::of_days(u32::MAX), span("P36525D"));
        assert_eq!(Span::of_months(u32::MAX), span("P1200M"));
    }

    #[test]
    fn months_come_first_and_are_clamped() {
        assert_eq!(span("P1M").after(day("2025-01-31")), day("2025-02-28"));
        assert_eq!(span("P1M1D").after(day("2025-01-31")), day("2025-03-01"));
        assert_eq!(span("P6M").before(day("2026-08-31")), day("2026-02-28"));
        assert_eq!(span("P1M1D").before(day("2025-03-31")), day("2025-02-27"));
        assert_eq!(span("P4W").after(day("2025-03-01")), span("P28D").after(day("2025-03-01")));
    }

    proptest! {
        #[test]
        fn every_span_reads_back(years in 0u32..40, months in 0u32..120, weeks in 0u32..500, days in 0u32..4000) {
            let span = Span { years, months, weeks, days };
            prop_assert_eq!(span.to_string().parse::<Span>(), Ok(span));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "P?[0-9YMWDT]{0,12}") {
            if let Ok(span) = text.parse::<Span>() {
                prop_assert_eq!(span.to_string(), text);
            }
        }

        #[test]
        fn days_alone_go_there_and_back(days in 0u32..=36_525, start in 40_000i64..80_000) {
            let (span, start) = (Span::of_days(days), Day::FIRST.plus_days(start));
            prop_assert_eq!(span.before(span.after(start)), start);
        }
    }
}
