//! Tests of complaints: when they are late, what could be complained of, who may complain, what is forwarded.

use serde_json::{Value, json};

use super::*;
use crate::given::{Given, day, given};

fn refused(given: &mut Given, on: &str) {
    let data = json!({"grounds": "NotCoordinated", "decision_form": "Vedtak", "complaint_info_given": true});
    given.done("ke", &format!("RefuseCoordinator birger on {on} as refused"), data);
}

fn complaint(about: Value, knew_on: &str, sent_on: &str) -> Value {
    json!({"kind": "RightsComplaint", "about": about, "knew_on": knew_on, "sent_on": sent_on,
        "received_on": sent_on, "standing": "Patient"})
}

fn of_refusal(knew_on: &str, sent_on: &str) -> Value {
    complaint(json!({"Decision": "@refused"}), knew_on, sent_on)
}

#[test]
fn a_complaint_on_the_last_day_is_in_time_and_the_day_after_late() {
    let mut given = given();
    given.today("2025-02-28");
    refused(&mut given, "2025-01-06");
    // 6 January and four weeks: Monday 3 February.
    given.then_deviations(
        "complaints",
        "ReceiveComplaint birger",
        of_refusal("2025-01-06", "2025-02-03"),
        [],
    );
    given.then_deviations(
        "complaints",
        "ReceiveComplaint birger",
        of_refusal("2025-01-06", "2025-02-04"),
        ["LATE"],
    );
}

#[test]
fn four_weeks_that_end_on_a_holiday_end_on_the_next_working_day() {
    let mut given = given();
    given.today("2026-05-31");
    // 20 March 2026 and four weeks: Friday 17 April. 19 April 2025 and four weeks: Saturday 17 May, so Monday 19 May.
    refused(&mut given, "2025-04-19");
    given.then_deviations(
        "complaints",
        "ReceiveComplaint birger",
        of_refusal("2025-04-19", "2025-05-19"),
        [],
    );
    given.then_deviations(
        "complaints",
        "ReceiveComplaint birger",
        of_refusal("2025-04-19", "2025-05-20"),
        ["LATE"],
    );
}

#[test]
fn a_longer_policy_of_the_day_of_knowledge_is_read_and_no_other() {
    let mut given = given();
    given.today("2025-06-30");
    let policy = json!({"rule": "D21", "value": "P42D", "from": "2025-03-01", "source": "Local"});
    given.done("ke", "AdoptDeadline on 2025-02-01", policy);
    refused(&mut given, "2025-01-06");
    let late = of_refusal("2025-02-28", "2025-04-11");
    given.then_deviations("complaints", "ReceiveComplaint birger", late, ["LATE"]);
    let in_time = of_refusal("2025-03-03", "2025-04-14");
    given.then_deviations("complaints", "ReceiveComplaint birger", in_time, []);
}

#[test]
fn without_a_day_of_knowledge_and_for_a_request_for_supervision_nothing_is_late() {
    let mut given = given();
    refused(&mut given, "2024-01-06");
    let mut data = of_refusal("2024-01-06", "2025-03-10");
    data["kind"] = json!("SupervisionRequest");
    given.then_deviations("complaints", "ReceiveComplaint birger", data, []);
    let mut data = of_refusal("2024-01-06", "2025-03-10");
    data.as_object_mut().unwrap().remove("knew_on");
    given.then_deviations("complaints", "ReceiveComplaint birger", data, []);
}

#[test]
fn a_coordinator_matter_from_before_the_right_is_received_and_said() {
    let mut given = given();
    refused(&mut given, "2022-07-31");
    let data = of_refusal("2025-03-01", "2025-03-10");
    given.then_deviations(
        "complaints",
        "ReceiveComplaint birger",
        data.clone(),
        ["NOT-COMPLAINABLE-AT-DATE"],
    );
    let omission = complaint(json!("Omission"), "2025-03-01", "2025-03-10");
    given.then_deviations("complaints", "ReceiveComplaint birger", omission, []);
    let correction = json!({"target": "@refused", "changes": {"on": "2022-08-01"}, "reason": "date"});
    given.done("ke", "CorrectEntry birger", correction);
    given.then_deviations("complaints", "ReceiveComplaint birger", data, []);
}

#[test]
fn both_deviations_are_said_and_the_matter_counts_before_the_day() {
    let mut given = given();
    refused(&mut given, "2022-07-31");
    let both = ["LATE", "NOT-COMPLAINABLE-AT-DATE"];
    let data = of_refusal("2022-07-31", "2025-03-10");
    given.then_deviations("complaints", "ReceiveComplaint birger", data, both);
    let file = given.file("birger");
    let register = Register::default();
    let facts = given.facts("fjordvik", "birger");
    let told = &file.complaints[0].told;
    assert_eq!(told.in_time(&facts, &register, day("2025-03-10")), InTime::NotComplainable);
    assert_eq!(told.last_day(&register, day("2025-03-10")), Some(day("2022-08-29")));
}

