//! How the stream must be configured, so that nothing in it is ever lost, changed or left out; each fault with its remedy.

use serde_json::{Value, json};

/// Two minutes, in nanoseconds: how long a server knows the ids of messages.
const DUPLICATE_WINDOW_NS: u64 = 120_000_000_000;

/// The configuration of a log's stream.
pub(super) fn wanted(stream: &str, prefix: &str, replicas: usize, atomic_batches: bool) -> Value {
    let mut config = json!({
        "name": stream,
        "description": "the log of a ledger: no entry is ever deleted, changed or left out",
        "subjects": [subjects(prefix)],
        "retention": "limits",
        "storage": "file",
        "num_replicas": replicas,
        "discard": "new",
        "max_age": 0,
        "max_msgs": -1,
        "max_bytes": -1,
        "max_msg_size": -1,
        "max_msgs_per_subject": -1,
        "duplicate_window": DUPLICATE_WINDOW_NS,
        "deny_delete": true,
        "deny_purge": true,
        "allow_rollup_hdrs": false,
        "allow_direct": true,
    });
    if atomic_batches {
        config["allow_atomic"] = json!(true);
    }
    config
}

/// The subjects that belong to a log, and no others.
pub(super) fn subjects(prefix: &str) -> String {
    format!("{prefix}.>")
}

/// What is wrong with a stream's configuration, as the server tells it; nothing when a log can live in it.
pub(super) fn faults(config: &Value, prefix: &str, replicas: usize) -> Vec<String> {
    let stream = config["name"].as_str().unwrap_or_default();
    let edit = |what: &str| format!("run `nats stream edit {stream} {what}`");
    let mut faults = Vec::new();
    let mut must = |holds: bool, why: &str, remedy: String| {
        if !holds {
            faults.push(format!("{why}: {remedy}"));
        }
    };
    let anew = || "make the stream anew, and let this program do it".to_owned();
    must(config["storage"] == "file", "it is not kept in files", anew());
    must(config["retention"] == "limits", "entries go when they have been read (retention)", anew());
    must(
        config["subjects"] == json!([subjects(prefix)]),
        "its subjects are not the log's alone",
        edit(&format!("--subjects '{}'", subjects(prefix))),
    );
    must(
        config["num_replicas"] == replicas,
        &format!("it has {} copies and not {replicas}", config["num_replicas"]),
        edit(&format!("--replicas={replicas}")),
    );
    for (name, why, option) in LIMITS {
        must(is_unlimited(&config[name]), why, edit(option));
    }
    must(
        config["discard"] == "new",
        "old entries give way to new ones when it is full",
        edit("--discard=new"),
    );
    must(is_set(&config["deny_delete"]), "entries can be deleted from it", edit("--deny-delete"));
    must(is_set(&config["deny_purge"]), "it can be purged", edit("--deny-purge"));
    must(!is_set(&config["sealed"]), "it is sealed and takes no more entries", anew());
    for (name, why) in FORBIDDEN {
        must(is_nothing(&config[name]), why, format!("take `{name}` out of its configuration"));
    }
    let window = config["duplicate_window"].as_u64().unwrap_or(0);
    must(
        window >= DUPLICATE_WINDOW_NS,
        "it forgets the ids of messages before two minutes have passed",
        edit("--dupe-window=2m"),
    );
    faults
}

/// Limits that would take entries away, or refuse them one day.
const LIMITS: [(&str, &str, &str); 5] = [
    ("max_age", "entries go when they are old (max_age)", "--max-age=0"),
    ("max_msgs", "it has room for some entries only (max_msgs)", "--max-msgs=-1"),
    ("max_bytes", "it has room for some bytes only (max_bytes)", "--max-bytes=-1"),
    (
        "max_msgs_per_subject",
        "a stream of the log has room for some entries only (max_msgs_per_subject)",
        "--max-msgs-per-subject=-1",
    ),
    ("max_msg_size", "it refuses large entries (max_msg_size)", "--max-msg-size=-1"),
];

/// What would let entries come from elsewhere, go by themselves, or be acknowledged before they are written.
const FORBIDDEN: [(&str, &str); 9] = [
    ("mirror", "it mirrors another stream"),
    ("sources", "it takes messages from other streams"),
    ("subject_transform", "it changes the subjects of entries"),
    ("allow_rollup_hdrs", "a message can take the place of all before it (rollup)"),
    ("allow_msg_ttl", "messages can say when they go"),
    ("subject_delete_marker_ttl", "the server writes messages of its own into it"),
    ("allow_msg_counter", "messages are counted together"),
    ("allow_msg_schedules", "the server writes messages of its own into it, by schedule"),
    ("persist_mode", "it acknowledges before it has written (persist_mode)"),
];

fn is_set(value: &Value) -> bool {
    value.as_bool() == Some(true)
}

/// Missing, false, zero or empty.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(number) => number.as_i64() == Some(0),
        Value::String(text) => text.is_empty() || text == "default",
        Value::Array(values) => values.is_empty(),
        Value::Object(fields) => fields.is_empty(),
    }
}

/// No limit is spelled 0 or -1, or left out.
fn is_unlimited(value: &Value) -> bool {
    value.is_null() || value.as_i64().is_some_and(|limit| limit <= 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faulty(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let mut config = wanted("L", "samspor.log", 3, true);
        change(&mut config);
        faults(&config, "samspor.log", 3)
    }

    #[test]
    fn the_configuration_this_program_makes_has_no_fault() {
        assert_eq!(faulty(|_| ()), Vec::<String>::new());
    }

    #[test]
    fn each_setting_that_could_lose_entries_is_a_fault_with_a_remedy() {
        let settings = [
            ("storage", json!("memory")),
            ("retention", json!("workqueue")),
            ("subjects", json!(["samspor.log.>", "other"])),
            ("num_replicas", json!(1)),
            ("discard", json!("old")),
            ("max_age", json!(1)),
            ("max_msgs", json!(10)),
            ("max_bytes", json!(10)),
            ("max_msg_size", json!(10)),
            ("max_msgs_per_subject", json!(1)),
            ("deny_delete", json!(false)),
            ("deny_purge", Value::Null),
            ("sealed", json!(true)),
            ("duplicate_window", json!(1)),
            ("allow_rollup_hdrs", json!(true)),
            ("allow_msg_ttl", json!(true)),
            ("subject_transform", json!({"src": "a", "dest": "b"})),
            ("mirror", json!({"name": "M"})),
            ("sources", json!([{"name": "M"}])),
            ("persist_mode", json!("async")),
        ];
        for (name, value) in settings {
            let found = faulty(|config| config[name] = value);
            assert_eq!(found.len(), 1, "{name}: {found:?}");
            assert!(found[0].contains(": "), "{found:?}");
        }
    }
}
