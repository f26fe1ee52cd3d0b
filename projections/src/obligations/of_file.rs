//! All obligations of one patient's file.

use super::obligation::Obligation;
use super::reading::{Draft, Reading};
use super::{
    absence, adulthood, appointing, complaints, consent, follow_up, group, handover, mandate, notification,
    plan, reports,
};
use crate::file_at::FileAt;

/// The obligations of one file on its day, in order of rule, due day and trigger. Training (D17) is the tenant's, not a file's.
pub fn of_file(file: &FileAt<'_>) -> Vec<Obligation> {
    let reading = Reading::of(file);
    let mut drafts: Vec<Draft> = Vec::new();
    for family in FAMILIES {
        family(&reading, &mut drafts);
    }
    let mut obligations: Vec<Obligation> = drafts.into_iter().map(|draft| reading.settle(draft)).collect();
    obligations.sort_by_key(|one| (one.rule, one.due, one.triggered_on, one.trigger, one.part));
    obligations
}

/// One function a family, in the order of domain.md 3.1.
const FAMILIES: [fn(&Reading<'_>, &mut Vec<Draft>); 12] = [
    reports::drafts,
    appointing::drafts,
    mandate::drafts,
    follow_up::drafts,
    group::drafts,
    plan::drafts,
    consent::drafts,
    absence::drafts,
    handover::drafts,
    adulthood::drafts,
    complaints::drafts,
    notification::drafts,
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use samspor_core::register::policy::Rule;
    use samspor_core::words::{Day, EventId};
    use serde_json::json;

    use super::*;
    use crate::obligations::given::{ANE, BJARNE, DINA, Given, day};

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

    fn lived(life: &[(u8, i64)]) -> (Given, Vec<Day>) {
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

    fn life() -> impl Strategy<Value = Vec<(u8, i64)>> {
        prop::collection::vec((0u8..18, 0i64..200), 0..25)
    }

    proptest! {
        #[test]
        fn between_facts_only_the_due_dates_go_by(life in life(), from in 0i64..300, wait in 0i64..100) {
            let (given, days) = lived(&life);
            let from = day("2025-01-01").plus_days(from);
            let next = days.into_iter().filter(|on| *on > from).min();
            let to = next.map_or(from.plus_days(wait), |next| from.plus_days(wait).min(next.plus_days(-1)));
            let waited: Vec<Obligation> =
                given.on(&from.to_string(), of_file).iter().map(|one| one.seen_on(to)).collect();
            prop_assert_eq!(waited, given.on(&to.to_string(), of_file));
        }

        #[test]
        fn what_is_settled_stays_as_it_is(life in life(), from in 0i64..200, wait in 0i64..200) {
            let (given, _) = lived(&life);
            let from = day("2025-01-01").plus_days(from);
            let later = given.on(&from.plus_days(wait).to_string(), of_file);
            // A renewal of a consent may itself be withdrawn before it was needed.
            let settled = |one: &Obligation| !one.is_open() && one.rule != Rule::D14;
            for one in given.on(&from.to_string(), of_file).into_iter().filter(settled) {
                // Those of a group are the primary's of the day that is asked about.
                let same = later.iter().any(|then| {
                    let (mut then, substitute) = (then.clone(), one.substitute);
                    if matches!(one.rule, Rule::D09 | Rule::D10 | Rule::D11) {
                        (then.person, then.unit) = (one.person, one.unit);
                    }
                    Obligation { substitute, ..then } == one
                });
                prop_assert!(same, "{:?} on {} is gone or another one by then", one, from);
            }
        }
    }
}
