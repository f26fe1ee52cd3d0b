//! Tests of appointing coordinators and ending their assignments.

use serde_json::{Value, json};

use crate::given::{Given, given};

fn appoint(person: &str, role: &str) -> Value {
    json!({"person": person, "role": role, "unit": "@home"})
}

fn end(need_persists: bool) -> Value {
    json!({"cause": "sluttet", "need_persists": need_persists})
}

/// Birger has consented to a coordinator.
fn consented() -> Given {
    let mut given = given();
    let consent = json!({"giver": "Patient", "scopes": ["Coordinator"], "evidence_ref": "x"});
    given.done("ke", "GiveConsent birger on 2025-01-01", consent);
    given
}

#[test]
fn a_coordinator_needs_no_plan_decision() {
    consented().then_deviations("ke", "AppointCoordinator birger", appoint("@ane", "Municipal"), []);
}

#[test]
fn a_coordinator_without_consent_is_appointed_and_it_is_said() {
    given().then_deviations("ke", "AppointCoordinator birger", appoint("@ane", "Municipal"), ["NO-CONSENT"]);
    let mut given = consented();
    given.then_deviations(
        "ke",
        "AppointCoordinator birger on 2024-12-31",
        appoint("@ane", "Municipal"),
        ["NO-CONSENT"],
    );
}

#[test]
fn a_coordinator_without_a_basic_course_by_that_day_is_untrained() {
    let mut given = consented();
    given.then_deviations("ke", "AppointCoordinator birger", appoint("@svein", "Municipal"), ["UNTRAINED"]);
    given.done("ke", "RecordCompetence on 2025-03-05", json!({"person": "@svein", "kind": "Basic"}));
    given.then_deviations(
        "ke",
        "AppointCoordinator cecilie on 2025-03-04",
        appoint("@svein", "Municipal"),
        ["NO-CONSENT", "UNTRAINED"],
    );
    given.then_deviations(
        "ke",
        "AppointCoordinator unborn on 2025-03-05",
        appoint("@svein", "Municipal"),
        ["NO-CONSENT"],
    );
}

#[test]
fn a_coordinator_above_capacity_is_appointed_and_it_is_said() {
    let mut given = consented();
    let capacity = json!({"person": "@ane", "max_cases": 1, "status": "Active", "from": "2025-03-01"});
    given.done("home-leader", "SetCapacity on 2025-03-01", capacity);
    given.then_deviations("ke", "AppointCoordinator birger on 2025-03-01", appoint("@ane", "Municipal"), []);
    given.then_deviations(
        "ke",
        "AppointCoordinator cecilie on 2025-02-28",
        appoint("@ane", "Municipal"),
        ["NO-CONSENT"],
    );
    given.then_deviations(
        "ke",
        "AppointCoordinator unborn on 2025-03-01",
        appoint("@ane", "Municipal"),
        ["NO-CONSENT", "OVER-CAPACITY"],
    );
}

#[test]
fn other_roles_carry_no_soft_rule_of_the_statutory_ones() {
    let mut given = given();
    for role in ["Pathway", "ContactDoctor", "ContactPsychologist"] {
        given.then_deviations("ke", "AppointCoordinator birger", appoint("@svein", role), []);
    }
}

#[test]
fn one_seat_has_one_primary() {
    let mut given = consented();
    given.done("ke", "AppointCoordinator birger on 2025-02-01", appoint("@ane", "Municipal"));
    for on in ["2025-03-10", "2025-02-01", "2025-01-01", "2025-05-01"] {
        given.then_refused_in_both(
            "ke",
            &format!("AppointCoordinator birger on {on}"),
            appoint("@dina", "Municipal"),
            "E-DOUBLE-PRIMARY",
        );
    }
    given.done("ke", "AppointCoordinator birger", appoint("@dina", "Pathway"));
}

#[test]
fn a_planned_primary_holds_the_seat_already() {
    let mut given = consented();
    given.done("ke", "AppointCoordinator birger on 2025-06-01", appoint("@ane", "Municipal"));
    given.then_refused_in_both(
        "ke",
        "AppointCoordinator birger",
        appoint("@dina", "Municipal"),
        "E-DOUBLE-PRIMARY",
    );
}

#[test]
fn a_past_gap_may_be_filled_and_no_more() {
    let mut given = consented();
    given.done("ke", "AppointCoordinator birger on 2025-01-01", appoint("@ane", "Municipal"));
    given.done("ke", "EndAssignment birger on 2025-02-01", end(false));
    given.then_refused(
        "ke",
        "AppointCoordinator birger on 2025-01-31 record",
        appoint("@dina", "Municipal"),
        "E-DOUBLE-PRIMARY",
    );
    given.done("ke", "AppointCoordinator birger on 2025-02-01 record", appoint("@dina", "Municipal"));
    assert_eq!(given.primaries("birger", "2025-01-31"), ["ane"]);
    assert_eq!(given.primaries("birger", "2025-02-01"), ["dina"]);
}

