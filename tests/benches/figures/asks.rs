//! B5: what is overdue and who has how many, today and at any past (valid, known), for a town and for a city.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use samspor_core::log::Log;
use samspor_core::words::{Day, Instant};
use samspor_gateway::clock;
use samspor_gateway::crew::Threads;
use samspor_projections::live::Views;
use samspor_projections::question::{Known, Question, ReportName};
use samspor_projections::reports::caseload::Caseload;
use samspor_projections::reports::obligations::Overdue;

use crate::copies::{Load, Outcome, make};
use crate::rebuild::log_of;
use crate::table::{Row, thousands};
use crate::writes::median;

/// Ås and Oslo (domain.md 7): patients with a coordinator, 40 events each.
const SIZES: [Load; 2] =
    [Load { decided: 225, copies: 1, events_each: 40 }, Load { decided: 385, copies: 20, events_each: 40 }];
/// How often a question about today is asked; and days back from the last, of those about the past.
const TODAY_TIMES: usize = 15;
const DAYS_BACK: [i64; 6] = [1, 30, 200, 400, 600, 800];
const TODAY_MAX: Duration = Duration::from_millis(5);

/// Makes both ledgers, and asks them.
pub(crate) fn measure(dir: &Path) -> Outcome<Vec<Row>> {
    let mut rows = Vec::new();
    for load in SIZES {
        let patients = load.decided * load.copies;
        let home = dir.join(format!("asks-{patients}"));
        let made = make(&home, load)?;
        let log: Arc<dyn Log> = Arc::new(log_of(&home)?);
        let asked = Asked { views: Views::open_with(log, Arc::new(Threads), made.now)?, now: made.now };
        let of = format!("{} patients", thousands(f64::from(patients)));
        let past_max = Duration::from_millis(if patients < 1_000 { 50 } else { 2_000 });
        for report in [ReportName::Overdue, ReportName::Caseload] {
            rows.push(asked.today(report, &of)?);
            rows.push(asked.past(report, &of, past_max)?);
        }
    }
    Ok(rows)
}

struct Asked {
    views: Views,
    now: Instant,
}

impl Asked {
    fn today(&self, report: ReportName, of: &str) -> Outcome<Row> {
        let question = Question::new(report);
        let mut found = 0;
        let mut times = Vec::new();
        for _ in 0..TODAY_TIMES {
            let (rows, took) = self.ask(&question)?;
            found = rows;
            times.push(took.as_secs_f64());
        }
        let took = Duration::from_secs_f64(median(times.into_iter()));
        let row = Row::of(format!("B5 {report} today, {of}"), format!("{:.1} ms", took.as_secs_f64() * 1e3));
        Ok(row.beside(format!("{} rows", thousands(found as f64))).aims("≤ 5 ms", took <= TODAY_MAX))
    }

    /// The slowest of the days asked about counts.
    fn past(&self, report: ReportName, of: &str, max: Duration) -> Outcome<Row> {
        let mut times = Vec::new();
        for back in DAYS_BACK {
            let day: Day = self.now.day().plus_days(-back);
            let known = Some(Known::Day(day));
            let (_, took) = self.ask(&Question { valid: Some(day), known, ..Question::new(report) })?;
            times.push(took);
        }
        let slowest = times.iter().max().copied().unwrap_or_default();
        let typical = median(times.iter().map(Duration::as_secs_f64));
        let measured = format!("{:.0} ms, slowest {:.0} ms", typical * 1e3, slowest.as_secs_f64() * 1e3);
        let goal = format!("≤ {} ms", thousands(max.as_secs_f64() * 1e3));
        Ok(Row::of(format!("B5 {report} at a past (D, K), {of}"), measured).aims(goal, slowest <= max))
    }

    fn ask(&self, question: &Question) -> Outcome<(usize, Duration)> {
        let start = clock::tick();
        let rows = match question.report {
            ReportName::Caseload => self.views.rows::<Caseload>(question, self.now)?.len(),
            _ => self.views.rows::<Overdue>(question, self.now)?.len(),
        };
        Ok((rows, start.elapsed()))
    }
}
