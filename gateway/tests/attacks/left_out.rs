//! Rows 4 and 5: a dossier that leaves an event out, and a list of heads that would let it.

use std::fs;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::dossiers::Dossier;
use super::forge::{Forged, base64};
use super::target::{Target, birgers_stream, says, told};

/// The line of an entry in the middle of Birger's stream, by its place in the file.
fn in_the_middle(lines: &[Value]) -> usize {
    let own = |line: &Value| leaf(line)["sid"] == birgers_stream().as_str();
    let places: Vec<usize> = (0..lines.len()).filter(|at| own(&lines[*at])).collect();
    places[places.len() / 2]
}

fn leaf(line: &Value) -> Value {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::STANDARD.decode(line["leaf"].as_str().unwrap());
    serde_json::from_slice(&bytes.unwrap()).unwrap()
}

#[test]
fn an_event_left_out_of_the_middle_of_a_dossier_leaves_a_gap_in_the_numbers() {
    let dossier = Dossier::of_march();
    let mut events = dossier.lines("events.jsonl");
    let at = in_the_middle(&events);
    let number = leaf(&events.remove(at))["sn"].clone();
    dossier.write_lines("events.jsonl", &events);
    dossier.cover_up();
    says(&dossier.verified(), 1, &[&format!("entry number {number} of the stream is missing"), "NOT SOUND"]);
}

#[test]
fn events_left_out_at_the_end_of_a_dossier_are_missed_by_the_list_of_heads() {
    let dossier = Dossier::of_march();
    let mut events = dossier.lines("events.jsonl");
    let last = events.iter().rposition(|line| leaf(line)["sid"] == birgers_stream().as_str()).unwrap();
    let last = leaf(&events.remove(last))["sn"].as_u64().unwrap();
    dossier.write_lines("events.jsonl", &events);
    dossier.write_lines("later.jsonl", &[]);
    dossier.cover_up();
    let words = [
        format!("the list of heads says that the stream has {} entries", last + 1),
        format!("ends with number {}: 2 are missing at the end", last - 1),
    ];
    says(&dossier.verified(), 1, &[&words[0], &words[1], "NOT SOUND"]);
}

#[test]
fn a_list_of_heads_taken_away_is_said_to_be_missing() {
    let dossier = Dossier::of_march();
    fs::remove_file(dossier.at().join("head.json")).unwrap();
    dossier.cover_up();
    let verified = dossier.verified();
    assert!(told(&verified).contains("entries may be missing at the end"), "{}", told(&verified));
    assert!(told(&verified).contains("There is no head.json"), "{}", told(&verified));
}

/// Records the newest list of heads once more, said to be of all entries now: stale, since others have come.
fn with_a_stale_list(log: &mut Forged) {
    let mut stale = log.entries[*log.of_class("H").last().unwrap()].clone();
    let mut body: Value = serde_json::from_slice(&stale.bodies[0]).unwrap();
    body["events"][0]["data"]["size"] = json!(log.entries.len());
    stale.bodies[0] = serde_json::to_vec(&body).unwrap();
    stale.leaf["sec"][0]["ct"] = json!(base64(&Sha256::digest(&stale.bodies[0])));
    stale.leaf["sec"][0]["n"] = json!(stale.bodies[0].len());
    log.entries.push(stale);
}

#[test]
fn a_stale_list_of_heads_signed_by_the_operator_is_found_from_the_leaves_without_keys() {
    let target = Target::new();
    target.grows(0);
    target.is_forged(with_a_stale_list);
    let signed = target.is_read();
    assert!(signed.status.success(), "the operator signs it: {}", told(&signed));
    fs::rename(target.keys(), target.beside("elsewhere")).unwrap();
    let count = Forged::read(&target.data()).entries.len();
    target.is_found(&[
        &format!("position {count}: the heads it records are not those of the first {} entries", count - 1),
        "a stale or made-up list, with which a dossier could leave entries out",
    ]);
}
