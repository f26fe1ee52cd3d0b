//! The world as a scan of the whole log at every look: slow, and right by construction.

use std::sync::Arc;

use super::Given;
use crate::decision::Surroundings;
use crate::directory::Directory;
use crate::entry::Entry;
use crate::fact::Fact;
use crate::known::facts_known;
use crate::log::{Log, MemoryLog, Position, StreamKey};
use crate::patient::PatientFile;
use crate::submit::World;
use crate::words::{Day, Instant, PatientId, PersonId, TenantId};

/// The world of a log in memory.
pub(crate) struct Scan {
    log: Arc<MemoryLog>,
    open_obligations: bool,
}

struct Seen {
    entries: Vec<Arc<Entry>>,
    directory: Directory,
    open_obligations: bool,
}

pub(crate) fn directory_of(entries: &[Arc<Entry>]) -> Directory {
    let mut directory = Directory::default();
    entries.iter().for_each(|entry| directory.take(entry));
    directory
}

impl Scan {
    pub(crate) fn of(given: &Given) -> Self {
        Self { log: Arc::clone(&given.log), open_obligations: given.open_obligations.get() }
    }
}

impl World for Scan {
    fn look(&self, look: &mut dyn FnMut(&dyn Surroundings)) {
        let placed = self.log.page(Position::START, usize::MAX).unwrap();
        let (mut entries, mut directory) = (Vec::new(), Directory::default());
        for placed in &placed {
            entries.extend(directory.take_opened(self.log.open(placed).unwrap()));
        }
        look(&Seen { entries, directory, open_obligations: self.open_obligations });
    }

    /// What is told is what the log gives back.
    fn appended(&self, entry: &Entry) {
        let placed = self.log.page(Position(entry.position.0 - 1), 1).unwrap();
        assert_eq!(self.log.open(&placed[0]).unwrap().entry().as_ref(), Some(entry));
    }
}

impl Surroundings for Seen {
    fn directory(&self) -> &Directory {
        &self.directory
    }

    fn primaries_of(&self, tenant: TenantId, person: PersonId, on: Day, except: Option<PatientId>) -> u32 {
        let others = self.directory.patients().filter(|patient| Some(*patient) != except);
        let theirs = others.filter(|patient| {
            let stream = StreamKey::Patient(tenant, *patient);
            let own = self.entries.iter().map(|entry| &**entry).filter(|entry| entry.body.stream == stream);
            let facts = facts_known(own, Instant::from_micros(i64::MAX));
            let file = PatientFile::read(None, &facts, on);
            file.case.is_open_on(on)
                && !file.is_dead_on(on)
                && file.primaries_on(on).any(|one| one.person == person)
        });
        u32::try_from(theirs.count()).unwrap()
    }

    fn has_open_obligations(&self, _: TenantId, _: PatientId, _: &[Fact], _: Day) -> bool {
        self.open_obligations
    }
}
