//! Rows 2 and 11: events that were there are gone, deleted or by an old copy.

use std::fs;

use super::target::{Target, copy, known_key, march, path, says, told};

#[test]
fn an_event_deleted_with_everything_after_chained_anew_is_not_in_what_was_signed() {
    let target = Target::new();
    target.is_forged(|log| drop(log.entries.remove(20)));
    target.is_found(&["entries were removed, or an older copy was put back"]);
    target.is_not_served(&["entry at position 21 cannot be followed"]);
    // So that the log is as long as before, another entry stands twice.
    target.is_forged(|log| {
        let again = log.entries[30].clone();
        log.entries.insert(30, again);
    });
    target.is_found(&["the history was changed after it was signed, and chained anew", "position 21"]);
    target.is_not_served(&["entry at position 21 cannot be followed"]);
}

#[test]
fn an_event_deleted_with_every_checkpoint_of_the_operators_is_not_in_what_others_hold() {
    let target = Target::before_the_dossier();
    target.is_forged(|log| drop(log.entries.split_off(log.entries.len() - 2)));
    target.forgets_what_was_signed();
    assert!(target.is_read().status.success(), "by itself nothing shows it: the log begins to be signed");
    let alone = target.verified();
    assert!(alone.status.success(), "{}", told(&alone));
    let (march, key) = (march().join("checkpoint"), known_key());
    let against = target.runs(&["verify", "--vkey", &key, "--against", path(&march)]);
    says(&against, 3, &["march/checkpoint is over", "entries were removed, or an older copy was put back"]);
    target.grows(0);
    target.grows(1);
    target.gives_out("june", &[]);
    let against = target.runs(&["verify", "--vkey", &key, "--against", path(&march)]);
    says(&against, 3, &["march/checkpoint was signed over", "the history was changed after it was signed"]);
}

#[test]
fn the_last_entries_cut_off_are_missed_by_the_promise_and_by_what_was_signed() {
    let target = Target::new();
    let promise = fs::read(target.data().join("log/promise")).unwrap();
    target.is_forged(|log| drop(log.entries.split_off(log.entries.len() - 2)));
    let words = ["the log ends before it, and the last signed checkpoint", "an older copy was put back"];
    target.is_found(&words);
    target.is_not_served(&["the log ends at position", "put the newest backup"]);
    fs::write(target.data().join("log/promise"), promise).unwrap();
    let words = ["the log ends at position", "but promised to hold"];
    target.is_found(&words);
    target.is_not_served(&words);
}

#[test]
fn an_old_copy_of_the_data_put_back_is_older_than_what_was_signed() {
    let target = Target::new();
    let old = target.beside("old");
    copy(&target.data(), &old);
    target.grows(0);
    assert!(target.verified().status.success());
    fs::remove_dir_all(target.data()).unwrap();
    fs::rename(&old, target.data()).unwrap();
    target.is_found(&["the log ends before it", "an older copy was put back"]);
    target.is_not_served(&["an older copy was put back", "Nothing more is signed or served"]);
}

#[test]
fn an_old_backup_restored_by_the_program_itself_is_older_than_what_was_signed() {
    let target = Target::new();
    let backup = target.beside("backup");
    let made = target.runs(&["backup", path(&backup)]);
    assert!(made.status.success(), "{}", told(&made));
    target.grows(0);
    let restored = target.runs(&["restore", path(&backup), "--replace"]);
    assert!(restored.status.success(), "{}", told(&restored));
    target.is_not_served(&["an older copy was put back", "with all segment files"]);
}
