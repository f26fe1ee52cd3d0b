//! Tests of units and delegations.

use serde_json::{Value, json};

use crate::given::given;

fn ke(ke_for: &str, from: &str, to: Option<&str>) -> Value {
    json!({"name": "KE", "service": "ke", "ke_for": ke_for, "from": from, "to": to})
}

#[test]
fn a_patient_has_one_coordinating_unit_at_a_time() {
    let mut given = given();
    let at = "RegisterUnit at nesoy";
    given.done("system", at, ke("Children", "2024-01-01", Some("2025-01-01")));
    given.done("system", at, ke("Adults", "2024-01-01", None));
    given.then_refused("system", at, ke("Children", "2024-12-31", None), "E-KE-OVERLAP");
    given.then_refused("system", at, ke("All", "2025-01-01", None), "E-KE-OVERLAP");
    given.done("system", at, ke("Children", "2025-01-01", None));
    given.then_deviates_in_record("system", at, ke("Adults", "2025-01-01", None), "KE-OVERLAP");
}

#[test]
fn parent_and_predecessor_are_units_of_the_tenant() {
    for field in ["parent", "predecessor"] {
        let data = json!({"name": "Ny", "service": "x", field: "@nesoy-home"});
        given().then_refused_in_both("archive", "RegisterUnit", data, "E-REF");
    }
}

#[test]
fn units_and_delegations_end_after_they_begin() {
    let mut given = given();
    let unit = json!({"name": "Ny", "service": "x", "from": "2025-02-01", "to": "2025-01-31"});
    given.then_refused_in_both("archive", "RegisterUnit", unit, "E-ORDER");
    let delegation = json!({"to_unit": "@home", "roles": [], "from": "2025-02-01", "to": "2025-01-31", "document_ref": "x"});
    given.then_refused_in_both("ke", "DelegateAppointment", delegation, "E-ORDER");
    given.then_refused_in_both("ke", "RegisterAbsence", json!({"person": "@ane"}), "E-AUTH");
    let absence = json!({"person": "@ane", "expected_to": "2025-03-09"});
    given.then_refused_in_both("home-leader", "RegisterAbsence", absence, "E-ORDER");
}

#[test]
fn a_capacity_below_the_load_of_its_day_is_set_and_said() {
    let mut given = given();
    for patient in ["birger", "cecilie"] {
        given.done(
            "ke",
            &format!("AppointCoordinator {patient} on 2025-03-01"),
            json!({"person": "@ane", "role": "Municipal", "unit": "@home"}),
        );
    }
    let capacity = |most: u32, from: &str| json!({"person": "@ane", "max_cases": most, "status": "Active", "from": from});
    given.then_deviations("home-leader", "SetCapacity", capacity(2, "2025-03-10"), []);
    given.then_deviations("home-leader", "SetCapacity", capacity(1, "2025-02-28"), []);
    given.then_deviations("home-leader", "SetCapacity", capacity(1, "2025-03-01"), ["OVER-CAPACITY"]);
}
