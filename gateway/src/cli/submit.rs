//! `samspor submit`: commands in as JSON lines, one answer or problem a line out.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::str::FromStr;

use clap::Args;
use samspor_core::actor::{Actor, Role};
use samspor_core::command::Command;
use samspor_core::refusal::Refusal;
use samspor_core::submit::SubmitError;
use samspor_core::words::{PersonId, UnitId};
use serde_json::{Value, json};

use super::failure::Failure;
use super::open::Ledgered;
use super::screen::{say, tell};
use crate::clock;
use crate::ledger::Ledger;

/// A command is at most this long, as over HTTP.
const LINE_BYTES_MAX: u64 = 256 * 1024;

/// Submits commands, one JSON object a line, and prints one answer or problem a line
///
/// A command has an `id`, its key of idempotency: sent again with the same body it gets the first answer. Blank lines
/// are passed over. When one is refused the rest is submitted all the same, and the exit code is 1.
#[derive(Args, Debug)]
#[command(before_help = "Examples:
  samspor submit commands.jsonl --data DIR
  echo '{\"type\": …}' | samspor submit - --data DIR --actor KeMunicipal:PERSON:UNIT")]
pub(super) struct Submit {
    /// The file with the commands, or - for standard input
    file: String,
    #[command(flatten)]
    ledger: Ledgered,
    /// Who speaks, on a simulated ledger: a role, the person's id, the unit's id
    #[arg(long, value_name = "ROLE[:PERSON[:UNIT]]")]
    actor: Option<Speaker>,
}

/// An actor as the command line names one; the tenant and the patient are the command's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Speaker {
    pub(super) role: Role,
    person: Option<PersonId>,
    unit: Option<UnitId>,
}

impl FromStr for Speaker {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.splitn(3, ':');
        let role = role_named(parts.next().unwrap_or_default())?;
        let person = parts.next().map(str::parse).transpose().map_err(|_| "PERSON is not an id")?;
        let unit = parts.next().map(str::parse).transpose().map_err(|_| "UNIT is not an id")?;
        Ok(Self { role, person, unit })
    }
}

/// A role by its name in the contract.
pub(super) fn role_named(name: &str) -> Result<Role, String> {
    serde_json::from_value(json!(name)).map_err(|error| {
        let told = error.to_string();
        let known = told.split_once("expected one of ").map_or("", |(_, known)| known).replace('`', "");
        format!("no such role; there is: {known}")
    })
}

impl Speaker {
    fn actor(&self, command: &Command) -> Actor {
        let tenant = match self.role {
            Role::System | Role::Supervisor => None,
            _ => Some(command.tenant),
        };
        let acting_for = command.patient.filter(|_| self.role == Role::Patient);
        Actor { acting_for, person: self.person, role: self.role, tenant, unit: self.unit }
    }
}

impl Submit {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let input = self.input()?;
        let ledger = match self.actor {
            Some(_) => self.ledger.open_simulated()?,
            None => self.ledger.open()?,
        };
        let counts = self.lines(input, &ledger)?;
        tell(format_args!("{} accepted, {} refused", counts.accepted, counts.refused));
        if counts.refused > 0 { Err(Failure::Failed("a command was refused".to_owned())) } else { Ok(()) }
    }

    fn input(&self) -> Result<Box<dyn BufRead>, Failure> {
        if self.file == "-" {
            return Ok(Box::new(io::stdin().lock()));
        }
        let opened = File::open(&self.file);
        let file = opened.map_err(|error| Failure::WrongUse(format!("{}: {error}", self.file)))?;
        Ok(Box::new(BufReader::new(file)))
    }

    fn lines(&self, mut input: Box<dyn BufRead>, ledger: &Ledger) -> Result<Counts, Failure> {
        let mut counts = Counts::default();
        for number in 1u64.. {
            let mut line = Vec::new();
            let read = input.by_ref().take(LINE_BYTES_MAX + 1).read_until(b'\n', &mut line);
            let read = read.map_err(|error| Failure::WrongUse(format!("{}:{number}: {error}", self.file)))?;
            if read == 0 {
                break;
            }
            if read as u64 > LINE_BYTES_MAX {
                let what =
                    format!("{}:{number}: a command is at most {LINE_BYTES_MAX} bytes long", self.file);
                return Err(Failure::WrongUse(what));
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            let answer = self.answer(&line, ledger)?;
            counts.accepted += u64::from(answer.is_ok());
            counts.refused += u64::from(answer.is_err());
            say(answer.unwrap_or_else(|problem| problem))?;
        }
        Ok(counts)
    }

    /// The answer or the problem of one line; an error only when nothing can be submitted any more.
    fn answer(&self, line: &[u8], ledger: &Ledger) -> Result<Result<Value, Value>, Failure> {
        let Ok(text) = std::str::from_utf8(line) else {
            let problem = "not UTF-8".to_owned();
            return Ok(Err(told(&Refusal::Malformed { path: String::new(), problem })));
        };
        let command = match Command::from_json(text, None) {
            Ok(command) => command,
            Err(refusal) => return Ok(Err(told(&refusal))),
        };
        let actor = self.actor.as_ref().map_or_else(Actor::system, |speaker| speaker.actor(&command));
        match ledger.submit(&command, &actor, clock::now()) {
            Ok(answer) => Ok(Ok(json!(answer))),
            Err(SubmitError::Refused(refusal)) => Ok(Err(told(&refusal))),
            Err(SubmitError::Unavailable(error)) => Err(Failure::unavailable(
                "the command may have been written; send it again with its id",
                error,
            )),
            Err(SubmitError::Corrupt(error)) => Err(Failure::unavailable("an entry cannot be read", error)),
        }
    }
}

#[derive(Default)]
struct Counts {
    accepted: u64,
    refused: u64,
}

/// A refusal as a line of output.
fn told(refusal: &Refusal) -> Value {
    let mut problem = json!({"code": refusal.code(), "title": "refused", "detail": refusal.to_string()});
    if let Some(basis) = refusal.legal_basis() {
        problem["legal_basis"] = json!(basis);
    }
    problem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speaker_is_a_role_a_person_and_a_unit() {
        let id = "01900000-0000-7000-8000-000000000001";
        let speaker: Speaker = format!("KeMunicipal:{id}:{id}").parse().unwrap();
        assert_eq!(speaker.role, Role::KeMunicipal);
        assert!(speaker.person.is_some() && speaker.unit.is_some());
        let wrong = "Ke".parse::<Speaker>().unwrap_err();
        assert!(wrong.contains("KeMunicipal"), "{wrong}");
        assert!("System:me".parse::<Speaker>().is_err());
    }
}
