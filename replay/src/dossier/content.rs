//! What the lines of a dossier say once they are opened: all that its report and its list of policies are made from.

use std::sync::Arc;

use samspor_core::access::{Reading, ReadingAt};
use samspor_core::directory::Directory;
use samspor_core::entry::{Entry, Leaf};
use samspor_core::log::{Position, StreamKey};
use samspor_core::words::{Day, Instant, PatientId, TenantId};

use super::disclosed;
use super::line::{Key, Line};

/// Whose file it is of, on which day, from what was known when.
#[derive(Clone, Debug)]
pub(super) struct About {
    pub(super) tenant: TenantId,
    /// The references that are read as one, the surviving one first.
    pub(super) references: Vec<PatientId>,
    pub(super) valid: Day,
    pub(super) known: Instant,
}

/// An entry of the dossier in its place.
pub(super) struct Told {
    pub(super) position: Position,
    pub(super) recorded_at: Instant,
    pub(super) what: What,
}

/// How much of an entry can be read.
pub(super) enum What {
    Entry(Arc<Entry>),
    Withheld,
    Erased(Position),
    Blocked(Position),
}

/// A reading in its place.
pub(super) struct ToldReading {
    pub(super) at: Instant,
    /// None where it is withheld, since it is about others too.
    pub(super) reading: Option<ReadingAt>,
}

/// Everything that is disclosed.
pub(super) struct Content {
    pub(super) about: About,
    pub(super) entries: Vec<Told>,
    pub(super) readings: Vec<ToldReading>,
    /// The registers as far as the dossier has them.
    pub(super) directory: Directory,
}

impl Content {
    /// What the lines say; of a forged line nothing is taken.
    pub(super) fn of(about: About, events: &[Line], access: &[Line]) -> Self {
        let entries: Vec<Told> = events.iter().filter_map(told).collect();
        let mut directory = Directory::default();
        entries.iter().filter_map(Told::entry).for_each(|entry| directory.take(entry));
        Self { about, entries, readings: access.iter().filter_map(reading).collect(), directory }
    }

    /// The patient's own entries that can be read, in log order.
    pub(super) fn own(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.entries.iter().filter_map(Told::entry).filter(|entry| self.is_own(entry))
    }

    /// Whether an entry stands in a stream of the patient's own.
    pub(super) fn is_own(&self, entry: &Entry) -> bool {
        match entry.body.stream {
            StreamKey::Patient(tenant, patient) => {
                tenant == self.about.tenant && self.about.references.contains(&patient)
            }
            StreamKey::Ledger | StreamKey::Register(_) => false,
        }
    }

    /// The surviving reference.
    pub(super) fn patient(&self) -> PatientId {
        self.about.references.first().copied().unwrap_or(PatientId(uuid::Uuid::nil()))
    }
}

impl Told {
    pub(super) fn entry(&self) -> Option<&Arc<Entry>> {
        match &self.what {
            What::Entry(entry) => Some(entry),
            What::Withheld | What::Erased(_) | What::Blocked(_) => None,
        }
    }
}

fn told(line: &Line) -> Option<Told> {
    let leaf = line.read_leaf()?;
    let what = match disclosed::entry(line, &leaf).ok()? {
        Some(entry) => What::Entry(Arc::new(entry)),
        None => shut(line),
    };
    Some(Told { position: line.position, recorded_at: line.recorded_at, what })
}

fn shut(line: &Line) -> What {
    match line.parts.first().map(|part| &part.key) {
        Some(Key::Erased(by)) => What::Erased(*by),
        Some(Key::Blocked(by)) => What::Blocked(*by),
        Some(Key::InClear | Key::Given(_) | Key::Withheld) | None => What::Withheld,
    }
}

fn reading(line: &Line) -> Option<ToldReading> {
    let leaf = line.read_leaf()?;
    let reading = self::reading_in(line, &leaf)?;
    let at = |reading| ReadingAt { position: line.position, recorded_at: line.recorded_at, reading };
    Some(ToldReading { at: line.recorded_at, reading: reading.map(at) })
}

/// The reading a line of the access log discloses; `Some(None)` where it is withheld, `None` where it is forged.
fn reading_in(line: &Line, leaf: &Leaf) -> Option<Option<Reading>> {
    let texts = disclosed::texts(line, leaf).ok()?;
    match texts.into_iter().next()? {
        Some(text) => Reading::from_bytes(&text).ok().map(Some),
        None => Some(None),
    }
}
