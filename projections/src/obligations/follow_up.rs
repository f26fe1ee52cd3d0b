//! D07, D08 and D08p: the first contact, the regular ones, and those planned (hol § 7-2, *nødvendig oppfølging*).

use samspor_core::patient::PatientFile;
use samspor_core::patient::assignment::Assignment;
use samspor_core::patient::follow_up::{FollowUp, FollowUpKind};
use samspor_core::register::policy::Rule;

use super::reading::{Draft, Reading};

pub(super) fn drafts(reading: &Reading<'_>, drafts: &mut Vec<Draft>) {
    let file = reading.at.file;
    for assignment in file.assignments.iter().filter(|one| one.seat().is_some()) {
        let first = file.follow_ups.iter().find(|one| is_contact_of(file, assignment, one));
        let first = first.map(|one| one.mark);
        drafts.push(Draft::new(Rule::D07, assignment.mark).met_by(first).carried_by(assignment));
        let contacts = file
            .follow_ups
            .iter()
            .filter(|one| assignment.runs_on(one.mark.on) && is_contact_of(file, assignment, one));
        let contacts: Vec<&FollowUp> = contacts.collect();
        for (contact, next) in contacts.iter().zip(contacts.iter().skip(1).map(Some).chain([None])) {
            let next = next.map(|next| next.mark);
            drafts.push(Draft::new(Rule::D08, contact.mark).met_by(next).carried_by(assignment));
        }
    }
    for planned in &file.planned_follow_ups {
        let done = file.follow_ups.iter().find(|one| one.planned == Some(planned.mark.event));
        let unit = reading.at.register.persons.get(&planned.owner).map(|person| person.unit);
        drafts.push(
            Draft::new(Rule::D08Planned, planned.mark)
                .due_on(planned.due_on)
                .met_by(done.map(|one| one.mark))
                .of(Some(planned.owner), unit),
        );
    }
}

/// A contact with the patient since the assignment began, by its person or by a substitute of theirs on the day.
pub(super) fn is_contact_of(file: &PatientFile, assignment: &Assignment, done: &FollowUp) -> bool {
    let on = done.mark.on;
    let mut substitutes = file.substitutes_on(on).filter(|one| one.for_person == assignment.person);
    done.kind == FollowUpKind::PatientContact
        && on >= assignment.mark.on
        && (done.by == assignment.person || substitutes.any(|one| one.person == done.by))
}

#[cfg(test)]
mod tests {
    use samspor_core::register::policy::Rule;
    use serde_json::json;

    use crate::obligations::State;
    use crate::obligations::given::{ANE, BJARNE, DINA, ERGO, Given, HOME, day};

    #[test]
    fn the_first_contact_is_due_in_14_days_and_the_next_three_months_later() {
        let mut given = Given::new();
        given.appoint("2025-01-07", ANE, "Municipal");
        assert_eq!(given.brief(Rule::D07, "2025-01-22"), ["2025-01-21 Overdue 1"]);
        let contact = given.contact("2025-01-31", ANE);
        assert_eq!(given.brief(Rule::D07, "2025-01-31"), ["2025-01-21 MetLate 10"]);
        assert_eq!(given.brief(Rule::D08, "2025-05-01"), ["2025-04-30 Overdue 1"]);
        assert_eq!(given.one(Rule::D08, "2025-05-01").trigger, contact);
        given.contact("2025-05-02", ANE);
        assert_eq!(given.brief(Rule::D08, "2025-05-02"), ["2025-04-30 MetLate 2", "2025-08-02 Pending 0"]);
    }

