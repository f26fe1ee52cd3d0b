//! Power fails after every single operation of a workload: nothing acknowledged is lost, nothing is invented.
//!
//! `SAMSPOR_LONG=1` tries many more seeds at each point.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::sync::Arc;
use std::time::Duration;

use samspor_core::log::{Class, Draft, DraftSection, Entropy, Log, MemoryLog, Placed, Position, StreamKey};
use samspor_core::seal::MemoryKeys;
use samspor_core::words::{CommandId, Instant, PatientId};
use samspor_gateway::disk::{Fate, SimulatedDisk};
use samspor_gateway::log::segments::{Durability, OpenError, SegmentLog, SegmentOptions, verify};

const COMMANDS: u64 = 200;
const STREAMS: u64 = 11;

/// How a log is written: after which time it renews its promise, and which steps it takes.
#[derive(Clone, Copy)]
struct Way {
    promise_after: Duration,
    durability: Durability,
}

/// With a promise after each group there are twice as many operations to fail at.
const EAGER: Way = Way { promise_after: Duration::ZERO, durability: Durability::FULL };
const LAGGING: Way = Way { promise_after: Duration::MAX, durability: Durability::FULL };

fn counting() -> Entropy {
    let mut count = 0u128;
    Box::new(move |bytes| {
        count += 1;
        bytes.iter_mut().zip(count.to_be_bytes()).for_each(|(byte, counted)| *byte = counted);
    })
}

fn open(disk: &SimulatedDisk, way: Way) -> Result<SegmentLog, OpenError> {
    let Way { promise_after, durability } = way;
    let options = SegmentOptions {
        segment_bytes: 60_000,
        promise_after,
        durability,
        ..SegmentOptions::with(counting(), Arc::new(MemoryKeys::default()))
    };
    SegmentLog::open(Arc::new(disk.clone()), options, &mut |_, _| ())
}

fn id(n: u64) -> String {
    format!("00000000-0000-5000-8000-{n:012x}")
}

/// The command with a number: bodies of 100 bytes to 6 kB, so that some are torn within and some are not.
fn draft(n: u64) -> Draft {
    let command: CommandId = id(n).parse().unwrap();
    let patient: PatientId = id(1_000_000 + n % STREAMS).parse().unwrap();
    let tenant = "974760673";
    let text = "x".repeat((n * n * 37 % 6000) as usize);
    let body = format!(
        r#"{{"id":"{command}","patient":"{patient}","stream":"patient","tenant":"{tenant}","text":"{text}"}}"#
    );
    Draft {
        command,
        stream: StreamKey::Patient(tenant.parse().unwrap(), patient),
        class: Class::C,
        at: Instant::from_micros(1_750_000_000_000_000 + n as i64 / 3 * 1_000_000),
        act: [3; 16],
        sections: vec![DraftSection::Open { text: body.into_bytes() }],
    }
}

/// Sends the commands one by one until one is not acknowledged; how many were.
fn work(log: &dyn Log, from: u64) -> u64 {
    for n in from..=COMMANDS {
        let after = Position(n.saturating_sub(STREAMS));
        if log.append(draft(n), after).is_err() {
            return n - 1;
        }
    }
    COMMANDS
}

/// What the log must hold: the same commands, in a log that can't crash.
fn expected() -> Vec<Placed> {
    let memory = MemoryLog::new(counting(), Arc::new(MemoryKeys::default()));
    assert_eq!(work(&memory, 1), COMMANDS);
    memory.page(Position::START, usize::MAX).unwrap()
}

/// The disk as the workload left it when power failed after an operation, and how many commands were acknowledged.
fn crashed_at(operation: u64, way: Way) -> (SimulatedDisk, u64) {
    let disk = SimulatedDisk::new(operation);
    disk.crash_at(operation);
    let acknowledged = open(&disk, way).map_or(0, |log| work(&log, 1));
    (disk, acknowledged)
}

fn operations(way: Way) -> u64 {
    let disk = SimulatedDisk::new(0);
    assert_eq!(work(&open(&disk, way).unwrap(), 1), COMMANDS);
    disk.operations()
}

