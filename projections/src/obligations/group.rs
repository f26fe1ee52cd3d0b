//! D09, D10 and D11: a group meets soon, then once a year at least, and each meeting has its minutes.

use samspor_core::fact::Mark;
use samspor_core::patient::meeting::Meeting;
use samspor_core::register::policy::Rule;

use super::reading::{Draft, Reading};

pub(super) fn drafts(reading: &Reading<'_>, drafts: &mut Vec<Draft>) {
    let file = reading.at.file;
    let (person, unit) = reading.primary();
    for group in &file.groups {
        let id = group.mark.event;
        let dissolved = file.dissolutions.iter().filter(|one| one.group == id).map(|one| one.mark).min();
        let meetings: Vec<&Meeting> = file.meetings.iter().filter(|one| one.group == id).collect();
        let first = meetings.first().map(|one| one.mark);
        let mut draft = |rule, trigger, met| {
            drafts.push(Draft::new(rule, trigger).met_by(met).ended_by(dissolved).of(person, unit));
        };
        draft(Rule::D09, group.mark, first);
        // A meeting after the group was dissolved starts no new year.
        let stands = |begun: &Mark| dissolved.is_none_or(|dissolved| *begun < dissolved);
        let begun = std::iter::once(group.mark).chain(meetings.iter().map(|one| one.mark));
        for begun in begun.filter(stands) {
            let next = meetings.iter().map(|one| one.mark).find(|mark| *mark > begun);
            draft(Rule::D10, begun, next);
        }
    }
    for meeting in &file.meetings {
        let filed = file.minutes.iter().find(|one| one.meeting == meeting.mark.event);
        let draft = Draft::new(Rule::D11, meeting.mark).met_by(filed.map(|one| one.mark));
        drafts.push(draft.of(person, unit));
    }
}

#[cfg(test)]
mod tests {
    use samspor_core::register::policy::Rule;
    use samspor_core::words::EventId;
    use serde_json::json;

    use crate::obligations::given::{ANE, BJARNE, DINA, ERGO, Given, HOME, day};
    use crate::obligations::{Owner, State};

    /// A group of 31 January 2024, with all consents; Ane is its coordinator.
    fn grouped() -> (Given, EventId, EventId) {
        let mut given = Given::new();
        given.appoint("2024-01-02", ANE, "Municipal");
        let consent = given.consent("2024-01-02", &json!(["Coordinator", "Group"]), None);
        let group = given.group("2024-01-31");
        (given, group, consent)
    }

    #[test]
    fn a_meeting_after_the_group_was_dissolved_starts_no_new_year() {
        let (mut given, group, _) = grouped();
        given.tell("2024-03-01", "GroupDissolved", &json!({"group": group, "cause": "done"}));
        given.meeting("2024-03-10", group);
        assert_eq!(given.brief(Rule::D10, "2025-06-01"), ["2025-01-31 Lapsed 0"]);
        assert_eq!(given.brief(Rule::D09, "2025-06-01"), ["2024-03-13 Lapsed 0"]);
    }

    #[test]
    fn a_group_meets_first_within_42_days() {
        let (mut given, group, _) = grouped();
        assert_eq!(given.brief(Rule::D09, "2024-03-13"), ["2024-03-13 Pending 0"]);
        let late = given.one(Rule::D09, "2024-03-14");
        assert_eq!((late.state, late.days, late.trigger), (State::Overdue, 1, group));
        assert_eq!(
            (late.owner, late.person, late.unit),
            (Owner::Coordinator, ANE.parse().ok(), HOME.parse().ok())
        );
        given.meeting("2024-03-15", group);
        assert_eq!(given.brief(Rule::D09, "2024-03-15"), ["2024-03-13 MetLate 2"]);
    }

    #[test]
    fn a_group_meets_each_year_and_the_month_is_clamped() {
        let (mut given, group, _) = grouped();
        let leap = given.meeting("2024-02-29", group);
        assert_eq!(given.brief(Rule::D10, "2024-02-29"), ["2025-01-31 Met 0", "2025-02-28 Pending 0"]);
        assert_eq!(given.brief(Rule::D10, "2025-03-01"), ["2025-01-31 Met 0", "2025-02-28 Overdue 1"]);
        assert_eq!(given.all(Rule::D10, "2025-03-01")[1].trigger, leap);
        given.meeting("2025-03-03", group);
        let third = "2026-03-03 Pending 0";
        assert_eq!(given.brief(Rule::D10, "2025-03-03"), ["2025-01-31 Met 0", "2025-02-28 MetLate 3", third]);
    }

