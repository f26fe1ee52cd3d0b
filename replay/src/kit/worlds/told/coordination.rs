//! The data of commands about coordinators, their mandates, substitutes and follow-up.

use serde_json::{Value, json};

use super::Scene;

pub(super) fn told(command: &str, scene: &mut Scene<'_>) -> Option<Value> {
    let told = match command {
        "OfferCoordinator" => {
            let candidate = scene.person();
            json!({"role": role(scene), "candidate": scene.draw.maybe(3, |_| candidate), "form": "Oral"})
        }
        "AppointCoordinator" => {
            json!({"role": role(scene), "person": scene.person(), "unit": scene.unit()})
        }
        "AnswerTask" => json!({"accepted": scene.draw.below(2) == 0}),
        "EscalateAppointment" => json!({"to_role": "helsesjef", "cause": "NoCapacity"}),
        "IssueMandate" => json!({"person": scene.coordinator(), "document_ref": "sak-2"}),
        "InformParticipants" => json!({"parties": parties(scene)}),
        "RequestChange" => json!({"by": "Patient", "cause": "trust"}),
        "ChangeCoordinator" => change(scene),
        "CompleteHandover" => {
            let meeting_on = scene.near(10, 0);
            json!({"to_person": scene.coordinator(), "meeting_on": scene.draw.maybe(2, |_| meeting_on)})
        }
        "EndAssignment" => {
            json!({"role": role(scene), "cause": "job", "need_persists": scene.draw.below(3) != 2})
        }
        "AppointSubstitute" => {
            let (to, informed_on) = (scene.later(60), scene.near(5, 0));
            json!({"for_person": scene.coordinator(), "person": scene.person(), "to": scene.draw.maybe(2, |_| to),
                "scope": scene.draw.of(&[Some("Period"), None, Some("Meeting")]),
                "informed_on": scene.draw.maybe(2, |_| informed_on)})
        }
        "EndSubstitute" => json!({"person": scene.person()}),
        "PlanFollowUp" => {
            json!({"owner": scene.coordinator(), "due_on": scene.later(90), "kind": "visit"})
        }
        "RecordFollowUp" => {
            let planned = scene.event(&["FollowUpPlanned"]);
            json!({"by": scene.coordinator(), "kind": scene.draw.of(&["PatientContact", "ServiceContact"]),
                "planned": scene.draw.maybe(3, |_| planned)})
        }
        _ => return None,
    };
    Some(told)
}

/// The tenant's ordinary role, most often.
fn role(scene: &mut Scene<'_>) -> &'static str {
    if scene.tenancy.is_trust {
        scene.draw.of(&["Specialist", "Specialist", "Specialist", "Specialist", "ContactDoctor", "Municipal"])
    } else {
        scene.draw.of(&["Municipal", "Municipal", "Municipal", "Child", "Pathway", "Specialist"])
    }
}

fn change(scene: &mut Scene<'_>) -> Value {
    let (overlap_from, overlap_to) = (scene.near(20, 0), scene.later(30));
    let role = role(scene);
    json!({"from_person": scene.coordinator(), "to_person": scene.person(), "unit": scene.unit(), "role": role,
        "overlap_from": scene.draw.maybe(3, |_| overlap_from), "overlap_to": scene.draw.maybe(3, |_| overlap_to),
        "cause": scene.draw.of(&["JobChange", "PatientWish"])})
}

/// Parties of whom some need consent.
pub(super) fn parties(scene: &mut Scene<'_>) -> Vec<&'static str> {
    let all = ["Patient", "Coordinator", "NAV", "school"];
    let (first, second) = (scene.draw.of(&all), scene.draw.of(&all));
    vec![first, second]
}
