//! Keys are out of use at once, can be taken back for seven days, and are then gone.

use std::time::Duration;

use samspor_core::log::Position;
use samspor_core::seal::{Keys, Kid, NoKey, Shut};

use super::kit::{Hands, all_bytes, created, holds, kid, opened, patient, sealed, secret};
use crate::disk::{Fate, SimulatedDisk};
use crate::keys::{GRACE, NotDone};

const BY: Position = Position(17);
const ERASED: NoKey = NoKey::Shut(Shut::Erased { by: BY });

#[test]
fn a_retired_key_is_shut_at_once_and_after_a_restart_and_is_due_after_seven_days() {
    let disk = SimulatedDisk::new(1);
    let keys = created(&disk).keystore();
    keys.prepare(&[patient(1), patient(2)]).unwrap();
    let gone = kid(&keys, 1);
    keys.retire(&[gone], BY).unwrap();
    let after = opened(&disk.after_crash(Fate::Dropped, 1)).unwrap().keystore();
    let hands = Hands::default();
    for keys in [&keys, &after] {
        assert_eq!(keys.opening(&gone).err(), Some(ERASED));
        assert_eq!(secret(keys, 1), Err(ERASED));
        assert_eq!(keys.kid_of(&patient(1)), Some(gone));
        assert!(secret(keys, 2).is_ok());
    }
    hands.pass(GRACE - Duration::from_secs(1));
    assert_eq!(after.due(hands.now()), []);
    hands.pass(Duration::from_secs(1));
    assert_eq!(after.due(hands.now()), [gone]);
}

#[test]
fn retiring_a_second_time_changes_nothing_and_an_unknown_key_is_never_used() {
    let disk = SimulatedDisk::new(1);
    let keys = created(&disk).keystore();
    keys.prepare(&[patient(1)]).unwrap();
    let (known, unknown) = (kid(&keys, 1), Kid([9; 16]));
    keys.retire(&[known, unknown, known], BY).unwrap();
    let operations = disk.operations();
    keys.retire(&[known, unknown], Position(99)).unwrap();
    assert_eq!(disk.operations(), operations);
    for kid in [known, unknown] {
        assert_eq!(keys.opening(&kid).err(), Some(ERASED));
    }
    let after = opened(&disk).err().map(|error| error.to_string());
    assert_eq!(after.as_deref(), Some("another process uses the key directory"));
    drop(keys);
    let after = opened(&disk.after_kill()).unwrap().keystore();
    assert_eq!(after.opening(&unknown).err(), Some(ERASED));
}

#[test]
fn a_destroyed_key_is_in_no_file_and_its_subject_never_gets_another() {
    let disk = SimulatedDisk::new(1);
    let keys = created(&disk).keystore();
    keys.prepare(&[patient(1), patient(2)]).unwrap();
    let (gone, bytes, kept) = (kid(&keys, 1), sealed(&keys, 1), secret(&keys, 2).unwrap());
    assert!(all_bytes(&disk).iter().any(|(_, file)| holds(file, &bytes)));
    keys.retire(&[gone], BY).unwrap();
    assert_eq!(keys.destroy(&[gone]).unwrap(), [gone]);
    assert_eq!(keys.destroy(&[gone]).unwrap(), []);
    let disk = disk.after_crash(Fate::Dropped, 1);
    assert!(all_bytes(&disk).iter().all(|(_, file)| !holds(file, &bytes)));
    let after = opened(&disk).unwrap().keystore();
    for keys in [&keys, &after] {
        keys.prepare(&[patient(1)]).unwrap();
        assert_eq!(keys.kid_of(&patient(1)), Some(gone));
        assert_eq!(secret(keys, 1), Err(ERASED));
        assert_eq!(secret(keys, 2), Ok(kept));
        assert_eq!(keys.due(Hands::default().now()), []);
    }
    after.rotate(Hands::default().now()).unwrap();
    assert_eq!(secret(&after, 1), Err(ERASED), "tombstones are carried over into the next epoch");
}

#[test]
fn the_file_does_not_tell_who_a_destroyed_key_was_of() {
    let disk = SimulatedDisk::new(1);
    let keys = created(&disk).keystore();
    keys.prepare(&[patient(0xABCDEF)]).unwrap();
    keys.retire(&[kid(&keys, 0xABCDEF)], BY).unwrap();
    keys.destroy(&[kid(&keys, 0xABCDEF)]).unwrap();
    let id = [0, 0, 0, 0, 0, 0, 0x50, 0, 0x80, 0, 0, 0, 0, 0xAB, 0xCD, 0xEF];
    for (name, file) in all_bytes(&disk) {
        assert!(!holds(&file, &id) && !holds(&file, b"310000019"), "{name}");
    }
}

#[test]
fn only_keys_out_of_use_are_destroyed() {
    let keys = created(&SimulatedDisk::new(1)).keystore();
    keys.prepare(&[patient(1), patient(2)]).unwrap();
    let (out, used) = (kid(&keys, 1), kid(&keys, 2));
    keys.retire(&[out], BY).unwrap();
    assert_eq!(keys.destroy(&[out, used]), Err(NotDone::InUse(used)));
    assert_eq!(keys.destroy(&[Kid([9; 16])]), Err(NotDone::Unknown(Kid([9; 16]))));
    keys.revive(&[out]).unwrap();
    assert!(secret(&keys, 1).is_ok());
}

#[test]
fn a_mistaken_retirement_is_taken_back_until_the_key_is_destroyed() {
    let disk = SimulatedDisk::new(1);
    let keys = created(&disk).keystore();
    keys.prepare(&[patient(1), patient(2)]).unwrap();
    let (one, two) = (kid(&keys, 1), kid(&keys, 2));
    let before = secret(&keys, 1).unwrap();
    keys.retire(&[one, two], BY).unwrap();
    keys.destroy(&[two]).unwrap();
    assert_eq!(keys.revive(&[one, two]), Err(NotDone::Destroyed { kid: two, by: BY }));
    keys.revive(&[one]).unwrap();
    assert_eq!(secret(&keys, 1), Ok(before));
    // A start asks for every retirement the log has.
    keys.rotate(Hands::default().now()).unwrap();
    let after = opened(&disk.after_crash(Fate::Dropped, 1)).unwrap().keystore();
    after.retire(&[one], BY).unwrap();
    assert_eq!(secret(&after, 1), Ok(before));
    after.retire(&[one], Position(18)).unwrap();
    assert_eq!(secret(&after, 1), Err(NoKey::Shut(Shut::Erased { by: Position(18) })));
}
