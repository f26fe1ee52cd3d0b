//! Tests of corrections and voidings.

use serde_json::{Value, json};

use crate::catalogue::Event;
use crate::given::{Given, day, given};

fn corrected(target: &str, changes: Value) -> Value {
    json!({"target": target, "changes": changes, "reason": "skrivefeil"})
}

fn void(target: &str) -> Value {
    json!({"target": target, "reason": "NeverHappened"})
}

fn appoint(person: &str) -> Value {
    json!({"person": person, "role": "Municipal", "unit": "@home"})
}

/// A report of 3 March.
fn reported() -> Given {
    let mut given = given();
    let report = json!({"need": ["Coordinator"], "reporter": {"kind": "Gp"}, "channel": "Plo", "received_on": "2025-03-03", "complete": true});
    given.done("gp", "ReportNeed birger on 2025-03-03 as report", report);
    given
}

/// The report as it stands: its day and its data.
fn report(given: &Given) -> (String, Value) {
    let facts = given.facts("fjordvik", "birger");
    let report = facts.iter().find(|fact| matches!(&*fact.what, Event::NeedReported(_))).unwrap();
    (report.mark.on.to_string(), report.what.to_value())
}

#[test]
fn the_newest_correction_of_each_field_wins() {
    let mut given = reported();
    given.done(
        "ke",
        "CorrectEntry birger",
        corrected("@report", json!({"channel": "Letter", "on": "2025-03-01"})),
    );
    given.done(
        "ke",
        "CorrectEntry birger",
        corrected("@report", json!({"channel": "Oral", "received_on": "2025-03-01"})),
    );
    let (on, data) = report(&given);
    assert_eq!(
        (on.as_str(), &data["channel"], &data["received_on"]),
        ("2025-03-01", &json!("Oral"), &json!("2025-03-01"))
    );
}

#[test]
fn a_corrected_field_is_replaced_whole_and_null_takes_it_out() {
    let mut given = reported();
    given.done(
        "ke",
        "CorrectEntry birger",
        corrected("@report", json!({"reporter": {"kind": "Patient"}, "complete": null})),
    );
    let (_, data) = report(&given);
    assert_eq!((&data["reporter"], data.get("complete")), (&json!({"kind": "Patient"}), None));
}

#[test]
fn a_voided_correction_falls_back_on_the_one_before() {
    let mut given = reported();
    given.done("ke", "CorrectEntry birger as first", corrected("@report", json!({"channel": "Letter"})));
    given.done("ke", "CorrectEntry birger as second", corrected("@report", json!({"channel": "Oral"})));
    given.done("ke", "VoidEntry birger", void("@second"));
    assert_eq!(report(&given).1["channel"], json!("Letter"));
    given.done("ke", "VoidEntry birger", void("@first"));
    assert_eq!(report(&given).1["channel"], json!("Plo"));
}

#[test]
fn a_correction_is_read_from_the_moment_it_was_recorded() {
    let mut given = reported();
    given.today("2025-03-20").done(
        "ke",
        "CorrectEntry birger",
        corrected("@report", json!({"channel": "Letter"})),
    );
    let entries = given.entries();
    let known = |text: &str| {
        let stream = entries
            .iter()
            .map(|entry| &**entry)
            .filter(|entry| entry.body.patient == Some(given.patient("birger")));
        let facts = crate::known::facts_known(stream, crate::words::Instant::end_of(day(text)));
        facts.into_iter().find(|fact| matches!(&*fact.what, Event::NeedReported(_))).unwrap().what.to_value()
            ["channel"]
            .clone()
    };
    assert_eq!((known("2025-03-19"), known("2025-03-20")), (json!("Plo"), json!("Letter")));
}

#[test]
fn a_correction_and_a_voiding_are_not_corrected() {
    let mut given = reported();
    given.done("ke", "CorrectEntry birger as correction", corrected("@report", json!({"channel": "Letter"})));
    given.then_refused_in_both(
        "ke",
        "CorrectEntry birger",
        corrected("@correction", json!({"reason": "x"})),
        "E-REF",
    );
    given.done("ke", "VoidEntry birger as void", void("@report"));
    given.then_refused_in_both(
        "ke",
        "CorrectEntry birger",
        corrected("@void", json!({"reason": "Duplicate"})),
        "E-REF",
    );
    given.then_refused_in_both("ke", "VoidEntry birger", void("@void"), "E-REF");
}

