//! Tests of submitting: the same answer for the same command, implicit openings, and identities.

use serde_json::json;

use super::Entity;
use crate::given::{command_id, given};
use crate::log::Log;
use crate::words::Instant;

#[test]
fn the_same_command_gives_the_first_answer_again() {
    let mut given = given();
    let report = json!({"need": ["Coordinator"], "reporter": {"kind": "Gp"}, "channel": "Plo", "received_on": "2025-03-03"});
    let first = given.sends("gp", "ReportNeed birger", report.clone(), command_id(900)).unwrap();
    let entries = given.entries().len();
    given.today("2025-04-01");
    assert_eq!(given.sends("gp", "ReportNeed birger", report, command_id(900)), Ok(first));
    assert_eq!(given.entries().len(), entries);
}

#[test]
fn the_same_registration_gives_the_first_answer_again() {
    let mut given = given();
    let patient = json!({"nin": "14835849849", "name": "Turid"});
    let first = given.sends("ke", "RegisterPatient", patient.clone(), command_id(900)).unwrap();
    assert_eq!(given.sends("ke", "RegisterPatient", patient, command_id(900)), Ok(first));
}

#[test]
fn an_id_with_another_body_is_refused() {
    let mut given = given();
    given.sends("ke", "RecordPlanWish birger", json!({"wish": "Wants"}), command_id(900)).unwrap();
    for (asked, wish) in [
        ("RecordPlanWish birger", "Declines"),
        ("RecordPlanWish cecilie", "Wants"),
        ("RecordPlanWish birger record", "Wants"),
        ("RecordPlanWish birger on 2025-03-09", "Wants"),
        ("RecordPlanWish birger on 2026-03-09", "Wants"),
    ] {
        let refused = given.sends("ke", asked, json!({"wish": wish}), command_id(900)).unwrap_err();
        assert_eq!(refused.code(), "E-DUP", "{asked}");
    }
    let other = given.sends("ke", "OpenCase cecilie", json!({}), command_id(900)).unwrap_err();
    assert_eq!(other.code(), "E-DUP");
    let register = json!({"person": "@ane", "kind": "Basic"});
    assert_eq!(given.sends("ke", "RecordCompetence", register, command_id(900)).unwrap_err().code(), "E-DUP");
}

#[test]
fn an_id_with_another_identity_is_refused() {
    let mut given = given();
    given
        .sends("ke", "RegisterPatient", json!({"nin": "14835849849", "name": "Turid"}), command_id(900))
        .unwrap();
    for identity in [json!({"name": "Turid"}), json!({"nin": "14835849849", "name": "Tove"}), json!({})] {
        let refused = given.sends("ke", "RegisterPatient", identity, command_id(900)).unwrap_err();
        assert_eq!(refused.code(), "E-DUP");
    }
}

#[test]
fn identity_and_tenant_are_asked_before_the_id_of_the_command() {
    let mut given = given();
    given.sends("ke", "RecordPlanWish birger", json!({"wish": "Wants"}), command_id(900)).unwrap();
    given.ids.insert("nobody".to_owned(), "01930000-0000-7000-8000-0000000000ff".to_owned());
    let mut refused = |actor: &str, asked: &str, wish: &str| {
        given.sends(actor, asked, json!({"wish": wish}), command_id(900)).unwrap_err().code()
    };
    assert_eq!(refused("ke", "RecordPlanWish nobody", "Declines"), "E-IDENT");
    assert_eq!(refused("nesoy-ke", "RecordPlanWish birger at fjordvik", "Declines"), "E-TENANT");
    // A stranger who knows the id and the body is told nothing either.
    assert_eq!(refused("nesoy-ke", "RecordPlanWish birger at fjordvik", "Wants"), "E-TENANT");
}

#[test]
fn the_first_report_opens_the_case_and_the_second_does_not() {
    let mut given = given();
    let report = json!({"need": ["Coordinator"], "reporter": {"kind": "Gp"}, "channel": "Plo", "received_on": "2025-03-03"});
    let first = given.done("gp", "ReportNeed birger as report", report.clone());
    let names: Vec<&str> = first.events.iter().map(|event| event.name).collect();
    assert_eq!(names, ["CoordinationCaseOpened", "NeedReported"]);
    assert_eq!(first.entity, Entity::Event(first.events[1].id));
    assert_eq!(given.done("gp", "ReportNeed birger", report).events.len(), 1);
}

