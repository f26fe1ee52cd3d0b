//! What a start refuses: older copies, other histories, lost and foreign checkpoints, a second server.

use std::sync::Arc;

use samspor_core::log::Log;
use samspor_core::note::LogKey;

use super::kit::{Disks, NAME, ORIGIN, fill, key};
use crate::disk::Disk;
use crate::tree::{CheckpointFile, LogTree, TreeError};

/// Eight entries, signed when there were five and now.
fn signed_twice() -> (Disks, Disks) {
    let (disks, log, tree) = Disks::filled(5);
    tree.sign().unwrap();
    let early = disks.killed();
    fill(&*log, 6..=8);
    tree.sign().unwrap();
    (early, disks.killed())
}

fn refused(disks: &Disks) -> TreeError {
    disks.tree(disks.log()).err().expect("it does not open")
}

#[test]
fn an_older_copy_put_back_does_not_open() {
    let (early, late) = signed_twice();
    let restored = Disks { data: early.data, keys: late.keys.clone() };
    let error = refused(&restored);
    assert!(matches!(error, TreeError::Smaller { signed: 8, found: 5 }), "{error}");
    assert!(error.to_string().contains("an older copy was put back"), "{error}");
    assert!(late.tree(late.log()).is_ok());
}

#[test]
fn another_history_than_the_one_signed_does_not_open() {
    let (_, late) = signed_twice();
    let other = Disks::fresh();
    let log = other.log();
    fill(&*log, 2..=300);
    drop(log);
    let mixed = Disks { data: other.killed().data, keys: late.keys };
    assert!(matches!(refused(&mixed), TreeError::Other { signed: 8 }));
}

#[test]
fn another_history_is_found_when_the_signed_size_fills_a_tile() {
    let (disks, _, tree) = Disks::filled(512);
    tree.sign().unwrap();
    let other = Disks::fresh();
    let log = other.log();
    fill(&*log, 2..=600);
    other.tree(Arc::clone(&log) as Arc<dyn Log>).unwrap();
    drop(log);
    let mixed = Disks { data: other.killed().data, keys: disks.killed().keys };
    assert!(matches!(refused(&mixed), TreeError::Other { signed: 512 }));
}

#[test]
fn a_log_that_was_never_signed_begins_and_one_that_was_wants_its_checkpoint() {
    let (disks, log, tree) = Disks::filled(3);
    assert_eq!(tree.signed(), None);
    tree.sign().unwrap();
    drop((tree, log));
    disks.keys.remove(NAME).unwrap();
    let error = refused(&disks);
    assert!(matches!(error, TreeError::Lost { published: 3, .. }), "{error}");
}

#[test]
fn a_damaged_checkpoint_file_is_told_apart_from_a_foreign_one() {
    let (_, late) = signed_twice();
    late.keys.damage(NAME, 30, b"AAAA");
    assert!(matches!(refused(&late), TreeError::Damaged { .. }));
    let (_, late) = signed_twice();
    let log = late.log();
    let file = || CheckpointFile::open(Arc::new(late.keys.clone()), NAME).unwrap();
    let open = |key| {
        let log = Arc::clone(&log) as Arc<dyn Log>;
        LogTree::open(Arc::new(late.data.clone()), log, key, file(), &mut |_, _| ())
    };
    let stranger = LogKey::from_seed(ORIGIN, &[8; 32]).unwrap();
    assert!(matches!(open(stranger), Err(TreeError::Stranger { .. })));
    assert!(open(key()).is_ok());
}

#[test]
fn two_servers_can_not_both_sign() {
    let (disks, log, tree) = Disks::filled(3);
    tree.sign().unwrap();
    let second = CheckpointFile::open(Arc::new(disks.keys.clone()), NAME);
    assert!(matches!(second, Err(TreeError::InUse)));
    // Another machine that sees the same files, but not the lock.
    let elsewhere = disks.killed();
    fill(&*log, 4..=4);
    let copy = disks.keys.open(NAME).unwrap();
    let theirs = elsewhere.tree(elsewhere.log()).unwrap();
    fill(&**theirs.log(), 5..=6);
    theirs.sign().unwrap();
    let file = elsewhere.keys.open(NAME).unwrap();
    let mut bytes = vec![0; usize::try_from(file.length().unwrap()).unwrap()];
    file.read_at(0, &mut bytes).unwrap();
    copy.truncate(0).unwrap();
    copy.write_at(0, &bytes).unwrap();
    assert!(matches!(tree.sign(), Err(TreeError::Changed { .. })));
}

#[test]
fn a_log_with_heads_in_it_was_signed_and_does_not_begin_anew_when_both_checkpoints_are_gone() {
    let (disks, log, tree) = Disks::filled(3);
    // Signed by nobody yet: recording heads signs first, so that no crash leaves heads in a log that never was.
    let heads = tree.append_heads("2026-03-01T08:00:00Z".parse().unwrap()).unwrap();
    assert_eq!(tree.signed().map(|signed| signed.checkpoint().size), Some(3));
    let killed = disks.killed();
    drop((tree, log));
    for disks in [disks, killed] {
        disks.keys.remove(NAME).unwrap();
        disks.data.remove("tree/checkpoint").unwrap();
        let error = refused(&disks);
        assert!(matches!(error, TreeError::Forgotten { heads: at, .. } if at == heads.position.0), "{error}");
        assert!(error.to_string().contains("from the newest backup of the key directory"), "{error}");
    }
    let (disks, log, tree) = Disks::filled(3);
    tree.sign().unwrap();
    drop((tree, log));
    disks.keys.remove(NAME).unwrap();
    disks.data.remove("tree/checkpoint").unwrap();
    assert!(disks.tree(disks.log()).is_ok(), "nothing in the log says that it was signed");
}
