//! The entries of the access log: each proven and opened as those of the ledger are.

use samspor_core::access::Reading;
use samspor_core::log::StreamKey;

use super::chain::{self, Chains};
use super::checkpoint::{Log, LogFiles};
use super::events::{self, Proven};
use super::heads;
use super::verdict::{EntryVerdict, Fate, Verdict};
use crate::dossier::Files;
use crate::dossier::disclosed;
use crate::dossier::form::{ACCESS, ACCESS_HEAD};
use crate::dossier::line::Line;

/// Verifies the readings; gives their lines.
pub(super) fn verify(files: &Files, log: Option<&Log>, verdict: &mut Verdict) -> Vec<Line> {
    let readings = events::proven(files, ACCESS, &LogFiles::ACCESS, log, verdict);
    let mut chains = Chains::default();
    for proven in &readings {
        chains.take(proven.line.position, &proven.leaf, proven.line.hash());
        let told = told(proven, verdict);
        verdict.readings.push(told);
    }
    if files.contains_key(ACCESS_HEAD)
        && let Some(log) = log
    {
        heads::picked(files, &LogFiles::ACCESS, &chains, log, verdict);
    }
    for (sid, links) in chains.streams() {
        // The readings of the patient's own file are whole up to K; those of lists are picked.
        let is_own = readings.iter().any(|one| one.leaf.sid == *sid && is_of_one_patient(one));
        let wrong = if is_own { chain::gap(links) } else { chain::contradiction(links) };
        if let Some((position, what)) = wrong {
            verdict.fault(ACCESS, Some(position.0), what);
        }
    }
    readings.into_iter().map(|proven| proven.line).collect()
}

/// Whether it stands in the stream of readings of one patient's file.
fn is_of_one_patient(Proven { line, leaf }: &Proven) -> bool {
    let text = disclosed::texts(line, leaf).ok().and_then(|texts| texts.into_iter().next().flatten());
    let reading = text.and_then(|text| Reading::from_bytes(&text).ok());
    reading.is_some_and(|reading| matches!(reading.stream(), StreamKey::Patient(..)))
}

fn told(Proven { line, leaf }: &Proven, verdict: &mut Verdict) -> EntryVerdict {
    let fate = match disclosed::texts(line, leaf) {
        Err(forged) => Fate::Forged { why: forged.0 },
        Ok(texts) => match texts.into_iter().next().flatten().map(|text| Reading::from_bytes(&text)) {
            Some(Ok(reading)) => Fate::Read { events: vec![reading.what.name] },
            Some(Err(why)) => Fate::Forged { why },
            None => events::shut(line),
        },
    };
    if let Fate::Forged { why } = &fate {
        verdict.fault(ACCESS, Some(line.position.0), why.clone());
    }
    events::verdict_of(line, leaf, fate)
}
