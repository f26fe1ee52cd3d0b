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
    let drafts = drafts(&reading);
    let mut obligations: Vec<Obligation> = drafts.into_iter().map(|draft| reading.settle(draft)).collect();
    obligations.sort_by_key(|one| (one.rule, one.due, one.triggered_on, one.trigger, one.part));
    obligations
}

/// What every rule says of a file.
pub(super) fn drafts(reading: &Reading<'_>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for family in FAMILIES {
        family(reading, &mut drafts);
    }
    drafts
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

    use super::*;
    use crate::obligations::given::day;
    use crate::obligations::given::life::{life, lived};

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
