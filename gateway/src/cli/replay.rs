//! `samspor replay`: a patient's story from the log, as known on any day.

use std::io::{self, BufRead};

use clap::Args;
use samspor_core::decision::Surroundings;
use samspor_core::directory::Directory;
use samspor_core::log::{Position, StreamKey};
use samspor_core::submit::World;
use samspor_core::words::{Day, Instant, NationalNumber, PatientId, PersonId, TenantId};
use samspor_projections::question::Known;
use samspor_replay::story::{About, Change, Step, Story, StoryError, difference};
use serde_json::{Map, Value, json};

use super::failure::Failure;
use super::open::Ledgered;
use super::reads::{Reads, on_record};
use super::screen::show;
use crate::clock;
use crate::ledger::Ledger;

/// Tells one patient's story: what was recorded, by whom, how late, and what it changed
///
/// --valid is the day the story is told up to, --known up to when entries count; they default to today and now.
#[derive(Args, Debug)]
#[command(before_help = "Examples:
  samspor replay --data DIR --patient REF
  samspor replay --data DIR --patient REF --valid 2025-03-01 --known 2025-03-01 --step
  samspor replay --data DIR --patient REF --known 2025-03-01 --diff 2025-12-31
  samspor replay --data DIR --nin-stdin < number.txt")]
pub(super) struct Replay {
    #[command(flatten)]
    ledger: Ledgered,
    /// Reference of the patient
    #[arg(long, value_name = "REF", required_unless_present = "nin_stdin", conflicts_with = "nin_stdin")]
    patient: Option<PatientId>,
    /// Reads the patient's national number from standard input; it is kept nowhere
    #[arg(long)]
    nin_stdin: bool,
    /// Organisation number; may be left out where the patient is registered at one tenant only
    #[arg(long, value_name = "ORG-NUMBER")]
    tenant: Option<TenantId>,
    /// The day the story is told up to
    #[arg(long, value_name = "DATE")]
    valid: Option<Day>,
    /// Up to when entries count
    #[arg(long, value_name = "DATE|MOMENT")]
    known: Option<Known>,
    /// Entry by entry, with the state after each
    #[arg(long)]
    step: bool,
    /// Compares with what was known then
    #[arg(long, value_name = "DATE|MOMENT", conflicts_with = "step")]
    diff: Option<Known>,
    #[command(flatten)]
    reads: Reads,
    /// The story as one JSON object
    #[arg(long)]
    json: bool,
}

impl Replay {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let ledger = self.ledger.open()?;
        let now = clock::now();
        ledger.views.catch_up(now).map_err(|error| Failure::unavailable("the views cannot follow", error))?;
        let mut found = None;
        ledger.views.look(&mut |around: &dyn Surroundings| {
            found = Some(self.about(&ledger, around.directory(), now))
        });
        let about = found.ok_or_else(|| Failure::Failed("the views showed nothing".to_owned()))??;
        let story = told(&ledger, about)?;
        let text = match self.diff {
            Some(known) => self.compared(&story, &told(&ledger, About { known: known.until(), ..about })?),
            None if self.json => format!("{}\n", story_as_json(&story)),
            None if self.step => story.steps_text(),
            None => story.text(),
        };
        let mut glance = self.reads.glance("replay", now)?;
        glance.about(Some(about.tenant), Some(about.patient));
        glance.at(Some(about.valid), Some(about.known.into()));
        glance.reached(ledger.views.position().0);
        glance.shows(about.tenant, about.patient);
        show(&on_record(&ledger, &glance, now)?, &text)
    }

    fn compared(&self, story: &Story, other: &Story) -> String {
        let difference = difference(story, other);
        if !self.json {
            return difference.text().to_owned();
        }
        let learned: Vec<Value> = difference.learned.iter().map(step_as_json).collect();
        let changes: Vec<Value> = difference.changes.iter().map(change_as_json).collect();
        let compared = json!({"patient": story.survivor, "tenant": story.about.tenant, "valid": story.about.valid,
            "known": difference.known, "changes": changes, "learned": learned});
        format!("{compared}\n")
    }

    fn about(&self, ledger: &Ledger, directory: &Directory, now: Instant) -> Result<About, Failure> {
        let patient = match self.patient {
            Some(patient) => patient,
            None => patient_on_stdin(directory)?,
        };
        let tenant = tenant_of(ledger, directory, patient, self.tenant)?;
        if !directory.knows(patient) && !has_file(ledger, tenant, patient) {
            return Err(unknown());
        }
        let known = self.known.map_or(now, Known::until);
        Ok(About { tenant, patient, valid: self.valid.unwrap_or(now.day()), known })
    }
}

