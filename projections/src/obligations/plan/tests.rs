//! Tests of D12 and D13.

use samspor_core::register::policy::Rule;
use samspor_core::words::EventId;
use serde_json::json;

use crate::obligations::given::{ANE, BJARNE, ERGO, Given, day};
use crate::obligations::{Owner, State};

fn grant(given: &mut Given, on: &str) -> EventId {
    given.tell(on, "PlanDecisionMade", &json!({"outcome": "Granted", "decision_form": "Vedtak"}))
}

fn create(given: &mut Given, on: &str, next_revision_on: Option<&str>) -> EventId {
    let told = json!({"instrument": "Sampro", "started_by": "Municipality", "content": ["A", "C"],
        "next_revision_on": next_revision_on});
    given.tell(on, "PlanCreated", &told)
}

fn evaluate(given: &mut Given, on: &str, plan: EventId, next_revision_on: Option<&str>) -> EventId {
    let told = json!({"plan": plan, "with_patient": true, "next_revision_on": next_revision_on});
    given.tell(on, "PlanEvaluated", &told)
}

fn turn(given: &mut Given, on: &str, plan: EventId, status: &str) {
    given.tell(on, "PlanStatusChanged", &json!({"plan": plan, "status": status}));
}

fn end(given: &mut Given, on: &str, plan: EventId) {
    given.tell(on, "PlanEnded", &json!({"plan": plan, "cause": "ceased"}));
}

#[test]
fn a_granted_plan_is_started_within_three_months_and_the_due_day_is_in_time() {
    let mut given = Given::new();
    let granted = grant(&mut given, "2024-11-30");
    assert_eq!(given.brief(Rule::D12, "2025-02-28"), ["2025-02-28 Pending 0"]);
    assert_eq!(given.brief(Rule::D12, "2025-03-01"), ["2025-02-28 Overdue 1"]);
    let waiting = given.one(Rule::D12, "2025-03-01");
    assert_eq!((waiting.trigger, waiting.owner, waiting.person), (granted, Owner::Ke, None));
    create(&mut given, "2025-03-02", None);
    assert_eq!(given.brief(Rule::D12, "2025-03-02"), ["2025-02-28 MetLate 2"]);
}

#[test]
fn a_plan_from_before_the_decision_starts_nothing_and_a_refusal_asks_for_nothing() {
    let mut given = Given::new();
    create(&mut given, "2025-01-09", None);
    grant(&mut given, "2025-01-10");
    given.tell("2025-01-11", "PlanDecisionMade", &json!({"outcome": "Refused", "decision_form": "Vedtak"}));
    assert_eq!(given.brief(Rule::D12, "2025-01-12"), ["2025-04-10 Pending 0"]);
    let mut given = Given::new();
    create(&mut given, "2025-01-10", None);
    grant(&mut given, "2025-01-10");
    assert_eq!(given.one(Rule::D12, "2025-01-12").state, State::Met);
}

#[test]
fn light_collaboration_is_no_start_until_it_is_converted() {
    let mut given = Given::new();
    grant(&mut given, "2025-01-10");
    let told = json!({"tool": "DipsSamspill", "external_ref": "samspill-1"});
    let light = given.tell("2025-01-20", "LightCollaborationOpened", &told);
    assert_eq!(given.one(Rule::D12, "2025-02-01").state, State::Pending);
    given.tell("2025-02-01", "LightCollaborationConverted", &json!({"collaboration": light}));
    assert_eq!(given.brief(Rule::D12, "2025-02-01"), ["2025-04-10 Met 0"]);
    assert_eq!(given.brief(Rule::D13, "2025-02-01"), ["2026-02-01 Pending 0"]);
}

#[test]
fn a_plan_is_revised_on_its_own_day_or_within_a_year() {
    let mut given = Given::new();
    given.appoint("2025-01-07", ANE, "Municipal");
    let plan = create(&mut given, "2025-03-03", Some("2025-09-03"));
    assert_eq!(given.brief(Rule::D13, "2025-09-03"), ["2025-09-03 Pending 0"]);
    assert_eq!(given.brief(Rule::D13, "2025-09-04"), ["2025-09-03 Overdue 1"]);
    let evaluation = evaluate(&mut given, "2025-09-16", plan, None);
    assert_eq!(given.brief(Rule::D13, "2025-09-16"), ["2025-09-03 MetLate 13", "2026-09-16 Pending 0"]);
    given.change("2025-10-01", ANE, BJARNE);
    let next = &given.all(Rule::D13, "2026-09-17")[1];
    assert_eq!((next.state, next.trigger, next.owner), (State::Overdue, evaluation, Owner::Coordinator));
    assert_eq!((next.person, next.unit), (BJARNE.parse().ok(), ERGO.parse().ok()));
}

