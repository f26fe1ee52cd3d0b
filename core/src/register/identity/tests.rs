//! Tests of identities: linked, unlinked, and one coordinator all the while.

use serde_json::{Value, json};

use crate::given::{Given, given};

fn merge(merged: &str) -> Value {
    json!({"merged": merged, "cause": "Duplicate"})
}

fn appoint(person: &str) -> Value {
    json!({"person": person, "role": "Municipal", "unit": "@home"})
}

fn survivor(given: &Given, patient: &str) -> String {
    let directory = crate::given::directory_of(&given.entries());
    directory.survivor(given.patient(patient), crate::given::day("2025-03-10")).to_string()
}

#[test]
fn a_linked_reference_goes_by_the_surviving_one() {
    let mut given = given();
    given.done("ke", "RecordPlanWish cecilie on 2025-01-01 as wish", json!({"wish": "Wants"}));
    given.done("archive", "LinkIdentity birger", merge("@cecilie"));
    given.done("ke", "RecordPlanWish cecilie", json!({"wish": "Declines"}));
    assert_eq!(given.facts("fjordvik", "birger").len(), 1);
    // What stands in the merged file is known through the surviving reference too.
    given.done(
        "ke",
        "CorrectEntry birger",
        json!({"target": "@wish", "changes": {"wish": "Undecided"}, "reason": "feil"}),
    );
}

#[test]
fn links_make_no_circle_and_join_each_pair_once() {
    let mut given = given();
    given.done("archive", "LinkIdentity birger", merge("@cecilie"));
    given.then_refused_in_both("archive", "LinkIdentity cecilie", merge("@birger"), "E-IDENT");
    given.then_refused_in_both("archive", "LinkIdentity birger", merge("@cecilie"), "E-IDENT");
    given.then_refused_in_both("archive", "LinkIdentity birger", merge("@birger"), "E-IDENT");
    given.done("archive", "LinkIdentity emma", merge("@birger"));
    given.then_refused_in_both("archive", "LinkIdentity cecilie", merge("@emma"), "E-IDENT");
}

#[test]
fn linking_a_merged_reference_links_the_one_it_goes_by() {
    let mut given = given();
    given.done("archive", "LinkIdentity birger", merge("@cecilie"));
    given.done("archive", "LinkIdentity emma", merge("@cecilie"));
    for patient in ["birger", "cecilie", "emma"] {
        assert_eq!(survivor(&given, patient), given.id("emma"), "{patient}");
    }
    let directory = crate::given::directory_of(&given.entries());
    let today = crate::given::day("2025-03-10");
    assert_eq!(directory.merged_into(given.patient("birger"), today).len(), 2);
}

#[test]
fn a_link_names_a_number_or_another_registered_reference() {
    let mut given = given();
    given.ids.insert("nobody".to_owned(), "01930000-0000-7000-8000-0000000000ff".to_owned());
    given.then_refused_in_both("archive", "LinkIdentity birger", json!({"cause": "Duplicate"}), "E-IDENT");
    given.then_refused_in_both("archive", "LinkIdentity birger", merge("@nobody"), "E-IDENT");
}

#[test]
fn a_number_that_somebody_has_links_their_reference() {
    let mut given = given();
    given.done("archive", "LinkIdentity cecilie", json!({"nin": "02917149979", "cause": "Duplicate"}));
    assert_eq!(survivor(&given, "birger"), given.id("cecilie"));
}

#[test]
fn a_new_number_is_known_as_the_same_patients() {
    let mut given = given();
    given.done("archive", "LinkIdentity birger", json!({"nin": "08816410054", "cause": "FnrChanged"}));
    let answer = given.done("system", "RegisterPatient at nordkyst", json!({"nin": "08816410054"}));
    assert_eq!(answer.entity, crate::submit::Entity::Patient(given.patient("birger")));
}

#[test]
fn two_living_numbers_are_joined_by_the_records_manager_only() {
    let mut given = given();
    given.done("ke", "RegisterPatient as turid", json!({"nin": "08816410054"}));
    given.then_refused_in_both("system", "LinkIdentity birger at fjordvik", merge("@turid"), "E-IDENT");
    given.done("archive", "LinkIdentity birger", merge("@turid"));
}

#[test]
fn a_d_number_is_joined_by_the_system_too() {
    let mut given = given();
    given.done("ke", "RegisterPatient as turid", json!({"nin": "45818010013"}));
    given.done("system", "LinkIdentity birger at fjordvik", json!({"merged": "@turid", "cause": "DnrToFnr"}));
}

