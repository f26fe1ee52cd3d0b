//! The data of commands about the case: reports, assessments, consents, transitions, its end.

use serde_json::{Value, json};

use super::Scene;
use super::coordination::parties;

pub(super) fn told(command: &str, scene: &mut Scene<'_>) -> Option<Value> {
    before_coordinator(command, scene).or_else(|| consents(command, scene)).or_else(|| ends(command, scene))
}

fn before_coordinator(command: &str, scene: &mut Scene<'_>) -> Option<Value> {
    let told = match command {
        "OpenCase" => json!({}),
        "ReportNeed" => {
            let kind = scene.draw.of(&["Gp", "MunicipalHealth", "OtherSector", "Patient"]);
            json!({"need": ["Coordinator"], "channel": "Oral", "received_on": scene.near(9, 0),
                "reporter": {"kind": kind, "profession": scene.draw.of(&[None, Some("lege")])},
                "first_received_by": scene.unit()})
        }
        "DisposeReport" => {
            let report = scene.event(&["NeedReported"]);
            let of = scene.event(&["NeedReported"]);
            match scene.draw.below(3) {
                0 => json!({"report": report, "disposition": "Withdrawn"}),
                1 => json!({"report": report, "disposition": "Rerouted", "to_unit": scene.unit()}),
                _ => json!({"report": report, "disposition": "Duplicate", "of": of}),
            }
        }
        "InformPatient" => {
            json!({"topic": scene.draw.of(&["Rights", "PreliminaryReply", "CoordinatorNamed"]), "form": "Written"})
        }
        "AssessNeed" => {
            let outcomes = ["CoordinatorOnly", "CoordinatorAndPlan", "CoordinationByServices", "NotEligible"];
            let outcome = scene.draw.of(&outcomes);
            json!({"long_term": true, "coordinated": true, "services": ["home-care"], "outcome": outcome,
                "lifelong": scene.draw.below(3) == 0, "weight": scene.draw.of(&[None, Some(1), Some(3)]),
                "patient_heard": true, "reason_ref": scene.draw.of(&[Some("sak-3"), None])})
        }
        "AnswerOffer" => {
            let reoffer_on = scene.later(200);
            json!({"answer": scene.draw.of(&["Accepted", "Declined", "NoAnswer"]),
                "reoffer_on": scene.draw.maybe(3, |_| reoffer_on)})
        }
        "RefuseCoordinator" => {
            json!({"grounds": scene.draw.of(&["NotLongTerm", "NoDiagnosis"]), "decision_form": "Vedtak",
                "complaint_info_given": scene.draw.below(2) == 0})
        }
        _ => return None,
    };
    Some(told)
}

fn consents(command: &str, scene: &mut Scene<'_>) -> Option<Value> {
    let told = match command {
        "ChangeParticipant" => {
            json!({"context": scene.draw.of(&["Case", "Plan", "Group"]), "party": parties(scene)[0],
            "role": "with", "direction": scene.draw.of(&["In", "Out"])})
        }
        "GiveConsent" => {
            let giver = scene.draw.of(&["Patient", "Parents", "Guardian"]);
            let to = scene.near(3, 90);
            json!({"giver": giver, "scopes": scopes(scene), "to": scene.draw.maybe(2, |_| to),
                "evidence_ref": "sak-4"})
        }
        "WithdrawConsent" => {
            let scopes = if scene.draw.below(3) == 2 { scopes(scene) } else { json!("All") };
            json!({"consent": scene.event(&["ConsentGiven"]), "scopes": scopes})
        }
        "RegisterRepresentative" => json!({"kind": "Proxy", "powers": "complaint"}),
        "RestrictAccess" => {
            let person = scene.person();
            let to = scene.later(40);
            let kind = match scene.draw.below(3) {
                0 => json!({"PatientReservation": person}),
                1 => json!("Fortrolig"),
                _ => json!("StrengtFortrolig"),
            };
            json!({"kind": kind, "to": scene.draw.maybe(2, |_| to)})
        }
        "RecordPlanWish" => json!({"wish": scene.draw.of(&["Wants", "Declines", "Undecided"])}),
        _ => return None,
    };
    Some(told)
}

fn scopes(scene: &mut Scene<'_>) -> Value {
    match scene.draw.below(6) {
        0 => json!(["Coordinator"]),
        1 => json!(["Coordinator", {"ShareWith": ["NAV"]}]),
        2 => json!(["Plan", "Coordinator", "Group"]),
        3 => json!([{"ShareWith": ["NAV", "school"]}]),
        4 => json!(["Group", {"ShareWith": ["NAV"]}]),
        _ => json!(["Plan"]),
    }
}

fn ends(command: &str, scene: &mut Scene<'_>) -> Option<Value> {
    let told = match command {
        "RegisterTransition" => {
            json!({"kind": scene.draw.of(&["Turns18", "Admission", "Discharge", "SchoolStart"])})
        }
        "TransferResponsibility" => {
            let others: Vec<_> = scene.trial.cast().tenants.iter().map(|one| one.id).collect();
            let accepted_on = scene.later(10);
            json!({"direction": scene.draw.of(&["Out", "In"]), "other": scene.draw.of(&others),
                "accepted_on": scene.draw.maybe(2, |_| accepted_on)})
        }
        "RecordDeath" => json!({"source": "Notice"}),
        "CloseCase" => json!({"cause": scene.draw.of(&["NeedCeased", "Moved", "Declined"])}),
        "ReportDeviation" => {
            json!({"code": scene.draw.of(&["CAPACITY", "REPORT-WRONG-KE"])})
        }
        _ => return None,
    };
    Some(told)
}
