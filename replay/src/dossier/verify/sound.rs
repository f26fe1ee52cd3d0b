//! The order in which a dossier is verified: bounds, sums, signatures, entries, completeness, what is made again.

use std::collections::{BTreeMap, HashSet};

use super::checkpoint::{Log, LogFiles};
use super::verdict::{AboutTold, Verdict};
use super::{Trusted, access, checkpoint, events, remade};
use crate::dossier::Files;
use crate::dossier::form::{self, *};
use crate::dossier::limits::{FILE_BYTES_MAX, FILES_MAX, TOTAL_BYTES_MAX};
use crate::dossier::manifest::Manifest;

/// Verifies the files of one dossier. Nothing else is asked: no clock, no network, no ledger.
pub fn verify(files: &Files, trusted: &Trusted) -> Verdict {
    let mut verdict = Verdict::default();
    if !is_bounded(files, &mut verdict) {
        return verdict;
    }
    let Some(manifest) = files.get(MANIFEST).and_then(|bytes| Manifest::read(bytes)) else {
        verdict.fault(MANIFEST, None, "missing, or not in the form samspor-dossier/1");
        sums(files, None, &mut verdict);
        return verdict;
    };
    verdict.about = Some(about(&manifest));
    verdict.digest = Some(manifest.digest.clone());
    sums(files, Some(&manifest), &mut verdict);
    let ledger = checkpoint::of(files, &LogFiles::LEDGER, &manifest.origin, trusted, &mut verdict);
    let readings = checkpoint::of(files, &LogFiles::ACCESS, &manifest.access_origin, trusted, &mut verdict);
    verdict.checkpoint = ledger.as_ref().map(Log::told);
    verdict.access_checkpoint = readings.as_ref().map(Log::told);
    if let Some(log) = &ledger {
        checkpoint::earlier(files, log, trusted, &mut verdict);
    }
    let lines = events::verify(files, &manifest, ledger.as_ref(), &mut verdict);
    let access = access::verify(files, readings.as_ref(), &mut verdict);
    remade::verify(files, &manifest, (&lines, &access), &mut verdict);
    verdict
}

fn about(manifest: &Manifest) -> AboutTold {
    AboutTold {
        tenant: manifest.tenant,
        references: manifest.references.clone(),
        valid: manifest.valid,
        known: manifest.known,
        recipient: manifest.recipient.to_string(),
        basis: manifest.basis.to_string(),
        identity: manifest.identity,
    }
}

fn is_bounded(files: &Files, verdict: &mut Verdict) -> bool {
    if files.len() > FILES_MAX {
        verdict.fault("", None, format!("more than {FILES_MAX} files"));
        return false;
    }
    if let Some((name, _)) = files.iter().find(|(_, bytes)| bytes.len() > FILE_BYTES_MAX) {
        verdict.fault(name, None, format!("larger than {FILE_BYTES_MAX} bytes"));
        return false;
    }
    if files.values().map(Vec::len).sum::<usize>() > TOTAL_BYTES_MAX {
        verdict.fault("", None, format!("more than {TOTAL_BYTES_MAX} bytes together"));
        return false;
    }
    true
}

/// Holds every file against the sums and the manifest; each that is another is named.
fn sums(files: &Files, manifest: Option<&Manifest>, verdict: &mut Verdict) {
    let hashes = Manifest::hashes(files);
    if let Some(manifest) = manifest {
        for (name, told) in &manifest.files {
            match hashes.get(name) {
                None => verdict.fault(name, None, "missing, though manifest.json lists it"),
                Some(found) if found != told => {
                    verdict.fault(
                        name,
                        None,
                        "not the file that manifest.json lists: its SHA-256 is another",
                    );
                }
                Some(_) => {}
            }
        }
        for name in hashes.keys().filter(|name| !manifest.files.contains_key(*name)) {
            verdict.fault(name, None, "not in manifest.json: it does not belong to the dossier");
        }
        if form::digest_of(files) != manifest.digest {
            verdict.fault(MANIFEST, None, "the digest is not that of events, readings, policies and report");
        }
    }
    listed(files, manifest, &hashes, verdict);
}

/// Holds SHA256SUMS against the files; where it and the manifest disagree about a file, the one that is wrong is named.
fn listed(
    files: &Files,
    manifest: Option<&Manifest>,
    hashes: &BTreeMap<String, String>,
    verdict: &mut Verdict,
) {
    let names = || files.keys().map(String::as_str).filter(|name| *name != SUMS);
    let Some(sums) = files.get(SUMS) else { return verdict.fault(SUMS, None, "missing") };
    if *sums == form::sums(files, names()).into_bytes() {
        return;
    }
    let lines: HashSet<&[u8]> = sums.split_inclusive(|byte| *byte == b'\n').collect();
    let mut blamed = false;
    for name in names() {
        if lines.contains(form::sums(files, [name]).as_bytes()) {
            continue;
        }
        blamed = true;
        let agrees = manifest.is_some_and(|manifest| manifest.files.get(name) == hashes.get(name));
        match (manifest, name) {
            (_, MANIFEST) => {
                verdict.fault(
                    MANIFEST,
                    None,
                    "not the file that SHA256SUMS lists; one of the two was altered",
                );
                verdict.fault(SUMS, None, "does not list this manifest.json; one of the two was altered");
            }
            (None, _) => verdict.fault(name, None, "not the file that SHA256SUMS lists"),
            (Some(_), _) if agrees => {
                verdict.fault(SUMS, None, format!("does not list {name} as manifest.json does"))
            }
            (Some(_), _) => {}
        }
    }
    let missing =
        manifest.is_some_and(|manifest| manifest.files.keys().any(|name| !files.contains_key(name)));
    if !blamed && !missing {
        verdict.fault(SUMS, None, "not the sums of these files, one a line in their order");
    }
}
