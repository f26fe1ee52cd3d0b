//! Tests of plans: one for each person, from its creation to its end.

use serde_json::{Value, json};

use crate::given::{Given, day, given};

const CREATE: &str = "CreatePlan birger";

fn plan() -> Value {
    json!({"instrument": "Sampro", "external_ref": "sampro-1", "started_by": "Municipality",
        "next_revision_on": "2025-09-03", "content": ["A", "B", "C", "D", "E", "F", "G", "H", "I"]})
}

fn of(name: &str) -> Value {
    json!({"plan": format!("@{name}"), "cause": "slutt"})
}

fn status(status: &str) -> Value {
    json!({"plan": "@plan", "status": status})
}

/// A consent to a plan from 15 January, Ane as coordinator, and a plan from 1 February.
fn created() -> Given {
    let mut given = given();
    let consent = json!({"giver": "Patient", "scopes": ["Coordinator", "Plan"], "evidence_ref": "x"});
    given.done("ke", "GiveConsent birger on 2025-01-15", consent);
    let ane = json!({"person": "@ane", "role": "Municipal", "unit": "@home"});
    given.done("ke", "AppointCoordinator birger on 2025-01-15", ane);
    given.then_deviations("ane-ko", &format!("{CREATE} on 2025-02-01 as plan"), plan(), []);
    given
}

#[test]
fn a_plan_needs_no_decision_and_says_what_it_lacks() {
    let mut given = given();
    let bare = json!({"instrument": "Paper", "started_by": "Municipality", "content": ["A"]});
    given.then_deviations(
        "ke",
        CREATE,
        bare,
        ["NO-CONSENT-PLAN", "NO-COORDINATOR-NAMED", "NO-REVISION-DATE"],
    );
}

#[test]
fn the_consent_to_a_plan_is_looked_for_on_its_day() {
    let mut given = created();
    given.done("ke", "EndPlan birger on 2025-02-01", of("plan"));
    given.then_deviations("ke", &format!("{CREATE} on 2025-02-01 as again"), plan(), []);
    given.done("ke", "VoidEntry birger", json!({"target": "@again", "reason": "NeverHappened"}));
    given.then_refused("ke", &format!("{CREATE} on 2025-01-14"), plan(), "E-PLAN-EXISTS");
    given.done("ke", "VoidEntry birger", json!({"target": "@plan", "reason": "NeverHappened"}));
    given.then_deviations("ke", &format!("{CREATE} on 2025-01-14"), plan(), ["NO-CONSENT-PLAN"]);
}

#[test]
fn a_second_plan_is_refused_also_while_the_first_is_paused() {
    let mut given = created();
    given.then_refused_in_both("ke", CREATE, plan(), "E-PLAN-EXISTS");
    given.done("ane-ko", "ChangePlanStatus birger on 2025-02-10", status("Paused"));
    given.then_refused_in_both("ke", CREATE, plan(), "E-PLAN-EXISTS");
    // Before the first, too: it would stand beside it from then on.
    given.then_refused_in_both("ke", &format!("{CREATE} on 2025-01-20"), plan(), "E-PLAN-EXISTS");
    given.done("ane-ko", "EndPlan birger on 2025-03-01", of("plan"));
    given.then_refused_in_both("ke", &format!("{CREATE} on 2025-02-28"), plan(), "E-PLAN-EXISTS");
    given.then_deviations("ke", &format!("{CREATE} on 2025-03-01"), plan(), []);
}

