//! The key directory on a real disk: whose it is, and with which root it opens.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use samspor_core::seal::Keys;

use super::kit::{FixedRoot, Hands, options, patient, secret};
use crate::disk::SimulatedDisk;
use crate::keys::{Keyring, KeyringError, KeyringOptions, ROOT_FILE, create_root, open_root};

#[test]
fn a_key_directory_is_its_owners_alone_and_opens_again() {
    let above = tempfile::tempdir().unwrap();
    let dir = above.path().join("ledger.keys");
    assert!(!Keyring::is_in(&dir));
    let ring = Keyring::create_with_root(&dir, KeyringOptions::of_machine()).unwrap();
    let keys = ring.keystore();
    keys.prepare(&[patient(1)]).unwrap();
    let (before, seed) = (secret(&keys, 1).unwrap(), ring.signing_seed().unwrap());
    let root = || open_root(&dir.join(ROOT_FILE)).unwrap();
    let second = Keyring::open(&dir, root(), KeyringOptions::of_machine());
    assert!(matches!(second.err(), Some(KeyringError::InUse)));
    drop((ring, keys));
    assert_eq!(fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o700);
    assert!(Keyring::is_in(&dir));
    let again = Keyring::create(&dir, root(), KeyringOptions::of_machine());
    assert!(matches!(again.err(), Some(KeyringError::Occupied)));
    let ring = Keyring::open(&dir, root(), KeyringOptions::of_machine()).unwrap();
    assert_eq!(secret(&ring.keystore(), 1).unwrap(), before);
    assert_eq!(ring.signing_seed().unwrap(), seed);
    drop(ring);
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o750)).unwrap();
    let told = Keyring::open(&dir, root(), KeyringOptions::of_machine()).err().unwrap().to_string();
    assert!(told.contains(&format!("chmod 700 {}", dir.display())), "{told}");
}

#[test]
fn another_root_key_is_refused_in_words_that_say_which_one_is_needed() {
    let above = tempfile::tempdir().unwrap();
    let dir = above.path().join("ledger.keys");
    drop(Keyring::create_with_root(&dir, KeyringOptions::of_machine()).unwrap());
    let other = create_root(&above.path().join("other.key")).unwrap();
    let (needs, given) =
        (open_root(&dir.join(ROOT_FILE)).unwrap().name().to_owned(), other.name().to_owned());
    let told = Keyring::open(&dir, other, KeyringOptions::of_machine()).err().unwrap().to_string();
    assert_eq!(
        told,
        format!(
            "epoch.key was wrapped under root key {needs}, and the root key given is {given}: give the file of the root \
             key that this key directory was made with"
        )
    );
}

#[test]
fn a_directory_without_a_keystore_is_told_apart_and_a_broken_creation_is_taken_over() {
    let above = tempfile::tempdir().unwrap();
    let dir = above.path().join("ledger.keys");
    let root =
        || create_root(&above.path().join(format!("{}.key", above.path().read_dir().unwrap().count())));
    let missing = Keyring::open(&dir, root().unwrap(), KeyringOptions::of_machine());
    assert!(matches!(missing.err(), Some(KeyringError::Missing)));
    let disk = SimulatedDisk::new(1);
    drop(
        Keyring::create_on(Arc::new(disk.clone()), FixedRoot::of(7), options(&Hands::default(), 1)).unwrap(),
    );
    let operations = disk.operations();
    for operation in 0..operations {
        let disk = SimulatedDisk::new(1);
        disk.crash_at(operation);
        let create = |disk: &SimulatedDisk| {
            Keyring::create_on(Arc::new(disk.clone()), FixedRoot::of(7), options(&Hands::default(), 1))
        };
        assert!(create(&disk).is_err() || operation + 1 == operations);
        let after = disk.after_crash(crate::disk::Fate::Dropped, operation);
        match super::kit::opened(&after) {
            Ok(_) => {}
            Err(KeyringError::Missing) => drop(create(&after).unwrap()),
            Err(error) => panic!("{operation}: {error}"),
        }
    }
}
