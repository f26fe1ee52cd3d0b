//! Submitting a command: read, decide, append under the condition of what was read, and answer.

mod answer;
mod in_clear;
mod shut;
mod subjects;

pub use answer::{Answer, Entity, EventName};
pub use in_clear::{append_public, begin};
use shut::{erased_with, erases, newest_can_be_read};

use std::sync::Arc;

use thiserror::Error;

use crate::actor::Actor;
use crate::catalogue::{Ask, Event};
use crate::command::{Command, event_id};
use crate::decision::{self, Ground, Surroundings};
use crate::deviation::Deviation;
use crate::entry::{self, Body, EVENT_SCHEMA, Entry, Opened, Recorded, Unreadable};
use crate::fact::Fact;
use crate::known::facts_known;
use crate::law;
use crate::log::{AppendError, Draft, Log, NotRead, Position, StreamKey, Unavailable};
use crate::patient::PatientFile;
use crate::refusal::{IdentityFault, Refusal};
use crate::register::Register;
use crate::register::identity::Identity;
use crate::seal::Shut;
use crate::words::{Day, EventId, Instant, PatientId};

/// How often a command is decided anew when others write to its stream at the same time.
pub const ATTEMPTS_MAX: usize = 32;

/// A way to look at what a decision may see, for as long as it takes to decide.
pub trait World {
    /// Lets `look` see the surroundings, at least as new as every entry this caller has been answered about.
    fn look(&self, look: &mut dyn FnMut(&dyn Surroundings));

    /// Tells that an entry was appended; the world may take it in at once.
    fn appended(&self, entry: &Entry);
}

/// Why a command has no entry.
#[derive(Debug, Error)]
pub enum SubmitError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The log can't say, or others kept writing: try again with the same id.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    #[error(transparent)]
    Corrupt(#[from] Unreadable),
}

impl From<NotRead> for SubmitError {
    fn from(error: NotRead) -> Self {
        match error {
            NotRead::Unavailable(unavailable) => unavailable.into(),
            NotRead::Corrupt(unreadable) => unreadable.into(),
        }
    }
}

/// Submits a command. On success its entry is durable; after `Unavailable` it may be: send it again with the same id.
pub fn submit(
    log: &dyn Log,
    world: &dyn World,
    command: &Command,
    actor: &Actor,
    now: Instant,
) -> Result<Answer, SubmitError> {
    for _ in 0..ATTEMPTS_MAX {
        if let Some(position) = log.position_of(command.id)? {
            return repeated(log, world, position, command, actor);
        }
        let mut decided = Ok(None);
        world.look(&mut |around| decided = decide(log, around, command, actor, now).map(Some));
        if matches!(decided, Err(SubmitError::Refused(_))) && log.position_of(command.id)?.is_some() {
            // Written meanwhile, by whoever sent it too: what it was refused for may be its own effect.
            continue;
        }
        let Some((draft, after, body, identity)) = decided? else {
            return Err(Unavailable("the world showed nothing".to_owned()).into());
        };
        match log.append(draft, after) {
            Ok(committed) => {
                // What reading the record back would give; the world of the tests holds them against each other.
                let entry = Entry {
                    position: committed.position,
                    stream_position: committed.stream_position,
                    recorded_at: committed.recorded_at,
                    body,
                    identity,
                };
                log.written(&entry);
                world.appended(&entry);
                return Ok(Answer::of(&entry));
            }
            Err(AppendError::Conflict { newest }) => newest_can_be_read(log, command, newest)?,
            Err(AppendError::Known(_)) => {}
            Err(AppendError::Shut(shut)) => return Err(Refusal::Identity(IdentityFault::Shut(shut)).into()),
            Err(AppendError::Unavailable(unavailable)) => return Err(unavailable.into()),
        }
    }
    Err(Unavailable(format!("the stream was written to {ATTEMPTS_MAX} times meanwhile; send it again"))
        .into())
}

