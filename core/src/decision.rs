//! Deciding: the common rules in their order, then the topic's own; and what a decision stands on.

mod ground;

pub(crate) use ground::{ordered, unknown};

use crate::actor::{Actor, Role};
use crate::authority;
use crate::catalogue::{Ask, Timing};
use crate::command::{Command, Mode};
use crate::correction;
use crate::deviation::Deviation;
use crate::directory::Directory;
use crate::entry::Entry;
use crate::fact::Fact;
use crate::log::Position;
use crate::patient::{
    PatientFile, assessment, assignment, case, change, complaint, consent, follow_up, group, light, mandate,
    meeting, need, notification, offer, participant, plan, plan_decision, refusal as refused, substitute,
    supervision, transfer,
};
use crate::refusal::{Refusal, TenantFault};
use crate::register::tenant::TenantKind;
use crate::register::{Register, identity, ke_network, person, policy, unit};
use crate::words::{Day, PatientId, PersonId, TenantId};

/// What a decision may look at beyond the stream it is for.
pub trait Surroundings {
    /// Every tenant's register and the identities, all that is known.
    fn directory(&self) -> &Directory;

    /// How many patients other than `except` a person is primary for at a tenant on a day (domain.md 3.2).
    fn primaries_of(&self, tenant: TenantId, person: PersonId, on: Day, except: Option<PatientId>) -> u32;

    /// Whether a file has an obligation Pending, Overdue or Suspended on a day.
    fn has_open_obligations(&self, tenant: TenantId, patient: PatientId, facts: &[Fact], on: Day) -> bool;
}

/// What a decision stands on.
pub(crate) struct Ground<'a> {
    pub(crate) command: &'a Command,
    pub(crate) actor: &'a Actor,
    pub(crate) today: Day,
    /// The day the command is about.
    pub(crate) on: Day,
    pub(crate) around: &'a dyn Surroundings,
    pub(crate) register: &'a Register,
    /// The patient's file, all that is known; empty for the register.
    pub(crate) file: &'a PatientFile,
    pub(crate) facts: &'a [Fact],
    /// The stream's entries, and those of references merged into the patient's.
    pub(crate) entries: &'a [Entry],
    /// The newest position of the stream as seen.
    pub(crate) newest: Position,
    /// The facts as they would be with the command's event among them.
    pub(crate) afterwards: &'a dyn Fn() -> Vec<Fact>,
}

/// What was found while deciding: deviations of what is accepted all the same.
pub(crate) struct Findings {
    mode: Mode,
    deviations: Vec<Deviation>,
}

impl Findings {
    /// Refuses, unless a fact is recorded and the rule is none of structure: then the fact carries the deviation.
    pub(crate) fn refuse(&mut self, refusal: Refusal) -> Result<(), Refusal> {
        match (self.mode, refusal.as_deviation()) {
            (Mode::Record, Some(deviation)) => {
                self.note(deviation);
                Ok(())
            }
            (Mode::Record, None) | (Mode::Decide, _) => Err(refusal),
        }
    }

    /// Notes a soft rule that is broken.
    pub(crate) fn note(&mut self, deviation: Deviation) {
        if !self.deviations.contains(&deviation) {
            self.deviations.push(deviation);
        }
    }

    /// Notes a soft rule if it is broken.
    pub(crate) fn note_if(&mut self, broken: bool, deviation: Deviation) {
        if broken {
            self.note(deviation);
        }
    }
}

/// Decides a command whose form, tenant and id are in order: its deviations, or the first refusal of the order.
pub(crate) fn decide(ground: &Ground<'_>) -> Result<Vec<Deviation>, Refusal> {
    let mut findings = Findings { mode: ground.command.mode, deviations: Vec::new() };
    if let Ask::CorrectEntry(asked) = &ground.command.ask {
        correction::reads(asked, ground)?;
    }
    in_time(ground)?;
    authority::by_role(ground)?;
    if let Some(seen) = ground.command.expected.filter(|seen| *seen < ground.newest) {
        return Err(Refusal::Stale { newest: ground.newest, seen });
    }
    fits(ground)?;
    alive_and_open(ground, &mut findings)?;
    authority::by_own(ground)?;
    judge(ground, &mut findings)?;
    Ok(findings.deviations)
}

