//! One command of each kind, as sent: forms, round trips and golden bytes are held over this table.

use serde_json::{Value, json};

const A: &str = "01930000-0000-7000-8000-00000000000a";
const B: &str = "01930000-0000-7000-8000-00000000000b";
const C: &str = "01930000-0000-7000-8000-00000000000c";
const DAY: &str = "2025-04-01";

/// Every command of the catalogue with all its fields, in the catalogue's order.
pub(crate) fn samples() -> Vec<(&'static str, Value)> {
    let mut all = of_register();
    all.extend(of_need());
    all.extend(of_assignment());
    all.extend(of_file());
    all.extend(of_plan());
    all.extend(of_group());
    all.extend(of_amendment());
    all.extend(of_complaints());
    all
}

fn of_register() -> Vec<(&'static str, Value)> {
    vec![
        (
            "RegisterTenant",
            json!({"org_number": "310000019", "name": "Fjordvik kommune", "kind": "Municipality", "municipality_number": "9901", "has_ke": true}),
        ),
        (
            "RegisterUnit",
            json!({"name": "Hjemmetjenesten", "service": "home-care", "parent": A, "ke_for": "Adults", "eligible_staff": 60, "contact_point": "vakt", "from": DAY, "to": "2026-01-01", "predecessor": B}),
        ),
        (
            "RegisterPerson",
            json!({"name": "Ane", "unit": A, "profession": "sykepleier", "hpr": "7654321", "health_personnel": true, "superuser": false}),
        ),
        (
            "RecordCompetence",
            json!({"person": A, "kind": "Refresher", "hours": 7.5, "themes": ["mandat", "samtykke"]}),
        ),
        (
            "SetCapacity",
            json!({"person": A, "max_cases": 12, "hours_per_week": 20, "status": "Active", "from": DAY}),
        ),
        (
            "DelegateAppointment",
            json!({"to_unit": A, "roles": ["Municipal", {"Other": "kontakt"}], "from": DAY, "to": "2026-01-01", "document_ref": "2025/12"}),
        ),
        ("RecordKeContact", json!({"with_tenant": "310000027", "channel": "Network", "level": "Case"})),
        (
            "AdoptDeadline",
            json!({"rule": "D08p", "value": "P14D", "working_days": true, "from": DAY, "source": "Local", "document_ref": "2025/13"}),
        ),
        (
            "ExtendDeadline",
            json!({"patient": A, "rule": "D17r", "trigger_event": B, "new_due": DAY, "reason_ref": "sykdom"}),
        ),
        (
            "RegisterPatient",
            json!({"nin": "02917149979", "name": "Birger", "born": "1971-11-02", "family": A}),
        ),
        ("LinkIdentity", json!({"nin": "02917149979", "merged": A, "cause": "DnrToFnr"})),
        ("UnlinkIdentity", json!({"link_event": A})),
        ("RegisterAbsence", json!({"person": A, "expected_to": DAY})),
    ]
}

fn of_need() -> Vec<(&'static str, Value)> {
    vec![
        ("OpenCase", json!({"residence_municipality": "9901"})),
        (
            "ReportNeed",
            json!({"need": ["Plan", "ChildCoordinator"], "reporter": {"unit": "skolen", "kind": "OtherSector", "profession": "lærer"}, "channel": "Plo", "received_on": "2025-03-01", "first_received_by": A, "complete": true, "patient_informed": false, "external_ref": "plo-1"}),
        ),
        ("DisposeReport", json!({"report": A, "disposition": "Rerouted", "to_unit": B, "of": C})),
        (
            "NotifyMunicipalKe",
            json!({"municipality": "310000027", "channel": "Plo", "identified_on": "2025-03-01", "external_ref": "plo-2", "received_by_ke_on": DAY}),
        ),
        ("ConfirmKeReceipt", json!({"notification": A, "received_on": "2025-03-04", "first_received_by": B})),
        ("InformPatient", json!({"topic": "PreliminaryReply", "expected_on": DAY, "form": "Digital"})),
        (
            "AssessNeed",
            json!({"long_term": true, "coordinated": true, "complex": false, "services": ["home-care", "mental-health"], "outcome": "CoordinatorAndPlan", "lifelong": true, "weight": 3, "patient_heard": true, "reason_ref": "2025/14"}),
        ),
        ("OfferCoordinator", json!({"role": "Municipal", "candidate": A, "form": "Written"})),
        (
            "AnswerOffer",
            json!({"answer": "Declined", "reason": "SelfCoordinates", "wish": A, "reoffer_on": DAY}),
        ),
        (
            "RefuseCoordinator",
            json!({"grounds": "Unstated", "decision_form": "Vedtak", "notified_on": DAY, "complaint_info_given": true}),
        ),
    ]
}

fn of_assignment() -> Vec<(&'static str, Value)> {
    vec![
        (
            "AppointCoordinator",
            json!({"person": A, "role": {"Other": "kontakt"}, "unit": B, "decision_form": "OralOrNone", "patient_wish": "NotFollowed"}),
        ),
        ("AnswerTask", json!({"accepted": false, "reason": "NoCapacity"})),
        ("EscalateAppointment", json!({"to_role": "helsesjef", "cause": "Dispute"})),
        ("IssueMandate", json!({"person": A, "document_ref": "2025/15", "version": "2"})),
        ("InformParticipants", json!({"parties": ["NAV", "Skole"]})),
        ("RequestChange", json!({"by": "Leader", "cause": "turnus"})),
        (
            "ChangeCoordinator",
            json!({"role": "Child", "from_person": A, "to_person": B, "unit": C, "overlap_from": "2025-03-01", "overlap_to": DAY, "patient_wish": "Followed", "cause": "LifeTransition"}),
        ),
        ("CompleteHandover", json!({"to_person": A, "meeting_on": DAY, "documentation_ref": "2025/16"})),
        ("EndAssignment", json!({"role": "Specialist", "cause": "sluttet", "need_persists": true})),
        (
            "AppointSubstitute",
            json!({"person": A, "for_person": B, "to": DAY, "scope": "Meeting", "informed_on": DAY}),
        ),
        ("EndSubstitute", json!({"person": A})),
    ]
}

