//! Deciding: the common rules in their order, then the topic's own; and what a decision stands on.

use crate::actor::{Actor, Role};
use crate::authority;
use crate::catalogue::{Ask, Event, Timing};
use crate::command::{Command, Mode};
use crate::correction;
use crate::deviation::Deviation;
use crate::directory::Directory;
use crate::entry::{Entry, Recorded};
use crate::fact::Fact;
use crate::log::Position;
use crate::patient::representative::RestrictionKind;
use crate::patient::{
    PatientFile, assessment, assignment, case, change, consent, follow_up, mandate, need, offer, participant,
    refusal as refused, substitute, transfer,
};
use crate::refusal::{Refusal, TenantFault};
use crate::register::tenant::TenantKind;
use crate::register::{Register, identity, person, policy, unit};
use crate::words::{Day, EventId, PatientId, PersonId, TenantId, UnitId};

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
    /// The file as it would be with the command's event in it.
    pub(crate) afterwards: &'a dyn Fn() -> PatientFile,
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

/// E-FUTURE: facts up to today, plans up to twelve months ahead.
fn in_time(ground: &Ground<'_>) -> Result<(), Refusal> {
    let (on, today) = (ground.on, ground.today);
    let last = today.plus_months(12);
    match ground.command.listed().timing {
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
            | Ask::LinkIdentity(_)
            | Ask::UnlinkIdentity(_)
            | Ask::RecordDeath(_)
            | Ask::ReportDeviation(_)
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
        Ask::CorrectEntry(asked) => correction::fits(asked, ground),
        Ask::VoidEntry(asked) => correction::void_fits(asked, ground),
        Ask::RegisterTenant(_)
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
        | Ask::RecordPlanWish(_) => Ok(()),
    }
}