    #[test]
    fn another_groups_meeting_meets_nothing() {
        let (mut given, _, _) = grouped();
        let other = given.group("2024-02-01");
        given.meeting("2024-02-02", other);
        let states: Vec<State> = given.all(Rule::D09, "2024-03-14").iter().map(|one| one.state).collect();
        assert_eq!(states, [State::Overdue, State::Met]);
    }

    #[test]
    fn minutes_are_filed_within_14_days() {
        let (mut given, group, _) = grouped();
        let meeting = given.meeting("2024-02-29", group);
        assert_eq!(given.brief(Rule::D11, "2024-03-15"), ["2024-03-14 Overdue 1"]);
        given.tell("2024-03-16", "MinutesFiled", &json!({"meeting": meeting, "document_ref": "1"}));
        assert_eq!(given.brief(Rule::D11, "2024-03-16"), ["2024-03-14 MetLate 2"]);
    }

    #[test]
    fn a_dissolved_group_need_not_meet_but_its_minutes_are_still_due() {
        let (mut given, group, _) = grouped();
        given.meeting("2024-02-29", group);
        given.dissolve("2024-03-05", group);
        assert_eq!(given.brief(Rule::D10, "2025-06-01"), ["2025-01-31 Met 0", "2025-02-28 Lapsed 0"]);
        assert_eq!(given.brief(Rule::D11, "2024-03-15"), ["2024-03-14 Overdue 1"]);
        let (mut given, group, _) = grouped();
        given.dissolve("2024-03-05", group);
        assert_eq!(given.one(Rule::D09, "2024-03-04").state, State::Pending);
        assert_eq!(given.one(Rule::D09, "2024-06-01").state, State::Lapsed);
    }

    #[test]
    fn closing_death_and_transfer_lapse_all_three() {
        for lapse in [Given::close, Given::die, Given::move_out] {
            let (mut given, group, _) = grouped();
            given.meeting("2024-02-29", group);
            lapse(&mut given, "2024-03-01");
            assert_eq!(given.one(Rule::D11, "2024-06-01").state, State::Lapsed);
            assert_eq!(given.all(Rule::D10, "2025-06-01")[1].state, State::Lapsed);
        }
    }

    #[test]
    fn the_primary_of_the_day_has_them_and_a_substitute_is_named() {
        let (mut given, _, _) = grouped();
        given.substitute("2024-02-05", DINA, ANE, None);
        assert_eq!(given.one(Rule::D09, "2024-02-10").substitute, DINA.parse().ok());
        given.change("2024-02-20", ANE, BJARNE);
        let after = given.one(Rule::D09, "2024-02-20");
        assert_eq!((after.person, after.unit), (BJARNE.parse().ok(), ERGO.parse().ok()));
        given.end("2024-02-25", "Municipal", true);
        assert_eq!(given.one(Rule::D09, "2024-02-25").person, None);
    }

    #[test]
    fn without_consent_to_the_group_it_need_not_meet_but_minutes_are_written() {
        let (mut given, group, consent) = grouped();
        given.meeting("2024-02-29", group);
        given.withdraw("2024-03-01", consent, &json!(["Group"]));
        assert_eq!(given.all(Rule::D10, "2025-03-10")[1].state, State::Suspended);
        assert_eq!(given.one(Rule::D11, "2024-03-15").state, State::Overdue);
        given.consent("2025-03-10", &json!(["Group"]), None);
        assert_eq!(given.brief(Rule::D10, "2025-03-25"), ["2025-01-31 Met 0", "2025-03-24 Overdue 1"]);
    }

    #[test]
    fn both_consents_are_needed_again_before_a_group_has_to_meet() {
        let (mut given, _, consent) = grouped();
        given.withdraw("2024-02-10", consent, &json!("All"));
        given.consent("2024-03-20", &json!(["Coordinator"]), None);
        assert_eq!(given.one(Rule::D09, "2024-04-30").state, State::Suspended);
        given.consent("2024-05-02", &json!(["Group"]), None);
        let again = given.one(Rule::D09, "2024-05-17");
        assert_eq!((again.due, again.state, again.days), (day("2024-05-16"), State::Overdue, 1));
    }

    #[test]
    fn a_meeting_during_a_suspension_is_in_time_unless_it_was_overdue_before() {
        let (mut given, group, consent) = grouped();
        given.withdraw("2024-03-10", consent, &json!(["Group"]));
        given.meeting("2024-04-10", group);
        assert_eq!(given.brief(Rule::D09, "2024-04-10"), ["2024-03-13 Met 0"]);
        let (mut given, group, consent) = grouped();
        given.withdraw("2024-03-14", consent, &json!(["Group"]));
        given.meeting("2024-04-10", group);
        assert_eq!(given.brief(Rule::D09, "2024-04-10"), ["2024-03-13 MetLate 28"]);
    }
}