    #[test]
    fn a_running_substitute_keeps_the_chain_and_is_named() {
        let mut given = Given::new();
        given.appoint("2025-01-07", ANE, "Municipal");
        given.contact("2025-01-20", ANE);
        given.substitute("2025-06-10", DINA, ANE, Some("2025-09-01"));
        let waiting = given.one(Rule::D08, "2025-08-15");
        assert_eq!((waiting.person, waiting.unit), (ANE.parse().ok(), HOME.parse().ok()));
        assert_eq!(waiting.substitute, DINA.parse().ok());
        assert_eq!(given.one(Rule::D08, "2025-09-01").substitute, None);
        let contact = given.contact("2025-07-03", DINA);
        given.contact("2025-08-20", BJARNE);
        given.contact("2025-09-02", DINA);
        let chain = given.all(Rule::D08, "2025-10-04");
        assert_eq!(chain.len(), 2);
        assert_eq!((chain[1].trigger, chain[1].due, chain[1].days), (contact, day("2025-10-03"), 1));
    }

    #[test]
    fn a_substitute_of_somebody_else_meets_nothing() {
        let mut given = Given::new();
        given.appoint("2025-01-07", ANE, "Municipal");
        given.appoint("2025-01-07", BJARNE, "Specialist");
        given.substitute("2025-01-08", DINA, BJARNE, None);
        given.contact("2025-01-09", DINA);
        let states: Vec<_> =
            given.all(Rule::D07, "2025-01-09").iter().map(|one| (one.person, one.state)).collect();
        assert!(states.contains(&(ANE.parse().ok(), State::Pending)));
        assert!(states.contains(&(BJARNE.parse().ok(), State::Met)));
    }

    #[test]
    fn only_a_contact_with_the_patient_is_one() {
        let mut given = Given::new();
        given.appoint("2025-01-07", ANE, "Municipal");
        given.tell("2025-01-08", "FollowUpRecorded", &json!({"kind": "ServiceContact", "by": ANE}));
        given.contact("2025-01-06", ANE);
        assert_eq!(given.one(Rule::D07, "2025-01-09").state, State::Pending);
        assert!(given.all(Rule::D08, "2025-01-09").is_empty());
    }

    #[test]
    fn a_new_coordinator_begins_a_chain_and_the_old_one_lapses() {
        let mut given = Given::new();
        given.appoint("2025-01-07", ANE, "Municipal");
        given.contact("2025-08-20", ANE);
        given.change("2025-10-01", ANE, BJARNE);
        given.contact("2025-10-08", BJARNE);
        given.contact("2025-10-09", ANE);
        assert_eq!(given.brief(Rule::D08, "2025-10-31"), ["2025-11-20 Lapsed 0", "2026-01-08 Pending 0"]);
        assert_eq!(given.one(Rule::D08, "2025-09-30").state, State::Pending);
    }

    #[test]
    fn a_planned_follow_up_is_met_by_whatever_names_it_and_is_its_owners() {
        let mut given = Given::new();
        let told = json!({"kind": "visit", "due_on": "2025-02-01", "owner": BJARNE});
        let planned = given.tell("2025-01-10", "FollowUpPlanned", &told);
        let waiting = given.one(Rule::D08Planned, "2025-02-03");
        assert_eq!((waiting.state, waiting.days), (State::Overdue, 2));
        assert_eq!((waiting.person, waiting.unit), (BJARNE.parse().ok(), ERGO.parse().ok()));
        given.tell(
            "2025-02-04",
            "FollowUpRecorded",
            &json!({"kind": "Other", "by": ANE, "planned": planned}),
        );
        assert_eq!(given.brief(Rule::D08Planned, "2025-02-04"), ["2025-02-01 MetLate 3"]);
    }

    #[test]
    fn a_follow_up_planned_for_later_begins_then() {
        let mut given = Given::new();
        let told = json!({"kind": "visit", "due_on": "2025-04-01", "owner": ANE});
        given.tell("2025-03-01", "FollowUpPlanned", &told);
        assert!(given.all(Rule::D08Planned, "2025-02-28").is_empty());
        assert_eq!(given.all(Rule::D08Planned, "2025-03-01").len(), 1);
    }
}
