//! Row 13: the disk itself: bits that rot, writes that tear, syncs that lied.

use std::fs::{self, OpenOptions};

use super::forge::{Forged, segment};
use super::target::{Target, says, told};

#[test]
fn a_bit_that_rots_anywhere_in_a_segment_is_found_with_its_position() {
    let target = Target::new();
    let path = segment(&target.data());
    let whole = fs::read(&path).unwrap();
    for part in 0..16 {
        let mut rotten = whole.clone();
        rotten[whole.len() * part / 16 + 3] ^= 0x10;
        fs::write(&path, rotten).unwrap();
        let verified = target.verified();
        says(&verified, 3, &["position", "keep a copy of the ledger's directory"]);
    }
}

#[test]
fn a_sync_that_lied_leaves_less_than_was_promised_and_is_refused_as_a_gap() {
    let target = Target::new();
    let path = segment(&target.data());
    let length = fs::metadata(&path).unwrap().len();
    // A torn group, then groups that are missing whole.
    for lost in [1, length / 3, length / 2] {
        OpenOptions::new().write(true).open(&path).unwrap().set_len(length - lost).unwrap();
        let words = ["the log ends at position", "but promised to hold"];
        target.is_found(&words);
        target.is_not_served(&words);
    }
    fs::remove_file(&path).unwrap();
    target.is_found(&["the log ends at position 0 but promised to hold"]);
    target.is_not_served(&["the log ends at position 0 but promised to hold"]);
}

#[test]
fn a_group_torn_while_it_was_written_was_told_to_nobody_and_is_cut() {
    let target = Target::new();
    let path = segment(&target.data());
    let whole = fs::read(&path).unwrap();
    let half_a_frame = [&whole[..], &whole[100..300]].concat();
    fs::write(&path, half_a_frame).unwrap();
    let verified = target.verified();
    assert!(verified.status.success(), "{}", told(&verified));
    assert_eq!(fs::read(&path).unwrap(), whole);
}

#[test]
fn tiles_that_rot_are_made_again_and_a_checkpoint_that_rots_is_put_back_from_its_backup() {
    let target = Target::new();
    let tiles = target.data().join("tree/tile/0");
    let partial = fs::read_dir(&tiles).unwrap().next().unwrap().unwrap().path();
    let tile = fs::read_dir(&partial).unwrap().next().unwrap().unwrap().path();
    let mut bytes = fs::read(&tile).unwrap();
    bytes[70] ^= 1;
    fs::write(&tile, bytes).unwrap();
    let verified = target.verified();
    assert!(verified.status.success(), "{}", told(&verified));
    let checkpoint = target.keys().join("checkpoint");
    let whole = fs::read(&checkpoint).unwrap();
    let rotten = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        fs::write(&checkpoint, bytes).unwrap();
    };
    rotten(40);
    let words = ["checkpoint in the key directory is damaged", "put the key directory's backup back"];
    target.is_found(&words);
    target.is_not_served(&words);
    rotten(whole.len() - 40);
    target.is_found(&["the last signed checkpoint, in the key directory: the signature by", "is wrong"]);
    target.is_not_served(&["checkpoint in the key directory is not of this log", "the signature by"]);
    fs::remove_file(&checkpoint).unwrap();
    target.is_not_served(&["is missing", "without it nobody can tell whether the log is the newest"]);
}

#[test]
fn a_write_that_went_to_another_place_is_found_though_every_record_is_whole() {
    let target = Target::new();
    let mut forged = Forged::read(&target.data());
    forged.entries.swap(20, 21);
    forged.write();
    target.is_found(&["position 21"]);
}
