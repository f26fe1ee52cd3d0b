//! Contributions at any (valid, known), computed from the log by the functions the live view uses.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use samspor_core::directory::Directory;
use samspor_core::log::{Log, Position};
use samspor_core::words::{Day, Instant, PatientId, TenantId};

use super::error::ViewError;
use super::state::Live;
use crate::contribution::Contribution;
use crate::gathered::Gathered;

/// What a question about another (valid, known) needs of the live view; taken out so that nobody waits for the answer.
pub(super) struct Past {
    pub(super) directory: Arc<Directory>,
    pub(super) position: Position,
    /// Every reference with entries at a tenant asked about, merged ones too.
    streams: Vec<(TenantId, PatientId)>,
}

/// Contributions by tenant and surviving reference.
pub(super) type Contributions = BTreeMap<TenantId, BTreeMap<PatientId, Contribution>>;

impl Past {
    /// What is needed about a tenant, or about all.
    pub(super) fn of(live: &Live, tenant: Option<TenantId>) -> Self {
        let streams = live.streams.iter().filter(|(of, _)| tenant.is_none_or(|tenant| *of == tenant));
        Self {
            directory: Arc::clone(&live.directory),
            position: live.position,
            streams: streams.copied().collect(),
        }
    }

    /// The same as known at a moment.
    pub(super) fn known_at(mut self, log: &dyn Log, known: Instant) -> Result<Self, ViewError> {
        let position = newest_by(log, self.position, known)?;
        if position < self.position {
            self.directory = Arc::new(self.directory.known_at(known));
            self.position = position;
        }
        Ok(self)
    }

    /// Every file with entries, or one patient's, on a day.
    pub(super) fn gathered<'a>(
        &'a self,
        log: &'a dyn Log,
        patient: Option<PatientId>,
        (day, known): (Day, Instant),
    ) -> impl Iterator<Item = Result<Gathered, ViewError>> + 'a {
        let survivor = move |reference| self.directory.survivor(reference, day);
        let asked = patient.map(survivor);
        let files = self.streams.iter().map(|(of, reference)| (*of, survivor(*reference)));
        let files: BTreeSet<_> =
            files.filter(|(_, patient)| asked.is_none_or(|asked| *patient == asked)).collect();
        let read = move |file| Gathered::read(log, &self.directory, file, (day, known)).transpose();
        files.into_iter().filter_map(read)
    }

    /// The contributions of every file, or of one patient's, on a day.
    pub(super) fn contributions(
        &self,
        log: &dyn Log,
        patient: Option<PatientId>,
        at: (Day, Instant),
    ) -> Result<Contributions, ViewError> {
        let mut contributions = Contributions::new();
        for gathered in self.gathered(log, patient, at) {
            let gathered = gathered?;
            if let Some(file) = gathered.at(&self.directory) {
                let contribution = Contribution::of(&file, &gathered.entries);
                contributions.entry(gathered.tenant).or_default().insert(gathered.patient, contribution);
            }
        }
        Ok(contributions)
    }
}

/// The position of the newest entry recorded at or before a moment.
fn newest_by(log: &dyn Log, head: Position, known: Instant) -> Result<Position, ViewError> {
    let (mut before, mut after) = (0, head.0);
    while before < after {
        let middle = before + (after - before).div_ceil(2);
        let placed = log.page(Position(middle - 1), 1)?;
        match placed.first() {
            Some(placed) if placed.recorded_at <= known => before = middle,
            Some(_) | None => after = middle - 1,
        }
    }
    Ok(Position(before))
}
