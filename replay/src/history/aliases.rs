//! Aliases: the names a history gives to things, and where in a command's data a name stands for an id.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

/// What an alias stands for: the id of the thing, and that of the event that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) entity: String,
    pub(crate) event: String,
}

/// The aliases of what has been made so far.
#[derive(Debug, Default)]
pub(crate) struct Aliases {
    made: HashMap<Box<str>, Named>,
}

impl Aliases {
    pub(super) fn name(&mut self, alias: &str, named: Named) {
        self.made.insert(alias.into(), named);
    }

    pub(crate) fn get(&self, alias: &str) -> Option<&Named> {
        self.made.get(alias)
    }

    /// Whether a text is the alias of an id, or of the event that made the thing.
    pub(super) fn stands_for(&self, alias: &str, id: &str) -> bool {
        self.get(alias).is_some_and(|named| named.entity == id || named.event == id)
    }

    /// Every alias with the id of its thing.
    pub(crate) fn entities(&self) -> BTreeMap<String, String> {
        self.made.iter().map(|(alias, named)| (alias.to_string(), named.entity.clone())).collect()
    }

    /// The value with the ids of known things written as their aliases.
    pub(crate) fn shown(&self, value: &Value) -> Value {
        let mut names: HashMap<&str, &str> = HashMap::new();
        for (alias, named) in &self.made {
            for id in [&named.entity, &named.event] {
                let name = names.entry(id).or_insert(alias);
                *name = (*name).min(alias);
            }
        }
        with_texts(value, &|text| {
            names.get(text).map_or_else(|| text.to_owned(), |alias| (*alias).to_owned())
        })
    }
}

fn with_texts(value: &Value, replace: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => Value::String(replace(text)),
        Value::Array(members) => members.iter().map(|one| with_texts(one, replace)).collect(),
        Value::Object(members) => {
            let members = members.iter().map(|(key, one)| (key.clone(), with_texts(one, replace)));
            Value::Object(members.collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// What stands in a field of a command's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    /// The id of a thing: an alias or an id must stand there.
    Thing,
    /// The id of an event: an alias means the event of its line.
    Event,
    /// An id or a word of the contract (`by`: a person or `Patient`): an alias if it is one.
    ThingOrWord,
    /// Never an id: labels, parties, codes and dates keep what they say, also where an alias reads the same.
    Plain,
}

/// What a field of a command's data holds, at any depth.
pub(crate) fn field(name: &str) -> Field {
    match name {
        "person" | "unit" | "parent" | "predecessor" | "to_unit" | "with_tenant" | "patient" | "merged"
        | "first_received_by" | "report" | "of" | "municipality" | "notification" | "candidate"
        | "from_person" | "to_person" | "for_person" | "owner" | "planned" | "consent" | "other"
        | "collaboration" | "plan" | "group" | "chair" | "secretary" | "meeting" | "complaint"
        | "PatientReservation" => Field::Thing,
        "target" | "replacement" | "trigger_event" | "link_event" | "decision" | "Decision" => Field::Event,
        "by" | "wish" | "about" => Field::ThingOrWord,
        _ => Field::Plain,
    }
}

/// What is to stand in an id's place instead of the text there, none to leave it; or what is wrong with it.
pub(crate) type Replacing<'a> = &'a mut dyn FnMut(Field, &str) -> Result<Option<String>, String>;

/// Visits every text in an id's place; the closure gives what is to stand there instead, or the problem.
pub(crate) fn replace_ids(data: &mut Map<String, Value>, replace: Replacing<'_>) -> Result<(), String> {
    for (name, value) in data.iter_mut() {
        replace_in(field(name), name, value, replace)?;
    }
    Ok(())
}

fn replace_in(field: Field, name: &str, value: &mut Value, replace: Replacing<'_>) -> Result<(), String> {
    match value {
        Value::String(text) if field != Field::Plain => {
            if let Some(id) = replace(field, text).map_err(|problem| format!("{name}: {problem}"))? {
                *text = id;
            }
            Ok(())
        }
        Value::Array(members) => {
            members.iter_mut().try_for_each(|member| replace_in(field, name, member, replace))
        }
        // Who reported need not be registered: unit and profession are labels there.
        Value::Object(_) if name == "reporter" => Ok(()),
        Value::Object(members) => replace_ids(members, replace),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

/// Whether a text is an id as it stands: a UUID or an organisation number.
pub(crate) fn is_id(text: &str) -> bool {
    let uuid = text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let organisation = text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    uuid || organisation
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn replaced(mut data: Value) -> Value {
        let Value::Object(members) = &mut data else { unreachable!("the tests give objects") };
        replace_ids(members, &mut |_, text| Ok(Some(format!("<{text}>")))).unwrap();
        data
    }

    #[test]
    fn an_alias_stands_for_an_id_at_any_depth_and_labels_stay() {
        let data = json!({
            "kind": {"PatientReservation": "dina"}, "by": "ane", "about": {"Decision": "no"},
            "changes": {"person": "ane", "on": "2025-01-01"}, "service": "ke", "parties": ["ane"],
            "scopes": [{"ShareWith": ["ane"]}], "reporter": {"kind": "Gp", "unit": "home"}, "counterpart": "fjordvik"
        });
        assert_eq!(
            replaced(data),
            json!({
                "kind": {"PatientReservation": "<dina>"}, "by": "<ane>", "about": {"Decision": "<no>"},
                "changes": {"person": "<ane>", "on": "2025-01-01"}, "service": "ke", "parties": ["ane"],
                "scopes": [{"ShareWith": ["ane"]}], "reporter": {"kind": "Gp", "unit": "home"}, "counterpart": "fjordvik"
            })
        );
    }
}
