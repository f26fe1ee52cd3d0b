//! What an audit without keys finds: another history, entries gone, stale heads, damaged tiles.

use std::sync::Arc;

use samspor_core::catalogue::Event;
use samspor_core::log::{Class, Position};
use samspor_core::note::{Policy, WitnessKey};
use samspor_core::register::ledger::HeadsRecorded;
use samspor_core::submit::append_public;
use samspor_core::tree::Tile;
use samspor_core::words::{CommandId, Instant};

use super::kit::{Disks, NAME, fill, key};
use crate::disk::Disk;
use crate::log::segments::verify_each;
use crate::tree::{Audit, Audited, Claims, LogTree};
use crate::witnesses::{COSIGNED_FILE, Seen};

fn now() -> Instant {
    "2026-03-01T08:00:00Z".parse().unwrap()
}

fn audited(disks: &Disks) -> Audited {
    let disk = Arc::new(disks.data.clone()) as Arc<dyn Disk>;
    let claims = Claims::of(Arc::clone(&disk), Some((&disks.keys, NAME)), None, None).unwrap();
    let mut audit = Audit::of(Arc::clone(&disk), claims);
    verify_each(&*disk, &mut |entry| audit.take(entry), &mut |_, _| ()).unwrap();
    audit.end().unwrap()
}

fn only_finding(audited: &Audited) -> &str {
    assert_eq!(audited.findings.len(), 1, "{:?}", audited.findings);
    &audited.findings[0]
}

#[test]
fn a_whole_log_has_no_findings_and_the_tree_that_was_signed() {
    let (disks, log, tree) = Disks::filled(300);
    tree.append_heads(now()).unwrap();
    fill(&*log, 301..=600);
    tree.append_heads(now()).unwrap();
    let signed = tree.sign().unwrap();
    let audited = audited(&disks.killed());
    assert_eq!((audited.size, audited.root), (602, signed.checkpoint().root));
    assert_eq!((audited.streams, audited.heads_entries, audited.held.len()), (8, 2, 2));
    assert_eq!((audited.wrong_tiles, audited.findings), (0, Vec::<String>::new()));
}

#[test]
fn heads_of_a_few_entries_ago_are_right_and_stale_or_made_up_ones_are_found() {
    let (disks, log, tree) = Disks::filled(20);
    let entry = tree.append_heads(now()).unwrap();
    let root = entry.heads.root();
    fill(&*log, 21..=30);
    let record = |n: u128, told| {
        let id = CommandId(uuid::Uuid::from_u128(n));
        append_public(&*log, id, Class::H, Event::HeadsRecorded(told), now()).unwrap();
    };
    // The heads of the first twenty entries, told again ten entries later.
    record(1, HeadsRecorded::of(&root, 20, 7));
    assert_eq!(audited(&disks.killed()).findings, Vec::<String>::new());
    record(2, HeadsRecorded::of(&root, 30, 7));
    let stale = audited(&disks.killed());
    assert!(only_finding(&stale).starts_with("position 33: the heads it records are not those"), "{stale:?}");
    record(3, HeadsRecorded::of(&root, 99, 7));
    assert_eq!(audited(&disks.killed()).findings.len(), 2);
}

#[test]
fn a_history_changed_and_chained_anew_is_found_with_the_position_where_it_begins() {
    let (signed, _, tree) = Disks::filled(600);
    tree.sign().unwrap();
    let other = Disks::fresh();
    let log = other.log();
    fill(&*log, 1..=299);
    fill(&*log, 301..=700);
    drop(log);
    // The log of the one, with the tiles and checkpoints of the other.
    let mixed = Disks { data: other.killed().data, keys: signed.killed().keys };
    let mut names = vec!["checkpoint".to_owned()];
    names.extend([(0, 0), (0, 1)].map(|(level, index)| Tile::new(level, index, 256).unwrap().path()));
    for name in names {
        let path = format!("tree/{name}");
        let file = signed.data.open(&path).unwrap();
        let mut bytes = vec![0; usize::try_from(file.length().unwrap()).unwrap()];
        file.read_at(0, &mut bytes).unwrap();
        mixed.data.create_dir_all(path.rsplit_once('/').unwrap().0).unwrap();
        mixed.data.create(&path).unwrap().write_at(0, &bytes).unwrap();
    }
    let found = audited(&mixed);
    assert_eq!(found.findings.len(), 2, "{:?}", found.findings);
    for finding in &found.findings {
        assert!(finding.starts_with("position 600: the entries up to here are not those"), "{finding}");
        assert!(finding.ends_with("the first that differs from its tile is at position 300"), "{finding}");
    }
}

#[test]
fn entries_gone_from_the_end_are_found_by_the_checkpoint() {
    let (disks, log, tree) = Disks::filled(40);
    let early = disks.killed();
    fill(&*log, 41..=50);
    tree.sign().unwrap();
    let cut = Disks { data: early.data, keys: disks.killed().keys };
    let found = audited(&cut);
    assert!(only_finding(&found).starts_with("position 41: the log ends before it"), "{found:?}");
}

