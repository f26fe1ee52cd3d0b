//! Counting, and the live view: whatever legal history was told.

use std::sync::Arc;

use proptest::prelude::*;
use samspor_core::words::Day;
use samspor_projections::live::Views;
use samspor_replay::kit::worlds::{Legal, Trial, illegal_steps, legal_histories};
use samspor_tests::worlds::{caseload_holds, cases, primaries};

use super::told::told;

proptest! {
    #![proptest_config(cases(5_000))]

    #[test]
    fn a_legal_history_counts_every_patient_once_and_is_the_same_live_and_from_zero(legal in legal_histories(10..40)) {
        let Legal { trial, .. } = &legal;
        let (today, now) = (trial.now().day(), trial.now());
        caseload_holds(trial.views(), today, now);
        let live = told(trial.views(), today, now, now, &[]);
        let zero = Views::open(Arc::clone(trial.log()), now).unwrap();
        prop_assert_eq!(live, told(&zero, today, now, now, &[]));
        let before: Day = today.plus_days(-30);
        caseload_holds(trial.views(), before, now);
    }
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn a_change_of_coordinator_moves_one_patient_and_a_merge_adds_none(legal in legal_histories(10..40)) {
        let mut again = Trial::in_memory();
        for tried in legal.accepted() {
            let command = tried.sent["type"].as_str().unwrap_or_default().to_owned();
            if !["ChangeCoordinator", "LinkIdentity"].contains(&command.as_str()) {
                prop_assert!(again.send_as_it_is(tried.sent.clone(), &tried.actor, tried.at).is_ok());
                continue;
            }
            let on: Day = match tried.sent.get("on").and_then(|on| on.as_str()) {
                Some(on) => on.parse().unwrap(),
                None => tried.at.day(),
            };
            let before = primaries(again.views(), on, tried.at);
            prop_assert!(again.send_as_it_is(tried.sent.clone(), &tried.actor, tried.at).is_ok());
            let after = primaries(again.views(), on, tried.at);
            let (had, has): (i64, i64) = (before.values().sum(), after.values().sum());
            if command == "LinkIdentity" {
                prop_assert!(has <= had, "{had} cases, {has} after a merge");
            } else {
                let people = before.keys().chain(after.keys());
                let moved: i64 =
                    people.collect::<std::collections::BTreeSet<_>>().into_iter().map(|person| {
                        (after.get(person).unwrap_or(&0) - before.get(person).unwrap_or(&0)).abs()
                    }).sum();
                prop_assert!(has == had && [0, 2].contains(&moved), "{before:?} became {after:?}");
            }
        }
    }

    #[test]
    fn a_single_illegal_step_is_refused_with_its_code_and_writes_nothing(mut illegal in illegal_steps(5..25)) {
        let head = illegal.legal.trial.log().head();
        prop_assert_eq!(illegal.refusal(), Some(illegal.code));
        prop_assert_eq!(illegal.legal.trial.log().head(), head);
    }
}
