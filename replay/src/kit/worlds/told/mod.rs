//! The data of a step's command, drawn from the world as it is.

mod case;
mod complaint;
mod coordination;
mod group;
mod plan;
mod register;

use samspor_core::words::{Day, EventId, PersonId, UnitId};
use serde_json::{Value, json};

use super::trial::Scene;

/// Whether the command names a patient; corrections of the register do not.
pub(super) fn is_about_patient(command: &str, scene: &mut Scene<'_>) -> bool {
    match command {
        "RegisterUnit"
        | "RegisterPerson"
        | "RegisterPatient"
        | "RecordCompetence"
        | "SetCapacity"
        | "DelegateAppointment"
        | "RecordKeContact"
        | "AdoptDeadline"
        | "ExtendDeadline"
        | "UnlinkIdentity"
        | "RegisterAbsence" => false,
        "CorrectEntry" | "VoidEntry" => !scene.draw.once_in(4),
        _ => true,
    }
}

const STARTS: &[&str] = &["CoordinatorAppointed", "CoordinatorChanged"];

/// The events a file has where the command makes sense; none if it always does.
pub(super) fn is_about(command: &str) -> &'static [&'static str] {
    match command {
        "DisposeReport" => &["NeedReported"],
        "AnswerOffer" => &["CoordinatorOffered"],
        "ChangeCoordinator" | "EndAssignment" | "AppointSubstitute" | "RecordFollowUp" | "PlanFollowUp"
        | "InformParticipants" | "CompleteHandover" => STARTS,
        "EndSubstitute" => &["SubstituteAppointed"],
        "WithdrawConsent" => &["ConsentGiven"],
        "ProcessComplaint" => &["ComplaintReceived"],
        "ReportCompliance" => &["SupervisorDecisionReceived"],
        "EstablishGroup" => STARTS,
        "SummonMeeting" | "HoldMeeting" | "DissolveGroup" => &["ResponsibilityGroupEstablished"],
        "FileMinutes" => &["MeetingHeld"],
        "ConfirmKeReceipt" => &["MunicipalKeNotified"],
        "UnlinkIdentity" => &["PatientIdentityLinked"],
        "ConvertLightCollaboration" => &["LightCollaborationOpened"],
        "EvaluatePlan" | "ChangePlanStatus" | "EndPlan" => plan::PLANS,
        "CorrectEntry" | "VoidEntry" | "ExtendDeadline" => &[
            "CoordinatorAppointed",
            "CoordinatorAssignmentEnded",
            "CaseClosed",
            "NeedReported",
            "PatientDeceased",
            "PlanCreated",
            "PlanEnded",
        ],
        _ => &[],
    }
}

/// The command's data.
pub(super) fn told(command: &str, scene: &mut Scene<'_>) -> Value {
    register::told(command, scene)
        .or_else(|| coordination::told(command, scene))
        .or_else(|| group::told(command, scene))
        .or_else(|| case::told(command, scene))
        .or_else(|| plan::told(command, scene))
        .or_else(|| complaint::told(command, scene))
        .unwrap_or_else(|| json!({}))
}

/// Numbers of the population register, and one of somebody who stands in none; all synthetic.
pub const NUMBERS: [&str; 4] = ["02917149979", "14835849849", "45818010013", "08816410054"];

/// Says who the patient is.
pub(super) fn name(command: &str, told: &mut Value, scene: &mut Scene<'_>) {
    if matches!(command, "RegisterPatient" | "LinkIdentity") {
        told["nin"] = json!(scene.draw.of(&NUMBERS));
    }
    match command {
        "RegisterPatient" => told["name"] = json!("Navn Navnesen"),
        "LinkIdentity" if scene.draw.below(2) == 0 => told["merged"] = Value::Null,
        _ => {}
    }
}

impl Scene<'_> {
    fn person(&mut self) -> PersonId {
        let draw = &mut self.draw;
        draw.of(&self.tenancy.persons)
    }

    /// Whoever was appointed newest, most often.
    fn coordinator(&mut self) -> PersonId {
        let newest = self.trial.coordinator(self.tenancy.id, self.patient);
        match newest {
            Some(person) if !self.draw.once_in(5) => person,
            Some(_) | None => self.person(),
        }
    }

    fn unit(&mut self) -> UnitId {
        let draw = &mut self.draw;
        draw.of(&self.tenancy.units)
    }

    /// A day from some days before the command's to some days after.
    fn near(&mut self, before: usize, after: usize) -> Day {
        let later = i64::try_from(self.draw.below(before + after + 1)).unwrap_or(0);
        self.on.plus_days(later - i64::try_from(before).unwrap_or(0))
    }

    fn later(&mut self, days: usize) -> Day {
        self.near(0, days)
    }

    /// An event of the file with one of these names, the newest most plainly; else some event; else none's id.
    fn event(&mut self, names: &[&str]) -> EventId {
        let made = self.trial.made(self.tenancy.id, Some(self.patient));
        let named = made.iter().rev().filter(|made| names.contains(&made.name));
        let named: Vec<EventId> = named.map(|made| made.event).collect();
        if !named.is_empty() && !self.draw.once_in(12) {
            return self.draw.of(&named);
        }
        let any: Vec<EventId> = made.iter().rev().map(|made| made.event).collect();
        if any.is_empty() { nobodys() } else { self.draw.of(&any) }
    }

    /// An event of the register.
    fn register_event(&mut self) -> EventId {
        let made: Vec<EventId> =
            self.trial.made(self.tenancy.id, None).iter().rev().map(|made| made.event).collect();
        if made.is_empty() { nobodys() } else { self.draw.of(&made) }
    }
}

/// An id that no event has.
fn nobodys() -> EventId {
    "00000000-0000-7000-8000-ffffffffffff".parse().expect("a UUID")
}
