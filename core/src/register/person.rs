//! Persons of the staff: their competence, capacity and absences.

use serde::{Deserialize, Serialize};

use super::Register;
use crate::decision::{Findings, Ground};
use crate::deviation::Deviation;
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::words::{Day, Hours, HprNumber, Label, PersonId, UnitId};

/// A person is to be registered; the name goes to the identity section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterPerson {
    pub name: Label,
    pub unit: UnitId,
    pub profession: Label,
    pub hpr: Option<HprNumber>,
    pub health_personnel: bool,
    pub superuser: Option<bool>,
}

/// A person was registered (#50).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonRegistered {
    pub unit: UnitId,
    pub profession: Label,
    pub hpr: Option<HprNumber>,
    pub health_personnel: bool,
    pub superuser: Option<bool>,
}

impl From<RegisterPerson> for PersonRegistered {
    fn from(asked: RegisterPerson) -> Self {
        Self {
            unit: asked.unit,
            profession: asked.profession,
            hpr: asked.hpr,
            health_personnel: asked.health_personnel,
            superuser: asked.superuser,
        }
    }
}

/// What kind of training or guidance it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CompetenceKind {
    Basic,
    Refresher,
    TargetGroup,
    IndividualGuidance,
    GroupGuidance,
    Tool,
}

/// A person took part in training or guidance (#51).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompetenceActivityRecorded {
    pub person: PersonId,
    pub kind: CompetenceKind,
    pub hours: Option<Hours>,
    pub themes: Option<Vec<Label>>,
}

/// Whether a person takes cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CapacityStatus {
    Active,
    NotAvailable,
    Left,
}

/// How many cases a person takes was set (#52).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapacitySet {
    pub person: PersonId,
    pub max_cases: Option<u32>,
    pub hours_per_week: Option<Hours>,
    pub status: CapacityStatus,
    pub from: Day,
}

/// A person is away (#18); no cause is stored (trap T31).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoordinatorAbsenceRegistered {
    pub person: PersonId,
    pub expected_to: Option<Day>,
}

/// One person of the register.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub mark: Mark,
    pub unit: UnitId,
    pub profession: Label,
    pub health_personnel: bool,
}

/// One activity of the competence register.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    pub mark: Mark,
    pub person: PersonId,
    pub kind: CompetenceKind,
}

/// One setting of a person's capacity.
#[derive(Clone, Debug, PartialEq)]
pub struct Capacity {
    pub mark: Mark,
    pub person: PersonId,
    pub max_cases: Option<u32>,
    pub from: Day,
}

/// One absence of the register.
#[derive(Clone, Debug, PartialEq)]
pub struct Absence {
    pub mark: Mark,
    pub person: PersonId,
    /// The first day the person is expected back.
    pub expected_to: Option<Day>,
}

pub(crate) fn registered(register: &mut Register, mark: Mark, told: &PersonRegistered) {
    let person = Person {
        mark,
        unit: told.unit,
        profession: told.profession.clone(),
        health_personnel: told.health_personnel,
    };
    register.persons.insert(mark.event.person(), person);
}

pub(crate) fn trained(register: &mut Register, mark: Mark, told: &CompetenceActivityRecorded) {
    register.activities.push(Activity { mark, person: told.person, kind: told.kind });
}

pub(crate) fn capacity_set(register: &mut Register, mark: Mark, told: &CapacitySet) {
    register.capacities.push(Capacity {
        mark,
        person: told.person,
        max_cases: told.max_cases,
        from: told.from,
    });
}

pub(crate) fn away(register: &mut Register, mark: Mark, told: &CoordinatorAbsenceRegistered) {
    register.absences.push(Absence { mark, person: told.person, expected_to: told.expected_to });
}

/// The person is registered, and is expected back after leaving.
pub(crate) fn absence_fits(asked: &CoordinatorAbsenceRegistered, ground: &Ground<'_>) -> Result<(), Refusal> {
    ground.person(asked.person)?;
    ground.in_order("expected_to", asked.expected_to)
}

/// A capacity below the load of its first day is set, and said.
pub(crate) fn judge_capacity(
    asked: &CapacitySet,
    ground: &Ground<'_>,
    findings: &mut Findings,
) -> Result<(), Refusal> {
    let load = ground.around.primaries_of(ground.command.tenant, asked.person, asked.from, None);
    findings.note_if(asked.max_cases.is_some_and(|most| load > most), Deviation::OverCapacity);
    Ok(())
}
