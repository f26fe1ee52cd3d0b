//! What holds after any commands: entries read back, one primary a seat, one plan, one answer for one id.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::given::{Given, command_id, given};
use crate::patient::PatientFile;
use crate::submit::Answer;
use crate::words::Day;

/// One step of a made-up history: which command, on which day, by record or decision, and what it names.
#[derive(Clone, Debug)]
struct Step {
    which: usize,
    month: u32,
    day: u32,
    record: bool,
    patient: usize,
    person: usize,
    other: usize,
    target: usize,
}

fn step() -> impl Strategy<Value = Step> {
    let names = (0usize..2, 0usize..3, 0usize..3, any::<prop::sample::Index>());
    let days = (0usize..20, 1u32..=9, 1u32..=28, any::<bool>());
    (days, names).prop_map(|((which, month, day, record), (patient, person, other, target))| Step {
        which,
        month,
        day,
        record,
        patient,
        person,
        other,
        target: target.index(1000),
    })
}

/// The actor, the command, and its data.
fn asked(step: &Step, made: &[String]) -> (&'static str, &'static str, Value) {
    let person = ["@ane", "@dina", "@bjarne"][step.person];
    let other = ["@ane", "@dina", "@bjarne"][step.other];
    let role = ["Municipal", "Child", "Specialist"][step.other];
    let target = made.get(step.target % made.len().max(1)).cloned().unwrap_or_default();
    let on = format!("2025-{:02}-{:02}", (step.target % 9) + 1, step.day);
    match step.which {
        0..=2 => ("ke", "AppointCoordinator", json!({"person": person, "role": role, "unit": "@home"})),
        3 | 4 => (
            "ke",
            "ChangeCoordinator",
            json!({"from_person": person, "to_person": other, "unit": "@home", "cause": "Other"}),
        ),
        5 | 6 => (
            "ke",
            "EndAssignment",
            json!({"role": role, "cause": "slutt", "need_persists": step.target.is_multiple_of(2)}),
        ),
        7 => ("home-leader", "AppointSubstitute", json!({"person": person, "for_person": other})),
        8 => ("ke", "CloseCase", json!({"cause": "NeedCeased"})),
        9 => ("ke", "OpenCase", json!({})),
        10 => (
            "ke",
            "TransferResponsibility",
            json!({"direction": if step.target.is_multiple_of(2) { "Out" } else { "In" }, "other": "310000027"}),
        ),
        11 => ("ke", "RecordDeath", json!({"source": "Notice"})),
        12 | 13 => ("ke", "VoidEntry", json!({"target": target, "reason": "NeverHappened"})),
        14 => ("ke", "CorrectEntry", json!({"target": target, "changes": {"role": role}, "reason": "feil"})),
        17 | 18 => {
            ("ke", "CreatePlan", json!({"instrument": "Paper", "started_by": "Municipality", "content": []}))
        }
        19 => ("ke", "EndPlan", json!({"plan": target, "cause": "slutt"})),
        _ => ("ke", "CorrectEntry", json!({"target": target, "changes": {"on": on}, "reason": "feil"})),
    }
}

/// Sends a step; what it made, if it was accepted.
fn taken(given: &mut Given, step: &Step, index: usize, made: &[String]) -> Option<Answer> {
    let (actor, command, data) = asked(step, made);
    let patient = ["birger", "emma"][step.patient];
    let mode = if step.record { "record" } else { "" };
    let sent = format!("{command} {patient} on 2025-{:02}-{:02} {mode}", step.month, step.day);
    let id = command_id(10_000 + index as u128);
    let answer = given.sends(actor, &sent, data.clone(), id);
    if let Ok(answer) = &answer {
        let again = given.sends(actor, &sent, data, id);
        assert_eq!(again.as_ref(), Ok(answer), "the same id, the same answer");
    }
    answer.ok()
}

/// The newest entry is the answer's, and its stored events are those that were answered.
fn stands(given: &Given, answer: &Answer) {
    let entries = given.entries();
    let entry = entries.last().unwrap();
    assert_eq!(Answer::of(entry), *answer);
}

/// On every day of the year each seat has one primary at most, and there is one plan at most.
fn one_primary_a_seat_and_one_plan(given: &Given, patient: &str) {
    let facts = given.facts("fjordvik", patient);
    let file = PatientFile::read(None, &facts, Day::LAST);
    let mut at = crate::given::day("2024-12-31");
    while at < crate::given::day("2026-03-31") {
        let mut seats: Vec<_> = file.primaries_on(at).map(|one| one.seat()).collect();
        let all = seats.len();
        seats.sort();
        seats.dedup();
        assert_eq!(all, seats.len(), "{patient} on {at}");
        assert!(file.plans.iter().filter(|plan| plan.stands_on(at)).count() <= 1, "{patient} on {at}");
        at = at.next();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn whatever_is_accepted_leaves_the_ledger_whole(steps in prop::collection::vec(step(), 1..24)) {
        let mut given = given();
        given.today("2025-05-15");
        let mut made = Vec::new();
        for (index, step) in steps.iter().enumerate() {
            let Some(answer) = taken(&mut given, step, index, &made) else { continue };
            stands(&given, &answer);
            made.extend(answer.events.iter().map(|event| event.id.to_string()));
            one_primary_a_seat_and_one_plan(&given, ["birger", "emma"][step.patient]);
        }
    }
}
