//! Tests of plans in reports: who has none, which are active, how many there are.

use samspor_core::patient::assignment::CoordinatorRole;
use samspor_core::words::{EventId, PatientId};
use serde_json::{Value, json};

use crate::ledger::{Ledger, actor, ane_bjarne_leif, at, municipal};
use crate::question::Question;
use crate::question::ReportName::{
    self, ActivePlans, CoordinatorWithoutPlan, GrantedWithoutActivePlan, Measures, National, State,
};

/// Ane coordinates for Leif with a consent to a plan, granted on 10 February and created on 3 March 2025.
fn planned() -> (Ledger, PatientId, EventId) {
    let (mut ledger, home, [ane, _], leif) = ane_bjarne_leif();
    ledger.ke(leif, "AppointCoordinator", municipal(ane, home));
    let consent = json!({"giver": "Patient", "scopes": ["Coordinator", "Plan"], "evidence_ref": "x"});
    ledger.ke(leif, "GiveConsent", consent);
    ledger.on("2025-02-10").ke(leif, "DecidePlan", granted());
    let plan = ledger.on("2025-03-03").ke(leif, "CreatePlan", sampro());
    (ledger, leif, plan)
}

fn granted() -> Value {
    json!({"outcome": "Granted", "decision_form": "Vedtak"})
}

fn sampro() -> Value {
    json!({"instrument": "Sampro", "started_by": "Municipality", "next_revision_on": "2025-09-03", "content": ["A", "C"]})
}

/// Which of P07, P08 and the active plans list the one patient on a day.
fn listed(ledger: &Ledger, valid: &str) -> [usize; 3] {
    [CoordinatorWithoutPlan, GrantedWithoutActivePlan, ActivePlans]
        .map(|report| ledger.rows_at(report, valid, "2027-01-01").len())
}

fn plans(ledger: &Ledger, valid: &str) -> Value {
    ledger.ask(&at(National, valid, "2027-01-01"))["plans"].clone()
}

#[test]
fn a_plan_is_active_from_its_creation_until_a_year_without_any_act() {
    let (mut ledger, _, _) = planned();
    ledger.on("2027-01-01");
    assert_eq!(listed(&ledger, "2025-02-09"), [1, 0, 0]);
    assert_eq!(listed(&ledger, "2025-03-02"), [1, 1, 0]);
    assert_eq!(listed(&ledger, "2025-03-03"), [0, 0, 1]);
    assert_eq!(listed(&ledger, "2026-03-03"), [0, 0, 1]);
    assert_eq!(listed(&ledger, "2026-03-04"), [0, 1, 0]);
    let row = &ledger.rows_at(GrantedWithoutActivePlan, "2026-03-04", "2027-01-01")[0];
    assert_eq!((row["granted_on"].clone(), row["days"].clone()), (json!("2025-02-10"), json!(387)));
    assert_eq!([plans(&ledger, "2026-03-03"), plans(&ledger, "2026-03-04")], [json!(1), json!(0)]);
}

#[test]
fn evaluations_and_participants_of_the_plan_keep_it_active() {
    let (mut ledger, leif, plan) = planned();
    let told = json!({"plan": plan, "with_patient": true, "next_revision_on": "2026-09-01"});
    let ko = actor(samspor_core::actor::Role::Coordinator);
    let person = ledger.rows(ReportName::Coordinators)[0]["person"].as_str().and_then(|id| id.parse().ok());
    let ko = samspor_core::actor::Actor { person, ..ko };
    ledger.on("2026-02-01").by(&ko, json!({"type": "EvaluatePlan", "patient": leif, "data": told}));
    let joins = |context: &str| json!({"context": context, "party": "Coordinator", "role": "leder", "direction": "In"});
    ledger.on("2026-04-01").ke(leif, "ChangeParticipant", joins("Plan"));
    ledger.on("2026-05-01").ke(leif, "ChangeParticipant", joins("Case"));
    ledger.on("2027-01-01");
    let row = &ledger.rows_at(ActivePlans, "2026-04-02", "2027-01-01")[0];
    assert_eq!(
        (row["instrument"].clone(), row["created_on"].clone()),
        (json!("Sampro"), json!("2025-03-03"))
    );
    assert_eq!(row["last_activity_on"], json!("2026-04-01"));
    assert_eq!(
        ledger.rows_at(ActivePlans, "2026-03-31", "2027-01-01")[0]["last_activity_on"],
        json!("2026-02-01")
    );
}

