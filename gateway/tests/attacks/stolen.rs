//! Rows 14 and 15: the disk, or a backup of the keystore, in a thief's hands.

use std::fs;
use std::path::Path;

use samspor_core::seal::{Keys, Kid};
use samspor_core::words::Instant;
use samspor_gateway::keys::{Keyring, KeyringOptions, ROOT_FILE, open_root};
use samspor_gateway::ledger::Ledger;
use serde_json::{Value, json};

use super::erased::erase;
use super::forge::{Forged, bytes};
use super::target::{HISTORY, Target, birgers_stream, copy, path, samspor, says, told};

const MONTH: i64 = 31 * 24 * 3600 * 1_000_000;

/// What is sealed in the ledger: an event's name, a national number, a name, a unit, a profession, a reference.
const IN_CLEAR: [&str; 6] = [
    "CoordinatorAppointed",
    "02917149979",
    "Cathrine",
    "Hjemmetjenesten",
    "sykepleier",
    "mandate-birger-ane",
];

#[test]
fn a_thief_of_the_disk_reads_nothing() {
    let target = Target::new();
    let cast = Path::new(HISTORY).with_file_name("cast.jsonl");
    let told_in = [HISTORY.as_ref(), cast.as_path()].map(|file| fs::read_to_string(file).unwrap()).concat();
    for needle in &IN_CLEAR[1..] {
        assert!(told_in.contains(needle), "the story tells of {needle}");
    }
    for needle in IN_CLEAR {
        found_nowhere(&target.data(), needle.as_bytes());
    }
    fs::rename(target.keys(), target.beside("elsewhere")).unwrap();
    says(&target.is_read(), 3, &["root key"]);
    let verified = target.verified();
    assert!(told(&verified).contains("bodies stay closed: there are no keys"), "{}", told(&verified));
}

#[test]
fn a_thief_of_the_disk_and_of_the_keystore_without_its_root_reads_nothing() {
    let target = Target::new();
    fs::remove_file(target.keys().join(ROOT_FILE)).unwrap();
    says(&target.is_read(), 3, &["the root key", "cannot be read"]);
    for needle in IN_CLEAR {
        found_nowhere(&target.keys(), needle.as_bytes());
    }
}

/// No file below the directory holds the bytes.
fn found_nowhere(dir: &Path, needle: &[u8]) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found_nowhere(&path, needle);
            continue;
        }
        let holds = fs::read(&path).unwrap().windows(needle.len()).any(|window| window == needle);
        assert!(!holds, "{} holds {}", path.display(), String::from_utf8_lossy(needle));
    }
}

/// Whether a copy of a key directory, with the root key, opens what is sealed under Birger's key.
fn opens_birger(target: &Target, keys: &Path) -> Result<(), String> {
    let log = Forged::read(&target.data());
    let registered = log.entries.iter().find(|entry| entry.sid() == birgers_stream()).unwrap();
    let kid = Kid(bytes(&registered.leaf["sec"][0]["kid"]));
    let dir = tempfile::tempdir().unwrap();
    let stolen = dir.path().join("keys");
    copy(keys, &stolen);
    fs::copy(target.keys().join(ROOT_FILE), stolen.join(ROOT_FILE)).unwrap();
    let root = open_root(&stolen.join(ROOT_FILE)).unwrap();
    let keyring =
        Keyring::open(&stolen, root, KeyringOptions::of_machine()).map_err(|error| error.to_string())?;
    keyring.keystore().opening(&kid).map(|_| ()).map_err(|error| error.to_string())
}

/// A copy of the ledger after its keys were wrapped anew, as a gateway does after 30 days.
fn a_month_later(target: &Target) -> Target {
    let (later, now) = (target.copied(), samspor_gateway::clock::now());
    let ledger = Ledger::open(&later.data(), &mut |_, _| ()).unwrap();
    ledger.rotate_keys(Instant::from_micros(now.micros() + MONTH)).unwrap();
    later
}

#[test]
fn a_backup_of_the_keystore_opens_an_erased_person_until_it_expires_and_not_after() {
    let target = Target::before_the_dossier();
    let (backups, backup) = (target.beside("backups"), target.beside("backups/march"));
    fs::create_dir(&backups).unwrap();
    let made = target.runs(&["backup", path(&backup)]);
    assert!(made.status.success(), "{}", told(&made));
    let stolen = backup.join("keys");
    erase(&target, Some("kaja"), true);
    assert!(opens_birger(&target, &target.keys()).unwrap_err().starts_with("Erased by entry"));
    assert_eq!(opens_birger(&target, &stolen), Ok(()), "what the table names: up to 30 days");
    let expire = || samspor(&["backup", "--expire", path(&backups)]);
    says(&expire(), 0, &["0 backups expired"]);
    // A month goes by.
    let mark: Value = serde_json::from_slice(&fs::read(backup.join("backup.json")).unwrap()).unwrap();
    let made_at = mark["made_at"].as_str().unwrap().parse::<Instant>().unwrap();
    let before = Instant::from_micros(made_at.micros() - MONTH);
    let mark = json!({"made_at": before, "positions": mark["positions"]});
    fs::write(backup.join("backup.json"), mark.to_string()).unwrap();
    says(&expire(), 0, &["1 backups expired: their keys open nothing"]);
    let target = a_month_later(&target);
    opens_birger(&target, &stolen).unwrap_err();
    // Nor with the epoch key of today.
    fs::copy(target.keys().join("epoch.key"), stolen.join("epoch.key")).unwrap();
    opens_birger(&target, &stolen).unwrap_err();
    fs::remove_file(stolen.join("epoch.key")).unwrap();
    let restored = target.runs(&["restore", path(&backup), "--replace"]);
    says(
        &restored,
        3,
        &["the backup has expired: its epoch key was removed, and its keystore opens nothing"],
    );
}
