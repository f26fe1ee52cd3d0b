//! Row 17: an administrator deletes their own readings from the access log.

use std::fs;

use super::forge::Forged;
use super::target::Target;

/// Nothing is read while readings are missing.
fn is_found_without(change: impl FnOnce(&mut Forged), words: &[&str], refused: &str) {
    let target = Target::new();
    let access = target.data().join("access");
    let mut readings = Forged::read(&access);
    assert!(readings.entries.len() > 3);
    change(&mut readings);
    readings.chain_anew();
    readings.write();
    let _ = fs::remove_dir_all(access.join("index"));
    target.is_found(words);
    target.is_not_served(&[refused]);
}

#[test]
fn a_reading_deleted_from_the_middle_of_the_access_log_is_found() {
    is_found_without(
        |readings| {
            let again = readings.entries[2].clone();
            readings.entries[1] = again;
        },
        &["the access log, position", "the history was changed after it was signed"],
        "the access log does not open",
    );
}

#[test]
fn the_last_readings_cut_off_are_found() {
    is_found_without(
        |readings| drop(readings.entries.pop()),
        &["the access log, position", "entries were removed, or an older copy was put back"],
        "entries were removed, or an older copy was put back",
    );
}

#[test]
fn an_access_log_thrown_away_whole_is_found() {
    let target = Target::new();
    fs::remove_dir_all(target.data().join("access")).unwrap();
    target.is_found(&["the access log", "entries were removed, or an older copy was put back"]);
    target.is_not_served(&["entries were removed, or an older copy was put back"]);
}
