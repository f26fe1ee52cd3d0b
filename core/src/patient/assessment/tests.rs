//! Tests of assessments.

use serde_json::{Value, json};

use crate::given::given;

fn assess(long_term: bool, coordinated: bool, complex: bool, outcome: &str) -> Value {
    json!({"long_term": long_term, "coordinated": coordinated, "complex": complex, "services": [], "outcome": outcome, "patient_heard": true})
}

#[test]
fn the_outcome_follows_from_the_criteria() {
    let mut given = given();
    for (long_term, coordinated, outcome) in [
        (true, true, "NotEligible"),
        (true, false, "CoordinatorOnly"),
        (false, true, "CoordinatorAndPlan"),
        (false, false, "CoordinatorOnly"),
    ] {
        let data = assess(long_term, coordinated, true, outcome);
        given.then_deviates_in_record("ke", "AssessNeed birger", data, "ASSESS");
    }
    for (both, outcome) in [
        (true, "CoordinatorOnly"),
        (true, "CoordinatorAndPlan"),
        (true, "CoordinationByServices"),
        (false, "CoordinationByServices"),
        (false, "NotEligible"),
    ] {
        given.then_deviations("ke", "AssessNeed birger", assess(both, both, false, outcome), []);
    }
}

#[test]
fn a_reason_lets_the_outcome_differ() {
    let mut data = assess(true, true, false, "NotEligible");
    data["reason_ref"] = json!("2025/1");
    given().then_deviations("ke", "AssessNeed birger", data, []);
}

#[test]
fn in_a_trust_complex_alone_is_enough() {
    let mut given = given();
    given.then_deviations("clinic", "AssessNeed tomas", assess(false, false, true, "CoordinatorOnly"), []);
    given.then_deviates_in_record(
        "clinic",
        "AssessNeed tomas",
        assess(false, false, true, "NotEligible"),
        "ASSESS",
    );
    given.then_deviations("clinic", "AssessNeed tomas", assess(true, true, false, "CoordinatorOnly"), []);
    given.then_refused(
        "clinic",
        "AssessNeed tomas",
        assess(true, false, false, "CoordinatorOnly"),
        "E-ASSESS",
    );
}

#[test]
fn the_patient_is_heard_or_it_is_said() {
    let mut data = assess(true, true, false, "CoordinatorOnly");
    data["patient_heard"] = json!(false);
    given().then_deviations("office", "AssessNeed birger", data, ["NOT-HEARD"]);
}