/// E-FUTURE, also of what a report says of itself and of what a correction moves.
fn in_time(ground: &Ground<'_>) -> Result<(), Refusal> {
    held_in_time(ground.command.listed().timing, ground.on, ground.today)?;
    match &ground.command.ask {
        Ask::ReportNeed(asked) => held_in_time(Timing::Fact, asked.received_on, ground.today),
        Ask::ReceiveComplaint(asked) => {
            let said = asked.received_on.max(asked.sent_on).max(asked.knew_on.unwrap_or(asked.sent_on));
            held_in_time(Timing::Fact, said, ground.today)
        }
        Ask::NotifyMunicipalKe(asked) => notification::in_time(asked, ground.today),
        Ask::ConfirmKeReceipt(asked) => held_in_time(Timing::Fact, asked.received_on, ground.today),
        Ask::CorrectEntry(asked) => correction::in_time(asked, ground),
        _ => Ok(()),
    }
}

/// E-FUTURE: facts up to today, plans up to twelve months ahead.
pub(crate) fn held_in_time(timing: Timing, on: Day, today: Day) -> Result<(), Refusal> {
    let last = today.plus_months(12);
    match timing {
        Timing::Fact if on > today => Err(Refusal::InTheFuture { on, today }),
        Timing::MayBePlanned if on > last => Err(Refusal::TooFarAhead { on, today, last }),
        Timing::Fact | Timing::MayBePlanned => Ok(()),
    }
}

/// E-DEAD and E-CLOSED, which don't touch corrections and what closes.
fn alive_and_open(ground: &Ground<'_>, findings: &mut Findings) -> Result<(), Refusal> {
    let untouched = matches!(
        ground.command.ask,
        Ask::CorrectEntry(_)
            | Ask::VoidEntry(_)
            | Ask::CloseCase(_)
            | Ask::EndAssignment(_)
            | Ask::EndSubstitute(_)
            | Ask::EndPlan(_)
            | Ask::DissolveGroup(_)
            | Ask::LinkIdentity(_)
            | Ask::UnlinkIdentity(_)
            | Ask::RecordDeath(_)
            | Ask::ReportDeviation(_)
            | Ask::ReceiveComplaint(_)
            | Ask::ProcessComplaint(_)
            | Ask::ReceiveSupervisorDecision(_)
            | Ask::ReportCompliance(_)
            | Ask::ErasePersonalData(_)
            | Ask::ProduceExtract(_)
    );
    if untouched {
        return Ok(());
    }
    if let Some(death) = ground.file.death.filter(|death| ground.on > death.on) {
        findings.refuse(Refusal::AfterDeath { died: death.on })?;
    }
    let opens = matches!(ground.command.ask, Ask::OpenCase(_));
    if !opens && ground.file.case.is_closed_on(ground.on) {
        findings.refuse(Refusal::CaseIsClosed { on: ground.on })?;
    }
    Ok(())
}

