//! Coordinators' assignments (*oppnevning*, *oppdrag*): opened, changed, ended (hol § 7-2, sphl § 2-5 a).

use serde::{Deserialize, Serialize};

use super::PatientFile;
use super::consent::ScopeKind;
use super::refusal::DecisionForm;
use crate::actor::Role;
use crate::decision::{Findings, Ground};
use crate::deviation::Deviation;
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::register::tenant::TenantKind;
use crate::words::{Code, Day, Label, PersonId, UnitId};

/// In which role somebody is appointed; only the first three are statutory coordinators.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CoordinatorRole {
    Municipal,
    /// *Barnekoordinator*, hol § 7-2 a.
    Child,
    Specialist,
    Pathway,
    ContactDoctor,
    ContactPsychologist,
    Other(Label),
}

/// Where one primary coordinator at a time can sit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Seat {
    /// Municipal and child coordinator exclude each other.
    Municipality,
    Trust,
}

impl CoordinatorRole {
    /// The seat of a statutory coordinator; no other role has one.
    pub fn seat(&self) -> Option<Seat> {
        match self {
            Self::Municipal | Self::Child => Some(Seat::Municipality),
            Self::Specialist => Some(Seat::Trust),
            Self::Pathway | Self::ContactDoctor | Self::ContactPsychologist | Self::Other(_) => None,
        }
    }

    /// The role where a command leaves it out.
    pub fn or_municipal(role: Option<&Self>) -> Self {
        role.cloned().unwrap_or(Self::Municipal)
    }
}

/// How far the patient's wish for a person was followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PatientWish {
    None,
    Followed,
    NotFollowed,
}

/// A coordinator was appointed (#9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoordinatorAppointed {
    pub person: PersonId,
    pub role: CoordinatorRole,
    pub unit: UnitId,
    pub decision_form: Option<DecisionForm>,
    pub patient_wish: Option<PatientWish>,
}

/// An assignment was ended (#17).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoordinatorAssignmentEnded {
    pub role: Option<CoordinatorRole>,
    pub cause: Code,
    pub need_persists: bool,
}

/// What ended an assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndCause {
    Changed,
    Ended { need_persists: bool },
    CaseClosed,
    Died,
    TransferredOut,
}

/// The end of an assignment: it does not run on the day of the mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct End {
    pub mark: Mark,
    pub cause: EndCause,
}

/// One assignment in the patient's file: from its mark's day, up to and without its end's.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    pub mark: Mark,
    pub role: CoordinatorRole,
    pub person: PersonId,
    pub unit: UnitId,
    pub end: Option<End>,
}

impl Assignment {
    /// Whether it runs on a day.
    pub fn runs_on(&self, day: Day) -> bool {
        self.mark.on <= day && self.end.is_none_or(|end| day < end.mark.on)
    }

    /// The first day it no longer runs.
    pub fn to(&self) -> Option<Day> {
        self.end.map(|end| end.mark.on)
    }

    /// The seat it fills, if it is a statutory coordinator's.
    pub fn seat(&self) -> Option<Seat> {
        self.role.seat()
    }

    /// Whether the end leaves a need that somebody must take over.
    pub fn need_persists(&self) -> bool {
        self.end.is_some_and(|end| matches!(end.cause, EndCause::Ended { need_persists: true }))
    }
}

pub(crate) fn appointed(file: &mut PatientFile, mark: Mark, told: &CoordinatorAppointed) {
    file.case.begun(mark);
    opened(file, mark, told.role.clone(), told.person, told.unit);
}

/// Opens an assignment and ends the substitutions whose absent person has no task any more.
pub(super) fn opened(
    file: &mut PatientFile,
    mark: Mark,
    role: CoordinatorRole,
    person: PersonId,
    unit: UnitId,
) {
    let is_primary = role.seat().is_some();
    file.assignments.push(Assignment { mark, role, person, unit, end: None });
    if is_primary {
        super::substitute::superseded(file, mark);
    }
}

pub(crate) fn ended(file: &mut PatientFile, mark: Mark, told: &CoordinatorAssignmentEnded) {
    let role = CoordinatorRole::or_municipal(told.role.as_ref());
    let cause = EndCause::Ended { need_persists: told.need_persists };
    end_where(file, End { mark, cause }, |assignment| assignment.role == role);
}

/// Ends every running assignment that `which` picks.
pub(super) fn end_where(file: &mut PatientFile, end: End, which: impl Fn(&Assignment) -> bool) {
    for assignment in file.assignments.iter_mut().filter(|one| one.end.is_none() && which(one)) {
        assignment.end = Some(end);
    }
}

