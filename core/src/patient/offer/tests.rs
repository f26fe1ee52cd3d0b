//! Tests of offers, answers and refusals.

use serde_json::{Value, json};

use crate::given::{Given, given};

const OFFER: &str = "OfferCoordinator birger";

fn offer() -> Value {
    json!({"role": "Municipal", "form": "Written"})
}

fn answer(given: &Value) -> Value {
    json!({ "answer": given })
}

fn assessed() -> Given {
    let mut given = given();
    let data = json!({"long_term": true, "coordinated": true, "services": [], "outcome": "CoordinatorOnly", "patient_heard": true});
    given.done("ke", "AssessNeed birger on 2025-02-01", data);
    given
}

#[test]
fn an_offer_before_any_assessment_is_made_and_said() {
    let mut given = assessed();
    given.then_deviations("ke", &format!("{OFFER} on 2025-01-31"), offer(), ["OFFER-BEFORE-ASSESSMENT"]);
    given.then_deviations("ke", &format!("{OFFER} on 2025-02-01"), offer(), []);
}

#[test]
fn an_answer_needs_an_open_offer() {
    let mut given = assessed();
    let accepted = answer(&json!("Accepted"));
    given.then_refused_in_both("ke", "AnswerOffer birger", accepted.clone(), "E-REF");
    given.done("ke", &format!("{OFFER} on 2025-02-05"), offer());
    given.then_refused_in_both("ke", "AnswerOffer birger on 2025-02-04", accepted.clone(), "E-REF");
    given.done("birger-self", "AnswerOffer birger on 2025-02-10", accepted.clone());
    given.then_refused_in_both("ke", "AnswerOffer birger on 2025-02-10", accepted.clone(), "E-REF");
    given.then_refused_in_both("ke", "AnswerOffer birger on 2025-03-01", accepted.clone(), "E-REF");
    // Answered already, though later than the day of this answer.
    given.then_refused_in_both("ke", "AnswerOffer birger on 2025-02-07", accepted.clone(), "E-REF");
    given.done("ke", &format!("{OFFER} on 2025-02-10"), offer());
    given.done("ke", "AnswerOffer birger on 2025-02-10", accepted);
}

#[test]
fn a_voided_answer_leaves_the_offer_open() {
    let mut given = assessed();
    given.done("ke", &format!("{OFFER} on 2025-02-05"), offer());
    given.done("ke", "AnswerOffer birger as answer", answer(&json!("Declined")));
    given.done("ke", "VoidEntry birger", json!({"target": "@answer", "reason": "NeverHappened"}));
    given.done("ke", "AnswerOffer birger", answer(&json!("Accepted")));
}

#[test]
fn a_refusal_on_a_ground_the_law_does_not_know_is_kept_and_said() {
    for (grounds, code) in [
        ("NoDiagnosis", "REFUSED-NO-DIAGNOSIS"),
        ("NoPlanDecision", "REFUSED-NO-IP"),
        ("NoAbstinenceGoal", "REFUSED-NO-ABSTINENCE"),
        ("NoCapacity", "REFUSED-NO-CAPACITY"),
    ] {
        let data = json!({"grounds": grounds, "decision_form": "OralOrNone", "complaint_info_given": true});
        given().then_deviations("ke", "RefuseCoordinator birger", data, [code]);
    }
    for grounds in ["NotLongTerm", "NotCoordinated", "Unstated"] {
        let data = json!({"grounds": grounds, "decision_form": "Vedtak", "complaint_info_given": true});
        given().then_deviations("ke", "RefuseCoordinator birger", data, []);
    }
}

#[test]
fn a_refusal_tells_of_the_right_to_complain_or_it_is_said() {
    let data = json!({"grounds": "NoCapacity", "decision_form": "Vedtak", "complaint_info_given": false});
    given().then_deviations(
        "ke",
        "RefuseCoordinator birger",
        data,
        ["NO-COMPLAINT-INFO", "REFUSED-NO-CAPACITY"],
    );
}