#[test]
fn a_voiding_or_correction_brings_no_second_plan_back() {
    let mut given = created();
    given.done("ane-ko", "EndPlan birger on 2025-03-01 as end", of("plan"));
    given.done("ane-ko", &format!("{CREATE} on 2025-03-05 as second"), plan());
    let void = json!({"target": "@end", "reason": "NeverHappened"});
    given.then_refused_in_both("ke", "VoidEntry birger", void.clone(), "E-PLAN-EXISTS");
    let on = |target: &str, on: &str| json!({"target": target, "changes": {"on": on}, "reason": "feil"});
    given.then_refused_in_both("ke", "CorrectEntry birger", on("@end", "2025-03-06"), "E-PLAN-EXISTS");
    given.then_refused_in_both("ke", "CorrectEntry birger", on("@second", "2025-02-28"), "E-PLAN-EXISTS");
    given.done("ke", "CorrectEntry birger", on("@end", "2025-03-05"));
    given.done("ke", "VoidEntry birger", json!({"target": "@second", "reason": "NeverHappened"}));
    given.done("ke", "VoidEntry birger", void);
    assert_eq!(
        given.file("birger").plan_on(day("2025-03-10")).map(|plan| plan.mark.on),
        Some(day("2025-02-01"))
    );
}

#[test]
fn a_plan_at_another_tenant_is_no_hindrance_and_is_said() {
    let mut given = created();
    let nin = json!({"nin": "02917149979"});
    given.done("system", "RegisterPatient at nordkyst", nin);
    let hospital = json!({"instrument": "Paper", "started_by": "HealthTrust", "next_revision_on": "2025-09-01", "content": ["C"]});
    given.then_deviations("ward", CREATE, hospital.clone(), ["NO-CONSENT-PLAN", "PLAN-ELSEWHERE"]);
    // It began at the municipality after this day, and would still stand beside it.
    let mut given = created();
    given.then_deviations(
        "ward",
        &format!("{CREATE} on 2025-01-31"),
        hospital.clone(),
        ["NO-CONSENT-PLAN", "PLAN-ELSEWHERE"],
    );
    let mut given = created();
    given.done("ke", "EndPlan birger on 2025-03-01", of("plan"));
    given.then_deviations("ward", &format!("{CREATE} on 2025-03-01"), hospital, ["NO-CONSENT-PLAN"]);
}

#[test]
fn specialist_personnel_create_a_plan_only_where_the_hospital_starts_it() {
    let mut given = given();
    let by = |who: &str| json!({"instrument": "Paper", "started_by": who, "content": ["C"]});
    given.then_refused_in_both("ward", "CreatePlan tomas", by("Municipality"), "E-AUTH");
    given.done("ward", "CreatePlan tomas", by("HealthTrust"));
}

#[test]
fn a_coordinator_creates_plans_for_own_patients_only() {
    let mut given = created();
    given.then_refused("ane-ko", "CreatePlan cecilie", plan(), "E-AUTH");
    given.then_refused(
        "dina-ko",
        "EvaluatePlan birger",
        json!({"plan": "@plan", "with_patient": true}),
        "E-AUTH",
    );
}

#[test]
fn an_evaluation_without_the_patient_is_made_and_said() {
    let mut given = created();
    let evaluated = |with: bool| json!({"plan": "@plan", "with_patient": with, "content": ["A"]});
    given.then_deviations("ane-ko", "EvaluatePlan birger", evaluated(false), ["WITHOUT-PATIENT"]);
    given.then_deviations("ane-ko", "EvaluatePlan birger", evaluated(true), []);
    let plan = &given.file("birger").plans[0];
    assert_eq!(plan.content_on(day("2025-03-09")).len(), 9);
    assert_eq!(plan.content_on(day("2025-03-10")), [super::ContentItem::A]);
}

#[test]
fn acts_name_a_plan_of_the_file_that_has_begun() {
    let mut given = created();
    let evaluated = json!({"plan": "@plan", "with_patient": true});
    for (actor, asked, data) in [
        ("ane-ko", "EvaluatePlan birger on 2025-01-31", evaluated),
        ("ke", "ChangePlanStatus birger on 2025-01-31", status("Paused")),
        ("ke", "ChangePlanStatus cecilie", status("Paused")),
        ("ke", "EndPlan cecilie", of("plan")),
    ] {
        given.then_refused_in_both(actor, asked, data, "E-REF");
    }
    given.then_refused_in_both("ke", "EndPlan birger on 2025-01-31", of("plan"), "E-ORDER");
    given.done("ke", "EndPlan birger on 2025-02-05", of("plan"));
    let on = json!({"target": "@plan", "changes": {"on": "2025-02-06"}, "reason": "feil"});
    given.then_refused_in_both("ke", "CorrectEntry birger", on, "E-ORDER");
}

