//! D20 and D24: a complaint is handled (fvl § 33), and an order of the supervisory authority is met.

use samspor_core::register::policy::Rule;

use super::reading::{Draft, Reading};

pub(super) fn drafts(reading: &Reading<'_>, drafts: &mut Vec<Draft>) {
    let file = reading.at.file;
    for complaint in file.complaints.iter().filter(|one| one.told.received_on <= reading.at.day) {
        let processed = file.processings.iter().filter(|one| one.complaint == complaint.mark.event);
        let draft = Draft::new(Rule::D20, complaint.mark).counting_from(complaint.told.received_on);
        drafts.push(draft.met_by(processed.map(|one| one.mark).min()));
    }
    for decision in &file.supervisor_decisions {
        for (part, order) in (0..).zip(&decision.told.orders) {
            let complied = file.compliances.iter();
            let complied =
                complied.filter(|one| one.decision == decision.mark.event && one.code == order.code);
            let mut complied: Vec<_> = complied.map(|one| one.mark).collect();
            complied.sort_unstable();
            // Of several orders with one code each is met by a report of its own.
            let before = decision.told.orders.iter().take(usize::from(part));
            let before = before.filter(|other| other.code == order.code).count();
            let draft = Draft::new(Rule::D24, decision.mark).part(part).due_on(order.due_on);
            drafts.push(draft.met_by(complied.get(before).copied()));
        }
    }
}

#[cfg(test)]
mod tests {
    use samspor_core::register::policy::Rule;
    use samspor_core::words::EventId;
    use serde_json::json;

    use crate::obligations::given::{Given, day};
    use crate::obligations::{Owner, State};

    fn complained(given: &mut Given, on: &str, received: &str) -> EventId {
        let told = json!({"kind": "RightsComplaint", "about": "Omission", "knew_on": on, "sent_on": on,
            "received_on": received, "standing": "Patient"});
        given.tell(on, "ComplaintReceived", &told)
    }

    fn processed(given: &mut Given, on: &str, complaint: EventId) {
        let told = json!({"complaint": complaint, "outcome": "UpheldInFull"});
        given.tell(on, "ComplaintProcessed", &told);
    }

    fn decided(given: &mut Given) -> EventId {
        let told = json!({"outcome": "Breach", "orders": [
            {"due_on": "2025-04-15", "code": "offer"}, {"due_on": "2025-05-01", "code": "routine"}]});
        given.tell("2025-03-16", "SupervisorDecisionReceived", &told)
    }

    #[test]
    fn orders_with_one_code_are_met_one_report_each() {
        let mut given = Given::new();
        let told = json!({"outcome": "Breach", "orders": [
            {"due_on": "2025-04-01", "code": "appoint"}, {"due_on": "2025-06-01", "code": "appoint"}]});
        let decision = given.tell("2025-03-16", "SupervisorDecisionReceived", &told);
        let complied = json!({"decision": decision, "code": "appoint"});
        given.tell("2025-03-20", "ComplianceReported", &complied);
        assert_eq!(given.brief(Rule::D24, "2025-06-02"), ["2025-04-01 Met 0", "2025-06-01 Overdue 1"]);
        given.tell("2025-06-04", "ComplianceReported", &complied);
        assert_eq!(given.brief(Rule::D24, "2025-06-05"), ["2025-04-01 Met 0", "2025-06-01 MetLate 3"]);
    }

    #[test]
    fn a_complaint_is_handled_within_28_days_from_the_day_it_was_received() {
        let mut given = Given::new();
        let complaint = complained(&mut given, "2025-03-01", "2025-03-03");
        assert!(given.all(Rule::D20, "2025-03-02").is_empty());
        assert_eq!(given.brief(Rule::D20, "2025-03-31"), ["2025-03-31 Pending 0"]);
        assert_eq!(given.brief(Rule::D20, "2025-04-01"), ["2025-03-31 Overdue 1"]);
        assert_eq!(given.one(Rule::D20, "2025-04-01").owner, Owner::Ke);
        processed(&mut given, "2025-04-02", complaint);
        assert_eq!(given.brief(Rule::D20, "2025-05-01"), ["2025-03-31 MetLate 2"]);
    }

    #[test]
    fn one_complaint_is_not_handled_by_the_handling_of_another() {
        let mut given = Given::new();
        let first = complained(&mut given, "2025-03-03", "2025-03-03");
        complained(&mut given, "2025-03-04", "2025-03-04");
        processed(&mut given, "2025-03-10", first);
        let states: Vec<State> = given.all(Rule::D20, "2025-03-10").iter().map(|one| one.state).collect();
        assert_eq!(states, [State::Met, State::Pending]);
    }

    #[test]
    fn neither_death_nor_closing_nor_a_move_lapses_a_complaint_or_an_order() {
        for lapse in [Given::die, Given::close, Given::move_out] {
            let mut given = Given::new();
            complained(&mut given, "2025-03-03", "2025-03-03");
            decided(&mut given);
            lapse(&mut given, "2025-03-20");
            assert_eq!(given.brief(Rule::D20, "2025-04-02"), ["2025-03-31 Overdue 2"]);
            assert_eq!(
                given.brief(Rule::D24, "2025-04-16"),
                ["2025-04-15 Overdue 1", "2025-05-01 Pending 0"]
            );
        }
    }

    #[test]
    fn a_complaint_after_the_death_is_to_be_handled() {
        let mut given = Given::new();
        given.die("2025-02-01");
        complained(&mut given, "2025-03-03", "2025-03-03");
        assert_eq!(given.brief(Rule::D20, "2025-03-31"), ["2025-03-31 Pending 0"]);
    }

    #[test]
    fn each_order_has_its_own_day_and_is_met_by_its_own_code() {
        let mut given = Given::new();
        let decision = decided(&mut given);
        let comply = |code: &str| json!({"decision": decision, "code": code});
        given.tell("2025-04-15", "ComplianceReported", &comply("offer"));
        assert_eq!(given.brief(Rule::D24, "2025-04-20"), ["2025-04-15 Met 0", "2025-05-01 Pending 0"]);
        given.tell("2025-05-06", "ComplianceReported", &comply("routine"));
        assert_eq!(given.brief(Rule::D24, "2025-06-01"), ["2025-04-15 Met 0", "2025-05-01 MetLate 5"]);
        let orders = given.all(Rule::D24, "2025-06-01");
        assert_eq!(orders.iter().map(|one| one.part).collect::<Vec<_>>(), [0, 1]);
        assert!(orders.iter().all(|one| one.owner == Owner::Leader && one.trigger == decision));
        assert_eq!(orders[1].met_on, Some(day("2025-05-06")));
    }

    #[test]
    fn compliance_with_another_decision_meets_no_order() {
        let mut given = Given::new();
        let first = decided(&mut given);
        decided(&mut given);
        given.tell("2025-04-15", "ComplianceReported", &json!({"decision": first, "code": "offer"}));
        let met = given.all(Rule::D24, "2025-04-20").iter().filter(|one| one.state == State::Met).count();
        assert_eq!(met, 1);
    }
}
