//! The time machine: any report as it was on a day, as known on a day, and assertions that say what differs.

use std::str::FromStr;

use samspor_core::words::Day;
use samspor_projections::question::{Known, Question, ReportName};
use samspor_projections::reports::Row;
use serde_json::{Map, Value, json};

use super::ledger::Ledger;
use crate::history::{Expectation, Place};

/// A ledger on a day, as known on a day; both may lie in the past and in the future.
///
/// ```
/// use samspor_core::patient::assignment::CoordinatorRole::Municipal;
/// use samspor_projections::reports::coordinators::Coordinator;
/// use samspor_replay::kit::{Chronicle, day, given, verbs};
/// use serde_json::json;
///
/// let mut life = Chronicle::titled("An appointment told late");
/// life.municipality("fjordvik").unit("home", "home-care").person("ane", "home");
/// life.patient("birger", day("1971-11-02"));
/// life.on(day("2025-03-01")).does(
///     "fjordvik-ke",
///     verbs::appoint("ane", &Municipal, "home").on(day("2025-02-01")).recorded(),
/// );
/// let ledger = given(&life);
///
/// let february = ledger.at(day("2025-02-16"));
/// february.known(day("2025-02-28")).coordinators().are(json!([]));
/// february.known(day("2025-03-01")).coordinators().are(json!([{"patient": "birger", "person": "ane"}]));
/// february.overdue("birger").contain(json!({"rule": "D05", "due": "2025-02-15", "days": 1}));
/// assert_eq!(february.coordinators().typed::<Coordinator>()[0].since, day("2025-02-01"));
/// assert_eq!(february.coordinators().of("person", "ane").typed::<Coordinator>().len(), 1);
/// ```
///
/// Typed rows are narrowed by what a question has; anything else is said, not left out:
///
/// ```should_panic
/// # use samspor_projections::reports::coordinators::Coordinator;
/// # use samspor_replay::kit::{Chronicle, day, given};
/// # let ledger = given(&Chronicle::titled("Nobody"));
/// ledger.at(day("2025-02-16")).coordinators().of("role", "Municipal").typed::<Coordinator>();
/// ```
#[derive(Clone, Copy)]
pub struct At<'a> {
    ledger: &'a Ledger,
    valid: Day,
    known: Known,
}

/// A report asked of a ledger on a day, as known on a day.
pub struct Report<'a> {
    at: At<'a>,
    name: ReportName,
    only: Map<String, Value>,
}

impl<'a> At<'a> {
    pub(super) fn new(ledger: &'a Ledger, valid: Day) -> Self {
        Self { ledger, valid, known: Known::Moment(ledger.now()) }
    }

    /// As known at the end of a day or at a moment; without it, now.
    #[must_use]
    pub fn known(self, known: impl Into<Known>) -> Self {
        Self { known: known.into(), ..self }
    }

    /// A report about every tenant.
    pub fn report(self, name: ReportName) -> Report<'a> {
        Report { at: self, name, only: Map::new() }
    }

    /// Who has a statutory role, for whom.
    pub fn coordinators(self) -> Report<'a> {
        self.report(ReportName::Coordinators)
    }

    /// What is overdue of a patient.
    pub fn overdue(self, patient: &str) -> Report<'a> {
        self.report(ReportName::Overdue).of("patient", patient)
    }

    /// Everything that was ever due of a patient, and what became of it.
    pub fn obligations(self, patient: &str) -> Report<'a> {
        self.report(ReportName::Obligations).of("patient", patient)
    }

    /// How many patients each person has.
    pub fn caseload(self) -> Report<'a> {
        self.report(ReportName::Caseload)
    }

    /// A patient's file at a tenant: a single object.
    pub fn state(self, tenant: &str, patient: &str) -> Report<'a> {
        self.report(ReportName::State).of("tenant", tenant).of("patient", patient)
    }
}

