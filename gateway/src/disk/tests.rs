//! What both disks promise, and what the simulated one forgets.

use std::io::ErrorKind;
use std::sync::Arc;

use super::{Disk, DiskFile, Fate, Fault, RealDisk, SimulatedDisk};

fn contents(disk: &dyn Disk, path: &str) -> Option<Vec<u8>> {
    let file = disk.open(path).ok()?;
    let mut bytes = vec![0; usize::try_from(file.length().unwrap()).unwrap()];
    file.read_at(0, &mut bytes).unwrap();
    Some(bytes)
}

/// A disk with a durable file `d/f` of 10,000 ones.
fn with_ones() -> (SimulatedDisk, Arc<dyn DiskFile>) {
    let disk = SimulatedDisk::new(1);
    disk.create_dir_all("d").unwrap();
    let file = disk.create("d/f").unwrap();
    file.write_at(0, &[1; 10_000]).unwrap();
    file.sync_data().unwrap();
    disk.sync_dir("d").unwrap();
    (disk, file)
}

fn behaves_like_a_directory(disk: &dyn Disk) {
    disk.create_dir_all("a/b").unwrap();
    let file = disk.create("a/b/x.tmp").unwrap();
    file.write_at(0, b"hello").unwrap();
    file.write_at(5, b" there").unwrap();
    file.write_at(0, b"H").unwrap();
    file.truncate(9).unwrap();
    file.sync_data().unwrap();
    disk.rename("a/b/x.tmp", "a/b/x").unwrap();
    disk.sync_dir("a/b").unwrap();
    assert_eq!(contents(disk, "a/b/x").unwrap(), b"Hello the");
    let mut beyond = [0; 2];
    assert_eq!(file.read_at(8, &mut beyond).unwrap_err().kind(), ErrorKind::UnexpectedEof);
    disk.create("a/b/w").unwrap();
    assert_eq!(disk.list("a/b").unwrap(), ["w", "x"]);
    assert_eq!(disk.list("a").unwrap(), Vec::<String>::new());
    disk.remove("a/b/w").unwrap();
    assert_eq!(disk.open("a/b/w").err().unwrap().kind(), ErrorKind::NotFound);
    assert_eq!(disk.rename("a/b/w", "a/b/v").unwrap_err().kind(), ErrorKind::NotFound);
    assert!(disk.create("nowhere/x").is_err() && disk.list("nowhere").is_err());
    disk.create("a/b/x").unwrap();
    assert_eq!(contents(disk, "a/b/x").unwrap(), b"");
    let held = disk.lock("a/lock").unwrap();
    assert_eq!(disk.lock("a/lock").err().unwrap().kind(), ErrorKind::WouldBlock);
    drop(held);
    disk.lock("a/lock").unwrap();
}

#[test]
fn both_disks_are_one_directory_tree() {
    let dir = tempfile::tempdir().unwrap();
    behaves_like_a_directory(&RealDisk::at(&dir.path().join("new/deep")).unwrap());
    behaves_like_a_directory(&SimulatedDisk::new(1));
}

#[test]
fn unsynced_bytes_are_dropped_or_kept_as_the_fate_says() {
    let (disk, file) = with_ones();
    file.write_at(10_000, &[2; 10]).unwrap();
    assert_eq!(contents(&disk.after_crash(Fate::Dropped, 7), "d/f").unwrap().len(), 10_000);
    assert_eq!(contents(&disk.after_crash(Fate::Kept, 7), "d/f").unwrap().len(), 10_010);
    file.sync_data().unwrap();
    for fate in Fate::ALL {
        assert_eq!(contents(&disk.after_crash(fate, 7), "d/f").unwrap().len(), 10_010);
    }
}

#[test]
fn a_torn_write_ends_at_the_border_of_a_sector() {
    let (disk, file) = with_ones();
    file.write_at(10_000, &[2; 9_000]).unwrap();
    let mut lengths = std::collections::BTreeSet::new();
    for seed in 0..200 {
        let after = contents(&disk.after_crash(Fate::Torn, seed), "d/f").unwrap();
        assert!(
            after[..10_000].iter().all(|&byte| byte == 1) && after[10_000..].iter().all(|&byte| byte == 2)
        );
        assert!(after.len().is_multiple_of(512) || after.len() == 10_000 || after.len() == 19_000);
        lengths.insert(after.len());
    }
    assert!(lengths.len() > 10);
}

