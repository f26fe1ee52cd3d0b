//! Power fails after every single operation of a witness's disk: what was cosigned is never forgotten.

use super::asked::{TestLog, cosigned, witness_on};
use crate::disk::{Fate, Fault, SimulatedDisk};
use crate::witness::{Refused, Witness};

const STEPS: [(u64, u64); 4] = [(0, 2), (2, 5), (5, 5), (5, 9)];

/// Takes the steps, each as often as it fails and at most twice; the largest size that was cosigned.
fn run(witness: &Witness, log: &TestLog) -> u64 {
    let mut largest = 0;
    for (old, new) in STEPS {
        for _ in 0..2 {
            match cosigned(witness, &log.asks(old, new)) {
                Ok(_) => {
                    largest = new;
                    break;
                }
                Err(Refused::Unkept(_) | Refused::OtherSize { .. }) => {}
                Err(other) => panic!("{other}"),
            }
        }
    }
    largest
}

/// The size that a witness remembers; asking for a smaller or another tree is refused whatever it is.
fn remembered(witness: &Witness, cosigned_before: u64) -> u64 {
    let (log, forked) = (TestLog::forked_at(20, 20), TestLog::forked_at(0, 20));
    let last = match cosigned(witness, &log.asks(20, 20)) {
        Err(Refused::OtherSize { last, .. }) => last,
        other => panic!("{other:?}"),
    };
    assert!(last >= cosigned_before, "size {cosigned_before} was cosigned, size {last} is remembered");
    if last > 0 {
        assert!(cosigned(witness, &forked.asks(last, last)).is_err());
        assert!(cosigned(witness, &forked.asks(last, 20)).is_err());
    }
    cosigned(witness, &log.asks(last, 20)).unwrap();
    last
}

#[test]
fn what_was_cosigned_is_remembered_after_a_power_cut_at_any_point() {
    let log = TestLog::forked_at(20, 20);
    let whole = SimulatedDisk::new(1);
    assert_eq!(run(&witness_on(&whole), &log), 9);
    let operations = whole.operations();
    assert_eq!(operations, 5 * STEPS.len() as u64, "create, write, sync, rename, sync of names");
    for at in 0..=operations {
        for (seed, fate) in (1..=4).flat_map(|seed| Fate::ALL.map(|fate| (seed, fate))) {
            let disk = SimulatedDisk::new(seed);
            let witness = witness_on(&disk);
            disk.crash_at(at);
            let largest = run(&witness, &log);
            drop(witness);
            remembered(&witness_on(&disk.after_crash(fate, seed)), largest);
        }
    }
}

#[test]
fn a_disk_that_fails_once_costs_no_memory() {
    let log = TestLog::forked_at(20, 20);
    for at in 1..=5 * STEPS.len() as u64 {
        for fault in [Fault::InputOutput, Fault::NoSpace, Fault::ShortWrite] {
            for (seed, fate) in (1..=4).flat_map(|seed| Fate::ALL.map(|fate| (seed, fate))) {
                let disk = SimulatedDisk::new(seed);
                disk.fail_at(at, fault);
                let largest = run(&witness_on(&disk), &log);
                remembered(&witness_on(&disk.after_crash(fate, seed)), largest);
            }
        }
    }
}

#[test]
fn a_memory_that_is_damaged_stops_the_witness_and_is_not_the_same_as_none() {
    let (log, disk) = (TestLog::forked_at(20, 20), SimulatedDisk::new(1));
    let witness = witness_on(&disk);
    cosigned(&witness, &log.asks(0, 5)).unwrap();
    let file = crate::disk::Disk::list(&disk, "").unwrap().into_iter().find(|name| name != "lock").unwrap();
    disk.damage(&file, 0, b"\n");
    for size in 0..9 {
        assert!(matches!(cosigned(&witness, &log.asks(0, size)), Err(Refused::Unkept(_))));
    }
}