#[test]
fn a_proxy_needs_a_power_of_attorney_that_runs() {
    let mut given = given();
    let mut data = complaint(json!("Omission"), "2025-03-01", "2025-03-10");
    data["standing"] = json!("Proxy");
    given.then_deviates_in_record("complaints", "ReceiveComplaint birger", data.clone(), "STANDING");
    let powers = |kind: &str| json!({"kind": kind, "powers": "complaint", "to": "2025-03-10"});
    given.done("ke", "RegisterRepresentative birger on 2025-03-01", powers("Guardian"));
    given.then_refused("complaints", "ReceiveComplaint birger on 2025-03-09", data.clone(), "E-STANDING");
    given.done("ke", "RegisterRepresentative birger on 2025-03-01", powers("Proxy"));
    given.then_deviations("complaints", "ReceiveComplaint birger on 2025-03-09", data.clone(), []);
    given.then_refused("complaints", "ReceiveComplaint birger on 2025-03-10", data.clone(), "E-STANDING");
    data["standing"] = json!("NextOfKin");
    given.then_deviations("complaints", "ReceiveComplaint birger", data, []);
}

#[test]
fn a_complaint_that_is_maintained_is_forwarded() {
    let mut given = given();
    let data = complaint(json!("Omission"), "2025-03-01", "2025-03-10");
    given.done("complaints", "ReceiveComplaint birger as complaint", data);
    let maintained = json!({"complaint": "@complaint", "outcome": "Maintained"});
    given.then_deviates_in_record("complaints", "ProcessComplaint birger", maintained, "FORWARD");
    let forwarded = json!({"complaint": "@complaint", "outcome": "Maintained", "forwarded_on": "2025-03-12"});
    given.then_deviations("complaints", "ProcessComplaint birger", forwarded, []);
    for outcome in ["UpheldInFull", "UpheldPartly"] {
        let upheld = json!({"complaint": "@complaint", "outcome": outcome});
        given.then_deviations("complaints", "ProcessComplaint birger", upheld, []);
    }
}

#[test]
fn what_a_complaint_names_is_in_the_file() {
    let mut given = given();
    refused(&mut given, "2025-01-06");
    let of_other = of_refusal("2025-01-06", "2025-02-03");
    given.then_refused_in_both("complaints", "ReceiveComplaint cecilie", of_other, "E-REF");
    let no_complaint = json!({"complaint": "@refused", "outcome": "UpheldInFull"});
    given.then_refused_in_both("complaints", "ProcessComplaint birger", no_complaint, "E-REF");
}

#[test]
fn a_complaint_is_not_sent_or_received_in_the_future() {
    let mut given = given();
    let mut data = complaint(json!("Omission"), "2025-03-01", "2025-03-11");
    given.then_refused_in_both("complaints", "ReceiveComplaint birger", data.clone(), "E-FUTURE");
    data["sent_on"] = json!("2025-03-10");
    given.then_refused_in_both("complaints", "ReceiveComplaint birger", data, "E-FUTURE");
}

#[test]
fn death_and_closing_do_not_stop_a_complaint() {
    for ends in [("RecordDeath", json!({"source": "Notice"})), ("CloseCase", json!({"cause": "NeedCeased"}))]
    {
        let mut given = given();
        given.done("ke", "OpenCase birger on 2025-01-01", json!({}));
        given.done("ke", &format!("{} birger on 2025-02-01", ends.0), ends.1);
        let data = complaint(json!("Omission"), "2025-03-01", "2025-03-10");
        given.then_deviations("complaints", "ReceiveComplaint birger as complaint", data, []);
        let upheld = json!({"complaint": "@complaint", "outcome": "UpheldInFull"});
        given.then_deviations("complaints", "ProcessComplaint birger", upheld, []);
    }
}

#[test]
fn complaints_are_for_the_complaint_handler() {
    let mut given = given();
    let data = complaint(json!("Omission"), "2025-03-01", "2025-03-10");
    for actor in ["ke", "home-leader", "birger-self", "supervisor"] {
        given.then_refused(actor, "ReceiveComplaint birger", data.clone(), "E-AUTH");
    }
}

#[test]
fn nobody_knew_or_sent_what_is_still_to_come() {
    let mut given = given();
    refused(&mut given, "2025-03-03");
    given.then_refused_in_both(
        "complaints",
        "ReceiveComplaint birger",
        of_refusal("2025-03-11", "2025-03-10"),
        "E-FUTURE",
    );
    given.done("complaints", "ReceiveComplaint birger as complaint", of_refusal("2025-03-03", "2025-03-10"));
    for field in ["sent_on", "knew_on", "received_on"] {
        let moved = json!({"target": "@complaint", "changes": {field: "2025-03-11"}, "reason": "typo"});
        given.then_refused_in_both("complaints", "CorrectEntry birger", moved, "E-FUTURE");
    }
}
