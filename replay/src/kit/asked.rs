//! A command in names, before it has its time and its speaker.

use samspor_core::catalogue::{CATALOGUE, StreamKind};
use samspor_core::command::Mode;
use samspor_core::words::{Day, Instant};
use serde_json::Value;

use crate::history::CommandLine;

/// What somebody asks of the ledger; names stand wherever the contract has ids.
///
/// ```
/// use samspor_replay::kit::{Asked, day, verbs};
/// use serde_json::json;
///
/// let named = verbs::follow_up_by("ane").of("birger").on(day("2025-03-01")).recorded().named("first-talk");
/// let spelled = Asked::new("RecordFollowUp", json!({"kind": "PatientContact", "by": "ane"}));
/// assert_ne!(named, spelled); // the same command, on another day and under a name
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    command: String,
    tenant: Option<String>,
    patient: Option<String>,
    on: Option<Day>,
    mode: Mode,
    data: Value,
    name: Option<String>,
}

impl Asked {
    /// Any command of the contract, with its data.
    pub fn new(command: &str, data: Value) -> Self {
        Self {
            command: command.to_owned(),
            tenant: None,
            patient: None,
            on: None,
            mode: Mode::Decide,
            data,
            name: None,
        }
    }

    /// About this patient.
    #[must_use]
    pub fn of(mut self, patient: &str) -> Self {
        self.patient = Some(patient.to_owned());
        self
    }

    /// At another tenant than the speaker's.
    #[must_use]
    pub fn at(mut self, tenant: &str) -> Self {
        self.tenant = Some(tenant.to_owned());
        self
    }

    /// It happened, or is to happen, on another day than it is told.
    #[must_use]
    pub fn on(mut self, day: Day) -> Self {
        self.on = Some(day);
        self
    }

    /// A fact is reported (`mode: record`), no decision asked for.
    #[must_use]
    pub fn recorded(mut self) -> Self {
        self.mode = Mode::Record;
        self
    }

    /// A name for what it makes.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    /// About this patient, if it is a command to a patient's file and says nobody yet.
    pub(super) fn or_of(mut self, patient: Option<&str>) -> Self {
        let in_a_file = CATALOGUE
            .iter()
            .any(|listed| listed.command == self.command && listed.stream == StreamKind::Patient);
        if in_a_file && self.patient.is_none() {
            self.patient = patient.map(str::to_owned);
        }
        self
    }

    pub(super) fn makes(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The line of a history in which somebody asks this.
    pub(super) fn line(self, at: Instant, actor: &str) -> CommandLine {
        CommandLine {
            at,
            actor: actor.to_owned(),
            name: self.command,
            mode: self.mode,
            tenant: self.tenant,
            patient: self.patient,
            on: self.on.map(|day| day.to_string()),
            data: self.data,
            makes: self.name,
            refused: None,
            deviations: None,
        }
    }
}
