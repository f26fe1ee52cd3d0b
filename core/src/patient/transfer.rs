//! Transfers of responsibility between municipalities (*ansvar overført*) when a patient moves.

use serde::{Deserialize, Serialize};

use super::PatientFile;
use super::assignment::{CoordinatorRole, End, EndCause, end_where};
use super::participant::Direction;
use crate::decision::{Findings, Ground, unknown};
use crate::deviation::Deviation;
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::words::{Day, TenantId};

/// The responsibility was transferred (#30; hol § 3-1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponsibilityTransferred {
    pub direction: Direction,
    pub other: TenantId,
    pub accepted_on: Option<Day>,
}

/// One transfer in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Transfer {
    pub mark: Mark,
    pub direction: Direction,
    pub other: TenantId,
}

pub(crate) fn transferred(file: &mut PatientFile, mark: Mark, told: &ResponsibilityTransferred) {
    match told.direction {
        Direction::Out => {
            end_where(file, End { mark, cause: EndCause::TransferredOut }, |one| {
                matches!(one.role, CoordinatorRole::Municipal | CoordinatorRole::Child)
            });
            super::substitute::end_where(file, mark, |_| true);
        }
        Direction::In => {}
    }
    file.transfers.push(Transfer { mark, direction: told.direction, other: told.other });
}

/// The responsibility goes to, or comes from, somebody else; the other need not be in this ledger.
pub(crate) fn fits(asked: &ResponsibilityTransferred, ground: &Ground<'_>) -> Result<(), Refusal> {
    if asked.other == ground.command.tenant {
        return Err(unknown("other".to_owned(), "another municipality than your own"));
    }
    Ok(())
}

/// Nobody took over yet: accepted, and said.
pub(crate) fn judge(asked: &ResponsibilityTransferred, findings: &mut Findings) -> Result<(), Refusal> {
    findings.note_if(asked.direction == Direction::Out && asked.accepted_on.is_none(), Deviation::NoReceiver);
    Ok(())
}

#[cfg(test)]
mod tests;
