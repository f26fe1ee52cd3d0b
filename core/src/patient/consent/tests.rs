//! Tests of consents, and of who may take part under them.

use serde_json::{Value, json};

use super::ScopeKind;
use crate::given::{Given, day, given};

fn consent(giver: &str, scopes: Value) -> Value {
    json!({"giver": giver, "scopes": scopes, "evidence_ref": "x"})
}

fn holds(given: &Given, patient: &str, scope: ScopeKind, on: &str) -> bool {
    given.file(patient).has_consent(scope, day(on))
}

/// Emma is 16 on 15 June 2025.
#[test]
fn until_sixteen_the_parents_consent_and_from_then_the_young_person() {
    let mut given = given();
    given.today("2025-06-15");
    let scopes = json!(["Coordinator"]);
    for giver in ["Parents", "OneParent"] {
        given.then_deviations("ke", "GiveConsent emma on 2025-06-14", consent(giver, scopes.clone()), []);
        given.then_deviates_in_record(
            "ke",
            "GiveConsent emma on 2025-06-15",
            consent(giver, scopes.clone()),
            "CONSENT-GIVER",
        );
    }
    given.then_deviates_in_record(
        "ke",
        "GiveConsent emma on 2025-06-14",
        consent("Patient", scopes.clone()),
        "CONSENT-GIVER",
    );
    given.then_deviations("ke", "GiveConsent emma on 2025-06-15", consent("Patient", scopes.clone()), []);
    for giver in ["Guardian", "Proxy"] {
        given.then_deviations("ke", "GiveConsent emma", consent(giver, scopes.clone()), []);
    }
    given.then_deviations("ke", "GiveConsent unborn", consent("Patient", scopes), []);
}

#[test]
fn a_parents_consent_stops_holding_at_sixteen() {
    let mut given = given();
    given.done("ke", "GiveConsent emma on 2025-01-01", consent("Parents", json!(["Coordinator"])));
    assert!(holds(&given, "emma", ScopeKind::Coordinator, "2025-06-14"));
    assert!(!holds(&given, "emma", ScopeKind::Coordinator, "2025-06-15"));
}

#[test]
fn a_consent_holds_from_its_day_to_its_end_and_not_on_it() {
    let mut given = given();
    let mut data = consent("Patient", json!(["Plan"]));
    data["to"] = json!("2025-02-01");
    given.done("ke", "GiveConsent birger on 2025-01-01", data.clone());
    let at = |on: &str| holds(&given, "birger", ScopeKind::Plan, on);
    assert_eq!(
        (at("2024-12-31"), at("2025-01-01"), at("2025-01-31"), at("2025-02-01")),
        (false, true, true, false)
    );
    data["to"] = json!("2024-12-31");
    given.then_refused_in_both("ke", "GiveConsent birger on 2025-01-01", data, "E-ORDER");
}

#[test]
fn a_withdrawal_takes_effect_from_its_day() {
    let mut given = given();
    given.done(
        "ke",
        "GiveConsent birger on 2025-01-01 as consent",
        consent("Patient", json!(["Plan", "Group"])),
    );
    given.done(
        "ke",
        "WithdrawConsent birger on 2025-02-01",
        json!({"consent": "@consent", "scopes": ["Plan"]}),
    );
    assert!(holds(&given, "birger", ScopeKind::Plan, "2025-01-31"));
    assert!(!holds(&given, "birger", ScopeKind::Plan, "2025-02-01"));
    assert!(holds(&given, "birger", ScopeKind::Group, "2025-02-01"));
    given.done("ke", "WithdrawConsent birger on 2025-03-01", json!({"consent": "@consent", "scopes": "All"}));
    assert!(!holds(&given, "birger", ScopeKind::Group, "2025-03-01"));
}

#[test]
fn an_unknown_consent_is_not_withdrawn() {
    let mut given = given();
    given.done("ke", "GiveConsent cecilie as consent", consent("Patient", json!(["Plan"])));
    let withdrawal = json!({"consent": "@consent", "scopes": "All"});
    given.then_refused_in_both("ke", "WithdrawConsent birger", withdrawal.clone(), "E-REF");
    given.done("ke", "VoidEntry cecilie", json!({"target": "@consent", "reason": "WrongPatient"}));
    given.then_refused_in_both("ke", "WithdrawConsent cecilie", withdrawal, "E-REF");
}

#[test]
fn of_a_sharing_only_the_named_parties_are_withdrawn() {
    let mut given = given();
    given.done(
        "ke",
        "AppointCoordinator birger on 2025-01-01",
        json!({"person": "@ane", "role": "Municipal", "unit": "@home"}),
    );
    given.done(
        "ke",
        "GiveConsent birger on 2025-01-01 as consent",
        consent("Patient", json!([{"ShareWith": ["NAV", "Skole"]}])),
    );
    given.then_deviations("ane-ko", "InformParticipants birger", json!({"parties": ["NAV", "Skole"]}), []);
    given.done(
        "ke",
        "WithdrawConsent birger on 2025-02-01",
        json!({"consent": "@consent", "scopes": [{"ShareWith": ["NAV"]}]}),
    );
    given.then_deviates_in_record(
        "ane-ko",
        "InformParticipants birger",
        json!({"parties": ["Skole", "NAV"]}),
        "CONSENT-SCOPE",
    );
    given.then_deviations("ane-ko", "InformParticipants birger", json!({"parties": ["Skole"]}), []);
    given.then_deviations(
        "ane-ko",
        "InformParticipants birger on 2025-01-31",
        json!({"parties": ["NAV"]}),
        [],
    );
}

#[test]
fn parties_are_covered_by_all_valid_consents_together() {
    let mut given = given();
    for party in ["NAV", "Skole"] {
        given.done(
            "ke",
            "GiveConsent birger on 2025-01-01",
            consent("Patient", json!([{"ShareWith": [party]}])),
        );
    }
    let participant = |party: &str, direction: &str| json!({"context": "Group", "party": party, "role": "deltaker", "direction": direction});
    for party in ["NAV", "Skole", "Patient", "Representative", "Coordinator", "Substitute"] {
        given.then_deviations("ke", "ChangeParticipant birger", participant(party, "In"), []);
    }
    given.then_deviates_in_record(
        "ke",
        "ChangeParticipant birger",
        participant("Barnevern", "In"),
        "CONSENT-SCOPE",
    );
    given.then_deviations("ke", "ChangeParticipant birger", participant("Barnevern", "Out"), []);
}
