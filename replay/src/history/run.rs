//! Running history lines into a ledger whose clock they drive.

use std::collections::{BTreeMap, HashMap};

use samspor_core::actor::{Actor, Role};
use samspor_core::command::{Command, Mode};
use samspor_core::log::{AppendError, Log, Position};
use samspor_core::submit::{Answer, Entity, SubmitError, World, begin, submit};
use samspor_core::words::{CommandId, Instant};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::aliases::{Aliases, Field, Named, is_id, replace_ids};
use super::expect::Expectation;
use super::line::{CommandLine, Line, NamedActor, NamingLine, What};
use super::parse::History;
use super::place::{Failure, HistoryError, Place};
use super::reader::{Reader, Written};

/// The namespace of the ids of history lines, so that the same file gives the same ids.
const LINES: Uuid = Uuid::from_u128(0x6d5f_0e1c_3b52_4c6e_9a41_8d7c_24f0_b6a3);

/// What came of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// Every alias with its id: of a tenant the organisation number.
    pub aliases: BTreeMap<String, String>,
    /// The position of the newest entry.
    pub positions: u64,
    /// Answers that were not as the lines said.
    pub failures: Vec<Failure>,
}

/// Runs a parsed history into a log. Lines that fail are told, and the rest runs.
///
/// An empty log is begun as a simulated ledger; on an error what stands before the line is written.
pub fn run(history: &History, log: &dyn Log, world: &dyn World) -> Result<Ran, HistoryError> {
    let mut runner = Runner::new(log, world);
    for line in &history.lines {
        runner.run(line)?;
    }
    Ok(runner.finish())
}

/// Runs lines as they come, without keeping them: for histories too long to hold.
pub struct Runner<'a> {
    log: &'a dyn Log,
    world: &'a dyn World,
    pub(crate) memory: Memory,
}

/// What a run remembers from line to line.
#[derive(Default)]
pub(crate) struct Memory {
    reader: Reader,
    actors: HashMap<String, NamedActor>,
    pub(crate) aliases: Aliases,
    /// How often each file's name was met in another place, so that their lines get ids of their own.
    files: Vec<(String, std::sync::Arc<str>)>,
    pub(crate) clock: Option<Instant>,
    pub(super) expected: Vec<(Place, Expectation)>,
    failures: Vec<Failure>,
}

impl<'a> Runner<'a> {
    /// A runner into a log that `world` looks at.
    pub fn new(log: &'a dyn Log, world: &'a dyn World) -> Self {
        Self::remembering(log, world, Memory::default())
    }

    /// A runner that goes on where another ended.
    pub(crate) fn remembering(log: &'a dyn Log, world: &'a dyn World, memory: Memory) -> Self {
        Self { log, world, memory }
    }

    /// Reads and runs one line of text. A header is passed over: there is nothing to include lines from.
    pub fn line(&mut self, text: &str, place: &Place) -> Result<(), HistoryError> {
        match self.memory.reader.read(text, place)? {
            Written::Nothing => Ok(()),
            Written::Header(header) if header.include.is_empty() => Ok(()),
            Written::Header(_) => {
                Err(HistoryError::line(place, "include: lines that stream in include no files"))
            }
            Written::Line(line) => self.run(&line),
        }
    }

    /// The moment of the newest line that was recorded.
    pub fn clock(&self) -> Option<Instant> {
        self.memory.clock
    }

    /// The answers so far that were not as the lines said.
    pub fn failures(&self) -> &[Failure] {
        &self.memory.failures
    }

    /// Ends the run.
    pub fn finish(self) -> Ran {
        Ran {
            aliases: self.memory.aliases.entities(),
            positions: self.log.head().0,
            failures: self.memory.failures,
        }
    }

    pub(crate) fn run(&mut self, line: &Line) -> Result<(), HistoryError> {
        match &line.what {
            What::Actor { name, actor } => {
                self.memory.actors.insert(name.clone(), actor.clone());
                Ok(())
            }
            What::Expect(expectation) => {
                self.memory.expected.push((line.place.clone(), expectation.clone()));
                Ok(())
            }
            What::Naming(naming) => self.register(naming, &line.place),
            What::Command(command) => self.command(command, &line.place),
        }
    }

