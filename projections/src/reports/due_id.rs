//! The name of an obligation: opaque to who uses it, the same in every answer.

use std::fmt;
use std::str::FromStr;

use samspor_core::register::policy::Rule;
use samspor_core::words::{EventId, PatientId, PersonId, TenantId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use crate::obligations::Obligation;

/// Names an obligation, opaquely: the same one has the same id in every answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DueId {
    pub(crate) rule: Rule,
    pub(crate) tenant: TenantId,
    pub(crate) trigger: EventId,
    pub(crate) patient: Option<PatientId>,
    /// Named where no patient is, and where one event may start the same duty for two persons.
    pub(crate) person: Option<PersonId>,
    /// Named where the trigger started several, such as the orders of a decision.
    pub(crate) part: u16,
}

/// The text names no obligation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not the id of an obligation")]
pub struct NoDueId;

impl DueId {
    /// The name of an obligation in a tenant's file of a patient, or of a person's.
    pub(crate) fn of(one: &Obligation, tenant: TenantId, patient: Option<PatientId>) -> Self {
        let person = one.person.filter(|_| patient.is_none() || names_person(one.rule));
        Self { rule: one.rule, tenant, trigger: one.trigger, patient, person, part: one.part }
    }

    /// The tenant whose obligation it is.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The patient whose file it is in, by the reference it was named with; none for a person's training.
    pub fn patient(&self) -> Option<PatientId> {
        self.patient
    }

    /// The person it is named after, where it is.
    pub fn person(&self) -> Option<PersonId> {
        self.person
    }

    /// Whether it names this obligation, whichever reference the patient has by now.
    pub(crate) fn is_of(&self, one: &Obligation) -> bool {
        self.rule == one.rule
            && self.trigger == one.trigger
            && self.part == one.part
            && self.person.is_none_or(|person| one.person == Some(person))
    }
}

/// A contact by somebody who substitutes for two coordinators is followed by the next contact of each.
fn names_person(rule: Rule) -> bool {
    matches!(rule, Rule::D08)
}

/// Whether the obligations of a rule are a person's, over all patients.
pub(crate) fn is_of_person(rule: Rule) -> bool {
    matches!(rule, Rule::D17 | Rule::D17Refresher)
}

impl fmt::Display for DueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = serde_json::to_value(self.rule).map_err(|_| fmt::Error)?;
        let rule = rule.as_str().ok_or(fmt::Error)?;
        write!(f, "{rule}.{}.{}", self.tenant, self.trigger)?;
        self.patient.iter().try_for_each(|patient| write!(f, ".{patient}"))?;
        self.person.iter().try_for_each(|person| write!(f, ".{person}"))?;
        if self.part > 0 { write!(f, ".{}", self.part) } else { Ok(()) }
    }
}

impl FromStr for DueId {
    type Err = NoDueId;

    fn from_str(text: &str) -> Result<Self, NoDueId> {
        let mut parts = text.split('.');
        let mut next = || parts.next().ok_or(NoDueId);
        let rule: Rule = serde_json::from_value(next()?.into()).map_err(|_| NoDueId)?;
        let tenant = next()?.parse().map_err(|_| NoDueId)?;
        let trigger = next()?.parse().map_err(|_| NoDueId)?;
        let mut rest: Vec<&str> = parts.collect();
        // A part is a number from 1, and no reference is that short.
        let part = rest.last().and_then(|last| last.parse::<u16>().ok()).filter(|part| *part > 0);
        if part.is_some() {
            rest.pop();
        }
        let (patient, person) = match (is_of_person(rule), &rest[..]) {
            (true, [person]) => (None, Some(*person)),
            (false, [patient]) => (Some(*patient), None),
            (false, [patient, person]) => (Some(*patient), Some(*person)),
            (false, []) => (None, None),
            (true | false, _) => return Err(NoDueId),
        };
        let patient = patient.map(str::parse).transpose().map_err(|_| NoDueId)?;
        let person = person.map(str::parse).transpose().map_err(|_| NoDueId)?;
        Ok(Self { rule, tenant, trigger, patient, person, part: part.unwrap_or(0) })
    }
}

impl Serialize for DueId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DueId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_itself() {
        let (a, b) = ("01930000-0000-7000-8000-00000000000a", "01930000-0000-7000-8000-00000000000b");
        for id in [
            format!("D07.310000019.{a}.{b}"),
            format!("D08.310000019.{a}.{b}.{a}"),
            format!("D17r.310000019.{a}.{b}"),
            format!("D18.310000019.{a}"),
            format!("D24.310000019.{a}.{b}.2"),
        ] {
            assert_eq!(id.parse::<DueId>().unwrap().to_string(), id);
        }
        for none in ["", "D07", "D99.310000019", "D17.310000019.x.y", &format!("D17.310000019.{a}")] {
            assert_eq!(none.parse::<DueId>(), Err(NoDueId), "{none}");
        }
    }
}
