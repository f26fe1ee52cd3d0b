//! Checking a history: it runs, then every expectation is asked and held against the answers.

use std::fmt::Write;

use samspor_core::log::Log;
use samspor_core::submit::World;
use samspor_core::words::{Instant, PatientId, PersonId, TenantId};
use samspor_projections::live::{ViewError, Views};
use serde_json::{Map, Value};

use super::aliases::Aliases;
use super::compare::{nearest, same, unmatched};
use super::expect::{Asked, Expectation, joined};
use super::parse::History;
use super::place::{Failure, HistoryError, Place};
use super::run::{Ran, Runner};

/// Runs a history into a fresh log and checks every `refused`, `deviations` and `expect`, in the lines' order.
///
/// `views` are those over the log.
pub fn check(history: &History, log: &dyn Log, views: &Views) -> Result<Ran, HistoryError> {
    let mut runner = Runner::new(log, views);
    for line in &history.lines {
        runner.run(line)?;
    }
    runner.check(views)
}

impl Runner<'_> {
    /// Ends the run and asks what its lines expect. Expectations without any command before them find an empty ledger.
    pub fn check(self, views: &Views) -> Result<Ran, HistoryError> {
        let mut found = Vec::new();
        if let (Some(now), Some((first, _))) = (self.clock(), self.memory.expected.first()) {
            views.catch_up(now).map_err(|error| match error {
                ViewError::Unavailable(source) => HistoryError::Unavailable { place: first.clone(), source },
                ViewError::Corrupt(source) => HistoryError::Corrupt { place: first.clone(), source },
            })?;
            let checking = Checking::of(&self.memory.aliases, views, now);
            for (place, expectation) in &self.memory.expected {
                found.extend(checking.check(place, expectation));
            }
        }
        let mut ran = self.finish();
        ran.failures.extend(found);
        Ok(ran)
    }
}

fn tenants_of(world: &dyn World) -> Vec<TenantId> {
    let mut tenants = Vec::new();
    world.look(&mut |around| tenants = around.directory().tenants().map(|(tenant, _)| tenant).collect());
    tenants
}

/// Asks views what was expected of them.
pub(crate) struct Checking<'a> {
    aliases: &'a Aliases,
    tenants: Vec<TenantId>,
    now: Instant,
    views: &'a Views,
}

impl<'a> Checking<'a> {
    pub(crate) fn of(aliases: &'a Aliases, views: &'a Views, now: Instant) -> Self {
        Self { aliases, tenants: tenants_of(views), now, views }
    }

    /// What is not as expected.
    pub(crate) fn check(&self, place: &Place, expectation: &Expectation) -> Vec<Failure> {
        let asked = expectation.asked_as();
        let failure = |expected: String, got: String| {
            let expected = format!("{asked}: {expected}");
            Failure { place: place.clone(), expected, got }
        };
        let answer = match self.ask(expectation) {
            Ok(answer) => answer,
            Err(problem) => return vec![failure("an answer".to_owned(), problem)],
        };
        let rows = self.chosen(expectation, &answer);
        let mut failures = Vec::new();
        if let Some((expected, got)) = expectation.rows.as_ref().and_then(|list| self.one_to_one(list, &rows))
        {
            failures.push(failure(expected, got));
        }
        let all: Vec<&Value> = rows.iter().collect();
        for row in &expectation.contains {
            if !rows.iter().any(|there| same(row, Some(there), self.aliases)) {
                failures.push(failure(format!("a row {row}"), self.near(row, &all)));
            }
        }
        for row in &expectation.lacks {
            if let Some(there) = rows.iter().find(|there| same(row, Some(there), self.aliases)) {
                failures.push(failure(format!("no row {row}"), self.shown(there)));
            }
        }
        if let Some(value) = &expectation.value {
            failures.extend(self.differing(value, &answer).map(|(expected, got)| failure(expected, got)));
        }
        failures
    }

    /// The answer of the tenant named, or of all of them, each asked by itself.
    pub(crate) fn ask(&self, expectation: &Expectation) -> Result<Value, String> {
        let tenants = match expectation.text("tenant") {
            Some(alias) => vec![self.id::<TenantId>(alias)?],
            None => self.tenants.clone(),
        };
        let patient = expectation.text("patient").map(|alias| self.id::<PatientId>(alias)).transpose()?;
        let person = match expectation.text("person").filter(|_| expectation.report == "patients-of") {
            Some(alias) => Some(self.id::<PersonId>(alias)?),
            None => None,
        };
        let mut answers = Vec::with_capacity(tenants.len());
        for tenant in tenants {
            let question = Asked { expectation, tenant, patient, person }.question()?;
            answers.push(self.views.answer(&question, self.now).map_err(|error| error.to_string())?);
        }
        Ok(joined(answers))
    }

    fn id<T: std::str::FromStr>(&self, alias: &str) -> Result<T, String> {
        let id = self.aliases.get(alias).map_or(alias, |named| &named.entity);
        id.parse().map_err(|_| format!("{alias} names nothing of this kind"))
    }

    /// The rows that `where` keeps.
    pub(crate) fn chosen(&self, expectation: &Expectation, answer: &Value) -> Vec<Value> {
        let rows = answer.get("rows").and_then(Value::as_array).cloned().unwrap_or_default();
        let kept = |row: &Value| {
            expectation.chosen_by().all(|(name, value)| same(value, row.get(name.as_str()), self.aliases))
        };
        rows.into_iter().filter(kept).collect()
    }

    fn one_to_one(&self, expected: &[Value], rows: &[Value]) -> Option<(String, String)> {
        let (missing, more) = unmatched(expected, rows, self.aliases);
        if missing.is_empty() && more.is_empty() {
            return None;
        }
        let said = |count: usize| if count == 1 { "1 row".to_owned() } else { format!("{count} rows") };
        let mut expecting = format!("exactly {}", said(expected.len()));
        let mut got = said(rows.len());
        for row in &missing {
            let _ = write!(expecting, "\n{row}");
            let _ = write!(got, "\nfor {row}:\n  {}", self.near(row, &more).replace('\n', "\n  "));
        }
        for row in more.iter().filter(|_| missing.is_empty()) {
            let _ = write!(got, "\nunexpected: {}", self.shown(row));
        }
        Some((expecting, got))
    }

    fn differing(&self, value: &Map<String, Value>, answer: &Value) -> Option<(String, String)> {
        let other =
            |(name, expected): &(&String, &Value)| !same(expected, answer.get(name.as_str()), self.aliases);
        let differing: Map<String, Value> =
            value.iter().filter(other).map(|(name, expected)| (name.clone(), expected.clone())).collect();
        if differing.is_empty() {
            return None;
        }
        let got =
            differing.keys().map(|name| (name.clone(), answer.get(name).cloned().unwrap_or(Value::Null)));
        let got = Value::Object(got.collect());
        Some((Value::Object(differing).to_string(), self.shown(&got)))
    }

    fn near(&self, row: &Value, rows: &[&Value]) -> String {
        let near = nearest(row, rows, self.aliases);
        if near.is_empty() {
            return "no row left to fit".to_owned();
        }
        near.into_iter().map(|row| self.shown(row)).collect::<Vec<_>>().join("\n")
    }

    fn shown(&self, value: &Value) -> String {
        self.aliases.shown(value).to_string()
    }
}
