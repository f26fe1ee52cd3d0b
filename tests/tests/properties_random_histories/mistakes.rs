//! Mistakes: corrected or voided, they leave the answers of a history in which they were never made, and what was
//! answered before stays.
//!
//! Compared is every report about everybody, with the same ids in both ledgers. Left out is what is about the recording:
//! positions, deviations (judged once, on what was known), late registrations, and hindsight, which asks what was known
//! while the mistake stood. A mistake voided before anything else is recorded leaves deviations and hindsight alike.

use proptest::prelude::*;
use samspor_core::actor::{Actor, Role};
use samspor_core::command::Mode;
use samspor_core::words::{Day, Instant};
use samspor_replay::kit::worlds::{Legal, Step, Trial, Tried, legal_histories, steps};
use samspor_tests::worlds::cases;
use serde_json::{Value, json};

use super::told::{OF_RECORDING, told, told_of_the_past, without_hindsight};

/// Commands that are no mistakes one voids: what registers others' things, and voidings.
const NEVER_VOIDED: [&str; 5] =
    ["VoidEntry", "RegisterPatient", "RegisterPerson", "RegisterUnit", "UnlinkIdentity"];

/// While a link stands, what is recorded of the merged reference goes to the surviving file, and stays there.
const NEVER_VOIDED_LATER: [&str; 6] =
    ["VoidEntry", "RegisterPatient", "RegisterPerson", "RegisterUnit", "UnlinkIdentity", "LinkIdentity"];

/// A second after a moment.
fn a_second_after(moment: Instant) -> Instant {
    Instant::from_micros(moment.micros() + 1_000_000)
}

/// A moment when everything in two ledgers is recorded: what was sent again after a mistake and its amendment, which took
/// their seconds, is recorded a little after them.
fn after_all(one: &Trial, other: &Trial) -> Instant {
    Instant::from_micros(one.now().max(other.now()).micros() + 10_000_000)
}

/// Sends commands that were accepted once; whether they are accepted again.
fn resend(trial: &mut Trial, accepted: &[&Tried]) -> bool {
    accepted.iter().all(|tried| trial.send_as_it_is(tried.sent.clone(), &tried.actor, tried.at).is_ok())
}

/// Sends something at the side, under an id that no step has.
fn beside(trial: &mut Trial, number: u8, mut sent: Value, actor: &Actor) -> Option<String> {
    sent["id"] = json!(format!("00000000-0000-7000-8000-fffffffff0{number:02x}"));
    let at = a_second_after(trial.now());
    let answer = trial.send_as_it_is(sent, actor, at).ok()?;
    answer.events.last().map(|event| event.id.to_string())
}

/// The records manager of a command's tenant, who may correct what others wrote.
fn archive(of: &Value) -> Actor {
    let tenant = of["tenant"].as_str().and_then(|tenant| tenant.parse().ok());
    Actor { role: Role::RecordsManager, tenant, ..Actor::system() }
}

/// The command that voids or corrects an event of the same stream as another command's.
fn amending(command: &str, of: &Value, data: Value) -> Value {
    let mut sent = json!({"type": command, "tenant": of["tenant"], "data": data});
    if of["type"] != "LinkIdentity" && of.get("patient").is_some() {
        sent["patient"] = of["patient"].clone();
    }
    sent
}

/// The ledger of the legal history up to a place, and a mistake recorded there: the mistake's command, its event.
fn with_mistake(
    accepted: &[&Tried],
    place: usize,
    wrongs: &[Step],
    never: &[&str],
) -> Option<(Trial, Value, String)> {
    let mut trial = Trial::in_memory();
    let again = resend(&mut trial, &accepted[..place]);
    let mut wrongs = wrongs.iter().filter(|wrong| again && !never.contains(&wrong.command));
    let (sent, event) = wrongs.find_map(|wrong| {
        let (sent, actor) = trial.command(&Step { mode: Mode::Record, stray: false, ..wrong.clone() });
        let event = beside(&mut trial, 1, sent.clone(), &actor)?;
        Some((sent, event))
    })?;
    Some((trial, sent, event))
}

fn void(trial: &mut Trial, mistake: &Value, event: &str) -> bool {
    let sent = amending("VoidEntry", mistake, json!({"target": event, "reason": "NeverHappened"}));
    beside(trial, 2, sent, &archive(mistake)).is_some()
}