#[test]
fn the_first_appointment_opens_the_case() {
    let mut given = given();
    let answer = given.done(
        "ke",
        "AppointCoordinator birger",
        json!({"person": "@ane", "role": "Municipal", "unit": "@home"}),
    );
    assert_eq!(answer.events[0].name, "CoordinationCaseOpened");
}

#[test]
fn an_implicit_opening_is_gone_when_its_report_is_voided() {
    let mut given = given();
    let report = json!({"need": ["Coordinator"], "reporter": {"kind": "Gp"}, "channel": "Plo", "received_on": "2025-03-03"});
    given.done("gp", "ReportNeed birger on 2025-03-03 as report", report.clone());
    given.then_refused("ke", "OpenCase birger", json!({}), "E-CASE-OPEN");
    given.done("gp", "VoidEntry birger", json!({"target": "@report", "reason": "NeverHappened"}));
    assert!(given.facts("fjordvik", "birger").iter().all(|fact| fact.what.name() == "EntryMarkedErroneous"));
    assert_eq!(given.done("gp", "ReportNeed birger", report).events.len(), 2);
}

#[test]
fn a_case_stays_open_when_the_first_of_two_reports_is_voided() {
    let mut given = given();
    let report = json!({"need": ["Coordinator"], "reporter": {"kind": "Gp"}, "channel": "Plo", "received_on": "2025-03-03"});
    given.done("gp", "ReportNeed birger on 2025-03-03 as report", report.clone());
    given.done("gp", "ReportNeed birger on 2025-03-05", report);
    given.done("gp", "VoidEntry birger", json!({"target": "@report", "reason": "NeverHappened"}));
    let case = given.file("birger").case;
    let open = |text: &str| case.is_open_on(crate::given::day(text));
    assert_eq!((open("2025-03-04"), open("2025-03-05")), (false, true));
}

#[test]
fn one_number_is_one_reference_at_every_tenant() {
    let mut given = given();
    let answer = given.done("system", "RegisterPatient at nordkyst", json!({"nin": "02917149979"}));
    assert_eq!(answer.entity, Entity::Patient(given.patient("birger")));
    given.then_refused_in_both(
        "system",
        "RegisterPatient at nordkyst",
        json!({"nin": "02917149979"}),
        "E-IDENT",
    );
    given.then_refused_in_both(
        "system",
        "RegisterPatient at fjordvik",
        json!({"nin": "02917149979"}),
        "E-IDENT",
    );
}

#[test]
fn a_tenant_is_registered_once() {
    let data = json!({"org_number": "310000019", "name": "Fjordvik", "kind": "Municipality", "has_ke": true});
    given().then_refused_in_both("system", "RegisterTenant", data, "E-IDENT");
}

#[test]
fn a_simulated_ledger_takes_no_real_number_and_a_real_one_no_synthetic() {
    for (simulated, nin, taken) in [(true, "02917149979", true), (false, "02917149979", false)] {
        let log = crate::log::MemoryLog::counting();
        super::begin(&log, command_id(1), simulated, Instant::from_micros(0)).unwrap();
        let placed = log.page(crate::log::Position::START, 1).unwrap();
        let mut directory = crate::directory::Directory::default();
        directory.take(&std::sync::Arc::new(log.open(&placed[0]).unwrap().entry().unwrap()));
        assert_eq!(directory.takes(&nin.parse().unwrap()), taken);
    }
}

#[test]
fn a_number_never_stands_in_the_first_body_of_an_entry() {
    let mut given = given();
    given.done("ke", "RegisterPatient as turid", json!({"nin": "14835849849", "name": "Turid"}));
    given.done("archive", "LinkIdentity cecilie", json!({"nin": "08816410054", "cause": "DnrToFnr"}));
    let stored = given.log.page(crate::log::Position::START, usize::MAX).unwrap();
    for (placed, entry) in stored.iter().zip(given.entries()) {
        let first = entry.body.to_bytes();
        for number in ["14835849849", "08816410054", "02917149979", "Turid"] {
            let holds = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(number);
            assert!(!holds(&first) && !holds(&placed.record.leaf), "{number}");
            assert!(!placed.record.bodies.iter().any(|body| holds(body)), "{number} is not sealed");
        }
    }
}