/// The first answer again, if it is the same command; else E-DUP. A stranger to the tenant is told neither.
fn repeated(
    log: &dyn Log,
    world: &dyn World,
    position: Position,
    command: &Command,
    actor: &Actor,
) -> Result<Answer, SubmitError> {
    let before = Position(position.0 - 1);
    let placed = log.page(before, 1)?;
    let placed = placed.first().ok_or_else(|| Unavailable(format!("entry {position} is not there")))?;
    let entry = match log.open(placed)? {
        Opened::Entry(entry) => *entry,
        Opened::Shut(shut) => return Err(Refusal::Identity(IdentityFault::Shut(shut.why)).into()),
    };
    let same = entry.body.request == command.request && entry.identity == identity_of(&command.ask);
    let mut checked = Ok(());
    world.look(&mut |around| {
        let known = match identities_are_known(command, around) {
            // What this command registered itself is no hindrance to it.
            Err(Refusal::Identity(IdentityFault::AlreadyRegistered(_))) => Ok(()),
            Err(Refusal::Identity(IdentityFault::Shut(_))) if erases(command) => Ok(()),
            known => known,
        };
        checked = known.and_then(|()| decision::tenant_is_ours(command, actor, around.directory()));
    });
    checked?;
    if same { Ok(Answer::of(&entry)) } else { Err(Refusal::Duplicate(position).into()) }
}

/// What is to be written, behind which position, and what its bodies say.
type Decision = (Draft, Position, Body, Option<Identity>);

/// What a command is decided on: its entries, and the stream it will be written to.
struct Read {
    entries: Arc<Vec<Entry>>,
    newest: Position,
}

fn decide(
    log: &dyn Log,
    around: &dyn Surroundings,
    command: &Command,
    actor: &Actor,
    now: Instant,
) -> Result<Decision, SubmitError> {
    let directory = around.directory();
    identities_are_known(command, around)?;
    decision::tenant_is_ours(command, actor, directory)?;
    let command = &resolved(command, around, now.day());
    let stream = command.stream();
    let read = read(log, around, command, now.day())?;
    let facts = facts_known(read.entries.iter(), Instant::from_micros(i64::MAX));
    let born = command.patient.and_then(|patient| directory.born(command.tenant, patient));
    let file = PatientFile::read(born, &facts, Day::LAST);
    let nothing = Register::default();
    let on = command.day(now.day());
    let afterwards = || facts_with(command, &read.entries, actor, now);
    let ground = Ground {
        command,
        actor,
        today: now.day(),
        on,
        around,
        register: directory.register(command.tenant).unwrap_or(&nothing),
        file: &file,
        facts: &facts,
        entries: &read.entries,
        newest: read.newest,
        afterwards: &afterwards,
    };
    let mut deviations = decision::decide(&ground)?;
    deviations.extend(crate::elsewhere::plan_elsewhere(log, around, command, (on, now.day()))?);
    crate::linking::keeps_files_whole(log, around, command, on, now.day())?;
    let opens = opens_case(command, &facts);
    let patient = patient_of(command, around, now);
    let with = erased_with(command, directory, now.day());
    let body = body_of(command, actor, now, Decided { patient, opens, deviations, stream, with });
    let identity = identity_of(&command.ask);
    let sections = subjects::sections_of(&ground, &body, identity.as_ref());
    let class = subjects::class_of(&command.ask);
    let draft = Draft { command: command.id, stream, class, at: now, act: pseudonym(actor), sections };
    Ok((draft, read.newest, body, identity))
}

