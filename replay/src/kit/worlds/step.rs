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
    /// Says number and name, where the command takes them.
    pub named: bool,
    /// Everything else.
    pub draw: u64,
}

/// On one line, so that a failing history can be read.
impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { command, wait_days, shift_days, tenant, patient, mode, draw, .. } = self;
        let marks = [(self.late, " late"), (self.stray, " stray"), (self.named, " named")];
        let marks = marks.map(|(is, mark)| if is { mark } else { "" });
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
const MORE: [(usize, &str); 18] = [
    (1, "ProduceExtract"),
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

/// Those around an erasure, which come more often where there are any: who is who, and what registers say of patients.
const AROUND_AN_ERASURE: [(usize, &str); 5] = [
    (5, "ErasePersonalData"),
    (6, "RegisterPatient"),
    (4, "LinkIdentity"),
    (3, "ExtendDeadline"),
    (3, "VoidEntry"),
];

/// Commands of a trust, and its place in the cast: they are mostly sent there.
const OF_A_TRUST: [&str; 2] = ["NotifyMunicipalKe", "ConfirmKeReceipt"];
const TRUST: usize = 2;

/// These commands, as often as they come.
fn commands(weighted: &[(usize, &'static str)]) -> Vec<&'static str> {
    weighted.iter().flat_map(|(weight, command)| std::iter::repeat_n(*command, *weight)).collect()
}

/// Every command that a step of an ordinary history can be.
fn ordinary() -> Vec<&'static str> {
    [&WEIGHTS[..], &MORE, &PLANS].into_iter().flat_map(commands).collect()
}

/// The same, and erasures.
fn with_erasures() -> Vec<&'static str> {
    ordinary().into_iter().chain(commands(&AROUND_AN_ERASURE)).collect()
}

/// A step with one of these commands; so often it says number and name.
fn step(commands: Vec<&'static str>, named: f64) -> impl Strategy<Value = Step> {
    let wait = prop_oneof![4 => Just(0), 4 => 1u16..6, 4 => 6u16..45, 1 => 90u16..400];
    let shift = prop_oneof![9 => Just(0i16), 5 => -40i16..0, 1 => -400i16..0, 1 => 1i16..40];
    let mode = prop_oneof![2 => Just(Mode::Decide), 3 => Just(Mode::Record)];
    let tenant = prop_oneof![6 => Just(0usize), 1 => Just(1), 2 => Just(2)];
    let patient = prop_oneof![4 => Just(0usize), 3 => Just(1), 2 => 2usize..7];
    let place = (tenant, patient);
    let weighted = proptest::bool::weighted;
    let rare = (weighted(0.1), weighted(0.07), weighted(named));
    (prop::sample::select(commands), wait, shift, mode, place, rare, any::<u64>()).prop_map(
        |(command, wait_days, shift_days, mode, (tenant, patient), (late, stray, named), draw)| Step {
            command,
            wait_days,
            late,
            shift_days,
            tenant: if OF_A_TRUST.contains(&command) && draw % 5 != 0 { TRUST } else { tenant },
            patient,
            mode,
            stray,
            named,
            draw,
        },
    )
}

/// Random histories of so many steps: legal and not, in time and late, in both modes. Nothing is erased in them: what a
/// history is compared by stays.
pub fn steps(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(ordinary(), 0.0), count)
}

/// The same with erasures among them, with numbers and names, and with more links between references.
pub fn erasing_steps(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(with_erasures(), 0.5), count)
}

#[cfg(test)]
mod tests {
    use samspor_core::catalogue::CATALOGUE;

    /// The cast has its tenants.
    const NEVER: &str = "RegisterTenant";

    #[test]
    fn a_step_can_be_every_command_but_registering_tenants() {
        let mut known: Vec<&str> = super::with_erasures();
        let mut all: Vec<&str> = CATALOGUE.iter().map(|listed| listed.command).collect();
        all.retain(|command| *command != NEVER);
        known.sort_unstable();
        known.dedup();
        all.sort_unstable();
        assert_eq!(known, all);
        assert!(!super::ordinary().contains(&"ErasePersonalData"));
    }
}