/// E-REF and E-ORDER of each topic.
fn fits(ground: &Ground<'_>) -> Result<(), Refusal> {
    match &ground.command.ask {
        Ask::RegisterUnit(asked) => unit::fits(asked, ground),
        Ask::RegisterPerson(asked) => ground.unit(asked.unit),
        Ask::RecordCompetence(asked) => ground.person(asked.person),
        Ask::SetCapacity(asked) => ground.person(asked.person),
        Ask::DelegateAppointment(asked) => unit::delegation_fits(asked, ground),
        Ask::ExtendDeadline(asked) => policy::extension_fits(asked, ground),
        Ask::RegisterAbsence(asked) => person::absence_fits(asked, ground),
        Ask::LinkIdentity(asked) => identity::link_fits(asked, ground),
        Ask::UnlinkIdentity(asked) => identity::unlink_fits(asked, ground),
        Ask::ReportNeed(asked) => need::fits(asked, ground),
        Ask::DisposeReport(asked) => need::disposal_fits(asked, ground),
        Ask::OfferCoordinator(asked) => asked.candidate.map_or(Ok(()), |candidate| ground.person(candidate)),
        Ask::AnswerOffer(asked) => offer::answer_fits(asked, ground),
        Ask::AppointCoordinator(asked) => ground.person(asked.person).and_then(|()| ground.unit(asked.unit)),
        Ask::IssueMandate(asked) => ground.person(asked.person),
        Ask::ChangeCoordinator(asked) => change::fits(asked, ground),
        Ask::CompleteHandover(asked) => ground.person(asked.to_person),
        Ask::AppointSubstitute(asked) => substitute::fits(asked, ground),
        Ask::EndSubstitute(asked) => ground.person(asked.person),
        Ask::PlanFollowUp(asked) => follow_up::plan_fits(asked, ground),
        Ask::RecordFollowUp(asked) => follow_up::fits(asked, ground),
        Ask::GiveConsent(asked) => consent::fits(asked, ground),
        Ask::WithdrawConsent(asked) => consent::withdrawal_fits(asked, ground),
        Ask::RegisterRepresentative(asked) => ground.in_order("to", asked.to),
        Ask::RestrictAccess(asked) => crate::patient::representative::restriction_fits(asked, ground),
        Ask::TransferResponsibility(asked) => transfer::fits(asked, ground),
        Ask::RecordDeath(_) => crate::patient::death::fits(ground),
        Ask::ReportDeviation(asked) => {
            asked.about.map_or(Ok(()), |about| ground.event(about, "the event it is about"))
        }
        Ask::ConvertLightCollaboration(asked) => light::conversion_fits(asked, ground),
        Ask::EvaluatePlan(asked) => plan::act_fits(asked.plan, ground),
        Ask::ChangePlanStatus(asked) => plan::act_fits(asked.plan, ground),
        Ask::EndPlan(asked) => plan::end_fits(asked, ground),
        Ask::CorrectEntry(asked) => correction::fits(asked, ground),
        Ask::VoidEntry(asked) => correction::void_fits(asked, ground),
        Ask::ReceiveComplaint(asked) => complaint::fits(asked, ground),
        Ask::ProcessComplaint(asked) => complaint::known(asked.complaint, ground),
        Ask::ReceiveSupervisorDecision(asked) => supervision::fits(asked, ground),
        Ask::ReportCompliance(asked) => supervision::compliance_fits(asked, ground),
        Ask::RecordKeContact(asked) => ke_network::fits(asked, ground),
        Ask::NotifyMunicipalKe(asked) => notification::fits(asked, ground),
        Ask::ConfirmKeReceipt(asked) => notification::receipt_fits(asked, ground),
        Ask::SummonMeeting(asked) => meeting::summons_fits(asked, ground),
        Ask::HoldMeeting(asked) => meeting::fits(asked, ground),
        Ask::FileMinutes(asked) => meeting::minutes_fit(asked, ground),
        Ask::DissolveGroup(asked) => group::dissolution_fits(asked.group, ground),
        Ask::ErasePersonalData(asked) => crate::patient::erasure::fits(asked, ground),
        Ask::ProduceExtract(_)
        | Ask::RegisterTenant(_)
        | Ask::AdoptDeadline(_)
        | Ask::RegisterPatient(_)
        | Ask::OpenCase(_)
        | Ask::InformPatient(_)
        | Ask::AssessNeed(_)
        | Ask::RefuseCoordinator(_)
        | Ask::AnswerTask(_)
        | Ask::EscalateAppointment(_)
        | Ask::InformParticipants(_)
        | Ask::RequestChange(_)
        | Ask::EndAssignment(_)
        | Ask::RegisterTransition(_)
        | Ask::ChangeParticipant(_)
        | Ask::CloseCase(_)
        | Ask::RecordPlanWish(_)
        | Ask::DecidePlan(_)
        | Ask::OpenLightCollaboration(_)
        | Ask::CreatePlan(_)
        | Ask::EstablishGroup(_) => Ok(()),
    }
}

