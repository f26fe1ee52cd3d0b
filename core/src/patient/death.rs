//! Deaths: what was open lapses from the day of death, also when it is registered late (trap T21).

use serde::{Deserialize, Serialize};

use super::PatientFile;
use super::assignment::{End, EndCause, end_where};
use crate::decision::Ground;
use crate::fact::Mark;
use crate::refusal::Refusal;

/// Where the notice of a death came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeathSource {
    PopulationRegister,
    Notice,
}

/// The patient died (#31).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatientDeceased {
    pub source: DeathSource,
}

pub(crate) fn died(file: &mut PatientFile, mark: Mark, _told: &PatientDeceased) {
    end_where(file, End { mark, cause: EndCause::Died }, |_| true);
    super::substitute::end_where(file, mark, |_| true);
    file.death.get_or_insert(mark);
}

/// Nobody dies before they are born.
pub(crate) fn fits(ground: &Ground<'_>) -> Result<(), Refusal> {
    match ground.file.born {
        Some(born) if ground.on < born => Err(Refusal::Order(format!(
            "{} is before the day of birth, {born}: give the day of death",
            ground.on
        ))),
        Some(_) | None => Ok(()),
    }
}
