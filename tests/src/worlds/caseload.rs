//! The caseload as domain.md 3.2 counts it: every patient with a coordinator once, wherever it is summed.

use std::collections::{BTreeMap, BTreeSet};

use samspor_core::words::{Day, Instant};
use samspor_projections::live::Views;
use samspor_projections::question::{Known, Question, ReportName};
use serde_json::Value;

/// A number of each tenant.
pub type ByTenant = BTreeMap<String, u64>;

fn rows(views: &Views, report: ReportName, valid: Day, now: Instant) -> Vec<Value> {
    let question = Question { valid: Some(valid), known: Some(Known::Moment(now)), ..Question::new(report) };
    let answer = views.answer(&question, now).expect("a report about everybody has an answer");
    answer["rows"].as_array().cloned().unwrap_or_default()
}

fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap_or_default()
}

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

/// Holds the sums of one day against each other.
///
/// # Panics
/// If they differ.
pub fn caseload_holds(views: &Views, day: Day, now: Instant) {
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

/// How many patients each tenant's people are primary for.
pub fn caseload_total(views: &Views, now: Instant) -> ByTenant {
    summed(&rows(views, ReportName::Caseload, now.day(), now), "primary")
}

/// How many patients each person is primary for on a day.
pub fn primaries(views: &Views, day: Day, now: Instant) -> BTreeMap<String, i64> {
    let rows = rows(views, ReportName::Caseload, day, now);
    let of = |row: &Value| (text(row, "person").to_owned(), row["primary"].as_i64().unwrap_or(0));
    rows.iter().map(of).collect()
}
