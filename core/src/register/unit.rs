//! Units (*enheter*) of a tenant, and which of them may appoint.

use serde::{Deserialize, Serialize};

use super::Register;
use crate::decision::{Findings, Ground, ordered};
use crate::fact::Mark;
use crate::patient::assignment::CoordinatorRole;
use crate::refusal::Refusal;
use crate::words::{Code, Day, Label, Reference, UnitId};

/// For whom a unit is the coordinating unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeFor {
    All,
    Children,
    Adults,
}

impl KeFor {
    /// Whether two coordinating units answer for some of the same patients.
    pub fn overlaps(self, other: Self) -> bool {
        self == Self::All || other == Self::All || self == other
    }
}

/// A unit was registered (#53).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitRegistered {
    pub name: Label,
    pub service: Code,
    pub parent: Option<UnitId>,
    pub ke_for: Option<KeFor>,
    pub eligible_staff: Option<u32>,
    pub contact_point: Option<Label>,
    pub from: Option<Day>,
    pub to: Option<Day>,
    pub predecessor: Option<UnitId>,
}

/// A unit got authority to appoint (#54).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppointmentAuthorityDelegated {
    pub to_unit: UnitId,
    pub roles: Vec<CoordinatorRole>,
    pub from: Day,
    pub to: Option<Day>,
    pub document_ref: Reference,
}

/// One unit of the register.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    pub mark: Mark,
    pub name: Label,
    pub service: Code,
    pub parent: Option<UnitId>,
    pub ke_for: Option<KeFor>,
    pub eligible_staff: Option<u32>,
    /// Where the unit is reached.
    pub contact_point: Option<Label>,
    pub from: Day,
    pub to: Option<Day>,
}

/// One delegation of the register.
#[derive(Clone, Debug, PartialEq)]
pub struct Delegation {
    pub mark: Mark,
    pub to_unit: UnitId,
    pub roles: Vec<CoordinatorRole>,
    pub from: Day,
    pub to: Option<Day>,
}

impl Unit {
    /// Whether it exists on a day.
    pub fn exists_on(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
}

pub(crate) fn registered(register: &mut Register, mark: Mark, told: &UnitRegistered) {
    let unit = Unit {
        mark,
        name: told.name.clone(),
        service: told.service.clone(),
        parent: told.parent,
        ke_for: told.ke_for,
        eligible_staff: told.eligible_staff,
        contact_point: told.contact_point.clone(),
        from: told.from.unwrap_or(mark.on),
        to: told.to,
    };
    register.units.insert(mark.event.unit(), unit);
}

pub(crate) fn delegated(register: &mut Register, mark: Mark, told: &AppointmentAuthorityDelegated) {
    register.delegations.push(Delegation {
        mark,
        to_unit: told.to_unit,
        roles: told.roles.clone(),
        from: told.from,
        to: told.to,
    });
}

/// Parent and predecessor are registered, and the unit ends after it begins.
pub(crate) fn fits(asked: &UnitRegistered, ground: &Ground<'_>) -> Result<(), Refusal> {
    for unit in [asked.parent, asked.predecessor].into_iter().flatten() {
        ground.unit(unit)?;
    }
    ordered("to", asked.from.unwrap_or(ground.on), asked.to)
}

/// At most one coordinating unit answers for a patient at a time.
pub(crate) fn judge(
    asked: &UnitRegistered,
    ground: &Ground<'_>,
    findings: &mut Findings,
) -> Result<(), Refusal> {
    let Some(ke_for) = asked.ke_for else { return Ok(()) };
    let from = asked.from.unwrap_or(ground.on);
    let clashes = |unit: &&Unit| {
        let starts_before_end = unit.to.is_none_or(|to| from < to);
        let ends_after_start = asked.to.is_none_or(|to| unit.from < to);
        unit.ke_for.is_some_and(|other| other.overlaps(ke_for)) && starts_before_end && ends_after_start
    };
    match ground.register.units.values().find(clashes) {
        Some(unit) => findings.refuse(Refusal::KeOverlap(unit.mark.event)),
        None => Ok(()),
    }
}

/// The unit is registered, and the delegation ends after it begins.
pub(crate) fn delegation_fits(
    asked: &AppointmentAuthorityDelegated,
    ground: &Ground<'_>,
) -> Result<(), Refusal> {
    ground.unit(asked.to_unit)?;
    ordered("to", asked.from, asked.to)
}

#[cfg(test)]
mod tests;
