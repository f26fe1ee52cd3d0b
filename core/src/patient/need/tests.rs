//! Tests of reports of need, and of follow-ups, mandates and other acts around them.

use serde_json::{Value, json};

use crate::given::{Given, given};

fn report() -> Value {
    json!({"need": ["Coordinator"], "reporter": {"kind": "SpecialistHealth"}, "channel": "Plo", "received_on": "2025-03-03", "first_received_by": "@home"})
}

fn reported() -> Given {
    let mut given = given();
    given.done("gp", "ReportNeed birger on 2025-03-03 as report", report());
    given
}

#[test]
fn a_report_needs_no_diagnosis_no_plan_and_no_consent() {
    given().then_deviations("gp", "ReportNeed birger", report(), []);
}

#[test]
fn whoever_knows_of_a_need_may_report_it() {
    for actor in ["gp", "school", "birger-self", "ke"] {
        given().then_deviations(actor, "ReportNeed birger", report(), []);
    }
    given().then_refused("office", "ReportNeed birger", report(), "E-AUTH");
}

#[test]
fn the_desk_that_received_it_is_registered() {
    let mut data = report();
    data["first_received_by"] = json!("@neuro");
    given().then_refused_in_both("gp", "ReportNeed birger", data, "E-REF");
}

#[test]
fn a_report_goes_to_another_desk_than_the_one_that_has_it() {
    let mut given = reported();
    let rerouted = |unit: &str| json!({"report": "@report", "disposition": "Rerouted", "to_unit": unit});
    given.then_refused_in_both("ke", "DisposeReport birger", rerouted("@home"), "E-REF");
    given.then_refused_in_both("ke", "DisposeReport birger", rerouted("@neuro"), "E-REF");
    given.done("ke", "DisposeReport birger", rerouted("@ergo"));
    given.then_refused_in_both("ke", "DisposeReport birger", rerouted("@ergo"), "E-REF");
    given.done("ke", "DisposeReport birger", rerouted("@home"));
}

#[test]
fn a_duplicate_is_of_another_report_of_this_file() {
    let mut given = reported();
    given.done("gp", "ReportNeed cecilie as elsewhere", report());
    let duplicate = |of: &str| json!({"report": "@report", "disposition": "Duplicate", "of": of});
    given.then_refused_in_both("ke", "DisposeReport birger", duplicate("@report"), "E-REF");
    given.then_refused_in_both("ke", "DisposeReport birger", duplicate("@elsewhere"), "E-REF");
    given.done("gp", "ReportNeed birger as second", report());
    given.done("ke", "DisposeReport birger", duplicate("@second"));
}

#[test]
fn a_report_disposed_of_before_it_was_told_is_disposed_of() {
    let mut given = given();
    given.done("gp", "ReportNeed birger on 2025-03-08 as report", report());
    let rerouted = json!({"report": "@report", "disposition": "Rerouted", "to_unit": "@ergo"});
    given.done("ke", "DisposeReport birger on 2025-03-05", rerouted);
    let report = &given.file("birger").reports[0];
    assert_eq!(report.disposed.map(|mark| mark.on.to_string()).as_deref(), Some("2025-03-05"));
    assert_eq!(report.desk.map(|unit| unit.to_string()), Some(given.id("ergo")));
}

#[test]
fn an_unknown_report_is_not_disposed_of() {
    let mut given = reported();
    let withdrawn = json!({"report": "@home", "disposition": "Withdrawn"});
    given.then_refused_in_both("ke", "DisposeReport birger", withdrawn, "E-REF");
}

#[test]
fn a_mandate_by_the_coordinating_unit_is_kept_and_said() {
    let mut given = given();
    let mandate = json!({"person": "@ane", "document_ref": "m"});
    given.then_deviations("home-leader", "IssueMandate birger", mandate.clone(), []);
    given.then_deviations("ke", "IssueMandate birger", mandate, ["MANDATE-BY-NON-LEADER"]);
}

#[test]
fn a_follow_up_is_the_coordinators_the_substitutes_or_its_owners() {
    let mut given = given();
    given.done(
        "ke",
        "AppointCoordinator birger on 2025-01-01",
        json!({"person": "@ane", "role": "Municipal", "unit": "@home"}),
    );
    given.done(
        "home-leader",
        "AppointSubstitute birger on 2025-02-01",
        json!({"person": "@dina", "for_person": "@ane"}),
    );
    given.done(
        "ke",
        "PlanFollowUp birger on 2025-02-01 as planned",
        json!({"kind": "besøk", "due_on": "2025-03-01", "owner": "@bjarne"}),
    );
    let by = |person: &str, planned: Option<&str>| json!({"kind": "Other", "by": person, "planned": planned});
    given.then_deviations("ane-ko", "RecordFollowUp birger", by("@ane", None), []);
    given.then_deviations("ane-ko", "RecordFollowUp birger", by("@dina", None), []);
    given.then_deviations(
        "ane-ko",
        "RecordFollowUp birger on 2025-01-31",
        by("@dina", None),
        ["BY-NON-COORDINATOR"],
    );
    given.then_deviations("ane-ko", "RecordFollowUp birger", by("@bjarne", Some("@planned")), []);
    given.then_deviations("ane-ko", "RecordFollowUp birger", by("@bjarne", None), ["BY-NON-COORDINATOR"]);
    given.then_deviations(
        "ane-ko",
        "RecordFollowUp birger",
        by("@svein", Some("@planned")),
        ["BY-NON-COORDINATOR"],
    );
    given.then_refused_in_both("ane-ko", "RecordFollowUp birger", by("@ane", Some("@home")), "E-REF");
    given.then_refused_in_both("ane-ko", "RecordFollowUp birger", by("@nina", None), "E-REF");
}

#[test]
fn a_reservation_names_a_registered_person_or_unit() {
    let mut given = given();
    let reserved = |against: &str| json!({"kind": {"PatientReservation": against}});
    given.then_refused_in_both("ke", "RestrictAccess birger", reserved("@nina"), "E-REF");
    for against in ["@ane", "@home"] {
        given.done("ke", "RestrictAccess birger", reserved(against));
    }
    for kind in ["Fortrolig", "StrengtFortrolig", "ParentBlocked"] {
        given.done("archive", "RestrictAccess birger", json!({"kind": kind}));
    }
}

#[test]
fn intervals_of_restrictions_and_representatives_end_after_they_begin() {
    let mut given = given();
    given.then_refused_in_both(
        "ke",
        "RestrictAccess birger",
        json!({"kind": "Fortrolig", "to": "2025-03-09"}),
        "E-ORDER",
    );
    let proxy = json!({"kind": "Proxy", "powers": "klage", "to": "2025-03-09"});
    given.then_refused_in_both("ke", "RegisterRepresentative birger", proxy, "E-ORDER");
    given.done(
        "ke",
        "RegisterRepresentative birger",
        json!({"kind": "Proxy", "powers": "klage", "to": "2025-03-10"}),
    );
}
