//! Suspensions: while a withdrawn consent leaves the coordinator without one, what needs it waits (trap T17).

use samspor_core::fact::Mark;
use samspor_core::patient::PatientFile;
use samspor_core::patient::consent::{Consent, ScopeKind};
use samspor_core::register::policy::Rule;
use samspor_core::words::Day;

/// How many days there are at least when a consent is given again (domain.md 3.0).
pub(super) const DAYS_AFTER_RESUMPTION: i64 = 14;

/// A time without the consent: from a withdrawal until a valid consent with the scope is given again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Suspension {
    pub withdrawn: Mark,
    /// The consent that ended it; absent while it lasts.
    pub resumed: Option<Mark>,
}

/// The suspensions for want of a scope, oldest first. Expiry, loss of standing and a consent never given suspend nothing.
pub fn suspensions(file: &PatientFile, scope: ScopeKind) -> Vec<Suspension> {
    let mut found: Vec<Suspension> = Vec::new();
    for (mark, turn) in turns(file, scope) {
        match (turn, found.last_mut().filter(|last| last.resumed.is_none())) {
            (Turn::Withdrawn, None) if !has_after(file, scope, mark) => {
                found.push(Suspension { withdrawn: mark, resumed: None });
            }
            (Turn::Given, Some(last)) => last.resumed = Some(mark),
            (Turn::Withdrawn | Turn::Given, _) => {}
        }
    }
    found
}

/// Whether an obligation of the rule waits while there is no consent with a scope.
pub(super) fn needs_consent(rule: Rule, scope: ScopeKind) -> bool {
    match scope {
        ScopeKind::Coordinator => needs_coordinator_consent(rule),
        ScopeKind::Group => matches!(rule, Rule::D09 | Rule::D10),
        ScopeKind::Plan | ScopeKind::ShareWith => false,
    }
}

fn needs_coordinator_consent(rule: Rule) -> bool {
    match rule {
        Rule::D06
        | Rule::D07
        | Rule::D08
        | Rule::D08Planned
        | Rule::D09
        | Rule::D10
        | Rule::D11
        | Rule::D13
        | Rule::D14 => true,
        Rule::D01
        | Rule::D02
        | Rule::D03
        | Rule::D04
        | Rule::D05
        | Rule::D12
        | Rule::D15
        | Rule::D16
        | Rule::D17
        | Rule::D17Refresher
        | Rule::D18
        | Rule::D19
        | Rule::D20
        | Rule::D21
        | Rule::D22
        | Rule::D23
        | Rule::D24
        | Rule::D25 => false,
    }
}

#[derive(Clone, Copy)]
enum Turn {
    Given,
    Withdrawn,
}

/// Valid consents with the scope and withdrawals that took it, in the file's order.
fn turns(file: &PatientFile, scope: ScopeKind) -> Vec<(Mark, Turn)> {
    let mut turns = Vec::new();
    for consent in &file.consents {
        if consent.is_unexpired_on(consent.mark.on)
            && consent.giver_has_standing_on(consent.mark.on, file.born)
            && consent.scopes.iter().any(|one| ScopeKind::of(one) == scope)
        {
            turns.push((consent.mark, Turn::Given));
        }
        for withdrawal in &consent.withdrawals {
            let before = as_before(consent, withdrawal.mark);
            let after = as_after(consent, withdrawal.mark);
            if has_scope(&before, scope) && !has_scope(&after, scope) {
                turns.push((withdrawal.mark, Turn::Withdrawn));
            }
        }
    }
    turns.sort_by_key(|(mark, _)| *mark);
    turns
}

/// Whether a valid consent with the scope is left right after a mark.
fn has_after(file: &PatientFile, scope: ScopeKind, mark: Mark) -> bool {
    let mut given = file.consents.iter().filter(|consent| consent.mark < mark);
    given.any(|consent| as_after(consent, mark).is_valid_on(mark.on, file.born, &scope))
}

/// Whether a scope is left after all of a consent's withdrawals.
fn has_scope(consent: &Consent, scope: ScopeKind) -> bool {
    consent.scopes_on(Day::LAST).iter().any(|one| ScopeKind::of(one) == scope)
}

/// The consent as it stood right before a mark.
pub(super) fn as_before(consent: &Consent, mark: Mark) -> Consent {
    let mut before = consent.clone();
    before.withdrawals.retain(|withdrawal| withdrawal.mark < mark);
    before
}

/// The consent as it stood right after a mark.
fn as_after(consent: &Consent, mark: Mark) -> Consent {
    let mut after = consent.clone();
    after.withdrawals.retain(|withdrawal| withdrawal.mark <= mark);
    after
}

