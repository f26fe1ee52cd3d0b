//! A file drawn along time: who coordinated, who stood in, what was done, and where there was nobody.

use chrono::Datelike;
use samspor_core::patient::PatientFile;
use samspor_core::patient::assignment::Seat;
use samspor_core::patient::follow_up::FollowUpKind;
use samspor_core::words::Day;

use super::people::People;
use super::words::dates;

/// The drawing, laid out.
pub(crate) struct Timeline {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) desc: String,
    pub(crate) height: i64,
    pub(crate) bottom: i64,
    pub(crate) ticks: Vec<Tick>,
    pub(crate) rows: Vec<Row>,
    pub(crate) day_x: i64,
}

pub(crate) struct Tick {
    pub(crate) x: i64,
    pub(crate) name: String,
}

/// One row: periods as bars, moments as shapes.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) text_y: i64,
    pub(crate) line_y: i64,
    pub(crate) bar_y: i64,
    pub(crate) bars: Vec<Bar>,
    pub(crate) points: Vec<Point>,
}

pub(crate) struct Bar {
    pub(crate) x: i64,
    pub(crate) text_x: i64,
    pub(crate) width: i64,
    pub(crate) class: &'static str,
    pub(crate) title: String,
    pub(crate) label: String,
}

pub(crate) struct Point {
    pub(crate) x: i64,
    pub(crate) shape: &'static str,
    pub(crate) title: String,
}

/// A run of days without a coordinator, as the report of vacancies has it.
pub(crate) struct Gap {
    pub(crate) from: Day,
    /// The first day somebody had the task again.
    pub(crate) to: Option<Day>,
    pub(crate) days: i64,
}

const LEFT: i64 = 150;
const WIDTH: i64 = 840;
const TOP: i64 = 30;
const ROW_HEIGHT: i64 = 36;
/// A label is drawn where the bar has this much room for each letter.
const LETTER_WIDTH: i64 = 8;

/// From the first day of the file to the day asked about.
struct Scale {
    from: Day,
    to: Day,
}

impl Scale {
    fn x(&self, day: Day) -> i64 {
        let whole = self.to.days_since(self.from).max(1);
        LEFT + day.days_since(self.from).clamp(0, whole) * WIDTH / whole
    }

    fn bar(&self, from: Day, to: Option<Day>, class: &'static str, (label, title): (String, String)) -> Bar {
        let (x, end) = (self.x(from), self.x(to.unwrap_or(self.to)));
        let width = (end - x).max(3);
        let letters = i64::try_from(label.chars().count()).unwrap_or(i64::MAX / LETTER_WIDTH);
        let label = if letters * LETTER_WIDTH + 12 <= width { label } else { String::new() };
        Bar { x, text_x: x + 6, width, class, title, label }
    }
}

/// Draws a file as of a day.
pub(crate) fn drawn(file: &PatientFile, gaps: &[Gap], people: &People, day: Day) -> Timeline {
    let first = first_day(file).unwrap_or(day).min(day.plus_days(-30));
    let scale = Scale { from: first, to: day };
    let mut rows = vec![
        row("Koordinator", coordinators(file, gaps, people, &scale), Vec::new()),
        row("Vikar", substitutes(file, people, &scale), Vec::new()),
        row("Koord. HF", assignments(file, Seat::Trust, people, &scale), Vec::new()),
        row("Oppfølging", Vec::new(), follow_ups(file, people, &scale)),
        row("Behovsmelding", Vec::new(), reports(file, &scale)),
    ];
    let is_empty = rows.iter().all(|row| row.bars.is_empty() && row.points.is_empty());
    rows.retain(|row| {
        !is_empty && (!row.bars.is_empty() || !row.points.is_empty() || row.name == "Koordinator")
    });
    for (at, row) in (0i64..).zip(&mut rows) {
        row.bar_y = TOP + at * ROW_HEIGHT + 6;
        row.line_y = row.bar_y + 12;
        row.text_y = row.bar_y + 17;
    }
    let bottom = TOP + i64::try_from(rows.len()).unwrap_or(0) * ROW_HEIGHT + 4;
    Timeline {
        from: dates::day(first),
        to: dates::day(day),
        desc: described(&rows),
        height: bottom + 16,
        bottom,
        ticks: ticks(&scale),
        rows,
        day_x: scale.x(day),
    }
}

fn row(name: &'static str, bars: Vec<Bar>, points: Vec<Point>) -> Row {
    Row { name, text_y: 0, line_y: 0, bar_y: 0, bars, points }
}

fn first_day(file: &PatientFile) -> Option<Day> {
    let assignments = file.assignments.iter().map(|one| one.mark.on);
    let reports = file.reports.iter().map(|one| one.received_on);
    let follow_ups = file.follow_ups.iter().map(|one| one.mark.on);
    assignments.chain(reports).chain(follow_ups).chain(file.substitutions.iter().map(|one| one.mark.on)).min()
}

fn coordinators(file: &PatientFile, gaps: &[Gap], people: &People, scale: &Scale) -> Vec<Bar> {
    let mut bars = assignments(file, Seat::Municipality, people, scale);
    bars.extend(gaps.iter().map(|gap| {
        let words = format!("Uten koordinator i {}", dates::days(gap.days));
        let period = period(&words, gap.from, gap.to);
        scale.bar(gap.from, gap.to, "period-gap", (format!("‼ {} uten", gap.days), period))
    }));
    bars
}

