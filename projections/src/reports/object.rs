//! JSON objects of the reports that are no lists.

use serde::Serialize;
use serde_json::Value;

/// An object without the members that are null: an absent field has one spelling.
pub(super) fn without_nulls(mut told: Value) -> Value {
    if let Value::Object(members) = &mut told {
        members.retain(|_, member| !member.is_null());
    }
    told
}

/// What is told, as JSON.
pub(super) fn value<T: Serialize>(told: &T) -> Value {
    serde_json::to_value(told).expect("words have a JSON form")
}
