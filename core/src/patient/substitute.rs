//! Substitutes (*vikar*) while a coordinator is away.

use serde::{Deserialize, Serialize};

use super::PatientFile;
use crate::decision::{Findings, Ground, ordered};
use crate::deviation::Deviation;
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::words::{Day, PersonId};

/// For what somebody substitutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SubstituteScope {
    Period,
    Meeting,
}

/// A substitute was appointed (#19).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubstituteAppointed {
    pub person: PersonId,
    pub for_person: PersonId,
    pub to: Option<Day>,
    pub scope: Option<SubstituteScope>,
    pub informed_on: Option<Day>,
}

/// A substitution was ended (#20).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubstituteEnded {
    pub person: PersonId,
}

/// One substitution in the patient's file: from its mark's day, up to and without `to`.
#[derive(Clone, Debug, PartialEq)]
pub struct Substitution {
    pub mark: Mark,
    pub person: PersonId,
    pub for_person: PersonId,
    pub scope: SubstituteScope,
    /// The first day it no longer runs, by plan or by what ended it.
    pub to: Option<Day>,
}

impl Substitution {
    /// Whether it runs on a day.
    pub fn runs_on(&self, day: Day) -> bool {
        self.mark.on <= day && self.to.is_none_or(|to| day < to)
    }

    fn end(&mut self, on: Day) {
        let to = on.max(self.mark.on);
        self.to = Some(self.to.map_or(to, |planned| planned.min(to)));
    }
}

pub(crate) fn appointed(file: &mut PatientFile, mark: Mark, told: &SubstituteAppointed) {
    file.substitutions.push(Substitution {
        mark,
        person: told.person,
        for_person: told.for_person,
        scope: told.scope.unwrap_or(SubstituteScope::Period),
        to: told.to,
    });
}

pub(crate) fn ended(file: &mut PatientFile, mark: Mark, told: &SubstituteEnded) {
    end_where(file, mark, |one| one.person == told.person);
}

/// Ends every substitution that runs on the mark's day and that `which` picks.
pub(super) fn end_where(file: &mut PatientFile, mark: Mark, which: impl Fn(&Substitution) -> bool) {
    for substitution in file.substitutions.iter_mut().filter(|one| one.runs_on(mark.on) && which(one)) {
        substitution.end(mark.on);
    }
}

/// Another primary has begun: a substitution whose absent person has no task any more is over.
pub(super) fn superseded(file: &mut PatientFile, mark: Mark) {
    let still: Vec<PersonId> = file.primaries_on(mark.on).map(|primary| primary.person).collect();
    end_where(file, mark, |one| !still.contains(&one.for_person));
}

/// Both are registered, and it ends after it begins.
pub(crate) fn fits(asked: &SubstituteAppointed, ground: &Ground<'_>) -> Result<(), Refusal> {
    ground.person(asked.person)?;
    ground.person(asked.for_person)?;
    ordered("to", ground.on, asked.to)
}

/// Somebody else stands in for a primary of the day.
pub(crate) fn judge(
    asked: &SubstituteAppointed,
    ground: &Ground<'_>,
    findings: &mut Findings,
) -> Result<(), Refusal> {
    ground.not_reserved_against(asked.person, None, findings)?;
    if asked.person == asked.for_person {
        findings.refuse(Refusal::Role("nobody substitutes for themselves: name somebody else".to_owned()))?;
    }
    if !ground.file.primaries_on(ground.on).any(|one| one.person == asked.for_person) {
        return Err(Refusal::NotCurrent(format!(
            "for_person is no primary coordinator on {}: name who is",
            ground.on
        )));
    }
    findings.note_if(asked.informed_on.is_none(), Deviation::SubNotInformed);
    Ok(())
}

/// The substitute has a running substitution.
pub(crate) fn judge_end(asked: &SubstituteEnded, ground: &Ground<'_>) -> Result<(), Refusal> {
    if ground.file.substitutes_on(ground.on).any(|one| one.person == asked.person) {
        return Ok(());
    }
    Err(Refusal::NotCurrent(format!(
        "the person substitutes for nobody on {}: name a running substitute",
        ground.on
    )))
}

#[cfg(test)]
mod tests;
