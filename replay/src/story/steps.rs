//! The steps of a story: every event of the file that the reader may know at (valid, known), in log order.

use std::collections::HashMap;

use samspor_core::actor::Actor;
use samspor_core::catalogue::Event;
use samspor_core::deviation::Deviation;
use samspor_core::directory::Directory;
use samspor_core::entry::{Entry, Opened, Recorded, Unreadable};
use samspor_core::known::facts_known;
use samspor_core::log::{Log, Position, StreamKey, Unavailable};
use samspor_core::patient::PatientFile;
use samspor_core::submit::World;
use samspor_core::words::{Day, EventId, Instant, PatientId, PersonId, TenantId};
use thiserror::Error;

use super::names::Names;
use super::sentence::sentence;
use super::shut::ShutStep;
use super::state::{Change, State};

/// Whose story, as of which day, from what was known when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    pub tenant: TenantId,
    pub patient: PatientId,
    /// Events that happened after it are not told.
    pub valid: Day,
    /// Entries recorded after it are not known.
    pub known: Instant,
}

/// One event of the story.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub position: Position,
    pub event: EventId,
    /// The event's public name.
    pub name: &'static str,
    /// The day it happened, as recorded; corrections stand beside it.
    pub on: Day,
    pub received_on: Option<Day>,
    pub recorded_at: Instant,
    pub actor: Actor,
    /// The actor as the story calls them.
    pub by: String,
    pub text: String,
    pub deviations: Vec<Deviation>,
    /// The entries that corrected it, oldest first, and what they say.
    pub corrected_by: Vec<(Position, String)>,
    /// The entry that voided it.
    pub voided_by: Option<Position>,
    /// The day of `changes`: that of the entry, or the planned day if that is later; never past the day asked about.
    pub state_on: Day,
    /// What the entry changed in the state, as known just after it.
    pub changes: Vec<Change>,
}

/// A patient's story at one tenant.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    pub about: About,
    /// The reference the patient goes by on the day.
    pub survivor: PatientId,
    /// The tenant's name, where the register has it.
    pub tenant_name: Option<String>,
    /// In log order.
    pub steps: Vec<Step>,
    /// What was recorded and can't be read, in log order.
    pub shut: Vec<ShutStep>,
    /// What holds on the day, as known.
    pub state: State,
}

/// Why a story can't be told.
#[derive(Debug, Error)]
pub enum StoryError {
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The log holds an entry that can't be read.
    #[error(transparent)]
    Corrupt(#[from] Unreadable),
}

impl Story {
    /// Tells the story from the log. `person` gives names the reader may see; without one the end of the id stands.
    pub fn of(
        log: &dyn Log,
        world: &dyn World,
        about: About,
        person: &dyn Fn(PersonId) -> Option<String>,
    ) -> Result<Self, StoryError> {
        let mut directory = Directory::default();
        world.look(&mut |around| directory = around.directory().known_at(about.known));
        let survivor = directory.survivor(about.patient, about.valid);
        let (mut entries, mut shut) = (Vec::new(), Vec::new());
        for reference in directory.merged_into(survivor, about.valid) {
            for placed in log.stream(&StreamKey::Patient(about.tenant, reference), Position(u64::MAX))? {
                if placed.recorded_at > about.known {
                    continue;
                }
                match log.open(&placed)? {
                    Opened::Entry(entry) => entries.push(*entry),
                    Opened::Shut(one) => shut.push(ShutStep::of(&one)),
                }
            }
        }
        entries.sort_by_key(|entry: &Entry| entry.position);
        shut.sort_by_key(|one| one.position);
        let told = Self::told(about, &entries, &directory, person, Changes::Told);
        Ok(Self { shut, ..told })
    }

    /// Tells the story of entries read already, in log order, among registers as known then.
    pub(crate) fn told(
        about: About,
        entries: &[Entry],
        directory: &Directory,
        person: &dyn Fn(PersonId) -> Option<String>,
        changes: Changes,
    ) -> Self {
        let survivor = directory.survivor(about.patient, about.valid);
        let register = directory.register(about.tenant);
        let telling = Telling {
            about,
            born: directory.born(about.tenant, survivor),
            names: Names { person, register },
            amended: Amended::of(entries),
            entries,
        };
        let tenant_name =
            register.and_then(|register| register.tenant.as_ref()).map(|tenant| tenant.name.to_string());
        Self {
            about,
            survivor,
            tenant_name,
            steps: telling.steps(changes),
            shut: Vec::new(),
            state: telling.state(entries.len(), about.valid),
        }
    }
}

/// Whether a story says what each entry changed, which takes reading the file before and after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Changes {
    Told,
    LeftOut,
}

