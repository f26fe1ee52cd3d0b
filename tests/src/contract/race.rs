//! The contract when many write at once.

use std::sync::Arc;
use std::thread;

use samspor_core::log::{AppendError, Log, Position};

use super::draft::{draft, stream};

const WRITERS: u64 = 8;
const ENTRIES_EACH: u64 = 12;

/// Eight writers race on one stream; each place is one writer's, and nothing is lost.
pub(super) fn of_many_writers_one_wins_each_place(log: &Arc<dyn Log>) {
    let won: Vec<Position> = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS).map(|writer| scope.spawn(move || write(&**log, writer))).collect();
        writers.into_iter().flat_map(|writer| writer.join().expect("a writer keeps the contract")).collect()
    });
    let mut sorted = won;
    sorted.sort_unstable();
    let expected: Vec<Position> = (1..=WRITERS * ENTRIES_EACH).map(Position).collect();
    assert_eq!(sorted, expected);
    let stored = log.stream(&stream(0), Position(u64::MAX)).expect("readable");
    let positions: Vec<Position> = stored.iter().map(|placed| placed.position).collect();
    assert_eq!(positions, expected);
}

/// Writes until all of its own are in, each after the newest place it has heard of.
fn write(log: &dyn Log, writer: u64) -> Vec<Position> {
    let mut after = log.head();
    let mut won = Vec::new();
    for index in 0..ENTRIES_EACH {
        let committed = loop {
            match log.append(draft(writer * ENTRIES_EACH + index, 0, 1), after) {
                Ok(committed) => break committed,
                Err(AppendError::Conflict { newest }) => after = newest,
                Err(other) => unreachable!("neither known nor unavailable: {other}"),
            }
        };
        after = committed.position;
        won.push(committed.position);
    }
    won
}

/// Eight writers whose entries take any place in one stream: nobody is refused, and nothing is lost.
pub(super) fn who_takes_any_place_never_conflicts(log: &Arc<dyn Log>) {
    let won: Vec<Position> = thread::scope(|scope| {
        let write = |writer: u64| {
            move || {
                let drafts = (0..ENTRIES_EACH).map(|index| draft(writer * ENTRIES_EACH + index, 0, 1));
                let committed =
                    drafts.map(|draft| log.append(draft, Position::ANY).expect("any place will do"));
                committed.map(|committed| committed.position).collect::<Vec<_>>()
            }
        };
        let writers: Vec<_> = (0..WRITERS).map(|writer| scope.spawn(write(writer))).collect();
        writers.into_iter().flat_map(|writer| writer.join().expect("a writer keeps the contract")).collect()
    });
    let mut sorted = won;
    sorted.sort_unstable();
    assert_eq!(sorted, (1..=WRITERS * ENTRIES_EACH).map(Position).collect::<Vec<_>>());
}
