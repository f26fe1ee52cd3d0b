//! Drawing a sample of patients from a seed, so that everybody who draws it again gets the same ones.

use samspor_core::entry::sha256_hex;
use samspor_core::words::{Day, Instant, PatientId, TenantId};

/// The first `count` patients in the order of SHA-256 over one line of text each:
/// `samspor sample/1 <seed> <tenant> <from> <to> <known> <patient reference>`, without a newline, single spaces between.
/// In which order the patients are given, and how often, doesn't matter.
pub fn sample(
    (tenant, from, to): (TenantId, Day, Day),
    known: Instant,
    seed: u64,
    count: usize,
    patients: impl IntoIterator<Item = PatientId>,
) -> Vec<PatientId> {
    let drawn = |patient: PatientId| {
        let line = format!("samspor sample/1 {seed} {tenant} {from} {to} {known} {patient}");
        (sha256_hex(line.as_bytes()), patient)
    };
    let mut all: Vec<(String, PatientId)> = patients.into_iter().map(drawn).collect();
    all.sort();
    all.dedup();
    all.into_iter().take(count).map(|(_, patient)| patient).collect()
}
