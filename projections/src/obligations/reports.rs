//! D01 and D02: a report of need is triaged, and answered (fvl § 11 a).

use samspor_core::fact::Mark;
use samspor_core::patient::information::Topic;
use samspor_core::register::policy::Rule;

use super::reading::{Draft, Reading};

pub(super) fn drafts(reading: &Reading<'_>, drafts: &mut Vec<Draft>) {
    let file = reading.at.file;
    let answers = file.offers.iter().map(|one| one.mark).chain(file.refusals.iter().map(|one| one.mark));
    let answers: Vec<Mark> = answers.chain(file.plan_decisions.iter().map(|one| one.mark)).collect();
    let assessments = file.assessments.iter().map(|one| one.mark);
    let replies = file.information.iter().filter(|one| one.topic == Topic::PreliminaryReply);
    let triage: Vec<Mark> = answers.iter().copied().chain(assessments).collect();
    let reply: Vec<Mark> = answers.iter().copied().chain(replies.map(|one| one.mark)).collect();
    for report in file.reports.iter().filter(|report| report.received_on <= reading.at.day) {
        for (rule, acts) in [(Rule::D01, &triage), (Rule::D02, &reply)] {
            let since = acts.iter().copied().filter(|mark| mark.on >= report.received_on);
            let met = since.chain(report.disposed).min();
            drafts.push(Draft::new(rule, report.mark).counting_from(report.received_on).met_by(met));
        }
    }
}

#[cfg(test)]
mod tests {
    use samspor_core::register::policy::{PolicySource, Rule};
    use serde_json::json;

    use crate::obligations::State;
    use crate::obligations::given::{Given, day};

    #[test]
    fn a_report_is_triaged_within_14_days_and_the_due_day_is_in_time() {
        let mut given = Given::new();
        let report = given.report("2025-03-03", "2025-03-03");
        assert_eq!(given.brief(Rule::D01, "2025-03-17"), ["2025-03-17 Pending 0"]);
        assert_eq!(given.brief(Rule::D01, "2025-03-18"), ["2025-03-17 Overdue 1"]);
        assert_eq!(given.one(Rule::D01, "2025-03-18").trigger, report);
    }

    #[test]
    fn a_reply_is_due_a_month_after_the_report_moved_past_easter() {
        let mut given = Given::new();
        given.report("2026-03-02", "2026-03-02");
        assert_eq!(given.brief(Rule::D02, "2026-04-07"), ["2026-04-07 Pending 0"]);
        given.inform("2026-04-08", "PreliminaryReply");
        assert_eq!(given.brief(Rule::D02, "2026-04-08"), ["2026-04-07 MetLate 1"]);
        assert_eq!(given.one(Rule::D02, "2026-04-08").number_from, PolicySource::Law);
    }

    #[test]
    fn an_assessment_is_triage_and_no_reply() {
        let mut given = Given::new();
        given.report("2025-03-03", "2025-03-03");
        given.assess("2025-03-05");
        assert_eq!(given.one(Rule::D01, "2025-03-06").met_on, Some(day("2025-03-05")));
        assert_eq!(given.one(Rule::D02, "2025-03-06").state, State::Pending);
    }

    #[test]
    fn an_assessment_from_before_the_report_was_received_meets_nothing() {
        let mut given = Given::new();
        given.assess("2025-03-01");
        given.offer("2025-03-02");
        given.report("2025-03-03", "2025-03-03");
        assert_eq!(given.one(Rule::D01, "2025-03-03").state, State::Pending);
        given.offer("2025-03-04");
        assert_eq!(given.one(Rule::D01, "2025-03-04").met_on, Some(day("2025-03-04")));
        assert_eq!(given.one(Rule::D02, "2025-03-04").met_on, Some(day("2025-03-04")));
    }

    #[test]
    fn a_disposal_meets_its_own_report_only() {
        let mut given = Given::new();
        let first = given.report("2025-03-03", "2025-03-03");
        given.report("2025-03-04", "2025-03-04");
        given.tell("2025-03-05", "NeedReportDisposed", &json!({"report": first, "disposition": "Withdrawn"}));
        let states: Vec<State> = given.all(Rule::D01, "2025-03-05").iter().map(|one| one.state).collect();
        assert_eq!(states, [State::Met, State::Pending]);
        let states: Vec<State> = given.all(Rule::D02, "2025-03-05").iter().map(|one| one.state).collect();
        assert_eq!(states, [State::Met, State::Pending]);
    }

    #[test]
    fn the_deadline_counts_from_the_day_a_report_was_received() {
        let mut given = Given::new();
        given.report("2025-03-01", "2025-03-03");
        assert!(given.all(Rule::D01, "2025-03-02").is_empty());
        assert_eq!(given.brief(Rule::D01, "2025-03-03"), ["2025-03-17 Pending 0"]);
        assert_eq!(given.one(Rule::D01, "2025-03-03").triggered_on, day("2025-03-03"));
    }

    #[test]
    fn the_policy_of_the_trigger_day_holds_for_ever() {
        let mut given = Given::new();
        given.report("2025-03-03", "2025-03-03");
        given.report("2025-04-02", "2025-04-02");
        given.adopt("2025-03-20", "D01", "P7D", "2025-04-01");
        let dues: Vec<String> =
            given.all(Rule::D01, "2025-04-02").iter().map(|one| one.due.to_string()).collect();
        assert_eq!(dues, ["2025-03-17", "2025-04-09"]);
    }
}
