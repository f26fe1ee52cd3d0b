//! Which cases a sample of dossiers is drawn from: those opened in a period, as known then.

use samspor_core::catalogue::Event;
use samspor_core::directory::Directory;
use samspor_core::known::facts_known;
use samspor_core::log::StreamKey;
use samspor_core::words::{Day, Instant, PatientId, TenantId};
use samspor_replay::dossier::sample;

use super::failure::Failure;
use crate::ledger::Ledger;

/// What the sample is of.
pub(super) struct Scope {
    pub(super) tenant: TenantId,
    pub(super) from: Day,
    pub(super) to: Day,
    pub(super) known: Instant,
    pub(super) valid: Day,
}

/// The patients drawn: the same for everybody who asks with the same seed, scope and knowledge.
pub(super) fn drawn(
    ledger: &Ledger,
    directory: &Directory,
    scope: &Scope,
    seed: u64,
    count: usize,
) -> Result<Vec<PatientId>, Failure> {
    let unknown = || Failure::WrongUse(format!("{} is no tenant of this ledger", scope.tenant));
    let register = directory.register(scope.tenant).ok_or_else(unknown)?;
    let mut opened = Vec::new();
    for patient in register.patients.keys().copied() {
        let survivor = directory.survivor(patient, scope.valid);
        let entries = ledger.log.entries_once(&StreamKey::Patient(scope.tenant, patient));
        let entries =
            entries.map_err(|error| Failure::unavailable("a patient's file cannot be read", error))?;
        let is_opening = |fact: &samspor_core::fact::Fact| {
            let in_time = scope.from <= fact.mark.on && fact.mark.on <= scope.to;
            in_time && matches!(&*fact.what, Event::CoordinationCaseOpened(_))
        };
        if facts_known(&entries, scope.known).iter().any(is_opening) {
            opened.push(survivor);
        }
    }
    Ok(sample((scope.tenant, scope.from, scope.to), scope.known, seed, count, opened))
}
