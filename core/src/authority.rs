//! Who may write what: by role, and for own patients and own unit (domain.md 2.0, *Issuers*).

use crate::actor::Role;
use crate::catalogue::Ask;
use crate::decision::Ground;
use crate::patient::assignment::CoordinatorRole;
use crate::patient::plan::StartedBy;
use crate::refusal::Refusal;
use crate::register::tenant::TenantKind;
use crate::words::{EventId, PersonId};

/// Whether a role may issue a command at a kind of tenant.
pub fn may_issue(role: Role, ask: &Ask, kind: TenantKind) -> bool {
    let issuers = ask.listed().issuers;
    // Specialist personnel begin a plan where the hospital does.
    if let (Role::SpecialistPersonnel, Ask::CreatePlan(asked)) = (role, ask) {
        return asked.started_by == StartedBy::HealthTrust;
    }
    let appoints = matches!(ask, Ask::AppointCoordinator(_) | Ask::ChangeCoordinator(_));
    let in_place_of = match (kind, role) {
        (TenantKind::HealthTrust, Role::KeTrust) if !appoints => Some(Role::KeMunicipal),
        (TenantKind::HealthTrust, Role::ClinicLeader) => Some(Role::UnitLeader),
        _ => None,
    };
    issuers.contains(&role) || in_place_of.is_some_and(|role| issuers.contains(&role))
}

/// Refuses a role that may not issue the command at all.
pub(crate) fn by_role(ground: &Ground<'_>) -> Result<(), Refusal> {
    let role = ground.actor.role;
    if may_issue(role, &ground.command.ask, ground.kind()) {
        return Ok(());
    }
    if let (Role::SpecialistPersonnel, Ask::CreatePlan(_)) = (role, &ground.command.ask) {
        let only = "specialist personnel create a plan that the hospital starts: started_by HealthTrust";
        return Err(Refusal::Authority(only.to_owned()));
    }
    let listed = ground.command.listed();
    let accepted: Vec<String> = listed.issuers.iter().map(|role| format!("{role:?}")).collect();
    Err(Refusal::Authority(format!(
        "{} is not issued by {role:?}, but by {}",
        listed.command,
        accepted.join(", ")
    )))
}

/// Refuses coordinators writing for others' patients, leaders for others' units, and corrections by strangers.
pub(crate) fn by_own(ground: &Ground<'_>) -> Result<(), Refusal> {
    if let Ask::CorrectEntry(_) | Ask::VoidEntry(_) = &ground.command.ask {
        return corrects_own(ground);
    }
    match ground.actor.role {
        Role::Coordinator | Role::Substitute => coordinates(ground),
        Role::UnitLeader | Role::ClinicLeader => leads(ground),
        Role::Patient => speaks_for_self(ground),
        Role::HealthPersonnel
        | Role::SpecialistPersonnel
        | Role::OtherSector
        | Role::KeMunicipal
        | Role::KeTrust
        | Role::CaseOfficer
        | Role::ComplaintHandler
        | Role::Supervisor
        | Role::RecordsManager
        | Role::System => Ok(()),
    }
}

/// A coordinator or substitute has the patient through any assignment or substitution on the day or today.
fn coordinates(ground: &Ground<'_>) -> Result<(), Refusal> {
    let Some(me) = ground.actor.person else {
        return Err(Refusal::Authority("a coordinator acts as a registered person".to_owned()));
    };
    if let Ask::RegisterAbsence(asked) = &ground.command.ask {
        let own = asked.person == me;
        return if own {
            Ok(())
        } else {
            Err(Refusal::Authority("register your own absence; a leader registers others'".to_owned()))
        };
    }
    let Some(_) = ground.command.patient else { return Ok(()) };
    let has = |day| {
        ground.file.assignments.iter().any(|one| one.person == me && one.runs_on(day))
            || ground.file.substitutions.iter().any(|one| one.person == me && one.runs_on(day))
    };
    if has(ground.on) || has(ground.today) {
        Ok(())
    } else {
        Err(Refusal::Authority(
            "you have no task for this patient on that day or today: the coordinator, a substitute or the coordinating unit writes here"
                .to_owned(),
        ))
    }
}