/// What is wrong with a log after a crash, if anything.
fn fault(disk: &SimulatedDisk, way: Way, acknowledged: u64, expected: &[Placed]) -> Option<String> {
    let log = match open(disk, way) {
        Ok(log) => log,
        Err(error) => return Some(error.to_string()),
    };
    let head = log.head().0;
    let found = log.page(Position::START, usize::MAX);
    let invented = head > acknowledged + 1;
    match found {
        Err(error) => Some(error.to_string()),
        Ok(_) if head < acknowledged => Some(format!("{acknowledged} acknowledged, {head} found")),
        Ok(_) if invented => Some(format!("{acknowledged} acknowledged, {head} found: who sent them?")),
        Ok(found) if found != expected[..head as usize] => Some("other entries than were sent".to_owned()),
        Ok(_) => None,
    }
}

fn seeds() -> u64 {
    if std::env::var_os("SAMSPOR_LONG").is_some() { 200 } else { 8 }
}

fn every_crash_point(way: Way, step: usize) {
    let expected = expected();
    for point in (0..=operations(way)).step_by(step) {
        let (disk, acknowledged) = crashed_at(point, way);
        for (fate, seed) in Fate::ALL.into_iter().flat_map(|fate| (0..seeds()).map(move |seed| (fate, seed)))
        {
            let after = disk.after_crash(fate, seed * 1_000_003 + point);
            let fault = fault(&after, way, acknowledged, &expected);
            assert_eq!(fault, None, "crash after operation {point}, {fate:?}, seed {seed}");
        }
    }
}

#[test]
fn no_crash_point_loses_or_invents_a_command() {
    every_crash_point(LAGGING, 1);
}

#[test]
fn no_crash_point_loses_or_invents_a_command_when_every_group_is_promised() {
    every_crash_point(EAGER, 3);
}

#[test]
fn after_a_crash_the_log_goes_on_where_it_was() {
    let expected = expected();
    for point in (0..=operations(LAGGING)).step_by(29) {
        let (disk, _) = crashed_at(point, LAGGING);
        for fate in Fate::ALL {
            let after = disk.after_crash(fate, point);
            let log = open(&after, LAGGING).unwrap();
            let found = log.head().0;
            // Streams that begin after a restart get other ids than in one go, since the source of ids counts anew.
            if found == 0 || found > STREAMS {
                assert_eq!(work(&log, found + 1), COMMANDS);
                assert_eq!(log.page(Position::START, usize::MAX).unwrap(), expected);
                drop(log);
                assert_eq!(verify(&after, &mut |_, _| ()).unwrap(), Position(COMMANDS));
            }
        }
    }
}

#[test]
fn a_crash_in_the_recovery_after_a_crash_loses_nothing_either() {
    let expected = expected();
    for point in (7..=operations(LAGGING)).step_by(31) {
        let (disk, acknowledged) = crashed_at(point, LAGGING);
        for (fate, again) in Fate::ALL.into_iter().flat_map(|fate| (0..8).map(move |again| (fate, again))) {
            let recovering = disk.after_crash(fate, point);
            recovering.crash_at(again);
            drop(open(&recovering, LAGGING));
            for fate in Fate::ALL {
                let after = recovering.after_crash(fate, point + again);
                assert_eq!(fault(&after, LAGGING, acknowledged, &expected), None);
            }
        }
    }
}

#[test]
fn a_log_without_one_of_the_steps_is_caught() {
    let expected = expected();
    let full = Durability::FULL;
    for (what, durability) in [
        ("no sync of the group", Durability { sync_group: false, ..full }),
        ("no sync of the directory", Durability { sync_directory: false, ..full }),
        ("an answer before the sync", Durability { answer_after_sync: false, ..full }),
    ] {
        let way = Way { durability, ..LAGGING };
        let points = 0..=operations(way);
        let seeds_needed = (0..100).find(|&seed| {
            points.clone().step_by(5).any(|point| {
                let (disk, acknowledged) = crashed_at(point + seed % 5, way);
                let after = disk.after_crash(Fate::Dropped, seed);
                fault(&after, LAGGING, acknowledged, &expected).is_some()
            })
        });
        assert!(seeds_needed.is_some(), "{what} goes unnoticed");
    }
}
