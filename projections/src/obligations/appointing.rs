//! D03, D04 and D23: after a yes somebody is appointed, after an end somebody takes over, after a no it is offered again.

use samspor_core::patient::assignment::Assignment;
use samspor_core::patient::information::Topic;
use samspor_core::patient::offer::Answer;
use samspor_core::register::policy::Rule;

use super::reading::{Draft, Reading};

pub(super) fn drafts(reading: &Reading<'_>, drafts: &mut Vec<Draft>) {
    for answer in &reading.at.file.answers {
        match answer.answer {
            Answer::Accepted => {
                let mut primaries = reading.at.file.assignments.iter().filter(|one| one.seat().is_some());
                let first = primaries.find(|one| one.mark.on >= answer.mark.on);
                drafts.push(Draft::new(Rule::D03, answer.mark).met_by(first.map(|one| one.mark)));
            }
            Answer::Declined => drafts.push(offered_again(reading, answer)),
            Answer::NoAnswer => {}
        }
    }
    drafts.extend(reading.at.file.assignments.iter().filter_map(|ended| vacancy(reading, ended)));
}

fn offered_again(reading: &Reading<'_>, declined: &samspor_core::patient::offer::OfferAnswer) -> Draft {
    let file = reading.at.file;
    let offers = file.offers.iter().map(|one| one.mark);
    let told = file.information.iter().filter(|one| one.topic == Topic::Rights).map(|one| one.mark);
    let met = offers.chain(told).filter(|mark| declined.mark < *mark).min();
    let draft = Draft::new(Rule::D23, declined.mark).met_by(met);
    match declined.reoffer_on {
        Some(reoffer_on) => draft.due_on(reoffer_on),
        None => draft,
    }
}

/// D04: a primary's end that leaves the need, and that no primary of the same seat follows on the same day.
fn vacancy(reading: &Reading<'_>, ended: &Assignment) -> Option<Draft> {
    let end = ended.end.filter(|_| ended.need_persists())?;
    let seat = ended.seat()?;
    let mut later = reading
        .at
        .file
        .assignments
        .iter()
        .filter(|one| one.seat() == Some(seat) && ended.mark < one.mark && one.mark.on >= end.mark.on);
    match later.next() {
        Some(next) if next.mark.on == end.mark.on => None,
        next => Some(Draft::new(Rule::D04, end.mark).met_by(next.map(|one| one.mark))),
    }
}

#[cfg(test)]
mod tests {
    use samspor_core::register::policy::Rule;
    use serde_json::json;

    use crate::obligations::State;
    use crate::obligations::given::{ANE, BJARNE, DINA, Given, day};

    fn answer(given: &mut Given, on: &str, answer: &str, reoffer_on: Option<&str>) {
        given.tell(on, "CoordinatorOfferAnswered", &json!({"answer": answer, "reoffer_on": reoffer_on}));
    }

    #[test]
    fn after_a_yes_somebody_is_appointed_within_28_days() {
        let mut given = Given::new();
        given.offer("2025-03-12");
        answer(&mut given, "2025-03-14", "Accepted", None);
        assert_eq!(given.brief(Rule::D03, "2025-04-12"), ["2025-04-11 Overdue 1"]);
        given.appoint("2025-03-24", ANE, "Municipal");
        assert_eq!(given.one(Rule::D03, "2025-03-24").met_on, Some(day("2025-03-24")));
    }

    #[test]
    fn a_contact_doctor_is_no_coordinator() {
        let mut given = Given::new();
        answer(&mut given, "2025-03-14", "Accepted", None);
        given.appoint("2025-03-24", ANE, "ContactDoctor");
        assert_eq!(given.one(Rule::D03, "2025-03-24").state, State::Pending);
    }

    #[test]
    fn no_answer_starts_nothing() {
        let mut given = Given::new();
        answer(&mut given, "2025-03-14", "NoAnswer", None);
        assert!(given.all(Rule::D03, "2025-05-14").is_empty());
        assert!(given.all(Rule::D23, "2025-05-14").is_empty());
    }