/// Somebody who is to get a role in the file.
pub(super) struct Appointee<'a> {
    pub(super) role: &'a CoordinatorRole,
    pub(super) person: PersonId,
    pub(super) unit: UnitId,
}

/// Row 9. No plan decision is required, and no diagnosis.
pub(crate) fn judge(
    asked: &CoordinatorAppointed,
    ground: &Ground<'_>,
    findings: &mut Findings,
) -> Result<(), Refusal> {
    let appointee = Appointee { role: &asked.role, person: asked.person, unit: asked.unit };
    judge_appointee(&appointee, ground, findings)
}

/// What holds for whoever gets a role, by appointment or by change.
pub(super) fn judge_appointee(
    appointee: &Appointee<'_>,
    ground: &Ground<'_>,
    findings: &mut Findings,
) -> Result<(), Refusal> {
    ground.not_reserved_against(appointee.person, Some(appointee.unit), findings)?;
    if appointee.role.seat().is_some() {
        ground.one_primary_a_seat()?;
    }
    fits_tenant(appointee.role, ground.kind(), findings)?;
    is_child(appointee.role, ground, findings)?;
    is_delegated(appointee.role, ground, findings)?;
    if appointee.role.seat().is_some() {
        note_statutory(appointee, ground, findings);
    }
    Ok(())
}

fn fits_tenant(role: &CoordinatorRole, kind: TenantKind, findings: &mut Findings) -> Result<(), Refusal> {
    match (role, kind) {
        (CoordinatorRole::Specialist, TenantKind::Municipality) => findings
            .refuse(Refusal::Role("Specialist is for health trusts; use Municipal or Child".to_owned())),
        (CoordinatorRole::Municipal | CoordinatorRole::Child, TenantKind::HealthTrust) => findings
            .refuse(Refusal::Role("Municipal and Child are for municipalities; use Specialist".to_owned())),
        _ => Ok(()),
    }
}

fn is_child(role: &CoordinatorRole, ground: &Ground<'_>, findings: &mut Findings) -> Result<(), Refusal> {
    let birthday = ground.file.born.map(|born| born.plus_months(18 * 12));
    match birthday {
        Some(birthday) if *role == CoordinatorRole::Child && ground.on >= birthday => {
            findings.refuse(Refusal::ChildIsAdult { birthday })
        }
        Some(_) | None => Ok(()),
    }
}

/// A municipal leader appoints under a delegation; the coordinating unit and clinic leaders have their own authority.
fn is_delegated(role: &CoordinatorRole, ground: &Ground<'_>, findings: &mut Findings) -> Result<(), Refusal> {
    if ground.actor.role != Role::UnitLeader || ground.kind() != TenantKind::Municipality {
        return Ok(());
    }
    let delegated = ground.own_unit().is_some_and(|unit| ground.register.may_appoint(unit, role, ground.on));
    if delegated { Ok(()) } else { findings.refuse(Refusal::NotDelegated { on: ground.on }) }
}

/// The soft rules of the three statutory roles.
fn note_statutory(appointee: &Appointee<'_>, ground: &Ground<'_>, findings: &mut Findings) {
    let (person, on) = (appointee.person, ground.on);
    let consented = ground.file.has_consent(ScopeKind::Coordinator, on);
    findings.note_if(!consented, Deviation::NoConsent);
    let health_personnel = ground.register.persons.get(&person).is_some_and(|person| person.health_personnel);
    let specialist = *appointee.role == CoordinatorRole::Specialist;
    findings.note_if(specialist && !health_personnel, Deviation::NotHealthPersonnel);
    findings.note_if(ground.register.basic_course(person, on).is_none(), Deviation::Untrained);
    if let Some(most) = ground.register.max_cases(person, on) {
        let others = ground.around.primaries_of(ground.command.tenant, person, on, ground.command.patient);
        findings.note_if(others + 1 > most, Deviation::OverCapacity);
    }
}

/// Somebody has the role on the day; an end that leaves the need with nobody is said.
pub(crate) fn judge_end(
    asked: &CoordinatorAssignmentEnded,
    ground: &Ground<'_>,
    findings: &mut Findings,
) -> Result<(), Refusal> {
    let role = CoordinatorRole::or_municipal(asked.role.as_ref());
    if !ground.file.assignments.iter().any(|one| one.role == role && one.runs_on(ground.on)) {
        return Err(Refusal::NotCurrent(format!(
            "nobody has the role on {}: name a role that somebody has",
            ground.on
        )));
    }
    ground.one_primary_a_seat()?;
    if let Some(seat) = role.seat().filter(|_| asked.need_persists) {
        let after = ground.file_afterwards();
        findings.note_if(after.primary_on(seat, ground.on).is_none(), Deviation::VacancyOpened);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
