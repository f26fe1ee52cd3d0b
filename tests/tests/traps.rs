//! The traps of domain.md 5 that are about behaviour, each with a history that would fall into it.
//!
//! Told of in histories where a history can tell; the others stand below.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use samspor_core::actor::Actor;
use samspor_core::command::Command;
use samspor_core::log::Position;
use samspor_core::submit::{Entity, SubmitError, submit};
use samspor_core::words::{Day, Instant};
use samspor_projections::question::{Question, ReportName};
use samspor_tests::histories::{folder, ledger, read};
use serde_json::Value;

samspor_tests::histories! {
    "traps", except [];
    t01_a_coordinator_needs_no_plan_decision = "t01-a-coordinator-needs-no-plan-decision",
    t02_declining_a_plan_closes_nothing = "t02-declining-a-plan-closes-nothing",
    t03_there_is_no_diagnosis = "t03-there-is-no-diagnosis",
    t04_no_answer_is_no_refusal = "t04-no-answer-is-no-refusal",
    t05_municipal_and_specialist_at_once = "t05-municipal-and-specialist-at-once",
    t06_child_and_municipal_are_one_seat = "t06-child-and-municipal-are-one-seat",
    t07_a_pathway_coordinator_is_no_extra_case = "t07-a-pathway-coordinator-is-no-extra-case",
    t08_a_contact_doctor_is_no_coordinator = "t08-a-contact-doctor-is-no-coordinator",
    t09_reports_by_either_line = "t09-reports-by-either-line",
    t10_an_unlawful_fact_is_recorded = "t10-an-unlawful-fact-is-recorded",
    t11_happened_received_recorded = "t11-happened-received-recorded",
    t12_a_backdated_appointment_leaves_the_gap_to_be_seen = "t12-a-backdated-appointment-leaves-the-gap-to-be-seen",
    t13_corrections_stand_beside_the_original = "t13-corrections-stand-beside-the-original",
    t14_the_policy_of_the_trigger_day = "t14-the-policy-of-the-trigger-day",
    t15_a_parents_consent_stops_at_sixteen = "t15-a-parents-consent-stops-at-sixteen",
    t16_a_child_coordinator_stays_after_eighteen = "t16-a-child-coordinator-stays-after-eighteen",
    t17_a_withdrawn_consent_ends_no_assignment = "t17-a-withdrawn-consent-ends-no-assignment",
    t19_numbers_are_held_against_their_rules = "t19-numbers-are-held-against-their-rules",
    t20_merged_and_parted_again = "t20-merged-and-parted-again",
    t21_a_death_told_late = "t21-a-death-told-late",
    t22_moving_to_another_municipality = "t22-moving-to-another-municipality",
    t23_units_of_the_day = "t23-units-of-the-day",
    t27_every_invitee_is_held_against_the_consent = "t27-every-invitee-is-held-against-the-consent",
    t28_months_days_and_holidays = "t28-months-days-and-holidays",
    t29_a_change_counts_from_its_day = "t29-a-change-counts-from-its-day",
    t30_a_substitute_hides_no_vacancy = "t30-a-substitute-hides-no-vacancy",
    t31_why_somebody_is_away_is_not_said = "t31-why-somebody-is-away-is-not-said",
    t32_no_free_text_and_no_numbers_in_it = "t32-no-free-text-and-no-numbers-in-it",
    t34_figures_are_pinned_to_what_was_known = "t34-figures-are-pinned-to-what-was-known",
    t36_late_facts_take_their_place = "t36-late-facts-take-their-place",
    t37_a_light_collaboration_is_no_plan = "t37-a-light-collaboration-is-no-plan",
    t38_one_plan_for_a_person = "t38-one-plan-for-a-person",
    t39_anybody_may_report_and_gets_no_rights_by_it = "t39-anybody-may-report-and-gets-no-rights-by-it",
}

