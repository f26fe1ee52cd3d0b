//! What the supervisory authority (*Statsforvalteren*) decided, and how its orders were met.

use serde::{Deserialize, Deserializer, Serialize};

use super::{PatientFile, complaint};
use crate::decision::{Ground, unknown};
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::words::{Code, Day, EventId, Reference};

/// What the authority came to: of a decision complained of, or of the services themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SupervisorOutcome {
    Confirmed,
    Changed,
    Annulled,
    Breach,
    NoBreach,
}

/// One order (*pålegg*): what is to be done, as a code, and by when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    pub due_on: Day,
    pub code: Code,
}

/// The supervisory authority's decision was received (#58); without a complaint where the authority opened the case itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupervisorDecisionReceived {
    pub complaint: Option<EventId>,
    pub outcome: SupervisorOutcome,
    /// The provisions broken, as codes such as `pbrl-2-5b`.
    #[serde(default, deserialize_with = "listed", skip_serializing_if = "Vec::is_empty")]
    pub provisions: Vec<Code>,
    #[serde(default, deserialize_with = "listed", skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<Order>,
}

/// An order was met (#58a): the decision, and which of its orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplianceReported {
    pub decision: EventId,
    pub code: Code,
    pub document_ref: Option<Reference>,
}

/// A list that may be left out; null leaves it out too, as in every other field.
fn listed<'de, D: Deserializer<'de>, T: Deserialize<'de>>(told: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(told)?.unwrap_or_default())
}

/// One decision of the authority in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct SupervisorDecision {
    pub mark: Mark,
    pub told: SupervisorDecisionReceived,
}

/// One report that an order was met.
#[derive(Clone, Debug, PartialEq)]
pub struct Compliance {
    pub mark: Mark,
    pub decision: EventId,
    pub code: Code,
}

pub(crate) fn decided(file: &mut PatientFile, mark: Mark, told: &SupervisorDecisionReceived) {
    file.supervisor_decisions.push(SupervisorDecision { mark, told: told.clone() });
}

pub(crate) fn complied(file: &mut PatientFile, mark: Mark, told: &ComplianceReported) {
    file.compliances.push(Compliance { mark, decision: told.decision, code: told.code.clone() });
}

/// The complaint, if one is named, is in this file.
pub(crate) fn fits(asked: &SupervisorDecisionReceived, ground: &Ground<'_>) -> Result<(), Refusal> {
    asked.complaint.map_or(Ok(()), |complaint| complaint::known(complaint, ground))
}

/// The decision is in this file, and one of its orders has the code.
pub(crate) fn compliance_fits(asked: &ComplianceReported, ground: &Ground<'_>) -> Result<(), Refusal> {
    let decision = ground.file.supervisor_decisions.iter().find(|one| one.mark.event == asked.decision);
    let decision = decision.ok_or_else(|| {
        unknown(
            format!("decision {}", asked.decision),
            "a decision of the supervisory authority received in this file",
        )
    })?;
    if decision.told.orders.iter().any(|order| order.code == asked.code) {
        return Ok(());
    }
    Err(unknown(format!("order {}", asked.code), "the code of an order of that decision"))
}

#[cfg(test)]
mod tests;
