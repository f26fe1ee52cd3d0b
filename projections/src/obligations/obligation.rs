//! One obligation, and what became of it (domain.md 3.0).

use samspor_core::register::policy::{PolicySource, Rule};
use samspor_core::words::{Day, EventId, PersonId, TenantId, UnitId};
use serde::{Deserialize, Serialize};

/// Who has to see to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Owner {
    Coordinator,
    Leader,
    Ke,
}

impl Owner {
    /// Who has to see to the obligations of a rule (domain.md 3.4, *Owners*).
    pub fn of(rule: Rule) -> Self {
        match rule {
            Rule::D06
            | Rule::D07
            | Rule::D08
            | Rule::D08Planned
            | Rule::D09
            | Rule::D10
            | Rule::D11
            | Rule::D13
            | Rule::D14 => Self::Coordinator,
            Rule::D05 | Rule::D15 | Rule::D16 | Rule::D24 => Self::Leader,
            Rule::D01
            | Rule::D02
            | Rule::D03
            | Rule::D04
            | Rule::D12
            | Rule::D17
            | Rule::D17Refresher
            | Rule::D18
            | Rule::D19
            | Rule::D20
            | Rule::D21
            | Rule::D22
            | Rule::D23
            | Rule::D25 => Self::Ke,
        }
    }
}

/// What became of an obligation by the day asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum State {
    Pending,
    Met,
    MetLate,
    Overdue,
    Lapsed,
    Suspended,
}

/// One obligation of a file, or of a person where no patient is named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Obligation {
    pub rule: Rule,
    /// The last day it is in time, extensions and suspensions included.
    pub due: Day,
    /// The event that started it.
    pub trigger: EventId,
    /// Which of several that one event started, from 0: the orders of one decision.
    pub part: u16,
    pub triggered_on: Day,
    pub state: State,
    /// The day it was met; set for Met and MetLate only.
    pub met_on: Option<Day>,
    /// D − due when Overdue, `met_on` − due when MetLate, else 0.
    pub days: i64,
    pub owner: Owner,
    pub person: Option<PersonId>,
    pub unit: Option<UnitId>,
    /// A running substitute of the coordinator's, for the coordinator's obligations.
    pub substitute: Option<PersonId>,
    /// The other tenant, for contacts between coordinating units.
    pub with_tenant: Option<TenantId>,
    /// Where the number of days comes from.
    pub number_from: PolicySource,
}

impl Obligation {
    /// Whether somebody still has to act: Pending, Overdue or Suspended.
    pub fn is_open(&self) -> bool {
        match self.state {
            State::Pending | State::Overdue | State::Suspended => true,
            State::Met | State::MetLate | State::Lapsed => false,
        }
    }

    /// The same obligation on a later day if nothing else happens: only the due date goes by and the days grow.
    #[must_use]
    pub fn seen_on(&self, day: Day) -> Self {
        let mut seen = self.clone();
        match self.state {
            State::Pending | State::Overdue => (seen.state, seen.days) = unmet(self.due, day),
            State::Met | State::MetLate | State::Lapsed | State::Suspended => {}
        }
        seen
    }
}

/// The first day after `day` on which the obligation's state or days change by themselves; none for what is settled or suspended.
pub fn next_change(obligation: &Obligation, day: Day) -> Option<Day> {
    match obligation.state {
        State::Pending | State::Overdue => Some(obligation.due.max(day).next()),
        State::Met | State::MetLate | State::Lapsed | State::Suspended => None,
    }
}

/// Pending up to and with the due day, then overdue by the days since.
pub(super) fn unmet(due: Day, day: Day) -> (State, i64) {
    if day > due { (State::Overdue, day.days_since(due)) } else { (State::Pending, 0) }
}

/// Met up to and with the due day, then late for ever.
pub(super) fn met(due: Day, on: Day) -> (State, i64) {
    if on > due { (State::MetLate, on.days_since(due)) } else { (State::Met, 0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::obligations::given::{Given, day};

    #[test]
    fn a_pending_obligation_is_overdue_from_the_day_after_its_due_day() {
        let mut given = Given::new();
        given.report("2025-03-03", "2025-03-03");
        let pending = given.one(Rule::D01, "2025-03-04");
        assert_eq!(pending.seen_on(day("2025-03-17")).state, State::Pending);
        assert_eq!(pending.seen_on(day("2025-03-20")), given.one(Rule::D01, "2025-03-20"));
        assert_eq!(pending.seen_on(day("2025-03-20")).days, 3);
        assert_eq!(pending.seen_on(day("2025-03-20")).seen_on(day("2025-03-10")), pending);
    }

    #[test]
    fn a_pending_obligation_changes_the_day_after_its_due_day_and_an_overdue_one_daily() {
        let mut given = Given::new();
        given.report("2025-03-03", "2025-03-03");
        let pending = given.one(Rule::D01, "2025-03-04");
        assert_eq!(next_change(&pending, day("2025-03-04")), Some(day("2025-03-18")));
        assert_eq!(next_change(&pending, day("2025-03-20")), Some(day("2025-03-21")));
        given.assess("2025-03-05");
        assert_eq!(next_change(&given.one(Rule::D01, "2025-03-05"), day("2025-03-05")), None);
    }
}