/// E-IDENT: the patient is registered somewhere in the ledger, a number is of its series and not taken here.
fn identities_are_known(command: &Command, around: &dyn Surroundings) -> Result<(), Refusal> {
    let directory = around.directory();
    let fault = |fault| Err(Refusal::Identity(fault));
    let erased = command.patient.and_then(|patient| directory.erased_by(command.tenant, patient));
    if let Some(by) = erased {
        return fault(IdentityFault::Shut(Shut::Erased { by }));
    }
    if command.patient.is_some_and(|patient| !directory.knows(patient)) {
        return fault(IdentityFault::Link(
            "no patient is registered under this reference: use RegisterPatient first".to_owned(),
        ));
    }
    match &command.ask {
        Ask::RegisterTenant(asked) if directory.register(asked.org_number).is_some() => {
            fault(IdentityFault::AlreadyRegistered(asked.org_number.to_string()))
        }
        Ask::RegisterPatient(asked) => match &asked.nin {
            Some(nin) if !directory.takes(nin) => fault(IdentityFault::Series),
            Some(nin) => match directory.patient_of(nin) {
                Some(known) if is_registered_at(directory.register(command.tenant), known) => {
                    fault(IdentityFault::AlreadyRegistered(known.to_string()))
                }
                Some(_) | None => Ok(()),
            },
            None => Ok(()),
        },
        Ask::LinkIdentity(asked) => match &asked.nin {
            Some(nin) if !directory.takes(nin) => fault(IdentityFault::Series),
            Some(_) | None => Ok(()),
        },
        _ => Ok(()),
    }
}

fn is_registered_at(register: Option<&Register>, patient: PatientId) -> bool {
    register.is_some_and(|register| register.patients.contains_key(&patient))
}

/// The command about surviving references, and a link by number about the reference that has the number.
fn resolved(command: &Command, around: &dyn Surroundings, today: Day) -> Command {
    let directory = around.directory();
    let mut resolved = command.clone();
    if let Ask::LinkIdentity(asked) = &mut resolved.ask {
        let owner = asked.nin.as_ref().and_then(|nin| directory.patient_of(nin));
        asked.merged = asked.merged.or(owner).map(|merged| directory.survivor(merged, today));
    }
    resolved.patient = command.patient.map(|patient| directory.survivor(patient, today));
    resolved
}

fn read(
    log: &dyn Log,
    around: &dyn Surroundings,
    command: &Command,
    today: Day,
) -> Result<Read, SubmitError> {
    let directory = around.directory();
    let patient_file = match (&command.ask, command.stream()) {
        (Ask::ExtendDeadline(asked), _) => Some(directory.survivor(asked.patient, today)),
        (_, StreamKey::Patient(_, patient)) => Some(patient),
        (_, StreamKey::Ledger | StreamKey::Register(_)) => None,
    };
    let Some(patient) = patient_file else {
        let needs_entries = matches!(command.ask, Ask::CorrectEntry(_) | Ask::VoidEntry(_));
        let kept = directory.entries_of(command.tenant);
        let entries =
            if needs_entries { kept.iter().map(|entry| Entry::clone(entry)).collect() } else { Vec::new() };
        return Ok(Read { entries: Arc::new(entries), newest: directory.newest_in(command.tenant) });
    };
    let mut entries = log.entries(&StreamKey::Patient(command.tenant, patient))?;
    let own = entries.last().map(|entry| entry.position);
    let newest = match command.stream() {
        StreamKey::Register(tenant) => directory.newest_in(tenant),
        StreamKey::Patient(..) | StreamKey::Ledger => own.unwrap_or(Position::START),
    };
    for merged in directory.merged_into(patient, today).into_iter().filter(|one| *one != patient) {
        let others = log.entries(&StreamKey::Patient(command.tenant, merged))?;
        Arc::make_mut(&mut entries).extend(others.iter().cloned());
        Arc::make_mut(&mut entries).sort_by_key(|entry| entry.position);
    }
    Ok(Read { entries, newest })
}