#[test]
fn reordered_writes_leave_holes_and_the_same_seed_leaves_the_same() {
    let (disk, file) = with_ones();
    file.write_at(10_000, &[2; 9_000]).unwrap();
    let holes = (0..100).filter(|&seed| {
        let after = contents(&disk.after_crash(Fate::Reordered, seed), "d/f").unwrap();
        assert_eq!(after, contents(&disk.after_crash(Fate::Reordered, seed), "d/f").unwrap());
        let last = after.iter().rposition(|&byte| byte == 2).unwrap_or(0);
        after[10_000..last.max(10_000)].iter().any(|&byte| byte != 2)
    });
    assert!(holes.count() > 50);
}

#[test]
fn a_cut_is_as_little_durable_as_a_write() {
    let (disk, file) = with_ones();
    file.truncate(3).unwrap();
    assert_eq!(contents(&disk.after_crash(Fate::Dropped, 7), "d/f").unwrap().len(), 10_000);
    assert_eq!(contents(&disk.after_crash(Fate::Kept, 7), "d/f").unwrap().len(), 3);
    assert_eq!(contents(&disk, "d/f").unwrap().len(), 3);
}

#[test]
fn names_survive_only_a_sync_of_their_directory() {
    let (disk, _) = with_ones();
    disk.create("d/new").unwrap().sync_data().unwrap();
    disk.rename("d/f", "d/g").unwrap();
    let names = |fate| disk.after_crash(fate, 3).list("d").unwrap();
    assert_eq!(names(Fate::Dropped), ["f"]);
    assert_eq!(names(Fate::Kept), ["g", "new"]);
    disk.sync_dir("d").unwrap();
    assert_eq!(names(Fate::Dropped), ["g", "new"]);
    disk.remove("d/new").unwrap();
    assert_eq!(names(Fate::Dropped), ["g", "new"]);
}

#[test]
fn a_killed_process_loses_nothing_it_wrote() {
    let (disk, file) = with_ones();
    file.write_at(10_000, &[2; 10]).unwrap();
    let killed = disk.after_kill();
    assert_eq!(contents(&killed, "d/f").unwrap().len(), 10_010);
    assert_eq!(contents(&killed.after_crash(Fate::Dropped, 7), "d/f").unwrap().len(), 10_000);
}

#[test]
fn after_the_crash_every_call_fails_and_the_disk_it_leaves_works() {
    let (disk, file) = with_ones();
    let done = disk.operations();
    assert_eq!(done, 4);
    disk.crash_at(done + 1);
    file.write_at(0, &[3]).unwrap();
    assert!(file.write_at(0, &[4]).is_err() && file.sync_data().is_err() && file.length().is_err());
    assert!(disk.open("d/f").is_err() && disk.list("d").is_err() && disk.create("d/x").is_err());
    assert_eq!(disk.operations(), done + 1);
    let after = disk.after_crash(Fate::Kept, 1);
    assert_eq!(contents(&after, "d/f").unwrap()[0], 3);
    assert_eq!(after.operations(), 0);
}

#[test]
fn an_injected_fault_strikes_once_at_its_operation() {
    let (disk, file) = with_ones();
    disk.fail_at(5, Fault::NoSpace);
    disk.fail_at(6, Fault::ShortWrite);
    assert_eq!(file.write_at(10_000, &[2; 10]).unwrap_err().kind(), ErrorKind::StorageFull);
    assert_eq!(file.length().unwrap(), 10_000);
    assert_eq!(file.write_at(10_000, &[2; 10]).unwrap_err().kind(), ErrorKind::StorageFull);
    assert_eq!(file.length().unwrap(), 10_005);
    file.write_at(10_005, &[2; 5]).unwrap();
}

#[test]
fn after_a_failed_sync_a_second_one_proves_nothing() {
    let lost = (0..20).filter(|&seed| {
        let (disk, _) = with_ones();
        let disk = disk.after_crash(Fate::Kept, seed);
        let file = disk.open("d/f").unwrap();
        file.write_at(10_000, &[2; 10]).unwrap();
        disk.fail_at(2, Fault::InputOutput);
        assert_eq!(file.sync_data().unwrap_err().raw_os_error(), Some(5));
        file.sync_data().unwrap();
        assert_eq!(file.length().unwrap(), 10_010);
        contents(&disk.after_crash(Fate::Dropped, 1), "d/f").unwrap().len() == 10_000
    });
    assert!((1..20).contains(&lost.count()));
}

#[test]
fn damage_changes_what_is_on_the_disk() {
    let (disk, _) = with_ones();
    disk.damage("d/f", 3, &[9]);
    assert_eq!(contents(&disk.after_crash(Fate::Dropped, 1), "d/f").unwrap()[..5], [1, 1, 1, 9, 1]);
}
