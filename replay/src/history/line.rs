//! The lines of a history file as types: what each may hold, and nothing else.

use samspor_core::actor::Role;
use samspor_core::command::Mode;
use samspor_core::words::Instant;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::expect::Expectation;
use super::place::Place;

/// One line that does or asks something, with the clock at it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub place: Place,
    pub what: What,
}

/// What a line does.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Registers a tenant, unit, person or patient and names it.
    Naming(NamingLine),
    /// Names somebody who acts; writes nothing.
    Actor { name: String, actor: NamedActor },
    /// Issues a command.
    Command(CommandLine),
    /// Asks when everything has run.
    Expect(Expectation),
}

/// Somebody who acts, by aliases.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedActor {
    pub tenant: Option<String>,
    pub person: Option<String>,
    pub role: Role,
    pub unit: Option<String>,
}

/// What a naming line registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Tenant,
    Unit,
    Person,
    Patient,
}

impl Kind {
    /// The command that registers it.
    pub fn command(self) -> &'static str {
        match self {
            Self::Tenant => "RegisterTenant",
            Self::Unit => "RegisterUnit",
            Self::Person => "RegisterPerson",
            Self::Patient => "RegisterPatient",
        }
    }
}

/// A registration by the system actor.
#[derive(Clone, Debug, PartialEq)]
pub struct NamingLine {
    pub at: Instant,
    pub name: String,
    pub kind: Kind,
    /// The tenant's alias; none for a tenant itself.
    pub tenant: Option<String>,
    pub data: Map<String, Value>,
}

/// A command, who issues it, and what is asserted of the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct CommandLine {
    pub at: Instant,
    pub actor: String,
    pub name: String,
    pub mode: Mode,
    pub tenant: Option<String>,
    pub patient: Option<String>,
    pub on: Option<String>,
    pub data: Value,
    /// The alias of what it makes.
    pub makes: Option<String>,
    /// The refusal code it must get.
    pub refused: Option<String>,
    /// The deviations it must get, exactly.
    pub deviations: Option<Vec<String>>,
}

/// The first line of a file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    pub(super) history: u32,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) include: Vec<String>,
}

/// A naming line as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenName {
    pub(super) name: String,
    pub(super) at: Option<String>,
    pub(super) tenant: Option<Map<String, Value>>,
    pub(super) unit: Option<Map<String, Value>>,
    pub(super) person: Option<Map<String, Value>>,
    pub(super) patient: Option<Map<String, Value>>,
    pub(super) actor: Option<NamedActor>,
}

/// A command line as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenCommand {
    pub(super) at: String,
    pub(super) actor: String,
    #[serde(rename = "do")]
    pub(super) name: String,
    #[serde(default)]
    pub(super) mode: Mode,
    pub(super) tenant: Option<String>,
    pub(super) patient: Option<String>,
    pub(super) on: Option<String>,
    pub(super) data: Option<Map<String, Value>>,
    #[serde(rename = "as")]
    pub(super) makes: Option<String>,
    pub(super) refused: Option<String>,
    pub(super) deviations: Option<Vec<String>>,
}

/// An expectation as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenExpect {
    pub(super) expect: String,
    pub(super) valid: String,
    pub(super) known: Option<String>,
    #[serde(rename = "where", default)]
    pub(super) only: Map<String, Value>,
    pub(super) rows: Option<Vec<Value>>,
    pub(super) contains: Option<Vec<Value>>,
    pub(super) lacks: Option<Vec<Value>>,
    pub(super) value: Option<Map<String, Value>>,
}
