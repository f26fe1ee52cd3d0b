//! Light collaboration (*Enkelt samspill*): cooperation in a shared tool that is no plan until it is converted (trap T37).

use serde::{Deserialize, Serialize};

use super::PatientFile;
use super::consent::ScopeKind;
use super::plan::{self, Instrument, Plan};
use super::plan_decision::PlanOutcome;
use crate::decision::{Findings, Ground, unknown};
use crate::deviation::Deviation;
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::words::{Day, EventId, Reference};

/// In what people work together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tool {
    DipsSamspill,
    Sampro,
    Acos,
    Other,
}

impl From<Tool> for Instrument {
    fn from(tool: Tool) -> Self {
        match tool {
            Tool::DipsSamspill => Self::DipsSamspill,
            Tool::Sampro => Self::Sampro,
            Tool::Acos => Self::Acos,
            Tool::Other => Self::Other,
        }
    }
}

/// A light collaboration was opened (#39).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LightCollaborationOpened {
    pub tool: Tool,
    pub external_ref: Reference,
}

/// A light collaboration was converted to a plan (#40).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LightCollaborationConverted {
    pub collaboration: EventId,
    pub next_revision_on: Option<Day>,
}

/// One light collaboration in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct LightCollaboration {
    pub mark: Mark,
    pub tool: Tool,
    pub external_ref: Reference,
}

pub(crate) fn opened(file: &mut PatientFile, mark: Mark, told: &LightCollaborationOpened) {
    let (tool, external_ref) = (told.tool, told.external_ref.clone());
    file.light_collaborations.push(LightCollaboration { mark, tool, external_ref });
}

pub(crate) fn converted(file: &mut PatientFile, mark: Mark, told: &LightCollaborationConverted) {
    let from = file.light_collaborations.iter().find(|one| one.mark.event == told.collaboration);
    let plan = Plan {
        mark,
        // A collaboration that was voided afterwards leaves a plan in a tool nobody knows.
        instrument: from.map_or(Instrument::Other, |from| from.tool.into()),
        converted_from: Some(told.collaboration),
        external_ref: from.map(|from| from.external_ref.clone()),
        next_revision_on: told.next_revision_on,
        content: Vec::new(),
        evaluations: Vec::new(),
        turns: Vec::new(),
        end: None,
    };
    plan::begin(file, plan);
}

/// The collaboration is in this file, open on the day, and was not converted before.
pub(crate) fn conversion_fits(
    asked: &LightCollaborationConverted,
    ground: &Ground<'_>,
) -> Result<(), Refusal> {
    let named = format!("collaboration {}", asked.collaboration);
    let known = |one: &LightCollaboration| one.mark.event == asked.collaboration && one.mark.on <= ground.on;
    if !ground.file.light_collaborations.iter().any(known) {
        return Err(unknown(named, "a light collaboration of this file that is open on the day"));
    }
    let before = |plan: &Plan| {
        plan.converted_from == Some(asked.collaboration) && Some(plan.mark.event) != ground.corrected()
    };
    if ground.file.plans.iter().any(before) {
        return Err(unknown(format!("{named}, converted before"), "one that is not converted yet"));
    }
    super::plan::start_fits(ground)
}

/// Nothing is shared before the patient has agreed to share with somebody.
pub(crate) fn judge(ground: &Ground<'_>, findings: &mut Findings) -> Result<(), Refusal> {
    if ground.file.has_consent(ScopeKind::ShareWith, ground.on) {
        return Ok(());
    }
    findings.refuse(Refusal::NothingMayBeShared { on: ground.on })
}

/// It becomes the one plan; without a plan granted by then it is said.
pub(crate) fn judge_conversion(ground: &Ground<'_>, findings: &mut Findings) -> Result<(), Refusal> {
    ground.no_other_plan()?;
    let mut decisions = ground.file.plan_decisions.iter().filter(|one| one.mark.on <= ground.on);
    let granted = decisions.any(|one| one.outcome == PlanOutcome::Granted);
    findings.note_if(!granted, Deviation::NoPlanDecision);
    Ok(())
}

#[cfg(test)]
mod tests;
