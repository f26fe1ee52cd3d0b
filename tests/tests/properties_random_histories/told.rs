//! What two ledgers told of the same life, so that it can be compared.

use std::collections::BTreeMap;

use samspor_core::words::{Day, Instant};
use samspor_projections::live::Views;
use samspor_projections::question::{Known, Question, ReportName};
use serde_json::Value;

/// What was judged when something was recorded, and what tells of the recording itself.
pub(crate) const OF_RECORDING: &[ReportName] =
    &[ReportName::History, ReportName::Diff, ReportName::Deviations, ReportName::LateRegistrations];

/// Reports about one file, person or tenant, asked elsewhere.
const OF_ONE: [ReportName; 6] = [
    ReportName::State,
    ReportName::PatientsOf,
    ReportName::History,
    ReportName::Diff,
    ReportName::MyPage,
    ReportName::LeaderReport,
];

/// Every report about everybody on a day, as known at a moment, save those left out: rows in any order, no positions.
pub(crate) fn told(
    views: &Views,
    valid: Day,
    known: Instant,
    now: Instant,
    without: &[ReportName],
) -> BTreeMap<String, Value> {
    let asked = ReportName::ALL.iter().filter(|name| !OF_ONE.contains(name) && !without.contains(name));
    some(views, valid, known, now, asked)
}

/// The same of a few reports that look back.
pub(crate) fn told_of_the_past(
    views: &Views,
    valid: Day,
    known: Instant,
    now: Instant,
) -> BTreeMap<String, Value> {
    let few = [ReportName::Coordinators, ReportName::Obligations, ReportName::Vacancies];
    some(views, valid, known, now, few.iter())
}

fn some<'a>(
    views: &Views,
    valid: Day,
    known: Instant,
    now: Instant,
    reports: impl Iterator<Item = &'a ReportName>,
) -> BTreeMap<String, Value> {
    let answer = |report: &ReportName| {
        let question =
            Question { valid: Some(valid), known: Some(Known::Moment(known)), ..Question::new(*report) };
        let mut answer = views.answer(&question, now).unwrap();
        comparable(&mut answer);
        (report.to_string(), answer)
    };
    reports.map(answer).collect()
}

fn comparable(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("position");
            members.values_mut().for_each(comparable);
        }
        Value::Array(members) => {
            members.iter_mut().for_each(comparable);
            members.sort_by_cached_key(ToString::to_string);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The answers without what was known while a mistake stood: hindsight asks about those days.
pub(crate) fn without_hindsight(mut told: BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    if let Some(Value::Object(vacancies)) = told.get_mut("vacancies") {
        vacancies.remove("hindsight");
    }
    if let Some(rows) = told.get_mut("warnings").and_then(|warnings| warnings["rows"].as_array_mut()) {
        rows.retain(|row| row["code"] != "RETROACTIVE-COVER");
    }
    told
}
