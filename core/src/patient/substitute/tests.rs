//! Tests of substitutes.

use serde_json::{Value, json};

use crate::given::{Given, day, given};

fn substitute(person: &str) -> Value {
    json!({"person": person, "for_person": "@ane", "informed_on": "2025-02-01"})
}

/// Ane is Birger's coordinator from 1 January.
fn coordinated() -> Given {
    let mut given = given();
    given.done(
        "ke",
        "AppointCoordinator birger on 2025-01-01",
        json!({"person": "@ane", "role": "Municipal", "unit": "@home"}),
    );
    given
}

fn running(given: &Given, on: &str) -> usize {
    given.file("birger").substitutes_on(day(on)).count()
}

#[test]
fn a_substitute_stands_in_for_a_primary_of_the_day() {
    let mut given = coordinated();
    given.then_refused_in_both(
        "home-leader",
        "AppointSubstitute birger on 2024-12-31",
        substitute("@dina"),
        "E-NOT-CURRENT",
    );
    given.then_refused_in_both(
        "home-leader",
        "AppointSubstitute birger",
        json!({"person": "@ane", "for_person": "@dina"}),
        "E-NOT-CURRENT",
    );
    given.then_deviations("home-leader", "AppointSubstitute birger on 2025-02-01", substitute("@dina"), []);
    // The patient still counts for the absent one.
    assert_eq!(given.primaries("birger", "2025-02-01"), ["ane"]);
}

#[test]
fn nobody_substitutes_for_themselves() {
    coordinated().then_deviates_in_record(
        "home-leader",
        "AppointSubstitute birger",
        substitute("@ane"),
        "ROLE",
    );
}

#[test]
fn a_substitute_is_informed_or_it_is_said() {
    let data = json!({"person": "@dina", "for_person": "@ane"});
    coordinated().then_deviations("home-leader", "AppointSubstitute birger", data, ["SUB-NOT-INFORMED"]);
}

#[test]
fn a_substitute_may_not_be_reserved_against() {
    let mut given = coordinated();
    given.done("ke", "RestrictAccess birger on 2025-02-01", json!({"kind": {"PatientReservation": "@dina"}}));
    given.then_deviates_in_record(
        "home-leader",
        "AppointSubstitute birger",
        substitute("@dina"),
        "AUTH-RESTRICTED",
    );
}

#[test]
fn a_substitution_ends_after_it_begins() {
    let data =
        json!({"person": "@dina", "for_person": "@ane", "to": "2025-03-09", "informed_on": "2025-03-01"});
    coordinated().then_refused_in_both("home-leader", "AppointSubstitute birger", data, "E-ORDER");
}

#[test]
fn a_substitution_runs_to_its_planned_end_and_not_on_it() {
    let mut given = coordinated();
    given.done(
        "home-leader",
        "AppointSubstitute birger on 2025-02-01",
        json!({"person": "@dina", "for_person": "@ane", "to": "2025-02-15"}),
    );
    assert_eq!(
        (running(&given, "2025-01-31"), running(&given, "2025-02-14"), running(&given, "2025-02-15")),
        (0, 1, 0)
    );
}

#[test]
fn closing_death_transfer_and_its_own_end_end_a_substitution() {
    for (actor, asked, data) in [
        ("home-leader", "EndSubstitute birger", json!({"person": "@dina"})),
        ("ke", "CloseCase birger", json!({"cause": "Moved"})),
        ("ke", "RecordDeath birger", json!({"source": "Notice"})),
        ("ke", "TransferResponsibility birger", json!({"direction": "Out", "other": "310000027"})),
    ] {
        let mut given = coordinated();
        given.done("home-leader", "AppointSubstitute birger on 2025-02-01", substitute("@dina"));
        given.done(actor, asked, data);
        assert_eq!((running(&given, "2025-03-09"), running(&given, "2025-03-10")), (1, 0), "{asked}");
    }
}

#[test]
fn a_substitution_outlives_the_assignment_until_another_primary_begins() {
    let mut given = coordinated();
    given.done("home-leader", "AppointSubstitute birger on 2025-02-01", substitute("@dina"));
    given.done(
        "ke",
        "EndAssignment birger on 2025-02-10",
        json!({"cause": "sluttet", "need_persists": true}),
    );
    assert_eq!(running(&given, "2025-02-28"), 1);
    given.done(
        "ke",
        "AppointCoordinator birger on 2025-03-01",
        json!({"person": "@bjarne", "role": "Municipal", "unit": "@ergo"}),
    );
    assert_eq!((running(&given, "2025-02-28"), running(&given, "2025-03-01")), (1, 0));
}

#[test]
fn a_change_of_the_absent_coordinator_ends_the_substitution() {
    let mut given = coordinated();
    given.done("home-leader", "AppointSubstitute birger on 2025-02-01", substitute("@dina"));
    given.done(
        "ke",
        "ChangeCoordinator birger on 2025-03-01",
        json!({"from_person": "@ane", "to_person": "@bjarne", "unit": "@ergo", "cause": "Other"}),
    );
    assert_eq!((running(&given, "2025-02-28"), running(&given, "2025-03-01")), (1, 0));
}

#[test]
fn a_primary_of_the_other_kind_ends_no_substitution_while_the_absent_one_has_the_task() {
    let mut given = coordinated();
    given.done("home-leader", "AppointSubstitute birger on 2025-02-01", substitute("@dina"));
    given.done(
        "ke",
        "AppointCoordinator birger record",
        json!({"person": "@bjarne", "role": "Specialist", "unit": "@ergo"}),
    );
    assert_eq!(running(&given, "2025-03-10"), 1);
}

#[test]
fn only_a_running_substitution_is_ended() {
    let mut given = coordinated();
    given.then_refused_in_both(
        "home-leader",
        "EndSubstitute birger",
        json!({"person": "@dina"}),
        "E-NOT-CURRENT",
    );
    given.done("home-leader", "AppointSubstitute birger on 2025-02-01", substitute("@dina"));
    given.then_refused_in_both(
        "home-leader",
        "EndSubstitute birger on 2025-01-31",
        json!({"person": "@dina"}),
        "E-NOT-CURRENT",
    );
    given.done("home-leader", "EndSubstitute birger", json!({"person": "@dina"}));
    given.then_refused_in_both(
        "home-leader",
        "EndSubstitute birger",
        json!({"person": "@dina"}),
        "E-NOT-CURRENT",
    );
}
