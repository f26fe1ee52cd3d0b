//! What is golden of an event: its form, and the canonical body with all its fields and with none that may be absent.

use std::sync::Arc;

use samspor_core::actor::{Actor, Role};
use samspor_core::catalogue::{Ask, CATALOGUE, Event, StreamKind};
use samspor_core::command::Mode;
use samspor_core::deviation::Deviation;
use samspor_core::entry::{Basis, Body, EVENT_SCHEMA, Recorded};
use samspor_core::log::StreamKey;
use samspor_core::words::PatientId;
use serde_json::{Value, json};

use super::form::{Read, bare, form_of, missing_from};
use super::samples::samples;

/// What the repository holds of one stored type in one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Golden {
    /// The file's name: the event's type and its schema, or `envelope`.
    pub name: String,
    /// The text that the file has for ever.
    pub text: String,
    /// Fields of the type that no sample has, so that nobody would see them change.
    pub unsampled: Vec<String>,
}

/// Data of events that say more than was asked, or have a second spelling; beside the samples of the commands.
fn told_beside() -> Vec<(&'static str, Value)> {
    vec![
        (
            "LedgerBegan",
            json!({"origin": "ledger.example/samspor/2026", "schema": "00ff".repeat(16), "simulated": true}),
        ),
        ("KeysDestroyed", json!({"by": 17, "kids": ["AAAAAAAAAAAAAAAAAAAAAA=="]})),
        ("KeysRotated", json!({"created": 3, "epoch": 2, "rewrapped": 40})),
        ("KeysBlocked", json!({"blocked": true, "kids": ["AAAAAAAAAAAAAAAAAAAAAA=="]})),
        (
            "HeadsRecorded",
            json!({"root": "q83vAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "size": 88122, "streams": 412}),
        ),
        (
            "PersonalDataErased",
            json!({"decision_ref": "2025/99", "confirmed_by": "01930000-0000-7000-8000-00000000000a", "at_once": true,
                "with": ["01930000-0000-7000-8000-00000000000b"]}),
        ),
        ("ConsentWithdrawn", json!({"consent": "01930000-0000-7000-8000-00000000000a", "scopes": "All"})),
    ]
}

/// The golden text of every event of the catalogue in its newest version, in the catalogue's order.
pub fn of_every_event() -> Vec<Golden> {
    let mut told: Vec<(&'static str, Vec<Value>)> = Vec::new();
    let mut tell = |event: &Event| match told.iter_mut().find(|(name, _)| *name == event.name()) {
        Some((_, all)) => all.push(event.to_value()),
        None => told.push((event.name(), vec![event.to_value()])),
    };
    for (command, asked) in samples() {
        let raw = serde_json::value::to_raw_value(&asked).expect("a JSON value is JSON");
        let asked = Ask::read(command, &raw)
            .map_err(|unread| format!("{command}: {unread:?}"))
            .expect("the catalogue reads every sample");
        tell(&asked.into_event());
    }
    for (name, data) in told_beside() {
        tell(&event_of(name, &data).expect("the catalogue reads what is told beside"));
    }
    told.iter().map(|(name, told)| of_event(name, told)).collect()
}

fn of_event(name: &str, told: &[Value]) -> Golden {
    let read = |value: &Value| event_of(name, value).map(drop);
    let (mut forms, mut bodies): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for sample in told {
        for line in form_of(sample, &read) {
            if !forms.contains(&line) {
                forms.push(line);
            }
        }
        for data in [sample.clone(), bare(sample, &read)] {
            let body = body_text(name, &data);
            if !bodies.contains(&body) {
                bodies.push(body);
            }
        }
    }
    Golden {
        name: format!("{name}.{EVENT_SCHEMA}"),
        text: format!("form\n{}\n\nbodies\n{}\n", forms.join("\n"), bodies.join("\n")),
        unsampled: unsampled(told, &read),
    }
}

/// Fields that no sample has.
fn unsampled(told: &[Value], read: Read<'_>) -> Vec<String> {
    let mut missing = missing_from(&told[0], read);
    for sample in &told[1..] {
        let also = missing_from(sample, read);
        missing.retain(|field| also.contains(field));
    }
    missing
}

/// The golden text of what stands around the events of a body: roles, modes, deviations, references.
pub fn envelope() -> Golden {
    let body: Value = serde_json::from_str(&body_text(
        "LedgerBegan",
        &json!({"origin": "ledger.example/samspor/2026", "schema": "00ff".repeat(16), "simulated": true}),
    ))
    .expect("a body is JSON");
    let read = |value: &Value| Body::read(value.to_string().as_bytes()).map(drop);
    let spelled = |line: String| -> Vec<String> {
        let (place, words) = line.split_once("  is ").unwrap_or((&line, ""));
        if words.starts_with('`') {
            words.split(", ").map(|word| format!("{place}  may be {word}")).collect()
        } else {
            vec![line]
        }
    };
    let lines: Vec<String> = form_of(&body, &read).into_iter().flat_map(spelled).collect();
    Golden { name: "envelope".to_owned(), text: format!("{}\n", lines.join("\n")), unsampled: Vec::new() }
}

/// Whether the bodies of a golden text are still read, and written again in the same bytes if of the newest version.
pub fn reads_back(golden: &str, newest: bool) -> Result<(), String> {
    let (_, bodies) = golden.split_once("bodies\n").ok_or("it has no bodies")?;
    for line in bodies.lines() {
        let body = Body::read(line.as_bytes())?;
        if newest && body.to_bytes() != line.as_bytes() {
            return Err(format!("{line} is read, but written in other bytes"));
        }
    }
    Ok(())
}

fn event_of(name: &str, data: &Value) -> Result<Event, String> {
    let raw = serde_json::value::to_raw_value(data).map_err(|error| error.to_string())?;
    Event::read(name, &raw).map_err(|unread| format!("{unread:?}"))
}

fn body_text(name: &str, data: &Value) -> String {
    let event = event_of(name, data).expect("what was read before is read again");
    String::from_utf8(body_of(event).to_bytes()).expect("JSON is UTF-8")
}

fn body_of(event: Event) -> Body {
    let uuid = |last: u128| format!("01930000-0000-7000-8000-{last:012x}");
    let tenant = "310000019".parse().expect("the check digit of the examples' tenant fits");
    let patient: PatientId = uuid(1).parse().expect("twelve hexadecimal digits end an id");
    let listed = CATALOGUE.iter().find(|listed| listed.event == event.name());
    let stream = match listed.map(|listed| listed.stream) {
        Some(StreamKind::Register) => StreamKey::Register(tenant),
        Some(StreamKind::Patient | StreamKind::Either) => StreamKey::Patient(tenant, patient),
        None => StreamKey::Ledger,
    };
    Body {
        id: uuid(7).parse().expect("twelve hexadecimal digits end an id"),
        stream,
        patient: Some(patient),
        mode: Mode::Record,
        on: "2025-03-01".parse().expect("a day"),
        received_on: "2025-02-28".parse().ok(),
        actor: Actor {
            acting_for: uuid(2).parse().ok(),
            person: uuid(3).parse().ok(),
            role: Role::KeMunicipal,
            tenant: Some(tenant),
            unit: uuid(4).parse().ok(),
        },
        request: [0x5a; 32],
        events: vec![Recorded {
            id: uuid(5).parse().expect("twelve hexadecimal digits end an id"),
            schema: EVENT_SCHEMA,
            what: Arc::new(event),
            deviations: vec![Deviation::NoConsent],
            legal_basis: vec![Basis { id: "hol-7-2".to_owned(), version: "2012-01-01".to_owned() }],
        }],
    }
}
