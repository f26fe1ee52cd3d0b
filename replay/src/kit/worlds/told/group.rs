//! The data of commands about groups, their meetings, notifications to municipalities and contacts between tenants.

use serde_json::{Value, json};

use super::Scene;
use super::coordination::parties;

pub(super) fn told(command: &str, scene: &mut Scene<'_>) -> Option<Value> {
    let told = match command {
        "EstablishGroup" => json!({"members": parties(scene)}),
        "SummonMeeting" => {
            let group = scene.event(&["ResponsibilityGroupEstablished"]);
            json!({"group": group, "meeting_on": scene.near(5, 40), "invitees": parties(scene),
                "written": scene.draw.below(3) != 0})
        }
        "HoldMeeting" => meeting(scene),
        "FileMinutes" => {
            json!({"meeting": scene.event(&["MeetingHeld"]), "document_ref": "sak-5",
                "plan_updated": scene.draw.of(&[None, Some(true), Some(false)])})
        }
        "DissolveGroup" => {
            json!({"group": scene.event(&["ResponsibilityGroupEstablished"]), "cause": "ceased"})
        }
        "NotifyMunicipalKe" => {
            let (identified_on, received_on) = (scene.near(9, 0), scene.near(3, 0));
            json!({"municipality": other(scene), "channel": "Plo", "identified_on": identified_on,
                "received_by_ke_on": scene.draw.maybe(3, |_| received_on)})
        }
        "ConfirmKeReceipt" => {
            json!({"notification": scene.event(&["MunicipalKeNotified"]), "received_on": scene.near(9, 0)})
        }
        "RecordKeContact" => {
            json!({"with_tenant": other(scene), "channel": scene.draw.of(&["Phone", "Meeting", "Network"]),
                "level": scene.draw.of(&["System", "Case"])})
        }
        _ => return None,
    };
    Some(told)
}

fn meeting(scene: &mut Scene<'_>) -> Value {
    let (chair, secretary) = (scene.person(), scene.coordinator());
    let next = scene.later(200);
    json!({"group": scene.event(&["ResponsibilityGroupEstablished"]), "present": parties(scene),
        "chair": scene.draw.maybe(2, |_| chair), "secretary": scene.draw.maybe(2, |_| secretary),
        "patient_present": scene.draw.below(2) == 0, "plan_updated": scene.draw.of(&[None, Some(true)]),
        "next_meeting_on": scene.draw.maybe(2, |_| next)})
}

/// A municipality most often, whoever asks.
fn other(scene: &mut Scene<'_>) -> samspor_core::words::TenantId {
    let tenants: Vec<_> = scene.trial.cast().tenants.iter().map(|one| one.id).collect();
    scene.draw.of(&tenants)
}
