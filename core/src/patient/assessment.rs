//! Assessments of need (*behovsvurdering*; hol §§ 7-1, 7-2, sphl § 2-5 a). No diagnosis field exists.

use serde::{Deserialize, Serialize};

use super::PatientFile;
use crate::decision::{Findings, Ground};
use crate::deviation::Deviation;
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::register::tenant::TenantKind;
use crate::words::Code;

/// What an assessment ends in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    CoordinatorAndPlan,
    CoordinatorOnly,
    CoordinationByServices,
    NotEligible,
}

impl Outcome {
    /// Whether the patient is to have a coordinator.
    pub fn wants_coordinator(self) -> bool {
        match self {
            Self::CoordinatorAndPlan | Self::CoordinatorOnly => true,
            Self::CoordinationByServices | Self::NotEligible => false,
        }
    }
}

/// The need was assessed (#5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeedAssessed {
    pub long_term: bool,
    pub coordinated: bool,
    pub complex: Option<bool>,
    pub services: Vec<Code>,
    pub outcome: Outcome,
    pub lifelong: Option<bool>,
    pub weight: Option<Weight>,
    pub patient_heard: bool,
    pub reason_ref: Option<crate::words::Reference>,
}

/// How heavy a case is, 1 to 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Weight(u8);

impl TryFrom<u8> for Weight {
    type Error = &'static str;

    fn try_from(weight: u8) -> Result<Self, Self::Error> {
        if (1..=3).contains(&weight) { Ok(Self(weight)) } else { Err("weight is 1, 2 or 3") }
    }
}

impl From<Weight> for u8 {
    fn from(weight: Weight) -> Self {
        weight.0
    }
}

/// One assessment in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    pub mark: Mark,
    pub outcome: Outcome,
    pub lifelong: bool,
    pub weight: u8,
    pub services: Vec<Code>,
}

pub(crate) fn assessed(file: &mut PatientFile, mark: Mark, told: &NeedAssessed) {
    file.assessments.push(Assessment {
        mark,
        outcome: told.outcome,
        lifelong: told.lifelong.unwrap_or(false),
        weight: told.weight.map_or(1, u8::from),
        services: told.services.clone(),
    });
}

/// The outcome follows from the criteria, or a reason is given (hol § 7-2, sphl § 2-5 a: in a trust complex alone is enough).
pub(crate) fn judge(
    asked: &NeedAssessed,
    ground: &Ground<'_>,
    findings: &mut Findings,
) -> Result<(), Refusal> {
    let both = asked.long_term && asked.coordinated;
    let entitled = match ground.kind() {
        TenantKind::Municipality => both,
        TenantKind::HealthTrust => both || asked.complex == Some(true),
    };
    let contradiction = match asked.outcome {
        Outcome::NotEligible if entitled => Some("not eligible although the criteria are met"),
        Outcome::CoordinatorAndPlan | Outcome::CoordinatorOnly if !entitled => {
            Some("a coordinator although the criteria are not met")
        }
        Outcome::NotEligible
        | Outcome::CoordinatorAndPlan
        | Outcome::CoordinatorOnly
        | Outcome::CoordinationByServices => None,
    };
    findings.note_if(!asked.patient_heard, Deviation::NotHeard);
    match (contradiction, &asked.reason_ref) {
        (Some(said), None) => findings.refuse(Refusal::Assessment(format!(
            "{said}; give reason_ref, or an outcome that follows from long_term and coordinated"
        ))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
