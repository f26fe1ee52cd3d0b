//! D25: how late a fact was registered; a flag, never an obligation (domain.md 3.4).

use samspor_core::catalogue::Event;
use samspor_core::fact::Fact;
use samspor_core::register::Register;
use samspor_core::register::policy::Rule;
use samspor_core::words::Day;

/// The days from a fact's receipt, or from its day, to its recording, where they are more than the policy's on `day`.
pub fn late_days(fact: &Fact, register: &Register, day: Day) -> Option<i64> {
    let since = match &*fact.what {
        Event::NeedReported(told) => told.received_on,
        Event::ComplaintReceived(told) => told.received_on,
        _ => fact.mark.on,
    };
    let in_time = register.deadline(Rule::D25, since, day).due(since);
    let recorded = fact.mark.recorded_on;
    (recorded > in_time).then(|| recorded.days_since(since))
}

#[cfg(test)]
mod tests {
    use crate::obligations::given::{Given, day};
    use crate::obligations::late_days;

    #[test]
    fn a_fact_is_late_when_it_is_recorded_more_than_seven_days_after() {
        let mut given = Given::new();
        given.assess("2026-03-02");
        let register = given.register();
        assert_eq!(late_days(&given.recorded_on("2026-03-09"), &register, day("2026-04-01")), None);
        assert_eq!(late_days(&given.recorded_on("2026-03-10"), &register, day("2026-04-01")), Some(8));
    }

    #[test]
    fn a_report_is_late_counted_from_the_day_it_was_received() {
        let mut given = Given::new();
        given.report("2026-03-01", "2026-03-02");
        assert_eq!(
            late_days(&given.recorded_on("2026-03-20"), &given.register(), day("2026-04-01")),
            Some(18)
        );
    }

    #[test]
    fn a_planned_fact_is_never_late_and_a_tenant_may_be_stricter() {
        let mut given = Given::new();
        given.adopt("2026-01-01", "D25", "P1D", "2026-01-01");
        given.assess("2026-03-02");
        let register = given.register();
        assert_eq!(late_days(&given.recorded_on("2026-02-20"), &register, day("2026-04-01")), None);
        assert_eq!(late_days(&given.recorded_on("2026-03-04"), &register, day("2026-04-01")), Some(2));
    }
}