    fn register(&mut self, line: &NamingLine, place: &Place) -> Result<(), HistoryError> {
        let mut data = line.data.clone();
        let mut envelope = json!({"type": line.kind.command(), "id": self.id(place)});
        let filled = self.resolve(&mut data).and_then(|()| match &line.tenant {
            Some(tenant) => self.id_of(tenant).map(Some),
            None => Ok(None),
        });
        let tenant = match filled {
            Ok(tenant) => tenant,
            Err(problem) => {
                self.fail(place, format!("{} registered", line.name), problem);
                return Ok(());
            }
        };
        set(&mut envelope, "tenant", tenant);
        envelope["data"] = Value::Object(data);
        let result = self.submit(&envelope, &Actor::system(), line.at, place)?;
        match result {
            Ok(answer) => self.name(&line.name, &answer),
            Err(refusal) => self.fail(place, format!("{} registered", line.name), refusal.told),
        }
        Ok(())
    }

    fn command(&mut self, line: &CommandLine, place: &Place) -> Result<(), HistoryError> {
        let expected = match &line.refused {
            Some(code) => format!("{} refused with {code}", line.name),
            None => format!("{} accepted", line.name),
        };
        match (self.ask(line, place)?, &line.refused) {
            (Ok(answer), None) => self.check_deviations(line, &answer, place),
            (Ok(answer), Some(_)) => {
                self.fail(place, expected, format!("accepted at position {}", answer.position));
            }
            (Err(refusal), Some(code)) if refusal.code == Some(code) => {}
            (Err(refusal), _) => self.fail(place, expected, refusal.told),
        }
        Ok(())
    }

    /// Issues a command line and names what it makes: the answer, or why there is none.
    pub(crate) fn ask(
        &mut self,
        line: &CommandLine,
        place: &Place,
    ) -> Result<Result<Answer, Told>, HistoryError> {
        let (envelope, actor) = match self.envelope(line, place) {
            Ok(filled) => filled,
            Err(told) => return Ok(Err(Told { code: None, told })),
        };
        let answer = self.submit(&envelope, &actor, line.at, place)?;
        if let (Ok(answer), Some(alias)) = (&answer, &line.makes) {
            self.name(alias, answer);
        }
        Ok(answer)
    }

    fn envelope(&mut self, line: &CommandLine, place: &Place) -> Result<(Value, Actor), String> {
        let named = self.memory.actors.get(&line.actor).cloned().ok_or("the actor is not named")?;
        let patient = line.patient.as_deref().map(|patient| self.id_of(patient)).transpose()?;
        let actor = self.actor(&named, patient.as_deref())?;
        let tenant = match (&line.tenant, &named.tenant) {
            (Some(tenant), _) | (None, Some(tenant)) if line.name != "RegisterTenant" => {
                Some(self.id_of(tenant)?)
            }
            _ => None,
        };
        let mut data = line.data.as_object().cloned().unwrap_or_default();
        self.resolve(&mut data)?;
        let mode = match line.mode {
            Mode::Decide => "decide",
            Mode::Record => "record",
        };
        let mut envelope = json!({"type": line.name, "id": self.id(place), "mode": mode, "data": data});
        set(&mut envelope, "tenant", tenant);
        set(&mut envelope, "patient", patient);
        set(&mut envelope, "on", line.on.clone());
        Ok((envelope, actor))
    }

    /// The actor by ids; a patient speaks for the patient of the line.
    fn actor(&self, named: &NamedActor, patient: Option<&str>) -> Result<Actor, String> {
        fn parsed<T: std::str::FromStr>(
            runner: &Runner<'_>,
            alias: Option<&String>,
        ) -> Result<Option<T>, String> {
            let Some(alias) = alias else { return Ok(None) };
            let id = runner.id_of(alias)?;
            id.parse().map(Some).map_err(|_| format!("{alias} is no id an actor can have"))
        }
        let acting_for = match (named.role, patient) {
            (Role::Patient, Some(patient)) => patient.parse().ok(),
            _ => None,
        };
        Ok(Actor {
            acting_for,
            person: parsed(self, named.person.as_ref())?,
            role: named.role,
            tenant: parsed(self, named.tenant.as_ref())?,
            unit: parsed(self, named.unit.as_ref())?,
        })
    }

    fn submit(
        &mut self,
        envelope: &Value,
        actor: &Actor,
        at: Instant,
        place: &Place,
    ) -> Result<Result<Answer, Told>, HistoryError> {
        self.begin(at, place)?;
        self.memory.clock = Some(at);
        let command = match Command::from_json(&envelope.to_string(), None) {
            Ok(command) => command,
            Err(refusal) => return Ok(Err(Told::of(&refusal))),
        };
        match submit(self.log, self.world, &command, actor, at) {
            Ok(answer) => Ok(Ok(answer)),
            Err(SubmitError::Refused(refusal)) => Ok(Err(Told::of(&refusal))),
            Err(SubmitError::Unavailable(source)) => {
                Err(HistoryError::Unavailable { place: place.clone(), source })
            }
            Err(SubmitError::Corrupt(source)) => Err(HistoryError::Corrupt { place: place.clone(), source }),
        }
    }

