//! The patient's wish for an individual plan (*individuell plan*); the plan itself stands in its own tool.

use serde::{Deserialize, Serialize};

use super::PatientFile;
use crate::fact::Mark;
use crate::words::Day;

/// What the patient wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wish {
    Wants,
    Declines,
    Undecided,
}

/// The wish for a plan was recorded (#37).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanWishRecorded {
    pub wish: Wish,
    pub reoffer_on: Option<Day>,
}

/// One wish in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanWish {
    pub mark: Mark,
    pub wish: Wish,
}

pub(crate) fn wished(file: &mut PatientFile, mark: Mark, told: &PlanWishRecorded) {
    file.plan_wishes.push(PlanWish { mark, wish: told.wish });
}
