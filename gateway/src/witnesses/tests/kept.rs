//! What is kept of cosigned checkpoints and time stamps, over restarts and power cuts.

use std::sync::Arc;

use samspor_core::note::SignedCheckpoint;

use crate::disk::{Disk, Fate, SimulatedDisk};
use crate::witness::tests::asked::{TestLog, noon, witness_key};
use crate::witnesses::{Passed, Seen, Stamps};

fn cosigned(log: &TestLog, size: u64) -> SignedCheckpoint {
    let mut signed = log.checkpoint(size);
    signed.add(witness_key().cosign(&signed.checkpoint().clone(), 1_772_712_000)).unwrap();
    signed
}

fn all(seen: &Seen) -> Vec<SignedCheckpoint> {
    let mut all = Vec::new();
    seen.read(&mut |one| all.push(one)).unwrap();
    all
}

#[test]
fn cosigned_checkpoints_are_kept_in_order_and_each_tree_once() {
    let (log, disk) = (TestLog::forked_at(20, 20), SimulatedDisk::new(1));
    let mut seen = Seen::open(&disk).unwrap();
    assert_eq!(seen.newest(), None);
    for size in [3, 3, 9, 20, 20] {
        seen.add(&cosigned(&log, size)).unwrap();
    }
    let wanted: Vec<_> = [3, 9, 20].map(|size| cosigned(&log, size)).to_vec();
    assert_eq!(all(&seen), wanted);
    let again = Seen::open(&disk).unwrap();
    assert_eq!((again.newest(), all(&again)), (wanted.last(), wanted.clone()));
}

#[test]
fn after_a_power_cut_every_checkpoint_that_was_kept_is_there_and_the_next_follows() {
    let log = TestLog::forked_at(20, 20);
    for at in 1..9 {
        for (seed, fate) in (1..=4).flat_map(|seed| Fate::ALL.map(|fate| (seed, fate))) {
            let disk = SimulatedDisk::new(seed);
            disk.crash_at(at);
            let kept = match Seen::open(&disk) {
                Ok(mut seen) => (1..=3).take_while(|size| seen.add(&cosigned(&log, *size)).is_ok()).count(),
                Err(_) => 0,
            };
            let after = disk.after_crash(fate, seed);
            let mut seen = Seen::open(&after).unwrap();
            assert!(all(&seen).len() >= kept, "{at} {fate:?}");
            seen.add(&cosigned(&log, 20)).unwrap();
            assert_eq!(Seen::open(&after).unwrap().newest(), Some(&cosigned(&log, 20)));
        }
    }
}

#[test]
fn a_kept_checkpoint_that_was_changed_is_passed_over_and_counted() {
    let (log, disk) = (TestLog::forked_at(20, 20), SimulatedDisk::new(1));
    let mut seen = Seen::open(&disk).unwrap();
    seen.add(&cosigned(&log, 3)).unwrap();
    seen.add(&cosigned(&log, 9)).unwrap();
    disk.damage("cosigned.jsonl", 0, b"x");
    let mut left = Vec::new();
    let Passed { unreadable, .. } = seen.read(&mut |one| left.push(one)).unwrap();
    assert_eq!((unreadable, left), (1, vec![cosigned(&log, 9)]));
}

#[test]
fn a_day_has_one_time_stamp_with_the_checkpoint_it_is_over() {
    let (log, disk) = (TestLog::forked_at(20, 20), SimulatedDisk::new(1));
    let stamps = Stamps::on(Arc::new(disk.clone()));
    let day = noon().day();
    assert!(stamps.is_due(day).unwrap() && stamps.newest().unwrap().is_none());
    stamps.keep(day, &log.checkpoint(3), b"one").unwrap();
    stamps.keep(day.next(), &log.checkpoint(9), b"two").unwrap();
    assert!(!stamps.is_due(day).unwrap() && stamps.is_due(day.next().next()).unwrap());
    let newest = stamps.newest().unwrap().unwrap();
    assert_eq!((newest.day, newest.response.as_slice()), (day.next(), &b"two"[..]));
    assert_eq!(newest.checkpoint, log.checkpoint(9).to_text().into_bytes());
    assert_eq!(stamps.of(day).unwrap().response, b"one");
}

#[test]
fn a_power_cut_leaves_a_day_with_a_whole_time_stamp_or_none() {
    let log = TestLog::forked_at(20, 20);
    let day = noon().day();
    for at in 0..=10 {
        for (seed, fate) in (1..=4).flat_map(|seed| Fate::ALL.map(|fate| (seed, fate))) {
            let disk = SimulatedDisk::new(seed);
            disk.crash_at(at);
            let kept = Stamps::on(Arc::new(disk.clone())).keep(day, &log.checkpoint(3), b"stamp").is_ok();
            let after: Arc<dyn Disk> = Arc::new(disk.after_crash(fate, seed));
            let stamps = Stamps::on(after);
            let found = stamps.newest().unwrap();
            assert!(found.is_some() || !kept);
            if let Some(found) = found {
                assert_eq!(found.response, b"stamp");
                assert_eq!(found.checkpoint, log.checkpoint(3).to_text().into_bytes());
            }
        }
    }
}
