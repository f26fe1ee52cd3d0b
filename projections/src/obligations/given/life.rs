//! Random lives of a patient's file, for the properties of obligations.

use proptest::prelude::*;
use samspor_core::words::{Day, EventId};
use serde_json::json;

use super::{ANE, BJARNE, DINA, Given, day};

/// Something that may happen to a file, whether or not the law would have it.
fn happen(given: &mut Given, what: u8, on: &str, consent: &mut Option<EventId>) {
    match what {
        0 => drop(given.report(on, on)),
        1 => drop(given.assess(on)),
        2 => drop(given.offer(on)),
        3 => drop(given.tell(on, "CoordinatorOfferAnswered", &json!({"answer": "Accepted"}))),
        4 => drop(given.appoint(on, ANE, "Municipal")),
        5 => drop(given.mandate(on, ANE)),
        6 => drop(given.contact(on, ANE)),
        7 => drop(given.contact(on, DINA)),
        8 => drop(given.change(on, ANE, BJARNE)),
        9 => drop(given.end(on, "Municipal", true)),
        10 => drop(given.substitute(on, DINA, ANE, None)),
        11 => *consent = Some(given.consent(on, &json!(["Coordinator"]), None)),
        12 => {
            if let Some(consent) = *consent {
                given.withdraw(on, consent, &json!("All"));
            }
        }
        13 => drop(given.close(on)),
        14 => drop(given.consent(on, &json!(["Coordinator", "Group"]), Some("2025-06-01"))),
        15 => drop(given.group(on)),
        16 => {
            let group = given.group(on);
            given.meeting(on, group);
        }
        _ => drop(given.away(on, ANE, None)),
    }
}

/// A file that lived a life, from 2025 on, and the days on which something happened.
pub(crate) fn lived(life: &[(u8, i64)]) -> (Given, Vec<Day>) {
    let mut given = Given::new();
    given.born("2007-09-01");
    let mut consent = None;
    let mut days = Vec::new();
    for (what, after) in life {
        let on = day("2025-01-01").plus_days(*after);
        happen(&mut given, *what, &on.to_string(), &mut consent);
        days.push(on);
    }
    (given, days)
}

/// What happens, and how many days into 2025.
pub(crate) fn life() -> impl Strategy<Value = Vec<(u8, i64)>> {
    prop::collection::vec((0u8..18, 0i64..200), 0..25)
}
