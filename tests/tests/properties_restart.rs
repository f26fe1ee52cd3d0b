//! Properties of logs: memory and segments give the same, and a restart changes no answer.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use samspor_core::log::{Log, Placed, Position};
use samspor_core::seal::MemoryKeys;
use samspor_core::words::{Day, Instant};
use samspor_gateway::disk::{Disk, RealDisk, SimulatedDisk};
use samspor_gateway::log::segments::{SegmentLog, SegmentOptions};
use samspor_projections::live::Views;
use samspor_projections::question::{Known, Question};
use samspor_tests::worlds::{
    Step, Trial, answers, at, cases, counting, erasing_steps, now_questions, spread,
};

/// Small segments, so that a history fills several. The keys know of no erasure: the log tells them.
fn segments(disk: Arc<dyn Disk>) -> Arc<dyn Log> {
    let options = SegmentOptions {
        segment_bytes: 20_000,
        ..SegmentOptions::with(counting(), Arc::new(MemoryKeys::default()))
    };
    Arc::new(SegmentLog::open(disk, options, &mut |_, _| ()).unwrap())
}

fn on_disk(dir: &Path) -> Arc<dyn Log> {
    segments(Arc::new(RealDisk::at(dir).unwrap()))
}

fn played(log: Arc<dyn Log>, history: &[Step]) -> Trial {
    let mut trial = Trial::on(log);
    for step in history {
        trial.step(step);
    }
    trial
}

fn entries(log: &dyn Log) -> Vec<Placed> {
    log.page(Position::START, usize::MAX).unwrap()
}

/// Questions at pairs of days all over a history, and as it stands now.
fn questions(trial: &Trial, shift: usize) -> Vec<Question> {
    let first: Day = "2025-01-02".parse().unwrap();
    let all = now_questions(trial.cast());
    let days = spread(first, trial.now().day());
    let mut asked = all.clone();
    for (number, valid) in days.iter().enumerate() {
        let known = Known::Day(days[(number + shift) % days.len()]);
        let some: Vec<Question> = all.iter().skip((number + shift) % 4).step_by(4).cloned().collect();
        asked.extend(at(&some, *valid, known));
    }
    asked
}

/// The same questions to a log opened anew.
fn asked_anew(log: &Arc<dyn Log>, questions: &[Question], now: Instant) -> Vec<String> {
    answers(&Views::open(Arc::clone(log), now).unwrap(), questions, now)
}

proptest! {
    #![proptest_config(cases(10))]

    #[test]
    fn an_answer_is_the_same_after_a_restart_and_without_the_index(history in erasing_steps(1..50), shift in 0usize..7) {
        let dir = tempfile::tempdir().unwrap();
        let trial = played(on_disk(dir.path()), &history);
        let (asked, now) = (questions(&trial, shift), trial.now());
        let before = answers(trial.views(), &asked, now);
        let written = entries(&**trial.log());
        drop(trial);

        let log = on_disk(dir.path());
        prop_assert_eq!(&entries(&*log), &written);
        prop_assert_eq!(&asked_anew(&log, &asked, now), &before);
        drop(log);

        std::fs::remove_dir_all(dir.path().join("index")).unwrap();
        let log = on_disk(dir.path());
        prop_assert_eq!(&entries(&*log), &written);
        prop_assert_eq!(&asked_anew(&log, &asked, now), &before);
    }
}

proptest! {
    #![proptest_config(cases(10))]

    #[test]
    fn memory_and_segments_give_the_same_leaves_answers_and_refusals(history in erasing_steps(1..50), seed: u64) {
        let dir = tempfile::tempdir().unwrap();
        let memory = Trial::of(&history);
        for log in [on_disk(dir.path()), segments(Arc::new(SimulatedDisk::new(seed)))] {
            let trial = played(log, &history);
            prop_assert_eq!(entries(&**trial.log()), entries(&**memory.log()));
            for (here, there) in trial.tried().iter().zip(memory.tried()) {
                prop_assert_eq!(&here.answer, &there.answer, "{}", here.sent);
            }
            let asked = questions(&memory, 3);
            prop_assert_eq!(
                answers(trial.views(), &asked, trial.now()),
                answers(memory.views(), &asked, memory.now())
            );
        }
    }
}