#[test]
fn a_plan_that_is_paused_or_without_consent_or_coordinator_is_not_active() {
    let (mut ledger, leif, plan) = planned();
    let status = |status: &str| json!({"plan": plan, "status": status});
    ledger.on("2025-03-10").ke(leif, "ChangePlanStatus", status("Paused"));
    assert_eq!(listed(&ledger, "2025-03-10"), [0, 1, 0]);
    ledger.on("2025-03-20").ke(leif, "ChangePlanStatus", status("Active"));
    assert_eq!(listed(&ledger, "2025-03-20"), [0, 0, 1]);
    let told = json!({"cause": "job", "need_persists": true});
    ledger.on("2025-04-01").ke(leif, "EndAssignment", told);
    assert_eq!(listed(&ledger, "2025-04-01"), [0, 1, 0]);
    let person: Value =
        ledger.rows_at(ReportName::Coordinators, "2025-03-31", "2025-04-01")[0]["person"].clone();
    let unit = ledger.unit("home-care", 5);
    let again = json!({"person": person, "role": CoordinatorRole::Municipal, "unit": unit});
    ledger.on("2025-04-10").ke(leif, "AppointCoordinator", again);
    assert_eq!(listed(&ledger, "2025-04-10"), [0, 0, 1]);
    let consent = ledger.rows(ReportName::Consents)[0]["consent"].clone();
    ledger.on("2025-05-01").ke(leif, "WithdrawConsent", json!({"consent": consent, "scopes": ["Plan"]}));
    assert_eq!(listed(&ledger, "2025-05-01"), [0, 1, 0]);
}

#[test]
fn a_plan_that_ended_leaves_the_patient_without_one() {
    let (mut ledger, leif, plan) = planned();
    ledger.on("2025-06-01").ke(leif, "EndPlan", json!({"plan": plan, "cause": "ceased"}));
    assert_eq!(listed(&ledger, "2025-06-01"), [1, 1, 0]);
    let refused = json!({"outcome": "Refused", "decision_form": "Vedtak", "complaint_info_given": true});
    ledger.on("2025-06-02").ke(leif, "DecidePlan", refused);
    assert_eq!(listed(&ledger, "2025-06-02"), [1, 0, 0]);
    ledger.on("2025-06-03").ke(leif, "CloseCase", json!({"cause": "NeedCeased"}));
    assert_eq!(listed(&ledger, "2025-06-03"), [0, 0, 0]);
}

#[test]
fn the_live_view_sees_a_plan_grow_inactive_by_itself() {
    let (mut ledger, _, _) = planned();
    assert_eq!(ledger.on("2026-03-03").rows(ActivePlans).len(), 1);
    assert_eq!(ledger.on("2026-03-04").rows(ActivePlans).len(), 0);
    assert_eq!(ledger.rows(GrantedWithoutActivePlan).len(), 1);
}

#[test]
fn from_granted_to_plan_is_measured_once_it_is_met() {
    let (mut ledger, leif, plan) = planned();
    let measured = |ledger: &Ledger| {
        let rows = ledger.rows(Measures);
        rows.iter().find(|row| row["measure"] == json!("GrantedToPlan")).map(|row| row["median"].clone())
    };
    assert_eq!(measured(&ledger), Some(json!(21.0)));
    ledger.ke(leif, "VoidEntry", json!({"target": plan, "reason": "NeverHappened"}));
    assert_eq!(measured(&ledger), None);
}

#[test]
fn the_state_tells_what_the_plan_held_when_it_was_created_and_holds_now() {
    let (mut ledger, leif, plan) = planned();
    let ask = |ledger: &Ledger| ledger.ask(&Question { patient: Some(leif), ..Question::new(State) });
    let state = ask(&ledger);
    assert_eq!(state["plan"]["plan"], json!(plan));
    assert_eq!(state["plan"]["content_at_creation"], json!(["A", "C"]));
    assert_eq!(
        (state["plan"]["active"].clone(), state["plan_granted_on"].clone()),
        (json!(true), json!("2025-02-10"))
    );
    ledger.on("2025-06-01").ke(leif, "EndPlan", json!({"plan": plan, "cause": "ceased"}));
    assert_eq!(ask(&ledger).get("plan"), None);
}
