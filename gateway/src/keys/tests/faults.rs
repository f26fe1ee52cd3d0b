//! Operations that fail without a crash: what was acknowledged stays, and the next write puts the disk in order.

use samspor_core::log::Position;
use samspor_core::seal::Keys;

use super::kit::{Hands, created, kid, opened, patient, secret};
use crate::disk::{Disk, Fate, Fault, SimulatedDisk};
use crate::keys::{Keystore, TwoPersons};

/// Everything that writes, once.
fn work(keys: &Keystore, first: u32) -> usize {
    let now = Hands::default().now();
    let kid_of = |n: u32| keys.kid_of(&patient(first + n)).into_iter().collect::<Vec<_>>();
    let persons = TwoPersons::of(&[1; 32], &[2; 32]).unwrap();
    [
        keys.prepare(&[patient(first), patient(first + 1), patient(first + 2)]).is_ok(),
        keys.rotate(now).is_ok(),
        keys.retire(&kid_of(0), Position(5)).is_ok(),
        keys.destroy(&kid_of(0)).is_ok(),
        keys.block(&kid_of(1), Position(6), &persons).is_ok(),
        keys.rotate(now).is_ok(),
        keys.unblock(&kid_of(1), &persons).is_ok(),
        keys.retire(&kid_of(2), Position(7)).is_ok(),
        keys.revive(&kid_of(2)).is_ok(),
    ]
    .into_iter()
    .filter(|done| !done)
    .count()
}

#[test]
fn after_any_failed_operation_keys_go_on_and_survive_a_crash() {
    let count = {
        let disk = SimulatedDisk::new(1);
        let ring = created(&disk);
        let before = disk.operations();
        assert_eq!(work(&ring.keystore(), 10), 0);
        disk.operations() - before
    };
    for operation in 1..=count {
        for fault in [Fault::InputOutput, Fault::NoSpace, Fault::ShortWrite] {
            let disk = SimulatedDisk::new(operation);
            let ring = created(&disk);
            let keys = ring.keystore();
            keys.prepare(&[patient(1), patient(2)]).unwrap();
            keys.retire(&[kid(&keys, 2)], Position(4)).unwrap();
            let before = secret(&keys, 1).unwrap();
            disk.fail_at(disk.operations() + operation, fault);
            work(&keys, 10);
            keys.prepare(&[patient(3)]).unwrap();
            let last = secret(&keys, 3).unwrap();
            for after in [disk.after_crash(Fate::Dropped, 1), disk.after_kill()] {
                let ring = opened(&after).unwrap();
                let keys = ring.keystore();
                assert_eq!(secret(&keys, 1), Ok(before), "{operation} {fault:?}");
                assert_eq!(secret(&keys, 3), Ok(last), "{operation} {fault:?}");
                assert!(secret(&keys, 2).is_err());
                assert_eq!(after.list("").unwrap(), ["epoch.key", "keystore", "signing.key"]);
            }
        }
    }
}

#[test]
fn a_retirement_that_failed_on_the_disk_shuts_all_the_same() {
    let disk = SimulatedDisk::new(1);
    let ring = created(&disk);
    let keys = ring.keystore();
    keys.prepare(&[patient(1)]).unwrap();
    disk.fail_at(disk.operations() + 1, Fault::NoSpace);
    assert!(keys.retire(&[kid(&keys, 1)], Position(5)).is_err());
    assert!(secret(&keys, 1).is_err());
    keys.retire(&[kid(&keys, 1)], Position(5)).unwrap();
    let after = opened(&disk.after_crash(Fate::Dropped, 1)).unwrap();
    assert!(secret(&after.keystore(), 1).is_err(), "asked again, it is durable");
}

#[test]
fn what_a_killed_process_left_is_durable_once_it_is_read() {
    for (operation, seed) in (1..8).flat_map(|operation| (0..20).map(move |seed| (operation, seed))) {
        let disk = SimulatedDisk::new(seed);
        let ring = created(&disk);
        disk.fail_at(disk.operations() + operation, Fault::InputOutput);
        work(&ring.keystore(), 10);
        let killed = disk.after_kill();
        let keys = opened(&killed).unwrap().keystore();
        let found: Vec<_> = (10..13).map(|n| secret(&keys, n)).collect();
        let after = opened(&killed.after_crash(Fate::Dropped, seed)).unwrap().keystore();
        assert_eq!((10..13).map(|n| secret(&after, n)).collect::<Vec<_>>(), found, "{operation} {seed}");
    }
}

#[test]
fn what_an_append_left_when_its_sync_failed_is_durable_once_it_is_read() {
    for seed in 0..20 {
        let disk = SimulatedDisk::new(seed);
        let ring = created(&disk);
        disk.fail_at(disk.operations() + 2, Fault::InputOutput);
        assert!(ring.keystore().prepare(&[patient(1)]).is_err());
        let killed = disk.after_kill();
        let keys = opened(&killed).unwrap().keystore();
        let found = secret(&keys, 1).unwrap();
        let after = opened(&killed.after_crash(Fate::Dropped, seed)).unwrap().keystore();
        assert_eq!(secret(&after, 1), Ok(found), "seed {seed}");
    }
}
