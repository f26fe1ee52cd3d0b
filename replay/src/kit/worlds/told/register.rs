//! The data of commands to the register, and of corrections and voidings.

use serde_json::{Value, json};

use super::Scene;

const RULES: [&str; 19] = [
    "D01", "D02", "D03", "D04", "D05", "D06", "D07", "D08", "D08p", "D14", "D15", "D16", "D17", "D17r",
    "D20", "D21", "D22", "D23", "D24",
];

pub(super) fn told(command: &str, scene: &mut Scene<'_>) -> Option<Value> {
    let told = match command {
        "RegisterUnit" => {
            let parent = scene.unit();
            let ke_for = scene.draw.maybe(4, |draw| draw.of(&["Children", "Adults", "All"]));
            json!({"name": "Ny enhet", "service": scene.draw.of(&["home-care", "mental-health"]), "parent": parent,
                "eligible_staff": scene.draw.below(9), "ke_for": ke_for})
        }
        "RegisterPerson" => json!({"name": "Ny", "unit": scene.unit(), "profession": "lege",
            "health_personnel": scene.draw.below(2) == 0}),
        "RegisterPatient" => {
            json!({"born": scene.draw.of(&[None, Some("1980-01-31"), Some("2007-06-01"), Some("2012-12-24")])})
        }
        "RecordCompetence" => {
            let kinds = ["Basic", "Refresher", "GroupGuidance", "IndividualGuidance", "Tool"];
            json!({"person": scene.person(), "kind": scene.draw.of(&kinds), "hours": 3})
        }
        "SetCapacity" => {
            let status = scene.draw.of(&["Active", "NotAvailable", "Left"]);
            let from = scene.near(20, 40);
            json!({"person": scene.person(), "max_cases": scene.draw.of(&[Some(1), Some(2), None, Some(0)]),
                "status": status, "from": from})
        }
        "DelegateAppointment" => {
            let from = scene.near(30, 10);
            json!({"to_unit": scene.unit(), "roles": ["Municipal", "Child"], "from": from, "document_ref": "sak-1",
                "to": scene.draw.maybe(3, |_| from.plus_days(60))})
        }
        "AdoptDeadline" => {
            let value = scene.draw.of(&["P7D", "P14D", "P1M", "P3M", "P1D", "P1Y"]);
            let working_days = scene.draw.of(&[None, Some(true), Some(false)]);
            let from = scene.near(60, 30);
            json!({"rule": scene.draw.of(&RULES), "value": value, "working_days": working_days, "from": from,
                "source": "Local"})
        }
        "ExtendDeadline" => {
            let event = scene.event(&[
                "CoordinatorAppointed",
                "NeedReported",
                "CoordinatorChanged",
                "ComplaintReceived",
                "SupervisorDecisionReceived",
            ]);
            json!({"patient": scene.patient, "rule": scene.draw.of(&RULES), "trigger_event": event,
                "new_due": scene.near(10, 60), "reason_ref": "agreed"})
        }
        "LinkIdentity" => {
            let merged = scene.draw.of(&scene.trial.cast().patients);
            json!({"merged": merged, "cause": scene.draw.of(&["Duplicate", "DnrToFnr"])})
        }
        "UnlinkIdentity" => json!({"link_event": link(scene)}),
        "RegisterAbsence" => json!({"person": scene.person(), "expected_to": absent_to(scene)}),
        "CorrectEntry" => correction(scene),
        "VoidEntry" => json!({"target": target(scene), "reason": "NeverHappened"}),
        "ErasePersonalData" => {
            let person = scene.person();
            json!({"decision_ref": "2025/99", "confirmed_by": scene.draw.of(&[None, Some(person)])})
        }
        "ProduceExtract" => {
            let known = scene.trial.now();
            json!({"recipient": "Statsforvalteren", "basis": "supervision", "valid": scene.near(30, 0), "known": known,
                "digest": "5a".repeat(32)})
        }
        _ => return None,
    };
    Some(told)
}

fn absent_to(scene: &mut Scene<'_>) -> Option<samspor_core::words::Day> {
    let days = scene.draw.of(&[None, Some(7), Some(14), Some(15), Some(40), Some(-3)]);
    days.map(|days| scene.on.plus_days(days))
}

/// A link made at any tenant; links stand under the patient they name.
fn link(scene: &mut Scene<'_>) -> samspor_core::words::EventId {
    let patients = &scene.trial.cast().patients;
    let made = patients.iter().flat_map(|patient| scene.trial.made(scene.tenancy.id, Some(*patient)));
    let links: Vec<_> =
        made.filter(|made| made.name == "PatientIdentityLinked").map(|made| made.event).collect();
    if links.is_empty() { super::nobodys() } else { scene.draw.of(&links) }
}

fn target(scene: &mut Scene<'_>) -> samspor_core::words::EventId {
    if scene.draw.once_in(5) {
        return scene.register_event();
    }
    scene.event(&[
        "CoordinatorAppointed",
        "CoordinatorAssignmentEnded",
        "CoordinatorChanged",
        "CaseClosed",
        "NeedReported",
        "ConsentGiven",
        "PatientDeceased",
        "ResponsibilityTransferred",
        "SubstituteAppointed",
        "FollowUpRecorded",
        "PlanCreated",
        "PlanEnded",
        "PlanStatusChanged",
        "ComplaintReceived",
        "ComplaintProcessed",
        "SupervisorDecisionReceived",
        "ResponsibilityGroupEstablished",
        "MeetingHeld",
        "MinutesFiled",
        "MunicipalKeNotified",
    ])
}

/// A correction of a field that the event has, most often.
fn correction(scene: &mut Scene<'_>) -> Value {
    let target = target(scene);
    let made = scene.trial.made(scene.tenancy.id, Some(scene.patient));
    let name = made.iter().find(|made| made.event == target).map(|made| made.name);
    let (on, person) = (scene.near(30, 5), scene.person());
    let own = match name {
        Some("CoordinatorAppointed") => json!({"person": person}),
        Some("CoordinatorChanged") => json!({"to_person": person, "overlap_from": null}),
        Some("CoordinatorAssignmentEnded") => json!({"need_persists": scene.draw.below(2) == 0}),
        Some("ConsentGiven" | "SubstituteAppointed") => json!({"to": scene.draw.of(&[None, Some(on)])}),
        Some("ComplaintReceived") => json!({"knew_on": on, "received_on": on}),
        Some("ComplaintProcessed") => json!({"forwarded_on": on}),
        Some("SupervisorDecisionReceived") => json!({"orders": [{"due_on": on, "code": "routine"}]}),
        Some("MeetingHeld") => json!({"next_meeting_on": scene.draw.of(&[None, Some(on)])}),
        Some("MunicipalKeNotified") => json!({"received_by_ke_on": on}),
        Some("NeedReported") => json!({"received_on": on}),
        Some("PlanCreated") => json!({"next_revision_on": scene.draw.of(&[None, Some(on)])}),
        Some("PlanStatusChanged") => json!({"status": scene.draw.of(&["Active", "Paused"])}),
        _ => json!({"role": scene.draw.of(&["Municipal", "Child", "Specialist", "Pathway"])}),
    };
    let changes = if scene.draw.below(2) == 0 { json!({"on": on}) } else { own };
    json!({"target": target, "changes": changes, "reason": "typing"})
}
