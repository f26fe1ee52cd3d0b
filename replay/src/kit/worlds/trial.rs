//! A ledger on which random commands are tried, and what became of each.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use samspor_core::actor::Actor;
use samspor_core::command::{Command, Mode};
use samspor_core::log::{Entropy, Log, MemoryLog};
use samspor_core::seal::MemoryKeys;
use samspor_core::submit::{Answer, Entity, SubmitError, begin, submit};
use samspor_core::words::{EventId, Instant, PatientId, PersonId, TenantId};
use samspor_projections::live::Views;
use serde_json::{Value, json};

use super::actors::actor;
use super::cast::{Cast, Tenancy};
use super::draw::Draw;
use super::step::Step;
use super::told;

/// A ledger with its cast, whose clock the steps drive.
pub struct Trial {
    log: Arc<dyn Log>,
    views: Views,
    cast: Cast,
    now: Instant,
    tried: Vec<Tried>,
    sent: u64,
    made: BTreeMap<(TenantId, Option<PatientId>), Vec<Made>>,
    coordinators: HashMap<(TenantId, PatientId), PersonId>,
}

/// One command and its answer.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The command as JSON.
    pub sent: Value,
    pub actor: Actor,
    pub at: Instant,
    /// The answer, or the code of the refusal.
    pub answer: Result<Answer, &'static str>,
}

/// An event that was made, by name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Made {
    pub(super) name: &'static str,
    pub(super) event: EventId,
}

/// What a command's data is drawn from.
pub(super) struct Scene<'a> {
    pub(super) trial: &'a Trial,
    pub(super) tenancy: &'a Tenancy,
    pub(super) patient: PatientId,
    pub(super) on: samspor_core::words::Day,
    pub(super) draw: Draw,
}

/// Stream ids that count up, so that the same commands give the same leaves.
pub fn counting() -> Entropy {
    let mut count = 0u128;
    Box::new(move |bytes| {
        count += 1;
        bytes.iter_mut().zip(count.to_be_bytes()).for_each(|(byte, counted)| *byte = counted);
    })
}

impl Trial {
    /// A simulated ledger on an empty log, on 2 January 2025, with the cast registered.
    pub fn on(log: Arc<dyn Log>) -> Self {
        let now: Instant = "2025-01-02T09:00:00+01:00".parse().expect("a moment");
        let beginning = id(0).parse().expect("a UUID");
        begin(&*log, beginning, true, now).expect("the log is empty and can be written");
        let views = Views::open(Arc::clone(&log), now).expect("the log can be read");
        let mut trial = Self {
            log,
            views,
            cast: Cast::default(),
            now,
            tried: Vec::new(),
            sent: 0,
            made: BTreeMap::new(),
            coordinators: HashMap::new(),
        };
        trial.cast = Cast::register(&mut trial);
        trial.tried.clear();
        trial
    }

    /// A ledger in memory.
    pub fn in_memory() -> Self {
        Self::on(Arc::new(MemoryLog::new(counting(), Arc::new(MemoryKeys::default()))))
    }

    /// A ledger in memory that has seen a history.
    pub fn of(history: &[Step]) -> Self {
        let mut trial = Self::in_memory();
        for step in history {
            trial.step(step);
        }
        trial
    }

    /// The log beneath.
    pub fn log(&self) -> &Arc<dyn Log> {
        &self.log
    }

    /// The views over it.
    pub fn views(&self) -> &Views {
        &self.views
    }

    /// Who is there.
    pub fn cast(&self) -> &Cast {
        &self.cast
    }

    /// The moment it is.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// Every command tried after the cast was registered, in order.
    pub fn tried(&self) -> &[Tried] {
        &self.tried
    }

    /// Waits, then tries the step's command; whether it was accepted.
    pub fn step(&mut self, step: &Step) -> bool {
        self.wait_for(step);
        self.step_now(step)
    }

    /// Lets the step's days go by.
    pub fn wait_for(&mut self, step: &Step) {
        self.wait(step.wait_days, step.late);
    }

    /// Tries the step's command at once; whether it was accepted.
    pub fn step_now(&mut self, step: &Step) -> bool {
        let (sent, actor) = self.command(step);
        self.send(&sent, &actor).is_ok()
    }

    /// Goes on with other views over the same log, such as those of a start.
    pub fn go_on_with(&mut self, views: Views) {
        self.views = views;
    }

    /// Lets days go by, and some seconds.
    fn wait(&mut self, days: u16, late: bool) {
        let day = self.now.day().plus_days(i64::from(days));
        let hour = if late {
            Instant::from_micros(Instant::end_of(day).micros() - 30_000_000)
        } else {
            Instant::noon_of(day)
        };
        self.now = hour.max(Instant::from_micros(self.now.micros() + 7_000_000));
    }