#[test]
fn what_is_void_is_neither_corrected_nor_voided_again() {
    let mut given = reported();
    given.done("ke", "VoidEntry birger", void("@report"));
    given.then_refused_in_both(
        "ke",
        "CorrectEntry birger",
        corrected("@report", json!({"channel": "Letter"})),
        "E-REF",
    );
    given.then_refused_in_both("ke", "VoidEntry birger", void("@report"), "E-REF");
}

#[test]
fn another_patients_event_is_not_known_here() {
    let mut given = reported();
    given.then_refused(
        "ke",
        "CorrectEntry cecilie",
        corrected("@report", json!({"channel": "Letter"})),
        "E-REF",
    );
    given.then_refused("ke", "VoidEntry cecilie", void("@report"), "E-REF");
    given.then_refused("ke", "VoidEntry", void("@report"), "E-REF");
}

#[test]
fn a_replacement_may_stand_under_another_reference_but_nothing_replaces_what_never_happened() {
    for (reason, refused) in [("NeverHappened", true), ("Duplicate", false), ("WrongPatient", false)] {
        let mut given = reported();
        given.done("ke", "RecordPlanWish cecilie as elsewhere", json!({"wish": "Wants"}));
        let replaced = json!({"target": "@report", "reason": reason, "replacement": "@elsewhere"});
        if refused {
            given.then_refused("ke", "VoidEntry birger", replaced, "E-REF");
        } else {
            given.done("ke", "VoidEntry birger", replaced);
        }
    }
}

#[test]
fn when_by_whom_and_about_whom_stand_for_ever() {
    let mut given = reported();
    for field in ["recorded_at", "actor", "patient"] {
        given.then_refused_in_both(
            "ke",
            "CorrectEntry birger",
            corrected("@report", json!({ field: "x" })),
            "E-IMMUTABLE",
        );
    }
}

#[test]
fn a_correction_fits_the_form_of_its_event() {
    let mut given = reported();
    for changes in [
        json!({}),
        json!({"bogus": 1}),
        json!({"bogus": null}),
        json!({"14835849849": null}),
        json!({"channel": "Pigeon"}),
        json!({"channel": null}),
        json!({"received_on": 3}),
        json!({"on": "2025-02-30"}),
        json!({"on": null}),
    ] {
        given.then_refused_in_both("ke", "CorrectEntry birger", corrected("@report", changes), "E-MALFORMED");
    }
    given.then_refused_in_both(
        "ke",
        "CorrectEntry birger",
        corrected("@report", json!({"external_ref": "nr 14835849849"})),
        "E-FREETEXT",
    );
}

#[test]
fn a_refused_correction_repeats_no_number() {
    let mut given = reported();
    for changes in [
        json!({"14835849849": 1}),
        json!({"complete": "14835849849"}),
        json!({"on": "14835849849"}),
        json!({"external_ref": "148358 49849"}),
    ] {
        let refusal = given.when("ke", "CorrectEntry birger", corrected("@report", changes)).unwrap_err();
        assert!(!refusal.to_string().contains("49849"), "{refusal}");
    }
}

#[test]
fn a_fact_is_not_moved_into_the_future_and_a_plan_may_be() {
    let mut given = reported();
    given.done("ke", "AppointCoordinator birger on 2025-03-05 as appointed", appoint("@ane"));
    given.then_refused_in_both(
        "ke",
        "CorrectEntry birger",
        corrected("@report", json!({"on": "2025-03-11"})),
        "E-FUTURE",
    );
    given.then_refused_in_both(
        "ke",
        "CorrectEntry birger",
        corrected("@report", json!({"received_on": "2025-03-11"})),
        "E-FUTURE",
    );
    given.then_refused_in_both(
        "ke",
        "CorrectEntry birger",
        corrected("@appointed", json!({"on": "2026-03-11"})),
        "E-FUTURE",
    );
    given.done("ke", "CorrectEntry birger", corrected("@appointed", json!({"on": "2025-04-01"})));
    assert_eq!(given.primaries("birger", "2025-03-31"), Vec::<String>::new());
    assert_eq!(given.primaries("birger", "2025-04-01"), ["ane"]);
}

#[test]
fn a_correction_names_registered_things_and_keeps_intervals_in_order() {
    let mut given = reported();
    given.done("ke", "AppointCoordinator birger on 2025-03-05 as appointed", appoint("@ane"));
    given.done(
        "ke",
        "GiveConsent birger on 2025-03-05 as consent",
        json!({"giver": "Patient", "scopes": ["Plan"], "evidence_ref": "x"}),
    );
    let person = given.id("nina");
    given.then_refused_in_both(
        "ke",
        "CorrectEntry birger",
        corrected("@appointed", json!({ "person": person })),
        "E-REF",
    );
    given.then_refused_in_both(
        "ke",
        "CorrectEntry birger",
        corrected("@consent", json!({"to": "2025-03-04"})),
        "E-ORDER",
    );
    given.done(
        "ke",
        "CorrectEntry birger",
        corrected("@consent", json!({"to": "2025-03-04", "on": "2025-03-01"})),
    );
}

