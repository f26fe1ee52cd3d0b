//! The entries of the ledger: each proven, opened, held against its place, its clock and its stream.

use std::collections::HashSet;

use samspor_core::entry::{Entry, Leaf};
use samspor_core::log::{Position, StreamKey};
use samspor_core::note::TlogProof;
use samspor_core::words::Instant;

use super::chain::{self, Chains};
use super::checkpoint::{Log, LogFiles};
use super::erased::Erasures;
use super::heads;
use super::verdict::{EntryVerdict, Fate, Verdict};
use crate::dossier::Files;
use crate::dossier::disclosed;
use crate::dossier::form::{self, *};
use crate::dossier::line::{Key, Line, in_file};
use crate::dossier::manifest::Manifest;

/// A line that could be read, with its leaf.
pub(super) struct Proven {
    pub(super) line: Line,
    pub(super) leaf: Leaf,
}

/// Verifies the entries up to K and those after; gives the lines of the former.
pub(super) fn verify(
    files: &Files,
    manifest: &Manifest,
    log: Option<&Log>,
    verdict: &mut Verdict,
) -> Vec<Line> {
    let events = proven(files, EVENTS, &LogFiles::LEDGER, log, verdict);
    let later = proven(files, LATER, &LogFiles::LEDGER, log, verdict);
    let mut erasures = Erasures::default();
    let mut chains = Chains::default();
    for proven in events.iter().chain(&later) {
        erasures.take(&proven.line, &proven.leaf);
        chains.take(proven.line.position, &proven.leaf, proven.line.hash());
    }
    clocks(&events, EVENTS, verdict);
    clocks(&later, LATER, verdict);
    known(&events, &later, manifest.known, verdict);
    for proven in &events {
        let told = fate(proven, &erasures, EVENTS, verdict);
        if let Some(entry) = &told.1 {
            stands_in_its_stream(entry, &proven.leaf, manifest, verdict);
        }
        verdict.entries.push(told.0);
    }
    let mut record = None;
    for proven in &later {
        let (told, entry) = fate(proven, &erasures, LATER, verdict);
        verdict.later.push(told);
        record = entry.or(record);
    }
    super::remade::record(record.as_ref(), manifest, verdict);
    let own: HashSet<[u8; 16]> = manifest.streams.iter().filter_map(|stream| stream.sid()).collect();
    for (_, links) in chains.streams().filter(|(sid, _)| !own.contains(*sid)) {
        if let Some((position, what)) = chain::contradiction(links) {
            verdict.fault(EVENTS, Some(position.0), what);
        }
    }
    heads::verify(files, &own, &chains, log, verdict);
    events.into_iter().map(|proven| proven.line).collect()
}

/// The lines of a file that can be read, each with its proof verified; the others are faults.
pub(super) fn proven(
    files: &Files,
    file: &str,
    named: &LogFiles,
    log: Option<&Log>,
    verdict: &mut Verdict,
) -> Vec<Proven> {
    let Some(bytes) = files.get(file) else {
        verdict.fault(file, None, "missing");
        return Vec::new();
    };
    let mut all = Vec::new();
    for line in in_file(bytes) {
        let line = match line {
            Ok(line) => line,
            Err(number) => {
                verdict.fault(file, None, format!("line {number} is not an entry in the dossier's spelling"));
                continue;
            }
        };
        let position = Some(line.position.0);
        let Some(leaf) = line.read_leaf() else {
            verdict.fault(file, position, "the leaf is not one of samspor/1, or not over these sections");
            continue;
        };
        if let Some(why) = log.and_then(|log| unproven(files, named, log, &line)) {
            verdict.fault(&form::proof_of(named.proofs, line.position.0), position, why);
        }
        all.push(Proven { line, leaf });
    }
    all
}

/// Why an entry is not proven to stand at its position in the log of the checkpoint.
pub(super) fn unproven(files: &Files, named: &LogFiles, log: &Log, line: &Line) -> Option<String> {
    let Some(bytes) = files.get(&form::proof_of(named.proofs, line.position.0)) else {
        return Some("the proof is missing".to_owned());
    };
    let proof = match TlogProof::parse(bytes) {
        Ok(proof) => proof,
        Err(error) => return Some(error.to_string()),
    };
    if proof.checkpoint.to_text() != log.text {
        return Some("the proof is against another checkpoint than the dossier's".to_owned());
    }
    if proof.extra.is_some() {
        return Some("the proof carries bytes that nothing vouches for".to_owned());
    }
    if proof.index.checked_add(1) != Some(line.position.0) {
        return Some(format!("the proof is of position {}", proof.index.saturating_add(1)));
    }
    proof.verify(&line.hash()).err().map(|error| format!("the entry is not in the log: {error}"))
}

