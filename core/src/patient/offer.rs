//! Offers of a coordinator and the patient's answers: two facts, since no answer is no refusal (trap T4).

use serde::{Deserialize, Serialize};

use super::PatientFile;
use super::assignment::CoordinatorRole;
use super::information::Form;
use crate::decision::{Findings, Ground, unknown};
use crate::deviation::Deviation;
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::words::{Day, PersonId};

/// A coordinator was offered (#6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoordinatorOffered {
    pub role: CoordinatorRole,
    pub candidate: Option<PersonId>,
    pub form: Form,
}

/// What the patient answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    Accepted,
    Declined,
    NoAnswer,
}

/// Why an offer was declined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeclineReason {
    SelfCoordinates,
    Other,
}

/// The patient answered the offer (#7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoordinatorOfferAnswered {
    pub answer: Answer,
    pub reason: Option<DeclineReason>,
    pub wish: Option<PersonId>,
    pub reoffer_on: Option<Day>,
}

/// One offer in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    pub mark: Mark,
    pub role: CoordinatorRole,
}

/// One answer in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct OfferAnswer {
    pub mark: Mark,
    pub answer: Answer,
    pub reoffer_on: Option<Day>,
}

pub(crate) fn offered(file: &mut PatientFile, mark: Mark, told: &CoordinatorOffered) {
    file.offers.push(Offer { mark, role: told.role.clone() });
}

pub(crate) fn answered(file: &mut PatientFile, mark: Mark, told: &CoordinatorOfferAnswered) {
    file.answers.push(OfferAnswer { mark, answer: told.answer, reoffer_on: told.reoffer_on });
}

/// There is an offer that has not been answered.
pub(crate) fn answer_fits(asked: &CoordinatorOfferAnswered, ground: &Ground<'_>) -> Result<(), Refusal> {
    if let Some(wish) = asked.wish {
        ground.person(wish)?;
    }
    let (made, later): (Vec<&Offer>, Vec<&Offer>) =
        ground.file.offers.iter().partition(|offer| offer.mark.on <= ground.on);
    // An answer belongs to the newest offer before it.
    let answers = |offer: &Offer, answer: &OfferAnswer| {
        offer.mark < answer.mark && later.first().is_none_or(|next| answer.mark < next.mark)
    };
    let open = made.last().filter(|offer| !ground.file.answers.iter().any(|answer| answers(offer, answer)));
    match open {
        Some(_) => Ok(()),
        None => Err(unknown("an open offer".to_owned(), "an answer after OfferCoordinator")),
    }
}

/// Offered before any assessment is accepted, and said.
pub(crate) fn judge(ground: &Ground<'_>, findings: &mut Findings) -> Result<(), Refusal> {
    let assessed = ground.file.assessments.iter().any(|one| one.mark.on <= ground.on);
    findings.note_if(!assessed, Deviation::OfferBeforeAssessment);
    Ok(())
}

#[cfg(test)]
mod tests;
