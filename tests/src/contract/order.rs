//! The contract when one writer writes: places, conditions, repetitions, reading back, bytes.

use std::sync::Arc;

use samspor_core::log::{AppendError, Committed, Log, MemoryLog, Placed, Position};

use super::draft::{command, draft, stream};

fn append(log: &dyn Log, command_index: u64, stream_index: u64, after: Position) -> Committed {
    let seconds = i64::try_from(command_index).unwrap_or(i64::MAX);
    log.append(draft(command_index, stream_index, seconds), after).expect("the condition holds")
}

/// Three streams written in turn, `entries` in all; the newest position of each.
fn write_in_turn(log: &dyn Log, entries: u64) -> Vec<Committed> {
    let mut newest = [Position::START; 3];
    let mut all = Vec::new();
    for index in 0..entries {
        let stream_index = index % 3;
        let place = usize::try_from(stream_index).unwrap_or_default();
        let committed = append(log, index, stream_index, newest[place]);
        newest[place] = committed.position;
        all.push(committed);
    }
    all
}

fn all(log: &dyn Log) -> Vec<Placed> {
    log.page(Position::START, usize::MAX).expect("a log that has just answered can be read")
}

pub(super) fn an_empty_log_has_nothing(log: &dyn Log) {
    assert_eq!(log.head(), Position::START);
    assert!(all(log).is_empty());
    assert!(log.stream(&stream(0), Position(u64::MAX)).expect("readable").is_empty());
    assert_eq!(log.position_of(command(0)).expect("readable"), None);
}

pub(super) fn positions_have_no_gaps(log: &dyn Log) {
    for (committed, expected) in write_in_turn(log, 30).iter().zip(1..) {
        assert_eq!(committed.position, Position(expected));
        assert_eq!(committed.stream_position, expected.div_ceil(3));
    }
    assert_eq!(log.head(), Position(30));
}

pub(super) fn a_stale_append_writes_nothing(log: &dyn Log) {
    let first = append(log, 0, 0, Position::START);
    for after in [Position::START, Position(7)] {
        let refused = log.append(draft(1, 0, 9), after);
        assert!(matches!(refused, Err(AppendError::Conflict { newest }) if newest == first.position));
    }
    let unknown = log.append(draft(1, 1, 9), first.position);
    assert!(matches!(unknown, Err(AppendError::Conflict { newest }) if newest == Position::START));
    assert_eq!((log.head(), log.position_of(command(1)).expect("readable")), (first.position, None));
    append(log, 1, 0, first.position);
}

pub(super) fn a_command_is_written_once(log: &dyn Log) {
    let first = append(log, 0, 0, Position::START);
    for (stream_index, after) in [(0, first.position), (0, Position::START), (1, Position::START)] {
        let repeated = log.append(draft(0, stream_index, 9), after);
        assert!(matches!(repeated, Err(AppendError::Known(position)) if position == first.position));
    }
    assert_eq!(log.head(), first.position);
    assert_eq!(log.position_of(command(0)).expect("readable"), Some(first.position));
}

pub(super) fn pages_and_streams_are_in_order(log: &dyn Log) {
    let written = write_in_turn(log, 30);
    let expected: Vec<Placed> = written.iter().map(placed).collect();
    assert_eq!(all(log), expected);
    assert_eq!(log.page(Position(10), 5).expect("readable"), expected[10..15]);
    assert_eq!(log.page(Position(28), 5).expect("readable"), expected[28..]);
    assert!(log.page(Position(30), 5).expect("readable").is_empty());
    assert!(log.page(Position(u64::MAX), 5).expect("readable").is_empty());
    assert!(log.page(Position::START, 0).expect("readable").is_empty());
    let of_stream: Vec<Placed> = expected.iter().skip(1).step_by(3).cloned().collect();
    assert_eq!(log.stream(&stream(1), Position(u64::MAX)).expect("readable"), of_stream);
    assert_eq!(log.stream(&stream(1), Position(5)).expect("readable"), of_stream[..2]);
    assert!(log.stream(&stream(1), Position(1)).expect("readable").is_empty());
    assert!(log.stream(&stream(9), Position(u64::MAX)).expect("readable").is_empty());
}

pub(super) fn the_same_drafts_give_the_same_leaves(log: &dyn Log) {
    let memory = MemoryLog::counting();
    for log in [log, &memory] {
        write_in_turn(log, 12);
        // A refused draft and a clock that stands still or goes back change no leaf that follows.
        assert!(log.append(draft(90, 5, 0), Position(3)).is_err());
        append(log, 12, 4, Position::START);
        log.append(draft(13, 4, 12), Position(13)).expect("the condition holds");
        log.append(draft(14, 4, 3), Position(14)).expect("the condition holds");
    }
    assert_eq!(all(log), all(&memory));
    assert!(all(log).windows(2).all(|pair| pair[0].recorded_at < pair[1].recorded_at));
    assert!(all(log).iter().all(|placed| log.open(placed).is_ok()));
}

pub(super) fn what_was_acknowledged_is_there_after_a_restart(
    log: Arc<dyn Log>,
    restart: &dyn Fn(Arc<dyn Log>) -> Arc<dyn Log>,
) {
    write_in_turn(&*log, 10);
    let before = all(&*log);
    let log = restart(log);
    assert_eq!(all(&*log), before);
    assert_eq!(log.position_of(command(4)).expect("readable"), Some(Position(5)));
    assert!(matches!(log.append(draft(4, 0, 9), Position(10)), Err(AppendError::Known(Position(5)))));
    let next = append(&*log, 10, 1, Position(8));
    assert_eq!((next.position, next.stream_position), (Position(11), 4));
}

fn placed(committed: &Committed) -> Placed {
    let (position, recorded_at) = (committed.position, committed.recorded_at);
    Placed { position, recorded_at, record: committed.record.clone() }
}
