//! Tests of the trace: its steps, and that it never says another day or state than the row.

use proptest::prelude::*;
use samspor_core::register::policy::Rule;
use samspor_core::words::EventId;
use serde_json::json;

use super::*;
use crate::obligations::given::life::{life, lived};
use crate::obligations::given::{ANE, BJARNE, DINA, Given, day};
use crate::obligations::{State, of_file};

fn traced(given: &Given, rule: Rule, trigger: EventId, on: &str) -> Traced {
    let mut traced = given.on(on, |at| why(at, rule, trigger));
    assert_eq!(traced.len(), 1, "{traced:?}");
    traced.remove(0)
}

#[test]
fn a_month_from_the_31st_is_clamped_and_then_moved_to_a_working_day() {
    let mut given = Given::new();
    let report = given.report("2026-01-31", "2026-01-31");
    let settled = traced(&given, Rule::D02, report, "2026-03-03").settled;
    let First::Counted(counted) = settled.first else { panic!("{settled:?}") };
    assert_eq!(counted.clamped_from(), Some(31));
    assert_eq!(
        (counted.from, counted.by_days, counted.due),
        (day("2026-01-31"), day("2026-02-28"), day("2026-03-02"))
    );
    assert_eq!((settled.obligation.due, settled.obligation.days), (day("2026-03-02"), 1));
    assert_eq!(settled.deadline.adopted, None);
}

#[test]
fn the_policy_is_the_one_in_force_on_the_day_it_counts_from() {
    let mut given = Given::new();
    let adopted = given.adopt("2025-02-01", "D01", "P7D", "2025-03-01");
    given.adopt("2025-02-01", "D01", "P5D", "2025-04-01");
    let report = given.report("2025-03-20", "2025-03-20");
    let settled = traced(&given, Rule::D01, report, "2025-04-02").settled;
    assert_eq!(settled.deadline.adopted.map(|mark| mark.event), Some(adopted));
    assert_eq!(settled.obligation.due, day("2025-03-27"));
}

#[test]
fn an_extension_is_a_step_with_the_day_it_replaced() {
    let mut given = Given::new();
    let report = given.report("2025-03-03", "2025-03-03");
    let extension = given.extend("2025-03-20", "D01", report, "2025-04-01");
    assert_eq!(traced(&given, Rule::D01, report, "2025-03-19").moves, []);
    let moves = traced(&given, Rule::D01, report, "2025-03-20").moves;
    let [Moved::Extended { by, from, to }] = moves[..] else { panic!("{moves:?}") };
    assert_eq!((by.event, from, to), (extension, day("2025-03-17"), day("2025-04-01")));
}

#[test]
fn a_suspension_and_its_end_are_steps() {
    let mut given = Given::new();
    let consent = given.consent("2025-01-06", &json!(["Coordinator"]), None);
    let appointed = given.appoint("2025-01-07", ANE, "Municipal");
    given.withdraw("2025-01-15", consent, &json!("All"));
    let waiting = traced(&given, Rule::D07, appointed, "2025-02-01");
    assert_eq!(waiting.settled.obligation.state, State::Suspended);
    assert!(matches!(waiting.moves[..], [Moved::Suspended { .. }]));
    given.consent("2025-02-03", &json!(["Coordinator"]), None);
    let moves = traced(&given, Rule::D07, appointed, "2025-02-04").moves;
    let [Moved::Suspended { .. }, Moved::Resumed { earliest, from, to, .. }] = moves[..] else {
        panic!("{moves:?}")
    };
    assert_eq!((from, earliest, to), (day("2025-01-21"), day("2025-02-17"), day("2025-02-17")));
}

#[test]
fn what_met_it_and_what_ended_it_are_named() {
    let mut given = Given::new();
    let report = given.report("2025-03-03", "2025-03-03");
    let assessed = given.assess("2025-03-05");
    let met = traced(&given, Rule::D01, report, "2025-03-06").settled;
    assert_eq!((met.met.map(|mark| mark.event), met.lapsed), (Some(assessed), None));
    let closed = given.close("2025-03-10");
    let lapsed = traced(&given, Rule::D02, report, "2025-03-11").settled;
    assert_eq!((lapsed.met, lapsed.lapsed.map(|mark| mark.event)), (None, Some(closed)));
}

#[test]
fn the_transition_at_18_is_counted_back_from_the_birthday() {
    let mut given = Given::new();
    given.born("2008-08-31");
    let appointed = given.appoint("2025-01-07", ANE, "Child");
    let First::CountedBack(counted) = traced(&given, Rule::D22, appointed, "2025-02-01").settled.first else {
        panic!("not counted back")
    };
    assert_eq!((counted.from, counted.due), (day("2026-08-31"), day("2026-02-28")));
    assert_eq!(counted.clamped_from(), Some(31));
}

#[test]
fn a_contact_that_two_coordinators_share_starts_two() {
    let mut given = Given::new();
    given.appoint("2025-01-07", ANE, "Municipal");
    given.appoint("2025-01-07", BJARNE, "Specialist");
    given.substitute("2025-01-08", DINA, ANE, None);
    given.substitute("2025-01-08", DINA, BJARNE, None);
    let contact = given.contact("2025-01-10", DINA);
    assert_eq!(given.on("2025-01-11", |at| why(at, Rule::D08, contact)).len(), 2);
}

proptest! {
    #[test]
    fn a_trace_never_says_another_day_or_state_than_the_row(life in life(), from in 0i64..300, extended in 0usize..8) {
        let (mut given, _) = lived(&life);
        let on = day("2025-01-01").plus_days(from).to_string();
        let rows = given.on(&on, of_file);
        if let Some(row) = rows.get(extended) {
            let rule = serde_json::to_value(row.rule).unwrap();
            given.extend(&on, rule.as_str().unwrap(), row.trigger, &row.due.plus_days(30).to_string());
        }
        let rows = given.on(&on, of_file);
        for row in &rows {
            let traced = given.on(&on, |at| why(at, row.rule, row.trigger));
            prop_assert!(traced.iter().any(|one| one.settled.obligation == *row), "{:?}", row);
            for one in traced {
                let last = one.moves.iter().rev().find_map(Moved::due).unwrap_or(one.settled.first.due());
                prop_assert_eq!(last, one.settled.obligation.due);
                prop_assert!(rows.contains(&one.settled.obligation));
                prop_assert_eq!(one.settled.met.map(|mark| mark.on), one.settled.obligation.met_on);
                prop_assert_eq!(one.settled.lapsed.is_some(), one.settled.obligation.state == State::Lapsed);
            }
        }
    }
}
