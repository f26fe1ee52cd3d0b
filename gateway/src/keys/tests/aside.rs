//! What is kept beside the log opens until keys are destroyed or blocked.

use samspor_core::log::Position;
use samspor_core::seal::Keys;

use super::kit::{Hands, created, holds, kid, opened, patient};
use crate::disk::{Fate, SimulatedDisk};
use crate::keys::TwoPersons;

#[test]
fn a_snapshot_opens_after_a_restart_and_an_epoch_but_not_changed() {
    let disk = SimulatedDisk::new(1);
    let keys = created(&disk).keystore();
    let sealed = keys.seal_aside(b"who has which task").unwrap();
    assert!(!holds(&sealed, b"task"));
    assert_ne!(sealed, keys.seal_aside(b"who has which task").unwrap());
    keys.rotate(Hands::default().now()).unwrap();
    let after = opened(&disk.after_crash(Fate::Dropped, 1)).unwrap().keystore();
    assert_eq!(&**after.open_aside(&sealed).unwrap(), b"who has which task");
    for bit in 0..sealed.len() * 8 {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(after.open_aside(&changed).is_none());
    }
    assert!(after.open_aside(&[]).is_none());
}

#[test]
fn a_snapshot_from_before_a_key_was_destroyed_or_blocked_opens_no_more() {
    let disk = SimulatedDisk::new(1);
    let keys = created(&disk).keystore();
    keys.prepare(&[patient(1), patient(2)]).unwrap();
    let before = keys.seal_aside(b"old").unwrap();
    keys.retire(&[kid(&keys, 1)], Position(5)).unwrap();
    assert!(keys.open_aside(&before).is_some(), "until then the decision may be taken back");
    keys.destroy(&[kid(&keys, 1)]).unwrap();
    let between = keys.seal_aside(b"new").unwrap();
    assert!(keys.open_aside(&before).is_none() && keys.open_aside(&between).is_some());
    keys.block(&[kid(&keys, 2)], Position(6), &TwoPersons::of(&[1; 32], &[2; 32]).unwrap()).unwrap();
    let after = opened(&disk.after_crash(Fate::Dropped, 1)).unwrap().keystore();
    for keys in [&keys, &after] {
        assert!(keys.open_aside(&before).is_none() && keys.open_aside(&between).is_none());
    }
}
