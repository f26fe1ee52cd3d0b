//! What each crash, cut, flipped bit and failing operation leaves of a log.

use std::sync::Arc;

use samspor_core::log::Record;
use samspor_core::words::Instant;

use super::*;
use crate::disk::{Fate, Fault, SimulatedDisk};
use crate::log::segments::files::ReadError;
use crate::log::segments::layout::contained;
use crate::log::segments::verify::walk_segments;
use crate::log::segments::writer::WriteError;

const SMALL: SegmentSettings =
    SegmentSettings { segment_bytes: 2000, durability: Durability::FULL, fresh_seal: || Ok([0xA7; 16]) };

/// The newest position of segments that are whole; what is in the records doesn't matter.
fn verify_segments(disk: &dyn Disk) -> Result<u64, OpenError> {
    walk_segments(disk, &|_, _| (), &mut |()| Ok(()))
}

fn leaf(position: u64) -> Vec<u8> {
    format!("leaf {position} {}", "x".repeat(position as usize % 40)).into_bytes()
}

fn record(position: u64) -> (Instant, Record) {
    let bodies = vec![b"body".to_vec(), vec![7; 60]];
    (Instant::from_micros(position as i64), Record { leaf: leaf(position), bodies })
}

/// Groups of 1, 2, 3, 1, 2, 3 … records until the disk fails or so many are acknowledged; how many were.
fn write_until(writer: &mut Writer, newest: u64) -> Result<(), (u64, WriteError)> {
    while writer.newest < newest {
        let count = writer.newest % 3 + 1;
        let records: Vec<(Instant, Record)> = (1..=count).map(|n| record(writer.newest + n)).collect();
        let records = records.iter().map(|(at, record)| (*at, record));
        writer.write(records).map_err(|error| (writer.newest, error))?;
    }
    Ok(())
}

fn open(disk: &SimulatedDisk, settings: SegmentSettings) -> Result<(Writer, DiskLock), OpenError> {
    open_segments(Arc::new(disk.clone()), settings)
}

fn check(writer: &Writer) -> u64 {
    readable(writer).unwrap()
}

/// Everything in the log is what was written, in order; the newest position.
fn readable(writer: &Writer) -> Result<u64, ReadError> {
    let mut next = 1;
    let take = |position, place, container: &[u8]| -> Result<(), ReadError> {
        assert_eq!(writer.files.read(place, &mut Vec::new())?, container);
        let (recorded_at, stored, bodies) = contained(container).unwrap();
        assert_eq!((position, stored, recorded_at), (next, &leaf(next)[..], next as i64));
        assert_eq!(bodies, [&b"body"[..], &[7; 60]]);
        next += 1;
        Ok(())
    };
    writer.files.scan(0, writer.newest, take)?;
    assert_eq!(next, writer.newest + 1);
    Ok(writer.newest)
}

fn written(newest: u64) -> SimulatedDisk {
    let disk = SimulatedDisk::new(1);
    let (mut writer, _lock) = open(&disk, SMALL).unwrap();
    write_until(&mut writer, newest).unwrap();
    disk
}

fn newest_segment(disk: &SimulatedDisk) -> (String, Vec<u8>) {
    let path = path_of(*segment_firsts(disk).unwrap().last().unwrap());
    let file = disk.open(&path).unwrap();
    let mut bytes = vec![0; file.length().unwrap() as usize];
    file.read_at(0, &mut bytes).unwrap();
    (path, bytes)
}

#[test]
fn what_was_written_is_read_after_a_restart_and_goes_on() {
    let disk = written(100);
    assert!(segment_firsts(&disk).unwrap().len() > 3);
    for newest in [100, 150, 151] {
        let (mut writer, _lock) = open(&disk, SMALL).unwrap();
        write_until(&mut writer, newest).unwrap();
        assert!(check(&writer) >= newest);
        assert_eq!(verify_segments(&disk).unwrap(), writer.newest);
    }
}