    #[test]
    fn after_a_no_it_is_offered_again_on_the_agreed_day_or_in_a_year() {
        let mut given = Given::new();
        given.offer("2025-03-12");
        answer(&mut given, "2025-03-14", "Declined", None);
        assert_eq!(given.brief(Rule::D23, "2025-03-14"), ["2026-03-14 Pending 0"]);
        answer(&mut given, "2025-03-14", "Declined", Some("2025-09-01"));
        assert_eq!(given.brief(Rule::D23, "2025-03-14"), ["2025-09-01 Pending 0", "2026-03-14 Pending 0"]);
        given.inform("2025-09-02", "CoordinatorNamed");
        given.inform("2025-09-03", "Rights");
        assert_eq!(given.brief(Rule::D23, "2025-09-03"), ["2025-09-01 MetLate 2", "2026-03-14 Met 0"]);
    }

    #[test]
    fn an_offer_of_the_same_day_counts_when_it_stands_after_the_no() {
        let mut given = Given::new();
        given.offer("2025-03-14");
        answer(&mut given, "2025-03-14", "Declined", None);
        assert_eq!(given.one(Rule::D23, "2025-03-14").state, State::Pending);
        given.offer("2025-03-14");
        assert_eq!(given.one(Rule::D23, "2025-03-14").state, State::Met);
    }

    #[test]
    fn an_end_with_need_is_escalated_after_14_days_until_somebody_takes_over() {
        let mut given = Given::new();
        given.appoint("2026-01-05", ANE, "Child");
        let end = given.end("2026-08-17", "Child", true);
        assert_eq!(given.brief(Rule::D04, "2026-08-20"), ["2026-08-31 Pending 0"]);
        assert_eq!(given.one(Rule::D04, "2026-08-20").trigger, end);
        given.appoint("2026-09-02", BJARNE, "Municipal");
        assert_eq!(given.brief(Rule::D04, "2026-09-01"), ["2026-08-31 Overdue 1"]);
        assert_eq!(given.brief(Rule::D04, "2026-09-02"), ["2026-08-31 MetLate 2"]);
    }

    #[test]
    fn an_end_that_somebody_follows_at_once_is_no_vacancy() {
        let mut given = Given::new();
        given.appoint("2026-01-05", ANE, "Child");
        given.end("2026-08-17", "Child", true);
        given.appoint("2026-08-17", BJARNE, "Municipal");
        assert!(given.all(Rule::D04, "2026-08-24").is_empty());
        given.change("2026-09-01", BJARNE, ANE);
        assert!(given.all(Rule::D04, "2026-09-01").is_empty());
    }

    #[test]
    fn an_end_without_need_or_of_another_role_is_no_vacancy() {
        let mut given = Given::new();
        given.appoint("2026-01-05", ANE, "Municipal");
        given.appoint("2026-01-05", BJARNE, "Pathway");
        given.end("2026-02-01", "Pathway", true);
        given.end("2026-02-01", "Municipal", false);
        assert!(given.all(Rule::D04, "2026-02-02").is_empty());
    }

    #[test]
    fn a_primary_of_the_other_seat_fills_no_vacancy() {
        let mut given = Given::new();
        given.appoint("2026-01-05", ANE, "Municipal");
        given.end("2026-02-01", "Municipal", true);
        given.appoint("2026-02-03", BJARNE, "Specialist");
        assert_eq!(given.one(Rule::D04, "2026-02-03").state, State::Pending);
    }

    #[test]
    fn a_substitute_fills_no_vacancy() {
        let mut given = Given::new();
        given.appoint("2026-01-05", ANE, "Municipal");
        given.substitute("2026-01-20", DINA, ANE, None);
        given.end("2026-02-01", "Municipal", true);
        assert_eq!(given.brief(Rule::D04, "2026-02-16"), ["2026-02-15 Overdue 1"]);
    }

    #[test]
    fn a_planned_appointment_counts_from_its_day() {
        let mut given = Given::new();
        answer(&mut given, "2025-03-14", "Accepted", None);
        given.appoint("2025-04-10", ANE, "Municipal");
        assert_eq!(given.one(Rule::D03, "2025-04-09").state, State::Pending);
        assert_eq!(given.one(Rule::D03, "2025-04-10").state, State::Met);
    }
}
