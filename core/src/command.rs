//! A command as it comes in: one envelope, parsed once; past this point nothing is unparsed.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::catalogue::{Ask, Listed, StreamKind, Unread, place, plain};
use crate::log::{Position, StreamKey};
use crate::refusal::{IdentityFault, Refusal, TenantFault};
use crate::words::{CommandId, Day, ELEVEN_DIGITS, Instant, PatientId, TenantId};

/// Whether the ledger is asked to do it under the rules, or told that it has happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    #[default]
    Decide,
    /// A fact: accepted even where it breaks a rule, with its deviations.
    Record,
}

/// A command, read and checked in form; who speaks comes beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    pub id: CommandId,
    pub tenant: TenantId,
    pub patient: Option<PatientId>,
    pub mode: Mode,
    /// The day it happened or is to happen, as sent; today where it was left out.
    pub on: Option<Day>,
    /// The position of the newest entry the sender has seen for the stream.
    pub expected: Option<Position>,
    pub ask: Ask,
    /// SHA-256 over the command as sent, without id, `expected`, and identities.
    pub request: [u8; 32],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<'a> {
    #[serde(rename = "type", borrow)]
    name: std::borrow::Cow<'a, str>,
    id: Option<CommandId>,
    tenant: Option<String>,
    patient: Option<PatientId>,
    #[serde(default)]
    mode: Mode,
    on: Option<String>,
    expected: Option<Position>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

impl Command {
    /// Reads a command from JSON. `key` is the idempotency key where it came beside the body; it must be the body's id if both are given.
    pub fn from_json(json: &str, key: Option<CommandId>) -> Result<Self, Refusal> {
        let mut reader = serde_json::Deserializer::from_str(json);
        let wire: Wire<'_> = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = place(&error.path().to_string());
            Refusal::Malformed { path, problem: plain(&error.into_inner()) }
        })?;
        reader.end().map_err(|_| malformed("", "more than one JSON value"))?;
        let id = match (wire.id, key) {
            (Some(id), Some(key)) if id != key => {
                return Err(malformed("id", "differs from the Idempotency-Key"));
            }
            (Some(id), _) | (None, Some(id)) => id,
            (None, None) => {
                return Err(malformed("id", "missing: give the command an id, the key of idempotency"));
            }
        };
        let empty = RawValue::from_string("{}".to_owned()).expect("an empty object is JSON");
        let ask = read_ask(&wire.name, wire.data.unwrap_or(&empty));
        let on = wire.on.as_deref().map(day_of).transpose()?;
        let tenant = wire.tenant.as_deref().map(tenant_named).transpose()?;
        let ask = ask?;
        let tenant = tenant_of(tenant, &ask)?;
        let command = Self {
            id,
            tenant,
            patient: wire.patient,
            mode: wire.mode,
            on,
            expected: wire.expected,
            request: [0; 32],
            ask,
        };
        Self { request: command.digest(), ..command }.with_stream_checked()
    }

    /// The command's line of the catalogue.
    pub fn listed(&self) -> &'static Listed {
        self.ask.listed()
    }

    /// The stream its entry goes to.
    pub fn stream(&self) -> StreamKey {
        match (self.listed().stream, self.patient) {
            (StreamKind::Patient | StreamKind::Either, Some(patient)) => {
                StreamKey::Patient(self.tenant, patient)
            }
            (StreamKind::Register, _) | (StreamKind::Either | StreamKind::Patient, None) => {
                StreamKey::Register(self.tenant)
            }
        }
    }

    /// The day it is about.
    pub fn day(&self, today: Day) -> Day {
        self.on.unwrap_or(today)
    }

    fn with_stream_checked(self) -> Result<Self, Refusal> {
        let about_patient =
            self.listed().stream == StreamKind::Patient || matches!(self.ask, Ask::LinkIdentity(_));
        if about_patient && self.patient.is_none() {
            return Err(malformed("patient", "missing: this command is about a patient, give the reference"));
        }
        let takes_patient = about_patient || self.listed().stream == StreamKind::Either;
        if !takes_patient && self.patient.is_some() {
            return Err(malformed("patient", "this command stands in the register and takes no patient"));
        }
        Ok(self)
    }

    fn digest(&self) -> [u8; 32] {
        let sent = serde_json::json!({
            "type": self.listed().command,
            "tenant": self.tenant,
            "patient": self.patient,
            "mode": self.mode,
            "on": self.on,
            "data": self.ask.clone().into_event().to_value(),
        });
        crate::entry::digest(sent.to_string().as_bytes())
    }
}