#[test]
fn a_second_process_is_refused() {
    let disk = SimulatedDisk::new(1);
    let (_writer, lock) = open(&disk, SMALL).unwrap();
    assert!(matches!(open(&disk, SMALL), Err(OpenError::InUse)));
    drop(lock);
    open(&disk, SMALL).unwrap();
}

/// Acknowledged entries lost, or a log that does not open, over every crash point, fate and seed.
fn lost_over_all_crash_points(settings: SegmentSettings, seeds: u64) -> u64 {
    let whole = SimulatedDisk::new(1);
    let (mut writer, _lock) = open(&whole, settings).unwrap();
    write_until(&mut writer, 60).unwrap();
    let mut lost = 0;
    for point in 0..=whole.operations() {
        let disk = SimulatedDisk::new(1);
        disk.crash_at(point);
        let acknowledged = match open(&disk, settings) {
            Ok((mut writer, _lock)) => {
                write_until(&mut writer, 60).map_or_else(|(newest, _)| newest, |()| 60)
            }
            Err(_) => 0,
        };
        for (fate, seed) in Fate::ALL.into_iter().flat_map(|fate| (0..seeds).map(move |seed| (fate, seed))) {
            let found = open(&disk.after_crash(fate, seed), settings);
            let newest = found.ok().and_then(|(writer, _lock)| readable(&writer).ok());
            lost +=
                u64::from(!newest.is_some_and(|newest| newest >= acknowledged && newest <= acknowledged + 3));
        }
    }
    lost
}

#[test]
fn no_crash_loses_what_was_acknowledged() {
    assert_eq!(lost_over_all_crash_points(SMALL, 8), 0);
}

#[test]
fn a_log_that_skips_a_sync_is_caught() {
    for durability in [
        Durability { sync_group: false, ..Durability::FULL },
        Durability { sync_directory: false, ..Durability::FULL },
    ] {
        assert!(lost_over_all_crash_points(SegmentSettings { durability, ..SMALL }, 2) > 0);
    }
}

#[test]
fn a_crash_in_recovery_loses_nothing_either() {
    for seed in 0..20 {
        let before = written(50);
        let killed = before.after_kill();
        let file = killed.open(&newest_segment(&killed).0).unwrap();
        file.write_at(file.length().unwrap(), &[3; 700]).unwrap();
        for point in 0..6 {
            let disk = killed.after_kill();
            disk.crash_at(point);
            let _ = open(&disk, SMALL);
            for fate in Fate::ALL {
                let (writer, _lock) = open(&disk.after_crash(fate, seed), SMALL).unwrap();
                assert!(check(&writer) >= 50);
            }
        }
    }
}

#[test]
fn what_a_killed_process_wrote_is_durable_before_it_counts() {
    let unsynced =
        SegmentSettings { durability: Durability { sync_group: false, ..Durability::FULL }, ..SMALL };
    let disk = SimulatedDisk::new(1);
    open(&disk, SMALL).unwrap();
    write_until(&mut open(&disk, unsynced).unwrap().0, 6).unwrap();
    let killed = disk.after_kill();
    let found = check(&open(&killed, SMALL).unwrap().0);
    assert!(found >= 6);
    assert_eq!(check(&open(&killed.after_crash(Fate::Dropped, 1), SMALL).unwrap().0), found);
}

#[test]
fn after_any_failing_operation_a_restart_finds_all_that_was_acknowledged() {
    let whole = written(60);
    for (at, fault) in (1..=whole.operations())
        .flat_map(|at| [Fault::InputOutput, Fault::NoSpace, Fault::ShortWrite].map(|fault| (at, fault)))
    {
        let disk = SimulatedDisk::new(at);
        disk.fail_at(at, fault);
        let acknowledged = match open(&disk, SMALL) {
            Ok((mut writer, _lock)) => {
                write_until(&mut writer, 60).map_or_else(|(newest, _)| newest, |()| 60)
            }
            Err(_) => 0,
        };
        let killed = disk.after_kill();
        let newest = check(&open(&killed, SMALL).unwrap().0);
        assert!(newest >= acknowledged);
        for fate in Fate::ALL {
            let found = check(&open(&killed.after_crash(fate, at), SMALL).unwrap().0);
            assert_eq!(found, newest, "what a start has shown may not be lost later");
        }
    }
}

