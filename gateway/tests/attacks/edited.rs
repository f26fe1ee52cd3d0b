//! Rows 1 and 22: an event edited where it stands.

use std::fs;

use super::forge::{Forged, segment};
use super::standing::Standing;
use super::target::{Target, birgers_stream, says, told};

/// Where an entry in the middle of Birger's stream stands, from 0.
fn middle(log: &Forged) -> usize {
    let sid = birgers_stream();
    let number = log.entries.iter().filter(|entry| entry.sid() == sid).count() / 2;
    log.entries.iter().position(|entry| entry.sid() == sid && entry.leaf["sn"] == number).unwrap()
}

#[test]
fn what_the_attackers_tool_writes_unchanged_is_the_same_segment() {
    let target = Target::new();
    let before = fs::read(segment(&target.data())).unwrap();
    Forged::read(&target.data()).write();
    assert_eq!(fs::read(segment(&target.data())).unwrap(), before);
    target.is_forged(|_| ());
    assert_eq!(fs::read(segment(&target.data())).unwrap(), before, "chained anew, it is chained the same");
    let verified = target.verified();
    assert!(verified.status.success(), "{}", told(&verified));
    assert!(target.is_read().status.success());
}

#[test]
fn a_body_edited_with_every_checksum_made_to_fit_is_not_the_one_of_its_leaf() {
    let target = Target::new();
    let at = middle(&Forged::read(&target.data()));
    target.is_forged(|log| log.entries[at].bodies[0][40] ^= 1);
    let words = [
        &format!("position {}", at + 1),
        "a body is not the one the leaf was made over: it was edited in place",
    ];
    target.is_found(&words.map(|word| word as &str));
    target.is_not_served(&words.map(|word| word as &str));
}

#[test]
fn an_event_edited_with_its_leaf_and_every_chain_is_not_in_what_was_signed() {
    let target = Target::new();
    let at = middle(&Forged::read(&target.data()));
    target.is_forged(|log| {
        log.entries[at].bodies[0][40] ^= 1;
        log.entries[at].say_again(0);
    });
    let position = format!("position {}", at + 1);
    target.is_found(&[
        "the history was changed after it was signed, and chained anew",
        "the last signed checkpoint, in the key directory",
        &format!("the first that differs from its tile is at {position}"),
    ]);
    target.is_not_served(&[&position, "the body does not open under the key the leaf commits to"]);
    fs::remove_dir_all(target.data().join("tree")).unwrap();
    target.is_found(&["the history was changed after it was signed, and chained anew"]);
}

#[test]
fn an_event_edited_where_no_start_looks_ends_the_service_when_the_scrubber_comes_by() {
    let target = Target::new();
    Standing::serving_once(&target);
    let mut forged = Forged::read(&target.data());
    let at = middle(&forged);
    forged.entries[at].bodies[0][40] ^= 1;
    forged.write();
    let ended = Standing::serving(&target).ended();
    let words = format!("the entry at position {} is not the one that was recorded", at + 1);
    says(&ended, 3, &["serving has ended", &words, "run `samspor verify`"]);
}

#[test]
fn content_exchanged_under_the_same_checksum_is_found_by_its_sha_256() {
    let target = Target::new();
    Standing::serving_once(&target);
    let path = segment(&target.data());
    let mut bytes = fs::read(&path).unwrap();
    let forged = Forged::read(&target.data());
    let position = format!("position {}", middle(&forged) + 1);
    let body = &forged.entries[middle(&forged)].bodies[0];
    let at = bytes.windows(body.len()).position(|window| window == body).unwrap();
    let before = crc32c::crc32c(&bytes);
    // The polynomial itself, bit by bit: CRC32C gives nothing for it, wherever it is added.
    let collision = (1 | 0x82F6_3B78_u64 << 1).to_le_bytes();
    bytes[at + 100..at + 105].iter_mut().zip(collision).for_each(|(byte, change)| *byte ^= change);
    assert_eq!(crc32c::crc32c(&bytes), before);
    fs::write(&path, bytes).unwrap();
    target.is_found(&[&position, "a body is not the one the leaf was made over"]);
    let ended = Standing::serving(&target).ended();
    says(&ended, 3, &[&position, "is not the one that was recorded"]);
}
