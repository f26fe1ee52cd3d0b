//! Answers as a table to read and as CSV to open elsewhere.

use std::fmt::Write;

use serde_json::{Map, Value};

/// Fields in this order first, the others behind them by name; the tenant last.
const FIRST: [&str; 57] = [
    "month",
    "position",
    "event",
    "type",
    "id",
    "report",
    "complaint",
    "consent",
    "group",
    "measure",
    "service",
    "rule",
    "code",
    "patient",
    "person",
    "unit",
    "role",
    "kind",
    "owner",
    "state",
    "with_tenant",
    "half_year",
    "held",
    "identified_on",
    "sent_on",
    "received_by_ke_on",
    "on",
    "last_meeting",
    "next_meeting",
    "minutes_missing",
    "since",
    "granted_on",
    "due",
    "due_triage",
    "due_reply",
    "days",
    "age",
    "from",
    "to",
    "learned_on",
    "retroactive",
    "received_on",
    "recorded_on",
    "recorded_at",
    "met_on",
    "n",
    "median",
    "p90",
    "primary",
    "substitute",
    "overlap_in",
    "overlap_out",
    "pathway",
    "max_cases",
    "overdue",
    "overdue_under_policy",
    "difference",
];
const LAST: [&str; 3] = ["trigger", "source", "tenant"];

/// The rows of an answer and what stands beside them, to be read by people.
pub(super) fn readable(answer: &Value) -> String {
    let Value::Object(fields) = answer else { return format!("{answer}\n") };
    let mut text = String::new();
    let Some(Value::Array(rows)) = fields.get("rows") else {
        outline(&mut text, fields, 0);
        return text;
    };
    let columns = columns(rows);
    let lines: Vec<Vec<String>> =
        rows.iter().map(|row| columns.iter().map(|column| cell(row.get(column))).collect()).collect();
    let width = |index: usize| {
        let cells = lines.iter().map(|line| line[index].chars().count());
        cells.chain([columns[index].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let heads: Vec<String> = columns.iter().map(|column| column.to_uppercase()).collect();
    for line in [heads].iter().chain(&lines).filter(|_| !rows.is_empty()) {
        let padded: Vec<String> =
            line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        let _ = writeln!(text, "{}", padded.join("  ").trim_end());
    }
    let _ = write!(text, "{} row{}", rows.len(), if rows.len() == 1 { "" } else { "s" });
    for (name, value) in fields.iter().filter(|(name, _)| *name != "rows") {
        let _ = write!(text, " · {name} {}", cell(Some(value)));
    }
    text.push('\n');
    text
}

/// The rows of an answer as CSV for a spreadsheet: UTF-8 with a byte order mark, semicolons, no cell a formula.
pub(super) fn csv(answer: &Value) -> String {
    let single = [answer.clone()];
    let rows = answer.get("rows").and_then(Value::as_array).map_or(&single[..], Vec::as_slice);
    let columns = columns(rows);
    let mut text = String::from("\u{feff}");
    text.push_str(&columns.join(";"));
    text.push_str("\r\n");
    for row in rows {
        let cells: Vec<String> = columns.iter().map(|column| csv_cell(row.get(column))).collect();
        text.push_str(&cells.join(";"));
        text.push_str("\r\n");
    }
    text
}

fn columns(rows: &[Value]) -> Vec<String> {
    let mut names: Vec<&String> = rows.iter().filter_map(Value::as_object).flat_map(Map::keys).collect();
    let rank = |name: &str| {
        let first = FIRST.iter().position(|first| *first == name);
        let last = || LAST.iter().position(|last| *last == name).map(|place| FIRST.len() + 1 + place);
        first.or_else(last).unwrap_or(FIRST.len())
    };
    names.sort_by_key(|name| (rank(name), name.as_str()));
    names.dedup();
    names.into_iter().cloned().collect()
}

fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(values)) => {
            values.iter().map(|value| cell(Some(value))).collect::<Vec<_>>().join(", ")
        }
        Some(value @ (Value::Bool(_) | Value::Number(_) | Value::Object(_))) => value.to_string(),
    }
}

/// A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers are numbers.
fn csv_cell(value: Option<&Value>) -> String {
    let text = cell(value);
    let formula = !value.is_some_and(Value::is_number) && text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text };
    if text.contains([';', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// A single object as indented lines.
fn outline(text: &mut String, fields: &Map<String, Value>, depth: usize) {
    for (name, value) in fields {
        let indent = "  ".repeat(depth);
        match value {
            Value::Object(inner) if !inner.is_empty() => {
                let _ = writeln!(text, "{indent}{name}:");
                outline(text, inner, depth + 1);
            }
            Value::Array(values) if values.iter().any(Value::is_object) => {
                let _ = writeln!(text, "{indent}{name}:");
                for (number, value) in (1..).zip(values) {
                    let _ = writeln!(text, "{indent}  {number}.");
                    value.as_object().iter().for_each(|inner| outline(text, inner, depth + 2));
                }
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_) => {
                let _ = writeln!(text, "{indent}{name}: {}", cell(Some(value)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer() -> Value {
        json!({"valid": "2025-07-04", "position": 9, "rows": [
            {"tenant": "310000019", "patient": "p1", "rule": "D08", "days": -3, "unit": "=1+1"},
            {"tenant": "310000019", "patient": "p2", "rule": "D14", "days": 12, "scopes": ["Plan", "a;b"]},
        ]})
    }

    #[test]
    fn a_table_has_a_head_aligned_columns_and_says_what_it_is_of() {
        let expected = "RULE  PATIENT  UNIT  DAYS  SCOPES     TENANT\n\
                        D08   p1       =1+1  -3               310000019\n\
                        D14   p2             12    Plan, a;b  310000019\n\
                        2 rows · position 9 · valid 2025-07-04\n";
        assert_eq!(readable(&answer()), expected);
        assert_eq!(readable(&json!({"rows": []})), "0 rows\n");
    }

    #[test]
    fn a_spreadsheet_gets_no_formula_and_no_broken_line() {
        let expected = "\u{feff}rule;patient;unit;days;scopes;tenant\r\n\
                        D08;p1;'=1+1;-3;;310000019\r\n\
                        D14;p2;;12;\"Plan, a;b\";310000019\r\n";
        assert_eq!(csv(&answer()), expected);
    }

    #[test]
    fn a_single_object_is_an_outline() {
        let state = json!({"digest": "ab", "assignments": [{"person": "x"}], "empty": []});
        assert_eq!(readable(&state), "assignments:\n  1.\n    person: x\ndigest: ab\nempty: \n");
    }
}
