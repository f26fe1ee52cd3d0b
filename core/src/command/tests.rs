//! Tests of reading commands: what can't be read, and that no error repeats what was sent.

use serde_json::{Value, json};

use super::Command;
use crate::given::{command_id, samples::samples};
use crate::refusal::Refusal;

const PATIENT: &str = "01930000-0000-7000-8000-0000000000aa";

fn wire(name: &str, data: Value) -> Value {
    json!({"type": name, "id": command_id(1).to_string(), "tenant": "310000019", "patient": PATIENT, "data": data})
}

fn read(wire: &Value) -> Result<Command, Refusal> {
    Command::from_json(&wire.to_string(), None)
}

fn code(wire: &Value) -> &'static str {
    read(wire).map_or_else(|refusal| refusal.code(), |_| "accepted")
}

fn with(mut wire: Value, field: &str, value: Value) -> Value {
    wire[field] = value;
    wire
}

fn without(mut wire: Value, field: &str) -> Value {
    wire.as_object_mut().unwrap().remove(field);
    wire
}

fn wish() -> Value {
    wire("RecordPlanWish", json!({"wish": "Wants"}))
}

#[test]
fn every_sample_of_the_catalogue_is_read() {
    for (name, data) in samples() {
        let listed = crate::catalogue::CATALOGUE.iter().find(|listed| listed.command == name).unwrap();
        let about = matches!(listed.stream, crate::catalogue::StreamKind::Patient) || name == "LinkIdentity";
        let sent = if about { wire(name, data) } else { without(wire(name, data), "patient") };
        assert_eq!(code(&sent), "accepted", "{name}: {:?}", read(&sent).err());
    }
}

#[test]
fn unknown_fields_wrong_types_and_bad_dates_are_malformed() {
    for sent in [
        with(wish(), "actor", json!("me")),
        with(wish(), "type", json!("AppointKing")),
        with(wish(), "type", json!(1)),
        with(wish(), "mode", json!("Decide")),
        with(wish(), "mode", json!("guess")),
        with(wish(), "on", json!("2025-02-30")),
        with(wish(), "on", json!("10.03.2025")),
        with(wish(), "on", json!(20250310)),
        with(wish(), "expected", json!("4")),
        with(wish(), "expected", json!(-1)),
        with(wish(), "tenant", json!("310000018")),
        with(wish(), "tenant", json!(310000019)),
        with(wish(), "patient", json!("birger")),
        with(wish(), "id", json!("1")),
        with(wish(), "data", json!([])),
        without(wish(), "id"),
        without(wish(), "type"),
        without(wish(), "data"),
        wire("RecordPlanWish", json!({"wish": "Wants", "why": "x"})),
        wire("RecordPlanWish", json!({"wish": "Perhaps"})),
        wire("RecordPlanWish", json!({"wish": null})),
        wire("RecordPlanWish", json!({"wish": "Wants", "reoffer_on": "2025-13-01"})),
        wire("AnswerTask", json!({"accepted": "yes"})),
        wire(
            "ReportNeed",
            json!({"need": [], "reporter": {"kind": "Gp", "name": "Ola"}, "channel": "Plo", "received_on": "2025-03-01"}),
        ),
        wire(
            "AssessNeed",
            json!({"long_term": true, "coordinated": true, "services": ["to ord"], "outcome": "NotEligible", "patient_heard": true}),
        ),
        wire(
            "AssessNeed",
            json!({"long_term": true, "coordinated": true, "services": [], "outcome": "NotEligible", "patient_heard": true, "weight": 4}),
        ),
        wire(
            "AssessNeed",
            json!({"long_term": true, "coordinated": true, "services": [], "outcome": "NotEligible", "patient_heard": true, "diagnosis": "F20"}),
        ),
    ] {
        assert_eq!(code(&sent), "E-MALFORMED", "{sent}");
    }
    for text in ["", "[", "null", "{} {}", "{\"type\":\"OpenCase\"} x"] {
        assert_eq!(Command::from_json(text, None).unwrap_err().code(), "E-MALFORMED", "{text}");
    }
}

#[test]
fn a_moment_is_read_as_its_day_in_oslo() {
    let read = read(&with(wish(), "on", json!("2025-06-30T22:00:00Z"))).unwrap();
    assert_eq!(read.on, Some(crate::given::day("2025-07-01")));
}

#[test]
fn a_command_about_a_patient_names_one_and_a_register_command_none() {
    assert_eq!(code(&without(wish(), "patient")), "E-MALFORMED");
    let capacity = json!({"person": PATIENT, "status": "Active", "from": "2025-01-01"});
    assert_eq!(code(&wire("SetCapacity", capacity.clone())), "E-MALFORMED");
    assert_eq!(code(&without(wire("SetCapacity", capacity), "patient")), "accepted");
}

#[test]
fn the_idempotency_key_beside_the_body_must_be_its_id() {
    let text = wish().to_string();
    assert!(Command::from_json(&text, Some(command_id(1))).is_ok());
    assert_eq!(Command::from_json(&text, Some(command_id(2))).unwrap_err().code(), "E-MALFORMED");
    let keyed = Command::from_json(&without(wish(), "id").to_string(), Some(command_id(3))).unwrap();
    assert_eq!(keyed.id, command_id(3));
}

