//! The data of commands about individual plans and light collaboration.

use serde_json::{Value, json};

use super::Scene;

/// What makes a plan.
pub(super) const PLANS: &[&str] = &["PlanCreated", "LightCollaborationConverted"];

pub(super) fn told(command: &str, scene: &mut Scene<'_>) -> Option<Value> {
    let next_revision_on = scene.later(400);
    let next_revision_on = scene.draw.maybe(2, |_| next_revision_on);
    let told = match command {
        "DecidePlan" => {
            json!({"outcome": scene.draw.of(&["Granted", "Granted", "Refused"]), "decision_form": "Vedtak",
                "complaint_info_given": scene.draw.of(&[Some(true), Some(false), None])})
        }
        "OpenLightCollaboration" => json!({"tool": "DipsSamspill", "external_ref": "samspill-5"}),
        "ConvertLightCollaboration" => {
            json!({"collaboration": scene.event(&["LightCollaborationOpened"]), "next_revision_on": next_revision_on})
        }
        "CreatePlan" => {
            json!({"instrument": scene.draw.of(&["Sampro", "Paper"]),
                "started_by": scene.draw.of(&["Municipality", "HealthTrust"]), "next_revision_on": next_revision_on,
                "content": scene.draw.of(&[&["A", "C"][..], &[], &["A", "B", "C", "D", "E", "F", "G", "H", "I"]])})
        }
        "EvaluatePlan" => {
            json!({"plan": scene.event(PLANS), "with_patient": scene.draw.below(3) != 0,
                "next_revision_on": next_revision_on, "content": scene.draw.of(&[None, Some(["A", "B"])])})
        }
        "ChangePlanStatus" => {
            json!({"plan": scene.event(PLANS), "status": scene.draw.of(&["Paused", "Paused", "Active"])})
        }
        "EndPlan" => json!({"plan": scene.event(PLANS), "cause": "ceased"}),
        _ => return None,
    };
    Some(told)
}
