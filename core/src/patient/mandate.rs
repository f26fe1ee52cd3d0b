//! The coordinator's written mandate (*skriftlig mandat*) and who was told of it.

use serde::{Deserialize, Serialize};

use super::PatientFile;
use crate::actor::Role;
use crate::decision::{Findings, Ground};
use crate::deviation::Deviation;
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::words::{Label, Party, PersonId, Reference};

/// A mandate was issued (#12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MandateIssued {
    pub person: PersonId,
    pub document_ref: Reference,
    pub version: Option<Label>,
}

/// The participants were told who is coordinator and with what mandate (#13).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParticipantsInformed {
    pub parties: Vec<Party>,
}

/// One mandate in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Mandate {
    pub mark: Mark,
    pub person: PersonId,
}

pub(crate) fn issued(file: &mut PatientFile, mark: Mark, told: &MandateIssued) {
    file.mandates.push(Mandate { mark, person: told.person });
}

pub(crate) fn participants_informed(file: &mut PatientFile, mark: Mark, _told: &ParticipantsInformed) {
    file.participants_informed.push(mark);
}

/// A mandate is a leader's to issue.
pub(crate) fn judge(ground: &Ground<'_>, findings: &mut Findings) -> Result<(), Refusal> {
    let leader = matches!(ground.actor.role, Role::UnitLeader | Role::ClinicLeader);
    findings.note_if(!leader, Deviation::MandateByNonLeader);
    Ok(())
}