    /// Sends a command under the next id, and remembers what became of it.
    pub fn send(&mut self, sent: &Value, actor: &Actor) -> Result<Answer, &'static str> {
        self.sent += 1;
        let mut sent = sent.clone();
        sent["id"] = json!(id(self.sent));
        self.send_as_it_is(sent, actor, self.now)
    }

    /// Sends a command now: under its own id if it has one, else under the next.
    pub fn send_as_given(&mut self, sent: &Value, actor: &Actor) -> Result<Answer, &'static str> {
        if sent.get("id").is_some() {
            self.send_as_it_is(sent.clone(), actor, self.now)
        } else {
            self.send(sent, actor)
        }
    }

    /// Whether a file has an event of this name.
    pub fn has_made(&self, tenant: TenantId, patient: PatientId, name: &str) -> bool {
        self.made(tenant, Some(patient)).iter().any(|made| made.name == name)
    }

    /// Sends a command with its own id at a moment.
    pub fn send_as_it_is(&mut self, sent: Value, actor: &Actor, at: Instant) -> Result<Answer, &'static str> {
        self.now = at;
        let answer = match Command::from_json(&sent.to_string(), None) {
            Ok(command) => self.submit(&command, actor),
            Err(refusal) => Err(refusal.code()),
        };
        self.tried.push(Tried { sent, actor: actor.clone(), at, answer: answer.clone() });
        answer
    }

    fn submit(&mut self, command: &Command, actor: &Actor) -> Result<Answer, &'static str> {
        match submit(&*self.log, &self.views, command, actor, self.now) {
            Ok(answer) => {
                self.remember(command, &answer);
                Ok(answer)
            }
            Err(SubmitError::Refused(refusal)) => Err(refusal.code()),
            Err(SubmitError::Unavailable(_)) => Err("unavailable"),
            Err(SubmitError::Corrupt(_)) => Err("corrupt"),
        }
    }

    fn remember(&mut self, command: &Command, answer: &Answer) {
        let events = answer.events.iter().map(|event| Made { name: event.name, event: event.id });
        self.made.entry((command.tenant, command.patient)).or_default().extend(events);
        let told = command.ask.to_value();
        let person = told.get("to_person").or(told.get("person")).and_then(Value::as_str);
        let takes_over = matches!(command.listed().command, "AppointCoordinator" | "ChangeCoordinator");
        if let (true, Some(patient), Some(Ok(person))) = (takes_over, command.patient, person.map(str::parse))
        {
            self.coordinators.insert((command.tenant, patient), person);
        }
        if let (Entity::Patient(patient), false) = (answer.entity, self.cast.patients.is_empty()) {
            self.cast.patients.push(patient);
        }
    }

    /// The step's command as it would be sent now, without its id, and who sends it.
    pub fn command(&self, step: &Step) -> (Value, Actor) {
        let mut draw = Draw(step.draw);
        let (tenancy, patient) = self.file_for(step, &mut draw);
        let on = self.now.day().plus_days(i64::from(step.shift_days));
        let mut scene = Scene { trial: self, tenancy, patient, on, draw };
        let about_patient = told::is_about_patient(step.command, &mut scene);
        let mut told = told::told(step.command, &mut scene);
        if step.named {
            told::name(step.command, &mut told, &mut scene);
        }
        let actor = actor(step, &mut scene);
        let mode = match step.mode {
            Mode::Decide => "decide",
            Mode::Record => "record",
        };
        let mut sent = json!({"type": step.command, "tenant": tenancy.id, "mode": mode, "data": told});
        if about_patient {
            sent["patient"] = json!(patient);
        }
        if step.shift_days != 0 {
            sent["on"] = json!(on);
        }
        (sent, actor)
    }

    /// The step's file; for a command about something made before, most often one that has such a thing.
    fn file_for(&self, step: &Step, draw: &mut Draw) -> (&Tenancy, PatientId) {
        let (tenants, patients) = (&self.cast.tenants, &self.cast.patients);
        let at_random = (&tenants[step.tenant % tenants.len()], patients[step.patient % patients.len()]);
        if step.command == "ErasePersonalData" && draw.once_in(2) {
            // Whom the register told of last, most likely.
            return (at_random.0, patients[patients.len() - 1]);
        }
        let names = told::is_about(step.command);
        if names.is_empty() || draw.once_in(9) {
            return at_random;
        }
        let has = |made: &[Made]| made.iter().any(|made| names.contains(&made.name));
        let files: Vec<_> = self
            .made
            .iter()
            .filter(|(_, made)| has(made))
            .filter_map(|((tenant, patient), _)| Some((self.cast.tenancy(*tenant)?, (*patient)?)))
            .collect();
        if files.is_empty() { at_random } else { draw.of(&files) }
    }

    /// The events made in a file (or in the register), oldest first.
    pub(super) fn made(&self, tenant: TenantId, patient: Option<PatientId>) -> &[Made] {
        self.made.get(&(tenant, patient)).map_or(&[], Vec::as_slice)
    }

    /// Who was appointed newest, if anybody was.
    pub(super) fn coordinator(&self, tenant: TenantId, patient: PatientId) -> Option<PersonId> {
        self.coordinators.get(&(tenant, patient)).copied()
    }
}

fn id(number: u64) -> String {
    format!("00000000-0000-7000-8000-{number:012x}")
}
