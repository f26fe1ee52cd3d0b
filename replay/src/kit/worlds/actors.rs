//! Who sends a step's command: most often somebody who may.

use samspor_core::actor::{Actor, Role};
use samspor_core::catalogue::CATALOGUE;

use super::step::Step;
use super::trial::Scene;

const ALL: [Role; 15] = [
    Role::Patient,
    Role::HealthPersonnel,
    Role::SpecialistPersonnel,
    Role::OtherSector,
    Role::KeMunicipal,
    Role::KeTrust,
    Role::UnitLeader,
    Role::ClinicLeader,
    Role::Coordinator,
    Role::Substitute,
    Role::CaseOfficer,
    Role::ComplaintHandler,
    Role::Supervisor,
    Role::RecordsManager,
    Role::System,
];

/// Those who send, in the order in which they come to mind.
const USUAL: [Role; 11] = [
    Role::KeMunicipal,
    Role::UnitLeader,
    Role::ClinicLeader,
    Role::Coordinator,
    Role::RecordsManager,
    Role::Substitute,
    Role::System,
    Role::Patient,
    Role::HealthPersonnel,
    Role::ComplaintHandler,
    Role::Supervisor,
];

/// Who sends the command.
pub(super) fn actor(step: &Step, scene: &mut Scene<'_>) -> Actor {
    if step.stray {
        let tenant = scene.draw.of(&scene.trial.cast().tenants.iter().map(|one| one.id).collect::<Vec<_>>());
        let (role, person) = (scene.draw.of(&ALL), scene.draw.of(&scene.tenancy.persons));
        let (unit, acting_for) =
            (scene.draw.of(&scene.tenancy.units), scene.draw.maybe(2, |_| scene.patient));
        return Actor { acting_for, person: Some(person), role, tenant: Some(tenant), unit: Some(unit) };
    }
    let role = role_of(step.command, scene);
    let coordinator = scene.trial.coordinator(scene.tenancy.id, scene.patient);
    let (person, unit) = match role {
        Role::Coordinator | Role::Substitute => {
            (coordinator.or(Some(scene.draw.of(&scene.tenancy.persons))), None)
        }
        Role::UnitLeader | Role::ClinicLeader => (None, scene.tenancy.units.first().copied()),
        _ => (None, None),
    };
    let tenant = (role != Role::System).then_some(scene.tenancy.id);
    let acting_for = (role == Role::Patient).then_some(scene.patient);
    Actor { acting_for, person, role, tenant, unit }
}

fn role_of(command: &str, scene: &mut Scene<'_>) -> Role {
    let listed = CATALOGUE.iter().find(|listed| listed.command == command);
    let issuers = listed.map_or(&[][..], |listed| listed.issuers);
    let appoints = matches!(command, "AppointCoordinator" | "ChangeCoordinator");
    let may: Vec<Role> = USUAL.into_iter().filter(|role| issuers.contains(role)).collect();
    let has_task = scene.trial.coordinator(scene.tenancy.id, scene.patient).is_some();
    let may: Vec<Role> = may.into_iter().filter(|role| has_task || *role != Role::Coordinator).collect();
    let may: Vec<Role> = match scene.tenancy.is_trust {
        true if appoints => vec![Role::ClinicLeader],
        true => may.into_iter().map(of_trust).collect(),
        false => may.into_iter().filter(|role| *role != Role::ClinicLeader).collect(),
    };
    if may.is_empty() { Role::Coordinator } else { scene.draw.of(&may) }
}

fn of_trust(role: Role) -> Role {
    match role {
        Role::KeMunicipal => Role::KeTrust,
        Role::UnitLeader => Role::ClinicLeader,
        other => other,
    }
}
