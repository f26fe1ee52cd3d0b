//! One step of a random history, and strategies that make whole ones.

use std::fmt;

use proptest::prelude::*;
use samspor_core::command::Mode;

/// A command in numbers: what it asks for is drawn from them when it is sent.
#[derive(Clone)]
pub struct Step {
    pub command: &'static str,
    /// Days that go by before it is sent.
    pub wait_days: u16,
    /// Sent half a minute before midnight in Oslo.
    pub late: bool,
    /// Days from today to the day it is about.
    pub shift_days: i16,
    pub tenant: usize,
    pub patient: usize,
    pub mode: Mode,
    /// Sent by somebody who most likely may not.
    pub stray: bool,
    /// Everything else.
    pub draw: u64,
}

/// On one line, so that a failing history can be read.
impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { command, wait_days, shift_days, tenant, patient, mode, draw, .. } = self;
        let marks =
            [(self.late, " late"), (self.stray, " stray")].map(|(is, mark)| if is { mark } else { "" });
        write!(f, "{command} +{wait_days}d on {shift_days} of {tenant}/{patient} {mode:?} {draw}")?;
        f.write_str(&marks.concat())
    }
}

/// How often each command comes, out of the sum of the weights.
const WEIGHTS: [(usize, &str); 40] = [
    (1, "RegisterUnit"),
    (1, "RegisterPerson"),
    (1, "RegisterPatient"),
    (2, "RecordCompetence"),
    (2, "SetCapacity"),
    (1, "DelegateAppointment"),
    (2, "AdoptDeadline"),
    (2, "ExtendDeadline"),
    (2, "LinkIdentity"),
    (1, "UnlinkIdentity"),
    (2, "RegisterAbsence"),
    (1, "OpenCase"),
    (3, "ReportNeed"),
    (1, "DisposeReport"),
    (2, "InformPatient"),
    (3, "AssessNeed"),
    (2, "OfferCoordinator"),
    (3, "AnswerOffer"),
    (1, "RefuseCoordinator"),
    (8, "AppointCoordinator"),
    (1, "AnswerTask"),
    (1, "EscalateAppointment"),
    (3, "IssueMandate"),
    (2, "InformParticipants"),
    (1, "RequestChange"),
    (6, "ChangeCoordinator"),
    (2, "CompleteHandover"),
    (4, "EndAssignment"),
    (3, "AppointSubstitute"),
    (6, "EndSubstitute"),
    (2, "PlanFollowUp"),
    (4, "RecordFollowUp"),
    (2, "RegisterTransition"),
    (1, "ChangeParticipant"),
    (4, "GiveConsent"),
    (2, "WithdrawConsent"),
    (1, "RegisterRepresentative"),
    (1, "RestrictAccess"),
    (2, "TransferResponsibility"),
    (1, "RecordDeath"),
];

/// The rest of them.
const MORE: [(usize, &str); 17] = [
    (2, "CloseCase"),
    (1, "ReportDeviation"),
    (1, "RecordPlanWish"),
    (3, "EstablishGroup"),
    (3, "SummonMeeting"),
    (4, "HoldMeeting"),
    (3, "FileMinutes"),
    (2, "DissolveGroup"),
    (4, "NotifyMunicipalKe"),
    (5, "ConfirmKeReceipt"),
    (1, "RecordKeContact"),
    (4, "CorrectEntry"),
    (4, "VoidEntry"),
    (2, "ReceiveComplaint"),
    (2, "ProcessComplaint"),
    (2, "ReceiveSupervisorDecision"),
    (2, "ReportCompliance"),
];

/// Those about plans.
const PLANS: [(usize, &str); 7] = [
    (2, "DecidePlan"),
    (3, "OpenLightCollaboration"),
    (2, "ConvertLightCollaboration"),
    (3, "CreatePlan"),
    (2, "EvaluatePlan"),
    (2, "ChangePlanStatus"),
    (2, "EndPlan"),
];

/// Commands of a trust, and its place in the cast: they are mostly sent there.
const OF_A_TRUST: [&str; 2] = ["NotifyMunicipalKe", "ConfirmKeReceipt"];
const TRUST: usize = 2;

/// Every command that a step can be, as often as it comes.
fn commands() -> Vec<&'static str> {
    let weighted = WEIGHTS.iter().chain(&MORE).chain(&PLANS);
    weighted.flat_map(|(weight, command)| std::iter::repeat_n(*command, *weight)).collect()
}

fn step() -> impl Strategy<Value = Step> {
    let wait = prop_oneof![4 => Just(0), 4 => 1u16..6, 4 => 6u16..45, 1 => 90u16..400];
    let shift = prop_oneof![9 => Just(0i16), 5 => -40i16..0, 1 => -400i16..0, 1 => 1i16..40];
    let mode = prop_oneof![2 => Just(Mode::Decide), 3 => Just(Mode::Record)];
    let tenant = prop_oneof![6 => Just(0usize), 1 => Just(1), 2 => Just(2)];
    let patient = prop_oneof![4 => Just(0usize), 3 => Just(1), 2 => 2usize..7];
    let place = (tenant, patient);
    let rare = (proptest::bool::weighted(0.1), proptest::bool::weighted(0.07));
    (prop::sample::select(commands()), wait, shift, mode, place, rare, any::<u64>()).prop_map(
        |(command, wait_days, shift_days, mode, (tenant, patient), (late, stray), draw)| Step {
            command,
            wait_days,
            late,
            shift_days,
            tenant: if OF_A_TRUST.contains(&command) && draw % 5 != 0 { TRUST } else { tenant },
            patient,
            mode,
            stray,
            draw,
        },
    )
}

/// Random histories of so many steps: legal and not, in time and late, in both modes.
pub fn steps(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), count)
}

#[cfg(test)]
mod tests {
    use samspor_core::catalogue::CATALOGUE;

    /// After an erasure nothing of the patient can be told again, which is what the histories are compared by; an extract
    /// is made by the program.
    const NEVER: [&str; 3] = ["RegisterTenant", "ErasePersonalData", "ProduceExtract"];

    #[test]
    fn a_step_can_be_every_command_but_registering_tenants_erasing_and_extracts() {
        let mut known: Vec<&str> = super::commands();
        let mut all: Vec<&str> = CATALOGUE.iter().map(|listed| listed.command).collect();
        all.retain(|command| !NEVER.contains(command));
        known.sort_unstable();
        known.dedup();
        all.sort_unstable();
        assert_eq!(known, all);
    }
}
