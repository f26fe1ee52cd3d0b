//! Cases per service as bars: a picture made here, its words for those who don't see it, and the same numbers as a table.

use std::collections::BTreeMap;

use samspor_projections::question::ReportName;
use serde::Deserialize;

use super::look::Look;
use super::words::codes;
use crate::http::problem::Problem;

/// A bar chart, laid out.
pub(crate) struct Chart {
    pub(crate) title: &'static str,
    pub(crate) desc: String,
    pub(crate) height: usize,
    pub(crate) bars: Vec<Bar>,
}

/// One service.
pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) count: u64,
    pub(crate) share: String,
    pub(crate) staff: String,
    pub(crate) index: String,
    pub(crate) is_highest: bool,
    pub(crate) y: usize,
    pub(crate) text_y: usize,
    pub(crate) width: u64,
    pub(crate) number_x: u64,
}

#[derive(Deserialize)]
struct Row {
    service: String,
    primary: u64,
    share: f64,
    eligible_staff: Option<u64>,
    index: Option<f64>,
}

const ROW_HEIGHT: usize = 32;
const BAR_WIDTH_MAX: u64 = 340;
const BARS_FROM: u64 = 260;

/// The chart, where the distribution is for the caller.
pub(crate) fn per_service(look: &Look<'_>) -> Result<Option<Chart>, Problem> {
    if !look.may(ReportName::Distribution) {
        return Ok(None);
    }
    match look.rows::<Row>(look.question(ReportName::Distribution)) {
        Ok(rows) => Ok(Some(chart(rows))),
        // A leader below the top has no share in it.
        Err(problem) if problem.status == 403 => Ok(None),
        Err(problem) => Err(problem),
    }
}

fn chart(rows: Vec<Row>) -> Chart {
    let mut by_service: BTreeMap<String, Row> = BTreeMap::new();
    for row in rows {
        by_service.entry(row.service.clone()).and_modify(|sum| sum.primary += row.primary).or_insert(row);
    }
    let mut rows: Vec<Row> =
        by_service.into_values().filter(|row| row.primary > 0 || row.eligible_staff.is_some()).collect();
    rows.sort_by(|one, other| (other.primary, &one.service).cmp(&(one.primary, &other.service)));
    let most = rows.first().map_or(0, |row| row.primary);
    let highest = rows.iter().filter_map(|row| row.index).fold(1.0, f64::max);
    let told = rows.iter().map(|row| format!("{} {}", capital(codes::code(&row.service)), row.primary));
    let desc = told.collect::<Vec<_>>().join(", ");
    let bars = rows.iter().enumerate().map(|(at, row)| bar(at, row, most, highest)).collect::<Vec<_>>();
    Chart { title: "Aktive koordinatoroppdrag per tjeneste", desc, height: bars.len() * ROW_HEIGHT + 4, bars }
}

fn bar(at: usize, row: &Row, most: u64, highest: f64) -> Bar {
    let width = if row.primary == 0 { 0 } else { (row.primary * BAR_WIDTH_MAX / most.max(1)).max(2) };
    let y = at * ROW_HEIGHT + 2;
    Bar {
        name: capital(codes::code(&row.service)),
        count: row.primary,
        share: format!("{:.0} %", row.share * 100.0),
        staff: row.eligible_staff.map_or_else(|| "–".to_owned(), |staff| staff.to_string()),
        index: row.index.map_or_else(|| "–".to_owned(), |index| format!("{index:.2}").replace('.', ",")),
        is_highest: row.index.is_some_and(|index| index > 1.0 && (index - highest).abs() < 1e-9),
        y,
        text_y: y + 16,
        width,
        number_x: BARS_FROM + width + 8,
    }
}

/// With a capital first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(service: &str, primary: u64, index: f64) -> Row {
        Row { service: service.to_owned(), primary, share: 0.5, eligible_staff: Some(10), index: Some(index) }
    }

    #[test]
    fn the_longest_bar_is_the_largest_and_the_highest_load_is_marked_by_word() {
        let chart = chart(vec![row("home-care", 10, 0.5), row("ergo-physio", 20, 4.6)]);
        assert_eq!(chart.bars[0].name, "Ergo- og fysioterapi");
        assert_eq!((chart.bars[0].width, chart.bars[1].width), (BAR_WIDTH_MAX, BAR_WIDTH_MAX / 2));
        assert!(chart.bars[0].is_highest && !chart.bars[1].is_highest);
        assert_eq!(chart.bars[0].index, "4,60");
        assert_eq!(chart.desc, "Ergo- og fysioterapi 20, Hjemmetjeneste 10");
    }
}
