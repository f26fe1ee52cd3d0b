//! Properties of the caseload: it counts every patient with a coordinator once, wherever it is summed.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use samspor_core::log::MemoryLog;
use samspor_core::submit::World;
use samspor_core::words::{Day, Instant};
use samspor_projections::live::Views;
use samspor_projections::question::{Known, Question, ReportName};
use samspor_replay::believable::{Scale, lines};
use samspor_replay::history::{Place, Runner};
use samspor_tests::worlds::{Trial, cases, counting, spread, steps};
use serde_json::Value;

fn rows(views: &Views, report: ReportName, valid: Day, now: Instant) -> Vec<Value> {
    let question = Question { valid: Some(valid), known: Some(Known::Moment(now)), ..Question::new(report) };
    views.answer(&question, now).unwrap()["rows"].as_array().cloned().unwrap_or_default()
}

fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap_or_default()
}

/// A number of each tenant.
type ByTenant = BTreeMap<String, u64>;

fn summed(rows: &[Value], field: &str) -> ByTenant {
    let mut sums = ByTenant::new();
    for row in rows.iter().filter(|row| row[field].as_u64().unwrap_or(0) > 0) {
        *sums.entry(text(row, "tenant").to_owned()).or_default() += row[field].as_u64().unwrap_or(0);
    }
    sums
}

/// Patients with a running statutory coordinator, each counted once for each seat it has at a tenant; and never twice.
fn seated(coordinators: &[Value]) -> ByTenant {
    let mut seats = BTreeSet::new();
    let mut counts = ByTenant::new();
    for row in coordinators {
        let seat = if row["role"] == "Specialist" { "trust" } else { "municipality" };
        let taken = (text(row, "tenant").to_owned(), text(row, "patient").to_owned(), seat);
        assert!(seats.insert(taken), "two primaries in one seat: {row}");
    }
    // One person in two seats of one patient is one case.
    let cases: BTreeSet<_> = coordinators
        .iter()
        .map(|row| (text(row, "tenant"), text(row, "patient"), text(row, "person")))
        .collect();
    for (tenant, _, _) in cases {
        *counts.entry(tenant.to_owned()).or_default() += 1;
    }
    counts
}

/// The sums of one day.
fn holds_on(views: &Views, day: Day, now: Instant) {
    let coordinators = rows(views, ReportName::Coordinators, day, now);
    let caseload = rows(views, ReportName::Caseload, day, now);
    let patients = seated(&coordinators);
    assert_eq!(
        summed(&caseload, "primary"),
        patients,
        "over persons (left), patients with a primary, on {day}"
    );
    let distribution = rows(views, ReportName::Distribution, day, now);
    // Where a fact recorded against the rules fills both seats of a tenant, each assignment counts for its own unit.
    let twice = |tenant: &str| {
        let here = || coordinators.iter().filter(|row| text(row, "tenant") == tenant);
        let patients: BTreeSet<_> = here().map(|row| text(row, "patient")).collect();
        patients.len() < here().count()
    };
    for (tenant, primaries) in patients.iter().filter(|(tenant, _)| !twice(tenant)) {
        let by_service = summed(&distribution, "primary").get(tenant).copied();
        assert_eq!(by_service, Some(*primaries), "over services of {tenant} (left), patients, on {day}");
    }
    let persons: BTreeSet<_> =
        caseload.iter().map(|row| (text(row, "tenant"), text(row, "person"))).collect();
    assert_eq!(persons.len(), caseload.len(), "one row a person");
}

fn total(views: &Views, now: Instant) -> ByTenant {
    summed(&rows(views, ReportName::Caseload, now.day(), now), "primary")
}

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn the_caseload_is_the_patients_with_a_primary(history in steps(1..60)) {
        let trial = Trial::of(&history);
        for day in spread("2025-01-02".parse().unwrap(), trial.now.day()) {
            holds_on(&trial.views, day, trial.now);
        }
    }

    #[test]
    fn a_merge_never_raises_the_caseload(history in steps(1..60)) {
        let mut trial = Trial::in_memory();
        for step in history {
            trial.wait_for(&step);
            let before = total(&trial.views, trial.now);
            let merges = trial.step_now(&step) && step.command == "LinkIdentity";
            if merges {
                for (tenant, after) in total(&trial.views, trial.now) {
                    let had = before.get(&tenant).copied().unwrap_or(0);
                    prop_assert!(after <= had, "{} had {had} cases and has {after} after a merge", tenant);
                }
            }
        }
    }
}

#[test]
fn the_caseload_of_a_believable_history_is_the_patients_with_a_primary() {
    let last_day: Day = "2026-03-02".parse().unwrap();
    let now = Instant::noon_of(last_day.next());
    for seed in 1..=3 {
        let log = Arc::new(MemoryLog::new(counting()));
        let views = Views::open(Arc::clone(&log) as _, Instant::noon_of(last_day.plus_months(-60))).unwrap();
        let mut runner = Runner::new(&*log, &views);
        for (number, line) in (1u32..).zip(lines(&Scale { patients: 30, years: 3, seed, last_day })) {
            runner.line(&line, &Place::new(&"believable".into(), number)).unwrap();
        }
        assert_eq!(runner.failures(), &[]);
        for day in spread(last_day.plus_months(-30), last_day) {
            holds_on(&views, day, now);
        }
        views.look(&mut |around| assert_eq!(around.directory().tenants().count(), 4));
    }
}
