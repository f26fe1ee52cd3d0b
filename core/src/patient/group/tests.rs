//! Groups and their meetings: who may, under which consent, and what is said of them.

use serde_json::{Value, json};

use crate::given::{Given, given};

/// Ane coordinates for Birger from 3 February 2025, who consents to a group and to sharing with NAV that day.
fn coordinated() -> Given {
    let mut given = given();
    let told = json!({"person": "@ane", "role": "Municipal", "unit": "@home"});
    given.done("ke", "AppointCoordinator birger on 2025-02-03", told);
    let scopes = json!(["Coordinator", "Group", {"ShareWith": ["NAV"]}]);
    let told = json!({"giver": "Patient", "scopes": scopes, "evidence_ref": "form-1"});
    given.done("ke", "GiveConsent birger on 2025-02-03 as consent", told);
    given
}

fn grouped() -> Given {
    let mut given = coordinated();
    given.done("ane-ko", "EstablishGroup birger on 2025-02-10 as group", members());
    given
}

fn members() -> Value {
    json!({"members": ["NAV"]})
}

fn summons(invitees: &[&str], written: bool) -> Value {
    json!({"group": "@group", "meeting_on": "2025-03-20", "invitees": invitees, "written": written})
}

fn meeting(chair: Option<&str>, secretary: Option<&str>) -> Value {
    json!({"group": "@group", "chair": chair, "secretary": secretary, "present": ["NAV"], "patient_present": true})
}

#[test]
fn consent_comes_before_the_group() {
    let mut given = coordinated();
    let end = json!({"consent": "@consent", "scopes": ["Group"]});
    given.then_deviations("ane-ko", "EstablishGroup birger on 2025-02-03", members(), []);
    given.done("ke", "WithdrawConsent birger on 2025-03-01", end);
    given.then_deviations("ane-ko", "EstablishGroup birger on 2025-02-28", members(), []);
    given.then_deviates_in_record(
        "ane-ko",
        "EstablishGroup birger on 2025-03-01",
        members(),
        "CONSENT-GROUP",
    );
}

#[test]
fn the_coordinator_establishes_and_the_coordinating_unit_may_dissolve() {
    let mut given = grouped();
    let asked = "EstablishGroup birger";
    for actor in ["ke", "gp", "home-leader", "birger-self", "dina-sub", "dina-ko"] {
        given.then_refused_in_both(actor, asked, members(), "E-AUTH");
    }
    let dissolved = json!({"group": "@group", "cause": "need-ceased"});
    given.then_refused_in_both("dina-ko", "DissolveGroup birger", dissolved.clone(), "E-AUTH");
    given.then_deviations("ke", "DissolveGroup birger", dissolved, []);
}

#[test]
fn a_group_is_dissolved_after_death_and_in_a_closed_case_too() {
    let mut given = grouped();
    given.done("ke", "CloseCase birger on 2025-03-01", json!({"cause": "NeedCeased"}));
    given.then_refused("ane-ko", "SummonMeeting birger", summons(&[], true), "E-CLOSED");
    given.done("system", "RecordDeath birger on 2025-03-05 at fjordvik", json!({"source": "Notice"}));
    given.then_refused("ane-ko", "SummonMeeting birger", summons(&[], true), "E-DEAD");
    given.then_deviations("ke", "DissolveGroup birger", json!({"group": "@group", "cause": "death"}), []);
}

#[test]
fn whoever_is_summoned_is_covered_by_a_consent_of_that_day() {
    let mut given = grouped();
    let asked = "SummonMeeting birger on 2025-03-10";
    given.then_deviations("ane-ko", asked, summons(&["NAV", "Patient", "Coordinator"], true), []);
    given.then_deviates_in_record("ane-ko", asked, summons(&["NAV", "Skole"], true), "CONSENT-SCOPE");
    let end = json!({"consent": "@consent", "scopes": [{"ShareWith": ["NAV"]}]});
    given.done("ke", "WithdrawConsent birger on 2025-03-09", end);
    given.then_refused("ane-ko", asked, summons(&["NAV"], true), "E-CONSENT-SCOPE");
    given.then_deviations(
        "ane-ko",
        "SummonMeeting birger on 2025-03-08",
        summons(&["NAV"], false),
        ["NOT-WRITTEN"],
    );
}

