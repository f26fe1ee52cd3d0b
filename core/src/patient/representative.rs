//! Representatives (*foresatt*, *verge*, *fullmektig*) and restrictions on access.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::PatientFile;
use crate::decision::{Ground, unknown};
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::words::{Code, Day};
use crate::words::{PersonId, UnitId};

/// What kind of representative it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RepresentativeKind {
    Parent,
    Guardian,
    Proxy,
}

/// A representative was registered (#27).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepresentativeRegistered {
    pub kind: RepresentativeKind,
    pub powers: Code,
    pub to: Option<Day>,
}

/// What kind of restriction it is; the reservation names a person or a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RestrictionKind {
    PatientReservation(Uuid),
    Fortrolig,
    StrengtFortrolig,
    /// Parents are kept out (*foreldre har ikke innsyn*; trap T26, pbrl § 3-4). Stored and told in the file; it is enforced
    /// with sign-in: until then a caller with the role Patient can't be told apart from a parent who speaks for one.
    ParentBlocked,
}

/// Access was restricted (#28; pbrl § 5-3, pjl § 17).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessRestrictionSet {
    pub kind: RestrictionKind,
    pub to: Option<Day>,
}

/// One representative in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Representative {
    pub mark: Mark,
    pub kind: RepresentativeKind,
    pub to: Option<Day>,
}

/// One restriction in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Restriction {
    pub mark: Mark,
    pub kind: RestrictionKind,
    pub to: Option<Day>,
}

impl Representative {
    /// Whether it represents the patient on a day.
    pub fn runs_on(&self, day: Day) -> bool {
        self.mark.on <= day && self.to.is_none_or(|to| day < to)
    }
}

impl Restriction {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.mark.on <= day && self.to.is_none_or(|to| day < to)
    }
}

pub(crate) fn registered(file: &mut PatientFile, mark: Mark, told: &RepresentativeRegistered) {
    file.representatives.push(Representative { mark, kind: told.kind, to: told.to });
}

pub(crate) fn restricted(file: &mut PatientFile, mark: Mark, told: &AccessRestrictionSet) {
    file.restrictions.push(Restriction { mark, kind: told.kind, to: told.to });
}

/// A reservation names a registered person or unit, and ends after it begins.
pub(crate) fn restriction_fits(asked: &AccessRestrictionSet, ground: &Ground<'_>) -> Result<(), Refusal> {
    if let RestrictionKind::PatientReservation(against) = asked.kind {
        let person = ground.register.persons.contains_key(&PersonId(against));
        let unit = ground.register.units.contains_key(&UnitId(against));
        if !person && !unit {
            return Err(unknown(format!("{against}"), "a person or unit registered at this tenant"));
        }
    }
    ground.in_order("to", asked.to)
}