fn assignments(file: &PatientFile, seat: Seat, people: &People, scale: &Scale) -> Vec<Bar> {
    let of_seat = file.assignments.iter().filter(|one| one.seat() == Some(seat) && one.mark.on <= scale.to);
    let bar = |one: &samspor_core::patient::assignment::Assignment| {
        let name = people.person(one.person);
        let title = period(&format!("{name}, {}", people.unit(one.unit)), one.mark.on, one.to());
        scale.bar(one.mark.on, one.to(), "period-primary", (name, title))
    };
    of_seat.map(bar).collect()
}

fn substitutes(file: &PatientFile, people: &People, scale: &Scale) -> Vec<Bar> {
    let begun = file.substitutions.iter().filter(|one| one.mark.on <= scale.to);
    let bar = |one: &samspor_core::patient::substitute::Substitution| {
        let name = people.person(one.person);
        let words = format!("{name}, vikar for {}", people.person(one.for_person));
        scale.bar(one.mark.on, one.to, "period-substitute", (name, period(&words, one.mark.on, one.to)))
    };
    begun.map(bar).collect()
}

fn follow_ups(file: &PatientFile, people: &People, scale: &Scale) -> Vec<Point> {
    let done = file.follow_ups.iter().map(|one| {
        let (shape, words) = match one.kind {
            FollowUpKind::PatientContact => ("●", "Kontakt med pasienten"),
            FollowUpKind::ServiceContact
            | FollowUpKind::TransitionMeeting
            | FollowUpKind::NextOfKinContact
            | FollowUpKind::Other => ("○", "Annen oppfølging"),
        };
        (one.mark.on, shape, format!("{words} {} ved {}", dates::day(one.mark.on), people.person(one.by)))
    });
    let is_done = |event| file.follow_ups.iter().any(|one| one.planned == Some(event));
    let waiting =
        file.planned_follow_ups.iter().filter(|one| !is_done(one.mark.event) && one.due_on <= scale.to);
    let missing =
        waiting.map(|one| (one.due_on, "▽", format!("Planlagt {}, ikke gjort", dates::day(one.due_on))));
    done.chain(missing).map(|(day, shape, title)| Point { x: scale.x(day), shape, title }).collect()
}

fn reports(file: &PatientFile, scale: &Scale) -> Vec<Point> {
    let point = |one: &samspor_core::patient::need::Report| Point {
        x: scale.x(one.received_on),
        shape: if one.disposed.is_some() { "△" } else { "▲" },
        title: format!("Behov meldt, mottatt {}", dates::day(one.received_on)),
    };
    file.reports.iter().map(point).collect()
}

fn period(words: &str, from: Day, to: Option<Day>) -> String {
    match to {
        Some(to) => format!("{words}: {} til {}", dates::day(from), dates::day(to)),
        None => format!("{words}: fra {}", dates::day(from)),
    }
}

fn described(rows: &[Row]) -> String {
    let of = |row: &Row| {
        let told = row
            .bars
            .iter()
            .map(|bar| bar.title.as_str())
            .chain(row.points.iter().map(|point| point.title.as_str()));
        format!("{}: {}.", row.name, told.collect::<Vec<_>>().join("; "))
    };
    rows.iter().map(of).collect::<Vec<_>>().join(" ")
}

/// The firsts of months, as many as there is room for.
fn ticks(scale: &Scale) -> Vec<Tick> {
    const TICKS_MAX: i64 = 10;
    let months = scale.to.days_since(scale.from) / 30;
    let step =
        [1, 2, 3, 6, 12, 24, 60, 120].into_iter().find(|step| months / step <= TICKS_MAX).unwrap_or(240);
    let date = scale.from.date();
    let Ok(mut day) = Day::of(date.year(), date.month(), 1) else { return Vec::new() };
    let mut ticks = Vec::new();
    while day <= scale.to {
        let aligned = i64::from(day.date().month0()) + 12 * i64::from(day.date().year());
        if day >= scale.from && aligned % step == 0 && scale.x(day) < LEFT + WIDTH - 40 {
            ticks.push(Tick { x: scale.x(day), name: dates::month(day) });
        }
        day = day.plus_months(1);
        if day == Day::LAST {
            break;
        }
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_stand_in_order_between_the_first_and_the_day_asked_about() {
        let scale = Scale { from: "2025-01-01".parse().unwrap(), to: "2026-01-01".parse().unwrap() };
        assert_eq!(scale.x(scale.from), LEFT);
        assert_eq!(scale.x(scale.to), LEFT + WIDTH);
        assert_eq!(scale.x("2030-01-01".parse().unwrap()), LEFT + WIDTH);
        let ticks = ticks(&scale);
        assert!(ticks.len() <= 12 && ticks.windows(2).all(|pair| pair[0].x < pair[1].x));
    }

    #[test]
    fn a_label_without_room_is_left_to_the_title() {
        let scale = Scale { from: "2025-01-01".parse().unwrap(), to: "2026-01-01".parse().unwrap() };
        let words = || ("Åse Ødegård".to_owned(), "hele".to_owned());
        let short = scale.bar(scale.from, Some("2025-01-05".parse().unwrap()), "", words());
        assert!(short.label.is_empty() && short.title == "hele");
        assert_eq!(scale.bar(scale.from, None, "", words()).label, "Åse Ødegård");
    }
}