fn of_file() -> Vec<(&'static str, Value)> {
    vec![
        ("PlanFollowUp", json!({"kind": "hjemmebesøk", "due_on": DAY, "owner": A})),
        ("RecordFollowUp", json!({"kind": "PatientContact", "by": A, "planned": B, "journal_ref": "j-1"})),
        ("RegisterTransition", json!({"kind": "Turns18", "counterpart": "Nordkyst HF"})),
        (
            "ChangeParticipant",
            json!({"context": "Group", "party": "NAV", "role": "veileder", "direction": "In"}),
        ),
        (
            "GiveConsent",
            json!({"giver": "OneParent", "scopes": ["Coordinator", "Plan", "Group", {"ShareWith": ["NAV"]}], "to": DAY, "evidence_ref": "2025/17"}),
        ),
        ("WithdrawConsent", json!({"consent": A, "scopes": [{"ShareWith": ["NAV"]}, "Plan"]})),
        ("RegisterRepresentative", json!({"kind": "Guardian", "powers": "helse", "to": DAY})),
        ("RestrictAccess", json!({"kind": {"PatientReservation": A}, "to": DAY})),
        ("TransferResponsibility", json!({"direction": "Out", "other": "310000027", "accepted_on": DAY})),
        ("RecordDeath", json!({"source": "Notice"})),
        ("ErasePersonalData", json!({"decision_ref": "2025/99", "confirmed_by": A, "at_once": true})),
        (
            "ProduceExtract",
            json!({"recipient": "Statsforvalteren", "basis": "hotl-4", "valid": DAY, "known": "2025-03-01T12:00:00+01:00", "digest": "00ff".repeat(16)}),
        ),
        ("CloseCase", json!({"cause": "NeedCeased"})),
        ("ReportDeviation", json!({"code": "REPORT-NO-CONSENT", "about": A, "due_on": DAY})),
        ("RecordPlanWish", json!({"wish": "Undecided", "reoffer_on": DAY})),
    ]
}

fn of_plan() -> Vec<(&'static str, Value)> {
    vec![
        (
            "DecidePlan",
            json!({"outcome": "Refused", "grounds": "NotLongTerm", "decision_form": "OtherWritten", "notified_on": DAY, "complaint_info_given": true}),
        ),
        ("OpenLightCollaboration", json!({"tool": "DipsSamspill", "external_ref": "samspill-1"})),
        ("ConvertLightCollaboration", json!({"collaboration": A, "next_revision_on": DAY})),
        (
            "CreatePlan",
            json!({"instrument": "Sampro", "external_ref": "sampro-1", "started_by": "HealthTrust", "next_revision_on": DAY, "content": ["A", "B", "C", "D", "E", "F", "G", "H", "I"]}),
        ),
        (
            "EvaluatePlan",
            json!({"plan": A, "with_patient": true, "next_revision_on": DAY, "content": ["A", "C"]}),
        ),
        ("ChangePlanStatus", json!({"plan": A, "status": "Paused"})),
        ("EndPlan", json!({"plan": A, "cause": "ønsket"})),
    ]
}

fn of_group() -> Vec<(&'static str, Value)> {
    vec![
        ("EstablishGroup", json!({"members": ["NAV", "Skole"]})),
        (
            "SummonMeeting",
            json!({"group": A, "meeting_on": DAY, "invitees": ["NAV", "Patient"], "written": true}),
        ),
        (
            "HoldMeeting",
            json!({"group": A, "chair": B, "secretary": C, "present": ["NAV"], "patient_present": true, "plan_updated": true, "next_meeting_on": "2025-10-01"}),
        ),
        ("FileMinutes", json!({"meeting": A, "document_ref": "2025/18", "plan_updated": false})),
        ("DissolveGroup", json!({"group": A, "cause": "behov-opphørt"})),
    ]
}

fn of_amendment() -> Vec<(&'static str, Value)> {
    vec![
        (
            "CorrectEntry",
            json!({"target": A, "changes": {"on": DAY, "hours": 7.0, "reporter": {"profession": "lege", "kind": "Gp"}, "complete": null}, "reason": "skrivefeil"}),
        ),
        ("VoidEntry", json!({"target": A, "reason": "WrongPatient", "replacement": B})),
    ]
}

fn of_complaints() -> Vec<(&'static str, Value)> {
    vec![
        (
            "ReceiveComplaint",
            json!({"kind": "RightsComplaint", "about": {"Decision": A}, "knew_on": "2025-03-01", "sent_on": "2025-03-02", "received_on": "2025-03-03", "assisted_by": "KE", "standing": "Proxy"}),
        ),
        ("ProcessComplaint", json!({"complaint": A, "outcome": "Maintained", "forwarded_on": DAY})),
        (
            "ReceiveSupervisorDecision",
            json!({"complaint": A, "outcome": "Breach", "provisions": ["pbrl-2-5b"], "orders": [{"due_on": DAY, "code": "offer-coordinator"}]}),
        ),
        ("ReportCompliance", json!({"decision": A, "code": "offer-coordinator", "document_ref": "2025/18"})),
    ]
}