/// Reads a command's data by the command's name. Of several faults the first of the order is said: the form, then
/// numbers in texts, then identities.
fn read_ask(name: &str, told: &RawValue) -> Result<Ask, Refusal> {
    let mut data: Value =
        serde_json::from_str(told.get()).map_err(|error| malformed("data", &plain(&error)))?;
    let mut unread = match Ask::read(name, told) {
        Ok(ask) => return Ok(ask),
        Err(unread) => unread,
    };
    let mut first = refusal_of(&unread);
    // What is behind a bad text or identity shows when that one is out of the way.
    for _ in 0..FAULTS_MAX {
        let (Unread::Data { path, .. }, Some(stand_in)) = (&unread, stand_in(&refusal_of(&unread))) else {
            break;
        };
        let Some(fault) =
            path.split(['.', '[', ']']).filter(|step| !step.is_empty()).try_fold(&mut data, step_into)
        else {
            break;
        };
        *fault = stand_in;
        let raw = serde_json::value::to_raw_value(&data).expect("a JSON value is JSON");
        unread = match Ask::read(name, &raw) {
            Ok(_) => break,
            Err(next) => next,
        };
        let next = refusal_of(&unread);
        if order(&next) < order(&first) {
            first = next;
        }
    }
    Err(first)
}

/// How many faults of one command are looked at to find the first of the order.
const FAULTS_MAX: usize = 64;

fn step_into<'a>(at: &'a mut Value, step: &str) -> Option<&'a mut Value> {
    match at {
        Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        Value::Object(members) => members.get_mut(step),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// What reads where a bad text or identity stood.
fn stand_in(refusal: &Refusal) -> Option<Value> {
    match order(refusal) {
        1 => Some(Value::String("x".to_owned())),
        2 => Some(Value::Null),
        _ => None,
    }
}

fn order(refusal: &Refusal) -> u8 {
    match refusal {
        Refusal::FreeText { .. } => 1,
        Refusal::Identity(_) => 2,
        _ => 0,
    }
}

fn refusal_of(unread: &Unread) -> Refusal {
    match unread {
        Unread::UnknownType => malformed("type", "no such command; the contract lists them"),
        Unread::Data { path, problem } => unread_data(format!("data.{path}"), problem),
    }
}

/// The refusal of data that can't be read at a path.
pub(crate) fn unread_data(path: String, problem: &str) -> Refusal {
    if problem.contains(ELEVEN_DIGITS) {
        Refusal::FreeText { path }
    } else if is_about_an_identity(problem) {
        Refusal::Identity(IdentityFault::Number(format!("{path}: {problem}")))
    } else {
        Refusal::Malformed { path, problem: problem.to_owned() }
    }
}

/// A number that names nobody is an invalid identity, whoever it was to name (E-IDENT).
fn is_about_an_identity(problem: &str) -> bool {
    problem.contains("not a national identity number") || problem.contains("not an HPR number")
}

/// A date, or a moment whose day in Oslo is meant.
fn day_of(text: &str) -> Result<Day, Refusal> {
    let moment = || text.parse::<Instant>().map(Instant::day);
    text.parse()
        .or_else(|_| moment())
        .map_err(|_| malformed("on", "not a date (YYYY-MM-DD) nor a moment with an offset"))
}

fn tenant_named(text: &str) -> Result<TenantId, Refusal> {
    text.parse().map_err(|error| malformed("tenant", &format!("{error}")))
}

fn tenant_of(named: Option<TenantId>, ask: &Ask) -> Result<TenantId, Refusal> {
    let registered = match ask {
        Ask::RegisterTenant(asked) => Some(asked.org_number),
        _ => None,
    };
    match (named, registered) {
        (None, None) => Err(Refusal::Tenant(TenantFault::Missing)),
        (Some(named), Some(own)) if named != own => {
            Err(malformed("tenant", "differs from the organisation number that is registered"))
        }
        (Some(tenant), _) | (None, Some(tenant)) => Ok(tenant),
    }
}

fn malformed(path: &str, problem: &str) -> Refusal {
    Refusal::Malformed { path: path.to_owned(), problem: problem.to_owned() }
}

/// A version-7 id for the `index`th event of a command recorded at a moment: the same for the same command, and no other's.
pub(crate) fn event_id(command: CommandId, at: Instant, index: u16) -> Uuid {
    let mut seed = command.0.as_bytes().to_vec();
    seed.extend(index.to_be_bytes());
    let drawn = crate::entry::digest(&seed);
    let millis = u64::try_from(at.micros() / 1000).unwrap_or(0).to_be_bytes();
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&millis[2..]);
    bytes[6..].copy_from_slice(&drawn[..10]);
    bytes[6] = 0x70 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    Uuid::from_bytes(bytes)
}

#[cfg(test)]
mod tests;
