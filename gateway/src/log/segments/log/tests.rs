//! The log of segment files as a whole: positions, conflicts, restarts, a lost index, a disk that fails.

use std::path::{Path, PathBuf};
use std::sync::Barrier;

use samspor_core::log::{Class, MemoryLog};
use samspor_core::seal::MemoryKeys;
use samspor_core::words::{Instant, PatientId};

use super::*;
use crate::disk::{Disk, Fate, Fault, RealDisk, SimulatedDisk};
use crate::log::segments::{SegmentOptions, verify};

fn counting() -> samspor_core::log::Entropy {
    let mut count = 0u128;
    Box::new(move |bytes| {
        count += 1;
        bytes.iter_mut().zip(count.to_be_bytes()).for_each(|(byte, counted)| *byte = counted);
    })
}

fn options() -> SegmentOptions {
    SegmentOptions {
        segment_bytes: 20_000,
        ..SegmentOptions::with(counting(), Arc::new(MemoryKeys::default()))
    }
}

fn open(disk: impl Disk + 'static) -> SegmentLog {
    SegmentLog::open(Arc::new(disk), options(), &mut |_, _| ()).unwrap()
}

fn command(n: u64) -> CommandId {
    let mut bytes = [7; 16];
    bytes[..8].copy_from_slice(&n.to_le_bytes());
    serde_json::from_value(serde_json::json!(uuid::Uuid::from_bytes(bytes))).unwrap()
}

fn stream(n: u64) -> StreamKey {
    StreamKey::Patient("974760673".parse().unwrap(), PatientId(command(n).0))
}

fn draft(n: u64, patient: u64) -> Draft {
    let body = format!(
        r#"{{"id":"{}","patient":"{}","stream":"patient","tenant":"974760673","text":"{n}"}}"#,
        command(n),
        command(patient)
    );
    let open = |text| DraftSection::Open { text };
    let (act, sections) = ([3; 16], vec![open(body.into_bytes()), open(vec![b'x'; 40])]);
    let at = Instant::from_micros(1_750_000_000_000_000 + (n / 3) as i64 * 1_000_000);
    Draft { command: command(n), stream: stream(patient), class: Class::C, at, act, sections }
}

/// Appends commands to seven streams in turn.
fn fill(log: &dyn Log, commands: std::ops::RangeInclusive<u64>) {
    for n in commands {
        let newest =
            log.stream(&stream(n % 7), Position(u64::MAX)).unwrap().last().map(|entry| entry.position);
        log.append(draft(n, n % 7), newest.unwrap_or(Position::START)).unwrap();
    }
}

/// The log gives every answer that the log in memory gives after the same commands.
fn same_answers(log: &SegmentLog, count: u64) {
    let memory = MemoryLog::counting();
    fill(&memory, 1..=count);
    assert_eq!(log.head(), memory.head());
    for after in [0, 1, count / 2, count - 1, count, count + 9].map(Position) {
        for entries_max in [1, 5, 1000] {
            assert_eq!(log.page(after, entries_max).unwrap(), memory.page(after, entries_max).unwrap());
        }
    }
    for (patient, up_to) in (0..9).flat_map(|patient| [0, 3, count / 2, count].map(|up_to| (patient, up_to)))
    {
        let (stream, up_to) = (stream(patient), Position(up_to));
        assert_eq!(log.stream(&stream, up_to).unwrap(), memory.stream(&stream, up_to).unwrap());
    }
    for n in 0..=count + 1 {
        assert_eq!(log.position_of(command(n)).unwrap(), memory.position_of(command(n)).unwrap());
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn sled_files(root: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(root.join("index/sled")).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.is_file()).collect()
}

#[test]
fn segments_and_memory_give_the_same_answers_before_and_after_a_restart() {
    let disk = SimulatedDisk::new(1);
    let log = open(disk.clone());
    fill(&log, 1..=200);
    same_answers(&log, 200);
    drop(log);
    assert!(disk.list("log").unwrap().len() > 4);
    assert_eq!(verify(&disk, &mut |_, _| ()).unwrap(), Position(200));
    same_answers(&open(disk.after_kill()), 200);
    same_answers(&open(disk.after_crash(Fate::Dropped, 1)), 200);
}

#[test]
fn a_known_command_or_an_old_view_of_the_stream_writes_nothing() {
    let log = open(SimulatedDisk::new(1));
    fill(&log, 1..=20);
    let stale = log.append(draft(21, 1), Position(1));
    assert!(matches!(stale, Err(AppendError::Conflict { newest: Position(15) })), "{stale:?}");
    let again = log.append(draft(3, 1), Position(15));
    assert!(matches!(again, Err(AppendError::Known(Position(3)))), "{again:?}");
    assert_eq!(log.head(), Position(20));
    assert_eq!(log.append(draft(21, 1), Position(15)).unwrap().position, Position(21));
}

#[test]
fn an_entry_too_large_is_refused_and_the_log_goes_on() {
    let log = open(SimulatedDisk::new(1));
    let large =
        Draft { sections: vec![DraftSection::Open { text: vec![b' '; RECORD_BYTES_MAX] }], ..draft(1, 1) };
    assert!(matches!(log.append(large, Position::START), Err(AppendError::Unavailable(_))));
    fill(&log, 1..=3);
}

#[test]
fn many_senders_get_gapless_positions_and_each_command_one() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(RealDisk::at(dir.path()).unwrap());
    let start = Barrier::new(16);
    let mut positions: Vec<u64> = std::thread::scope(|scope| {
        let send = |sender: u64| {
            start.wait();
            let mut after = Position::START;
            let mut own = Vec::new();
            for n in 0..50 {
                after = log.append(draft(sender * 1000 + n, sender), after).unwrap().position;
                own.push(after.0);
            }
            own
        };
        let senders: Vec<_> = (0..16).map(|sender| scope.spawn(move || send(sender))).collect();
        senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect()
    });
    positions.sort_unstable();
    assert_eq!(positions, (1..=800).collect::<Vec<u64>>());
    drop(log);
    assert_eq!(verify(&RealDisk::at(dir.path()).unwrap(), &mut |_, _| ()).unwrap(), Position(800));
}