#[test]
fn a_summons_may_be_planned_and_a_meeting_is_held_before_it_is_told() {
    let mut given = grouped();
    given.then_deviations("ane-ko", "SummonMeeting birger on 2025-04-01", summons(&[], true), []);
    given.then_refused_in_both(
        "ane-ko",
        "SummonMeeting birger on 2026-03-11",
        summons(&[], true),
        "E-FUTURE",
    );
    let told = meeting(Some("@ane"), Some("@dina"));
    given.then_refused_in_both("ane-ko", "HoldMeeting birger on 2025-03-11", told.clone(), "E-FUTURE");
    given.then_deviations("ane-ko", "HoldMeeting birger on 2025-03-10", told, []);
}

#[test]
fn a_meeting_has_a_chair_and_a_secretary_or_it_is_said() {
    let mut given = grouped();
    let asked = "HoldMeeting birger";
    given.then_deviations("ane-ko", asked, meeting(None, Some("@dina")), ["NO-CHAIR"]);
    given.then_deviations("ane-ko", asked, meeting(Some("@ane"), None), ["NO-SECRETARY"]);
    given.then_deviations("ane-ko", asked, meeting(None, None), ["NO-CHAIR", "NO-SECRETARY"]);
    given.then_refused_in_both("ane-ko", asked, meeting(Some("@nina"), Some("@ane")), "E-REF");
}

#[test]
fn a_running_substitute_summons_holds_and_files() {
    let mut given = grouped();
    let told = json!({"person": "@dina", "for_person": "@ane", "informed_on": "2025-03-01"});
    given.done("home-leader", "AppointSubstitute birger on 2025-03-01", told);
    given.then_deviations("dina-sub", "SummonMeeting birger", summons(&["NAV"], true), []);
    given.done("dina-sub", "HoldMeeting birger as meeting", meeting(Some("@dina"), Some("@dina")));
    let minutes = json!({"meeting": "@meeting", "document_ref": "2025/18"});
    given.then_deviations("dina-sub", "FileMinutes birger", minutes, []);
}

#[test]
fn what_is_named_is_of_this_patients_file() {
    let mut given = grouped();
    let told = json!({"person": "@ane", "role": "Municipal", "unit": "@home"});
    given.done("ke", "AppointCoordinator cecilie on 2025-02-03", told);
    given.done("ane-ko", "HoldMeeting birger as meeting", meeting(Some("@ane"), Some("@ane")));
    let minutes = |meeting: &str| json!({"meeting": meeting, "document_ref": "2025/18"});
    for (asked, data) in [
        ("SummonMeeting cecilie", summons(&[], true)),
        ("HoldMeeting cecilie", meeting(Some("@ane"), Some("@ane"))),
        ("DissolveGroup cecilie", json!({"group": "@group", "cause": "error"})),
        ("FileMinutes cecilie", minutes("@meeting")),
        ("FileMinutes birger", minutes("@group")),
    ] {
        given.then_refused_in_both("ane-ko", asked, data, "E-REF");
    }
}

#[test]
fn a_meeting_that_never_happened_takes_no_minutes() {
    let mut given = grouped();
    given.done("ane-ko", "HoldMeeting birger as meeting", meeting(Some("@ane"), Some("@ane")));
    given.done("ke", "VoidEntry birger", json!({"target": "@meeting", "reason": "NeverHappened"}));
    let minutes = json!({"meeting": "@meeting", "document_ref": "2025/18"});
    given.then_refused_in_both("ane-ko", "FileMinutes birger", minutes, "E-REF");
}

#[test]
fn a_summons_is_corrected_to_a_group_of_the_file_only() {
    let mut given = grouped();
    given.done("ane-ko", "SummonMeeting birger as summons", summons(&["NAV"], true));
    let moved =
        json!({"target": "@summons", "changes": {"meeting_on": "2025-03-27"}, "reason": "skrivefeil"});
    given.then_deviations("ane-ko", "CorrectEntry birger", moved, []);
    let other = json!({"target": "@summons", "changes": {"group": "@consent"}, "reason": "skrivefeil"});
    given.then_refused_in_both("ane-ko", "CorrectEntry birger", other, "E-REF");
}

#[test]
fn a_group_is_not_dissolved_before_it_is_established() {
    let mut given = grouped();
    let dissolve = json!({"group": "@group", "cause": "done"});
    given.then_refused_in_both("ane-ko", "DissolveGroup birger on 2025-02-09", dissolve.clone(), "E-ORDER");
    given.done("ane-ko", "DissolveGroup birger on 2025-03-01", dissolve);
    let moved = |on: &str| json!({"target": "@group", "changes": {"on": on}, "reason": "typo"});
    given.then_refused_in_both("ke", "CorrectEntry birger", moved("2025-03-02"), "E-ORDER");
    given.done("ke", "CorrectEntry birger", moved("2025-02-11"));
}
