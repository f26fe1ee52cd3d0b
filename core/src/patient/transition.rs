//! Transitions of life (*overgang*), such as a discharge or turning 18.

use serde::{Deserialize, Serialize};

use super::PatientFile;
use crate::fact::Mark;
use crate::words::Label;

/// What kind of transition it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TransitionKind {
    Admission,
    Discharge,
    SchoolStart,
    SchoolChange,
    Turns18,
    Housing,
    WorkStart,
    Release,
    Other,
}

/// A transition was registered (#23).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransitionRegistered {
    pub kind: TransitionKind,
    pub counterpart: Option<Label>,
}

/// One transition in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Transition {
    pub mark: Mark,
    pub kind: TransitionKind,
}

pub(crate) fn registered(file: &mut PatientFile, mark: Mark, told: &TransitionRegistered) {
    file.transitions.push(Transition { mark, kind: told.kind });
}