/// The row's own rules of each topic.
fn judge(ground: &Ground<'_>, findings: &mut Findings) -> Result<(), Refusal> {
    match &ground.command.ask {
        Ask::RegisterUnit(asked) => unit::judge(asked, ground, findings),
        Ask::SetCapacity(asked) => person::judge_capacity(asked, ground, findings),
        Ask::AdoptDeadline(asked) => policy::judge(asked),
        Ask::LinkIdentity(asked) => identity::judge_link(asked, ground),
        Ask::OpenCase(_) => case::judge_opening(ground),
        Ask::AssessNeed(asked) => assessment::judge(asked, ground, findings),
        Ask::OfferCoordinator(_) => offer::judge(ground, findings),
        Ask::RefuseCoordinator(asked) => refused::judge(asked, findings),
        Ask::AppointCoordinator(asked) => assignment::judge(asked, ground, findings),
        Ask::IssueMandate(_) => mandate::judge(ground, findings),
        Ask::InformParticipants(asked) => consent::judge_parties(&asked.parties, ground, findings),
        Ask::ChangeCoordinator(asked) => change::judge(asked, ground, findings),
        Ask::CompleteHandover(asked) => change::judge_handover(asked, findings),
        Ask::EndAssignment(asked) => assignment::judge_end(asked, ground, findings),
        Ask::AppointSubstitute(asked) => substitute::judge(asked, ground, findings),
        Ask::EndSubstitute(asked) => substitute::judge_end(asked, ground),
        Ask::RecordFollowUp(asked) => follow_up::judge(asked, ground, findings),
        Ask::ChangeParticipant(asked) => participant::judge(asked, ground, findings),
        Ask::GiveConsent(asked) => consent::judge(asked, ground, findings),
        Ask::TransferResponsibility(asked) => transfer::judge(asked, findings),
        Ask::CloseCase(_) => case::judge_closing(ground, findings),
        Ask::DecidePlan(asked) => plan_decision::judge(asked, ground, findings),
        Ask::OpenLightCollaboration(_) => light::judge(ground, findings),
        Ask::ConvertLightCollaboration(_) => light::judge_conversion(ground, findings),
        Ask::CreatePlan(asked) => plan::judge(asked, ground, findings),
        Ask::EvaluatePlan(asked) => plan::judge_evaluation(asked, findings),
        Ask::EstablishGroup(_) => group::judge(ground, findings),
        Ask::SummonMeeting(asked) => meeting::judge_summons(asked, ground, findings),
        Ask::HoldMeeting(asked) => meeting::judge(asked, findings),
        Ask::CorrectEntry(asked) => correction::judge(asked, ground),
        Ask::VoidEntry(_) => correction::judge_void(ground),
        Ask::ReceiveComplaint(asked) => complaint::judge(asked, ground, findings),
        Ask::ProcessComplaint(asked) => complaint::judge_processing(asked, findings),
        Ask::RegisterTenant(_)
        | Ask::RegisterPerson(_)
        | Ask::RecordCompetence(_)
        | Ask::DelegateAppointment(_)
        | Ask::ExtendDeadline(_)
        | Ask::RegisterPatient(_)
        | Ask::UnlinkIdentity(_)
        | Ask::RegisterAbsence(_)
        | Ask::ReportNeed(_)
        | Ask::DisposeReport(_)
        | Ask::InformPatient(_)
        | Ask::AnswerOffer(_)
        | Ask::AnswerTask(_)
        | Ask::EscalateAppointment(_)
        | Ask::RequestChange(_)
        | Ask::PlanFollowUp(_)
        | Ask::RegisterTransition(_)
        | Ask::WithdrawConsent(_)
        | Ask::RegisterRepresentative(_)
        | Ask::RestrictAccess(_)
        | Ask::RecordDeath(_)
        | Ask::ReportDeviation(_)
        | Ask::RecordPlanWish(_)
        | Ask::ChangePlanStatus(_)
        | Ask::EndPlan(_)
        | Ask::ReceiveSupervisorDecision(_)
        | Ask::ReportCompliance(_)
        | Ask::RecordKeContact(_)
        | Ask::NotifyMunicipalKe(_)
        | Ask::ConfirmKeReceipt(_)
        | Ask::FileMinutes(_)
        | Ask::DissolveGroup(_)
        | Ask::ErasePersonalData(_)
        | Ask::ProduceExtract(_) => Ok(()),
    }
}

/// E-TENANT: the tenant is registered, and the caller is of it.
pub(crate) fn tenant_is_ours(command: &Command, actor: &Actor, directory: &Directory) -> Result<(), Refusal> {
    let theirs = match actor.role {
        Role::System => false,
        Role::Supervisor => actor.tenant.is_some_and(|own| own != command.tenant),
        _ => actor.tenant != Some(command.tenant),
    };
    if theirs {
        return Err(Refusal::Tenant(TenantFault::NotYours));
    }
    let registers = matches!(command.ask, Ask::RegisterTenant(_));
    let register = match directory.register(command.tenant) {
        Some(register) => register,
        None if registers => return Ok(()),
        None => return Err(Refusal::Tenant(TenantFault::Unknown)),
    };
    let is_trust = register.tenant.as_ref().is_some_and(|tenant| tenant.kind == TenantKind::HealthTrust);
    if matches!(command.ask, Ask::NotifyMunicipalKe(_)) && !is_trust {
        return Err(Refusal::Tenant(TenantFault::NotOfATrust));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
