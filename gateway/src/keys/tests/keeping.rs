//! What the log asks of the keystore, and how long a key is in clear.

use std::sync::Arc;
use std::time::Duration;

use samspor_core::log::Position;
use samspor_core::seal::{Keys, Kid, NoKey, Shut, Subject};

use super::kit::{FixedRoot, Hands, created, kid, opened, options, patient, secret};
use crate::disk::{Fate, SimulatedDisk};
use crate::keys::Keyring;

#[test]
fn prepared_keys_are_made_once_and_are_there_after_a_restart() {
    let disk = SimulatedDisk::new(1);
    let keys = created(&disk).keystore();
    keys.prepare(&[patient(1), patient(2), patient(1)]).unwrap();
    let before = (secret(&keys, 1).unwrap(), secret(&keys, 2).unwrap());
    assert_ne!(before.0, before.1);
    keys.prepare(&[patient(2), patient(3)]).unwrap();
    assert_eq!((secret(&keys, 1).unwrap(), secret(&keys, 2).unwrap()), before);
    let after = opened(&disk.after_crash(Fate::Dropped, 1)).unwrap().keystore();
    assert_eq!((secret(&after, 1).unwrap(), secret(&after, 2).unwrap()), before);
    assert_eq!(kid(&after, 3), kid(&keys, 3));
    assert_eq!(*after.opening(&kid(&keys, 1)).unwrap().secret(), before.0);
}

#[test]
fn all_missing_keys_are_made_with_one_sync() {
    let disk = SimulatedDisk::new(1);
    let keys = created(&disk).keystore();
    let before = disk.operations();
    let many: Vec<Subject> = (0..1000).map(patient).collect();
    keys.prepare(&many).unwrap();
    assert_eq!(disk.operations() - before, 3, "the write, the sync and the mark");
    keys.prepare(&many).unwrap();
    assert_eq!(disk.operations() - before, 3);
}

#[test]
fn each_kind_of_subject_has_a_key_of_its_own() {
    let keys = created(&SimulatedDisk::new(1)).keystore();
    let tenant = "310000019".parse().unwrap();
    let id = "00000000-0000-5000-8000-000000000007";
    let subjects = [
        Subject::Ledger,
        Subject::Tenant(tenant),
        Subject::Patient(tenant, id.parse().unwrap()),
        Subject::Identity(tenant, id.parse().unwrap()),
        Subject::Person(tenant, id.parse().unwrap()),
        Subject::Tenant("310000027".parse().unwrap()),
    ];
    keys.prepare(&subjects).unwrap();
    let mut secrets: Vec<[u8; 32]> = subjects.iter().map(|s| *keys.sealing(s).unwrap().secret()).collect();
    secrets.sort();
    secrets.dedup();
    assert_eq!(secrets.len(), subjects.len());
}

#[test]
fn a_key_that_was_never_made_is_not_to_be_had() {
    let keys = created(&SimulatedDisk::new(1)).keystore();
    assert_eq!(keys.kid_of(&patient(1)), None);
    assert!(matches!(keys.sealing(&patient(1)), Err(NoKey::Unavailable(_))));
    assert_eq!(keys.opening(&Kid([9; 16])).err(), Some(NoKey::Unknown(Kid([9; 16]))));
}

#[test]
fn a_key_is_in_clear_for_five_minutes() {
    let (disk, hands) = (SimulatedDisk::new(1), Hands::default());
    let ring = Keyring::create_on(Arc::new(disk.clone()), FixedRoot::of(7), options(&hands, 1)).unwrap();
    let keys = ring.keystore();
    keys.prepare(&[patient(1)]).unwrap();
    assert_eq!(keys.cache.count(), 0);
    let before = secret(&keys, 1).unwrap();
    assert_eq!(keys.cache.count(), 1);
    hands.pass(Duration::from_secs(299));
    keys.forget_old();
    assert_eq!(keys.cache.count(), 1);
    hands.pass(Duration::from_secs(1));
    keys.forget_old();
    assert_eq!(keys.cache.count(), 0);
    assert_eq!(secret(&keys, 1).unwrap(), before);
}

#[test]
fn a_key_out_of_use_leaves_memory_at_once() {
    let keys = created(&SimulatedDisk::new(1)).keystore();
    keys.prepare(&[patient(1)]).unwrap();
    secret(&keys, 1).unwrap();
    keys.retire(&[kid(&keys, 1)], Position(5)).unwrap();
    assert_eq!(keys.cache.count(), 0);
    assert_eq!(secret(&keys, 1), Err(NoKey::Shut(Shut::Erased { by: Position(5) })));
}

#[test]
fn keys_can_be_prepared_and_read_by_many_threads() {
    let disk = SimulatedDisk::new(1);
    let keys = created(&disk).keystore();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for n in 0..50 {
                    keys.prepare(&[patient(n), patient(n + 1)]).unwrap();
                    secret(&keys, n).unwrap();
                }
            });
        }
    });
    let after = opened(&disk.after_crash(Fate::Dropped, 1)).unwrap().keystore();
    for n in 0..=50 {
        assert_eq!(secret(&after, n), secret(&keys, n));
    }
    assert_eq!(after.inside().created(), 51);
}
