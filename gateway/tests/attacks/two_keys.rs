//! Row 8: one ciphertext that says one day under one key and another under another, in a ledger and in a dossier.

use std::fs;

use samspor_core::seal::EventKey;
use samspor_core::tree::MerkleList;
use serde_json::{Value, json};

use super::dossiers::Dossier;
use super::forge::{Forged, Lying, base64};
use super::insider::{Insider, published};
use super::salamander::{opened, salamander};
use super::target::{Target, birgers_stream, says, told};

const BLOCKS: usize = 16;
/// What is shown today, and what is shown later.
const TODAY: &[u8; 16] = b"\"on\":\"2025-03-24";
const LATER: &[u8; 16] = b"\"on\":\"2025-09-30";

/// The two keys: the ledger's own, which follows from the patient's, and one that was made up.
struct Two {
    own: EventKey,
    made_up: EventKey,
}

/// Which of them the leaf commits to.
#[derive(Clone, Copy, PartialEq)]
enum Commits {
    ToItsOwn,
    ToTheMadeUp,
}

/// Writes an entry at the end of Birger's stream that opens under both keys.
fn two_tongued(target: &Target, commits: Commits) -> Two {
    let origin = published(target).checkpoint().origin().to_owned();
    let mut log = Forged::read(&target.data());
    let mut entry = log.entries[log.newest_of(&birgers_stream())].clone();
    let prev = base64(&entry.hash());
    entry.leaf["at"] = log.entries.last().unwrap().leaf["at"].clone();
    entry.leaf["prev"] = json!(prev);
    entry.leaf["sn"] = json!(entry.leaf["sn"].as_u64().unwrap() + 1);
    entry.leaf["sec"][0]["n"] = json!(16 * BLOCKS + 16);
    entry.leaf["sec"][0]["salt"] = json!(base64(&[3; 32]));
    entry.leaf["sec"].as_array_mut().unwrap().truncate(1);
    let keys =
        Two { own: Insider::of(target).key(&origin, &entry.leaf, 0), made_up: EventKey::disclosed([7; 32]) };
    let body = salamander([keys.own.secret(), keys.made_up.secret()], [TODAY, LATER], BLOCKS, &aad(&entry));
    let committed = if commits == Commits::ToItsOwn { &keys.own } else { &keys.made_up };
    entry.leaf["sec"][0]["com"] = json!(base64(&committed.commitment()));
    entry.bodies = vec![body];
    entry.say_again(0);
    assert!(
        opened(keys.own.secret(), &entry.bodies[0], &aad(&entry)).starts_with(TODAY),
        "AES-GCM takes both"
    );
    assert!(opened(keys.made_up.secret(), &entry.bodies[0], &aad(&entry))[16..].starts_with(LATER));
    entry.recorded_at = log.entries.last().unwrap().recorded_at + 1;
    log.entries.push(entry);
    log.write();
    keys
}

/// The leaf as sealing binds it: without what follows from the sealed bytes.
fn aad(entry: &Lying) -> Vec<u8> {
    let mut leaf = entry.leaf.clone();
    for section in leaf["sec"].as_array_mut().unwrap() {
        let fields = section.as_object_mut().unwrap();
        fields.remove("com");
        fields.remove("ct");
    }
    serde_json::to_vec(&leaf).unwrap()
}

#[test]
fn an_entry_of_two_tongues_in_the_ledger_is_found_by_the_commitment_and_by_nothing_else() {
    let target = Target::new();
    two_tongued(&target, Commits::ToTheMadeUp);
    let keys = target.beside("elsewhere");
    fs::rename(target.keys(), &keys).unwrap();
    let without_keys = target.verified();
    assert!(without_keys.status.success(), "every hash is right: {}", told(&without_keys));
    fs::rename(&keys, target.keys()).unwrap();
    let position = Forged::read(&target.data()).entries.len();
    let words = [&format!("position {position}"), "the key is not the one the leaf commits to (K_com)"];
    target.is_found(&words.map(|word| word as &str));
    target.is_not_served(&words.map(|word| word as &str));
}

#[test]
fn a_dossier_that_discloses_the_other_key_of_an_entry_is_found_by_the_commitment_and_by_nothing_else() {
    let target = Target::new();
    let keys = two_tongued(&target, Commits::ToItsOwn);
    let log = Forged::read(&target.data());
    let signed = Insider::of(&target).signs(published(&target).checkpoint().origin(), &log);
    let entry = log.entries.last().unwrap();
    let position = log.entries.len() as u64;
    let dossier = Dossier::of_march();
    let mut later = dossier.lines("later.jsonl");
    later.push(disclosed(entry, position, &keys.made_up));
    dossier.write_lines("later.jsonl", &later);
    dossier.prove_anew(&MerkleList::of(log.hashes()), &signed, &[position]);
    dossier.cover_up();
    let of_entries = |faults: Vec<(String, Option<u64>, String)>| -> Vec<(Option<u64>, String)> {
        faults.into_iter().filter(|one| one.1.is_some()).map(|one| (one.1, one.2)).collect()
    };
    let found = of_entries(dossier.faults());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].0 == Some(position) && found[0].1.contains("K_com"), "{found:?}");
    says(
        &dossier.verified(),
        1,
        &[
            &format!("later.jsonl, entry {position}: the key is not the one the leaf commits to (K_com)"),
            "NOT SOUND",
        ],
    );
}

/// The line of a dossier that discloses an entry under a key.
fn disclosed(entry: &Lying, position: u64, key: &EventKey) -> Value {
    let at = samspor_core::words::Instant::from_micros(entry.recorded_at);
    let section = json!({"body": base64(&entry.bodies[0]), "key": base64(key.secret())});
    json!({"leaf": base64(&entry.leaf_bytes()), "position": position, "recorded_at": at, "sections": [section]})
}
