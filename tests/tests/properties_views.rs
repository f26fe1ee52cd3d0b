//! Properties of answers: the live view is the view from zero, past answers stay, what was voided never was.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::sync::Arc;

use proptest::prelude::*;
use samspor_core::log::{Log, MemoryLog, Position};
use samspor_core::seal::MemoryKeys;
use samspor_core::words::{Day, Instant};
use samspor_projections::live::Views;
use samspor_projections::question::{Known, Question};
use samspor_replay::believable::{Scale, lines};
use samspor_replay::history::{Place, Runner};
use samspor_tests::worlds::{
    FirstEntries, Trial, answers, at, cases, counting, is_long, now_questions, spread, steps,
};

/// Asks the live view and one built from zero over the entries there are.
fn compare_with_zero(views: &Views, log: &Arc<dyn Log>, questions: &[Question], now: Instant) {
    views.catch_up(now).unwrap();
    let head = views.position();
    let zero = Views::open(FirstEntries::of(log, head), now).unwrap();
    for question in questions {
        let question = std::slice::from_ref(question);
        let (live, zero) = (answers(views, question, now), answers(&zero, question, now));
        assert_eq!(live, zero, "the live view (left) at position {head} on {now}");
    }
}

/// Days between two moments that are worth a look: the first, the last, and some between.
fn days_between(from: Instant, to: Instant) -> Vec<Day> {
    let length = to.day().days_since(from.day());
    let mut days: Vec<i64> = vec![1, length / 3, length * 2 / 3, length - 1];
    days.retain(|day| *day > 0 && *day < length);
    days.sort_unstable();
    days.dedup();
    days.into_iter().map(|days| from.day().plus_days(days)).collect()
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn the_live_view_is_the_view_from_zero_at_every_position(history in steps(1..60)) {
        let mut trial = Trial::in_memory();
        let questions = now_questions(trial.cast());
        for step in &history {
            let before = trial.now();
            // The clock moves with nothing new: what comes due, ends or begins by itself must be seen.
            let waits = step.wait_days;
            let then = Instant::noon_of(before.day().plus_days(i64::from(waits)));
            for day in days_between(before, then) {
                compare_with_zero(trial.views(), trial.log(), &questions, Instant::start_of(day));
            }
            if trial.step(step) {
                compare_with_zero(trial.views(), trial.log(), &questions, trial.now());
            }
        }
    }

    #[test]
    fn a_view_that_is_told_nothing_catches_up_to_the_same(history in steps(1..60)) {
        let trial = Trial::of(&history);
        let questions = now_questions(trial.cast());
        let accepted: Vec<_> =
            trial.tried().iter().filter_map(|tried| Some((tried.at, tried.answer.as_ref().ok()?.position))).collect();
        let growing = FirstEntries::of(trial.log(), Position::START);
        let views = Views::open(Arc::<FirstEntries>::clone(&growing), Instant::from_micros(0)).unwrap();
        // It follows in leaps, now and then a day behind.
        for leap in accepted.chunks(3) {
            let (at, head) = leap[leap.len() - 1];
            growing.reach(head);
            if leap.len() == 3 {
                views.catch_up(Instant::start_of(at.day().plus_days(-1))).unwrap();
            }
            compare_with_zero(&views, trial.log(), &questions, at);
        }
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn what_was_answered_about_the_past_is_answered_for_ever(history in steps(1..45)) {
        let mut trial = Trial::in_memory();
        let asked = now_questions(trial.cast());
        let mut kept: Vec<(Vec<Question>, Vec<String>)> = Vec::new();
        for (number, step) in history.iter().enumerate() {
            trial.step(step);
            if number % 4 != 0 {
                continue;
            }
            let today = trial.now().day();
            let yesterday = today.plus_days(-1);
            // As known now, by the moment; as known yesterday, by the day: both are over when the next entry comes.
            for (valid, known) in [
                (today, Known::Moment(trial.now())),
                (yesterday, Known::Moment(trial.now())),
                (today.plus_days(40), Known::Day(yesterday)),
            ] {
                let some: Vec<Question> = asked.iter().skip(number % 3).step_by(3).cloned().collect();
                let questions = at(&some, valid, known);
                let answered = answers(trial.views(), &questions, trial.now());
                kept.push((questions, answered));
            }
        }
        let later = Instant::noon_of(trial.now().day().plus_days(50));
        for (questions, answered) in kept {
            for (now, then) in answers(trial.views(), &questions, later).into_iter().zip(answered) {
                prop_assert_eq!(now, then, "asked again (left) after later entries");
            }
        }
    }

    #[test]
    fn today_asked_about_tomorrow_is_what_was_seen_today(history in steps(1..40)) {
        let trial = Trial::of(&history);
        let now = trial.now();
        let questions = at(&now_questions(trial.cast()), now.day(), Known::Moment(now));
        let seen = answers(trial.views(), &questions, now);
        let tomorrow = answers(trial.views(), &questions, Instant::noon_of(now.day().next()));
        for (computed, live) in tomorrow.into_iter().zip(seen) {
            prop_assert_eq!(computed, live, "computed from the log (left), answered live");
        }
    }
}

#[test]
fn a_long_believable_history_is_the_same_live_and_from_zero() {
    let last_day: Day = "2026-03-02".parse().unwrap();
    let scale = Scale { patients: if is_long() { 400 } else { 40 }, years: 3, seed: 7, last_day };
    let log: Arc<dyn Log> = Arc::new(MemoryLog::new(counting(), Arc::new(MemoryKeys::default())));
    let views = Views::open(Arc::clone(&log), Instant::noon_of(last_day.plus_months(-60))).unwrap();
    let mut runner = Runner::new(&*log, &views);
    let file = "believable".into();
    let every = if is_long() { 50 } else { 150 };
    let mut compared = 0;
    for (number, line) in (1u32..).zip(lines(&scale)) {
        runner.line(&line, &Place::new(&file, number)).unwrap();
        let Some(now) = runner.clock().filter(|_| number % every == 0) else { continue };
        let cast = samspor_tests::worlds::Cast::seen_by(&views, 4);
        compare_with_zero(&views, &log, &now_questions(&cast), now);
        compared += 1;
    }
    assert_eq!(runner.failures(), &[]);
    assert!(compared > 5, "{compared} positions compared in {} entries", log.head());
    let cast = samspor_tests::worlds::Cast::seen_by(&views, 4);
    for day in spread(last_day.plus_months(-12), last_day) {
        let now = Instant::noon_of(last_day.next());
        let known = Known::Day(day);
        let questions = at(&now_questions(&cast), day, known);
        let zero = Views::open(Arc::clone(&log), now).unwrap();
        assert_eq!(answers(&views, &questions, now), answers(&zero, &questions, now));
    }
}