/// The row's own rules of each topic.
fn judge(ground: &Ground<'_>, findings: &mut Findings) -> Result<(), Refusal> {
    match &ground.command.ask {
        Ask::RegisterUnit(asked) => unit::judge(asked, ground, findings),
        Ask::SetCapacity(asked) => {
            person::judge_capacity(asked, ground, findings);
            Ok(())
        }
        Ask::AdoptDeadline(asked) => policy::judge(asked),
        Ask::LinkIdentity(asked) => identity::judge_link(asked, ground),
        Ask::OpenCase(_) => case::judge_opening(ground),
        Ask::AssessNeed(asked) => assessment::judge(asked, ground, findings),
        Ask::OfferCoordinator(_) => {
            offer::judge(ground, findings);
            Ok(())
        }
        Ask::RefuseCoordinator(asked) => {
            refused::judge(asked, findings);
            Ok(())
        }
        Ask::AppointCoordinator(asked) => assignment::judge(asked, ground, findings),
        Ask::IssueMandate(_) => {
            mandate::judge(ground, findings);
            Ok(())
        }
        Ask::InformParticipants(asked) => consent::judge_parties(&asked.parties, ground, findings),
        Ask::ChangeCoordinator(asked) => change::judge(asked, ground, findings),
        Ask::CompleteHandover(asked) => {
            change::judge_handover(asked, findings);
            Ok(())
        }
        Ask::EndAssignment(asked) => assignment::judge_end(asked, ground, findings),
        Ask::AppointSubstitute(asked) => substitute::judge(asked, ground, findings),
        Ask::EndSubstitute(asked) => substitute::judge_end(asked, ground),
        Ask::RecordFollowUp(asked) => {
            follow_up::judge(asked, ground, findings);
            Ok(())
        }
        Ask::ChangeParticipant(asked) => participant::judge(asked, ground, findings),
        Ask::GiveConsent(asked) => consent::judge(asked, ground, findings),
        Ask::TransferResponsibility(asked) => {
            transfer::judge(asked, findings);
            Ok(())
        }
        Ask::CloseCase(_) => {
            case::judge_closing(ground, findings);
            Ok(())
        }
        Ask::CorrectEntry(asked) => correction::judge(asked, ground),
        Ask::VoidEntry(_) => correction::judge_void(ground),
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
        | Ask::RecordPlanWish(_) => Ok(()),
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
    if !registers && directory.register(command.tenant).is_none() {
        return Err(Refusal::Tenant(TenantFault::Unknown));
    }
    Ok(())
}

impl<'a> Ground<'a> {
    /// The kind of tenant; a tenant that is being registered is taken as the one it will be.
    pub(crate) fn kind(&self) -> TenantKind {
        match (&self.command.ask, &self.register.tenant) {
            (Ask::RegisterTenant(asked), None) => asked.kind,
            (_, Some(tenant)) => tenant.kind,
            (_, None) => TenantKind::Municipality,
        }
    }

    /// The directory of all tenants.
    pub(crate) fn directory(&self) -> &'a Directory {
        self.around.directory()
    }

    /// The reference a patient goes by today.
    pub(crate) fn survivor(&self, patient: PatientId) -> PatientId {
        self.directory().survivor(patient, self.today)
    }

    /// E-REF unless the person is registered at the tenant.
    pub(crate) fn person(&self, person: PersonId) -> Result<(), Refusal> {
        if self.register.persons.contains_key(&person) {
            Ok(())
        } else {
            Err(unknown(format!("person {person}"), "a person registered at this tenant"))
        }
    }

    /// E-REF unless the unit is registered at the tenant.
    pub(crate) fn unit(&self, unit: UnitId) -> Result<(), Refusal> {
        if self.register.units.contains_key(&unit) {
            Ok(())
        } else {
            Err(unknown(format!("unit {unit}"), "a unit registered at this tenant"))
        }
    }

    /// E-REF unless the event stands in this stream and is not void.
    pub(crate) fn event(&self, event: EventId, what: &str) -> Result<(), Refusal> {
        if self.facts.iter().any(|fact| fact.mark.event == event) {
            return Ok(());
        }
        Err(unknown(format!("{what} ({event})"), "the id of an event of this file that is not void"))
    }

    /// The entry and event of an id, void or not.
    pub(crate) fn recorded(&self, event: EventId) -> Option<(&'a Entry, &'a Recorded)> {
        self.entries.iter().find_map(|entry| {
            let recorded = entry.body.events.iter().find(|recorded| recorded.id == event)?;
            Some((entry, recorded))
        })
    }

    /// Whether an event of the stream has been voided.
    pub(crate) fn is_void(&self, event: EventId) -> bool {
        let mut events = self.entries.iter().flat_map(|entry| &entry.body.events);
        events.any(
            |recorded| matches!(&*recorded.what, Event::EntryMarkedErroneous(told) if told.target == event),
        )
    }

    /// The file as it would be with the command's event in it.
    pub(crate) fn file_afterwards(&self) -> PatientFile {
        (self.afterwards)()
    }

    /// E-DOUBLE-PRIMARY: no day with two primaries in one seat, future-dated entries included.
    pub(crate) fn one_primary_a_seat(&self) -> Result<(), Refusal> {
        match self.file_afterwards().double_primary(Day::FIRST) {
            Some(on) => Err(Refusal::AnotherPrimaryIsActive { on }),
            None => Ok(()),
        }
    }

    /// E-AUTH-RESTRICTED: nobody gets a role whom the patient has reserved against.
    pub(crate) fn not_reserved_against(
        &self,
        person: PersonId,
        unit: Option<UnitId>,
        findings: &mut Findings,
    ) -> Result<(), Refusal> {
        let own = self.register.persons.get(&person).map(|person| person.unit);
        let named = [Some(person.0), unit.map(|unit| unit.0), own.map(|unit| unit.0)];
        let reserved =
            self.file.restrictions.iter().filter(|one| one.holds_on(self.on)).any(|one| match one.kind {
                RestrictionKind::PatientReservation(against) => named.contains(&Some(against)),
                RestrictionKind::Fortrolig
                | RestrictionKind::StrengtFortrolig
                | RestrictionKind::ParentBlocked => false,
            });
        if reserved { findings.refuse(Refusal::ReservedAgainst { on: self.on }) } else { Ok(()) }
    }

    /// E-ORDER if an interval that begins on the command's day ends before it.
    pub(crate) fn in_order(&self, field: &str, to: Option<Day>) -> Result<(), Refusal> {
        ordered(field, self.on, to)
    }
}

/// E-ORDER if `to` is before `from`.
pub(crate) fn ordered(field: &str, from: Day, to: Option<Day>) -> Result<(), Refusal> {
    match to {
        Some(to) if to < from => Err(Refusal::Order(format!(
            "{field} {to} is before {from}, where the interval begins: give a later day"
        ))),
        Some(_) | None => Ok(()),
    }
}

/// E-REF of something.
pub(crate) fn unknown(what: String, accepted: &str) -> Refusal {
    Refusal::Unknown { what, accepted: format!("{accepted} would be accepted") }
}
