//! A patient's file as the gateway shows it: the entries known at a moment, read at a day by the core's own functions.

use samspor_core::directory::Directory;
use samspor_core::entry::{Entry, Opened};
use samspor_core::known::facts_known;
use samspor_core::log::{Position, StreamKey};
use samspor_core::patient::PatientFile;
use samspor_core::words::{Day, Instant, PatientId, PersonId, TenantId};

use super::problem::Problem;
use crate::ledger::Ledger;

/// One patient's file at one tenant, those merged into the reference included.
pub(crate) struct File {
    /// In log order.
    pub(crate) entries: Vec<Entry>,
    pub(crate) file: PatientFile,
    /// Something was recorded that is erased or blocked.
    pub(crate) is_shut: bool,
}

/// Which entries make up a file: the directory's part of reading it.
pub(crate) struct Named {
    tenant: TenantId,
    references: Vec<PatientId>,
    born: Option<Day>,
}

impl Named {
    /// The file of a patient, by any reference, as linked on a day.
    pub(crate) fn of(directory: &Directory, tenant: TenantId, patient: PatientId, day: Day) -> Self {
        let survivor = directory.survivor(patient, day);
        let references = directory.merged_into(survivor, day);
        Self { tenant, references, born: directory.born(tenant, survivor) }
    }
}

impl File {
    /// Reads a file at (day, known); `named` comes from the directory known at the same moment.
    pub(crate) fn read(ledger: &Ledger, named: &Named, day: Day, known: Instant) -> Result<Self, Problem> {
        let (mut entries, mut is_shut) = (Vec::new(), false);
        for reference in &named.references {
            let stream = StreamKey::Patient(named.tenant, *reference);
            let placed = ledger.log.stream(&stream, Position(u64::MAX)).map_err(unavailable)?;
            for one in placed.iter().filter(|one| one.recorded_at <= known) {
                let opened = ledger.log.open(one).map_err(|error| Problem::failed(&error))?;
                is_shut |= matches!(opened, Opened::Shut(_));
                entries.extend(opened.entry());
            }
        }
        entries.sort_by_key(|entry| entry.position);
        let facts = facts_known(&entries, known);
        let file = PatientFile::read(named.born, &facts, day);
        Ok(Self { entries, file, is_shut })
    }

    /// Whether a person has, had or will have any task for the patient.
    pub(crate) fn names(&self, person: PersonId) -> bool {
        self.file.assignments.iter().any(|one| one.person == person)
            || self.file.substitutions.iter().any(|one| one.person == person)
    }

    /// The position of the newest entry: what a command's `expected` is held against.
    pub(crate) fn newest(&self) -> Position {
        self.entries.last().map_or(Position::START, |entry| entry.position)
    }
}

pub(crate) fn unavailable(error: samspor_core::log::Unavailable) -> Problem {
    let problem = Problem::again_later("unavailable", "the log can't be read just now: try again", 1);
    tracing::warn!(instance = %problem.instance, %error, "the log is unavailable");
    problem
}
