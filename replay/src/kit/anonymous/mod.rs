//! Histories of nobody: every name, label, reference and number replaced, structure and dates kept.

mod made_up;
mod words;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use self::made_up::MadeUp;
use self::words::{Says, says};
use crate::history::aliases::{Field, field, is_id};
use crate::history::{CommandLine, Expectation, History, Line, NamedActor, NamingLine, What};

/// A history in which nobody can be found again, and what stands for what in it.
#[derive(Clone, Debug)]
pub struct Anonymous {
    pub history: History,
    /// The names of things in the original, and those in its place.
    pub names: BTreeMap<String, String>,
    /// The labels, references and organisation numbers of the original, and those in their place.
    pub labels: BTreeMap<String, String>,
}

/// Replaces who and where, the same by the same: names of people, units and tenants, parties, references, national
/// numbers, HPR and organisation numbers. Days, roles, codes and outcomes stay, and so do obligations and reports.
///
/// The same history and seed give the same result. Lines whose refusal hangs on a text (`E-MALFORMED`, `E-FREETEXT`,
/// `E-IDENT`) wrote nothing and are left out. National numbers become synthetic ones with the date of the original.
///
/// ```
/// use samspor_core::patient::assignment::CoordinatorRole::Municipal;
/// use samspor_replay::kit::{Chronicle, anonymous, day, given, verbs};
/// use serde_json::json;
///
/// let mut life = Chronicle::titled("Birger in Fjordvik");
/// life.municipality("fjordvik").unit("home", "home-care").person("ane", "home");
/// life.patient("birger", day("1971-11-02")).on(day("2025-03-24"));
/// life.does("fjordvik-ke", verbs::appoint("ane", &Municipal, "home"));
///
/// let nobody = anonymous(&life.history(), 7);
/// let text = nobody.history.to_string();
/// assert!(["birger", "ane", "fjordvik", "Birger"].iter().all(|name| !text.contains(name)));
/// let (patient, person) = (&nobody.names["birger"], &nobody.names["ane"]);
/// let ledger = given(nobody.history.clone());
/// ledger.at(day("2025-04-08")).coordinators().are(json!([{"patient": patient, "person": person, "since": "2025-03-24"}]));
/// ```
pub fn anonymous(history: &History, seed: u64) -> Anonymous {
    let mut renaming =
        Renaming { names: BTreeMap::new(), labels: BTreeMap::new(), made_up: MadeUp::of(seed) };
    let mut lines: Vec<Line> = history.lines.iter().filter(|line| !hangs_on_a_text(line)).cloned().collect();
    for line in &lines {
        renaming.name_what_is_made(&line.what);
    }
    for line in &mut lines {
        renaming.line(&mut line.what);
    }
    // Expectations name what the other lines say, wherever they stand.
    for line in &mut lines {
        if let What::Expect(expectation) = &mut line.what {
            renaming.expectation(expectation);
        }
    }
    let title = "A history of nobody".to_owned();
    Anonymous { history: History { title, lines }, names: renaming.names, labels: renaming.labels }
}

/// Whether the refusal a line expects is about the form of what it says.
fn hangs_on_a_text(line: &Line) -> bool {
    let refused = match &line.what {
        What::Command(command) => command.refused.as_deref(),
        What::Naming(_) | What::Actor { .. } | What::Expect(_) => None,
    };
    matches!(refused, Some("E-MALFORMED" | "E-FREETEXT" | "E-IDENT"))
}

struct Renaming {
    names: BTreeMap<String, String>,
    labels: BTreeMap<String, String>,
    made_up: MadeUp,
}

impl Renaming {
    fn name_what_is_made(&mut self, what: &What) {
        let name = match what {
            What::Naming(naming) => Some(&naming.name),
            What::Actor { name, .. } => Some(name),
            What::Command(command) => command.makes.as_ref(),
            What::Expect(_) => None,
        };
        if let Some(name) = name {
            let word = self.made_up.word();
            self.names.entry(name.clone()).or_insert(word);
        }
    }

    fn line(&mut self, what: &mut What) {
        match what {
            What::Naming(NamingLine { name, tenant, data, .. }) => {
                self.rename(name);
                tenant.iter_mut().for_each(|tenant| self.thing(tenant));
                self.fields(data, false);
            }
            What::Actor { name, actor: NamedActor { tenant, person, unit, .. } } => {
                self.rename(name);
                [tenant, person, unit].into_iter().flatten().for_each(|thing| self.thing(thing));
            }
            What::Command(CommandLine { actor, tenant, patient, data, makes, .. }) => {
                self.rename(actor);
                makes.iter_mut().for_each(|name| self.rename(name));
                [tenant, patient].into_iter().flatten().for_each(|thing| self.thing(thing));
                if let Value::Object(data) = data {
                    self.fields(data, false);
                }
            }
            What::Expect(_) => {}
        }
    }

    /// A name by the one in its place.
    fn rename(&self, name: &mut String) {
        if let Some(new) = self.names.get(name) {
            name.clone_from(new);
        }
    }

    /// What stands in an id's place: a name, or an id as it is.
    fn thing(&mut self, text: &mut String) {
        if self.names.contains_key(text) {
            self.rename(text);
        } else if is_id(text) {
            let id = text.clone();
            *text = self.in_place_of(&id, Says::Id);
        }
    }

    /// The reporter need not be registered: unit and profession are labels there.
    fn fields(&mut self, data: &mut Map<String, Value>, in_reporter: bool) {
        for (name, value) in data.iter_mut() {
            self.value(name, value, in_reporter);
        }
    }

    fn value(&mut self, name: &str, value: &mut Value, in_reporter: bool) {
        match value {
            Value::String(text) => match if in_reporter { Field::Plain } else { field(name) } {
                Field::Thing | Field::Event | Field::ThingOrWord => self.thing(text),
                Field::Plain => {
                    let told = text.clone();
                    *text = self.in_place_of(&told, says(name, &told));
                }
            },
            Value::Array(members) => members.iter_mut().for_each(|one| self.value(name, one, in_reporter)),
            Value::Object(members) => self.fields(members, in_reporter || name == "reporter"),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// What stands for a text: the same for the same, everywhere.
    fn in_place_of(&mut self, text: &str, says: Says) -> String {
        if says == Says::WhatEverybodyMaySee {
            return text.to_owned();
        }
        if let Some(known) = self.labels.get(text) {
            return known.clone();
        }
        let new = self.made_up.instead_of(text, says);
        self.labels.insert(text.to_owned(), new.clone());
        new
    }

    fn expectation(&self, expectation: &mut Expectation) {
        let rows = expectation.rows.iter_mut().flatten();
        let rows = rows.chain(&mut expectation.contains).chain(&mut expectation.lacks);
        rows.for_each(|row| self.expected(row));
        let objects = expectation.value.iter_mut().chain(std::iter::once(&mut expectation.only));
        objects.flat_map(|fields| fields.values_mut()).for_each(|value| self.expected(value));
    }

    fn expected(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(new) = self.names.get(text).or_else(|| self.labels.get(text)) {
                    text.clone_from(new);
                }
            }
            Value::Array(members) => members.iter_mut().for_each(|one| self.expected(one)),
            Value::Object(members) => members.values_mut().for_each(|one| self.expected(one)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}
