//! Servers killed under load: nothing that was acknowledged is lost, nothing is written twice, every place is one entry's.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use samspor_core::log::{AppendError, Log, Placed, Position};
use samspor_gateway::log::jetstream::JetStreamLog;
use samspor_tests::contract::{command, draft};
use samspor_tests::nats::logs::gateway;
use samspor_tests::nats::{Servers, Settings, until};

const TMP: &str = env!("CARGO_TARGET_TMPDIR");
const WRITERS: u64 = 6;
/// Streams that the writers share.
const STREAMS: u64 = 4;
/// Entries acknowledged between one fault and the next.
const BETWEEN: u64 = 60;

/// Writes until told to end; where each of its commands was acknowledged.
fn write(
    log: &JetStreamLog,
    writer: u64,
    ended: &AtomicBool,
    acknowledged: &AtomicU64,
) -> Vec<(u64, Position)> {
    let mut all = Vec::new();
    for n in 0.. {
        if ended.load(Ordering::Relaxed) {
            break;
        }
        let (index, stream) = (writer * 1_000_000 + n, (writer + n) % STREAMS);
        let mut after = Position::START;
        let position = until("an acknowledgement", || match log.append(draft(index, stream, 1), after) {
            Ok(committed) => Some(committed.position),
            Err(AppendError::Known(position)) => Some(position),
            Err(AppendError::Conflict { newest }) => {
                after = newest;
                None
            }
            // It may have been written: the same command is sent again.
            Err(AppendError::Unavailable(_)) => None,
            Err(other) => unreachable!("no key was erased: {other}"),
        });
        acknowledged.fetch_add(1, Ordering::Relaxed);
        all.push((index, position));
    }
    all
}

/// Every acknowledged command stands where it was said to stand, and nowhere else.
fn holds(log: &JetStreamLog, acknowledged: &BTreeMap<u64, Position>) {
    let all: Vec<Placed> = log.page(Position::START, usize::MAX).expect("readable");
    assert!((1..).map(Position).zip(&all).all(|(position, placed)| position == placed.position));
    assert!(all.windows(2).all(|pair| pair[0].recorded_at < pair[1].recorded_at));
    let mut places: BTreeMap<_, Vec<Position>> = BTreeMap::new();
    for placed in &all {
        let entry = log.open(placed).expect("it is what was recorded").entry().expect("no key was erased");
        places.entry(entry.body.id).or_default().push(placed.position);
    }
    for (index, position) in acknowledged {
        assert_eq!(places.get(&command(*index)), Some(&vec![*position]), "command {index}");
    }
    assert!(places.values().all(|places| places.len() == 1), "no command is written twice");
}

/// Runs faults under load, each when the load has gone on for a while.
fn under(faults: &[&dyn Fn(&mut Servers)]) {
    let mut servers = Servers::three(Settings::pinned(TMP));
    let gateways: Vec<JetStreamLog> = (0..3).map(|_| gateway(&servers, "L")).collect();
    let (ended, acknowledged) = (AtomicBool::new(false), AtomicU64::new(0));
    let goes_on = || {
        let before = acknowledged.load(Ordering::Relaxed);
        until("the load to go on", || {
            (acknowledged.load(Ordering::Relaxed) > before + BETWEEN).then_some(())
        });
    };
    let written = thread::scope(|scope| {
        let start = |writer: u64| {
            let (log, ended, acknowledged) = (&gateways[writer as usize % 3], &ended, &acknowledged);
            scope.spawn(move || write(log, writer, ended, acknowledged))
        };
        let writers: Vec<_> = (0..WRITERS).map(start).collect();
        for fault in faults {
            goes_on();
            fault(&mut servers);
        }
        goes_on();
        ended.store(true, Ordering::Relaxed);
        writers.into_iter().flat_map(|one| one.join().expect("a writer ends")).collect::<Vec<_>>()
    });
    let written: BTreeMap<u64, Position> = written.into_iter().collect();
    holds(&gateway(&servers, "L"), &written);
    let last = written.values().max().copied().unwrap_or_default();
    for log in &gateways {
        assert_eq!(log.stopped(), None);
        until("the gateway to read on", || (log.head() >= last).then_some(()));
        holds(log, &written);
    }
}

fn leader(servers: &Servers) -> usize {
    until("a leader", || servers.leader_of("L"))
}

#[test]
fn nothing_acknowledged_is_lost_when_servers_are_killed() {
    let kill_leader = |servers: &mut Servers| {
        let node = leader(servers);
        servers.restart(node);
    };
    let kill_another = |servers: &mut Servers| {
        let node = (leader(servers) + 1) % 3;
        servers.restart(node);
    };
    let kill_all = |servers: &mut Servers| {
        (0..3).for_each(|node| servers.kill(node));
        (0..3).for_each(|node| servers.start(node));
        servers.until_ready();
    };
    under(&[&kill_leader, &kill_another, &kill_leader, &kill_all]);
}

#[test]
fn nothing_acknowledged_is_lost_when_a_leader_sleeps_and_wakes() {
    let slept = Cell::new(0);
    let sleep = |servers: &mut Servers| {
        slept.set(leader(servers));
        servers.pause(slept.get());
    };
    let wake = |servers: &mut Servers| servers.resume(slept.get());
    under(&[&sleep, &wake, &sleep, &wake]);
}

#[test]
fn nothing_acknowledged_is_lost_when_a_server_comes_back_with_an_older_directory() {
    let node = Cell::new(0);
    let copy = |servers: &mut Servers| {
        node.set((leader(servers) + 1) % 3);
        servers.kill(node.get());
        servers.copy_store(node.get());
        servers.start(node.get());
        servers.until_ready();
    };
    let put_back = |servers: &mut Servers| {
        servers.kill(node.get());
        servers.put_store_back(node.get());
        servers.start(node.get());
        servers.until_ready();
    };
    under(&[&copy, &put_back]);
}
