//! Properties of the caseload: it counts every patient with a coordinator once, wherever it is summed.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::sync::Arc;

use proptest::prelude::*;
use samspor_core::log::MemoryLog;
use samspor_core::seal::MemoryKeys;
use samspor_core::submit::World;
use samspor_core::words::{Day, Instant};
use samspor_projections::live::Views;
use samspor_replay::believable::{Scale, lines};
use samspor_replay::history::{Place, Runner};
use samspor_tests::worlds::{Trial, caseload_holds, caseload_total, cases, counting, spread, steps};

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn the_caseload_is_the_patients_with_a_primary(history in steps(1..60)) {
        let trial = Trial::of(&history);
        for day in spread("2025-01-02".parse().unwrap(), trial.now().day()) {
            caseload_holds(trial.views(), day, trial.now());
        }
    }

    #[test]
    fn a_merge_never_raises_the_caseload(history in steps(1..60)) {
        let mut trial = Trial::in_memory();
        for step in history {
            trial.wait_for(&step);
            let before = caseload_total(trial.views(), trial.now());
            let merges = trial.step_now(&step) && step.command == "LinkIdentity";
            if merges {
                for (tenant, after) in caseload_total(trial.views(), trial.now()) {
                    let had = before.get(&tenant).copied().unwrap_or(0);
                    prop_assert!(after <= had, "{} had {had} cases and has {after} after a merge", tenant);
                }
            }
        }
    }
}

#[test]
fn the_caseload_of_a_believable_history_is_the_patients_with_a_primary() {
    let last_day: Day = "2026-03-02".parse().unwrap();
    let now = Instant::noon_of(last_day.next());
    for seed in 1..=3 {
        let log = Arc::new(MemoryLog::new(counting(), Arc::new(MemoryKeys::default())));
        let views = Views::open(Arc::clone(&log) as _, Instant::noon_of(last_day.plus_months(-60))).unwrap();
        let mut runner = Runner::new(&*log, &views);
        for (number, line) in (1u32..).zip(lines(&Scale { patients: 30, years: 3, seed, last_day })) {
            runner.line(&line, &Place::new(&"believable".into(), number)).unwrap();
        }
        assert_eq!(runner.failures(), &[]);
        for day in spread(last_day.plus_months(-30), last_day) {
            caseload_holds(&views, day, now);
        }
        views.look(&mut |around| assert_eq!(around.directory().tenants().count(), 4));
    }
}
