//! Reading one line after the other: form, dates, the clock, and whether every alias has been named.

use std::collections::HashMap;

use samspor_core::actor::Role;
use samspor_core::words::{Day, Instant};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::aliases::{Field, is_id, replace_ids};
use super::expect::Expectation;
use super::line::{
    CommandLine, Header, Kind, Line, NamedActor, NamingLine, What, WrittenCommand, WrittenExpect, WrittenName,
};
use super::place::{HistoryError, Place};

/// When a naming line without `at` is recorded, unless the clock is past it.
const NAMED_AT: &str = "2024-01-01T00:00:00+01:00";

/// What an alias names, as far as reading goes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Names {
    Actor { role: Role, has_tenant: bool },
    Thing(Option<Kind>),
}

/// A line, or the header of a file.
pub(super) enum Written {
    Header(Header),
    Line(Box<Line>),
    /// A comment or nothing.
    Nothing,
}

/// What reading remembers from line to line.
#[derive(Debug, Default)]
pub(super) struct Reader {
    named: HashMap<Box<str>, (Names, Place)>,
    clock: Option<Instant>,
}

impl Reader {
    /// Reads a line.
    pub(super) fn read(&mut self, text: &str, place: &Place) -> Result<Written, HistoryError> {
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() || text.starts_with("//") {
            return Ok(Written::Nothing);
        }
        self.read_json(text, place).map_err(|problem| HistoryError::line(place, problem))
    }

    fn read_json(&mut self, text: &str, place: &Place) -> Result<Written, String> {
        let fields: Map<String, Value> = serde_json::from_str(text).map_err(|error| {
            format!("not a JSON object on one line ({}, column {})", plain(&error), error.column())
        })?;
        let has = |field: &str| fields.contains_key(field);
        let what = if has("history") {
            return typed(text, "a header").map(Written::Header);
        } else if has("expect") {
            What::Expect(self.expectation(typed(text, "an expectation")?)?)
        } else if has("do") {
            What::Command(self.command(typed(text, "a command line")?, place)?)
        } else if has("name") {
            self.name(typed(text, "a naming line")?, place)?
        } else {
            return Err("no history line: a header has `history`, a command line `do`, an expectation \
                        `expect`, and a naming line `name`"
                .to_owned());
        };
        Ok(Written::Line(Box::new(Line { place: place.clone(), what })))
    }

    fn name(&mut self, written: WrittenName, place: &Place) -> Result<What, String> {
        let WrittenName { name, at, tenant, unit, person, patient, actor } = written;
        if let Some(actor) = actor {
            if tenant.is_some() || unit.is_some() || person.is_some() || patient.is_some() || at.is_some() {
                return Err("an actor line holds `name` and `actor`, nothing else".to_owned());
            }
            self.check_actor(&actor)?;
            let names = Names::Actor { role: actor.role, has_tenant: actor.tenant.is_some() };
            self.declare(&name, names, place)?;
            return Ok(What::Actor { name, actor });
        }
        let mut given = [
            tenant.map(|data| (Kind::Tenant, data)),
            unit.map(|data| (Kind::Unit, data)),
            person.map(|data| (Kind::Person, data)),
            patient.map(|data| (Kind::Patient, data)),
        ]
        .into_iter()
        .flatten();
        let (Some((kind, mut data)), None) = (given.next(), given.next()) else {
            return Err(
                "a naming line names one thing: `tenant`, `unit`, `person`, `patient` or `actor`".to_owned()
            );
        };
        let at = match at {
            Some(at) => self.clock_at(&at)?,
            // The default was long ago where an included file has moved the clock: then the clock stands.
            None => self.clock.into_iter().chain([instant_of(NAMED_AT)?]).max().ok_or("no clock")?,
        };
        self.clock = Some(at);
        let tenant = if kind == Kind::Tenant { None } else { Some(self.tenant_of(&mut data)?) };
        self.check_ids(&mut data)?;
        self.declare(&name, Names::Thing(Some(kind)), place)?;
        Ok(What::Naming(NamingLine { at, name, kind, tenant, data }))
    }