#[cfg(test)]
mod tests {
    use samspor_core::patient::consent::ScopeKind;
    use samspor_core::register::policy::Rule;
    use samspor_core::words::EventId;
    use serde_json::{Value, json};

    use crate::obligations::State;
    use crate::obligations::given::{ANE, BJARNE, Given, day};
    use crate::obligations::suspensions;

    fn coordinator() -> Value {
        json!(["Coordinator"])
    }

    /// A contact on 20 January 2025: the next is due on 20 April.
    fn followed_up() -> (Given, EventId) {
        let mut given = Given::new();
        given.born("1960-01-01");
        let consent = given.consent("2025-01-06", &coordinator(), None);
        given.appoint("2025-01-07", ANE, "Municipal");
        given.contact("2025-01-20", ANE);
        (given, consent)
    }

    #[test]
    fn a_withdrawal_suspends_the_coordinators_duties_and_not_the_leaders() {
        let (mut given, consent) = followed_up();
        given.withdraw("2025-03-01", consent, &json!("All"));
        assert_eq!(given.brief(Rule::D08, "2025-06-01"), ["2025-04-20 Suspended 0"]);
        assert_eq!(given.brief(Rule::D05, "2025-06-01"), ["2025-01-21 Overdue 131"]);
    }

    #[test]
    fn a_consent_given_again_leaves_at_least_14_days() {
        let (mut given, consent) = followed_up();
        given.withdraw("2025-03-01", consent, &json!("All"));
        given.consent("2025-04-15", &coordinator(), None);
        assert_eq!(given.brief(Rule::D08, "2025-04-30"), ["2025-04-29 Overdue 1"]);
        let (mut given, consent) = followed_up();
        given.withdraw("2025-03-01", consent, &json!("All"));
        given.consent("2025-03-02", &coordinator(), None);
        assert_eq!(given.brief(Rule::D08, "2025-04-20"), ["2025-04-20 Pending 0"]);
    }

    #[test]
    fn an_act_during_a_suspension_is_in_time() {
        let (mut given, consent) = followed_up();
        given.withdraw("2025-03-01", consent, &json!("All"));
        given.contact("2025-05-01", ANE);
        assert_eq!(given.brief(Rule::D08, "2025-05-02"), ["2025-04-20 Met 0", "2025-08-01 Suspended 0"]);
    }

    #[test]
    fn an_act_during_a_suspension_is_late_if_it_was_overdue_when_that_began() {
        let (mut given, consent) = followed_up();
        given.withdraw("2025-04-21", consent, &json!("All"));
        assert_eq!(given.brief(Rule::D08, "2025-05-02"), ["2025-04-20 Suspended 0"]);
        given.contact("2025-05-01", ANE);
        assert_eq!(given.all(Rule::D08, "2025-05-02")[0].days, 11);
        assert_eq!(given.all(Rule::D08, "2025-05-02")[0].state, State::MetLate);
    }

    #[test]
    fn an_act_from_before_the_suspension_stays_as_it_was() {
        let (mut given, consent) = followed_up();
        given.contact("2025-04-25", ANE);
        given.withdraw("2025-05-01", consent, &json!("All"));
        assert_eq!(given.brief(Rule::D08, "2025-05-02"), ["2025-04-20 MetLate 5", "2025-07-25 Suspended 0"]);
    }

    #[test]
    fn planned_follow_ups_mandates_and_other_consents_wait_as_well() {
        let (mut given, consent) = followed_up();
        given.mandate("2025-02-25", ANE);
        given.consent("2025-02-25", &json!(["Plan"]), Some("2025-03-20"));
        let told = json!({"kind": "visit", "due_on": "2025-03-15", "owner": ANE});
        given.tell("2025-02-25", "FollowUpPlanned", &told);
        given.withdraw("2025-03-01", consent, &json!("All"));
        for rule in [Rule::D06, Rule::D08Planned, Rule::D14] {
            assert_eq!(given.one(rule, "2025-04-01").state, State::Suspended, "{rule:?}");
        }
        given.consent("2025-04-02", &coordinator(), None);
        for rule in [Rule::D06, Rule::D08Planned, Rule::D14] {
            assert_eq!(given.one(rule, "2025-04-02").due, day("2025-04-16"), "{rule:?}");
        }
    }

