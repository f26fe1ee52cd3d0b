//! Histories as regression tests: whether one holds, and one that says what it must answer.

use samspor_core::words::Day;
use samspor_projections::question::ReportName;
use serde_json::{Map, Value};
use thiserror::Error;

use super::ledger::{Ledger, given};
use crate::history::aliases::is_id;
use crate::history::{Expectation, History, Line, Place, What};

/// Why no answers are put to a history: what in it was not answered as it says.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("the history does not hold:\n{}", unmet.join("\n"))]
pub struct NotAsTold {
    /// Each with its line, what was expected and what there was.
    pub unmet: Vec<String>,
}

/// What is asked of a history that is to become a test.
const ASKED: [ReportName; 5] = [
    ReportName::Coordinators,
    ReportName::Obligations,
    ReportName::Vacancies,
    ReportName::Consents,
    ReportName::Warnings,
];

/// Every refusal, deviation and expectation of a history is as it says.
///
/// ```
/// use samspor_replay::{history, kit};
///
/// let file = r#"{"history": 1, "title": "One municipality"}
/// {"name": "fjordvik", "tenant": {"org_number": "310000019", "name": "Fjordvik", "kind": "Municipality", "has_ke": true}}
/// {"name": "birger", "patient": {"tenant": "fjordvik", "born": "1971-11-02"}}
/// {"expect": "coordinators", "valid": "2025-03-23", "where": {"patient": "birger"}, "rows": []}"#;
/// kit::holds(&history::parse_text("one.jsonl", file).unwrap());
/// ```
///
/// # Panics
/// If it can't be run, or something is not as it says: each with its line, what was expected and what there was.
pub fn holds(history: &History) {
    let ledger = given(history.clone());
    let expected = history.lines.iter().filter_map(|line| match &line.what {
        What::Expect(expectation) => Some((&line.place, expectation)),
        What::Naming(_) | What::Actor { .. } | What::Command(_) => None,
    });
    let checking = ledger.checking();
    let failures = expected.flat_map(|(place, expectation)| checking.check(place, expectation));
    let told: Vec<String> = failures.map(|failure| failure.to_string()).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// The history, and what it answers today on each (valid, known) day as expectations: coordinators, obligations,
/// vacancies, consents and warnings.
///
/// ```
/// use samspor_core::patient::assignment::CoordinatorRole::Municipal;
/// use samspor_replay::history::{self, History};
/// use samspor_replay::kit::{Chronicle, day, holds, verbs, with_answers};
///
/// let mut life = Chronicle::titled("An appointment");
/// life.municipality("fjordvik").unit("home", "home-care").person("ane", "home");
/// life.patient("birger", day("1971-11-02"));
/// life.on(day("2025-03-24")).does("fjordvik-ke", verbs::appoint("ane", &Municipal, "home"));
///
/// let kept = with_answers((&life).into(), &[(day("2025-04-08"), day("2025-03-24"))]).unwrap();
/// holds(&kept);
/// let file = kept.to_string();
/// assert!(file.contains(r#""rule":"D05""#), "{file}");
///
/// // A history that is not answered as it says gets no answers.
/// let wrong = file.replace(r#""do":"#, r#""deviations":["LATE"],"do":"#);
/// let wrong: History = history::parse_text("wrong.jsonl", &wrong).unwrap();
/// let refused = with_answers(wrong, &[]).unwrap_err();
/// assert_eq!(refused.unmet.len(), 1);
/// assert!(refused.unmet[0].contains("LATE"), "{refused}");
/// ```
///
/// # Errors
/// [`NotAsTold`] if a refusal or a deviation in it is not as it says.
pub fn with_answers(mut history: History, days: &[(Day, Day)]) -> Result<History, NotAsTold> {
    let mut ledger = Ledger::empty();
    let unmet = ledger.hear(&history);
    if !unmet.is_empty() {
        return Err(NotAsTold { unmet });
    }
    let file = history.lines.last().map_or_else(|| "regression.jsonl".into(), |line| line.place.file.clone());
    for (valid, known) in days {
        for report in ASKED {
            let rows = ledger.at(*valid).known(*known).report(report).rows();
            let expectation = Expectation {
                report: report.to_string(),
                valid: *valid,
                known: known.to_string(),
                only: Map::new(),
                rows: Some(rows.iter().map(named_only).collect()),
                contains: Vec::new(),
                lacks: Vec::new(),
                value: None,
            };
            let number = u32::try_from(history.lines.len()).unwrap_or(u32::MAX).saturating_add(2);
            let place = Place::new(&file, number);
            history.lines.push(Line { place, what: What::Expect(expectation) });
        }
    }
    Ok(history)
}

/// A row without what has no name in the history: ids differ from ledger to ledger.
fn named_only(row: &Value) -> Value {
    let fields = row.as_object().into_iter().flatten();
    let named = |(name, value): &(&String, &Value)| *name != "id" && !value.as_str().is_some_and(is_id);
    Value::Object(fields.filter(named).map(|(name, value)| (name.clone(), value.clone())).collect())
}
