//! Power is lost at every operation around following and signing.

use std::collections::BTreeMap;
use std::sync::Arc;

use samspor_core::log::Log;
use samspor_core::note::SignedCheckpoint;

use super::kit::{Disks, fill, try_fill};
use crate::disk::{Fate, SimulatedDisk};
use crate::tree::{CheckpointFile, CheckpointStore};

/// Every checkpoint that anybody has seen, by size.
#[derive(Default)]
struct Seen(BTreeMap<u64, String>);

impl Seen {
    fn see(&mut self, signed: &SignedCheckpoint) {
        let text = signed.to_text();
        let known = self.0.entry(signed.checkpoint().size).or_insert_with(|| text.clone());
        assert_eq!(*known, text, "two checkpoints of one size");
    }

    fn newest(&self) -> u64 {
        self.0.last_key_value().map_or(0, |(size, _)| *size)
    }
}

fn on(disk: &SimulatedDisk) -> Disks {
    Disks { data: disk.clone(), keys: disk.clone() }
}

/// Two entries, a checkpoint, one more, another checkpoint; tiles become full on the way.
fn work(disks: &Disks, seen: &mut Seen) {
    let Ok(log) = disks.try_log() else { return };
    let Ok(tree) = disks.tree(Arc::clone(&log) as Arc<dyn Log>) else { return };
    for numbers in [255..=256, 257..=257] {
        if try_fill(&*log, numbers).is_err() {
            return;
        }
        let Ok(signed) = tree.sign() else { return };
        seen.see(&signed);
    }
}

fn kept(disks: &Disks) -> Option<SignedCheckpoint> {
    let file = CheckpointFile::open(Arc::new(disks.keys.clone()), "checkpoint").unwrap();
    file.kept().unwrap().map(|kept| kept.signed)
}

#[test]
fn a_crash_at_any_operation_leaves_a_tree_that_opens_and_goes_on() {
    let filled = SimulatedDisk::new(1);
    {
        let log = on(&filled).log();
        fill(&*log, 1..=254);
        on(&filled).tree(log).unwrap().sign().unwrap();
    }
    let whole = filled.after_kill();
    work(&on(&whole), &mut Seen::default());
    let operations = whole.operations();
    assert!(operations > 30, "{operations}");
    for crash in 1..=operations {
        let disk = filled.after_kill();
        let mut seen = Seen::default();
        disk.crash_at(crash);
        work(&on(&disk), &mut seen);
        for fate in Fate::ALL {
            let disks = on(&disk.after_crash(fate, crash));
            let mut seen = Seen(seen.0.clone());
            let found = kept(&disks).expect("a checkpoint was signed before");
            seen.see(&found);
            assert!(
                found.checkpoint().size >= seen.newest(),
                "crash {crash}, {fate:?}: a checkpoint went back"
            );
            let disks = disks.killed_one();
            let log = disks.log();
            let tree = disks.tree(Arc::clone(&log) as Arc<dyn Log>).unwrap();
            seen.see(&tree.sign().unwrap());
            fill(&*log, 1001..=1003);
            seen.see(&tree.sign().unwrap());
        }
    }
}

impl Disks {
    /// As [`Disks::killed`], for one disk that is both.
    fn killed_one(&self) -> Self {
        on(&self.data.after_kill())
    }
}

#[test]
fn a_failed_write_of_the_checkpoint_file_signs_nothing_else_of_that_size() {
    for fault in
        [crate::disk::Fault::InputOutput, crate::disk::Fault::NoSpace, crate::disk::Fault::ShortWrite]
    {
        for operation in 1..=5 {
            let (disks, log, tree) = Disks::filled(5);
            let first = tree.sign().unwrap();
            fill(&*log, 6..=8);
            tree.follow().unwrap();
            disks.keys.fail_at(disks.keys.operations() + operation, fault);
            let mut seen = Seen::default();
            seen.see(&first);
            if let Ok(signed) = tree.sign() {
                seen.see(&signed);
            }
            seen.see(&kept(&disks.killed()).unwrap());
            seen.see(&tree.sign().unwrap());
            fill(&*log, 9..=9);
            seen.see(&tree.sign().unwrap());
            assert_eq!(seen.newest(), 9);
        }
    }
}
