//! B1: durable commands through `submit` on the embedded log, beside the floor, turn about.

use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use samspor_core::actor::{Actor, Role};
use samspor_core::command::Command;
use samspor_core::known::facts_known;
use samspor_core::log::{Log, StreamKey};
use samspor_core::patient::PatientFile;
use samspor_core::words::{CommandId, Day, Instant};
use samspor_gateway::clock;
use samspor_gateway::ledger::Ledger;
use serde_json::json;

use crate::copies::{Load, Made, Outcome, make};
use crate::{floor, sealing};

/// How many write at the same time.
pub(crate) const WRITERS: [usize; 3] = [1, 8, 64];

/// Commands for one patient before the submitter turns to the next: what is written down after one contact.
const COMMANDS_A_CONTACT: u64 = 4;

/// Medians of the rounds with some number of writers.
pub(crate) struct Writes {
    pub(crate) writers: usize,
    pub(crate) floor: f64,
    pub(crate) commands: f64,
    /// The median of the rounds' own ratios.
    pub(crate) ratio: f64,
}

/// A patient with a coordinator, and what the coordinator writes down.
struct Desk {
    actor: Actor,
    commands: Vec<Command>,
}

/// What all submitters share.
struct Office<'a> {
    ledger: &'a Ledger,
    desks: &'a [Desk],
    began: Instant,
    next: AtomicUsize,
    ids: AtomicU64,
}

/// Measures every number of writers, each round the floor, then the ledger; and what sealing an entry takes of it.
pub(crate) fn measure(
    dir: &Path,
    load: Load,
    rounds: usize,
    time: Duration,
) -> Outcome<(Vec<Writes>, Duration)> {
    let home = dir.join("writes");
    let made = make(&home, load)?;
    let ledger = Ledger::open(&home, &mut |_, _| ())?;
    let desks = desks(&ledger, &made)?;
    let office = Office {
        ledger: &ledger,
        desks: &desks,
        began: made.now,
        next: AtomicUsize::new(0),
        ids: AtomicU64::new(1),
    };
    let mut all = Vec::new();
    for writers in WRITERS {
        let mut pairs = Vec::new();
        for _ in 0..rounds {
            let file = dir.join("floor");
            let floor = floor::records_a_second(&file, writers, made.record_bytes, time)?;
            pairs.push((floor, office.commands_a_second(writers, time)?));
        }
        all.push(Writes {
            writers,
            floor: median(pairs.iter().map(|(floor, _)| *floor)),
            commands: median(pairs.iter().map(|(_, commands)| *commands)),
            ratio: median(pairs.iter().map(|(floor, commands)| commands / floor)),
        });
    }
    Ok((all, sealing::time_an_entry(&*ledger.log)?))
}

/// The middle one.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

impl Office<'_> {
    fn commands_a_second(&self, submitters: usize, time: Duration) -> Outcome<f64> {
        let start = clock::tick();
        let written: Result<Vec<u64>, String> = thread::scope(|scope| {
            let threads: Vec<_> = (0..submitters)
                .map(|_| {
                    scope.spawn(|| {
                        let mut written = 0;
                        while start.elapsed() < time {
                            written += self.one_contact()?;
                        }
                        Ok(written)
                    })
                })
                .collect();
            let joined = threads.into_iter().map(|one| one.join());
            joined.map(|one| one.unwrap_or_else(|_| Err("a submitter died".to_owned()))).collect()
        });
        Ok(written?.iter().sum::<u64>() as f64 / start.elapsed().as_secs_f64())
    }

    fn one_contact(&self) -> Result<u64, String> {
        let desk = &self.desks[self.next.fetch_add(1, Ordering::Relaxed) % self.desks.len()];
        for _ in 0..COMMANDS_A_CONTACT {
            let id = self.ids.fetch_add(1, Ordering::Relaxed);
            let turn = usize::try_from(id).unwrap_or(0) % desk.commands.len();
            let id: CommandId =
                format!("01960000-0000-7000-8000-{id:012x}").parse().map_err(|error| format!("{error}"))?;
            let command = Command { id, ..desk.commands[turn].clone() };
            let now =
                Instant::from_micros(self.began.micros() + i64::try_from(id_micros(&command)).unwrap_or(0));
            self.ledger.submit(&command, &desk.actor, now).map_err(|error| error.to_string())?;
        }
        Ok(COMMANDS_A_CONTACT)
    }
}

/// A moment for each command, 10 µs after the one before.
fn id_micros(command: &Command) -> u64 {
    let (_, low) = command.id.0.as_u64_pair();
    (low & 0xffff_ffff) * 10
}

/// Every patient whose file has a coordinator, in an order that has nothing to do with time.
fn desks(ledger: &Ledger, made: &Made) -> Outcome<Vec<Desk>> {
    let mut streams = made.patients.clone();
    streams.sort_unstable();
    let mut desks = Vec::with_capacity(streams.len());
    for stream in streams {
        desks.extend(desk(&*ledger.log, stream, made.now.day())?);
    }
    if desks.is_empty() { Err("nobody has a coordinator".into()) } else { Ok(desks) }
}

fn desk(log: &dyn Log, stream: StreamKey, today: Day) -> Outcome<Option<Desk>> {
    let StreamKey::Patient(tenant, patient) = stream else { return Ok(None) };
    let entries = log.entries_once(&stream)?;
    let facts = facts_known(&entries, Instant::from_micros(i64::MAX));
    let file = PatientFile::read(None, &facts, today);
    let Some(primary) = file.primaries_on(today).next() else { return Ok(None) };
    let person = primary.person;
    let actor = Actor {
        acting_for: None,
        person: Some(person),
        role: Role::Coordinator,
        tenant: Some(tenant),
        unit: None,
    };
    let follow_up = json!({"kind": "PatientContact", "by": person, "journal_ref": "dips:note/88123"});
    let informed = json!({"topic": "CoordinatorNamed", "form": "Oral"});
    let planned = json!({"kind": "contact", "due_on": today.plus_months(3), "owner": person});
    let mut commands = Vec::new();
    for (name, told) in [
        ("RecordFollowUp", &follow_up),
        ("RecordFollowUp", &follow_up),
        ("RecordFollowUp", &follow_up),
        ("PlanFollowUp", &planned),
        ("InformPatient", &informed),
    ] {
        let sent = json!({"type": name, "id": "01960000-0000-7000-8000-000000000000", "tenant": tenant,
            "patient": patient, "on": today, "data": told});
        let command = Command::from_json(&sent.to_string(), None);
        commands.push(command.map_err(|refusal| format!("{name}: {refusal}"))?);
    }
    Ok(Some(Desk { actor, commands }))
}
