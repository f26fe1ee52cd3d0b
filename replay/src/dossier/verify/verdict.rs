//! What is found out about a dossier: the fate of each entry, whether any is missing, and every fault by file and entry.

use samspor_core::words::{Day, Instant, PatientId, TenantId};
use serde::Serialize;

use crate::dossier::limits::FAULTS_MAX;

/// The outcome of verifying one dossier.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Verdict {
    /// What it says it is of; none where even that can't be read.
    pub about: Option<AboutTold>,
    pub digest: Option<String>,
    pub checkpoint: Option<CheckpointTold>,
    pub access_checkpoint: Option<CheckpointTold>,
    pub entries: Vec<EntryVerdict>,
    /// Leaves of the patient's own streams recorded after K.
    pub later: Vec<EntryVerdict>,
    pub readings: Vec<EntryVerdict>,
    pub completeness: Completeness,
    pub faults: Vec<Fault>,
    /// What is no fault and should be known.
    pub notes: Vec<String>,
}

/// What a dossier says it is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AboutTold {
    pub tenant: TenantId,
    pub references: Vec<PatientId>,
    pub valid: Day,
    pub known: Instant,
    pub recipient: String,
    pub basis: String,
    pub identity: bool,
}

/// A checkpoint, and who vouches for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckpointTold {
    pub origin: String,
    pub size: u64,
    /// The root in base64.
    pub root: String,
    pub signed: SignedBy,
    /// Witnesses known to the dossier's policy that cosigned it, and when, in seconds since 1970.
    pub witnesses: Vec<(String, u64)>,
}

/// Whose signature a checkpoint has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum SignedBy {
    /// A key the recipient trusts.
    Trusted,
    /// The key that came with the dossier itself: whoever forges a dossier brings a key too.
    SelfAsserted,
    /// Nobody.
    Nobody,
}

/// One entry, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryVerdict {
    pub position: u64,
    /// The stream's id in base64, where the leaf can be read.
    pub sid: Option<String>,
    /// The number in the stream.
    pub sn: Option<u64>,
    pub fate: Fate,
}

/// What became of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Fate {
    /// Proven to be in the log, opened, and read.
    Read { events: Vec<String> },
    /// Proven to be in the log; its content is withheld.
    Withheld,
    /// Proven to be in the log; its content was erased by the entry at this position.
    Erased { by: u64 },
    /// Proven to be in the log; its content is blocked.
    Blocked { by: u64 },
    /// Not what it says it is.
    Forged { why: String },
}

/// Whether the patient's own streams are whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Completeness {
    /// The patient's own streams.
    pub streams: Vec<StreamVerdict>,
    /// Where the list of heads stands in the log; none where the dossier has none.
    pub heads_at: Option<u64>,
    /// How many entries of the log, of whatever stream, came after the list of heads: among these one could be left out.
    pub window: Option<u64>,
}

/// One stream of the patient's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StreamVerdict {
    pub sid: String,
    /// How many entries of it the dossier has, those after K included.
    pub entries: u64,
    /// The number of its last entry, by the list of heads.
    pub head: Option<u64>,
    /// Nothing is missing up to the list of heads.
    pub whole: bool,
    /// Why not.
    pub why: Option<String>,
}

/// Something that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    pub file: String,
    pub position: Option<u64>,
    pub what: String,
}

impl Completeness {
    /// Whether every stream of the patient's is whole.
    pub fn is_whole(&self) -> bool {
        !self.streams.is_empty() && self.streams.iter().all(|stream| stream.whole)
    }
}

impl Verdict {
    /// Whether nothing contradicts it. Whether its key is to be believed, [`Verdict::is_vouched`] says.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    /// Whether a key that the recipient trusts signed its checkpoint.
    pub fn is_vouched(&self) -> bool {
        self.checkpoint.as_ref().is_some_and(|told| told.signed == SignedBy::Trusted)
    }

    pub(super) fn fault(&mut self, file: &str, position: Option<u64>, what: impl Into<String>) {
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(Fault { file: file.to_owned(), position, what: what.into() });
        }
    }

    pub(super) fn note(&mut self, what: impl Into<String>) {
        self.notes.push(what.into());
    }
}
