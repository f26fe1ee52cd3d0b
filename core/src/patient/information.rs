//! What the patient was told (pbrl ch. 3, fvl § 11 a).

use serde::{Deserialize, Serialize};

use super::PatientFile;
use crate::fact::Mark;
use crate::words::Day;

/// What the patient was told about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Topic {
    Rights,
    PreliminaryReply,
    CoordinatorNamed,
    DecisionAndComplaintRight,
}

/// In what form the patient was told, or the offer was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    Written,
    Oral,
    Digital,
}

/// The patient was informed (#4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatientInformed {
    pub topic: Topic,
    pub expected_on: Option<Day>,
    pub form: Form,
}

/// One time the patient was informed.
#[derive(Clone, Debug, PartialEq)]
pub struct Information {
    pub mark: Mark,
    pub topic: Topic,
    pub form: Form,
}

pub(crate) fn informed(file: &mut PatientFile, mark: Mark, told: &PatientInformed) {
    file.information.push(Information { mark, topic: told.topic, form: told.form });
}
