//! Tests of light collaboration and its conversion.

use serde_json::{Value, json};

use crate::given::{Given, given};

fn light() -> Value {
    json!({"tool": "DipsSamspill", "external_ref": "samspill-1"})
}

fn convert(name: &str) -> Value {
    json!({"collaboration": format!("@{name}"), "next_revision_on": "2025-09-01"})
}

/// A consent to share, from 1 February, and a light collaboration from then.
fn opened() -> Given {
    let mut given = given();
    let consent = json!({"giver": "Patient", "scopes": [{"ShareWith": ["Fastlege"]}], "evidence_ref": "x"});
    given.done("ke", "GiveConsent birger on 2025-02-01", consent);
    given.done("ke", "OpenLightCollaboration birger on 2025-02-01 as light", light());
    given
}

#[test]
fn light_collaboration_needs_a_consent_to_share_with_somebody() {
    let mut given = given();
    let consent = json!({"giver": "Patient", "scopes": ["Coordinator", "Plan"], "evidence_ref": "x"});
    given.done("ke", "GiveConsent birger on 2025-02-01", consent);
    given.then_deviates_in_record("ke", "OpenLightCollaboration birger", light(), "CONSENT");
    let mut given = opened();
    given.then_refused("ke", "OpenLightCollaboration birger on 2025-01-31", light(), "E-CONSENT");
    given.then_deviations("ke", "OpenLightCollaboration birger", light(), []);
}

#[test]
fn a_conversion_without_a_granted_plan_is_made_and_said() {
    let mut given = opened();
    given.done(
        "ke",
        "DecidePlan birger on 2025-02-20",
        json!({"outcome": "Refused", "decision_form": "Vedtak", "complaint_info_given": true}),
    );
    given.then_deviations(
        "ke",
        "ConvertLightCollaboration birger on 2025-02-20 as plan",
        convert("light"),
        ["NO-PLAN-DECISION"],
    );
    given.done("ke", "VoidEntry birger", json!({"target": "@plan", "reason": "NeverHappened"}));
    given.done(
        "ke",
        "DecidePlan birger on 2025-02-21",
        json!({"outcome": "Granted", "decision_form": "Vedtak"}),
    );
    given.then_deviations("ke", "ConvertLightCollaboration birger on 2025-02-21", convert("light"), []);
}

#[test]
fn a_collaboration_is_converted_once_and_only_after_it_was_opened() {
    let mut given = opened();
    given.then_refused_in_both(
        "ke",
        "ConvertLightCollaboration birger on 2025-01-31",
        convert("light"),
        "E-REF",
    );
    given.then_refused_in_both("ke", "ConvertLightCollaboration cecilie", convert("light"), "E-REF");
    given.done("ke", "ConvertLightCollaboration birger as plan", convert("light"));
    given.then_refused_in_both("ke", "ConvertLightCollaboration birger", convert("light"), "E-REF");
    given.done("ke", "EndPlan birger", json!({"plan": "@plan", "cause": "slutt"}));
    given.then_refused_in_both("ke", "ConvertLightCollaboration birger", convert("light"), "E-REF");
    let changes = json!({"target": "@plan", "changes": {"next_revision_on": "2025-10-01"}, "reason": "feil"});
    given.done("ke", "CorrectEntry birger", changes);
}

#[test]
fn a_converted_collaboration_is_the_one_plan() {
    let mut given = opened();
    given.done("ke", "OpenLightCollaboration birger as other", light());
    given.done("ke", "ConvertLightCollaboration birger on 2025-02-10 as plan", convert("light"));
    given.then_refused_in_both("ke", "ConvertLightCollaboration birger", convert("other"), "E-PLAN-EXISTS");
    let created = json!({"instrument": "Paper", "started_by": "Municipality", "content": []});
    given.then_refused_in_both("ke", "CreatePlan birger", created, "E-PLAN-EXISTS");
    let plan = &given.file("birger").plans[0];
    assert_eq!(plan.instrument, crate::patient::plan::Instrument::DipsSamspill);
    assert_eq!(plan.external_ref, "samspill-1".parse().ok());
}
