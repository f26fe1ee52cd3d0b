//! Comparing what was expected with what there is: given fields only, rows one to one in any order.

use serde_json::{Map, Value};

use super::aliases::Aliases;

/// How many rows are shown as the nearest to one that is missing.
const NEAREST_MAX: usize = 3;

/// Whether a value is as expected: `null` is absent, lists in any order, numbers by value, an alias its id.
pub(super) fn same(expected: &Value, actual: Option<&Value>, aliases: &Aliases) -> bool {
    match (expected, actual) {
        (Value::Null, None | Some(Value::Null)) => true,
        (Value::String(text), Some(Value::String(there))) => text == there || aliases.stands_for(text, there),
        (Value::Number(number), Some(Value::Number(there))) => number.as_f64() == there.as_f64(),
        (Value::Bool(one), Some(Value::Bool(other))) => one == other,
        (Value::Array(list), Some(Value::Array(there))) => {
            list.len() == there.len() && unmatched(list, there, aliases).0.is_empty()
        }
        (Value::Object(fields), Some(Value::Object(there))) => {
            fields.iter().all(|(name, value)| same(value, there.get(name), aliases))
        }
        _ => false,
    }
}

/// The expected rows and the actual ones that find no partner when as many as can be are paired.
pub(super) fn unmatched<'a>(
    expected: &'a [Value],
    actual: &'a [Value],
    aliases: &Aliases,
) -> (Vec<&'a Value>, Vec<&'a Value>) {
    let fits: Vec<Vec<usize>> = expected
        .iter()
        .map(|row| (0..actual.len()).filter(|at| same(row, Some(&actual[*at]), aliases)).collect())
        .collect();
    let mut partner: Vec<Option<usize>> = vec![None; actual.len()];
    let lonely: Vec<&Value> = (0..expected.len())
        .filter(|row| !pair(*row, &fits, &mut partner, &mut vec![false; actual.len()]))
        .map(|row| &expected[row])
        .collect();
    let left = actual.iter().zip(&partner).filter(|(_, partner)| partner.is_none()).map(|(row, _)| row);
    (lonely, left.collect())
}

/// Finds a partner for an expected row, moving others to partners of their own where that makes room.
fn pair(row: usize, fits: &[Vec<usize>], partner: &mut [Option<usize>], tried: &mut [bool]) -> bool {
    for &at in &fits[row] {
        if std::mem::replace(&mut tried[at], true) {
            continue;
        }
        if partner[at].is_none_or(|other| pair(other, fits, partner, tried)) {
            partner[at] = Some(row);
            return true;
        }
    }
    false
}

/// The rows nearest to an expected one, most equal fields first.
pub(super) fn nearest<'a>(expected: &Value, actual: &[&'a Value], aliases: &Aliases) -> Vec<&'a Value> {
    let empty = Map::new();
    let fields = expected.as_object().unwrap_or(&empty);
    let score = |row: &Value| {
        fields.iter().filter(|(name, value)| same(value, row.get(name.as_str()), aliases)).count()
    };
    let mut rows: Vec<&Value> = actual.to_vec();
    rows.sort_by_key(|row| std::cmp::Reverse(score(row)));
    rows.truncate(NEAREST_MAX);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::aliases::Named;
    use serde_json::json;

    fn fits(expected: Value, actual: Value) -> bool {
        let mut aliases = Aliases::default();
        aliases.name("ane", Named { entity: "id-1".to_owned(), event: "event-1".to_owned() });
        same(&expected, Some(&actual), &aliases)
    }

    #[test]
    fn only_given_fields_are_compared_and_null_is_absent() {
        assert!(fits(json!({"rule": "D08"}), json!({"rule": "D08", "days": 1})));
        assert!(fits(json!({"substitute": null}), json!({"rule": "D08"})));
        assert!(!fits(json!({"substitute": null}), json!({"substitute": "id-1"})));
        assert!(!fits(json!({"days": 1}), json!({"rule": "D08"})));
    }

    #[test]
    fn numbers_by_value_aliases_by_id_and_lists_in_any_order() {
        assert!(fits(json!({"share": 1}), json!({"share": 1.0})));
        assert!(fits(json!({"person": "ane"}), json!({"person": "id-1"})));
        assert!(fits(json!({"trigger": "ane"}), json!({"trigger": "event-1"})));
        assert!(fits(
            json!({"scopes": [{"ShareWith": ["B", "A"]}, "Plan"]}),
            json!({"scopes": ["Plan", {"ShareWith": ["A", "B"]}]})
        ));
        assert!(!fits(json!({"scopes": ["Plan"]}), json!({"scopes": ["Plan", "Group"]})));
    }

    #[test]
    fn rows_pair_up_even_where_the_first_fit_is_the_wrong_one() {
        let aliases = Aliases::default();
        let expected = [json!({"rule": "D05"}), json!({"rule": "D05", "days": 1})];
        let actual = [json!({"rule": "D05", "days": 1}), json!({"rule": "D05", "days": 2})];
        assert_eq!(unmatched(&expected, &actual, &aliases), (vec![], vec![]));
        let (missing, more) = unmatched(&expected[1..], &actual, &aliases);
        assert_eq!((missing.len(), more.len()), (0, 1));
    }
}
