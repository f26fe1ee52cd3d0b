//! The commands tests ask most, with the types the core has for them; the rest goes by [`Asked::new`].

use samspor_core::correction::VoidReason;
use samspor_core::patient::assessment::Outcome;
use samspor_core::patient::assignment::CoordinatorRole;
use samspor_core::patient::case::CloseCause;
use samspor_core::patient::change::ChangeCause;
use samspor_core::patient::consent::{Giver, Scope};
use samspor_core::patient::need::Need;
use samspor_core::patient::offer::Answer;
use samspor_core::patient::participant::Direction;
use samspor_core::register::person::CompetenceKind;
use samspor_core::register::policy::Rule;
use samspor_core::words::{Day, Span};
use serde_json::{Value, json};

use super::asked::Asked;

/// A need is reported by the general practitioner (*melding om behov*), received on this day.
pub fn report_need(needs: &[Need], received_on: Day) -> Asked {
    let data =
        json!({"need": needs, "reporter": {"kind": "Gp"}, "channel": "Plo", "received_on": received_on});
    Asked::new("ReportNeed", data)
}

/// A long-term, coordinated need is assessed with this outcome; the patient was heard.
pub fn assess(outcome: Outcome) -> Asked {
    let data = json!({"long_term": true, "coordinated": true, "services": ["home-care"], "outcome": outcome,
        "patient_heard": true});
    Asked::new("AssessNeed", data)
}

/// A coordinator in this role is offered in writing.
pub fn offer(role: &CoordinatorRole) -> Asked {
    Asked::new("OfferCoordinator", json!({"role": role, "form": "Written"}))
}

/// The open offer is answered.
pub fn answer_offer(answer: Answer) -> Asked {
    Asked::new("AnswerOffer", json!({"answer": answer}))
}

/// A person of a unit is appointed (*oppnevnt*).
pub fn appoint(person: &str, role: &CoordinatorRole, unit: &str) -> Asked {
    Asked::new("AppointCoordinator", json!({"person": person, "role": role, "unit": unit}))
}

/// The municipal coordinator is changed (*byttet*); the new one works in this unit.
pub fn change(from_person: &str, to_person: &str, unit: &str, cause: ChangeCause) -> Asked {
    let data = json!({"from_person": from_person, "to_person": to_person, "unit": unit, "cause": cause});
    Asked::new("ChangeCoordinator", data)
}

/// All assignments of a role end.
pub fn end_assignment(role: &CoordinatorRole, need_persists: bool) -> Asked {
    Asked::new("EndAssignment", json!({"role": role, "cause": "other", "need_persists": need_persists}))
}

/// A written mandate (*mandat*) is issued to a coordinator.
pub fn issue_mandate(person: &str) -> Asked {
    Asked::new("IssueMandate", json!({"person": person, "document_ref": "mandate"}))
}

/// The participants are told who coordinates, and with what mandate.
pub fn inform_participants(parties: &[&str]) -> Asked {
    Asked::new("InformParticipants", json!({"parties": parties}))
}

/// Somebody has spoken with the patient.
pub fn follow_up_by(person: &str) -> Asked {
    Asked::new("RecordFollowUp", json!({"kind": "PatientContact", "by": person}))
}

/// A follow-up is planned for a day.
pub fn plan_follow_up(owner: &str, due_on: Day) -> Asked {
    Asked::new("PlanFollowUp", json!({"kind": "visit", "due_on": due_on, "owner": owner}))
}

/// The new coordinator has taken over after a meeting, with documentation.
pub fn complete_handover(to_person: &str, meeting_on: Day) -> Asked {
    let data = json!({"to_person": to_person, "meeting_on": meeting_on, "documentation_ref": "handover"});
    Asked::new("CompleteHandover", data)
}

/// A consent (*samtykke*) is given, until a day or for as long as it stands.
pub fn give_consent(giver: Giver, scopes: &[Scope], to: Option<Day>) -> Asked {
    let mut data = json!({"giver": giver, "scopes": scopes, "evidence_ref": "consent"});
    if let Some(to) = to {
        data["to"] = json!(to);
    }
    Asked::new("GiveConsent", data)
}

/// A consent is withdrawn in all its scopes.
pub fn withdraw_consent(consent: &str) -> Asked {
    Asked::new("WithdrawConsent", json!({"consent": consent, "scopes": "All"}))
}

/// A substitute (*vikar*) stands in for a coordinator, and was told so on a day.
pub fn appoint_substitute(person: &str, for_person: &str, informed_on: Day) -> Asked {
    let data = json!({"person": person, "for_person": for_person, "informed_on": informed_on});
    Asked::new("AppointSubstitute", data)
}

/// A person is away, for all they know until a day.
pub fn register_absence(person: &str, expected_to: Option<Day>) -> Asked {
    let mut data = json!({"person": person});
    if let Some(to) = expected_to {
        data["expected_to"] = json!(to);
    }
    Asked::new("RegisterAbsence", data)
}

/// A person has taken part in a course or in guidance.
pub fn record_competence(person: &str, kind: CompetenceKind) -> Asked {
    Asked::new("RecordCompetence", json!({"person": person, "kind": kind}))
}

/// Responsibility goes to another tenant of the ledger, or comes from it.
pub fn transfer(direction: Direction, other: &str) -> Asked {
    Asked::new("TransferResponsibility", json!({"direction": direction, "other": other}))
}

/// The patient has died; the population register says so.
pub fn record_death() -> Asked {
    Asked::new("RecordDeath", json!({"source": "PopulationRegister"}))
}

/// The case is closed.
pub fn close_case(cause: CloseCause) -> Asked {
    Asked::new("CloseCase", json!({"cause": cause}))
}

/// The case is opened, or opened again.
pub fn open_case() -> Asked {
    Asked::new("OpenCase", json!({}))
}

/// Fields of something recorded were wrong (*retting*); `on` is one of them.
pub fn correct(target: &str, changes: Value) -> Asked {
    Asked::new("CorrectEntry", json!({"target": target, "changes": changes, "reason": "typing"}))
}

/// Something recorded is void (*feilført*).
pub fn void(target: &str, reason: VoidReason) -> Asked {
    Asked::new("VoidEntry", json!({"target": target, "reason": reason}))
}

/// The tenant adopts another deadline for what is triggered from a day.
pub fn adopt_deadline(rule: Rule, value: Span, from: Day) -> Asked {
    Asked::new("AdoptDeadline", json!({"rule": rule, "value": value, "from": from, "source": "Local"}))
}
