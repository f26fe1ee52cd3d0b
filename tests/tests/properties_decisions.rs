//! Properties of decisions: what is decided applies, and a command has one answer for ever.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use samspor_core::command::Command;
use samspor_core::entry::{Body, Entry};
use samspor_core::known::facts_known;
use samspor_core::log::{Log, Position, StreamKey};
use samspor_core::patient::PatientFile;
use samspor_core::register::Register;
use samspor_core::seal::MemoryKeys;
use samspor_core::submit::{SubmitError, submit};
use samspor_core::words::{Day, Instant};
use samspor_gateway::disk::RealDisk;
use samspor_gateway::log::segments::{SegmentLog, SegmentOptions};
use samspor_projections::live::Views;
use samspor_tests::worlds::{Trial, Tried, cases, counting, steps};
use serde_json::json;

/// Every entry of a log by stream.
fn streams(log: &dyn Log) -> BTreeMap<StreamKey, Vec<Entry>> {
    let mut streams: BTreeMap<StreamKey, Vec<Entry>> = BTreeMap::new();
    for placed in log.page(Position::START, usize::MAX).unwrap() {
        let entry = log.open(&placed).unwrap().entry().unwrap();
        let again = Body::read(&entry.body.to_bytes()).unwrap();
        assert_eq!(again, entry.body, "an entry is written as it is read");
        streams.entry(entry.body.stream).or_default().push(entry);
    }
    streams
}

/// Folds everything at every moment at which something became known.
fn fold(log: &dyn Log) {
    for (stream, entries) in streams(log) {
        for known in entries.iter().map(|entry| entry.recorded_at) {
            let facts = facts_known(&entries, known);
            match stream {
                StreamKey::Ledger => {}
                StreamKey::Register(_) => drop(Register::read(&facts)),
                StreamKey::Patient(..) => {
                    let file = PatientFile::read(None, &facts, Day::LAST);
                    assert_eq!(
                        file.double_primary(Day::FIRST),
                        None,
                        "two primaries in one seat of {stream:?}"
                    );
                    assert_eq!(file.double_plan(Day::FIRST), None, "two plans in {stream:?}");
                    let _ = PatientFile::read(None, &facts, known.day());
                }
            }
        }
    }
}

/// The command again, on a log and its view.
fn again(log: &dyn Log, views: &Views, tried: &Tried, now: Instant) -> Result<Answered, &'static str> {
    let command = Command::from_json(&tried.sent.to_string(), None).map_err(|refusal| refusal.code())?;
    match submit(log, views, &command, &tried.actor, now) {
        Ok(answer) => Ok(Answered(serde_json::to_string(&answer).unwrap())),
        Err(SubmitError::Refused(refusal)) => Err(refusal.code()),
        Err(error) => unreachable!("{error}"),
    }
}

/// An answer as its bytes.
#[derive(Debug, PartialEq)]
struct Answered(String);

/// Every accepted command sent again gives its answer; under the same id another body gives none.
fn repeats(log: &dyn Log, views: &Views, tried: &[Tried], now: Instant) {
    for tried in tried {
        let Ok(answer) = &tried.answer else { continue };
        let first = Answered(serde_json::to_string(answer).unwrap());
        assert_eq!(again(log, views, tried, now), Ok(first));
        let mut other = tried.clone();
        other.sent["on"] = json!("2019-01-01");
        assert_eq!(again(log, views, &other, now), Err("E-DUP"));
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn decided_events_always_apply(history in steps(1..60)) {
        let trial = Trial::of(&history);
        prop_assert!(trial.tried().iter().all(|tried| tried.answer != Err("corrupt")));
        fold(&**trial.log());
    }
}

proptest! {
    #![proptest_config(cases(12))]

    #[test]
    fn the_same_command_id_gives_the_same_answer_also_after_a_restart(history in steps(1..40)) {
        let dir = tempfile::tempdir().unwrap();
        let open = || -> Arc<dyn Log> {
            let disk = Arc::new(RealDisk::at(dir.path()).unwrap());
            Arc::new(SegmentLog::open(disk, SegmentOptions::with(counting(), Arc::new(MemoryKeys::default())), &mut |_, _| ()).unwrap())
        };
        let mut trial = Trial::on(open());
        for step in &history {
            trial.step(step);
        }
        let (tried, now) = (trial.tried().to_vec(), trial.now().next());
        repeats(&**trial.log(), trial.views(), &tried, now);
        let head = trial.log().head();
        drop(trial);
        let log = open();
        let views = Views::open(Arc::clone(&log), now).unwrap();
        repeats(&*log, &views, &tried, now);
        prop_assert_eq!(log.head(), head);
    }
}

/// Most steps of random histories must be accepted, else the properties say little.
#[test]
fn random_histories_reach_every_command() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let mut accepted: BTreeMap<String, u32> = BTreeMap::new();
    let mut refused: BTreeMap<String, BTreeMap<&str, u32>> = BTreeMap::new();
    for _ in 0..500 {
        let history = steps(40..60).new_tree(&mut runner).unwrap().current();
        for tried in Trial::of(&history).tried() {
            let name = tried.sent["type"].as_str().unwrap().to_owned();
            match tried.answer {
                Ok(_) => *accepted.entry(name).or_default() += 1,
                Err(code) => *refused.entry(name).or_default().entry(code).or_default() += 1,
            }
        }
    }
    let rare: Vec<&String> =
        refused.keys().filter(|name| accepted.get(*name).is_none_or(|n| *n < 4)).collect();
    let all: u32 = accepted.values().sum();
    assert!(rare.is_empty() && all > 500 * 20, "{all} accepted; rare: {rare:?}\n{accepted:?}\n{refused:#?}");
}
