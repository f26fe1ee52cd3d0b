//! Power fails after every single operation: no acknowledged key is lost, no destroyed key can be read.

use samspor_core::log::Position;
use samspor_core::seal::{Keys, Kid, NoKey, Shut};

use super::kit::{Hands, all_bytes, created, holds, kid, opened, patient, sealed, secret};
use crate::disk::{Fate, SimulatedDisk};
use crate::keys::{Keystore, TwoPersons};

const BLOCKED: NoKey = NoKey::Shut(Shut::Blocked { by: Position(6) });
const ERASED: NoKey = NoKey::Shut(Shut::Erased { by: Position(5) });

/// What has been acknowledged, and with what was being done when power failed left out.
#[derive(Default)]
struct Acknowledged {
    /// In use, and nothing else was asked of them.
    used: Vec<(u32, [u8; 32])>,
    retired: Vec<u32>,
    /// With the bytes of the file that must be nowhere.
    destroyed: Vec<(u32, Kid, Vec<u8>)>,
    blocked: Vec<u32>,
    /// Steps done.
    steps: usize,
}

fn persons() -> TwoPersons {
    TwoPersons::of(&[1; 32], &[2; 32]).unwrap()
}

impl Acknowledged {
    fn uses(&mut self, keys: &Keystore, n: u32) {
        self.used.push((n, secret(keys, n).unwrap()));
    }

    fn forget(&mut self, n: u32) {
        self.used.retain(|(used, _)| *used != n);
        self.retired.retain(|retired| *retired != n);
        self.blocked.retain(|blocked| *blocked != n);
    }

    /// The steps up to the first that is not acknowledged; none then, and else something.
    fn work(&mut self, keys: &Keystore) -> Option<()> {
        let now = Hands::default().now();
        keys.prepare(&[patient(1), patient(2), patient(3)]).ok()?;
        (1..=3).for_each(|n| self.uses(keys, n));
        self.steps += 1;
        keys.prepare(&[patient(4)]).ok()?;
        self.uses(keys, 4);
        self.forget(1);
        keys.retire(&[kid(keys, 1)], Position(5)).ok()?;
        self.retired.push(1);
        self.steps += 1;
        keys.rotate(now).ok()?;
        self.steps += 1;
        self.forget(1);
        let (gone, bytes) = (kid(keys, 1), sealed(keys, 1));
        keys.destroy(&[gone]).ok()?;
        self.destroyed.push((1, gone, bytes));
        self.steps += 1;
        self.forget(2);
        keys.block(&[kid(keys, 2)], Position(6), &persons()).ok()?;
        self.blocked.push(2);
        self.steps += 1;
        keys.rotate(now).ok()?;
        keys.prepare(&[patient(5)]).ok()?;
        self.uses(keys, 5);
        self.forget(2);
        keys.unblock(&[kid(keys, 2)], &persons()).ok()?;
        self.uses(keys, 2);
        self.steps += 1;
        self.forget(3);
        keys.retire(&[kid(keys, 3)], Position(5)).ok()?;
        keys.revive(&[kid(keys, 3)]).ok()?;
        self.uses(keys, 3);
        self.steps += 1;
        keys.rotate(now).ok()?;
        Some(())
    }

    fn assert_held(&self, disk: &SimulatedDisk, place: &str) {
        let ring = opened(disk).unwrap_or_else(|error| panic!("{place}: {error}: {error:?}"));
        let keys = ring.keystore();
        for (n, before) in &self.used {
            assert_eq!(secret(&keys, *n).as_ref(), Ok(before), "{place}, key {n}");
        }
        for n in &self.retired {
            assert_eq!(secret(&keys, *n), Err(ERASED), "{place}, key {n}");
        }
        for n in &self.blocked {
            assert_eq!(secret(&keys, *n), Err(BLOCKED), "{place}, key {n}");
        }
        for (n, gone, bytes) in &self.destroyed {
            keys.prepare(&[patient(*n)]).unwrap();
            assert_eq!(keys.kid_of(&patient(*n)), Some(*gone), "{place}, key {n}");
            assert_eq!(secret(&keys, *n), Err(ERASED), "{place}, key {n}");
            assert!(all_bytes(disk).iter().all(|(_, file)| !holds(file, bytes)), "{place}, key {n}");
        }
        self.assert_goes_on(&keys, disk, place);
    }

    /// After the crash the keyring writes as before, and a second crash loses nothing.
    fn assert_goes_on(&self, keys: &Keystore, disk: &SimulatedDisk, place: &str) {
        keys.prepare(&[patient(9)]).unwrap();
        keys.rotate(Hands::default().now()).unwrap();
        let again = opened(&disk.after_crash(Fate::Dropped, 1)).unwrap().keystore();
        for n in self.used.iter().map(|(n, _)| *n).chain([9]) {
            assert_eq!(secret(&again, n), secret(keys, n), "{place}, key {n}");
        }
    }
}

#[test]
fn no_crash_point_loses_a_key_or_brings_one_back() {
    let disk = SimulatedDisk::new(0);
    let ring = created(&disk);
    let start = disk.operations();
    let mut all = Acknowledged::default();
    all.work(&ring.keystore()).unwrap();
    assert_eq!((all.steps, all.used.len(), all.destroyed.len()), (7, 4, 1));
    let seeds = if std::env::var_os("SAMSPOR_LONG").is_some() { 500 } else { 16 };
    for operation in start..=disk.operations() {
        let disk = SimulatedDisk::new(operation);
        let ring = created(&disk);
        disk.crash_at(operation);
        let mut acknowledged = Acknowledged::default();
        let _ = acknowledged.work(&ring.keystore());
        for (fate, seed) in Fate::ALL.into_iter().flat_map(|fate| (0..seeds).map(move |seed| (fate, seed))) {
            let after = disk.after_crash(fate, seed * 1_000_003 + operation);
            acknowledged.assert_held(&after, &format!("after operation {operation}, {fate:?}, seed {seed}"));
        }
        acknowledged.assert_held(&disk.after_kill(), &format!("killed after operation {operation}"));
    }
}

#[test]
fn no_crash_while_starting_again_loses_a_key_or_brings_one_back() {
    let disk = SimulatedDisk::new(0);
    let ring = created(&disk);
    let start = disk.operations();
    Acknowledged::default().work(&ring.keystore()).unwrap();
    let seeds = if std::env::var_os("SAMSPOR_LONG").is_some() { 50 } else { 2 };
    for operation in start..=disk.operations() {
        let disk = SimulatedDisk::new(operation);
        let ring = created(&disk);
        disk.crash_at(operation);
        let mut acknowledged = Acknowledged::default();
        let _ = acknowledged.work(&ring.keystore());
        let mut starting = 0;
        loop {
            let killed = disk.after_kill();
            killed.crash_at(starting);
            let started = opened(&killed).is_ok();
            for (fate, seed) in
                Fate::ALL.into_iter().flat_map(|fate| (0..seeds).map(move |seed| (fate, seed)))
            {
                let after = killed.after_crash(fate, seed * 1_000_003 + operation);
                let place =
                    format!("killed after {operation}, crashed after {starting}, {fate:?}, seed {seed}");
                acknowledged.assert_held(&after, &place);
            }
            if started {
                break;
            }
            starting += 1;
        }
    }
}
