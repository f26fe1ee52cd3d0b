//! Several gateways on one log: one wins each place, and all of them tell the same.

use std::collections::BTreeSet;
use std::thread;

use samspor_core::log::{AppendError, Committed, Log, Placed, Position};
use samspor_gateway::log::jetstream::JetStreamLog;
use samspor_tests::contract::{command, draft, stream};
use samspor_tests::nats::logs::gateway;
use samspor_tests::nats::{Servers, Settings, until};

const TMP: &str = env!("CARGO_TARGET_TMPDIR");
const GATEWAYS: u64 = 8;
const ENTRIES_EACH: u64 = 20;

fn gateways(servers: &Servers) -> Vec<JetStreamLog> {
    (0..GATEWAYS).map(|_| gateway(servers, "L")).collect()
}

/// What a gateway tells of the whole log, once it has read up to a position.
fn told(log: &JetStreamLog, up_to: u64) -> Vec<Placed> {
    until("the gateway to read on", || (log.head() >= Position(up_to)).then_some(()));
    log.page(Position::START, usize::MAX).expect("readable")
}

/// Lets each gateway write on a thread of its own.
fn each<T: Send>(gateways: &[JetStreamLog], write: impl Fn(u64, &JetStreamLog) -> T + Sync) -> Vec<T> {
    let write = &write;
    thread::scope(|scope| {
        let start = |(nth, log)| scope.spawn(move || write(nth, log));
        let writers: Vec<_> = (0..).zip(gateways).map(start).collect();
        writers.into_iter().map(|writer| writer.join().expect("a writer keeps the contract")).collect()
    })
}

/// Writes a command to a stream, behind whatever is newest there by then.
fn write(log: &JetStreamLog, command_index: u64, stream_index: u64) -> Result<Committed, AppendError> {
    let mut after = Position::START;
    loop {
        match log.append(draft(command_index, stream_index, 1), after) {
            Err(AppendError::Conflict { newest }) => after = newest,
            other => return other,
        }
    }
}

#[test]
fn of_eight_gateways_that_race_for_a_patient_one_wins_each_place() {
    let servers = Servers::three(Settings::pinned(TMP));
    let gateways = gateways(&servers);
    let won = each(&gateways, |nth, log| {
        let indices = nth * ENTRIES_EACH..(nth + 1) * ENTRIES_EACH;
        indices.map(|index| write(log, index, 0).expect("nothing fails")).collect::<Vec<_>>()
    });
    let all = GATEWAYS * ENTRIES_EACH;
    let mut won: Vec<Placed> = won.into_iter().flatten().map(placed).collect();
    won.sort_by_key(|one| one.position);
    assert!((1..=all).eq(won.iter().map(|one| one.position.0)), "each place is one writer's");
    assert!(won.windows(2).all(|pair| pair[0].recorded_at < pair[1].recorded_at));
    for log in gateways.iter().chain([&gateway(&servers, "L")]) {
        assert_eq!(
            told(log, all),
            won,
            "every gateway tells what was answered, also one that has just begun"
        );
        assert_eq!(log.stream(&stream(0), Position(u64::MAX)).expect("readable"), won);
    }
}

#[test]
fn a_command_sent_to_eight_gateways_is_written_once() {
    let servers = Servers::three(Settings::pinned(TMP));
    let gateways = gateways(&servers);
    for index in 0..10 {
        // To one stream, and to as many as there are gateways.
        for spread in [0, 1] {
            let id = 2 * index + spread;
            let answers = each(&gateways, |nth, log| match write(log, id, 100 * id + spread * nth) {
                Ok(committed) => committed.position,
                Err(AppendError::Known(position)) => position,
                Err(other) => unreachable!("neither written nor known: {other}"),
            });
            let places: BTreeSet<Position> = answers.into_iter().collect();
            assert_eq!(places.len(), 1, "all were told the same place: {places:?}");
        }
    }
    for log in &gateways {
        assert_eq!(told(log, 20).len(), 20);
        assert!((0..20).all(|id| log.position_of(command(id)).expect("readable").is_some()));
    }
}

fn placed(committed: Committed) -> Placed {
    let Committed { position, recorded_at, record, .. } = committed;
    Placed { position, recorded_at, record }
}
