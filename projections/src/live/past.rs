//! Contributions at any (valid, known), computed from the log by the functions the live view uses.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use samspor_core::directory::Directory;
use samspor_core::log::{Log, Position};
use samspor_core::words::{Day, Instant, PatientId, TenantId};

use super::crew::{Crew, made_of};
use super::error::ViewError;
use super::state::Live;
use crate::contribution::Contribution;
use crate::gathered::{Gathered, Reading};

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

    /// Every reference with entries at a tenant asked about, merged ones too.
    pub(super) fn streams(&self) -> &[(TenantId, PatientId)] {
        &self.streams
    }

    /// One patient's files with entries, on a day.
    pub(super) fn gathered<'a>(
        &'a self,
        log: &'a dyn Log,
        patient: PatientId,
        at: (Day, Instant),
    ) -> impl Iterator<Item = Result<Gathered, ViewError>> + 'a {
        let read = move |file| Gathered::read(log, Reading::Kept, &self.directory, file, at).transpose();
        self.files(Some(patient), at.0).into_iter().filter_map(read)
    }

    /// By tenant and surviving reference on a day, each once.
    pub(super) fn files(&self, patient: Option<PatientId>, day: Day) -> BTreeSet<(TenantId, PatientId)> {
        let survivor = |reference| self.directory.survivor(reference, day);
        let asked = patient.map(survivor);
        let files = self.streams.iter().map(|(of, reference)| (*of, survivor(*reference)));
        files.filter(|(_, patient)| asked.is_none_or(|asked| *patient == asked)).collect()
    }

    /// The contributions of every file, or of one patient's, on a day.
    pub(super) fn contributions(
        &self,
        (log, crew): (&dyn Log, &dyn Crew),
        patient: Option<PatientId>,
        at: (Day, Instant),
    ) -> Result<Contributions, ViewError> {
        let files: Vec<_> = self.files(patient, at.0).into_iter().collect();
        let reading = Reading::of(files.len());
        let made = made_of(crew, &files, |file| {
            let gathered = Gathered::read(log, reading, &self.directory, *file, at)?;
            Ok::<_, ViewError>(gathered.and_then(|gathered| gathered.contribution(&self.directory)))
        })?;
        let mut contributions = Contributions::new();
        for ((tenant, patient), made) in files.into_iter().zip(made) {
            if let Some(contribution) = made {
                contributions.entry(tenant).or_default().insert(patient, contribution);
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
