//! Tests of the supervisory authority's decisions and of how orders are met.

use serde_json::{Value, json};

use crate::given::{Given, given};

fn decision(complaint: Option<&str>) -> Value {
    json!({"complaint": complaint, "outcome": "Breach", "provisions": ["pbrl-2-5b"],
        "orders": [{"due_on": "2025-06-01", "code": "offer"}, {"due_on": "2025-07-01", "code": "routine"}]})
}

fn decided(given: &mut Given) {
    given.done("supervisor", "ReceiveSupervisorDecision birger at fjordvik as decision", decision(None));
}

#[test]
fn the_authority_itself_and_the_complaint_handler_record_a_decision() {
    let mut given = given();
    decided(&mut given);
    given.done("complaints", "ReceiveSupervisorDecision birger", decision(None));
    for actor in ["ke", "home-leader", "ane-ko"] {
        given.then_refused(actor, "ReceiveSupervisorDecision birger", decision(None), "E-AUTH");
    }
}

#[test]
fn an_order_is_met_by_its_code_and_by_those_who_answer_for_it() {
    let mut given = given();
    decided(&mut given);
    let met = |code: &str| json!({"decision": "@decision", "code": code, "document_ref": "letter-7"});
    for actor in ["complaints", "ke", "home-leader"] {
        given.then_deviations(actor, "ReportCompliance birger", met("offer"), []);
    }
    given.then_refused("ane-ko", "ReportCompliance birger", met("offer"), "E-AUTH");
    given.then_refused_in_both("ke", "ReportCompliance birger", met("other"), "E-REF");
}

#[test]
fn what_is_not_in_the_file_is_not_decided_on_or_met() {
    let mut given = given();
    decided(&mut given);
    let of_other = decision(Some("@decision"));
    given.then_refused_in_both("complaints", "ReceiveSupervisorDecision birger", of_other, "E-REF");
    let met = json!({"decision": "@decision", "code": "offer"});
    given.then_refused_in_both("ke", "ReportCompliance cecilie", met, "E-REF");
}

#[test]
fn the_authority_corrects_its_own_decision_and_nobody_elses_entry() {
    let mut given = given();
    decided(&mut given);
    let change =
        json!({"target": "@decision", "changes": {"outcome": "NoBreach", "orders": []}, "reason": "typing"});
    given.done("supervisor", "CorrectEntry birger at fjordvik", change);
    given.done("complaints", "ReceiveSupervisorDecision birger as theirs", decision(None));
    let void = json!({"target": "@theirs", "reason": "NeverHappened"});
    given.then_refused("supervisor", "VoidEntry birger at fjordvik", void, "E-AUTH");
}

#[test]
fn lists_left_out_may_be_null() {
    let mut given = given();
    let told = json!({"outcome": "NoBreach", "provisions": null, "orders": null});
    given.then_deviations("complaints", "ReceiveSupervisorDecision birger", told, []);
}
