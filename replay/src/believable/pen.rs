//! Writes the lines of a history file (interface.md 4), and keeps the time of day at which each was recorded.

use std::collections::VecDeque;

use samspor_core::words::{Day, Instant};
use serde_json::{Value, json};

/// What somebody asks the ledger, before it has its time and its patient.
#[derive(Clone, Debug)]
pub(super) struct Act {
    actor: String,
    verb: &'static str,
    data: Value,
    on: Option<Day>,
    recorded: bool,
    alias: Option<String>,
}

impl Act {
    pub(super) fn new(actor: impl Into<String>, verb: &'static str, data: Value) -> Self {
        Self { actor: actor.into(), verb, data, on: None, recorded: false, alias: None }
    }

    /// It happened on another day than it is written down.
    pub(super) fn on(mut self, day: Day) -> Self {
        self.on = Some(day);
        self
    }

    /// It reports a fact rather than asks for one.
    pub(super) fn recorded(mut self) -> Self {
        self.recorded = true;
        self
    }

    /// What it makes gets a name.
    pub(super) fn named(mut self, alias: impl Into<String>) -> Self {
        self.alias = Some(alias.into());
        self
    }
}

/// The lines not yet taken, and the time of the newest.
#[derive(Debug)]
pub(super) struct Pen {
    ready: VecDeque<String>,
    newest: Instant,
    lines_a_day: i64,
}

impl Pen {
    /// `lines_a_day` is a guess: the nearer it is, the more evenly the lines fill a working day.
    pub(super) fn new(lines_a_day: i64) -> Self {
        Self {
            ready: VecDeque::new(),
            newest: Instant::start_of(Day::FIRST),
            lines_a_day: lines_a_day.max(1),
        }
    }

    pub(super) fn take(&mut self) -> Option<String> {
        self.ready.pop_front()
    }

    pub(super) fn title(&mut self, title: &str) {
        self.ready.push_back(json!({"history": 1, "title": title}).to_string());
    }

    /// A line that registers something, recorded on `day`.
    pub(super) fn register(&mut self, day: Day, name: &str, kind: &str, what: &Value) {
        let at = self.time(day);
        self.ready.push_back(format!(r#"{{"at":"{at}","name":"{name}","{kind}":{what}}}"#));
    }

    /// A line that says who speaks under a name; it writes nothing and has no time.
    pub(super) fn actor(&mut self, name: &str, who: &Value) {
        self.ready.push_back(format!(r#"{{"name":"{name}","actor":{who}}}"#));
    }

    /// A command line, recorded on `day`.
    pub(super) fn command(&mut self, day: Day, patient: Option<&str>, act: &Act) {
        let mut line = format!(r#"{{"at":"{}","actor":"{}","do":"{}""#, self.time(day), act.actor, act.verb);
        if act.recorded {
            line.push_str(r#","mode":"record""#);
        }
        for (field, value) in
            [("patient", patient.map(str::to_owned)), ("on", act.on.map(|on| on.to_string()))]
        {
            if let Some(value) = value {
                line.push_str(&format!(r#","{field}":"{value}""#));
            }
        }
        line.push_str(&format!(r#","data":{}"#, act.data));
        if let Some(alias) = &act.alias {
            line.push_str(&format!(r#","as":"{alias}""#));
        }
        line.push('}');
        self.ready.push_back(line);
    }

    /// The next moment of the working day (8 to 16): a small part of what is left of it after the line before.
    fn time(&mut self, day: Day) -> String {
        const HOUR: i64 = 3_600_000_000;
        let midnight = Instant::start_of(day).micros();
        let (opens, closes) = (midnight + 8 * HOUR, midnight + 16 * HOUR);
        let since = self.newest.micros().max(opens);
        let step = ((closes - since) / (2 * self.lines_a_day)).min(HOUR / 4);
        let whole = if step > 2_000_000 { 1_000_000 } else { 1_000 };
        self.newest = Instant::from_micros(((since + step) / whole * whole).max(self.newest.micros()));
        self.newest.oslo().to_rfc3339()
    }
}