#[test]
fn municipal_and_child_are_one_seat() {
    let mut given = given();
    given.done("ke", "AppointCoordinator emma on 2025-01-01", appoint("@ane", "Child"));
    given.then_refused_in_both(
        "ke",
        "AppointCoordinator emma",
        appoint("@dina", "Municipal"),
        "E-DOUBLE-PRIMARY",
    );
}

#[test]
fn municipality_and_trust_have_a_seat_each() {
    let mut given = given();
    given.done("ke", "AppointCoordinator birger", appoint("@ane", "Municipal"));
    given.done("system", "RegisterPatient at nordkyst", json!({"nin": "02917149979"}));
    let specialist = json!({"person": "@clara", "role": "Specialist", "unit": "@neuro"});
    given.then_deviations("clinic", "AppointCoordinator birger", specialist, ["NO-CONSENT"]);
    // A fact of the wrong kind is kept, and has a seat of its own.
    given.then_deviations(
        "ke",
        "AppointCoordinator birger record",
        appoint("@dina", "Specialist"),
        ["NO-CONSENT", "ROLE"],
    );
}

#[test]
fn a_role_belongs_to_a_kind_of_tenant() {
    let mut given = given();
    given.then_deviates_in_record("ke", "AppointCoordinator birger", appoint("@ane", "Specialist"), "ROLE");
    for role in ["Municipal", "Child"] {
        let data = json!({"person": "@clara", "role": role, "unit": "@neuro"});
        given.then_refused("clinic", "AppointCoordinator tomas", data, "E-ROLE");
    }
}

#[test]
fn a_specialist_coordinator_is_health_personnel_or_it_is_said() {
    let data = json!({"person": "@noa", "role": "Specialist", "unit": "@neuro"});
    given().then_deviations(
        "clinic",
        "AppointCoordinator tomas",
        data,
        ["NO-CONSENT", "NOT-HEALTH-PERSONNEL"],
    );
}

#[test]
fn in_a_trust_the_leader_appoints_and_not_the_coordinating_unit() {
    let mut given = given();
    let data = json!({"person": "@clara", "role": "Specialist", "unit": "@neuro"});
    given.then_refused_in_both("hf-ke", "AppointCoordinator tomas", data.clone(), "E-AUTH");
    given.done("clinic", "AppointCoordinator tomas", data);
    given.done(
        "hf-ke",
        "EndAssignment tomas",
        json!({"role": "Specialist", "cause": "utskrevet", "need_persists": false}),
    );
}

#[test]
fn a_child_coordinator_is_appointed_until_the_eighteenth_birthday() {
    let mut given = given();
    given.today("2027-06-15");
    given.then_deviates_in_record(
        "ke",
        "AppointCoordinator emma on 2027-06-15",
        appoint("@ane", "Child"),
        "CHILD-AGE",
    );
    given.then_deviations(
        "ke",
        "EndAssignment emma",
        json!({"role": "Child", "cause": "feil", "need_persists": false}),
        [],
    );
    given.done("ke", "AppointCoordinator emma on 2027-06-14", appoint("@ane", "Child"));
}

#[test]
fn nobody_knows_that_a_patient_without_a_day_of_birth_is_no_child() {
    given().then_deviations("ke", "AppointCoordinator unborn", appoint("@ane", "Child"), ["NO-CONSENT"]);
}

#[test]
fn a_leader_appoints_under_a_delegation_valid_on_the_day() {
    let mut given = consented();
    given.then_deviates_in_record(
        "home-leader",
        "AppointCoordinator birger",
        appoint("@ane", "Municipal"),
        "DELEGATION",
    );
    let delegation = json!({"to_unit": "@home", "roles": ["Municipal"], "from": "2025-03-01", "to": "2025-03-10", "document_ref": "d"});
    given.done("ke", "DelegateAppointment", delegation);
    let mut refused = |asked: &str, data: Value| {
        given.when("home-leader", asked, data).map(|_| ()).map_err(|refusal| refusal.code())
    };
    assert_eq!(
        refused("AppointCoordinator cecilie on 2025-02-28", appoint("@ane", "Municipal")),
        Err("E-DELEGATION")
    );
    assert_eq!(
        refused("AppointCoordinator cecilie on 2025-03-10", appoint("@ane", "Municipal")),
        Err("E-DELEGATION")
    );
    assert_eq!(
        refused("AppointCoordinator emma on 2025-03-09", appoint("@ane", "Child")),
        Err("E-DELEGATION")
    );
    assert_eq!(refused("AppointCoordinator cecilie on 2025-03-09", appoint("@ane", "Municipal")), Ok(()));
}

#[test]
fn the_coordinating_unit_needs_no_delegation() {
    consented().then_deviations("ke", "AppointCoordinator birger", appoint("@bjarne", "Municipal"), []);
}

