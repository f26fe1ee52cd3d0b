//! Rows 6 and 7: facts told late, entries dated back, and a clock that is moved.

use std::fs;

use serde_json::{Value, json};

use super::forge::Forged;
use super::insider::published;
use super::standing::Standing;
use super::target::{Target, birgers_stream, path, says, told};

#[test]
fn a_fact_told_long_after_is_shown_with_its_delay() {
    let target = Target::new();
    let asked = ["report", "late-registrations", "--tenant", "310000019", "--valid", "2025-04-30", "--json"];
    let late = target.runs(&asked);
    let late: Value = serde_json::from_slice(&late.stdout).unwrap();
    let row = &late["rows"][0];
    let shown = (row["type"].as_str(), row["on"].as_str(), row["recorded_on"].as_str(), row["days"].as_u64());
    assert_eq!(
        shown,
        (Some("CoordinatorRefused"), Some("2025-03-01"), Some("2025-03-25"), Some(24)),
        "{late}"
    );
}

#[test]
fn nobody_says_when_their_command_is_recorded() {
    let target = Target::new();
    for field in ["at", "recorded_at"] {
        let data =
            json!({"org_number": "310000051", "name": "Sundvik", "kind": "Municipality", "has_ke": true});
        let mut tenant =
            json!({"type": "RegisterTenant", "id": "01990000-0000-7000-8000-000000000051", "data": data});
        tenant[field] = json!("2025-03-01T08:00:00Z");
        says(&target.sent(&tenant, "System"), 1, &["refused", &format!("unknown field `{field}`")]);
    }
}

#[test]
fn an_entry_dated_back_by_the_operator_is_not_the_one_that_was_signed() {
    let target = Target::new();
    let at = Forged::read(&target.data()).newest_of(&birgers_stream()) - 1;
    target.is_forged(|log| log.entries[at].leaf["at"] = json!("2025-03-12T08:00:00.000Z"));
    target.is_found(&["the history was changed after it was signed", &format!("at position {}", at + 1)]);
    target.is_not_served(&["cannot be followed"]);
}

#[test]
fn recorded_at_that_goes_back_is_found_though_nothing_that_is_signed_has_it() {
    let target = Target::new();
    let mut log = Forged::read(&target.data());
    log.entries[50].recorded_at = log.entries[49].recorded_at - 1;
    log.write();
    target.is_found(&[
        "position 51",
        "recorded_at does not follow from the entry before: the clock was turned back",
    ]);
}

/// Records an entry under a clock that says this; its position.
fn recorded(target: &Target, at: &str) -> usize {
    target.is_forged(|log| {
        let mut next = log.entries[log.of_class("P")[0]].clone();
        next.leaf["at"] = json!(at);
        log.entries.push(next);
    });
    Forged::read(&target.data()).entries.len()
}

#[test]
fn a_clock_turned_back_is_recorded_after_what_was_recorded_before_it() {
    let target = Target::new();
    // The newest entry is of a year that has not come: from it on the machine's clock is behind.
    recorded(&target, "2036-01-01T00:00:00.000Z");
    target.grows(0);
    let log = Forged::read(&target.data());
    let [.., ahead, newest] = &log.entries[..] else { panic!("there are two") };
    assert!(newest.at() < ahead.at() && newest.recorded_at == ahead.recorded_at + 1);
    let doctor = target.runs(&["doctor"]);
    assert!(told(&doctor).contains("before the newest entry"), "{}", told(&doctor));
    assert!(told(&doctor).contains("set the machine's clock"), "{}", told(&doctor));
}

#[test]
fn a_clock_turned_back_is_contradicted_by_the_witness_that_saw_the_log_without_the_entry() {
    let target = Target::before_the_dossier();
    let (witness, policy) = Standing::with_policy(&target);
    let (status, line) = witness.asked(&target, 0);
    assert_eq!(status, 200, "{line}");
    let cosigned = json!(published(&target).to_text() + &line);
    fs::write(target.data().join("cosigned.jsonl"), format!("{cosigned}\n")).unwrap();
    says(
        &target.runs(&["verify", "--witness-policy", path(&policy)]),
        0,
        &["1 cosignatures of the policy's witnesses"],
    );
    // Months after the newest entry, and long before the cosignature.
    let position = recorded(&target, "2025-06-01T08:00:00.000Z");
    assert!(target.is_read().status.success(), "the operator signs it");
    let words = [
        &format!("position {position}: recorded at 2025-06-01"),
        "a witness cosigned the log without it",
        "the clock was set back, or the entry is backdated",
    ];
    says(&target.runs(&["verify", "--witness-policy", path(&policy)]), 3, &words.map(|word| word as &str));
}

#[test]
fn a_clock_set_forward_is_contradicted_by_the_witness_that_saw_the_log_with_the_entry() {
    let target = Target::new();
    let (_witness, policy) = Standing::with_policy(&target);
    let position = recorded(&target, "2036-01-01T00:00:00.000Z");
    target.gives_out("cosigned", &["--witness-policy", path(&policy)]);
    let words = [
        &format!("position {position}: recorded at 2036-01-01T00:00:00"),
        "(2 entries after it alike)",
        "a witness cosigned the log with it",
        "the clock was set forward",
    ];
    says(&target.runs(&["verify", "--witness-policy", path(&policy)]), 3, &words.map(|word| word as &str));
}
