//! Who has the patient: statutory coordinators, substitutes, overlaps, pathways, and every assignment in time (3.2, 3.4).

use samspor_core::fact::Mark;
use samspor_core::patient::PatientFile;
use samspor_core::patient::assignment::{Assignment, CoordinatorRole, Seat};
use samspor_core::words::{Day, PersonId, UnitId};
use serde::{Deserialize, Serialize};

use crate::file_at::FileAt;

/// Somebody who has a statutory role on the day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coordinating {
    pub person: PersonId,
    pub role: CoordinatorRole,
    pub unit: UnitId,
    pub since: Day,
    /// Who stands in on the day.
    pub substitute: Option<PersonId>,
}

/// A column of the caseload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Column {
    Primary,
    Substitute,
    OverlapIn,
    OverlapOut,
    Pathway,
}

/// The patient counts once for a person in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Load {
    pub person: PersonId,
    pub column: Column,
}

/// A statutory assignment in time: from its mark's day up to and without `to`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tenure {
    /// Where and when it began.
    pub mark: Mark,
    pub person: PersonId,
    pub seat: Seat,
    pub to: Option<Day>,
}

impl Tenure {
    /// Whether it ran on any day at all: it did not if it ended on the day it began.
    pub fn ran(&self) -> bool {
        self.to.is_none_or(|to| self.mark.on < to)
    }

    /// Whether it runs on a day.
    pub fn runs_on(&self, day: Day) -> bool {
        self.mark.on <= day && self.to.is_none_or(|to| day < to)
    }
}

/// The running statutory assignments, in the file's order; none once the case is closed or the patient dead.
pub(super) fn coordinators(at: &FileAt<'_>) -> Box<[Coordinating]> {
    let coordinating = |one: &Assignment| Coordinating {
        person: one.person,
        role: one.role.clone(),
        unit: one.unit,
        since: one.mark.on,
        substitute: substitute_of(at, one.person),
    };
    if !is_coordinated(at) {
        return Box::default();
    }
    at.file.primaries_on(at.day).map(coordinating).collect()
}

/// What the patient adds to persons' caseload, each person and column once.
pub(super) fn loads(at: &FileAt<'_>) -> Box<[Load]> {
    if !is_coordinated(at) {
        return Box::default();
    }
    let (file, day) = (at.file, at.day);
    let primaries: Vec<PersonId> = file.primaries_on(day).map(|one| one.person).collect();
    let mut loads: Vec<Load> = Vec::new();
    let mut add = |person, column| loads.push(Load { person, column });
    for person in &primaries {
        add(*person, Column::Primary);
    }
    for substitution in file.substitutes_on(day) {
        add(substitution.person, Column::Substitute);
    }
    for change in file.changes.iter().chain(&file.announced).filter(|one| one.role.seat().is_some()) {
        if change.overlap_from <= day && day < change.mark.on {
            add(change.to_person, Column::OverlapIn);
        }
        if change.mark.on <= day && day < change.overlap_to {
            add(change.from_person, Column::OverlapOut);
        }
    }
    for one in pathways_on(file, day).filter(|one| !primaries.contains(&one.person)) {
        add(one.person, Column::Pathway);
    }
    loads.sort();
    loads.dedup();
    loads.into()
}

/// The statutory assignments that are known, those that begin after the day too, in order.
pub(super) fn tenures(at: &FileAt<'_>) -> Box<[Tenure]> {
    let whole = PatientFile::read(at.file.born, at.facts, Day::LAST);
    let tenure = |one: &Assignment| {
        one.seat().map(|seat| Tenure { mark: one.mark, person: one.person, seat, to: one.to() })
    };
    whole.assignments.iter().filter_map(tenure).collect()
}

/// The pathway coordinators (*forløpskoordinator*) that run on a day.
pub(super) fn pathways_on(file: &PatientFile, day: Day) -> impl Iterator<Item = &Assignment> {
    file.assignments.iter().filter(move |one| one.role == CoordinatorRole::Pathway && one.runs_on(day))
}

/// The newest running substitute of a person.
pub(super) fn substitute_of(at: &FileAt<'_>, person: PersonId) -> Option<PersonId> {
    let running = at.file.substitutes_on(at.day).filter(|one| one.for_person == person);
    running.max_by_key(|one: &&_| -> Mark { one.mark }).map(|one| one.person)
}

/// Case open, patient alive (3.2).
fn is_coordinated(at: &FileAt<'_>) -> bool {
    !at.file.case.is_closed_on(at.day) && !at.file.is_dead_on(at.day)
}
