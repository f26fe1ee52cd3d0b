//! Decisions on individual plans (pbrl § 2-5, hol § 7-1); a *vedtak* is never required.

use serde::{Deserialize, Serialize};

use super::PatientFile;
use super::plan::Wish;
use super::refusal::DecisionForm;
use crate::decision::{Findings, Ground};
use crate::deviation::Deviation;
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::words::{Code, Day};

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlanOutcome {
    Granted,
    Refused,
}

/// A plan was granted or refused (#38).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanDecisionMade {
    pub outcome: PlanOutcome,
    pub grounds: Option<Code>,
    pub decision_form: DecisionForm,
    pub notified_on: Option<Day>,
    pub complaint_info_given: Option<bool>,
}

/// One decision in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanDecision {
    pub mark: Mark,
    pub outcome: PlanOutcome,
}

pub(crate) fn decided(file: &mut PatientFile, mark: Mark, told: &PlanDecisionMade) {
    file.plan_decisions.push(PlanDecision { mark, outcome: told.outcome });
}

/// A plan nobody wished, and a refusal without the right to complain, stand as they were made, and are said.
pub(crate) fn judge(
    asked: &PlanDecisionMade,
    ground: &Ground<'_>,
    findings: &mut Findings,
) -> Result<(), Refusal> {
    match asked.outcome {
        PlanOutcome::Granted => {
            let newest = ground.file.plan_wishes.iter().rfind(|one| one.mark.on <= ground.on);
            let declined = newest.is_some_and(|one| one.wish == Wish::Declines);
            findings.note_if(declined, Deviation::GrantedAgainstWish);
        }
        PlanOutcome::Refused => {
            findings.note_if(asked.complaint_info_given != Some(true), Deviation::NoComplaintInfo);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