impl Report<'_> {
    /// Only rows whose field has this value; a name stands for its id.
    #[must_use]
    pub fn of(mut self, field: &str, value: &str) -> Self {
        self.only.insert(field.to_owned(), json!(value));
        self
    }

    /// The rows are these, one to one in any order; only the fields given are compared, `null` is absent.
    ///
    /// # Panics
    /// If not, saying which are missing, which are nearest to them, and which nobody expected.
    pub fn are(&self, rows: Value) {
        self.hold(Expectation { rows: Some(list(rows)), ..self.expectation() });
    }

    /// This row is among them.
    ///
    /// # Panics
    /// If not, showing the nearest.
    pub fn contain(&self, row: Value) {
        self.hold(Expectation { contains: vec![row], ..self.expectation() });
    }

    /// No such row is among them.
    ///
    /// # Panics
    /// If one is.
    pub fn lack(&self, row: Value) {
        self.hold(Expectation { lacks: vec![row], ..self.expectation() });
    }

    /// The fields of a single-object answer, or those beside the rows, are these.
    ///
    /// # Panics
    /// If not, showing those that differ.
    pub fn say(&self, fields: Value) {
        self.hold(Expectation { value: fields.as_object().cloned(), ..self.expectation() });
    }

    /// The rows as JSON, with names for ids: two of them can be compared.
    ///
    /// # Panics
    /// If there is no answer.
    pub fn rows(&self) -> Vec<Value> {
        let checking = self.at.ledger.checking();
        let expectation = self.expectation();
        let answer = checking.ask(&expectation).expect("a report that was asked for has an answer");
        let rows = checking.chosen(&expectation, &answer);
        rows.iter().map(|row| self.at.ledger.memory.aliases.shown(row)).collect()
    }

    /// The rows as the report's own type; a tenant, patient, unit and person narrow them.
    ///
    /// # Panics
    /// If there is no answer, or the report was narrowed by another field: rows of a type have no names to narrow by.
    pub fn typed<R: Row>(&self) -> Vec<R> {
        let narrowing = ["tenant", "patient", "unit", "person"];
        let others: Vec<_> = self.only.keys().filter(|field| !narrowing.contains(&field.as_str())).collect();
        assert!(
            others.is_empty(),
            "typed rows are narrowed by {narrowing:?}, not by {others:?}: filter them"
        );
        let question = Question {
            tenant: self.narrowed("tenant"),
            patient: self.narrowed("patient"),
            unit: self.narrowed("unit"),
            person: self.narrowed("person"),
            valid: Some(self.at.valid),
            known: Some(self.at.known),
            ..Question::new(R::REPORT)
        };
        let rows = self.at.ledger.views.rows(&question, self.at.ledger.now());
        rows.expect("a report that was asked for has an answer")
    }

    /// The id of the thing whose name narrows the report.
    fn narrowed<I: FromStr>(&self, field: &str) -> Option<I> {
        let name = self.only.get(field).and_then(Value::as_str)?;
        let id = self.at.ledger.id(name).parse();
        assert!(id.is_ok(), "{name} is no {field}");
        id.ok()
    }

    fn expectation(&self) -> Expectation {
        Expectation {
            report: self.name.to_string(),
            valid: self.at.valid,
            known: self.at.known.to_string(),
            only: self.only.clone(),
            rows: None,
            contains: Vec::new(),
            lacks: Vec::new(),
            value: None,
        }
    }

    fn hold(&self, expectation: Expectation) {
        let place = Place::new(&"the time machine".into(), 1);
        let failures = self.at.ledger.checking().check(&place, &expectation);
        let told: Vec<String> = failures
            .iter()
            .map(|one| format!("  expected {}\n  got      {}", one.expected, one.got))
            .collect();
        assert!(told.is_empty(), "the ledger says otherwise:\n{}", told.join("\n"));
    }
}

fn list(rows: Value) -> Vec<Value> {
    match rows {
        Value::Array(rows) => rows,
        one @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => {
            vec![one]
        }
    }
}
