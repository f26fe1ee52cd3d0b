//! Writing histories out as files that read back to the same lines.

use std::fmt;

use samspor_core::command::Mode;
use samspor_core::words::Instant;
use serde_json::{Map, Value, json};

use super::expect::Expectation;
use super::line::{CommandLine, Kind, Line, NamedActor, NamingLine, What};
use super::parse::History;

/// The text of the history's file: a header, then a line each. What it once included stands in it.
impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", line(&[("history", Some(json!(1))), ("title", Some(json!(self.title)))]))?;
        self.lines.iter().try_for_each(|one| writeln!(f, "{one}"))
    }
}

/// The line as it stands in a file.
impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match &self.what {
            What::Naming(naming) => naming_line(naming),
            What::Actor { name, actor } => {
                line(&[("name", Some(json!(name))), ("actor", Some(actor_value(actor)))])
            }
            What::Command(command) => command_line(command),
            What::Expect(expectation) => expect_line(expectation),
        })
    }
}

fn naming_line(naming: &NamingLine) -> String {
    let mut data = naming.data.clone();
    if let Some(tenant) = &naming.tenant {
        data.insert("tenant".to_owned(), json!(tenant));
    }
    let kind = match naming.kind {
        Kind::Tenant => "tenant",
        Kind::Unit => "unit",
        Kind::Person => "person",
        Kind::Patient => "patient",
    };
    line(&[
        ("at", Some(at(naming.at))),
        ("name", Some(json!(naming.name))),
        (kind, Some(Value::Object(data))),
    ])
}

fn actor_value(actor: &NamedActor) -> Value {
    let mut fields = Map::new();
    for (name, value) in [("tenant", &actor.tenant), ("person", &actor.person), ("unit", &actor.unit)] {
        if let Some(alias) = value {
            fields.insert(name.to_owned(), json!(alias));
        }
    }
    fields.insert("role".to_owned(), json!(actor.role));
    Value::Object(fields)
}

fn command_line(command: &CommandLine) -> String {
    let text = |text: &Option<String>| text.as_ref().map(|text| json!(text));
    line(&[
        ("at", Some(at(command.at))),
        ("actor", Some(json!(command.actor))),
        ("do", Some(json!(command.name))),
        ("mode", (command.mode == Mode::Record).then(|| json!("record"))),
        ("tenant", text(&command.tenant)),
        ("patient", text(&command.patient)),
        ("on", text(&command.on)),
        ("data", Some(command.data.clone())),
        ("as", text(&command.makes)),
        ("refused", text(&command.refused)),
        ("deviations", command.deviations.as_ref().map(|codes| json!(codes))),
    ])
}

fn expect_line(expectation: &Expectation) -> String {
    let some = |rows: &Vec<Value>| (!rows.is_empty()).then(|| json!(rows));
    let only = (!expectation.only.is_empty()).then(|| json!(expectation.only));
    line(&[
        ("expect", Some(json!(expectation.report))),
        ("valid", Some(json!(expectation.valid))),
        ("known", Some(json!(expectation.known))),
        ("where", only),
        ("rows", expectation.rows.as_ref().map(|rows| json!(rows))),
        ("contains", some(&expectation.contains)),
        ("lacks", some(&expectation.lacks)),
        ("value", expectation.value.as_ref().map(|value| json!(value))),
    ])
}

/// A moment to the microsecond, in the local time people read.
fn at(moment: Instant) -> Value {
    json!(moment.oslo().to_rfc3339())
}

/// An object on one line, its fields in this order, without those absent.
fn line(fields: &[(&str, Option<Value>)]) -> String {
    let present = fields.iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
    let written: Vec<String> = present.map(|(name, value)| format!("{}: {value}", json!(name))).collect();
    format!("{{{}}}", written.join(", "))
}

#[cfg(test)]
mod tests {
    use crate::history::parse_text;

    #[test]
    fn what_is_written_reads_back_to_the_same_lines() {
        let text = r#"{"history": 1, "title": "Birger"}
{"name": "f", "tenant": {"org_number": "310000019", "name": "Fjordvik", "kind": "Municipality", "has_ke": true}}
{"at": "2024-02-01T09:00:00.000001+01:00", "name": "p", "patient": {"tenant": "f", "born": "1971-11-02"}}
{"name": "sys", "actor": {"role": "System"}}
{"at": "2025-03-03", "actor": "sys", "do": "RecordDeath", "mode": "record", "tenant": "f", "patient": "p", "on": "2025-03-01", "data": {"source": "Notice"}, "as": "d", "deviations": []}
{"at": "2025-03-03", "actor": "sys", "do": "OpenCase", "tenant": "f", "patient": "p", "refused": "E-DEAD"}
{"expect": "coordinators", "valid": "2025-03-03", "where": {"patient": "p"}, "rows": []}
"#;
        let read = parse_text("birger.jsonl", text).unwrap();
        let again = parse_text("birger.jsonl", &read.to_string()).unwrap();
        assert_eq!(read, again);
    }
}