#[test]
fn of_one_command_sent_by_many_at_once_one_is_written() {
    let log = open(SimulatedDisk::new(1));
    let answers: Vec<_> = std::thread::scope(|scope| {
        let senders: Vec<_> =
            (0..8).map(|_| scope.spawn(|| log.append(draft(1, 1), Position::START))).collect();
        senders.into_iter().map(|sender| sender.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let known = |answer: &&Result<_, _>| matches!(answer, Err(AppendError::Known(Position(1))));
    assert_eq!(answers.iter().filter(known).count(), 7);
}

#[test]
fn a_deleted_truncated_damaged_or_stale_index_is_built_again_with_the_same_answers() {
    let dir = tempfile::tempdir().unwrap();
    let (root, stale) = (dir.path().join("ledger"), dir.path().join("stale"));
    let at = |root: &Path| RealDisk::at(root).unwrap();
    let log = open(at(&root));
    fill(&log, 1..=100);
    drop(log);
    copy(&root.join("index"), &stale);
    let log = open(at(&root));
    fill(&log, 101..=200);
    same_answers(&log, 200);
    drop(log);
    type Spoil = fn(&Path, &Path);
    let spoils: [(&str, Spoil); 6] = [
        ("nothing", |_, _| ()),
        ("deleted", |root, _| std::fs::remove_dir_all(root.join("index")).unwrap()),
        ("stale", |root, stale| {
            std::fs::remove_dir_all(root.join("index")).unwrap();
            copy(stale, &root.join("index"));
        }),
        ("truncated", |root, _| {
            for path in sled_files(root) {
                let length = std::fs::metadata(&path).unwrap().len();
                std::fs::File::options().write(true).open(path).unwrap().set_len(length / 3).unwrap();
            }
        }),
        ("rubbish", |root, _| {
            for path in sled_files(root) {
                let length = std::fs::metadata(&path).unwrap().len();
                std::fs::write(path, vec![0x5A; length as usize]).unwrap();
            }
        }),
        ("killed", |root, _| {
            std::fs::remove_file(root.join("index/clean")).unwrap();
            std::fs::write(root.join("index/sled/snap.0000000000000001.generating"), "half").unwrap();
        }),
    ];
    for (name, spoil) in spoils {
        spoil(&root, &stale);
        let mut heard = Vec::new();
        let log =
            SegmentLog::open(Arc::new(at(&root)), options(), &mut |done, of| heard.push((done.0, of.0)));
        let log = log.unwrap_or_else(|error| panic!("{name}: {error}"));
        same_answers(&log, 200);
        let again = matches!(name, "deleted" | "stale" | "truncated" | "rubbish");
        assert_eq!(heard.last(), again.then_some(&(200, 200)), "{name}");
    }
}

#[test]
fn an_index_ahead_of_the_log_or_of_another_log_is_built_again() {
    let dir = tempfile::tempdir().unwrap();
    let (long, short) = (dir.path().join("long"), dir.path().join("short"));
    for (root, count) in [(&long, 60), (&short, 30)] {
        fill(&open(RealDisk::at(root).unwrap()), 1..=count);
    }
    std::fs::remove_dir_all(short.join("index")).unwrap();
    copy(&long.join("index"), &short.join("index"));
    same_answers(&open(RealDisk::at(&short).unwrap()), 30);
}

#[test]
fn a_view_kept_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(RealDisk::at(dir.path()).unwrap());
    assert_eq!(log.view("live").unwrap(), None);
    log.keep_view("live", &[5; 3_000_000]).unwrap();
    drop(log);
    assert_eq!(open(RealDisk::at(dir.path()).unwrap()).view("live").unwrap(), Some(vec![5; 3_000_000]));
}

#[test]
fn after_a_failing_disk_the_log_has_stopped_and_a_restart_goes_on() {
    let faults = [Fault::InputOutput, Fault::NoSpace, Fault::ShortWrite];
    for (steps, fault) in (1..4).flat_map(|steps| faults.map(|fault| (steps, fault))) {
        let disk = SimulatedDisk::new(steps);
        let log = open(disk.clone());
        fill(&log, 1..=20);
        disk.fail_at(disk.operations() + steps, fault);
        let (mut acknowledged, mut after) = (20, Position(16));
        while let Ok(committed) = log.append(draft(acknowledged + 1, 2), after) {
            (acknowledged, after) = (committed.position.0, committed.position);
        }
        assert!(acknowledged < 25 && log.stopped().is_some());
        assert!(log.page(Position::START, 9).is_err() && log.position_of(command(1)).is_err());
        drop(log);
        let log = open(disk.after_kill());
        assert!(log.head().0 == acknowledged || log.head().0 == acknowledged + 1);
        same_start(&log);
    }
}

fn same_start(log: &SegmentLog) {
    let memory = MemoryLog::counting();
    fill(&memory, 1..=20);
    assert_eq!(log.page(Position::START, 20).unwrap(), memory.page(Position::START, 20).unwrap());
}
