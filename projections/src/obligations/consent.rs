//! D14: a consent that runs out is renewed before it does.

use samspor_core::fact::Mark;
use samspor_core::patient::PatientFile;
use samspor_core::patient::consent::{Consent, Scope};
use samspor_core::register::policy::Rule;
use samspor_core::words::{Day, Party};

use super::reading::{Draft, Reading};
use super::suspension::as_before;

pub(super) fn drafts(reading: &Reading<'_>, drafts: &mut Vec<Draft>) {
    let file = reading.at.file;
    let (person, unit) = reading.primary();
    for consent in &file.consents {
        if let Some(to) = consent.to {
            let draft = Draft::new(Rule::D14, consent.mark).due_on(to.plus_days(-1)).of(person, unit);
            let gone = gone_before(consent, to);
            drafts.push(draft.met_by(renewal(file, consent, to, gone)).ended_by(gone));
        }
    }
}

/// The withdrawal before `to` that left nothing of the consent.
fn gone_before(consent: &Consent, to: Day) -> Option<Mark> {
    let mut withdrawals = consent.withdrawals.iter().map(|withdrawal| withdrawal.mark);
    withdrawals.find(|mark| mark.on < to && consent.scopes_on(mark.on).is_empty())
}

/// The first other consent that covers what is left of this one, and is valid on its `to` or given later than that.
fn renewal(file: &PatientFile, consent: &Consent, to: Day, gone: Option<Mark>) -> Option<Mark> {
    let left = match gone {
        Some(gone) => as_before(consent, gone).scopes_on(gone.on),
        None => consent.scopes_on(to.plus_days(-1)),
    };
    let others = file.consents.iter().filter(|other| other.mark.event != consent.mark.event);
    let renewing = others.filter(|other| {
        let day = other.mark.on.max(to);
        let scopes = if other.mark.on <= to { other.scopes_on(to) } else { other.scopes.clone() };
        other.is_unexpired_on(day) && other.giver_has_standing_on(day, file.born) && cover(&scopes, &left)
    });
    renewing.map(|other| other.mark).min()
}

/// Whether every scope that is left stands among the given ones; of a sharing, every party.
fn cover(given: &[Scope], left: &[Scope]) -> bool {
    let shared: Vec<&Party> = given.iter().filter_map(parties).flatten().collect();
    left.iter().all(|scope| match scope {
        Scope::ShareWith(parties) => parties.iter().all(|party| shared.contains(&party)),
        Scope::Coordinator | Scope::Plan | Scope::Group => given.contains(scope),
    })
}

fn parties(scope: &Scope) -> Option<&Vec<Party>> {
    match scope {
        Scope::ShareWith(parties) => Some(parties),
        Scope::Coordinator | Scope::Plan | Scope::Group => None,
    }
}

#[cfg(test)]
mod tests {
    use samspor_core::register::policy::Rule;
    use serde_json::json;

    use crate::obligations::given::{ANE, Given, HOME, day};
    use crate::obligations::{Owner, State};

    fn expiring() -> (Given, samspor_core::words::EventId) {
        let mut given = Given::new();
        given.born("1960-01-01");
        let scopes = json!(["Coordinator", {"ShareWith": ["Skolen", "Fastlege"]}]);
        let consent = given.consent("2025-03-14", &scopes, Some("2025-12-01"));
        (given, consent)
    }

    #[test]
    fn a_consent_is_renewed_by_the_day_before_it_runs_out_by_the_coordinator_of_the_day() {
        let (mut given, consent) = expiring();
        let waiting = given.one(Rule::D14, "2025-11-30");
        assert_eq!((waiting.due, waiting.state, waiting.person), (day("2025-11-30"), State::Pending, None));
        given.appoint("2025-12-01", ANE, "Municipal");
        let late = given.one(Rule::D14, "2025-12-01");
        assert_eq!((late.state, late.days, late.trigger), (State::Overdue, 1, consent));
        assert_eq!(
            (late.owner, late.person, late.unit),
            (Owner::Coordinator, ANE.parse().ok(), HOME.parse().ok())
        );
    }

    #[test]
    fn a_renewal_covers_every_scope_and_every_party_that_is_left() {
        let (mut given, consent) = expiring();
        given.consent("2025-11-01", &json!(["Coordinator", {"ShareWith": ["Fastlege"]}]), None);
        assert_eq!(given.one(Rule::D14, "2025-11-01").state, State::Pending);
        given.withdraw("2025-11-02", consent, &json!([{"ShareWith": ["Skolen"]}]));
        assert_eq!(given.one(Rule::D14, "2025-11-02").met_on, Some(day("2025-11-01")));
    }

    #[test]
    fn a_renewal_holds_on_the_day_the_old_one_ends_or_comes_after_it() {
        let (mut given, _) = expiring();
        let scopes = json!(["Coordinator", {"ShareWith": ["Skolen", "Fastlege"]}]);
        given.consent("2025-10-01", &scopes, Some("2025-12-01"));
        assert_eq!(given.all(Rule::D14, "2025-10-01")[0].state, State::Pending);
        given.consent("2025-12-03", &scopes, None);
        assert_eq!(given.brief(Rule::D14, "2025-12-04"), ["2025-11-30 MetLate 3", "2025-11-30 MetLate 3"]);
    }

    #[test]
    fn a_consent_withdrawn_whole_before_it_runs_out_lapses() {
        let (mut given, consent) = expiring();
        given.withdraw("2025-11-02", consent, &json!("All"));
        assert_eq!(given.one(Rule::D14, "2025-12-05").state, State::Lapsed);
    }

    #[test]
    fn a_consent_renewed_and_then_withdrawn_was_renewed() {
        let (mut given, consent) = expiring();
        let scopes = json!(["Coordinator", {"ShareWith": ["Skolen", "Fastlege"]}]);
        given.consent("2025-11-02", &scopes, None);
        given.withdraw("2025-11-02", consent, &json!("All"));
        assert_eq!(given.one(Rule::D14, "2025-12-05").met_on, Some(day("2025-11-02")));
    }

    #[test]
    fn a_consent_without_an_end_runs_out_never() {
        let mut given = Given::new();
        given.consent("2025-03-14", &json!(["Coordinator"]), None);
        assert!(given.all(Rule::D14, "2035-03-14").is_empty());
    }
}