    fn command(&mut self, written: WrittenCommand, place: &Place) -> Result<CommandLine, String> {
        let at = self.clock_at(&written.at)?;
        let malformed = written.refused.as_deref() == Some("E-MALFORMED");
        if let Some(on) = written.on.as_deref().filter(|_| !malformed) {
            day_or_instant(on).map_err(|problem| format!("on: {problem}"))?;
        }
        let (role, has_tenant) = match self.named.get(written.actor.as_str()) {
            Some((Names::Actor { role, has_tenant }, _)) => (*role, *has_tenant),
            Some((Names::Thing(_), at)) => {
                return Err(format!(
                    "actor: {} is no actor (it is named at {at}); an `actor` line makes one",
                    written.actor
                ));
            }
            None => {
                return Err(format!(
                    "actor: unknown alias {}: name it before with an `actor` line",
                    written.actor
                ));
            }
        };
        if let Some(tenant) = &written.tenant {
            self.check_alias(tenant).map_err(|problem| format!("tenant: {problem}"))?;
        } else if !has_tenant && written.name != "RegisterTenant" && !malformed {
            return Err(format!("tenant: missing, and the actor {} ({role:?}) has none", written.actor));
        }
        if let Some(patient) = &written.patient {
            self.check_alias(patient).map_err(|problem| format!("patient: {problem}"))?;
        }
        let mut data = written.data.unwrap_or_default();
        self.check_ids(&mut data)?;
        self.clock = Some(at);
        // What is refused makes nothing, so that the name stays free.
        let makes = written.makes.filter(|_| written.refused.is_none());
        if let Some(alias) = &makes {
            let kind = (written.name == "RegisterPatient").then_some(Kind::Patient);
            self.declare(alias, Names::Thing(kind), place)?;
        }
        Ok(CommandLine {
            at,
            actor: written.actor,
            name: written.name,
            mode: written.mode,
            tenant: written.tenant,
            patient: written.patient,
            on: written.on,
            data: Value::Object(data),
            makes,
            refused: written.refused,
            deviations: written.deviations,
        })
    }

    fn expectation(&self, written: WrittenExpect) -> Result<Expectation, String> {
        for name in ["tenant", "patient", "person", "unit", "with_tenant"] {
            if let Some(Value::String(alias)) = written.only.get(name) {
                self.check_alias(alias).map_err(|problem| format!("where.{name}: {problem}"))?;
            }
        }
        Expectation::of(written)
    }

    /// A moment, or a date that means its noon; never before the line above.
    fn clock_at(&self, text: &str) -> Result<Instant, String> {
        let at = instant_of(text).map_err(|problem| format!("at: {problem}"))?;
        match self.clock {
            Some(clock) if at < clock => Err(format!(
                "at: {text} is before the line above it ({clock}): `at` never goes backwards; what happened earlier goes into `on`"
            )),
            Some(_) | None => Ok(at),
        }
    }

    fn tenant_of(&self, data: &mut Map<String, Value>) -> Result<String, String> {
        match data.remove("tenant") {
            Some(Value::String(tenant)) => {
                self.check_alias(&tenant).map_err(|problem| format!("tenant: {problem}"))?;
                Ok(tenant)
            }
            Some(_) | None => Err("tenant: missing: name the tenant it is registered at".to_owned()),
        }
    }

    fn check_actor(&self, actor: &NamedActor) -> Result<(), String> {
        for (field, alias) in [("tenant", &actor.tenant), ("person", &actor.person), ("unit", &actor.unit)] {
            if let Some(alias) = alias {
                self.check_alias(alias).map_err(|problem| format!("actor.{field}: {problem}"))?;
            }
        }
        let free = matches!(actor.role, Role::Patient | Role::System | Role::Supervisor);
        if !free && (actor.person.is_none() || actor.unit.is_none() || actor.tenant.is_none()) {
            return Err(format!("actor: {:?} needs `tenant`, `person` and `unit`", actor.role));
        }
        Ok(())
    }

    fn check_ids(&self, data: &mut Map<String, Value>) -> Result<(), String> {
        replace_ids(data, &mut |field, text| match field {
            Field::Thing | Field::Event => self.check_alias(text).map(|()| None),
            Field::ThingOrWord | Field::Plain => Ok(None),
        })
        .map_err(|problem| format!("data.{problem}"))
    }

    fn check_alias(&self, alias: &str) -> Result<(), String> {
        match self.named.get(alias) {
            Some((Names::Thing(_), _)) => Ok(()),
            Some((Names::Actor { .. }, at)) => {
                Err(format!("{alias} is an actor (named at {at}), and stands for no id"))
            }
            None if is_id(alias) => Ok(()),
            None => Err(format!(
                "unknown alias {alias}: name it before, with a naming line or with `as`, or give an id"
            )),
        }
    }

    fn declare(&mut self, alias: &str, names: Names, place: &Place) -> Result<(), String> {
        if let Some((_, before)) = self.named.get(alias) {
            return Err(format!("the alias {alias} is named already, at {before}: give it another name"));
        }
        self.named.insert(alias.into(), (names, place.clone()));
        Ok(())
    }
}

fn typed<T: DeserializeOwned>(text: &str, what: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| format!("not {what}: {}", plain(&error)))
}

/// serde's message without its place: a line of JSON lines is always line 1.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let end = text.rfind(" at line ").unwrap_or(text.len());
    text[..end].to_owned()
}

fn instant_of(text: &str) -> Result<Instant, String> {
    match text.parse::<Day>() {
        Ok(day) => Ok(Instant::noon_of(day)),
        Err(_) => text.parse().map_err(|_| {
            format!("{text} is neither a date (2025-03-03) nor a moment with an offset (2025-03-03T09:00:00+01:00)")
        }),
    }
}

fn day_or_instant(text: &str) -> Result<(), String> {
    instant_of(text).map(|_| ())
}