#[test]
fn a_last_segment_cut_at_any_byte_ends_at_its_last_whole_group_or_is_refused() {
    let disk = written(50);
    let (path, bytes) = newest_segment(&disk);
    let promised = PromiseFile::open(&disk).unwrap().unwrap().known().position;
    let mut found = std::collections::BTreeSet::new();
    for length in 0..bytes.len() {
        let cut = disk.after_kill();
        cut.open(&path).unwrap().truncate(length as u64).unwrap();
        match open(&cut, SMALL) {
            Ok((writer, _lock)) => assert!(found.insert(check(&writer)) || writer.newest >= promised),
            Err(OpenError::Damaged { .. }) => assert!(length < 68),
            Err(error) => panic!("{error}"),
        }
    }
    assert!(found.len() > 3);
}

#[test]
fn after_a_proper_end_a_cut_is_refused_at_every_byte_and_every_flipped_bit_is_named() {
    let disk = written(12);
    drop(open(&disk, SMALL).unwrap());
    let (path, bytes) = newest_segment(&disk);
    for length in 0..bytes.len() {
        let cut = disk.after_kill();
        cut.open(&path).unwrap().truncate(length as u64).unwrap();
        assert!(open(&cut, SMALL).is_err(), "cut to {length}");
    }
    for bit in 0..bytes.len() * 8 {
        let flipped = disk.after_kill();
        flipped.damage(&path, bit / 8, &[bytes[bit / 8] ^ (1 << (bit % 8))]);
        let error = open(&flipped, SMALL).err().unwrap_or_else(|| panic!("bit {bit}"));
        assert!(error.to_string().contains("position"), "{error}");
        assert!(verify_segments(&flipped).is_err());
    }
}

#[test]
fn damage_before_the_last_segment_is_found_by_verify() {
    let disk = written(60);
    let file = disk.open(&path_of(1)).unwrap();
    for offset in (0..file.length().unwrap() as usize).step_by(7) {
        let flipped = disk.after_kill();
        let mut byte = [0];
        file.read_at(offset as u64, &mut byte).unwrap();
        flipped.damage(&path_of(1), offset, &[byte[0] ^ 4]);
        open(&flipped, SMALL).unwrap();
        assert!(matches!(verify_segments(&flipped), Err(OpenError::Damaged { .. })));
    }
    disk.remove(&path_of(segment_firsts(&disk).unwrap()[1])).unwrap();
    assert!(matches!(verify_segments(&disk), Err(OpenError::Damaged { .. })));
}

#[test]
fn another_history_of_the_same_length_is_refused() {
    let (disk, other) = (written(12), SimulatedDisk::new(2));
    drop(open(&disk, SMALL).unwrap());
    let (mut writer, _lock) = open(&other, SMALL).unwrap();
    while writer.newest < 12 {
        writer.write([(record(1).0, &record(1).1)]).unwrap();
    }
    let bytes = newest_segment(&other).1;
    let file = disk.open(&path_of(1)).unwrap();
    file.truncate(0).unwrap();
    file.write_at(0, &bytes).unwrap();
    assert!(matches!(open(&disk, SMALL), Err(OpenError::OtherHistory { .. } | OpenError::HoldsLess { .. })));
}

#[test]
fn a_missing_promise_or_missing_segments_are_refused() {
    let disk = written(12);
    drop(open(&disk, SMALL).unwrap());
    let without = disk.after_kill();
    without.remove(PROMISE_PATH).unwrap();
    assert!(matches!(open(&without, SMALL), Err(OpenError::NoPromise)));
    disk.remove(&path_of(1)).unwrap();
    assert!(matches!(open(&disk, SMALL), Err(OpenError::HoldsLess { found: 0, .. })));
}
