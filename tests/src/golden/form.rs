//! The form of a stored type as reading tells it: which fields, which spellings, what may be absent.

use serde_json::Value;

/// What no type reads: no field, no word, no date.
const NOTHING: &str = "§";

/// Reads a value as the type, or says in the reader's words why not.
pub(super) type Read<'a> = &'a dyn Fn(&Value) -> Result<(), String>;

/// One line for each place of a sample: its path, `?` where it may be absent, and what is expected there.
pub(super) fn form_of(sample: &Value, read: Read<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    each_place(sample, &mut Vec::new(), &mut |path| {
        let shown = if path.is_empty() { "(all)".to_owned() } else { shown(path) };
        let optional = if may_be_absent(sample, path, read) { "?" } else { "" };
        if let Some(fields) = fields_of(sample, path, read) {
            lines.push(format!("  {shown}{optional}  has {fields}"));
        } else if let Err(problem) = read(&with(sample, path, NOTHING.into())) {
            lines.push(format!("  {shown}{optional}  is {}", expected(&problem)));
        } else {
            let what = if at(sample, path).is_string() { "a text" } else { "anything" };
            lines.push(format!("  {shown}{optional}  is {what}"));
        }
    });
    let mut seen = Vec::new();
    lines.retain(|line| {
        !seen.contains(line) && {
            seen.push(line.clone());
            true
        }
    });
    lines
}

/// Fields that the type has and the sample doesn't.
pub(super) fn missing_from(sample: &Value, read: Read<'_>) -> Vec<String> {
    let mut missing = Vec::new();
    each_place(sample, &mut Vec::new(), &mut |path| {
        let Some(fields) = fields_of(sample, path, read) else { return };
        let members = at(sample, path).as_object();
        let known = |field: &str| members.is_some_and(|members| members.contains_key(field));
        let absent = fields.split('`').skip(1).step_by(2).filter(|field| !known(field));
        missing.extend(absent.map(str::to_owned));
    });
    missing
}

/// The sample without whatever may be absent.
pub(super) fn bare(sample: &Value, read: Read<'_>) -> Value {
    let mut paths = Vec::new();
    each_place(sample, &mut Vec::new(), &mut |path| paths.push(path.to_vec()));
    let mut bare = sample.clone();
    // The deepest first, so that what is left of a member is bare too.
    for path in paths.iter().rev() {
        if may_be_absent(&bare, path, read) {
            bare = without(&bare, path);
        }
    }
    bare
}

/// A step into a value: a member's name, or an item's place.
#[derive(Clone)]
enum Step {
    Member(String),
    Item(usize),
}

fn each_place(value: &Value, path: &mut Vec<Step>, visit: &mut dyn FnMut(&[Step])) {
    visit(path);
    let steps: Vec<Step> = match at(value, path) {
        Value::Object(members) => members.keys().cloned().map(Step::Member).collect(),
        Value::Array(items) => (0..items.len()).map(Step::Item).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for step in steps {
        path.push(step);
        each_place(value, path, visit);
        path.pop();
    }
}

fn at<'a>(value: &'a Value, path: &[Step]) -> &'a Value {
    path.iter().fold(value, |value, step| match step {
        Step::Member(name) => &value[name.as_str()],
        Step::Item(place) => &value[*place],
    })
}

fn at_mut<'a>(value: &'a mut Value, path: &[Step]) -> &'a mut Value {
    path.iter().fold(value, |value, step| match step {
        Step::Member(name) => &mut value[name.as_str()],
        Step::Item(place) => &mut value[*place],
    })
}

fn shown(path: &[Step]) -> String {
    let mut shown = String::new();
    for (depth, step) in path.iter().enumerate() {
        match step {
            Step::Item(_) => shown.push_str("[]"),
            Step::Member(name) => {
                shown.push_str(if depth == 0 { "" } else { "." });
                shown.push_str(name);
            }
        }
    }
    shown
}

fn with(value: &Value, path: &[Step], new: Value) -> Value {
    let mut changed = value.clone();
    *at_mut(&mut changed, path) = new;
    changed
}

fn without(value: &Value, path: &[Step]) -> Value {
    let mut changed = value.clone();
    if let Some((Step::Member(name), parent)) = path.split_last()
        && let Some(members) = at_mut(&mut changed, parent).as_object_mut()
    {
        members.remove(name);
    }
    changed
}

fn may_be_absent(value: &Value, path: &[Step], read: Read<'_>) -> bool {
    match path.last() {
        Some(Step::Member(_)) => read(&without(value, path)).is_ok(),
        Some(Step::Item(_)) | None => false,
    }
}

/// The fields of the object at a path, where the type says them.
fn fields_of(value: &Value, path: &[Step], read: Read<'_>) -> Option<String> {
    let mut members = at(value, path).as_object()?.clone();
    members.insert(NOTHING.to_owned(), Value::Bool(true));
    let problem = read(&with(value, path, Value::Object(members))).err()?;
    problem.contains("unknown field").then(|| expected(&problem))
}

/// What the reader would have taken, in its own words.
fn expected(problem: &str) -> String {
    let (_, said) = problem.rsplit_once("problem: \"").unwrap_or(("", problem));
    let said = said.split("\" }").next().unwrap_or(said);
    let said = said.split(" at line ").next().unwrap_or(said);
    let (_, said) = said.rsplit_once("expected ").unwrap_or(("", said));
    if said.starts_with("UUID") {
        return "a UUID".to_owned();
    }
    if said.contains("untagged enum") {
        return "one of several forms".to_owned();
    }
    said.trim_start_matches("one of ").replace("\\\"", "\"")
}

#[cfg(test)]
mod tests {
    use samspor_core::catalogue::Event;
    use serde_json::json;

    use super::*;

    fn read(value: &Value) -> Result<(), String> {
        let raw = serde_json::value::to_raw_value(value).unwrap();
        Event::read("NeedReportDisposed", &raw).map(drop).map_err(|unread| format!("{unread:?}"))
    }

    #[test]
    fn a_form_names_fields_spellings_and_what_may_be_absent() {
        let id = "01930000-0000-7000-8000-00000000000a";
        let sample = json!({"report": id, "disposition": "Rerouted", "to_unit": id});
        let form = form_of(&sample, &read);
        assert_eq!(form[0], "  (all)  has `report`, `disposition`, `to_unit`, `of`");
        assert_eq!(form[1], "  disposition  is `Rerouted`, `Withdrawn`, `Duplicate`");
        assert!(form[3].starts_with("  to_unit?  is "), "{form:?}");
        assert_eq!(missing_from(&sample, &read), ["of"]);
        assert_eq!(bare(&sample, &read), json!({"report": id, "disposition": "Rerouted"}));
    }
}