#[test]
fn wrong_check_digits_are_an_invalid_identity() {
    for nin in ["02917149978", "0291714997", "99999999999", "", "02917149979 "] {
        let sent = without(wire("RegisterPatient", json!({"nin": nin})), "patient");
        assert_eq!(code(&sent), "E-IDENT", "{nin}");
        let link = wire("LinkIdentity", json!({"nin": nin, "cause": "FnrChanged"}));
        assert_eq!(code(&link), "E-IDENT", "{nin}");
    }
}

#[test]
fn a_number_that_is_no_text_is_malformed() {
    let sent = without(wire("RegisterPatient", json!({"nin": 2917149979u64})), "patient");
    assert_eq!(code(&sent), "E-MALFORMED");
}

#[test]
fn an_hpr_number_has_its_form() {
    let person = json!({"name": "Ane", "unit": PATIENT, "profession": "lege", "hpr": "0123", "health_personnel": true});
    assert_eq!(code(&without(wire("RegisterPerson", person), "patient")), "E-IDENT");
}

#[test]
fn eleven_digits_are_refused_in_every_text() {
    let number = "14835849849";
    for sent in [
        wire("InformParticipants", json!({"parties": ["NAV", format!("mor {number}")]})),
        wire("IssueMandate", json!({"person": PATIENT, "document_ref": number})),
        wire("EscalateAppointment", json!({"to_role": number, "cause": "Dispute"})),
        wire(
            "GiveConsent",
            json!({"giver": "Patient", "scopes": [{"ShareWith": ["148358 49849"]}], "evidence_ref": "x"}),
        ),
        wire(
            "ReportNeed",
            json!({"need": [], "reporter": {"kind": "Gp", "unit": number}, "channel": "Plo", "received_on": "2025-03-01"}),
        ),
        wire("OfferCoordinator", json!({"role": {"Other": number}, "form": "Oral"})),
    ] {
        assert_eq!(code(&sent), "E-FREETEXT", "{sent}");
    }
    let unit = json!({"name": format!("Avdeling {number}"), "service": "x"});
    assert_eq!(code(&without(wire("RegisterUnit", unit), "patient")), "E-FREETEXT");
}

#[test]
fn what_can_t_be_read_is_said_before_numbers_in_texts_and_these_before_identities() {
    let number = "14835849849";
    let parties = json!({"parties": [number], "why": 1});
    assert_eq!(code(&wire("InformParticipants", parties)), "E-MALFORMED");
    let mandate = json!({"document_ref": number, "person": 7});
    assert_eq!(code(&wire("IssueMandate", mandate)), "E-MALFORMED");
    assert_eq!(
        code(&with(wire("InformParticipants", json!({"parties": [number]})), "on", json!("x"))),
        "E-MALFORMED"
    );
    let patient = json!({"nin": "02917149978", "name": number});
    assert_eq!(code(&without(wire("RegisterPatient", patient), "patient")), "E-FREETEXT");
    let patient = json!({"nin": "02917149978", "born": "x"});
    assert_eq!(code(&without(wire("RegisterPatient", patient), "patient")), "E-MALFORMED");
}

#[test]
fn no_error_repeats_the_number_or_the_name_that_was_sent() {
    let number = "14835849849";
    for secret in
        [json!(number), json!(14_835_849_849u64), json!("148358 49849"), json!("Kari Nordmann 148358-49849")]
    {
        let mut sent: Vec<Value> =
            ["type", "id", "tenant", "patient", "mode", "on", "expected", "data", "bogus"]
                .iter()
                .map(|field| with(wish(), field, secret.clone()))
                .collect();
        for (name, data) in samples() {
            for field in data.as_object().unwrap().keys() {
                sent.push(wire(name, with(data.clone(), field, secret.clone())));
                sent.push(wire(name, with(data.clone(), field, json!([secret]))));
                sent.push(wire(name, with(data.clone(), field, json!({ secret.to_string(): secret }))));
            }
            sent.push(wire(name, with(data, &secret.to_string(), json!(null))));
        }
        for sent in sent {
            if let Err(refusal) = read(&sent) {
                let said = refusal.to_string();
                for part in ["14835849849", "148358", "49849", "Kari"] {
                    assert!(!said.contains(part), "{said} <- {sent}");
                }
            }
        }
    }
}

#[test]
fn only_the_identity_makes_two_requests_the_same() {
    let patient = |data: Value| read(&without(wire("RegisterPatient", data), "patient")).unwrap().request;
    assert_eq!(patient(json!({"nin": "02917149979"})), patient(json!({"name": "Birger"})));
    assert_ne!(patient(json!({"born": "1971-11-02"})), patient(json!({})));
    let explicit = read(&with(wish(), "mode", json!("decide"))).unwrap();
    assert_eq!(explicit.request, read(&wish()).unwrap().request);
}