    #[test]
    fn an_extension_during_a_suspension_is_extended_by_it_too() {
        let (mut given, consent) = followed_up();
        let contact = given.all(Rule::D08, "2025-02-01")[0].trigger;
        given.withdraw("2025-03-01", consent, &json!("All"));
        given.extend("2025-03-10", "D08", contact, "2025-06-01");
        given.consent("2025-05-25", &coordinator(), None);
        assert_eq!(given.one(Rule::D08, "2025-05-24").due, day("2025-06-01"));
        assert_eq!(given.one(Rule::D08, "2025-05-25").due, day("2025-06-08"));
        given.extend("2025-05-26", "D08", contact, "2025-06-02");
        assert_eq!(given.one(Rule::D08, "2025-05-26").due, day("2025-06-02"));
    }

    #[test]
    fn the_assignment_stays_while_the_consent_is_gone() {
        let (mut given, consent) = followed_up();
        given.withdraw("2025-03-01", consent, &json!("All"));
        let primaries = given.on("2025-06-01", |at| at.file.primaries_on(at.day).count());
        assert_eq!(primaries, 1);
        assert!(given.all(Rule::D04, "2025-06-01").is_empty());
    }

    #[test]
    fn a_duty_that_begins_during_a_suspension_waits_too() {
        let (mut given, consent) = followed_up();
        given.withdraw("2025-03-01", consent, &json!("All"));
        given.change("2025-03-10", ANE, BJARNE);
        assert_eq!(given.all(Rule::D07, "2025-04-20")[1].state, State::Suspended);
        assert_eq!(given.all(Rule::D08, "2025-04-20")[0].state, State::Lapsed);
        given.consent("2025-05-01", &coordinator(), None);
        assert_eq!(given.all(Rule::D07, "2025-05-16")[1].due, day("2025-05-15"));
        assert_eq!(given.all(Rule::D07, "2025-05-16")[1].state, State::Overdue);
    }

    #[test]
    fn another_valid_consent_keeps_everything_going() {
        let (mut given, consent) = followed_up();
        given.consent("2025-02-01", &coordinator(), None);
        given.withdraw("2025-03-01", consent, &json!("All"));
        assert_eq!(given.one(Rule::D08, "2025-04-01").state, State::Pending);
        assert!(given.on("2025-04-01", |at| suspensions(at.file, ScopeKind::Coordinator)).is_empty());
    }

    #[test]
    fn on_one_day_the_withdrawal_and_the_new_consent_stand_in_log_order() {
        let (mut given, consent) = followed_up();
        given.withdraw("2025-04-19", consent, &json!("All"));
        given.consent("2025-04-19", &coordinator(), None);
        assert_eq!(given.one(Rule::D08, "2025-04-20").due, day("2025-05-03"));
    }

    #[test]
    fn a_consent_never_given_or_run_out_suspends_nothing() {
        let mut given = Given::new();
        given.appoint("2025-01-07", ANE, "Municipal");
        given.contact("2025-01-20", ANE);
        assert_eq!(given.one(Rule::D08, "2025-04-21").state, State::Overdue);
        given.consent("2025-01-21", &coordinator(), Some("2025-02-01"));
        assert_eq!(given.one(Rule::D08, "2025-04-21").state, State::Overdue);
    }

    #[test]
    fn a_withdrawal_of_other_scopes_suspends_nothing() {
        let (mut given, _) = followed_up();
        let plan = given.consent("2025-02-01", &json!(["Plan"]), None);
        given.withdraw("2025-03-01", plan, &json!("All"));
        assert_eq!(given.one(Rule::D08, "2025-04-01").state, State::Pending);
    }

    #[test]
    fn parents_can_not_give_a_sixteen_year_olds_consent_again() {
        let mut given = Given::new();
        given.born("2009-01-01");
        let told = json!({"giver": "Patient", "scopes": ["Coordinator"], "evidence_ref": "form-1"});
        let consent = given.tell("2025-01-06", "ConsentGiven", &told);
        given.appoint("2025-01-07", ANE, "Child");
        given.withdraw("2025-01-08", consent, &json!("All"));
        let told = json!({"giver": "Parents", "scopes": ["Coordinator"], "evidence_ref": "form-2"});
        given.tell("2025-01-10", "ConsentGiven", &told);
        assert_eq!(given.one(Rule::D07, "2025-02-01").state, State::Suspended);
    }

    #[test]
    fn a_death_lapses_what_is_suspended() {
        let (mut given, consent) = followed_up();
        given.withdraw("2025-03-01", consent, &json!("All"));
        given.die("2025-03-10");
        assert_eq!(given.one(Rule::D08, "2025-04-01").state, State::Lapsed);
    }
}
