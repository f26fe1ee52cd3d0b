//! Tests of deadline policies.

use serde_json::{Value, json};

use super::Rule;
use crate::given::{day, given};

fn adopt(rule: &str, value: &str, from: &str) -> Value {
    json!({"rule": rule, "value": value, "from": from, "source": "Local"})
}

#[test]
fn a_deadline_of_the_law_is_not_made_laxer() {
    let mut given = given();
    for (rule, value) in
        [("D02", "P29D"), ("D02", "P2M"), ("D02", "P1M1D"), ("D02", "P1Y"), ("D21", "P27D"), ("D21", "P0D")]
    {
        given.then_refused_in_both("ke", "AdoptDeadline", adopt(rule, value, "2025-03-01"), "E-LAW-FLOOR");
    }
    for (rule, value) in
        [("D02", "P1M"), ("D02", "P28D"), ("D02", "P4W"), ("D21", "P28D"), ("D21", "P1M"), ("D01", "P1Y")]
    {
        given.done("ke", "AdoptDeadline", adopt(rule, value, "2025-03-01"));
    }
}

#[test]
fn the_policy_of_the_trigger_day_is_used() {
    let mut given = given();
    given.done("ke", "AdoptDeadline on 2025-02-01", adopt("D05", "P7D", "2025-03-01"));
    given.done("ke", "AdoptDeadline on 2025-02-02", adopt("D05", "P21D", "2025-02-15"));
    let entries = given.entries();
    let directory = crate::given::directory_of(&entries);
    let register = directory.register(given.tenant("fjordvik")).unwrap();
    let due = |trigger: &str, at: &str| {
        register.deadline(Rule::D05, day(trigger), day(at)).due(day(trigger)).to_string()
    };
    assert_eq!(due("2025-02-14", "2025-03-10"), "2025-02-28");
    assert_eq!(due("2025-02-15", "2025-03-10"), "2025-03-08");
    assert_eq!(due("2025-03-01", "2025-03-10"), "2025-03-08");
    // Not yet adopted on that day.
    assert_eq!(due("2025-03-01", "2025-01-31"), "2025-03-15");
}

#[test]
fn an_extension_names_an_event_of_the_patients_file_or_the_register() {
    let mut given = given();
    given.done("ke", "RecordPlanWish birger as wish", json!({"wish": "Wants"}));
    let extend = |patient: &str, trigger: &str| json!({"patient": patient, "rule": "D05", "trigger_event": trigger, "new_due": "2025-05-01", "reason_ref": "ferie"});
    given.done("ke", "ExtendDeadline", extend("@birger", "@wish"));
    given.done("ke", "ExtendDeadline", extend("@birger", "@ane"));
    given.then_refused_in_both("ke", "ExtendDeadline", extend("@cecilie", "@wish"), "E-REF");
    given.done("ke", "VoidEntry birger", json!({"target": "@wish", "reason": "NeverHappened"}));
    given.then_refused_in_both("ke", "ExtendDeadline", extend("@birger", "@wish"), "E-REF");
}
