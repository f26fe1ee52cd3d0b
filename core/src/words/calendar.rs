//! Norwegian public holidays and working days, which move statutory deadlines.

use chrono::{Datelike, Weekday};
use serde::Serialize;

use super::Day;

/// Whether this is a public holiday (*helligdag* or *høytidsdag*), on a weekday or not.
pub fn is_public_holiday(day: Day) -> bool {
    holiday_name(day).is_some()
}

/// Whether this is a working day (*virkedag*): Monday to Friday and no public holiday.
pub fn is_working_day(day: Day) -> bool {
    !matches!(day.date().weekday(), Weekday::Sat | Weekday::Sun) && !is_public_holiday(day)
}

/// Why a day is no working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Rest {
    Saturday,
    Sunday,
    /// A public holiday, by its Norwegian name; also where it falls on a weekend.
    Holiday(&'static str),
}

/// Why this is no working day; none where it is one.
pub fn rest_on(day: Day) -> Option<Rest> {
    match (holiday_name(day), day.date().weekday()) {
        (Some(name), _) => Some(Rest::Holiday(name)),
        (None, Weekday::Sat) => Some(Rest::Saturday),
        (None, Weekday::Sun) => Some(Rest::Sunday),
        (None, _) => None,
    }
}

/// The day itself if it is a working day, else the next one: where a deadline that ends on it ends
/// (forvaltningsloven § 30, domstolloven §§ 148–149).
pub fn moved_to_working_day(day: Day) -> Day {
    let mut moved = day;
    while !is_working_day(moved) && moved < Day::LAST {
        moved = moved.next();
    }
    moved
}

/// The Norwegian name of a public holiday, for explanations; the fixed one when two fall on the same day.
pub fn holiday_name(day: Day) -> Option<&'static str> {
    let date = day.date();
    match (date.month(), date.day()) {
        (1, 1) => Some("1. nyttårsdag"),
        (5, 1) => Some("1. mai"),
        (5, 17) => Some("17. mai"),
        (12, 25) => Some("1. juledag"),
        (12, 26) => Some("2. juledag"),
        _ => movable_holiday_name(i64::from(date.ordinal()) - easter_ordinal(date.year())),
    }
}

fn movable_holiday_name(days_after_easter: i64) -> Option<&'static str> {
    match days_after_easter {
        -3 => Some("skjærtorsdag"),
        -2 => Some("langfredag"),
        0 => Some("1. påskedag"),
        1 => Some("2. påskedag"),
        39 => Some("Kristi himmelfartsdag"),
        49 => Some("1. pinsedag"),
        50 => Some("2. pinsedag"),
        _ => None,
    }
}

/// Which day of the year Easter Sunday is: the Gregorian computus in Butcher's form, its letters kept.
fn easter_ordinal(year: i32) -> i64 {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - b / 4 - g + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let days_after_22_march = h + l - 7 * m;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    i64::from(81 + i32::from(is_leap) + days_after_22_march)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn easter(year: i32) -> Day {
        Day::of(year, 1, 1).unwrap().plus_days(easter_ordinal(year) - 1)
    }

    #[test]
    fn easter_is_where_the_church_tables_have_it() {
        let tables = [
            "1943-04-25",
            "1961-04-02",
            "2000-04-23",
            "2008-03-23",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2038-04-25",
        ];
        for sunday in tables.map(day) {
            assert_eq!(easter(sunday.date().year()), sunday);
        }
    }

    #[test]
    fn easter_is_a_sunday_between_22_march_and_25_april() {
        for year in 1850..=2199 {
            let sunday = easter(year);
            assert_eq!(sunday.date().weekday(), Weekday::Sun, "{year}");
            assert!(
                (Day::of(year, 3, 22).unwrap()..=Day::of(year, 4, 25).unwrap()).contains(&sunday),
                "{sunday}"
            );
        }
    }

    #[test]
    fn the_holidays_of_2026_are_the_twelve_of_the_law() {
        let first = day("2026-01-01");
        let holidays: Vec<String> = (0..365)
            .map(|n| first.plus_days(n))
            .filter(|d| is_public_holiday(*d))
            .map(|d| d.to_string())
            .collect();
        assert_eq!(
            holidays,
            [
                "2026-01-01",
                "2026-04-02",
                "2026-04-03",
                "2026-04-05",
                "2026-04-06",
                "2026-05-01",
                "2026-05-14",
                "2026-05-17",
                "2026-05-24",
                "2026-05-25",
                "2026-12-25",
                "2026-12-26"
            ]
        );
        assert_eq!(holiday_name(day("2026-05-14")), Some("Kristi himmelfartsdag"));
    }

    #[test]
    fn two_holidays_on_one_day_have_the_fixed_ones_name() {
        assert_eq!(holiday_name(day("2008-05-01")), Some("1. mai"));
        assert_eq!(holiday_name(day("2012-05-17")), Some("17. mai"));
    }

    #[test]
    fn a_deadline_in_easter_ends_after_easter_monday() {
        assert_eq!(moved_to_working_day(day("2025-04-17")), day("2025-04-22"));
        assert_eq!(moved_to_working_day(day("2025-04-16")), day("2025-04-16"));
        assert_eq!(moved_to_working_day(day("2025-12-25")), day("2025-12-29"));
        assert_eq!(moved_to_working_day(day("2026-01-03")), day("2026-01-05"));
    }

    #[test]
    fn the_last_day_is_a_working_day_so_every_deadline_can_move() {
        assert!(is_working_day(Day::LAST));
    }

    proptest! {
        #[test]
        fn a_day_has_a_reason_to_rest_unless_it_is_a_working_day(days in 0i64..127_000) {
            let day = Day::FIRST.plus_days(days);
            prop_assert_eq!(rest_on(day).is_none(), is_working_day(day));
        }

        #[test]
        fn a_moved_deadline_ends_on_the_first_working_day(days in 0i64..127_000) {
            let due = Day::FIRST.plus_days(days);
            let moved = moved_to_working_day(due);
            prop_assert!(is_working_day(moved));
            prop_assert!((0..=6).contains(&moved.days_since(due)), "{} to {}", due, moved);
            prop_assert_eq!(moved_to_working_day(moved), moved);
            prop_assert!((0..moved.days_since(due)).all(|n| !is_working_day(due.plus_days(n))));
        }
    }
}
