//! The bytes of a reading, and the draft that carries them into the access log.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Outcome, Purpose, Reading, ReadingAt, What};
use crate::actor::Actor;
use crate::entry::{StreamWord, Unreadable, class_of};
use crate::log::{Class, Draft, DraftSection, Log, Placed, Position};
use crate::seal::Subject;
use crate::submit::pseudonym;
use crate::words::{CommandId, Instant, PatientId, TenantId};

/// The newest version of the form.
const SCHEMA: u16 = 1;

/// The stored form, its fields in the order of RFC 8785; `id`, `patient`, `stream` and `tenant` are spelled as in an entry's
/// body, so that the same log finds streams and ids in it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    actor: Actor,
    decision: String,
    id: CommandId,
    outcome: Word,
    #[serde(skip_serializing_if = "Option::is_none")]
    patient: Option<PatientId>,
    patients: BTreeSet<PatientId>,
    position: Position,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<String>,
    request: Uuid,
    schema: u16,
    shown: u64,
    stream: StreamWord,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<TenantId>,
    what: What,
    why: Purpose,
}

#[derive(PartialEq, Eq, Serialize, Deserialize)]
enum Word {
    Granted,
    Denied,
}

impl Reading {
    /// The canonical JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (outcome, refusal) = match &self.outcome {
            Outcome::Granted => (Word::Granted, None),
            Outcome::Denied(code) => (Word::Denied, Some(code.clone())),
        };
        let stored = Stored {
            actor: self.actor.clone(),
            decision: self.decision.clone(),
            id: self.id,
            outcome,
            patient: self.about,
            patients: self.patients.clone(),
            position: self.position,
            refusal,
            request: self.request,
            schema: SCHEMA,
            shown: self.shown,
            stream: StreamWord::of(&self.stream()),
            tenant: self.tenant,
            what: self.what.clone(),
            why: self.why,
        };
        serde_json::to_vec(&stored).expect("a reading has string keys and no fractions")
    }

    /// Reads those bytes; another spelling of the same is refused.
    ///
    /// # Errors
    ///
    /// What is wrong with them, in words.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let stored: Stored = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if stored.schema != SCHEMA {
            return Err(format!("a reading has the unknown schema {}", stored.schema));
        }
        let outcome = match (stored.outcome, stored.refusal) {
            (Word::Granted, None) => Outcome::Granted,
            (Word::Denied, Some(code)) => Outcome::Denied(code),
            (Word::Granted, Some(_)) | (Word::Denied, None) => {
                return Err("the outcome does not fit the refusal".to_owned());
            }
        };
        let reading = Self {
            id: stored.id,
            request: stored.request,
            actor: stored.actor,
            tenant: stored.tenant,
            about: stored.patient,
            patients: stored.patients,
            what: stored.what,
            why: stored.why,
            outcome,
            shown: stored.shown,
            position: stored.position,
            decision: stored.decision,
        };
        if reading.to_bytes() == bytes { Ok(reading) } else { Err("not in canonical form".to_owned()) }
    }

    /// The draft of its entry in the access log, made at a moment.
    pub fn draft(&self, at: Instant) -> Draft {
        let subject = self.tenant.map_or(Subject::Ledger, Subject::Tenant);
        Draft {
            command: self.id,
            stream: self.stream(),
            class: Class::A,
            at,
            act: pseudonym(&self.actor),
            sections: vec![DraftSection::Sealed { subject, text: self.to_bytes() }],
        }
    }
}

impl ReadingAt {
    /// Reads an entry of the access log, held against its leaf and opened with the log's keys.
    ///
    /// # Errors
    ///
    /// When it is no reading: a corruption.
    pub fn read(log: &dyn Log, placed: &Placed) -> Result<Self, Unreadable> {
        let unreadable = |problem: String| Unreadable { position: placed.position, problem };
        if class_of(placed) != Some(Class::A) {
            return Err(unreadable("the leaf is not one over a reading".to_owned()));
        }
        let text = log.opener().first_text(placed)?.map_err(|shut| unreadable(shut.to_string()))?;
        let reading = Reading::from_bytes(&text).map_err(unreadable)?;
        Ok(Self { position: placed.position, recorded_at: placed.recorded_at, reading })
    }
}
