//! Days that pass while the view hears nothing, and links that begin and end: no file is lost, late, or kept under two.

use samspor_core::actor::Actor;
use samspor_core::command::Command;
use samspor_core::submit::submit;
use samspor_core::words::{Instant, PatientId};
use serde_json::{Value, json};

use super::Views;
use crate::ledger::{FJORDVIK, Ledger, day};
use crate::question::{Question, ReportName};

/// A patient with a coordinator, on 1 January 2025.
fn appointed(ledger: &mut Ledger) -> PatientId {
    let unit = ledger.unit("home-care", 4);
    let person = ledger.person("Ane", unit);
    let patient = ledger.patient("1960-01-01");
    ledger.ke(patient, "AppointCoordinator", json!({"person": person, "role": "Municipal", "unit": unit}));
    patient
}

/// Whose coordinators the live view and one from zero show; they must show the same.
fn coordinated(ledger: &Ledger, now: Instant) -> Vec<PatientId> {
    let zero = Views::open(std::sync::Arc::clone(&ledger.log) as _, now).unwrap();
    let asked = |views: &Views| views.answer(&Question::new(ReportName::Coordinators), now).unwrap();
    let live = asked(&ledger.views);
    assert_eq!(live, asked(&zero), "live (left), from zero");
    let patient = |row: &Value| row["patient"].as_str().unwrap().parse().unwrap();
    live["rows"].as_array().unwrap().iter().map(patient).collect()
}

/// The records manager's set-up does something at a moment the view has not heard of.
fn system(ledger: &Ledger, number: u64, now: Instant, mut told: Value) -> String {
    told["id"] = format!("00000000-0000-7000-9000-{number:012}").into();
    told["tenant"] = FJORDVIK.into();
    let command = Command::from_json(&told.to_string(), None).unwrap();
    let answer = submit(&*ledger.log, &ledger.views, &command, &Actor::system(), now).unwrap();
    answer.events[0].id.to_string()
}

fn link(ledger: &Ledger, number: u64, now: Instant, [survivor, merged]: [PatientId; 2]) -> String {
    let data = json!({"merged": merged, "cause": "Duplicate"});
    system(ledger, number, now, json!({"type": "LinkIdentity", "patient": survivor, "data": data}))
}

#[test]
fn a_link_taken_in_before_the_view_knows_its_day_holds_when_it_does() {
    let mut ledger = Ledger::new();
    let merged = appointed(&mut ledger);
    let survivor = ledger.patient("1960-01-01");
    let later = Instant::noon_of(day("2025-01-09"));
    link(&ledger, 1, later, [survivor, merged]);
    assert_eq!(coordinated(&ledger, later), [survivor]);
}

#[test]
fn an_entry_moves_the_view_to_the_day_it_was_recorded_on() {
    let mut ledger = Ledger::new();
    let unit = ledger.unit("home-care", 4);
    let person = ledger.person("Ane", unit);
    let patient = ledger.patient("1960-01-01");
    let now = Instant::noon_of(day("2025-01-09"));
    let data = json!({"person": person, "role": "Municipal", "unit": unit});
    let told = json!({"type": "AppointCoordinator", "patient": patient, "on": "2024-12-18",
        "id": "00000000-0000-7000-9000-000000000001", "tenant": FJORDVIK, "data": data});
    let command = Command::from_json(&told.to_string(), None).unwrap();
    submit(&*ledger.log, &ledger.views, &command, &crate::ledger::ke(), now).unwrap();
    let answer = ledger.views.answer(&Question::new(ReportName::Vacancies), now).unwrap();
    assert_eq!(answer["hindsight"][0]["days"], 22);
    assert_eq!(answer["hindsight"][0]["to"], "2025-01-09");
}

#[test]
fn a_link_undone_leaves_no_file_under_the_reference_that_had_it() {
    let mut ledger = Ledger::new();
    let first = appointed(&mut ledger);
    let [second, third] = [ledger.patient("1960-01-01"), ledger.patient("1960-01-01")];
    let at = |text| Instant::noon_of(day(text));
    link(&ledger, 1, at("2025-01-02"), [second, first]);
    let outer = link(&ledger, 2, at("2025-01-03"), [third, second]);
    assert_eq!(coordinated(&ledger, at("2025-01-03")), [third]);
    let undone = json!({"type": "UnlinkIdentity", "data": {"link_event": outer}});
    system(&ledger, 3, at("2025-01-05"), undone);
    assert_eq!(coordinated(&ledger, at("2025-01-05")), [second]);
}
