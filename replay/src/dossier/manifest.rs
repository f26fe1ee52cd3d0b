//! `manifest.json`: what the dossier is of, for whom, its digest, and the SHA-256 of every file.

use std::collections::BTreeMap;

use samspor_core::entry::sha256_hex;
use samspor_core::words::{Code, Day, Instant, Label, PatientId, TenantId};
use serde::{Deserialize, Serialize};

use super::form::{array, to_base64};
use super::limits::{FILES_MAX, STREAMS_MAX};
use super::{Files, form};

/// The name of the form.
pub(super) const FORM: &str = "samspor-dossier/1";

/// What a dossier says of itself. Its fields are in the order of RFC 8785.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// The access log's name.
    pub(super) access_origin: String,
    pub(super) basis: Code,
    pub(super) digest: String,
    pub(super) files: BTreeMap<String, String>,
    pub(super) form: String,
    /// Whether numbers and names are disclosed.
    pub(super) identity: bool,
    pub(super) known: Instant,
    /// The ledger's name.
    pub(super) origin: String,
    pub(super) recipient: Label,
    /// The references that are read as one patient, the surviving one first.
    pub(super) references: Vec<PatientId>,
    /// The patient's own streams, each with the reference it is of.
    pub(super) streams: Vec<OwnStream>,
    pub(super) tenant: TenantId,
    pub(super) valid: Day,
}

/// A stream of the patient's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnStream {
    pub(super) patient: PatientId,
    sid: String,
}

impl OwnStream {
    pub(super) fn new(patient: PatientId, sid: &[u8; 16]) -> Self {
        Self { patient, sid: to_base64(sid) }
    }

    pub(super) fn sid(&self) -> Option<[u8; 16]> {
        array(&self.sid)
    }
}

impl Manifest {
    /// The file's bytes: one field a line, for people to read.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("texts and numbers are JSON");
        bytes.push(b'\n');
        bytes
    }

    /// The manifest that these bytes are; another spelling, or another form of dossier, is refused.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let told: Self = serde_json::from_slice(bytes).ok()?;
        let fits = told.form == FORM
            && told.files.len() <= FILES_MAX
            && told.streams.len() <= STREAMS_MAX
            && (1..=STREAMS_MAX).contains(&told.references.len())
            && told.to_bytes() == bytes;
        fits.then_some(told)
    }

    /// The SHA-256 of every file but the manifest itself and the list of sums.
    pub(super) fn hashes(files: &Files) -> BTreeMap<String, String> {
        let told = files.iter().filter(|(name, _)| ![form::MANIFEST, form::SUMS].contains(&name.as_str()));
        told.map(|(name, bytes)| (name.clone(), sha256_hex(bytes))).collect()
    }
}
