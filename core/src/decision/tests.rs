//! Tests of the rules common to all commands, and of their order.

use serde_json::json;

use crate::given::given;

#[test]
fn a_fact_is_of_today_at_the_latest() {
    let mut given = given();
    given.then_refused_in_both("ke", "OpenCase birger on 2025-03-11", json!({}), "E-FUTURE");
    given.done("ke", "OpenCase birger on 2025-03-10", json!({}));
}

#[test]
fn a_plan_is_at_most_twelve_months_ahead() {
    let mut given = given();
    let appointment = json!({"person": "@ane", "role": "Municipal", "unit": "@home"});
    given.then_refused_in_both(
        "ke",
        "AppointCoordinator birger on 2026-03-11",
        appointment.clone(),
        "E-FUTURE",
    );
    given.done("ke", "AppointCoordinator birger on 2026-03-10", appointment);
}

#[test]
fn a_report_is_not_received_after_today() {
    let mut given = given();
    let report = json!({"need": ["Coordinator"], "reporter": {"kind": "Gp"}, "channel": "Plo", "received_on": "2025-03-11"});
    given.then_refused_in_both("gp", "ReportNeed birger", report.clone(), "E-FUTURE");
    // Before the role is asked for.
    given.then_refused("archive", "ReportNeed birger", report, "E-FUTURE");
}

#[test]
fn nothing_happens_after_a_death_but_what_closes() {
    let mut given = given();
    given.done(
        "ke",
        "AppointCoordinator birger on 2025-01-01",
        json!({"person": "@ane", "role": "Municipal", "unit": "@home"}),
    );
    given.done("ke", "RecordPlanWish birger on 2025-02-01 as wish", json!({"wish": "Wants"}));
    given.done("ke", "RecordDeath birger on 2025-03-01", json!({"source": "Notice"}));
    given.then_deviates_in_record(
        "ke",
        "RecordPlanWish birger on 2025-03-02",
        json!({"wish": "Wants"}),
        "DEAD",
    );
    given.then_deviations("ke", "RecordPlanWish birger on 2025-03-01", json!({"wish": "Wants"}), []);
    given.then_refused("ke", "OpenCase birger on 2025-03-02", json!({}), "E-DEAD");
    let about = json!({"code": "REPORT-NO-CONSENT"});
    given.then_deviations("ke", "ReportDeviation birger on 2025-03-02", about, []);
    given.then_deviations("ke", "RecordDeath birger on 2025-03-02", json!({"source": "Notice"}), []);
    given.then_deviations(
        "ke",
        "CorrectEntry birger on 2025-03-02",
        json!({"target": "@wish", "changes": {"wish": "Declines"}, "reason": "feil"}),
        [],
    );
    given.then_deviations(
        "ke",
        "VoidEntry birger on 2025-03-02",
        json!({"target": "@wish", "reason": "NeverHappened"}),
        [],
    );
    given.then_deviations("ke", "CloseCase birger on 2025-03-02", json!({"cause": "Deceased"}), []);
}

#[test]
fn a_closed_case_takes_nothing_until_it_is_opened_again() {
    let mut given = given();
    let wish = json!({"wish": "Wants"});
    given.done("ke", "OpenCase birger on 2025-01-01", json!({}));
    given.done("ke", "CloseCase birger on 2025-02-01", json!({"cause": "NeedCeased"}));
    given.then_deviations("ke", "RecordPlanWish birger on 2025-01-31", wish.clone(), []);
    given.then_deviates_in_record("ke", "RecordPlanWish birger on 2025-02-01", wish.clone(), "CLOSED");
    given.then_deviations("ke", "OpenCase birger on 2025-03-01", json!({}), []);
    given.then_deviations("ke", "RecordPlanWish birger on 2025-03-01", wish, []);
}

#[test]
fn of_death_and_closing_the_death_is_said_first_and_a_fact_carries_both() {
    let mut given = given();
    given.done("ke", "RecordDeath birger on 2025-02-01", json!({"source": "Notice"}));
    given.done("ke", "CloseCase birger on 2025-02-01", json!({"cause": "Deceased"}));
    given.then_refused("ke", "RecordPlanWish birger", json!({"wish": "Wants"}), "E-DEAD");
    given.then_deviations("ke", "RecordPlanWish birger record", json!({"wish": "Wants"}), ["DEAD", "CLOSED"]);
}

#[test]
fn who_has_seen_less_than_there_is_reads_again() {
    let mut given = given();
    let first = given.done("ke", "OpenCase birger on 2025-01-01", json!({}));
    let expected =
        |answer: &crate::submit::Answer| format!("RecordPlanWish birger expected {}", answer.position);
    let second = given.done("ke", &expected(&first), json!({"wish": "Wants"}));
    given.then_refused("ke", &expected(&first), json!({"wish": "Wants"}), "E-VERSION");
    given.then_refused("ke", &format!("{} record", expected(&first)), json!({"wish": "Wants"}), "E-VERSION");
    given.done("ke", &expected(&second), json!({"wish": "Declines"}));
}