    /// Marks an empty log as a simulated ledger.
    fn begin(&self, at: Instant, place: &Place) -> Result<(), HistoryError> {
        if self.log.head() != Position::START {
            return Ok(());
        }
        let id = CommandId(Uuid::new_v5(&LINES, b"begin"));
        begin(self.log, id, true, at).map_err(|error| match error {
            AppendError::Unavailable(source) => HistoryError::Unavailable { place: place.clone(), source },
            AppendError::Conflict { .. } | AppendError::Known(_) | AppendError::Shut(_) => {
                HistoryError::line(place, "somebody else began the ledger meanwhile")
            }
        })?;
        let first = self.log.page(Position::START, 1);
        let first = first.map_err(|source| HistoryError::Unavailable { place: place.clone(), source })?;
        for placed in &first {
            let opened = self.log.open(placed);
            let opened = opened.map_err(|source| HistoryError::Corrupt { place: place.clone(), source })?;
            opened.entry().iter().for_each(|entry| self.world.appended(entry));
        }
        Ok(())
    }

    fn check_deviations(&mut self, line: &CommandLine, answer: &Answer, place: &Place) {
        let Some(expected) = &line.deviations else { return };
        let mut expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        let mut got: Vec<&str> = answer.deviations.iter().map(|deviation| deviation.code()).collect();
        expected.sort_unstable();
        got.sort_unstable();
        if expected != got {
            self.fail(place, format!("{} with deviations {expected:?}", line.name), format!("{got:?}"));
        }
    }

    fn name(&mut self, alias: &str, answer: &Answer) {
        let entity = match answer.entity {
            Entity::Tenant(id) => id.to_string(),
            Entity::Patient(id) => id.to_string(),
            Entity::Event(id) => id.to_string(),
        };
        let event = answer.events.last().map_or_else(|| entity.clone(), |event| event.id.to_string());
        self.memory.aliases.name(alias, Named { entity, event });
    }

    fn resolve(&self, data: &mut Map<String, Value>) -> Result<(), String> {
        replace_ids(data, &mut |field, text| match field {
            Field::Thing => self.id_of(text).map(Some),
            Field::Event => match self.memory.aliases.get(text) {
                Some(named) => Ok(Some(named.event.clone())),
                None => self.id_of(text).map(Some),
            },
            Field::ThingOrWord => Ok(self.memory.aliases.get(text).map(|named| named.entity.clone())),
            Field::Plain => Ok(None),
        })
    }

    fn id_of(&self, alias: &str) -> Result<String, String> {
        match self.memory.aliases.get(alias) {
            Some(named) => Ok(named.entity.clone()),
            None if is_id(alias) => Ok(alias.to_owned()),
            None => Err(format!("{alias} names nothing: the line that was to make it failed")),
        }
    }

    /// The id of a line's command: from the file's name and the line, wherever the file lies.
    fn id(&mut self, place: &Place) -> CommandId {
        let name = place.file.rsplit(['/', '\\']).next().unwrap_or_default();
        let alike = || self.memory.files.iter().filter(|(other, _)| other == name);
        let turn = match alike().position(|(_, file)| *file == place.file) {
            Some(turn) => turn,
            None => {
                let turn = alike().count();
                self.memory.files.push((name.to_owned(), place.file.clone()));
                turn
            }
        };
        CommandId(Uuid::new_v5(&LINES, format!("{name}#{turn}:{}", place.line).as_bytes()))
    }

    fn fail(&mut self, place: &Place, expected: String, got: String) {
        self.memory.failures.push(Failure { place: place.clone(), expected, got });
    }
}

/// Why a line has no answer, as a failure tells it.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    /// None where a name stands for nothing, and no command could be sent.
    pub(crate) code: Option<&'static str>,
    pub(crate) told: String,
}

impl Told {
    fn of(refusal: &samspor_core::refusal::Refusal) -> Self {
        Self { code: Some(refusal.code()), told: format!("refused with {}: {refusal}", refusal.code()) }
    }
}

fn set(envelope: &mut Value, field: &str, value: Option<String>) {
    if let Some(value) = value {
        envelope[field] = Value::String(value);
    }
}
