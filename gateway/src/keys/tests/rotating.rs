//! Epochs: what each carries over, and that copies older than one open nothing.

use std::sync::Arc;
use std::time::Duration;

use samspor_core::log::Position;
use samspor_core::seal::Keys;

use super::kit::{
    FixedRoot, Hands, all_bytes, created, holds, kid, opened, options, patient, sealed, secret,
};
use crate::disk::{Disk, Fate, SimulatedDisk};
use crate::keys::{EPOCH, Keyring, KeyringError, Rotated};

#[test]
fn an_epoch_lasts_thirty_days() {
    let (disk, hands) = (SimulatedDisk::new(1), Hands::default());
    let ring = Keyring::create_on(Arc::new(disk.clone()), FixedRoot::of(7), options(&hands, 1)).unwrap();
    hands.pass(EPOCH - Duration::from_secs(1));
    assert!(!ring.keystore().is_rotation_due(hands.now()));
    hands.pass(Duration::from_secs(1));
    assert!(ring.keystore().is_rotation_due(hands.now()));
    ring.keystore().rotate(hands.now()).unwrap();
    drop(ring);
    let after = opened(&disk.after_crash(Fate::Dropped, 1)).unwrap().keystore();
    assert!(!after.is_rotation_due(hands.now()));
}

#[test]
fn an_epoch_says_how_many_keys_were_made_in_the_last_one_and_carried_over() {
    let disk = SimulatedDisk::new(1);
    let keys = created(&disk).keystore();
    let now = Hands::default().now();
    keys.prepare(&[patient(1), patient(2), patient(3)]).unwrap();
    keys.retire(&[kid(&keys, 3)], Position(5)).unwrap();
    keys.destroy(&[kid(&keys, 3)]).unwrap();
    keys.prepare(&[patient(4)]).unwrap();
    let keys = opened(&disk.after_crash(Fate::Dropped, 1)).unwrap().keystore();
    let before = [1, 2, 4].map(|n| secret(&keys, n).unwrap());
    assert_eq!(keys.rotate(now).unwrap(), Rotated { epoch: 2, created: 4, rewrapped: 3 });
    keys.prepare(&[patient(5)]).unwrap();
    assert_eq!(keys.rotate(now).unwrap(), Rotated { epoch: 3, created: 1, rewrapped: 4 });
    assert_eq!([1, 2, 4].map(|n| secret(&keys, n).unwrap()), before);
}

#[test]
fn after_an_epoch_ended_its_key_and_what_it_wrapped_are_in_no_file() {
    let disk = SimulatedDisk::new(1);
    let keys = created(&disk).keystore();
    keys.prepare(&[patient(1)]).unwrap();
    let bytes = sealed(&keys, 1);
    let epoch = all_bytes(&disk).into_iter().find(|(name, _)| name == "epoch.key").unwrap().1;
    keys.rotate(Hands::default().now()).unwrap();
    let names: Vec<String> = all_bytes(&disk).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["epoch.key", "keystore", "signing.key"]);
    for (name, file) in all_bytes(&disk) {
        assert!(!holds(&file, &bytes) && !holds(&file, &epoch), "{name}");
    }
}

#[test]
fn a_copy_of_keystore_and_root_from_before_the_last_epoch_opens_nothing() {
    let disk = SimulatedDisk::new(1);
    let keys = created(&disk).keystore();
    keys.prepare(&[patient(1)]).unwrap();
    let backup = all_bytes(&disk).into_iter().find(|(name, _)| name == "keystore").unwrap().1;
    keys.rotate(Hands::default().now()).unwrap();
    let thief = disk.after_crash(Fate::Dropped, 1);
    thief.create("keystore").unwrap().write_at(0, &backup).unwrap();
    let error = opened(&thief).err().unwrap();
    assert!(matches!(error, KeyringError::OtherEpoch { keystore: 1 }), "{error}");
    assert!(error.to_string().contains("backed up and restored together"));
    thief.remove("epoch.key").unwrap();
    assert!(matches!(opened(&thief).err(), Some(KeyringError::OtherEpoch { keystore: 1 })));
}
