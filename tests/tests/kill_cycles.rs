//! A process that writes is killed, over and over, on one real directory: each time all it acknowledged is there.
//!
//! `SAMSPOR_LONG=1` kills it many more times. Killing shows nothing about durability (`crash_points.rs` does); it
//! shows that every half-written state of real files is recovered from, the index in sled included.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use samspor_core::log::{Class, Draft, DraftSection, Log, Position, StreamKey};
use samspor_core::seal::MemoryKeys;
use samspor_core::words::{CommandId, Instant, PatientId};
use samspor_gateway::clock;
use samspor_gateway::disk::RealDisk;
use samspor_gateway::log::segments::{SegmentLog, SegmentOptions, verify};

/// Set for the process that is to be killed: the directory it writes to.
const WRITES_TO: &str = "SAMSPOR_TEST_WRITES_TO";
const SENDERS: u64 = 4;

fn open(dir: &Path) -> SegmentLog {
    let options = SegmentOptions {
        segment_bytes: 200_000,
        ..SegmentOptions::with(clock::entropy(), Arc::new(MemoryKeys::default()))
    };
    SegmentLog::open(Arc::new(RealDisk::at(dir).unwrap()), options, &mut |_, _| ()).unwrap()
}

fn command(sender: u64, n: u64) -> CommandId {
    format!("00000000-0000-5000-{sender:04x}-{n:012x}").parse().unwrap()
}

fn stream(sender: u64) -> StreamKey {
    StreamKey::Patient("974760673".parse().unwrap(), PatientId(command(sender, 0).0))
}

fn draft(sender: u64, n: u64) -> Draft {
    let (command, patient) = (command(sender, n), command(sender, 0));
    let body = format!(
        r#"{{"id":"{command}","patient":"{patient}","stream":"patient","tenant":"974760673","text":"{}"}}"#,
        "x".repeat((n * 31 % 900) as usize)
    );
    let at = Instant::from_micros(1_750_000_000_000_000);
    Draft {
        command,
        stream: stream(sender),
        class: Class::C,
        at,
        act: [3; 16],
        sections: vec![DraftSection::Open { text: body.into_bytes() }],
    }
}

/// The process that is to be killed: several senders, each telling of every command that was acknowledged.
fn write_until_killed(dir: &Path) {
    let log = open(dir);
    std::thread::scope(|scope| {
        for sender in 0..SENDERS {
            let log = &log;
            scope.spawn(move || {
                let entries = log.stream(&stream(sender), log.head()).unwrap();
                let mut after = entries.last().map_or(Position::START, |entry| entry.position);
                for n in entries.len() as u64 + 1.. {
                    after = log.append(draft(sender, n), after).unwrap().position;
                    let told = writeln!(std::io::stdout().lock(), "acknowledged {sender} {n} {after}");
                    told.expect("the one that kills is listening");
                }
            });
        }
    });
}

fn start_writing(dir: &Path) -> Child {
    let program = std::env::current_exe().unwrap();
    let arguments = ["--exact", "a_killed_process_loses_nothing_it_acknowledged", "--nocapture"];
    Command::new(program).args(arguments).env(WRITES_TO, dir).stdout(Stdio::piped()).spawn().unwrap()
}

/// Kills a writing process after so many acknowledgements; what it acknowledged, also between the last one read and
/// its death: sender, number, position.
fn acknowledged_until_killed(dir: &Path, acknowledgements: usize) -> Vec<(u64, u64, u64)> {
    let mut child = start_writing(dir);
    let lines = BufReader::new(child.stdout.take().unwrap()).split(b'\n');
    let mut acknowledged = Vec::new();
    for line in lines {
        let line = String::from_utf8(line.unwrap()).unwrap();
        let mut words = line.split(' ').skip_while(|word| !word.ends_with("acknowledged")).skip(1);
        let numbers: Vec<u64> = words.by_ref().filter_map(|word| word.parse().ok()).collect();
        if let [sender, n, position] = numbers[..] {
            acknowledged.push((sender, n, position));
        }
        if acknowledged.len() == acknowledgements {
            child.kill().unwrap();
        }
    }
    assert!(!child.wait().unwrap().success() && acknowledged.len() >= acknowledgements);
    acknowledged
}

#[test]
fn a_killed_process_loses_nothing_it_acknowledged() {
    if let Some(dir) = std::env::var_os(WRITES_TO) {
        write_until_killed(Path::new(&dir));
        return;
    }
    let cycles = if std::env::var_os("SAMSPOR_LONG").is_some() { 5_000 } else { 200 };
    let dir = tempfile::tempdir().unwrap();
    let mut newest = 0;
    for cycle in 0..cycles {
        let acknowledged = acknowledged_until_killed(dir.path(), cycle * 37 % 101 + 1);
        let log = open(dir.path());
        for (sender, n, position) in acknowledged {
            assert_eq!(
                log.position_of(command(sender, n)).unwrap(),
                Some(Position(position)),
                "cycle {cycle}"
            );
        }
        let found: usize =
            (0..SENDERS).map(|sender| log.stream(&stream(sender), log.head()).unwrap().len()).sum();
        assert_eq!(found as u64, log.head().0, "cycle {cycle}");
        assert!(log.head().0 > newest);
        newest = log.head().0;
    }
    assert_eq!(verify(&RealDisk::at(dir.path()).unwrap(), &mut |_, _| ()).unwrap(), Position(newest));
}