fn leads(ground: &Ground<'_>) -> Result<(), Refusal> {
    let own = ground.own_unit();
    let leads = |person: &PersonId| {
        let theirs = ground.register.persons.get(person).map(|person| person.unit);
        own.zip(theirs).is_some_and(|(own, theirs)| ground.register.is_within(theirs, own))
    };
    if named_persons(ground).iter().all(leads) {
        return Ok(());
    }
    Err(Refusal::Authority(
        "a leader writes for persons of the own unit and the units below it; this person belongs to another"
            .to_owned(),
    ))
}

/// The persons of the staff a leader's command is about.
fn named_persons(ground: &Ground<'_>) -> Vec<PersonId> {
    let (file, on) = (ground.file, ground.on);
    match &ground.command.ask {
        Ask::AppointCoordinator(asked) => vec![asked.person],
        Ask::ChangeCoordinator(asked) => vec![asked.to_person],
        Ask::CompleteHandover(asked) => vec![asked.to_person],
        Ask::IssueMandate(asked) => vec![asked.person],
        Ask::AppointSubstitute(asked) => vec![asked.for_person],
        Ask::EndSubstitute(asked) => {
            let running = file.substitutes_on(on).filter(|one| one.person == asked.person);
            running.map(|one| one.for_person).collect()
        }
        Ask::EndAssignment(asked) => {
            let role = CoordinatorRole::or_municipal(asked.role.as_ref());
            let running = file.assignments.iter().filter(|one| one.role == role && one.runs_on(on));
            running.map(|one| one.person).collect()
        }
        Ask::SetCapacity(asked) => vec![asked.person],
        Ask::RecordCompetence(asked) => vec![asked.person],
        Ask::RegisterAbsence(asked) => vec![asked.person],
        _ => Vec::new(),
    }
}

fn speaks_for_self(ground: &Ground<'_>) -> Result<(), Refusal> {
    match ground.command.patient {
        Some(patient)
            if ground.actor.acting_for.is_none_or(|own| ground.survivor(own) != ground.survivor(patient)) =>
        {
            Err(Refusal::Authority("a patient writes in the own file only".to_owned()))
        }
        Some(_) | None => Ok(()),
    }
}

/// The original author, the coordinating unit and the records manager correct (#34).
fn corrects_own(ground: &Ground<'_>) -> Result<(), Refusal> {
    let target = match &ground.command.ask {
        Ask::CorrectEntry(asked) => asked.target,
        Ask::VoidEntry(asked) => asked.target,
        _ => return Ok(()),
    };
    let everybodys = match ground.actor.role {
        Role::KeMunicipal | Role::KeTrust | Role::RecordsManager => true,
        Role::System
        | Role::Patient
        | Role::HealthPersonnel
        | Role::SpecialistPersonnel
        | Role::OtherSector
        | Role::UnitLeader
        | Role::ClinicLeader
        | Role::Coordinator
        | Role::Substitute
        | Role::CaseOfficer
        | Role::ComplaintHandler
        | Role::Supervisor => false,
    };
    if everybodys || is_author(ground, target) {
        return Ok(());
    }
    Err(Refusal::Authority(
        "an entry is corrected by its author, the coordinating unit or the records manager".to_owned(),
    ))
}

fn is_author(ground: &Ground<'_>, target: EventId) -> bool {
    let Some((entry, _)) = ground.recorded(target) else { return false };
    let author = &entry.body.actor;
    let same_person = author.person.is_some() && author.person == ground.actor.person;
    let same_patient = author.role == Role::Patient
        && author.acting_for.is_some()
        && author.acting_for == ground.actor.acting_for
        && ground.actor.role == Role::Patient;
    let same_system = author.role == Role::System && ground.actor.role == Role::System;
    let same_supervision = author.role == Role::Supervisor
        && ground.actor.role == Role::Supervisor
        && author.person == ground.actor.person;
    same_person || same_patient || same_system || same_supervision
}

#[cfg(test)]
mod tests;
