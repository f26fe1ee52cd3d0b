//! Views opened from a snapshot answer as views from zero; a snapshot that can't be believed is thrown away.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use samspor_core::log::{Log, Position};
use samspor_core::seal::MemoryKeys;
use samspor_core::words::Instant;
use samspor_gateway::disk::RealDisk;
use samspor_gateway::log::segments::{SegmentLog, SegmentOptions};
use samspor_gateway::snapshots::Snapshots;
use samspor_projections::live::{Snapshot, Views};
use samspor_projections::question::{Known, Question};
use samspor_tests::worlds::{Step, Trial, answers, at, cases, counting, erasing_steps, now_questions, steps};

/// The name under which the gateway keeps it.
const NAME: &str = "live";

fn log_in(dir: &Path) -> Arc<SegmentLog> {
    let options = SegmentOptions::with(counting(), Arc::new(MemoryKeys::default()));
    Arc::new(SegmentLog::open(Arc::new(RealDisk::at(dir).unwrap()), options, &mut |_, _| ()).unwrap())
}

/// A ledger in a directory that has seen a history, with a snapshot of the moment after so many of its steps.
fn played(dir: &Path, history: &[Step], steps_before: usize) -> (Trial, Position) {
    let log = log_in(dir);
    let mut trial = Trial::on(Arc::clone(&log) as Arc<dyn Log>);
    let (snapshots, _) = Snapshots::open(log, trial.now()).unwrap();
    let (before, after) = history.split_at(steps_before.min(history.len()));
    for step in before {
        trial.step(step);
    }
    snapshots.keep(trial.views());
    let kept = trial.views().position();
    for step in after {
        trial.step(step);
    }
    (trial, kept)
}

/// Every question as it stands now, and some about yesterday as known yesterday.
fn questions(trial: &Trial) -> Vec<Question> {
    let mut all = now_questions(trial.cast());
    let yesterday = trial.now().day().plus_days(-1);
    let past: Vec<Question> = all.iter().step_by(5).cloned().collect();
    all.extend(at(&past, yesterday, Known::Day(yesterday)));
    all
}

/// Opens the ledger as the gateway does: from which position, and the answers.
fn reopened(dir: &Path, asked: &[Question], now: Instant) -> (Option<Position>, Vec<String>) {
    let (snapshots, views) = Snapshots::open(log_in(dir), now).unwrap();
    (snapshots.opened_from(), answers(&views, asked, now))
}

fn from_zero(log: &Arc<dyn Log>, asked: &[Question], now: Instant) -> Vec<String> {
    answers(&Views::open(Arc::clone(log), now).unwrap(), asked, now)
}

proptest! {
    #![proptest_config(cases(12))]

    #[test]
    fn views_from_a_snapshot_answer_as_views_from_zero(
        history in erasing_steps(1..60),
        steps_before in 0usize..60,
        sleep_days in prop_oneof![Just(0i64), 1i64..40, 300i64..900],
    ) {
        let dir = tempfile::tempdir().unwrap();
        let (trial, kept) = played(dir.path(), &history, steps_before);
        let asked = questions(&trial);
        let now = Instant::noon_of(trial.now().day().plus_days(sleep_days)).max(trial.now());
        let zero = from_zero(trial.log(), &asked, now);
        drop(trial);
        prop_assert_eq!(reopened(dir.path(), &asked, now), (Some(kept), zero.clone()));
        std::fs::remove_dir_all(dir.path().join("index")).unwrap();
        prop_assert_eq!(reopened(dir.path(), &asked, now), (None, zero));
    }
}

proptest! {
    #![proptest_config(cases(6))]

    #[test]
    fn a_snapshot_of_a_longer_or_another_log_is_thrown_away(
        history in steps(12..30),
        another in steps(30..60),
    ) {
        let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let [one, other] = dirs.each_ref().map(|dir| dir.path());
        let (trial, kept) = played(one, &history, history.len());
        let (asked, now) = (questions(&trial), trial.now());
        drop(trial);
        let log = log_in(one);
        let snapshot = log.view(NAME).unwrap().unwrap();
        drop(log);

        // The same beginning, and nothing after it.
        let (trial, _) = played(other, &[], 0);
        let now_later = now.max(trial.now());
        let zero = from_zero(trial.log(), &asked, now_later);
        drop(trial);
        log_in(other).keep_view(NAME, &snapshot).unwrap();
        let begun = log_in(other).head();
        if kept > begun {
            prop_assert_eq!(reopened(other, &asked, now_later), (None, zero));
        }

        // The same beginning, and another history, as long or longer.
        let third = tempfile::tempdir().unwrap();
        let (trial, _) = played(third.path(), &another, 0);
        let now_later = now.max(trial.now());
        let zero = from_zero(trial.log(), &asked, now_later);
        let newest = trial.log().head();
        drop(trial);
        log_in(third.path()).keep_view(NAME, &snapshot).unwrap();
        if kept > begun && newest >= kept {
            prop_assert_eq!(reopened(third.path(), &asked, now_later), (None, zero));
        }
    }

    #[test]
    fn a_snapshot_that_is_damaged_or_of_another_version_is_thrown_away(
        history in steps(5..25),
        place in any::<prop::sample::Index>(),
        bit in 0u8..8,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let (trial, kept) = played(dir.path(), &history, history.len());
        let (asked, now) = (questions(&trial), trial.now());
        let zero = from_zero(trial.log(), &asked, now);
        drop(trial);
        let whole = log_in(dir.path()).view(NAME).unwrap().unwrap();
        prop_assert_eq!(reopened(dir.path(), &asked, now), (Some(kept), zero.clone()));

        let place = place.index(whole.len());
        let mut flipped = whole.clone();
        flipped[place] ^= 1 << bit;
        let other_version = {
            let at = 1 + Snapshot::VERSION.len() - 1;
            let mut bytes = whole.clone();
            bytes[at] += 1;
            bytes
        };
        let longer = [&*whole, b"more"].concat();
        for bytes in [flipped, whole[..place].to_vec(), longer, other_version, Vec::new()] {
            log_in(dir.path()).keep_view(NAME, &bytes).unwrap();
            prop_assert_eq!(reopened(dir.path(), &asked, now), (None, zero.clone()));
        }
    }
}