#[test]
fn a_paused_plan_waits_and_has_at_least_14_days_when_it_is_taken_up_again() {
    let mut given = Given::new();
    let plan = create(&mut given, "2025-03-03", Some("2025-09-03"));
    turn(&mut given, "2025-06-01", plan, "Paused");
    turn(&mut given, "2025-06-05", plan, "Paused");
    assert_eq!(given.brief(Rule::D13, "2025-10-01"), ["2025-09-03 Suspended 0"]);
    turn(&mut given, "2025-10-01", plan, "Active");
    assert_eq!(given.brief(Rule::D13, "2025-10-15"), ["2025-10-15 Pending 0"]);
    assert_eq!(given.brief(Rule::D13, "2025-10-16"), ["2025-10-15 Overdue 1"]);
    let mut given = Given::new();
    let plan = create(&mut given, "2025-03-03", Some("2025-09-03"));
    turn(&mut given, "2025-06-01", plan, "Paused");
    turn(&mut given, "2025-06-02", plan, "Active");
    turn(&mut given, "2025-06-03", plan, "Active");
    assert_eq!(given.brief(Rule::D13, "2025-08-01"), ["2025-09-03 Pending 0"]);
}

#[test]
fn an_evaluation_during_a_pause_is_in_time_and_the_next_one_waits() {
    let mut given = Given::new();
    let plan = create(&mut given, "2025-03-03", Some("2025-09-03"));
    turn(&mut given, "2025-09-03", plan, "Paused");
    evaluate(&mut given, "2025-11-01", plan, None);
    assert_eq!(given.brief(Rule::D13, "2025-11-01"), ["2025-09-03 Met 0", "2026-11-01 Suspended 0"]);
    let mut given = Given::new();
    let plan = create(&mut given, "2025-03-03", Some("2025-09-03"));
    turn(&mut given, "2025-09-04", plan, "Paused");
    evaluate(&mut given, "2025-11-01", plan, None);
    assert_eq!(given.all(Rule::D13, "2025-11-01")[0].days, 59);
}

#[test]
fn a_plan_waits_until_both_the_pause_and_the_want_of_consent_are_over() {
    let mut given = Given::new();
    let consent = given.consent("2025-01-06", &json!(["Coordinator"]), None);
    let plan = create(&mut given, "2025-03-03", Some("2025-05-01"));
    given.withdraw("2025-04-01", consent, &json!("All"));
    turn(&mut given, "2025-04-10", plan, "Paused");
    given.consent("2025-05-10", &json!(["Coordinator"]), None);
    assert_eq!(given.brief(Rule::D13, "2025-05-20"), ["2025-05-01 Suspended 0"]);
    turn(&mut given, "2025-06-01", plan, "Active");
    assert_eq!(given.brief(Rule::D13, "2025-06-01"), ["2025-06-15 Pending 0"]);
}

#[test]
fn the_end_of_a_plan_lapses_its_revision_only() {
    let mut given = Given::new();
    let plan = create(&mut given, "2025-03-03", Some("2025-09-03"));
    end(&mut given, "2025-06-01", plan);
    evaluate(&mut given, "2025-06-02", plan, None);
    assert_eq!(given.brief(Rule::D13, "2025-05-31"), ["2025-09-03 Pending 0"]);
    assert_eq!(given.brief(Rule::D13, "2025-06-02"), ["2025-09-03 Lapsed 0"]);
    create(&mut given, "2025-07-01", Some("2025-12-01"));
    assert_eq!(given.brief(Rule::D13, "2025-07-01"), ["2025-09-03 Lapsed 0", "2025-12-01 Pending 0"]);
}

#[test]
fn an_evaluation_of_the_last_day_still_counts() {
    let mut given = Given::new();
    let plan = create(&mut given, "2025-03-03", Some("2025-09-03"));
    evaluate(&mut given, "2025-06-01", plan, None);
    end(&mut given, "2025-06-01", plan);
    assert_eq!(given.all(Rule::D13, "2025-06-01")[0].met_on, Some(day("2025-06-01")));
    assert_eq!(given.all(Rule::D13, "2025-06-01")[1].state, State::Lapsed);
}

#[test]
fn a_plan_decision_is_triage_of_a_report_and_an_answer_to_it() {
    let mut given = Given::new();
    given.report("2025-03-03", "2025-03-03");
    given.tell("2025-03-20", "PlanDecisionMade", &json!({"outcome": "Refused", "decision_form": "Vedtak"}));
    assert_eq!(given.brief(Rule::D01, "2025-03-20"), ["2025-03-17 MetLate 3"]);
    assert_eq!(given.brief(Rule::D02, "2025-03-20"), ["2025-04-03 Met 0"]);
}
