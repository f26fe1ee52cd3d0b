//! Expectations: which questions a line asks, and how the answers of several tenants become one.

use std::fmt::Display;
use std::str::FromStr;

use samspor_core::words::{Day, Instant, PatientId, PersonId, TenantId};
use samspor_projections::question::{Known, Question, ReportName};
use serde_json::{Map, Value};

use super::line::WrittenExpect;

/// One expectation, its dates read and its form checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// The report's name.
    pub report: String,
    pub valid: Day,
    /// A date or a moment, as written; `valid` where it was left out.
    pub known: String,
    /// What the rows are chosen by, with aliases as written.
    pub only: Map<String, Value>,
    pub rows: Option<Vec<Value>>,
    pub contains: Vec<Value>,
    pub lacks: Vec<Value>,
    pub value: Option<Map<String, Value>>,
}

/// One question of an expectation to one tenant, with ids for aliases.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Asked<'a> {
    pub(super) expectation: &'a Expectation,
    pub(super) tenant: TenantId,
    pub(super) patient: Option<PatientId>,
    /// For `patients-of` only; elsewhere rows are chosen by the person.
    pub(super) person: Option<PersonId>,
}

impl Asked<'_> {
    /// The question as the views take it.
    pub(super) fn question(&self) -> Result<Question, String> {
        let asks = self.expectation;
        let report: ReportName = asks.report.parse().map_err(|error| format!("{error}: {}", asks.report))?;
        Ok(Question {
            tenant: Some(self.tenant),
            patient: self.patient,
            person: self.person,
            valid: Some(asks.valid),
            known: Some(parsed("known", &asks.known)?),
            from: asks.parsed_text("from")?,
            to: asks.parsed_text("to")?,
            valid2: asks.parsed_text("valid2")?,
            known2: asks.parsed_text::<Known>("known2")?,
            by: asks.parsed_text("by")?,
            include_corrected: asks.only.get("include_corrected") == Some(&Value::Bool(true)),
            ..Question::new(report)
        })
    }
}

fn parsed<T: FromStr>(name: &str, text: &str) -> Result<T, String>
where
    T::Err: Display,
{
    text.parse().map_err(|error| format!("{name}: {error}"))
}

/// What `where` may hold that belongs to the question and not to the rows.
const OF_THE_QUESTION: [&str; 8] =
    ["tenant", "patient", "from", "to", "valid2", "known2", "by", "include_corrected"];

impl Expectation {
    pub(super) fn of(written: WrittenExpect) -> Result<Self, String> {
        let valid: Day = written.valid.parse().map_err(|error| format!("valid: {error}"))?;
        if let Some(known) = written.known.as_deref() {
            let dated = known.parse::<Day>().is_ok() || known.parse::<Instant>().is_ok();
            if !dated {
                return Err(format!("known: {known} is neither a date nor a moment with an offset"));
            }
        }
        let says_something = written.rows.is_some()
            || written.contains.is_some()
            || written.lacks.is_some()
            || written.value.is_some();
        if !says_something {
            return Err("it expects nothing: give `rows`, `contains`, `lacks` or `value`".to_owned());
        }
        let lists = [&written.rows, &written.contains, &written.lacks];
        if lists.into_iter().flatten().flatten().any(|row| !row.is_object()) {
            return Err("a row is an object of the fields to compare".to_owned());
        }
        Ok(Self {
            report: written.expect,
            valid,
            known: written.known.unwrap_or(written.valid),
            only: written.only,
            rows: written.rows,
            contains: written.contains.unwrap_or_default(),
            lacks: written.lacks.unwrap_or_default(),
            value: written.value,
        })
    }

    /// The fields that choose among the rows of an answer.
    pub(super) fn chosen_by(&self) -> impl Iterator<Item = (&String, &Value)> {
        let held = |name: &str| match name {
            "person" => self.report == "patients-of",
            // They stand in the question only where the report takes them; elsewhere rows are chosen by them.
            "from" | "to" => self.report == "patients-of",
            other => OF_THE_QUESTION.contains(&other),
        };
        self.only.iter().filter(move |(name, _)| !held(name))
    }

    /// The question as one reads it.
    pub(super) fn asked_as(&self) -> String {
        let mut asked = format!("{} valid {}, known {}", self.report, self.valid, self.known);
        for (name, value) in &self.only {
            asked += &format!(", {name} {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        }
        asked
    }

    /// A text of `where` that belongs to the question, read.
    fn parsed_text<T: FromStr>(&self, name: &str) -> Result<Option<T>, String>
    where
        T::Err: Display,
    {
        let belongs = OF_THE_QUESTION.contains(&name)
            && (self.report == "patients-of" || !["from", "to"].contains(&name));
        self.text(name).filter(|_| belongs).map(|text| parsed(name, text)).transpose()
    }

    /// A text of `where`.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.only.get(name).and_then(Value::as_str)
    }
}

/// The answers of several tenants as one: rows one after the other, numbers added, the rest of the first.
pub(super) fn joined(answers: Vec<Value>) -> Value {
    let mut whole = Map::new();
    for answer in answers {
        let Value::Object(fields) = answer else { continue };
        for (name, value) in fields {
            match whole.get_mut(&name) {
                Some(there) => add(&name, there, value),
                None => {
                    whole.insert(name, value);
                }
            }
        }
    }
    Value::Object(whole)
}

fn add(name: &str, there: &mut Value, more: Value) {
    match (there, more) {
        (Value::Array(rows), Value::Array(more)) => rows.extend(more),
        (there @ Value::Number(_), Value::Number(more)) if name != "position" => {
            let sum = there.as_i64().zip(more.as_i64()).map(|(one, other)| Value::from(one + other));
            *there = sum.unwrap_or_else(|| there.clone());
        }
        _ => {}
    }
}