#[test]
fn a_correction_may_not_make_a_second_primary() {
    let mut given = given();
    given.done("ke", "AppointCoordinator birger on 2025-01-01", appoint("@ane"));
    given.done(
        "ke",
        "EndAssignment birger on 2025-02-01 as ended",
        json!({"cause": "sluttet", "need_persists": false}),
    );
    given.done("ke", "AppointCoordinator birger on 2025-02-15 as second", appoint("@dina"));
    given.then_refused_in_both(
        "ke",
        "CorrectEntry birger",
        corrected("@second", json!({"on": "2025-01-31"})),
        "E-DOUBLE-PRIMARY",
    );
    given.then_refused_in_both(
        "ke",
        "CorrectEntry birger",
        corrected("@ended", json!({"on": "2025-02-16"})),
        "E-DOUBLE-PRIMARY",
    );
    given.then_refused_in_both(
        "ke",
        "CorrectEntry birger",
        corrected("@ended", json!({"role": "Pathway"})),
        "E-DOUBLE-PRIMARY",
    );
    given.done("ke", "CorrectEntry birger", corrected("@ended", json!({"on": "2025-02-15"})));
}

#[test]
fn a_voiding_may_not_make_a_second_primary() {
    let mut given = given();
    given.done("ke", "AppointCoordinator birger on 2025-01-01", appoint("@ane"));
    given.done(
        "ke",
        "EndAssignment birger on 2025-02-01 as ended",
        json!({"cause": "sluttet", "need_persists": false}),
    );
    given.done("ke", "AppointCoordinator birger on 2025-02-15 as second", appoint("@dina"));
    given.then_refused_in_both("ke", "VoidEntry birger", void("@ended"), "E-DOUBLE-PRIMARY");
    given.done("ke", "VoidEntry birger", void("@second"));
    given.done("ke", "VoidEntry birger", void("@ended"));
    assert_eq!(given.primaries("birger", "2025-03-01"), ["ane"]);
}

#[test]
fn voiding_a_correction_may_not_make_a_second_primary() {
    let mut given = given();
    given.done("ke", "AppointCoordinator birger on 2025-01-01", appoint("@ane"));
    given.done(
        "ke",
        "EndAssignment birger on 2025-02-10 as ended",
        json!({"cause": "sluttet", "need_persists": false}),
    );
    given.done("ke", "CorrectEntry birger as earlier", corrected("@ended", json!({"on": "2025-02-01"})));
    given.done("ke", "AppointCoordinator birger on 2025-02-05", appoint("@dina"));
    given.then_refused_in_both("ke", "VoidEntry birger", void("@earlier"), "E-DOUBLE-PRIMARY");
}

#[test]
fn register_events_are_corrected_and_voided_too() {
    let mut given = given();
    given.done("ke", "CorrectEntry", corrected("@ane", json!({"profession": "vernepleier"})));
    given.done("ke", "VoidEntry", void("@svein"));
    given.then_refused("ke", "AppointCoordinator birger", appoint("@svein"), "E-REF");
    given.then_refused_in_both(
        "ke",
        "CorrectEntry",
        corrected("@fjordvik-event", json!({"org_number": "310000027"})),
        "E-IMMUTABLE",
    );
}

#[test]
fn a_correction_does_not_go_below_the_laws_floor() {
    let mut given = given();
    given.done(
        "ke",
        "AdoptDeadline as d02",
        json!({"rule": "D02", "value": "P14D", "from": "2025-03-01", "source": "Local"}),
    );
    given.then_refused_in_both(
        "ke",
        "CorrectEntry",
        corrected("@d02", json!({"value": "P2M"})),
        "E-LAW-FLOOR",
    );
}

#[test]
fn a_voided_registration_frees_its_number() {
    let mut given = given();
    given.done("archive", "LinkIdentity cecilie as link", json!({"nin": "08816410054", "cause": "DnrToFnr"}));
    given.then_refused("ke", "RegisterPatient", json!({"nin": "08816410054"}), "E-IDENT");
    given.done("archive", "VoidEntry", void("@link"));
    let other = given.done("ke", "RegisterPatient", json!({"nin": "08816410054"}));
    assert_ne!(other.entity, crate::submit::Entity::Patient(given.patient("cecilie")));
}