/// The first body of every entry of a history, and its identity section where it has one.
fn bodies_of(history: &str) -> Vec<Vec<String>> {
    let history = samspor_replay::history::parse(&folder().join(history), &read).unwrap();
    let (log, views) = ledger();
    samspor_replay::history::run(&history, &*log, &views).unwrap();
    let placed = log.page(Position::START, usize::MAX).unwrap();
    let entries = placed.iter().filter_map(|placed| log.open(placed).unwrap().entry());
    let texts = entries.map(|entry| {
        let identity = entry.identity.map(|identity| serde_json::to_string(&identity).unwrap());
        std::iter::once(String::from_utf8(entry.body.to_bytes()).unwrap()).chain(identity).collect()
    });
    texts.collect()
}

#[test]
fn t18_a_national_number_is_in_no_event() {
    let mut sections = 0;
    for bodies in bodies_of("s06-wrong-patient.jsonl") {
        for number in ["14835849849", "02917149979", "28826649943", "11907949887"] {
            assert!(!bodies[0].contains(number), "{}", bodies[0]);
            sections += bodies[1..].iter().filter(|section| section.contains(number)).count();
        }
    }
    assert_eq!(sections, 4);
}

#[test]
fn t26_no_answer_names_a_family() {
    let (log, views) = ledger();
    let now = Instant::noon_of(Day::of(2025, 3, 3).unwrap());
    let sent = |number: u32, told: &str| {
        let told =
            format!(r#"{{"id": "01900000-0000-7000-8000-{number:012}", "tenant": "310000019", {told}}}"#);
        let text =
            told.replace(r#""tenant": "310000019", "type": "RegisterTenant""#, r#""type": "RegisterTenant""#);
        submit(&*log, &views, &Command::from_json(&text, None).unwrap(), &Actor::system(), now).unwrap()
    };
    sent(
        1,
        r#""type": "RegisterTenant", "data": {"org_number": "310000019", "name": "Fjordvik", "kind": "Municipality", "has_ke": true}"#,
    );
    let family = "01900000-0000-7000-8000-00000000fafa";
    let siblings = [2, 3].map(|number| {
        let answer = sent(
            number,
            &format!(r#""type": "RegisterPatient", "data": {{"born": "2012-04-01", "family": "{family}"}}"#),
        );
        match answer.entity {
            Entity::Patient(patient) => patient,
            other => panic!("{other:?} is no patient"),
        }
    });
    sent(4, &format!(r#""type": "OpenCase", "patient": "{}", "data": {{}}"#, siblings[0]));
    let tenant = Some("310000019".parse().unwrap());
    let mut answers = 0;
    for report in ReportName::ALL {
        let question = Question { tenant, patient: Some(siblings[0]), ..Question::new(*report) };
        if let Ok(answer) = views.answer(&question, now) {
            let told = answer.to_string();
            assert!(!told.contains(family) && !told.contains(&siblings[1].to_string()), "{report}: {told}");
            answers += 1;
        }
    }
    assert!(answers > 20, "{answers}");
}

#[test]
fn t35_a_command_sent_twice_is_one() {
    let (log, views) = ledger();
    let now = Instant::noon_of(Day::of(2025, 3, 3).unwrap());
    let sent = |name: &str| {
        let text = format!(
            r#"{{"type": "RegisterTenant", "id": "01900000-0000-7000-8000-000000000001", "data": {{"org_number": "310000019", "name": "{name}", "kind": "Municipality", "has_ke": true}}}}"#
        );
        submit(&*log, &views, &Command::from_json(&text, None).unwrap(), &Actor::system(), now)
    };
    let first = sent("Fjordvik").unwrap();
    assert_eq!(sent("Fjordvik").unwrap(), first);
    match sent("Nesøy").unwrap_err() {
        SubmitError::Refused(refusal) => assert_eq!(refusal.code(), "E-DUP"),
        other => panic!("{other}"),
    }
    assert_eq!(log.head(), first.position);
}

#[test]
fn t40_an_event_is_json_that_says_what_it_is() {
    for bodies in bodies_of("s06-wrong-patient.jsonl") {
        let body: Value = serde_json::from_str(&bodies[0]).unwrap();
        for event in body["events"].as_array().unwrap() {
            assert!(
                event["type"].is_string() && event["schema"] == 1 && event["data"].is_object(),
                "{event}"
            );
        }
    }
}