#[test]
fn a_link_may_not_leave_two_primaries_in_one_seat() {
    let mut given = given();
    given.done("ke", "AppointCoordinator birger on 2025-01-01", appoint("@ane"));
    given.done("ke", "AppointCoordinator cecilie on 2025-01-01", appoint("@dina"));
    given.then_refused_in_both("archive", "LinkIdentity birger", merge("@cecilie"), "E-DOUBLE-PRIMARY");
    given.done(
        "ke",
        "EndAssignment cecilie on 2025-02-01",
        json!({"role": "Municipal", "cause": "feil", "need_persists": false}),
    );
    given.then_refused_in_both(
        "archive",
        "LinkIdentity birger on 2025-01-31",
        merge("@cecilie"),
        "E-DOUBLE-PRIMARY",
    );
    given.done("archive", "LinkIdentity birger on 2025-02-01", merge("@cecilie"));
}

#[test]
fn days_before_a_link_are_those_of_files_apart() {
    let mut given = given();
    given.done("ke", "AppointCoordinator birger on 2025-01-01 as ane", appoint("@ane"));
    given.done("ke", "AppointCoordinator cecilie on 2025-01-01 as dina", appoint("@dina"));
    let end = json!({"role": "Municipal", "cause": "feil", "need_persists": false});
    given.done("ke", "EndAssignment cecilie on 2025-02-01 as end", end);
    given.done("archive", "LinkIdentity birger on 2025-02-01", merge("@cecilie"));
    let wish =
        |target: &str| json!({"target": target, "changes": {"patient_wish": "Followed"}, "reason": "typo"});
    given.done("ke", "CorrectEntry birger", wish("@ane"));
    given.done("ke", "CorrectEntry birger", wish("@dina"));
    let undone = json!({"target": "@end", "reason": "NeverHappened"});
    given.then_refused_in_both("ke", "VoidEntry birger", undone, "E-DOUBLE-PRIMARY");
}

#[test]
fn a_planned_second_primary_counts_for_a_link_too() {
    let mut given = given();
    given.done("ke", "AppointCoordinator birger on 2025-01-01", appoint("@ane"));
    given.done("ke", "AppointCoordinator cecilie on 2025-06-01", appoint("@dina"));
    given.then_refused_in_both("archive", "LinkIdentity birger", merge("@cecilie"), "E-DOUBLE-PRIMARY");
}

#[test]
fn an_undone_link_leaves_two_patients() {
    let mut given = given();
    given.done("archive", "LinkIdentity birger on 2025-03-01 as link", merge("@cecilie"));
    given.then_refused_in_both("archive", "UnlinkIdentity", json!({"link_event": "@ane"}), "E-REF");
    given.done("archive", "UnlinkIdentity", json!({"link_event": "@link"}));
    given.then_refused_in_both("archive", "UnlinkIdentity", json!({"link_event": "@link"}), "E-REF");
    assert_eq!(survivor(&given, "cecilie"), given.id("cecilie"));
    given.done("ke", "AppointCoordinator birger", appoint("@ane"));
    given.done("ke", "AppointCoordinator cecilie", appoint("@dina"));
}

#[test]
fn a_link_undone_from_before_it_began_stays_undone_when_the_register_is_corrected() {
    let mut given = given();
    given.done("archive", "LinkIdentity birger on 2025-03-01 as link", merge("@cecilie"));
    given.done("archive", "UnlinkIdentity on 2025-02-24", json!({"link_event": "@link"}));
    assert_eq!(survivor(&given, "cecilie"), given.id("cecilie"));
    let course = json!({"person": "@ane", "kind": "Tool"});
    given.done("ke", "RecordCompetence on 2025-03-01 as course", course);
    given.done("ke", "VoidEntry", json!({"target": "@course", "reason": "NeverHappened"}));
    assert_eq!(survivor(&given, "cecilie"), given.id("cecilie"));
}

#[test]
fn a_link_undone_by_voiding_its_undoing_may_not_leave_two_primaries() {
    let mut given = given();
    given.done("archive", "LinkIdentity birger on 2025-03-01 as link", merge("@cecilie"));
    given.done("archive", "UnlinkIdentity as undone", json!({"link_event": "@link"}));
    given.done("ke", "AppointCoordinator birger", appoint("@ane"));
    given.done("ke", "AppointCoordinator cecilie", appoint("@dina"));
    let void = json!({"target": "@undone", "reason": "NeverHappened"});
    given.then_refused_in_both("archive", "VoidEntry", void, "E-DOUBLE-PRIMARY");
}

#[test]
fn when_and_whom_a_link_joins_is_not_corrected_but_undone() {
    let mut given = given();
    given.done("archive", "LinkIdentity birger on 2025-03-01 as link", merge("@cecilie"));
    let emma = given.id("emma");
    let corrected = json!({"target": "@link", "changes": {"merged": emma}, "reason": "feil"});
    given.then_refused_in_both("archive", "CorrectEntry", corrected, "E-IMMUTABLE");
}
