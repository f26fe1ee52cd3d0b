//! Every report as JSON: the fields that stand beside `valid`, `known` and `position`.

use serde_json::{Map, Value};

use super::coordinators::Coordinator;
use super::row::{Row, rows};
use crate::question::ReportName;
use crate::seen::Seen;

/// The fields of the answer: `rows`, and what a report has beside them.
pub fn fields(seen: &Seen<'_>) -> Map<String, Value> {
    match seen.question.report {
        ReportName::Coordinators => list::<Coordinator>(seen),
        _ => Map::new(),
    }
}

fn list<R: Row>(seen: &Seen<'_>) -> Map<String, Value> {
    let rows = serde_json::to_value(rows::<R>(seen)).expect("rows have string keys and finite numbers");
    Map::from_iter([("rows".to_owned(), rows)])
}
