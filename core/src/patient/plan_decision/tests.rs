//! Tests of decisions on plans.

use serde_json::{Value, json};

use crate::given::given;

fn granted() -> Value {
    json!({"outcome": "Granted", "decision_form": "Vedtak", "notified_on": "2025-03-11"})
}

#[test]
fn a_plan_granted_to_somebody_who_declined_is_granted_and_said() {
    let mut given = given();
    given.then_deviations("ke", "DecidePlan birger", granted(), []);
    given.done("ke", "RecordPlanWish birger on 2025-02-01", json!({"wish": "Declines"}));
    given.then_deviations("ke", "DecidePlan birger on 2025-01-31", granted(), []);
    given.then_deviations("office", "DecidePlan birger on 2025-02-01", granted(), ["GRANTED-AGAINST-WISH"]);
    given.done("ke", "RecordPlanWish birger on 2025-02-10", json!({"wish": "Undecided"}));
    given.then_deviations("ke", "DecidePlan birger", granted(), []);
}

#[test]
fn only_a_refused_plan_needs_the_right_to_complain() {
    let mut given = given();
    let refused = |told: Value| json!({"outcome": "Refused", "grounds": "NotLongTerm", "decision_form": "OralOrNone", "complaint_info_given": told});
    given.then_deviations("ke", "DecidePlan birger", refused(json!(false)), ["NO-COMPLAINT-INFO"]);
    given.then_deviations("ke", "DecidePlan birger", refused(Value::Null), ["NO-COMPLAINT-INFO"]);
    given.then_deviations("ke", "DecidePlan birger", refused(json!(true)), []);
}

#[test]
fn a_plan_decision_needs_no_coordinator_and_no_vedtak() {
    let oral = json!({"outcome": "Granted", "decision_form": "OralOrNone"});
    given().then_deviations("ke", "DecidePlan birger", oral, []);
}