struct Telling<'a> {
    about: About,
    born: Option<Day>,
    names: Names<'a>,
    amended: Amended<'a>,
    entries: &'a [Entry],
}

impl Telling<'_> {
    fn steps(&self, changes_are: Changes) -> Vec<Step> {
        let mut steps = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let state_on = entry.recorded_at.day().max(entry.body.on).min(self.about.valid);
            let mut changes = match changes_are {
                Changes::Told => self.state(at, state_on).changes_to(&self.state(at + 1, state_on)),
                Changes::LeftOut => Vec::new(),
            };
            for event in &entry.body.events {
                if self.is_told(entry, event.id) {
                    // What the entry changed is told with the event it is about, its last.
                    let is_main = entry.main_event().is_some_and(|main| main.id == event.id);
                    let changes = if is_main { std::mem::take(&mut changes) } else { Vec::new() };
                    steps.push(self.step(entry, event, state_on, changes));
                }
            }
        }
        steps
    }

    /// Whether it happened by the day, as recorded or as corrected.
    fn is_told(&self, entry: &Entry, event: EventId) -> bool {
        let corrected = self.amended.corrections.get(&event).into_iter().flatten();
        let days =
            corrected.filter_map(|(_, changes)| changes.changes.get("on")?.as_str()?.parse::<Day>().ok());
        days.chain([entry.body.on]).any(|on| on <= self.about.valid)
    }

    fn step(&self, entry: &Entry, event: &Recorded, state_on: Day, changes: Vec<Change>) -> Step {
        let numbered = |event: EventId| match self.amended.positions.get(&event) {
            Some(position) => format!("hendelse {position}"),
            None => "en hendelse utenfor denne historien".to_owned(),
        };
        let corrections = self.amended.corrections.get(&event.id).into_iter().flatten();
        let corrected_by = corrections.map(|(position, told)| {
            (*position, sentence(&Event::EntryCorrected((*told).clone()), self.names, &numbered))
        });
        let actor = &entry.body.actor;
        let role = super::wording::actor(actor.role);
        Step {
            position: entry.position,
            event: event.id,
            name: event.what.name(),
            on: entry.body.on,
            received_on: entry.body.received_on,
            recorded_at: entry.recorded_at,
            actor: actor.clone(),
            by: actor
                .person
                .map_or_else(|| role.to_owned(), |person| format!("{role} ({})", self.names.person(person))),
            text: sentence(&event.what, self.names, &numbered),
            deviations: event.deviations.clone(),
            corrected_by: corrected_by.collect(),
            voided_by: self.amended.voided.get(&event.id).copied(),
            state_on,
            changes,
        }
    }

    /// The state on a day, as known with the first `count` entries.
    fn state(&self, count: usize, day: Day) -> State {
        let facts = facts_known(&self.entries[..count], self.about.known);
        State::of(&PatientFile::read(self.born, &facts, day), day, self.names)
    }
}

/// What later entries of the story say of earlier ones.
#[derive(Default)]
struct Amended<'a> {
    positions: HashMap<EventId, Position>,
    voided: HashMap<EventId, Position>,
    corrections: HashMap<EventId, Vec<(Position, &'a samspor_core::correction::EntryCorrected)>>,
}

impl<'a> Amended<'a> {
    fn of(entries: &'a [Entry]) -> Self {
        let mut amended = Self::default();
        for entry in entries {
            for event in &entry.body.events {
                amended.positions.insert(event.id, entry.position);
                match &*event.what {
                    Event::EntryMarkedErroneous(told) => {
                        amended.voided.insert(told.target, entry.position);
                    }
                    Event::EntryCorrected(told) => {
                        amended.corrections.entry(told.target).or_default().push((entry.position, told));
                    }
                    _ => {}
                }
            }
        }
        amended
    }
}
