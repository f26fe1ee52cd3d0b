//! Heads of all streams are recorded daily and on demand; the scrubber reads everything in turn.

use std::sync::Arc;

use samspor_core::catalogue::Event;
use samspor_core::entry::{Leaf, hash_of_leaf};
use samspor_core::log::{Class, Log, MemoryLog, Position};
use samspor_core::register::ledger::HeadsRecorded;
use samspor_core::tree::heads::{Head, root_of_heads};
use samspor_core::words::Instant;

use super::kit::{Disks, Edited, fill};
use crate::tree::{LogTree, TreeError};

fn now(text: &str) -> Instant {
    text.parse().unwrap()
}

/// What the entry at a position says of the heads.
fn told(log: &dyn Log, position: Position) -> HeadsRecorded {
    let placed = log.page(Position(position.0 - 1), 1).unwrap().remove(0);
    let leaf = Leaf::read(&placed.record.leaf).unwrap();
    assert_eq!(leaf.k, Class::H);
    let entry = log.open(&placed).unwrap().entry().unwrap();
    match &*entry.main_event().unwrap().what {
        Event::HeadsRecorded(told) => told.clone(),
        other => panic!("{other:?}"),
    }
}

/// The root over the first entries, computed apart.
fn root_of(log: &dyn Log, size: usize) -> [u8; 32] {
    let mut heads = std::collections::BTreeMap::new();
    for placed in log.page(Position::START, size).unwrap() {
        let leaf = Leaf::read(&placed.record.leaf).unwrap();
        heads.insert(leaf.sid, Head { sid: leaf.sid, sn: leaf.sn, leaf: hash_of_leaf(&placed.record.leaf) });
    }
    root_of_heads(heads.into_values()).unwrap()
}

#[test]
fn an_entry_of_heads_holds_the_root_over_all_streams_before_it() {
    let (_, log, tree) = Disks::filled(40);
    let first = tree.append_heads(now("2026-03-01T08:00:00Z")).unwrap();
    assert_eq!((first.position, first.size, first.heads.streams()), (Position(41), 40, 7));
    let said = told(&*log, first.position);
    assert_eq!(said, HeadsRecorded::of(&root_of(&*log, 40), 40, 7));
    fill(&*log, 41..=45);
    let second = tree.append_heads(now("2026-03-01T09:00:00Z")).unwrap();
    assert_eq!(second.heads.streams(), 8);
    assert_eq!(told(&*log, second.position).root(), Some(root_of(&*log, 46)));
    let sid = second.heads.heads()[3].sid;
    second.heads.presence(&sid).unwrap().verify(&second.heads.root(), 8).unwrap();
}

#[test]
fn heads_are_recorded_once_a_day_in_oslo_and_only_when_something_came() {
    let (_, log, tree) = Disks::filled(10);
    let daily = |text| tree.append_heads_daily(now(text)).unwrap().map(|entry| entry.position.0);
    assert_eq!(daily("2026-03-01T08:00:00Z"), Some(11));
    fill(&*log, 11..=12);
    assert_eq!(daily("2026-03-01T22:30:00Z"), None);
    assert_eq!(daily("2026-03-01T23:30:00Z"), Some(14));
    assert_eq!(daily("2026-03-03T08:00:00Z"), None);
}

fn scrubbed(tree: &LogTree) -> Result<u64, TreeError> {
    let (mut at, mut bytes) = (Position::START, 0);
    loop {
        let step = tree.scrub(at)?;
        bytes += step.bytes;
        at = step.next;
        if at == Position::START {
            return Ok(bytes);
        }
    }
}

#[test]
fn the_scrubber_reads_everything_and_names_the_entry_that_was_changed() {
    let (disks, log) = (Disks::fresh(), Arc::new(MemoryLog::counting()));
    fill(&*log, 1..=900);
    let tree = disks.tree(Arc::clone(&log) as Arc<dyn Log>).unwrap();
    assert!(scrubbed(&tree).unwrap() > 900 * 300);
    tree.sign().unwrap();
    drop(tree);
    for (position, in_the_body) in [(300, false), (512, true), (899, true)] {
        let edited = Edited { log: Arc::clone(&log), position: Position(position), in_the_body };
        let tree = disks.killed().tree(Arc::new(edited)).unwrap();
        let found = scrubbed(&tree);
        assert!(matches!(found, Err(TreeError::Entry { position: at }) if at == position), "{found:?}");
    }
}
