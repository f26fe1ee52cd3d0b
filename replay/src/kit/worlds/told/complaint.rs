//! The data of complaints, of what the supervisory authority decides, and of how its orders are met.

use serde_json::{Value, json};

use super::Scene;

const DECISIONS: &[&str] = &[
    "CoordinatorRefused",
    "CoordinatorOffered",
    "NeedAssessed",
    "CoordinatorAppointed",
    "CoordinatorChanged",
    "CoordinatorAssignmentEnded",
];

pub(super) fn told(command: &str, scene: &mut Scene<'_>) -> Option<Value> {
    let told = match command {
        "ReceiveComplaint" => complaint(scene),
        "ProcessComplaint" => {
            let forwarded_on = scene.near(3, 9);
            json!({"complaint": scene.event(&["ComplaintReceived"]),
                "outcome": scene.draw.of(&["UpheldInFull", "UpheldPartly", "Maintained", "Maintained"]),
                "forwarded_on": scene.draw.of(&[None, Some(forwarded_on), Some(forwarded_on)])})
        }
        "ReceiveSupervisorDecision" => {
            let complaint = scene.event(&["ComplaintReceived"]);
            let (first, second) = (scene.near(5, 60), scene.later(90));
            json!({"complaint": scene.draw.maybe(2, |_| complaint),
                "outcome": scene.draw.of(&["Confirmed", "Changed", "Annulled", "Breach", "NoBreach"]),
                "provisions": ["pbrl-2-5b"],
                "orders": [{"due_on": first, "code": "offer"}, {"due_on": second, "code": "routine"}]})
        }
        "ReportCompliance" => json!({"decision": scene.event(&["SupervisorDecisionReceived"]),
            "code": scene.draw.of(&["offer", "routine", "routine"])}),
        _ => return None,
    };
    Some(told)
}

fn complaint(scene: &mut Scene<'_>) -> Value {
    let decision = scene.event(DECISIONS);
    let about = if scene.draw.once_in(3) { json!("Omission") } else { json!({"Decision": decision}) };
    let (knew_on, sent_on) = (scene.near(50, 0), scene.near(10, 0));
    json!({"kind": scene.draw.of(&["RightsComplaint", "RightsComplaint", "SupervisionRequest"]), "about": about,
        "knew_on": scene.draw.of(&[None, Some(knew_on), Some(knew_on)]), "sent_on": sent_on,
        "received_on": scene.near(5, 0), "standing": scene.draw.of(&["Patient", "NextOfKin", "Proxy"])})
}
