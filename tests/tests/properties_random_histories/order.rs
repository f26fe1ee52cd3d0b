//! Late arrivals: in which order they are recorded does not matter, once all are known.
//!
//! On one day log order decides, so that facts of one day keep their order. Deviations are judged on what was known
//! when each was recorded, and stay out.

use proptest::prelude::*;
use samspor_core::actor::Actor;
use samspor_core::command::Mode;
use samspor_core::words::{Day, Instant};
use samspor_replay::kit::worlds::{Legal, Step, Trial, Tried, legal_histories, steps};
use samspor_tests::worlds::cases;
use serde_json::{Value, json};

use super::told::{OF_RECORDING, told, told_of_the_past};

/// Commands that are about something recorded, or make what others are about.
const IN_ORDER: [&str; 9] = [
    "CorrectEntry",
    "VoidEntry",
    "LinkIdentity",
    "UnlinkIdentity",
    "RegisterPatient",
    "RegisterPerson",
    "RegisterUnit",
    "OpenCase",
    "ExtendDeadline",
];

/// A fact told late: the day it happened, the command, who tells it.
type Late = (Day, Value, Actor);

/// The facts that a ledger takes at one moment, of those drawn; all have happened before today.
fn late_facts(legal: &Legal, drawn: &[Step], at: Instant) -> Vec<Late> {
    let mut trial = again(legal);
    let mut taken = Vec::new();
    for (number, step) in drawn.iter().enumerate().filter(|(_, step)| !IN_ORDER.contains(&step.command)) {
        let shift_days = -1 - step.shift_days.rem_euclid(40);
        let (mut sent, actor) =
            trial.command(&Step { mode: Mode::Record, stray: false, shift_days, ..step.clone() });
        sent["id"] = json!(format!("00000000-0000-7000-8000-fffffffff{number:03x}"));
        let on = trial.now().day().plus_days(i64::from(shift_days));
        sent["on"] = json!(on);
        if trial.send_as_it_is(sent.clone(), &actor, at).is_ok() {
            taken.push((on, sent, actor));
        }
    }
    taken
}

fn again(legal: &Legal) -> Trial {
    let mut trial = Trial::in_memory();
    let accepted: Vec<&Tried> = legal.accepted().collect();
    let all =
        accepted.iter().all(|tried| trial.send_as_it_is(tried.sent.clone(), &tried.actor, tried.at).is_ok());
    assert!(all, "what was accepted once is accepted again");
    trial
}

/// The facts by another order of their days.
fn shuffled(late: &[Late], seed: i64) -> Vec<Late> {
    let mut other = late.to_vec();
    other.sort_by_key(|(on, ..)| (on.days_since(Day::FIRST) * 7_919 + seed) % 101);
    other
}

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn the_order_of_late_arrivals_does_not_matter_once_all_are_known(
        legal in legal_histories(5..20), drawn in steps(4..14), seed in 0i64..101
    ) {
        let at = Instant::from_micros(legal.trial.now().micros() + 3_000_000);
        let late = late_facts(&legal, &drawn, at);
        let mut one = again(&legal);
        let mut other = again(&legal);
        let takes = |trial: &mut Trial, facts: &[Late]| {
            facts.iter().all(|(_, sent, actor)| trial.send_as_it_is(sent.clone(), actor, at).is_ok())
        };
        prop_assert!(takes(&mut one, &late));
        // Some facts can only follow others: what ends must have begun.
        prop_assume!(late.len() > 1 && takes(&mut other, &shuffled(&late, seed)));
        let now = Instant::noon_of(at.day().next());
        let (first, second) = (
            told(one.views(), now.day(), now, now, OF_RECORDING),
            told(other.views(), now.day(), now, now, OF_RECORDING),
        );
        prop_assert_eq!(first, second);
        let past = at.day().plus_days(-12);
        prop_assert_eq!(told_of_the_past(one.views(), past, now, now), told_of_the_past(other.views(), past, now, now));
    }
}
