//! Tests of opening and closing cases, and of deaths.

use serde_json::json;

use crate::given::{day, given};

#[test]
fn a_patient_has_one_open_case_at_a_tenant() {
    let mut given = given();
    given.done("ke", "OpenCase birger on 2025-01-01", json!({}));
    given.then_refused_in_both("ke", "OpenCase birger", json!({}), "E-CASE-OPEN");
    given.done("system", "RegisterPatient at nordkyst", json!({"nin": "02917149979"}));
    given.done("hf-ke", "OpenCase birger", json!({}));
}

#[test]
fn a_closed_case_is_open_again_from_the_day_it_is_opened() {
    let mut given = given();
    given.done("ke", "OpenCase birger on 2025-01-01", json!({}));
    given.done("ke", "CloseCase birger on 2025-02-01", json!({"cause": "Declined"}));
    given.done("ke", "OpenCase birger on 2025-03-01", json!({}));
    let case = given.file("birger").case;
    let open = |on: &str| case.is_open_on(day(on));
    assert_eq!(
        (open("2024-12-31"), open("2025-01-31"), open("2025-02-01"), open("2025-03-01")),
        (false, true, false, true)
    );
}

#[test]
fn a_report_does_not_open_a_closed_case() {
    let mut given = given();
    given.done("ke", "OpenCase birger on 2025-01-01", json!({}));
    given.done("ke", "CloseCase birger on 2025-02-01", json!({"cause": "Declined"}));
    let report = json!({"need": ["Coordinator"], "reporter": {"kind": "Gp"}, "channel": "Plo", "received_on": "2025-03-03"});
    given.then_deviates_in_record("gp", "ReportNeed birger", report, "CLOSED");
    assert!(given.file("birger").case.is_closed_on(day("2025-03-10")));
}

#[test]
fn before_any_closing_a_file_is_never_closed() {
    let given = given();
    let case = given.file("birger").case;
    assert!(!case.is_closed_on(day("2025-03-10")) && !case.is_open_on(day("2025-03-10")));
}

#[test]
fn a_case_closed_with_open_obligations_is_closed_and_it_is_said() {
    let mut given = given();
    given.done("ke", "OpenCase birger on 2025-01-01", json!({}));
    given.open_obligations.set(true);
    given.then_deviations("ke", "CloseCase birger", json!({"cause": "NeedCeased"}), ["OPEN-OBLIGATIONS"]);
}

#[test]
fn nobody_dies_before_they_are_born() {
    let mut given = given();
    given.then_refused_in_both(
        "ke",
        "RecordDeath birger on 1971-11-01",
        json!({"source": "Notice"}),
        "E-ORDER",
    );
    given.done("ke", "RecordDeath birger on 1971-11-02", json!({"source": "Notice"}));
}

#[test]
fn a_death_registered_late_holds_from_its_day() {
    let mut given = given();
    given.done(
        "ke",
        "AppointCoordinator birger on 2025-01-01",
        json!({"person": "@ane", "role": "Municipal", "unit": "@home"}),
    );
    given.done(
        "system",
        "RecordDeath birger at fjordvik on 2025-02-01",
        json!({"source": "PopulationRegister"}),
    );
    assert_eq!(given.primaries("birger", "2025-01-31"), ["ane"]);
    assert_eq!(given.primaries("birger", "2025-02-01"), Vec::<String>::new());
}
