//! D05 and D06: a coordinator has a written mandate, and the participants know of it.

use samspor_core::register::policy::Rule;

use super::reading::{Draft, Reading};

pub(super) fn drafts(reading: &Reading<'_>, drafts: &mut Vec<Draft>) {
    let file = reading.at.file;
    for assignment in file.assignments.iter().filter(|one| one.seat().is_some()) {
        let mandate = file.mandates.iter().find(|mandate| mandate.person == assignment.person);
        let met = mandate.map(|mandate| mandate.mark);
        drafts.push(Draft::new(Rule::D05, assignment.mark).met_by(met).carried_by(assignment));
    }
    for mandate in &file.mandates {
        let mut primaries = file.primaries_on(mandate.mark.on);
        if let Some(assignment) = primaries.find(|one| one.person == mandate.person) {
            let told = file.participants_informed.iter().copied().find(|mark| mark.on >= mandate.mark.on);
            drafts.push(Draft::new(Rule::D06, mandate.mark).met_by(told).carried_by(assignment));
        }
    }
}

#[cfg(test)]
mod tests {
    use samspor_core::register::policy::Rule;
    use serde_json::json;

    use crate::obligations::given::{ANE, BJARNE, DINA, ERGO, Given, HOME, day};
    use crate::obligations::{Owner, State};

    fn tell_participants(given: &mut Given, on: &str) {
        given.tell(on, "ParticipantsInformed", &json!({"parties": ["Fastlege"]}));
    }

    #[test]
    fn a_coordinator_has_a_mandate_within_14_days_by_the_leader() {
        let mut given = Given::new();
        let appointed = given.appoint("2026-01-12", ANE, "Municipal");
        let obligation = given.one(Rule::D05, "2026-01-27");
        assert_eq!(
            (obligation.state, obligation.days, obligation.due),
            (State::Overdue, 1, day("2026-01-26"))
        );
        assert_eq!((obligation.trigger, obligation.owner), (appointed, Owner::Leader));
        assert_eq!((obligation.person, obligation.unit), (ANE.parse().ok(), HOME.parse().ok()));
        given.mandate("2026-01-27", DINA);
        assert_eq!(given.one(Rule::D05, "2026-01-27").state, State::Overdue);
    }

    #[test]
    fn a_mandate_from_before_the_appointment_counts() {
        let mut given = Given::new();
        given.mandate("2026-01-05", ANE);
        given.appoint("2026-01-12", ANE, "Municipal");
        assert_eq!(given.one(Rule::D05, "2026-01-12").met_on, Some(day("2026-01-05")));
        assert!(given.all(Rule::D06, "2026-01-12").is_empty());
    }

    #[test]
    fn each_change_needs_a_mandate_of_its_own_person() {
        let mut given = Given::new();
        given.appoint("2026-01-12", ANE, "Municipal");
        given.mandate("2026-01-12", ANE);
        given.change("2026-03-01", ANE, BJARNE);
        assert_eq!(given.brief(Rule::D05, "2026-03-16"), ["2026-01-26 Met 0", "2026-03-15 Overdue 1"]);
        assert_eq!(given.all(Rule::D05, "2026-03-16")[1].unit, ERGO.parse().ok());
    }

    #[test]
    fn participants_are_informed_within_14_days_of_the_mandate_on_its_day_too() {
        let mut given = Given::new();
        tell_participants(&mut given, "2026-01-11");
        given.appoint("2026-01-12", ANE, "Municipal");
        given.mandate("2026-01-12", ANE);
        assert_eq!(given.brief(Rule::D06, "2026-01-12"), ["2026-01-26 Pending 0"]);
        assert_eq!(given.one(Rule::D06, "2026-01-12").owner, Owner::Coordinator);
        tell_participants(&mut given, "2026-01-12");
        assert_eq!(given.brief(Rule::D06, "2026-01-12"), ["2026-01-26 Met 0"]);
    }

    #[test]
    fn what_the_assignment_carries_lapses_when_it_ends() {
        let mut given = Given::new();
        given.appoint("2026-01-12", ANE, "Municipal");
        given.mandate("2026-01-14", ANE);
        given.appoint("2026-01-12", DINA, "Pathway");
        given.end("2026-01-20", "Municipal", false);
        tell_participants(&mut given, "2026-01-21");
        assert_eq!(given.brief(Rule::D05, "2026-02-20"), ["2026-01-26 Met 0"]);
        assert_eq!(given.brief(Rule::D06, "2026-02-20"), ["2026-01-28 Lapsed 0"]);
    }

    #[test]
    fn what_was_done_on_the_day_of_the_lapse_counts() {
        let mut given = Given::new();
        given.appoint("2026-01-12", ANE, "Municipal");
        given.mandate("2026-01-14", ANE);
        given.close("2026-01-20");
        tell_participants(&mut given, "2026-01-20");
        assert_eq!(given.brief(Rule::D06, "2026-02-20"), ["2026-01-28 Met 0"]);
    }
}