/// Whether anything was ever recorded in a file: of an erased patient the register knows nothing more.
fn has_file(ledger: &Ledger, tenant: TenantId, patient: PatientId) -> bool {
    let stream = StreamKey::Patient(tenant, patient);
    ledger.log.stream(&stream, Position(u64::MAX)).is_ok_and(|entries| !entries.is_empty())
}

/// The tenant at which a patient's file is read: the one given, else the only one where the patient is registered.
pub(super) fn tenant_of(
    ledger: &Ledger,
    directory: &Directory,
    patient: PatientId,
    given: Option<TenantId>,
) -> Result<TenantId, Failure> {
    let at = |(tenant, register): (TenantId, &samspor_core::register::Register)| {
        (register.patients.contains_key(&patient) || has_file(ledger, tenant, patient)).then_some(tenant)
    };
    let tenants: Vec<TenantId> = directory.tenants().filter_map(at).collect();
    match (given, &tenants[..]) {
        (Some(tenant), _) => Ok(tenant),
        (None, [tenant]) => Ok(*tenant),
        (None, []) => Err(unknown()),
        (None, several) => {
            let names: Vec<String> = several.iter().map(ToString::to_string).collect();
            let what = format!("the patient is registered at {}: give --tenant", names.join(", "));
            Err(Failure::WrongUse(what))
        }
    }
}

fn unknown() -> Failure {
    Failure::WrongUse("no patient is registered under this reference or number".to_owned())
}

/// The patient of the number on standard input. The number is in no message.
pub(super) fn patient_on_stdin(directory: &Directory) -> Result<PatientId, Failure> {
    let mut line = String::new();
    io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|error| Failure::WrongUse(format!("standard input: {error}")))?;
    let number: NationalNumber = line
        .trim()
        .parse()
        .map_err(|_| Failure::WrongUse("standard input holds no valid national number".to_owned()))?;
    directory.patient_of(&number).ok_or_else(unknown)
}

fn told(ledger: &Ledger, about: About) -> Result<Story, Failure> {
    let mut names = std::collections::BTreeMap::new();
    ledger.views.look(&mut |around: &dyn Surroundings| {
        let directory = around.directory();
        let people = directory.tenants().flat_map(|(_, register)| register.persons.keys().copied());
        names =
            people.filter_map(|person| Some((person, directory.person_name(person)?.to_string()))).collect();
    });
    let named = |person: PersonId| names.get(&person).cloned();
    Story::of(&*ledger.log, &*ledger.views, about, &named).map_err(|error| match error {
        StoryError::Unavailable(_) => Failure::unavailable("the story cannot be told now", error),
        StoryError::Corrupt(_) => Failure::unavailable("an entry of the story cannot be read", error),
    })
}

fn story_as_json(story: &Story) -> Value {
    let steps: Vec<Value> = story.steps.iter().map(step_as_json).collect();
    let shut = story.shut.iter().map(|shut| {
        json!({"position": shut.position, "type": shut.kind(), "by": shut.by(), "recorded_at": shut.recorded_at})
    });
    let shut: Vec<Value> = shut.collect();
    let about = &story.about;
    json!({"patient": story.survivor, "tenant": about.tenant, "valid": about.valid, "known": about.known,
        "steps": steps, "shut": shut, "state": story.state.0})
}

fn step_as_json(step: &Step) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| {
        let absent = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        if !absent {
            fields.insert(name.to_owned(), value);
        }
    };
    let corrections =
        step.corrected_by.iter().map(|(position, text)| json!({"position": position, "text": text}));
    put("position", json!(step.position));
    put("event", json!(step.event));
    put("type", json!(step.name));
    put("on", json!(step.on));
    put("received_on", json!(step.received_on));
    put("recorded_at", json!(step.recorded_at));
    put("actor", json!(step.actor));
    put("text", json!(step.text));
    put("deviations", json!(step.deviations));
    put("corrected_by", corrections.collect());
    put("voided_by", json!(step.voided_by));
    put("changes", step.changes.iter().map(change_as_json).collect());
    Value::Object(fields)
}

fn change_as_json(change: &Change) -> Value {
    json!({"field": change.field, "before": change.before, "after": change.after})
}
