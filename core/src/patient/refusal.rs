//! Refusals of a coordinator (*avslag*; pbrl §§ 2-5 b, 7-2).

use serde::{Deserialize, Serialize};

use super::PatientFile;
use crate::decision::Findings;
use crate::deviation::Deviation;
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::words::Day;

/// On what ground a coordinator was refused; only the first two are criteria of the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Grounds {
    NotLongTerm,
    NotCoordinated,
    NoDiagnosis,
    NoPlanDecision,
    NoAbstinenceGoal,
    NoCapacity,
    Unstated,
}

/// In what form a decision was given; a *vedtak* is never required.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DecisionForm {
    Vedtak,
    OtherWritten,
    OralOrNone,
}

/// A coordinator was refused (#8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoordinatorRefused {
    pub grounds: Grounds,
    pub decision_form: DecisionForm,
    pub notified_on: Option<Day>,
    pub complaint_info_given: bool,
}

/// One refusal in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct CoordinatorRefusal {
    pub mark: Mark,
    pub grounds: Grounds,
}

pub(crate) fn refused(file: &mut PatientFile, mark: Mark, told: &CoordinatorRefused) {
    file.refusals.push(CoordinatorRefusal { mark, grounds: told.grounds });
}

/// A refusal on a ground the law does not know is kept as it was given, and said.
pub(crate) fn judge(asked: &CoordinatorRefused, findings: &mut Findings) -> Result<(), Refusal> {
    findings.note_if(!asked.complaint_info_given, Deviation::NoComplaintInfo);
    let unlawful = match asked.grounds {
        Grounds::NoDiagnosis => Some(Deviation::RefusedNoDiagnosis),
        Grounds::NoPlanDecision => Some(Deviation::RefusedNoIp),
        Grounds::NoAbstinenceGoal => Some(Deviation::RefusedNoAbstinence),
        Grounds::NoCapacity => Some(Deviation::RefusedNoCapacity),
        Grounds::NotLongTerm | Grounds::NotCoordinated | Grounds::Unstated => None,
    };
    if let Some(deviation) = unlawful {
        findings.note(deviation);
    }
    Ok(())
}