#[test]
fn a_damaged_tile_is_counted_and_says_nothing_against_the_log() {
    let (disks, _, tree) = Disks::filled(600);
    tree.sign().unwrap();
    let killed = disks.killed();
    killed.data.damage("tree/tile/0/001", 77, &[0xff, 0xfe, 0xfd]);
    let found = audited(&killed);
    assert_eq!((found.wrong_tiles, found.findings.len()), (1, 0));
}

#[test]
fn a_checkpoint_under_another_key_than_the_one_made_known_is_found() {
    let (disks, _, tree) = Disks::filled(5);
    tree.sign().unwrap();
    let disk = Arc::new(disks.killed().data) as Arc<dyn Disk>;
    let stranger = samspor_core::note::LogKey::from_seed(tree.origin(), &[9; 32]).unwrap();
    let claims = Claims::of(Arc::clone(&disk), None, Some(stranger.public().clone()), None).unwrap();
    let mut audit = Audit::of(Arc::clone(&disk), claims);
    verify_each(&*disk, &mut |entry| audit.take(entry), &mut |_, _| ()).unwrap();
    assert_eq!(audit.end().unwrap().findings.len(), 1);
}

fn witness() -> WitnessKey {
    WitnessKey::from_seed("witness.example", &[9; 32]).unwrap()
}

/// Has the newest checkpoint cosigned so many seconds after the last entry was recorded, and keeps it.
fn cosigned(disks: &Disks, tree: &LogTree, seconds_after: i64) {
    let mut signed = tree.sign().unwrap();
    let last = tree.log().page(Position(signed.checkpoint().size - 1), 1).unwrap()[0].recorded_at;
    let at = last.micros() / 1_000_000 + seconds_after;
    signed.add(witness().cosign(signed.checkpoint(), u64::try_from(at).unwrap())).unwrap();
    Seen::open(&disks.data).unwrap().add(&signed).unwrap();
}

fn by_policy(disks: &Disks) -> Audited {
    let vkeys = (key().public().to_vkey(), witness().public().to_vkey());
    let policy = format!("log {}\nwitness w {}\nquorum w\n", vkeys.0, vkeys.1);
    let policy = Policy::parse(policy.as_bytes()).unwrap();
    let disk = Arc::new(disks.data.clone()) as Arc<dyn Disk>;
    let claims = Claims::of(Arc::clone(&disk), None, None, Some(&policy)).unwrap();
    let mut audit = Audit::of(Arc::clone(&disk), claims);
    verify_each(&*disk, &mut |entry| audit.take(entry), &mut |_, _| ()).unwrap();
    audit.end().unwrap()
}

#[test]
fn every_cosigned_root_and_every_time_is_held_against_the_leaves() {
    let (disks, log, tree) = Disks::filled(20);
    cosigned(&disks, &tree, 0);
    fill(&*log, 21..=40);
    cosigned(&disks, &tree, 10);
    let audited = by_policy(&disks.killed());
    assert_eq!((audited.cosigned.roots, audited.cosigned.times, audited.cosigned.passed_over), (2, 2, 0));
    assert_eq!(audited.findings, Vec::<String>::new());
}

#[test]
fn an_entry_that_says_another_time_than_the_witnesses_saw_is_found() {
    let (back, log, tree) = Disks::filled(20);
    cosigned(&back, &tree, 86_400);
    fill(&*log, 21..=40);
    cosigned(&back, &tree, 2 * 86_400);
    let found = by_policy(&back.killed());
    let told = only_finding(&found);
    assert!(
        told.starts_with("position 21: recorded at ") && told.contains("(19 entries after it alike)"),
        "{told}"
    );
    assert!(told.ends_with("the clock was set back, or the entry is backdated"), "{told}");
    let (forward, _, tree) = Disks::filled(20);
    cosigned(&forward, &tree, -3_600);
    let found = by_policy(&forward.killed());
    let told = only_finding(&found);
    assert!(told.starts_with("position ") && told.ends_with("the clock was set forward"), "{told}");
}

#[test]
fn a_log_that_is_not_the_one_witnesses_saw_is_found_without_any_other_promise() {
    let (seen, _, tree) = Disks::filled(30);
    cosigned(&seen, &tree, 0);
    let kept = seen.data.open(COSIGNED_FILE).unwrap();
    let mut line = vec![0; usize::try_from(kept.length().unwrap()).unwrap()];
    kept.read_at(0, &mut line).unwrap();
    for (entries, words) in [(40, "after witnesses had seen it"), (20, "witnesses have cosigned 30 entries")]
    {
        // Another history under the same key, or a part of this one.
        let (other, log, tree) = Disks::filled(if entries == 40 { 25 } else { 20 });
        if entries == 40 {
            fill(&*log, 101..=115);
        }
        tree.sign().unwrap();
        let copy = other.data.create(COSIGNED_FILE).unwrap();
        copy.write_at(0, &line).unwrap();
        copy.sync_data().unwrap();
        let found = by_policy(&other.killed());
        assert!(only_finding(&found).contains(words), "{found:?}");
    }
}
