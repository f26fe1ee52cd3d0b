//! One patient's file at one tenant as gathered from the log: entries, facts, and the file on a day.

use std::sync::Arc;

use samspor_core::directory::Directory;
use samspor_core::entry::Entry;
use samspor_core::fact::Fact;
use samspor_core::known::facts_known;
use samspor_core::log::{Log, StreamKey};
use samspor_core::patient::PatientFile;
use samspor_core::register::Register;
use samspor_core::register::tenant::TenantKind;
use samspor_core::words::{Day, Instant, PatientId, TenantId};

use crate::contribution::Contribution;
use crate::file_at::FileAt;
use crate::live::ViewError;

/// What the log has of one patient at one tenant, those merged into the reference included.
pub(crate) struct Gathered {
    pub(crate) tenant: TenantId,
    pub(crate) patient: PatientId,
    pub(crate) day: Day,
    /// In log order.
    pub(crate) entries: Arc<Vec<Entry>>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) file: PatientFile,
}

/// Whether a log should keep what it reads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// The file is being worked with.
    Kept,
    /// One of many, on the way to a sum.
    Once,
}

/// When more files than this are read together, a log keeps none: they would only push each other out.
const KEPT_FILES_MAX: usize = 256;

impl Reading {
    /// How so many files are read.
    pub(crate) fn of(files: usize) -> Self {
        if files > KEPT_FILES_MAX { Self::Once } else { Self::Kept }
    }
}

impl Gathered {
    /// Reads the file of a surviving reference at (day, known); none where the tenant has no entry of it.
    ///
    /// `directory` is the one known at the same moment.
    pub(crate) fn read(
        log: &dyn Log,
        reading: Reading,
        directory: &Directory,
        (tenant, patient): (TenantId, PatientId),
        (day, known): (Day, Instant),
    ) -> Result<Option<Self>, ViewError> {
        let read = |patient| match reading {
            Reading::Kept => log.entries(&StreamKey::Patient(tenant, patient)),
            Reading::Once => log.entries_once(&StreamKey::Patient(tenant, patient)).map(Arc::new),
        };
        let mut entries = read(patient)?;
        for merged in directory.merged_into(patient, day).into_iter().filter(|one| *one != patient) {
            let others = read(merged)?;
            Arc::make_mut(&mut entries).extend(others.iter().cloned());
            Arc::make_mut(&mut entries).sort_by_key(|entry| entry.position);
        }
        let then = entries.partition_point(|entry| entry.recorded_at <= known);
        if then < entries.len() {
            Arc::make_mut(&mut entries).truncate(then);
        }
        if entries.is_empty() {
            return Ok(None);
        }
        let facts = facts_known(entries.iter(), known);
        let file = PatientFile::read(directory.born(tenant, patient), &facts, day);
        Ok(Some(Self { tenant, patient, day, entries, facts, file }))
    }

    /// What the file adds to reports; none where the tenant is not registered.
    pub(crate) fn contribution(&self, directory: &Directory) -> Option<Contribution> {
        self.at(directory).map(|at| Contribution::of(&at, &self.entries))
    }

    /// The same entries, read on another day; the same references must be merged into one on it.
    pub(crate) fn turn_to(&mut self, day: Day, directory: &Directory) {
        self.day = day;
        self.file = PatientFile::read(directory.born(self.tenant, self.patient), &self.facts, day);
    }

    /// The file as views see it; none where the tenant is not registered.
    pub(crate) fn at<'a>(&'a self, directory: &'a Directory) -> Option<FileAt<'a>> {
        let register = directory.register(self.tenant)?;
        Some(FileAt {
            tenant: self.tenant,
            kind: kind_of(directory, self.tenant),
            patient: self.patient,
            day: self.day,
            file: &self.file,
            facts: &self.facts,
            register,
        })
    }
}

/// The kind of a tenant; one that is not registered is taken as a municipality.
pub(crate) fn kind_of(directory: &Directory, tenant: TenantId) -> TenantKind {
    directory.register(tenant).map_or(TenantKind::Municipality, kind_in)
}

/// The kind of the tenant whose register it is, likewise.
pub(crate) fn kind_in(register: &Register) -> TenantKind {
    register.tenant.as_ref().map_or(TenantKind::Municipality, |tenant| tenant.kind)
}
