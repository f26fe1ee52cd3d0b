//! Tests of changes of coordinator.

use serde_json::{Value, json};

use crate::given::{Given, day, given};

fn change(from: &str, to: &str) -> Value {
    json!({"from_person": from, "to_person": to, "unit": "@home", "cause": "JobChange"})
}

fn with(mut data: Value, more: &Value) -> Value {
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    data
}

/// Ane is Birger's coordinator from 1 January, with consent.
fn coordinated() -> Given {
    let mut given = given();
    given.done(
        "ke",
        "GiveConsent birger on 2025-01-01",
        json!({"giver": "Patient", "scopes": ["Coordinator"], "evidence_ref": "x"}),
    );
    given.done(
        "ke",
        "AppointCoordinator birger on 2025-01-01",
        json!({"person": "@ane", "role": "Municipal", "unit": "@home"}),
    );
    given
}

#[test]
fn a_change_ends_one_and_begins_the_other_on_the_same_day() {
    let mut given = coordinated();
    given.then_deviations("ke", "ChangeCoordinator birger on 2025-02-01", change("@ane", "@dina"), []);
    assert_eq!(given.primaries("birger", "2025-01-31"), ["ane"]);
    assert_eq!(given.primaries("birger", "2025-02-01"), ["dina"]);
}

#[test]
fn who_leaves_has_the_role_on_the_day_and_who_comes_is_somebody_else() {
    let mut given = coordinated();
    for (asked, data) in [
        ("ChangeCoordinator birger", change("@dina", "@bjarne")),
        ("ChangeCoordinator birger", change("@ane", "@ane")),
        ("ChangeCoordinator birger on 2024-12-31", change("@ane", "@dina")),
        ("ChangeCoordinator birger", with(change("@ane", "@dina"), &json!({"role": "Pathway"}))),
    ] {
        given.then_refused_in_both("ke", asked, data, "E-NOT-CURRENT");
    }
}

#[test]
fn an_overlap_holds_the_day_of_the_change() {
    let mut given = coordinated();
    for overlap in [
        json!({"overlap_from": "2025-02-02"}),
        json!({"overlap_to": "2025-01-31"}),
        json!({"overlap_from": "2025-02-10", "overlap_to": "2025-01-20"}),
    ] {
        let data = with(change("@ane", "@dina"), &overlap);
        given.then_refused_in_both("ke", "ChangeCoordinator birger on 2025-02-01", data, "E-ORDER");
    }
    let data =
        with(change("@ane", "@dina"), &json!({"overlap_from": "2025-01-20", "overlap_to": "2025-02-01"}));
    given.done("ke", "ChangeCoordinator birger on 2025-02-01", data);
    let changed = &given.file("birger").changes[0];
    assert_eq!((changed.overlap_from, changed.overlap_to), (day("2025-01-20"), day("2025-02-01")));
    // Both are there in the overlap, and one is primary.
    assert_eq!(given.primaries("birger", "2025-01-25"), ["ane"]);
}

#[test]
fn a_planned_change_is_announced_before_its_day() {
    let mut given = coordinated();
    given.done(
        "ke",
        "ChangeCoordinator birger on 2025-04-01",
        with(change("@ane", "@dina"), &json!({"overlap_from": "2025-03-01"})),
    );
    let facts = given.facts("fjordvik", "birger");
    let today = crate::patient::PatientFile::read(None, &facts, day("2025-03-10"));
    assert_eq!((today.changes.len(), today.announced.len()), (0, 1));
    assert_eq!(given.primaries("birger", "2025-03-31"), ["ane"]);
    assert_eq!(given.primaries("birger", "2025-04-01"), ["dina"]);
}

#[test]
fn what_holds_for_an_appointment_holds_for_who_comes() {
    let mut given = coordinated();
    given.then_deviations(
        "ke",
        "ChangeCoordinator birger on 2025-02-01",
        change("@ane", "@svein"),
        ["UNTRAINED"],
    );
    given.then_deviates_in_record(
        "home-leader",
        "ChangeCoordinator birger on 2025-02-10",
        change("@svein", "@ane"),
        "DELEGATION",
    );
    given.done("ke", "RestrictAccess birger on 2025-02-01", json!({"kind": {"PatientReservation": "@dina"}}));
    given.then_deviates_in_record(
        "ke",
        "ChangeCoordinator birger on 2025-02-20",
        change("@ane", "@dina"),
        "AUTH-RESTRICTED",
    );
}

#[test]
fn a_change_before_a_later_one_would_leave_two() {
    let mut given = coordinated();
    given.done("ke", "ChangeCoordinator birger on 2025-04-01", change("@ane", "@dina"));
    given.then_refused_in_both(
        "ke",
        "ChangeCoordinator birger on 2025-02-01",
        change("@ane", "@bjarne"),
        "E-DOUBLE-PRIMARY",
    );
}

#[test]
fn a_lifelong_need_is_changed_with_overlap_or_it_is_said() {
    let mut given = coordinated();
    let assessed = |lifelong: bool| json!({"long_term": true, "coordinated": true, "services": [], "outcome": "CoordinatorOnly", "lifelong": lifelong, "patient_heard": true});
    given.done("ke", "AssessNeed birger on 2025-01-05", assessed(true));
    given.then_deviations(
        "ke",
        "ChangeCoordinator birger on 2025-01-10",
        change("@ane", "@dina"),
        ["NO-OVERLAP-LIFELONG"],
    );
    let overlap = with(change("@dina", "@ane"), &json!({"overlap_to": "2025-02-15"}));
    given.then_deviations("ke", "ChangeCoordinator birger on 2025-02-01", overlap, []);
    given.done("ke", "AssessNeed birger on 2025-02-05", assessed(false));
    given.then_deviations("ke", "ChangeCoordinator birger on 2025-02-10", change("@ane", "@dina"), []);
}

#[test]
fn a_handover_is_by_meeting_and_documentation_or_it_is_said() {
    let mut given = coordinated();
    let handover = json!({"to_person": "@dina"});
    given.then_deviations(
        "ane-ko",
        "CompleteHandover birger",
        handover,
        ["HANDOVER-NO-MEETING", "HANDOVER-NO-DOCS"],
    );
    let handover = json!({"to_person": "@dina", "meeting_on": "2025-03-01", "documentation_ref": "x"});
    given.then_deviations("home-leader", "CompleteHandover birger", handover, []);
}