/// The days on which two ledgers are compared.
fn days(now: Instant) -> [Day; 2] {
    [now.day().plus_days(-45), now.day().plus_days(60)]
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn what_was_voided_at_once_never_was(
        legal in legal_histories(10..30), place in any::<prop::sample::Index>(), wrongs in steps(8..9)
    ) {
        let accepted: Vec<&Tried> = legal.accepted().collect();
        let place = place.index(accepted.len() + 1);
        let made = with_mistake(&accepted, place, &wrongs, &NEVER_VOIDED);
        prop_assume!(made.is_some());
        let (mut trial, mistake, event) = made.unwrap();
        prop_assume!(void(&mut trial, &mistake, &event));
        prop_assert!(resend(&mut trial, &accepted[place..]), "what is void hinders nobody");
        let now = after_all(&legal.trial, &trial);
        let without = told(legal.trial.views(), now.day(), now, now, &OF_RECORDING[..2]);
        prop_assert_eq!(told(trial.views(), now.day(), now, now, &OF_RECORDING[..2]), without);
        for day in days(now) {
            let never = told_of_the_past(legal.trial.views(), day, now, now);
            prop_assert_eq!(told_of_the_past(trial.views(), day, now, now), never);
        }
    }

    #[test]
    fn what_is_voided_later_leaves_the_answers_of_a_life_without_it(
        legal in legal_histories(10..30), place in any::<prop::sample::Index>(), wrongs in steps(8..9)
    ) {
        let accepted: Vec<&Tried> = legal.accepted().collect();
        let place = place.index(accepted.len() + 1);
        let made = with_mistake(&accepted, place, &wrongs, &NEVER_VOIDED_LATER);
        prop_assume!(made.is_some());
        let (mut trial, mistake, event) = made.unwrap();
        // Where the mistake stands in the way of what followed, another life followed.
        prop_assume!(resend(&mut trial, &accepted[place..]));
        let then = trial.now();
        let before = told(trial.views(), then.day(), then, then, &[]);
        prop_assume!(void(&mut trial, &mistake, &event));
        let now = a_second_after(trial.now());
        let without = without_hindsight(told(legal.trial.views(), now.day(), now, now, OF_RECORDING));
        prop_assert_eq!(without_hindsight(told(trial.views(), now.day(), now, now, OF_RECORDING)), without);
        prop_assert_eq!(told(trial.views(), then.day(), then, now, &[]), before, "as known before");
    }

    #[test]
    fn what_is_corrected_leaves_the_answers_of_a_life_told_right_at_once(
        legal in legal_histories(10..30), place in any::<prop::sample::Index>(), off in 1i64..25, person in any::<bool>()
    ) {
        let accepted: Vec<&Tried> = legal.accepted().collect();
        prop_assume!(!accepted.is_empty());
        let first = place.index(accepted.len());
        let made = (first..accepted.len()).find_map(|place| told_wrong(&accepted, place, off, person, &legal));
        prop_assume!(made.is_some());
        let (mut trial, right, changes) = made.unwrap();
        let then = trial.now();
        let before = told(trial.views(), then.day(), then, then, &[]);
        let event = right.answer.as_ref().unwrap().events.last().unwrap().id;
        let data = json!({"target": event, "changes": changes, "reason": "typing"});
        let corrected = beside(&mut trial, 3, amending("CorrectEntry", &right.sent, data), &archive(&right.sent));
        prop_assume!(corrected.is_some());
        let now = a_second_after(trial.now());
        let at_once = without_hindsight(told(legal.trial.views(), now.day(), now, now, OF_RECORDING));
        prop_assert_eq!(without_hindsight(told(trial.views(), now.day(), now, now, OF_RECORDING)), at_once);
        prop_assert_eq!(told(trial.views(), then.day(), then, now, &[]), before, "as known before");
    }
}

/// The ledger of a life in which one command was told wrongly, that command, and what puts it right; none where it
/// can't be told wrongly so, or another life would have followed.
fn told_wrong<'a>(
    accepted: &[&'a Tried],
    place: usize,
    off: i64,
    person: bool,
    legal: &Legal,
) -> Option<(Trial, &'a Tried, Value)> {
    let right = accepted[place];
    // What the life itself corrects or voids is put right by two, and the newest correction wins.
    let event = right.answer.as_ref().ok()?.events.last()?.id;
    if accepted.iter().any(|tried| tried.sent["data"]["target"] == json!(event)) {
        return None;
    }
    let (wrong, changes) = wrong_for(right, off, person, legal)?;
    let mut trial = Trial::in_memory();
    let all = resend(&mut trial, &accepted[..place])
        && trial.send_as_it_is(wrong, &right.actor, right.at).is_ok()
        && resend(&mut trial, &accepted[place + 1..]);
    all.then_some((trial, right, changes))
}

/// The command with a wrong person or day, and the changes that put it right.
fn wrong_for(right: &Tried, off: i64, person: bool, legal: &Legal) -> Option<(Value, Value)> {
    let mut wrong = right.sent.clone();
    let command = wrong["type"].as_str()?;
    if ["CorrectEntry", "VoidEntry", "LinkIdentity", "UnlinkIdentity"].contains(&command) {
        return None;
    }
    let named = ["person", "to_person", "by"].into_iter().find(|field| wrong["data"].get(field).is_some());
    if let (Some(field), true) = (named, person) {
        let tenant = legal.trial.cast().tenants.iter().find(|tenant| json!(tenant.id) == wrong["tenant"])?;
        let other = tenant.persons.iter().find(|one| json!(one) != right.sent["data"][field])?;
        wrong["data"][field] = json!(other);
        return Some((wrong, json!({field: right.sent["data"][field]})));
    }
    let on: Day = match right.sent.get("on").and_then(Value::as_str) {
        Some(on) => on.parse().ok()?,
        None => right.at.day(),
    };
    wrong["on"] = json!(on.plus_days(-off));
    Some((wrong, json!({"on": on})))
}
