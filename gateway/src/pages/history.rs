//! A file's events as a list in plain words: when each happened, was received and recorded, what was corrected by what.

use std::collections::HashMap;

use samspor_core::actor::Actor;
use samspor_core::register::policy::Rule;
use samspor_core::words::{Day, EventId, Instant, PatientId, TenantId};
use samspor_projections::question::{Question, ReportName};
use serde::Deserialize;
use serde_json::Value;

use super::look::Look;
use super::people::People;
use super::words::{codes, dates, events};
use crate::http::problem::Problem;

/// One event as shown.
pub(crate) struct Told {
    pub(crate) position: u64,
    pub(crate) name: String,
    pub(crate) line: String,
    pub(crate) happened: String,
    pub(crate) received: String,
    pub(crate) recorded: String,
    pub(crate) by: String,
    pub(crate) deviations: String,
    pub(crate) tags: Vec<String>,
    /// What corrected it or what it corrects, with the place on the page.
    pub(crate) amended: Vec<(String, String)>,
    pub(crate) is_void: bool,
}

/// A row of the report.
#[derive(Deserialize)]
pub(crate) struct Row {
    position: u64,
    event: EventId,
    #[serde(rename = "type")]
    name: String,
    on: Day,
    received_on: Option<Day>,
    recorded_at: Instant,
    actor: Actor,
    #[serde(rename = "data")]
    fields: Value,
    #[serde(default)]
    deviations: Vec<String>,
    corrected_by: Option<Value>,
    voided_by: Option<Value>,
}

/// A row of an entry that is erased or blocked.
#[derive(Deserialize)]
pub(crate) struct ShutRow {
    position: u64,
    #[serde(rename = "type")]
    name: String,
    recorded_at: Instant,
    by: u64,
}

/// A row of the report, of either kind.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Line {
    Told(Box<Row>),
    Shut(ShutRow),
}

/// The events recorded in a file, in log order, those that were corrected or voided too.
pub(crate) fn rows(look: &Look<'_>, tenant: TenantId, patient: PatientId) -> Result<Vec<Line>, Problem> {
    let question = Question {
        tenant: Some(tenant),
        patient: Some(patient),
        include_corrected: true,
        ..look.question(ReportName::History)
    };
    look.rows(question)
}

/// The rows in words.
pub(crate) fn told(
    look: &Look<'_>,
    tenant: TenantId,
    lines: &[Line],
    people: &People,
) -> Result<Vec<Told>, Problem> {
    let rows = lines.iter().filter_map(|line| match line {
        Line::Told(row) => Some(&**row),
        Line::Shut(_) => None,
    });
    let names: HashMap<String, (&Row, String)> =
        rows.map(|row| (row.event.to_string(), (row, format!("#h{}", row.position)))).collect();
    let is_late = |row: &Row| {
        look.directory(|directory| {
            let from = row.received_on.unwrap_or(row.on);
            let deadline = directory.register(tenant).map_or(Rule::D25.default_deadline(), |register| {
                register.deadline(Rule::D25, from, look.day())
            });
            row.recorded_at.day() > deadline.due(from)
        })
    };
    lines
        .iter()
        .map(|line| match line {
            Line::Told(row) => Ok(one(row, is_late(row)?, &names, people)),
            Line::Shut(row) => Ok(shut(row)),
        })
        .collect()
}

fn shut(row: &ShutRow) -> Told {
    let word = if row.name == "Erased" { "Slettet" } else { "Sperret" };
    Told {
        position: row.position,
        name: format!("{word} ved oppføring {}", row.by),
        line: String::new(),
        happened: String::new(),
        received: String::new(),
        recorded: dates::moment(row.recorded_at),
        by: String::new(),
        deviations: String::new(),
        tags: vec![word.to_owned()],
        amended: Vec::new(),
        is_void: false,
    }
}

fn one(row: &Row, is_late: bool, names: &HashMap<String, (&Row, String)>, people: &People) -> Told {
    let recorded_on = row.recorded_at.day();
    let mut tags = Vec::new();
    if is_late {
        let late = recorded_on.days_since(row.received_on.unwrap_or(row.on));
        tags.push(format!("Etterregistrert {} senere", dates::days(late)));
    }
    if row.corrected_by.is_some() {
        tags.push("Rettet".to_owned());
    }
    if row.voided_by.is_some() {
        tags.push("Feilført".to_owned());
    }
    let by = row.actor.person.map(|person| people.person(person));
    let role = codes::role(row.actor.role);
    Told {
        position: row.position,
        name: events::name(&row.name).to_owned(),
        line: events::line(&row.fields, people),
        happened: dates::day(row.on),
        received: row.received_on.filter(|day| *day != row.on).map(dates::day).unwrap_or_default(),
        recorded: dates::moment(row.recorded_at),
        by: by.map_or_else(|| role.to_owned(), |name| format!("{name} ({role})")),
        deviations: row.deviations.join(", "),
        tags,
        amended: amended(row, names, people),
        is_void: row.voided_by.is_some(),
    }
}

/// The links between a correction and what it corrects.
fn amended(row: &Row, names: &HashMap<String, (&Row, String)>, people: &People) -> Vec<(String, String)> {
    let mut links = Vec::new();
    for (word, ids) in [("Rettet", &row.corrected_by), ("Feilført", &row.voided_by)] {
        for (other, to) in ids.iter().flat_map(ids_in).filter_map(|id| names.get(id)) {
            let line = events::line(&other.fields, people);
            let recorded = dates::day(other.recorded_at.day());
            links.push((format!("{word} {recorded}: {line}"), to.clone()));
        }
    }
    if let Some((other, to)) = row.fields.get("target").and_then(Value::as_str).and_then(|id| names.get(id)) {
        links.push((format!("Gjelder: {} {}", events::name(&other.name), dates::day(other.on)), to.clone()));
    }
    links
}

fn ids_in(value: &Value) -> Vec<&str> {
    match value {
        Value::String(id) => vec![id],
        Value::Array(ids) => ids.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
