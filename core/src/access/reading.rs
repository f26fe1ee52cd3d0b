//! One reading: who asked for what of whom, why, and whether it was shown.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Purpose;
use crate::actor::Actor;
use crate::log::{Position, StreamKey};
use crate::words::{CommandId, Day, Instant, PatientId, TenantId};

/// What the access log keeps of a reading at one tenant (*innsyn*); a reading over several tenants is one of these for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The record's own id.
    pub id: CommandId,
    /// The request it belongs to; all records of one request share it.
    pub request: Uuid,
    pub actor: Actor,
    /// The tenant that the patients are of; none for figures of many tenants.
    pub tenant: Option<TenantId>,
    /// The one patient asked about, where the question was about one.
    pub about: Option<PatientId>,
    /// Every patient who was in what was shown, or was asked about.
    pub patients: BTreeSet<PatientId>,
    pub what: What,
    pub why: Purpose,
    pub outcome: Outcome,
    /// How many rows or files were shown.
    pub shown: u64,
    /// The newest entry of the ledger that what was shown was made from; the start where it was made from readings.
    pub position: Position,
    /// By which rule it was decided.
    pub decision: String,
}

/// What was asked for: a report, page or command of the program, at which day and knowledge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct What {
    /// The last moment whose entries counted.
    pub known: Instant,
    /// The report's name, the page's path, or the command's.
    pub name: String,
    pub valid: Day,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was shown.
    Granted,
    /// It was refused, under this code.
    Denied(String),
}

/// A reading in its place in the access log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingAt {
    pub position: Position,
    pub recorded_at: Instant,
    pub reading: Reading,
}

impl Reading {
    /// The stream of the access log it belongs to: the patient's for a question about one, else the tenant's.
    pub fn stream(&self) -> StreamKey {
        match (self.tenant, self.about) {
            (Some(tenant), Some(patient)) => StreamKey::Patient(tenant, patient),
            (Some(tenant), None) => StreamKey::Register(tenant),
            (None, _) => StreamKey::Ledger,
        }
    }
}

impl Outcome {
    /// `Granted` or `Denied`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Granted => "Granted",
            Self::Denied(_) => "Denied",
        }
    }
}
