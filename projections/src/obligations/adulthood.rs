//! D22: the transition at 18 is registered in time, while a child coordinator is there (trap T16).

use samspor_core::patient::assignment::CoordinatorRole;
use samspor_core::patient::transition::TransitionKind;
use samspor_core::register::policy::Rule;

use super::reading::{Draft, Reading};

const MONTHS_TO_ADULTHOOD: i32 = 18 * 12;

pub(super) fn drafts(reading: &Reading<'_>, drafts: &mut Vec<Draft>) {
    let file = reading.at.file;
    let Some(birthday) = file.born.map(|born| born.plus_months(MONTHS_TO_ADULTHOOD)) else { return };
    let mut transitions = file.transitions.iter().filter(|one| one.kind == TransitionKind::Turns18);
    let registered = transitions.next().map(|one| one.mark);
    for assignment in file.assignments.iter().filter(|one| one.role == CoordinatorRole::Child) {
        let ended = assignment.end.map(|end| end.mark);
        drafts.push(
            Draft::new(Rule::D22, assignment.mark).due_before(birthday).met_by(registered).ended_by(ended),
        );
    }
}

#[cfg(test)]
mod tests {
    use samspor_core::register::policy::Rule;
    use serde_json::json;

    use crate::obligations::given::{ANE, BJARNE, Given, day};
    use crate::obligations::{Owner, State};

    fn born_2008() -> Given {
        let mut given = Given::new();
        given.born("2008-08-17");
        given
    }

    #[test]
    fn the_transition_at_18_is_registered_six_months_before() {
        let mut given = born_2008();
        let appointed = given.appoint("2024-01-08", BJARNE, "Child");
        let late = given.one(Rule::D22, "2026-02-18");
        assert_eq!((late.due, late.state, late.days), (day("2026-02-17"), State::Overdue, 1));
        assert_eq!((late.trigger, late.owner, late.person), (appointed, Owner::Ke, None));
        given.tell("2026-03-02", "TransitionRegistered", &json!({"kind": "SchoolChange"}));
        assert_eq!(given.one(Rule::D22, "2026-03-02").state, State::Overdue);
        given.tell("2026-03-02", "TransitionRegistered", &json!({"kind": "Turns18"}));
        assert_eq!(given.brief(Rule::D22, "2026-03-02"), ["2026-02-17 MetLate 13"]);
    }

    #[test]
    fn a_registration_from_before_the_assignment_counts() {
        let mut given = born_2008();
        given.tell("2024-01-01", "TransitionRegistered", &json!({"kind": "Turns18"}));
        given.appoint("2024-01-08", BJARNE, "Child");
        assert_eq!(given.one(Rule::D22, "2024-01-08").state, State::Met);
    }

    #[test]
    fn neither_the_birthday_nor_anything_else_but_an_end_ends_it() {
        let mut given = born_2008();
        given.appoint("2024-01-08", BJARNE, "Child");
        assert_eq!(given.brief(Rule::D22, "2026-08-18"), ["2026-02-17 Overdue 182"]);
        given.end("2026-08-18", "Child", true);
        assert_eq!(given.one(Rule::D22, "2026-08-18").state, State::Lapsed);
    }

    #[test]
    fn a_municipal_coordinator_or_an_unknown_birthday_starts_nothing() {
        let mut given = born_2008();
        given.appoint("2024-01-08", ANE, "Municipal");
        assert!(given.all(Rule::D22, "2026-08-18").is_empty());
        let mut given = Given::new();
        given.appoint("2024-01-08", ANE, "Child");
        assert!(given.all(Rule::D22, "2026-08-18").is_empty());
    }

    #[test]
    fn the_policy_of_the_assignments_day_gives_the_months() {
        let mut given = born_2008();
        given.adopt("2023-12-01", "D22", "P12M", "2024-01-01");
        given.adopt("2025-01-01", "D22", "P3M", "2025-01-01");
        given.appoint("2024-01-08", BJARNE, "Child");
        assert_eq!(given.one(Rule::D22, "2025-02-01").due, day("2025-08-17"));
    }
}
