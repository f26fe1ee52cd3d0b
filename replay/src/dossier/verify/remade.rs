//! What follows from the entries is made again and compared: report, policies, the papers; and the log's own record of the extract.

use samspor_core::catalogue::Event;
use samspor_core::entry::Entry;

use super::verdict::Verdict;
use crate::dossier::content::{About, Content};
use crate::dossier::form::*;
use crate::dossier::line::Line;
use crate::dossier::manifest::Manifest;
use crate::dossier::{Files, paper, report};

/// Makes report, policies and papers again.
pub(super) fn verify(
    files: &Files,
    manifest: &Manifest,
    (events, access): (&[Line], &[Line]),
    verdict: &mut Verdict,
) {
    let about = About {
        tenant: manifest.tenant,
        references: manifest.references.clone(),
        valid: manifest.valid,
        known: manifest.known,
    };
    let content = Content::of(about, events, access);
    for (file, again) in [(REPORT, report::html(&content)), (POLICIES, report::policies(&content))] {
        if files.get(file) != Some(&again) {
            verdict.fault(file, None, "not what the entries of the dossier give when it is made again");
        }
    }
    let mut again = files.clone();
    paper::add(manifest, &mut again);
    for file in [README, CHECK, VERIFY_PY, VERIFY_SH] {
        if files.get(file) != again.get(file) {
            let what = "not what this program writes: of another version, or made to mislead; don't run it";
            verdict.fault(file, None, what);
        }
    }
    if files.contains_key(TOKEN) {
        verdict.note("The time stamp (checkpoint.tsr) is not verified here: verify.sh does, with openssl.");
    }
}

/// The log's own record that this extract was made, for whom, and with which digest.
pub(super) fn record(record: Option<&Entry>, manifest: &Manifest, verdict: &mut Verdict) {
    let told = record.and_then(|entry| {
        entry.body.events.iter().find_map(|event| match &*event.what {
            Event::AuditExtractProduced(told) => Some(told.clone()),
            _ => None,
        })
    });
    let Some(told) = told else {
        verdict.note("The dossier does not show that the log records it was made: recipient, basis and digest are its own word.");
        return;
    };
    let fits = told.recipient == manifest.recipient
        && told.basis == manifest.basis
        && told.valid == manifest.valid
        && told.known == manifest.known
        && told.digest.to_string() == manifest.digest;
    if !fits {
        verdict.fault(
            MANIFEST,
            None,
            "recipient, basis, day, knowledge or digest are not what the log's record of this extract says",
        );
    }
}
