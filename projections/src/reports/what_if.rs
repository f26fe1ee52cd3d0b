//! What would have been overdue under other deadlines: counts by month, tenant, unit and rule.

use std::collections::{BTreeMap, BTreeSet};

use samspor_core::register::Register;
use samspor_core::register::policy::{DeadlinePolicyAdopted, Rule};
use samspor_core::words::{Day, TenantId, UnitId};
use serde::Serialize;

use crate::file_at::FileAt;
use crate::obligations::{Held, Obligation, State, of_file, training};
use crate::reports::due_id::is_of_person;

/// How many obligations of a rule and a unit were overdue on the last day of a month, and would have been.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// The month as `YYYY-MM`.
    pub month: String,
    pub tenant: TenantId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    pub rule: Rule,
    pub overdue: u32,
    pub overdue_under_policy: u32,
    pub difference: i64,
}

/// Adds up what is overdue on some days, as it was and under other deadlines.
pub(crate) struct Tally<'a> {
    policies: &'a [DeadlinePolicyAdopted],
    rules: BTreeSet<Rule>,
    days: &'a [Day],
    counts: BTreeMap<(Day, TenantId, Option<UnitId>, Rule), [u32; 2]>,
    /// Who had patients, by tenant and day: training is over all files.
    held: BTreeMap<(TenantId, Day), Vec<Held>>,
    /// Registers with the other deadlines added.
    changed: BTreeMap<TenantId, Register>,
}

impl<'a> Tally<'a> {
    pub(crate) fn new(policies: &'a [DeadlinePolicyAdopted], days: &'a [Day]) -> Self {
        let rules = policies.iter().map(|policy| policy.rule).collect();
        let (counts, held, changed) = Default::default();
        Self { policies, rules, days, counts, held, changed }
    }

    /// Counts one file on one of the days.
    pub(crate) fn count(&mut self, at: &FileAt<'_>) {
        self.note(at.tenant, at.day, 0, of_file(at));
        let register =
            self.changed.entry(at.tenant).or_insert_with(|| at.register.with_deadlines(self.policies));
        let other = of_file(&FileAt { register, ..*at });
        self.note(at.tenant, at.day, 1, other);
        if self.rules.iter().any(|rule| is_of_person(*rule)) {
            self.held.entry((at.tenant, at.day)).or_default().extend(Held::of_file(at.file));
        }
    }

    /// The rows in order, once every file was counted; those where nothing was and nothing would have been are left out.
    pub(crate) fn rows<'r>(mut self, register: impl Fn(TenantId) -> Option<&'r Register>) -> Vec<Changed> {
        for ((tenant, day), held) in std::mem::take(&mut self.held) {
            let Some(actual) = register(tenant) else { continue };
            self.note(tenant, day, 0, training(held.iter().copied(), actual, day));
            let other = training(held, &actual.with_deadlines(self.policies), day);
            self.note(tenant, day, 1, other);
        }
        let row = |((day, tenant, unit, rule), count): (_, [u32; 2])| Changed {
            month: month_of(day),
            tenant,
            unit,
            rule,
            overdue: count[0],
            overdue_under_policy: count[1],
            difference: i64::from(count[1]) - i64::from(count[0]),
        };
        self.counts.into_iter().map(row).collect()
    }

    /// The days counted, in order.
    pub(crate) fn days(&self) -> &'a [Day] {
        self.days
    }

    fn note(&mut self, tenant: TenantId, day: Day, which: usize, obligations: Vec<Obligation>) {
        for one in obligations {
            if one.state == State::Overdue && self.rules.contains(&one.rule) {
                self.counts.entry((day, tenant, one.unit, one.rule)).or_default()[which] += 1;
            }
        }
    }
}

fn month_of(day: Day) -> String {
    day.to_string().chars().take(7).collect()
}

/// The last day of each month from one day's to another's, a month that is not over yet counted on `today`; none of
/// those that have not begun.
pub fn last_days(from: Day, to: Day, today: Day) -> Vec<Day> {
    let mut days = Vec::new();
    let mut first = first_of_month(from);
    while first <= to && first <= today {
        let next = first.plus_months(1);
        // The calendar's last month is followed by none.
        let is_last = first_of_month(next) != next;
        days.push(if is_last { next } else { next.plus_days(-1) }.min(today));
        if is_last {
            break;
        }
        first = next;
    }
    days
}

/// The first day of a day's month.
pub fn first_of_month(day: Day) -> Day {
    let text = format!("{}-01", month_of(day));
    text.parse().unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_counted_on_its_last_day_and_one_that_runs_on_today() {
        let days = last_days(day("2025-01-31"), day("2025-04-02"), day("2025-03-10"));
        assert_eq!(days, ["2025-01-31", "2025-02-28", "2025-03-10"].map(day));
        assert_eq!(last_days(day("2025-04-01"), day("2025-05-01"), day("2025-03-10")), []);
        assert_eq!(last_days(Day::LAST, Day::LAST, Day::LAST), [Day::LAST]);
    }
}