#[test]
fn nobody_gets_a_role_whom_the_patient_has_reserved_against() {
    let mut given = consented();
    let reserve = |against: &str| json!({"kind": {"PatientReservation": against}, "to": "2025-04-01"});
    given.done("ke", "RestrictAccess birger on 2025-02-01", reserve("@ane"));
    given.done("ke", "RestrictAccess birger on 2025-02-01", reserve("@ergo"));
    given.then_refused("ke", "AppointCoordinator birger", appoint("@ane", "Pathway"), "E-AUTH-RESTRICTED");
    given.then_refused("ke", "AppointCoordinator birger", appoint("@bjarne", "Pathway"), "E-AUTH-RESTRICTED");
    let in_unit = json!({"person": "@dina", "role": "Pathway", "unit": "@ergo"});
    given.then_refused("ke", "AppointCoordinator birger", in_unit, "E-AUTH-RESTRICTED");
    given.done("ke", "AppointCoordinator birger on 2025-01-31", appoint("@ane", "ContactDoctor"));
    given.done("ke", "AppointCoordinator birger on 2025-04-01", appoint("@bjarne", "Pathway"));
    given.then_deviates_in_record(
        "ke",
        "AppointCoordinator birger",
        appoint("@ane", "Municipal"),
        "AUTH-RESTRICTED",
    );
}

#[test]
fn an_assignment_that_nobody_has_is_not_ended() {
    let mut given = given();
    given.then_refused_in_both("ke", "EndAssignment birger", end(true), "E-NOT-CURRENT");
    given.done("ke", "AppointCoordinator birger on 2025-03-05", appoint("@ane", "Pathway"));
    given.then_refused_in_both("ke", "EndAssignment birger", end(true), "E-NOT-CURRENT");
    let pathway = json!({"role": "Pathway", "cause": "slutt", "need_persists": false});
    given.then_refused_in_both("ke", "EndAssignment birger on 2025-03-04", pathway.clone(), "E-NOT-CURRENT");
    given.done("ke", "EndAssignment birger on 2025-03-05", pathway);
}

#[test]
fn an_end_whose_need_nobody_takes_over_opens_a_vacancy() {
    let mut given = consented();
    given.done("ke", "AppointCoordinator birger on 2025-01-01", appoint("@ane", "Municipal"));
    given.then_deviations("ke", "EndAssignment birger on 2025-02-01", end(true), ["VACANCY-OPENED"]);
    given.done("ke", "AppointCoordinator birger on 2025-02-10", appoint("@dina", "Municipal"));
    given.then_deviations("ke", "EndAssignment birger on 2025-03-01", end(false), []);
}

#[test]
fn an_assignment_is_half_open() {
    let mut given = consented();
    given.done("ke", "AppointCoordinator birger on 2025-01-01", appoint("@ane", "Municipal"));
    given.done("ke", "EndAssignment birger on 2025-02-01", end(false));
    assert_eq!(given.primaries("birger", "2024-12-31"), Vec::<String>::new());
    assert_eq!(given.primaries("birger", "2025-01-01"), ["ane"]);
    assert_eq!(given.primaries("birger", "2025-01-31"), ["ane"]);
    assert_eq!(given.primaries("birger", "2025-02-01"), Vec::<String>::new());
}

#[test]
fn closing_death_and_transfer_out_end_the_assignment_and_a_withdrawal_does_not() {
    for (asked, data, left) in [
        ("CloseCase birger", json!({"cause": "NeedCeased"}), 0),
        ("RecordDeath birger", json!({"source": "Notice"}), 0),
        ("TransferResponsibility birger", json!({"direction": "Out", "other": "310000027"}), 0),
        ("TransferResponsibility birger", json!({"direction": "In", "other": "310000027"}), 1),
        ("WithdrawConsent birger", json!({"consent": "@consent", "scopes": "All"}), 1),
    ] {
        let mut given = given();
        given.done(
            "ke",
            "GiveConsent birger on 2025-01-01 as consent",
            json!({"giver": "Patient", "scopes": ["Coordinator"], "evidence_ref": "x"}),
        );
        given.done("ke", "AppointCoordinator birger on 2025-01-01", appoint("@ane", "Municipal"));
        given.done("ke", asked, data);
        assert_eq!(given.primaries("birger", "2025-03-10").len(), left, "{asked}");
    }
}

#[test]
fn a_transfer_out_leaves_other_roles_running() {
    let mut given = given();
    given.done("ke", "AppointCoordinator birger on 2025-01-01", appoint("@ane", "Pathway"));
    given.done("ke", "TransferResponsibility birger", json!({"direction": "Out", "other": "310000027"}));
    assert!(given.file("birger").assignments[0].end.is_none());
}

#[test]
fn the_eighteenth_birthday_ends_no_assignment() {
    let mut given = given();
    given.done("ke", "AppointCoordinator emma on 2025-01-01", appoint("@ane", "Child"));
    assert_eq!(given.primaries("emma", "2027-06-16"), ["ane"]);
}
