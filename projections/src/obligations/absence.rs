//! D15: whoever is away for more than two weeks has a substitute or a successor for each patient.

use samspor_core::fact::Mark;
use samspor_core::patient::PatientFile;
use samspor_core::patient::assignment::{Assignment, EndCause};
use samspor_core::register::person::Absence;
use samspor_core::register::policy::Rule;

use super::reading::{Draft, Reading};

/// An absence of up to this many days needs nobody (domain.md 3.4).
const SHORT_ABSENCE_DAYS: i64 = 14;

pub(super) fn drafts(reading: &Reading<'_>, drafts: &mut Vec<Draft>) {
    let begun = reading.at.register.absences.iter().filter(|absence| absence.mark.on <= reading.at.day);
    for absence in begun.filter(|absence| is_long(absence)) {
        let mut primaries = reading.at.file.primaries_on(absence.mark.on);
        if let Some(assignment) = primaries.find(|one| one.person == absence.person) {
            let met = cover(reading.at.file, absence, assignment);
            drafts.push(Draft::new(Rule::D15, absence.mark).met_by(met).carried_by(assignment));
        }
    }
}

fn is_long(absence: &Absence) -> bool {
    absence.expected_to.is_none_or(|to| to.days_since(absence.mark.on) > SHORT_ABSENCE_DAYS)
}

/// The first substitution that runs on the first day of absence or begins later, or the change of coordinator.
fn cover(file: &PatientFile, absence: &Absence, assignment: &Assignment) -> Option<Mark> {
    let away = absence.mark.on;
    let substitutions = file
        .substitutions
        .iter()
        .filter(|one| one.for_person == absence.person && (one.mark.on >= away || one.runs_on(away)));
    let changed = assignment.end.filter(|end| match end.cause {
        EndCause::Changed => true,
        EndCause::Ended { .. } | EndCause::CaseClosed | EndCause::Died | EndCause::TransferredOut => false,
    });
    substitutions.map(|one| one.mark).chain(changed.map(|end| end.mark)).min()
}

#[cfg(test)]
mod tests {
    use samspor_core::register::policy::Rule;

    use crate::obligations::given::{ANE, BJARNE, DINA, Given, HOME, day};
    use crate::obligations::{Owner, State};

    fn with_coordinator() -> Given {
        let mut given = Given::new();
        given.appoint("2025-01-07", ANE, "Municipal");
        given
    }

    #[test]
    fn an_absence_of_more_than_14_days_needs_a_substitute_within_14() {
        let mut given = with_coordinator();
        let away = given.away("2025-06-02", ANE, Some("2025-06-17"));
        let late = given.one(Rule::D15, "2025-06-18");
        assert_eq!((late.due, late.state, late.days), (day("2025-06-16"), State::Overdue, 2));
        assert_eq!((late.trigger, late.owner), (away, Owner::Leader));
        assert_eq!((late.person, late.unit, late.substitute), (ANE.parse().ok(), HOME.parse().ok(), None));
        given.substitute("2025-06-20", DINA, ANE, None);
        assert_eq!(given.brief(Rule::D15, "2025-06-30"), ["2025-06-16 MetLate 4"]);
    }

    #[test]
    fn an_absence_of_14_days_needs_nobody_and_one_without_end_does() {
        let mut given = with_coordinator();
        given.away("2025-06-02", ANE, Some("2025-06-16"));
        assert!(given.all(Rule::D15, "2025-06-30").is_empty());
        given.away("2025-08-01", ANE, None);
        assert_eq!(given.brief(Rule::D15, "2025-08-01"), ["2025-08-15 Pending 0"]);
    }

    #[test]
    fn an_absence_counts_from_its_first_day_for_whoever_is_primary_then() {
        let mut given = with_coordinator();
        given.away("2025-06-02", ANE, None);
        given.away("2025-06-02", BJARNE, None);
        given.away("2024-12-01", ANE, None);
        assert!(given.all(Rule::D15, "2025-06-01").is_empty());
        assert_eq!(given.all(Rule::D15, "2025-06-02").len(), 1);
    }

    #[test]
    fn a_substitute_who_runs_already_is_enough_and_one_who_has_left_is_not() {
        let mut given = with_coordinator();
        given.substitute("2025-03-01", DINA, ANE, Some("2025-06-02"));
        given.away("2025-06-02", ANE, None);
        assert_eq!(given.one(Rule::D15, "2025-06-02").state, State::Pending);
        given.substitute("2025-05-01", BJARNE, ANE, None);
        assert_eq!(given.one(Rule::D15, "2025-06-02").met_on, Some(day("2025-05-01")));
    }

    #[test]
    fn a_change_of_coordinator_meets_it_and_another_end_lapses_it() {
        let mut given = with_coordinator();
        given.away("2025-06-02", ANE, None);
        given.change("2025-06-10", ANE, BJARNE);
        assert_eq!(given.one(Rule::D15, "2025-06-30").met_on, Some(day("2025-06-10")));
        let mut given = with_coordinator();
        given.away("2025-06-02", ANE, None);
        given.end("2025-06-10", "Municipal", true);
        assert_eq!(given.one(Rule::D15, "2025-06-30").state, State::Lapsed);
    }
}
