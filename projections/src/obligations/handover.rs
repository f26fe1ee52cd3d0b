//! D16: after a change of coordinator the handover is done.

use samspor_core::register::policy::Rule;

use super::reading::{Draft, Reading};

pub(super) fn drafts(reading: &Reading<'_>, drafts: &mut Vec<Draft>) {
    let file = reading.at.file;
    for change in &file.changes {
        let mut handovers = file.handovers.iter().filter(|one| one.to_person == change.to_person);
        let done = handovers.find(|one| one.mark.on >= change.overlap_from).map(|one| one.mark);
        let draft = Draft::new(Rule::D16, change.mark).met_by(done);
        let mut opened = file.assignments.iter().filter(|one| one.mark == change.mark);
        drafts.push(match opened.next() {
            Some(assignment) => draft.carried_by(assignment),
            None => draft,
        });
    }
}

#[cfg(test)]
mod tests {
    use samspor_core::register::policy::Rule;
    use serde_json::json;

    use crate::obligations::given::{ANE, BJARNE, DINA, ERGO, Given, day};
    use crate::obligations::{Owner, State};

    fn hand_over(given: &mut Given, on: &str, to: &str) {
        given.tell(on, "HandoverCompleted", &json!({"to_person": to}));
    }

    #[test]
    fn a_handover_is_done_within_14_days_of_the_change() {
        let mut given = Given::new();
        given.appoint("2025-01-07", ANE, "Municipal");
        let change = given.change("2025-10-01", ANE, BJARNE);
        hand_over(&mut given, "2025-09-30", BJARNE);
        hand_over(&mut given, "2025-10-02", DINA);
        let late = given.one(Rule::D16, "2025-10-16");
        assert_eq!((late.due, late.state, late.days), (day("2025-10-15"), State::Overdue, 1));
        assert_eq!((late.trigger, late.owner), (change, Owner::Leader));
        assert_eq!((late.person, late.unit), (BJARNE.parse().ok(), ERGO.parse().ok()));
        hand_over(&mut given, "2025-10-20", BJARNE);
        assert_eq!(given.brief(Rule::D16, "2025-10-20"), ["2025-10-15 MetLate 5"]);
    }

    #[test]
    fn a_handover_during_the_overlap_counts() {
        let mut given = Given::new();
        given.appoint("2025-01-07", ANE, "Municipal");
        let told = json!({"from_person": ANE, "to_person": BJARNE, "unit": ERGO, "cause": "JobChange",
            "overlap_from": "2025-09-01", "overlap_to": "2025-10-15"});
        given.tell("2025-10-01", "CoordinatorChanged", &told);
        hand_over(&mut given, "2025-09-10", BJARNE);
        assert!(given.all(Rule::D16, "2025-09-30").is_empty());
        assert_eq!(given.one(Rule::D16, "2025-10-01").met_on, Some(day("2025-09-10")));
    }

    #[test]
    fn a_handover_not_done_lapses_when_the_new_one_ends_and_an_appointment_needs_none() {
        let mut given = Given::new();
        given.appoint("2025-01-07", ANE, "Municipal");
        assert!(given.all(Rule::D16, "2025-09-30").is_empty());
        given.change("2025-10-01", ANE, BJARNE);
        given.end("2025-10-10", "Municipal", true);
        assert_eq!(given.one(Rule::D16, "2025-11-01").state, State::Lapsed);
    }
}
