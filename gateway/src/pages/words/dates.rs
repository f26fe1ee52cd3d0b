//! Days, moments and durations as people in Norway write them.

use chrono::{Datelike, Timelike};
use samspor_core::words::{Day, Instant, Span};

const MONTHS: [&str; 12] = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
];
const WEEKDAYS: [&str; 7] = ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"];

/// `14.03.2026`.
pub(crate) fn day(day: Day) -> String {
    let date = day.date();
    format!("{:02}.{:02}.{}", date.day(), date.month(), date.year())
}

/// `lørdag 14. mars 2026`.
pub(crate) fn day_in_words(day: Day) -> String {
    let date = day.date();
    let weekday = WEEKDAYS[date.weekday().num_days_from_monday() as usize];
    format!("{weekday} {}. {} {}", date.day(), MONTHS[date.month0() as usize], date.year())
}

/// `mar 2026`, for axes.
pub(crate) fn month(day: Day) -> String {
    let date = day.date();
    let name: String = MONTHS[date.month0() as usize].chars().take(3).collect();
    format!("{name} {}", date.year())
}

/// `14.03.2026 kl. 15.12`, in Europe/Oslo.
pub(crate) fn moment(moment: Instant) -> String {
    let local = moment.oslo();
    format!("{} kl. {:02}.{:02}", day(moment.day()), local.hour(), local.minute())
}

/// `1 dag`, `23 dager`.
pub(crate) fn days(count: i64) -> String {
    if count == 1 { "1 dag".to_owned() } else { format!("{count} dager") }
}

/// `14 dager`, `3 måneder`, `1 måned og 2 dager`.
pub(crate) fn span(span: Span) -> String {
    let months = match span.months() {
        1 => "1 måned".to_owned(),
        months => format!("{months} måneder"),
    };
    match (span.months(), span.days()) {
        (0, count) => days(i64::from(count)),
        (_, 0) => months,
        (_, count) => format!("{months} og {}", days(i64::from(count))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_in_norway() {
        let of = |text: &str| text.parse::<Day>().unwrap();
        assert_eq!(day(of("2026-03-04")), "04.03.2026");
        assert_eq!(day_in_words(of("2026-03-14")), "lørdag 14. mars 2026");
        assert_eq!(month(of("2026-03-14")), "mar 2026");
        let late: Instant = "2026-03-28T23:30:00Z".parse().unwrap();
        assert_eq!(moment(late), "29.03.2026 kl. 00.30");
        let summer: Instant = "2026-03-29T01:30:00Z".parse().unwrap();
        assert_eq!(moment(summer), "29.03.2026 kl. 03.30");
        assert_eq!((days(1), days(2)), ("1 dag".to_owned(), "2 dager".to_owned()));
        assert_eq!(span("P3M".parse().unwrap()), "3 måneder");
        assert_eq!(span("P14D".parse().unwrap()), "14 dager");
    }
}