/// Positions and the ledger's clock rise; the clock is never behind that of the gateway.
fn clocks(entries: &[Proven], file: &str, verdict: &mut Verdict) {
    for pair in entries.windows(2) {
        let (before, after) = (&pair[0].line, &pair[1].line);
        if before.position >= after.position || before.recorded_at >= after.recorded_at {
            let what = "positions and recorded_at don't rise along the file";
            verdict.fault(file, Some(after.position.0), what);
        }
    }
    for Proven { line, leaf } in entries {
        if line.recorded_at < leaf.at {
            verdict.fault(file, Some(line.position.0), "recorded_at lies before the leaf's own clock");
        } else if line.recorded_at.micros() - leaf.at.micros() > 1_000_000 {
            verdict.note(format!(
                "Entry {}: recorded_at follows from entries before it in the log, {} s after the leaf's own clock.",
                line.position,
                (line.recorded_at.micros() - leaf.at.micros()) / 1_000_000
            ));
        }
    }
}

/// What was recorded up to K is shown, and only that.
fn known(events: &[Proven], later: &[Proven], known: Instant, verdict: &mut Verdict) {
    for Proven { line, .. } in events.iter().filter(|one| one.line.recorded_at > known) {
        verdict.fault(EVENTS, Some(line.position.0), "it was recorded after the moment the dossier is of");
    }
    let newest = events.last().map_or(Position::START, |one| one.line.position);
    for Proven { line, leaf } in later {
        if line.recorded_at <= known || leaf.at < known.whole_millis() && line.position < newest {
            verdict.fault(
                LATER,
                Some(line.position.0),
                "it is said to be later, and was recorded before the moment the dossier is of",
            );
        } else if leaf.at < known.whole_millis() {
            let what = "its own clock says before the moment the dossier is of, and it is left out as later";
            verdict.fault(LATER, Some(line.position.0), what);
        }
    }
}

/// What became of an entry, and the entry where it can be read.
fn fate(
    proven: &Proven,
    erasures: &Erasures,
    file: &str,
    verdict: &mut Verdict,
) -> (EntryVerdict, Option<Entry>) {
    let Proven { line, leaf } = proven;
    let opened = disclosed::entry(line, leaf).map_err(|forged| forged.0);
    let contradicted = erasures.contradicted(line, leaf);
    let (fate, entry) = match (opened, contradicted) {
        (Err(why), _) | (Ok(_), Some(why)) => (Fate::Forged { why }, None),
        (Ok(Some(entry)), None) => {
            let events = entry.body.events.iter().map(|event| event.what.name().to_owned()).collect();
            (Fate::Read { events }, Some(entry))
        }
        (Ok(None), None) => (shut(line), None),
    };
    // A proof that failed is a fault already, and the entry is told to be forged beside it.
    let bad_proof = verdict
        .faults
        .iter()
        .find(|fault| fault.position == Some(line.position.0) && fault.file.starts_with(PROOFS));
    let fate = match (fate, bad_proof) {
        (Fate::Forged { why }, _) => Fate::Forged { why },
        (_, Some(fault)) => Fate::Forged { why: fault.what.clone() },
        (fate, None) => fate,
    };
    if let Fate::Forged { why } = &fate {
        verdict.fault(file, Some(line.position.0), why.clone());
    }
    (verdict_of(line, leaf, fate), entry)
}

/// The verdict on a line.
pub(super) fn verdict_of(line: &Line, leaf: &Leaf, fate: Fate) -> EntryVerdict {
    EntryVerdict { position: line.position.0, sid: Some(form::to_base64(&leaf.sid)), sn: Some(leaf.sn), fate }
}

/// Why a proven line shows nothing.
pub(super) fn shut(line: &Line) -> Fate {
    match line.parts.first().map(|part| &part.key) {
        Some(Key::Erased(by)) => Fate::Erased { by: by.0 },
        Some(Key::Blocked(by)) => Fate::Blocked { by: by.0 },
        Some(Key::Withheld | Key::Given(_) | Key::InClear) | None => Fate::Withheld,
    }
}

/// An entry says the stream it stands in: the patient's own where the manifest says so, and nowhere else.
fn stands_in_its_stream(entry: &Entry, leaf: &Leaf, manifest: &Manifest, verdict: &mut Verdict) {
    let told = manifest.streams.iter().find(|stream| stream.sid() == Some(leaf.sid));
    let what = match (entry.body.stream, told) {
        (StreamKey::Patient(tenant, patient), Some(stream)) => {
            let fits = tenant == manifest.tenant && patient == stream.patient;
            let fits = fits && manifest.references.contains(&patient);
            (!fits).then_some("its stream is not of the patient that manifest.json says")
        }
        (StreamKey::Patient(..), None) => {
            Some("it stands in a patient's stream that manifest.json doesn't name")
        }
        (StreamKey::Ledger | StreamKey::Register(_), Some(_)) => {
            Some("it does not stand in a patient's stream, as manifest.json says")
        }
        (StreamKey::Ledger | StreamKey::Register(_), None) => None,
    };
    if let Some(what) = what {
        verdict.fault(EVENTS, Some(entry.position.0), what);
    }
}