/// The facts as they would be with the command's event among them.
fn facts_with(command: &Command, entries: &[Entry], actor: &Actor, now: Instant) -> Vec<Fact> {
    let decided = Decided {
        patient: command.patient,
        opens: false,
        deviations: Vec::new(),
        stream: command.stream(),
        with: Vec::new(),
    };
    let next = Entry {
        position: Position(u64::MAX),
        stream_position: u64::MAX,
        recorded_at: now,
        body: body_of(command, actor, now, decided),
        identity: None,
    };
    facts_known(entries.iter().chain([&next]), Instant::from_micros(i64::MAX))
}

/// Whether the first report or appointment opens the case with it.
fn opens_case(command: &Command, facts: &[Fact]) -> bool {
    let begins = |what: &Event| {
        matches!(
            what,
            Event::NeedReported(_) | Event::CoordinatorAppointed(_) | Event::CoordinationCaseOpened(_)
        )
    };
    matches!(command.ask, Ask::ReportNeed(_) | Ask::AppointCoordinator(_))
        && !facts.iter().any(|fact| begins(&fact.what))
}

/// The patient of the entry: for a registration the reference the number has already, else a new one.
fn patient_of(command: &Command, around: &dyn Surroundings, now: Instant) -> Option<PatientId> {
    match &command.ask {
        Ask::RegisterPatient(asked) => {
            let known = asked.nin.as_ref().and_then(|nin| around.directory().patient_of(nin));
            Some(known.unwrap_or(PatientId(event_id(command.id, now, 0))))
        }
        _ => command.patient,
    }
}

struct Decided {
    patient: Option<PatientId>,
    opens: bool,
    deviations: Vec<Deviation>,
    stream: StreamKey,
    /// The references that are erased with the patient's.
    with: Vec<PatientId>,
}

fn body_of(command: &Command, actor: &Actor, now: Instant, decided: Decided) -> Body {
    let on = command.day(now.day());
    let mut main = command.ask.clone().into_event();
    if let Event::PersonalDataErased(told) = &mut main {
        told.with = decided.with;
    }
    let received_on = match &main {
        Event::NeedReported(told) => Some(told.received_on),
        Event::ComplaintReceived(told) => Some(told.received_on),
        _ => None,
    };
    let mut events = Vec::with_capacity(2);
    if decided.opens {
        let opened =
            crate::patient::case::CoordinationCaseOpened { residence_municipality: None, implicit: true };
        let id = EventId(event_id(command.id, now, 1));
        events.push(recorded(Event::CoordinationCaseOpened(opened), id, Vec::new(), on));
    }
    events.push(recorded(main, EventId(event_id(command.id, now, 0)), decided.deviations, on));
    Body {
        id: command.id,
        stream: decided.stream,
        patient: decided.patient,
        mode: command.mode,
        on,
        received_on,
        actor: actor.clone(),
        request: command.request,
        events,
    }
}

fn recorded(what: Event, id: EventId, deviations: Vec<Deviation>, on: Day) -> Recorded {
    let legal_basis = law::basis_of(&what, on);
    Recorded { id, schema: EVENT_SCHEMA, what: std::sync::Arc::new(what), deviations, legal_basis }
}

/// Number and name of a registration: they go to a section of their own.
fn identity_of(ask: &Ask) -> Option<Identity> {
    let identity = match ask {
        Ask::RegisterPatient(asked) => Identity { nin: asked.nin.clone(), name: asked.name.clone() },
        Ask::RegisterPerson(asked) => Identity { nin: None, name: Some(asked.name.clone()) },
        Ask::LinkIdentity(asked) => Identity { nin: asked.nin.clone(), name: None },
        _ => Identity::default(),
    };
    (identity != Identity::default()).then_some(identity)
}

/// Sixteen bytes that stand for an actor in a leaf.
pub(crate) fn pseudonym(actor: &Actor) -> [u8; 16] {
    let named = serde_json::to_vec(actor).expect("an actor is ids and a role");
    let digest = entry::digest(&named);
    let mut act = [0; 16];
    act.copy_from_slice(&digest[..16]);
    act
}

#[cfg(test)]
mod tests;