#[test]
fn a_tenant_is_written_to_by_its_own_people() {
    let mut given = given();
    given.then_refused_in_both("nesoy-ke", "OpenCase birger at fjordvik", json!({}), "E-TENANT");
    given.then_refused(
        "ward",
        "RegisterTransition birger at fjordvik",
        json!({"kind": "Discharge"}),
        "E-TENANT",
    );
}

#[test]
fn an_unknown_patient_or_tenant_is_nobodys() {
    let mut given = given();
    given.ids.insert("nobody".to_owned(), "01930000-0000-7000-8000-0000000000ff".to_owned());
    given.ids.insert("elsewhere".to_owned(), "310000035".to_owned());
    given.then_refused_in_both("ke", "OpenCase nobody", json!({}), "E-IDENT");
    given.then_refused("system", "OpenCase birger at elsewhere", json!({}), "E-TENANT");
}

/// Each line breaks every rule after its own, and the first is said.
#[test]
fn when_several_fit_the_first_of_the_order_is_said() {
    let mut given = given();
    given.ids.insert("nobody".to_owned(), "01930000-0000-7000-8000-0000000000ff".to_owned());
    let first = given.done("ke", "OpenCase birger on 2025-01-01", json!({}));
    given.done("ke", "CloseCase birger on 2025-02-01", json!({"cause": "NeedCeased"}));
    let stale = format!("expected {}", first.position);
    let change = |to: &str, overlap: &str| json!({"from_person": "@ane", "to_person": to, "unit": "@home", "overlap_to": overlap, "cause": "Other"});
    let bad = change("@nobody", "2020-01-01");
    given.then_refused(
        "nesoy-ke",
        &format!("ChangeCoordinator nobody at fjordvik on 2030-01-01 {stale}"),
        bad.clone(),
        "E-IDENT",
    );
    given.then_refused(
        "nesoy-ke",
        &format!("ChangeCoordinator birger at fjordvik on 2030-01-01 {stale}"),
        bad.clone(),
        "E-TENANT",
    );
    given.then_refused(
        "archive",
        &format!("ChangeCoordinator birger on 2030-01-01 {stale}"),
        bad.clone(),
        "E-FUTURE",
    );
    given.then_refused("archive", &format!("ChangeCoordinator birger {stale}"), bad.clone(), "E-AUTH");
    given.then_refused("ergo-leader", &format!("ChangeCoordinator birger {stale}"), bad.clone(), "E-VERSION");
    given.then_refused("ergo-leader", "ChangeCoordinator birger", bad, "E-REF");
    given.then_refused("ergo-leader", "ChangeCoordinator birger", change("@dina", "2020-01-01"), "E-ORDER");
    given.then_refused("ergo-leader", "ChangeCoordinator birger", change("@dina", "2025-03-10"), "E-CLOSED");
    given.then_refused(
        "ergo-leader",
        "ChangeCoordinator birger on 2025-01-15",
        change("@dina", "2025-03-10"),
        "E-AUTH",
    );
    given.then_refused(
        "home-leader",
        "ChangeCoordinator birger on 2025-01-15",
        change("@dina", "2025-03-10"),
        "E-NOT-CURRENT",
    );
}

#[test]
fn references_are_to_registered_things_of_this_tenant() {
    let mut given = given();
    for data in [
        json!({"person": "@nina", "role": "Municipal", "unit": "@home"}),
        json!({"person": "@ane", "role": "Municipal", "unit": "@nesoy-home"}),
        json!({"person": "@home", "role": "Municipal", "unit": "@ane"}),
    ] {
        given.then_refused_in_both("ke", "AppointCoordinator birger", data, "E-REF");
    }
    given.then_refused(
        "ke",
        "OfferCoordinator birger",
        json!({"role": "Municipal", "candidate": "@nina", "form": "Oral"}),
        "E-REF",
    );
    given.then_refused(
        "home-leader",
        "IssueMandate birger",
        json!({"person": "@nina", "document_ref": "m"}),
        "E-REF",
    );
    given.then_refused("ke", "RecordCompetence", json!({"person": "@nina", "kind": "Basic"}), "E-REF");
    given.then_refused(
        "ke",
        "PlanFollowUp birger",
        json!({"kind": "besøk", "due_on": "2025-04-01", "owner": "@nina"}),
        "E-REF",
    );
    given.then_refused("ke", "ReportDeviation birger", json!({"code": "X", "about": "@home"}), "E-REF");
}
