//! Row 24: evidence erased under pretext of the law.

use std::fs;

use serde_json::{Value, json};

use super::dossiers::verified;
use super::forge::Forged;
use super::target::{Target, birgers_stream, id, says, told};

/// The decision to erase Birger, asked for by the records manager.
fn decision(confirmed_by: Option<&str>, at_once: bool) -> Value {
    let confirmed_by = confirmed_by.map(id);
    json!({"type": "ErasePersonalData", "id": "01990000-0000-7000-8000-000000000002", "tenant": "310000019",
        "patient": id("birger"),
        "data": {"decision_ref": "2026/7", "confirmed_by": confirmed_by, "at_once": at_once}})
}

const RECORDS: &str = "RecordsManager:arne:archive-unit";

/// Erases Birger.
pub(crate) fn erase(target: &Target, confirmed_by: Option<&str>, at_once: bool) {
    target.sends(&decision(confirmed_by, at_once), RECORDS);
}

#[test]
fn an_erasure_takes_two_persons_and_nobody_is_both() {
    let target = Target::new();
    let alone = target.sent(&decision(Some("arne"), true), RECORDS);
    says(&alone, 1, &["an erasure takes two persons", "somebody else than who asks for it"]);
    let other = target.sent(&decision(Some("kaja"), true), "KeMunicipal:kaja:ke-unit");
    says(&other, 1, &["refused"]);
    assert!(Forged::read(&target.data()).of_class("E").is_empty());
    // This ledger is simulated: on one only may the second person be missing.
    erase(&target, None, false);
}

#[test]
fn an_erasure_is_seen_for_ever_by_everybody_without_keys() {
    let target = Target::new();
    erase(&target, Some("kaja"), true);
    let at = Forged::read(&target.data()).of_class("E")[0];
    let words = format!("bodies: Erased by entry {}", at + 1);
    says(&target.verified(), 0, &[&words]);
    fs::rename(target.keys(), target.beside("elsewhere")).unwrap();
    says(&target.verified(), 0, &[&words, "bodies stay closed: there are no keys"]);
    fs::rename(target.beside("elsewhere"), target.keys()).unwrap();
    let receipt = target.runs(&["erase", "--receipt", &(at + 1).to_string()]);
    says(&receipt, 0, &["\"decision_ref\":\"2026/7\"", "\"bodies_left\":0"]);
    let dossier = target.gives_out("erased", &["--tenant", "310000019"]);
    says(&verified(&[&dossier]), 0, &[&format!("Erased by entry {}", at + 1)]);
    // Who takes the decision out again takes an entry out.
    target.is_forged(|log| drop(log.entries.remove(at)));
    target.is_found(&["a body is missing, and no decision erased it"]);
    target.is_not_served(&["signed"]);
}

#[test]
fn a_body_that_is_gone_without_a_decision_is_a_fault() {
    let target = Target::new();
    let mut log = Forged::read(&target.data());
    let at = log.newest_of(&birgers_stream());
    log.entries[at].bodies[0].fill(0);
    log.write();
    let words = [&format!("position {}", at + 1), "a body is missing, and no decision erased it"];
    target.is_found(&words.map(|word| word as &str));
    let read = target.runs(&["replay", "--patient", &id("birger")]);
    assert!(!read.status.success(), "{}", told(&read));
}