#[test]
fn the_first_end_of_a_plan_counts() {
    let mut given = created();
    given.done("ke", "EndPlan birger on 2025-03-05", of("plan"));
    given.done("ke", "EndPlan birger on 2025-03-07", of("plan"));
    let file = given.file("birger");
    assert!(file.plan_on(day("2025-03-04")).is_some());
    assert!(file.plan_on(day("2025-03-05")).is_none());
}

#[test]
fn a_plan_is_paused_from_one_day_to_another() {
    let mut given = created();
    given.done("ane-ko", "ChangePlanStatus birger on 2025-02-10", status("Paused"));
    given.done("ane-ko", "ChangePlanStatus birger on 2025-02-20", status("Active"));
    let plan = &given.file("birger").plans[0];
    let paused =
        ["2025-02-09", "2025-02-10", "2025-02-19", "2025-02-20"].map(|on| plan.is_paused_on(day(on)));
    assert_eq!(paused, [false, true, true, false]);
}

#[test]
fn only_the_end_of_a_plan_is_recorded_after_death_and_closing() {
    let mut given = created();
    given.done("ke", "CloseCase birger on 2025-03-01", json!({"cause": "NeedCeased"}));
    given.then_refused("ke", "ChangePlanStatus birger", status("Paused"), "E-CLOSED");
    given.then_deviations("ke", "EndPlan birger", of("plan"), []);
    given.then_refused("ke", CREATE, plan(), "E-CLOSED");
    let mut given = created();
    given.done("ke", "RecordDeath birger on 2025-03-01", json!({"source": "Notice"}));
    given.then_refused("ke", "ChangePlanStatus birger", status("Paused"), "E-DEAD");
    given.then_deviations("ke", "EndPlan birger", of("plan"), []);
}

#[test]
fn a_link_that_would_leave_two_plans_is_refused() {
    let mut given = created();
    given.done("ke", "CreatePlan cecilie on 2025-02-15 as other", plan());
    let link = json!({"merged": "@cecilie", "cause": "Duplicate"});
    given.then_refused_in_both("archive", "LinkIdentity birger", link.clone(), "E-PLAN-EXISTS");
    given.done("ke", "EndPlan cecilie", of("other"));
    given.done("archive", "LinkIdentity birger", link);
}

#[test]
fn a_plan_may_not_be_moved_past_what_was_done_to_it() {
    let mut given = created();
    given.done("ane-ko", "ChangePlanStatus birger on 2025-02-10", status("Paused"));
    let moved = |on: &str| json!({"target": "@plan", "changes": {"on": on}, "reason": "typo"});
    given.then_refused_in_both("ke", "CorrectEntry birger", moved("2025-02-11"), "E-ORDER");
    given.done("ke", "CorrectEntry birger", moved("2025-02-10"));
}

#[test]
fn an_end_that_a_voiding_leaves_before_its_plan_is_not_forgotten() {
    let mut given = created();
    given.done("ke", "EndPlan birger on 2025-02-05 as end", of("plan"));
    let moved = |target: &str, on: &str| json!({"target": target, "changes": {"on": on}, "reason": "typo"});
    given.done("ke", "CorrectEntry birger as later", moved("@end", "2025-03-05"));
    given.done("ke", "CorrectEntry birger", moved("@plan", "2025-03-01"));
    given.done("ke", "VoidEntry birger", json!({"target": "@later", "reason": "NeverHappened"}));
    given.then_deviations("ke", &format!("{CREATE} on 2025-03-01"), plan(), []);
}
