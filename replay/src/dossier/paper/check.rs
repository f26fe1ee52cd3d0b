//! `check.html`: one page with the entries inside, which verifies them in a browser without a network.

use samspor_core::note::TlogProof;
use serde_json::{Map, Value, json};

use crate::dossier::Files;
use crate::dossier::form::*;
use crate::dossier::manifest::Manifest;

const SCRIPT: &str = include_str!("check.js");
const STYLE: &str = include_str!("check.css");
const PAGE: &str = include_str!("check.html");

/// The page. Its policy lets nothing run but this script, and nothing be fetched at all.
pub(super) fn page(manifest: &Manifest, files: &Files) -> String {
    let told = told(manifest, files);
    PAGE.replace("{script-hash}", &hash(SCRIPT))
        .replace("{style-hash}", &hash(STYLE))
        .replace("{style}", STYLE)
        .replace("{script}", SCRIPT)
        .replace("{told}", &told)
}

/// As a content security policy names a script or style.
fn hash(text: &str) -> String {
    format!("sha256-{}", to_base64(&sha256(text.as_bytes())))
}

/// What the page verifies, as JSON that no element can be closed in.
fn told(manifest: &Manifest, files: &Files) -> String {
    let text = |name: &str| {
        files
            .get(name)
            .map(|bytes| Value::String(String::from_utf8_lossy(bytes).into_owned()))
            .unwrap_or(Value::Null)
    };
    let streams: Vec<String> =
        manifest.streams.iter().filter_map(|one| one.sid()).map(|sid| to_base64(&sid)).collect();
    let told = json!({
        "access": text(ACCESS),
        "access_checkpoint": text(ACCESS_CHECKPOINT),
        "access_key": text(ACCESS_KEY),
        "access_proofs": proofs(files, ACCESS_PROOFS),
        "checkpoint": text(CHECKPOINT),
        "digest": manifest.digest,
        "events": text(EVENTS),
        "head": text(HEAD),
        "key": text(LOG_KEY),
        "known": manifest.known,
        "later": text(LATER),
        "proofs": proofs(files, PROOFS),
        "recipient": manifest.recipient,
        "references": manifest.references,
        "streams": streams,
        "tenant": manifest.tenant,
        "valid": manifest.valid,
    });
    told.to_string().replace('<', "\\u003c")
}

/// The hashes of each proof, by position.
fn proofs(files: &Files, folder: &str) -> Value {
    let mut all = Map::new();
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with(folder)) {
        if let Some((index, hashes)) = hashes(bytes)
            && proof_of(folder, index + 1) == *name
        {
            all.insert((index + 1).to_string(), Value::String(hashes));
        }
    }
    Value::Object(all)
}

fn hashes(bytes: &[u8]) -> Option<(u64, String)> {
    let proof = TlogProof::parse(bytes).ok()?;
    let hashes: Vec<String> = proof.hashes.iter().map(|hash| to_base64(hash)).collect();
    (proof.index < u64::MAX).then(|| (proof.index, hashes.join(" ")))
}
