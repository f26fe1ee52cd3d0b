//! Tests of the law by date: what each event rests on before and after 1 August 2022.

use serde_json::{Value, json};

use super::*;
use crate::given::samples::samples;
use crate::given::{day, given};

fn event(name: &str, data: &Value) -> Event {
    Event::read(name, &serde_json::value::to_raw_value(data).unwrap()).ok().unwrap()
}

fn basis(what: &Event, on: &str) -> Vec<String> {
    basis_of(what, day(on)).into_iter().map(|one| format!("{} {}", one.id, one.version)).collect()
}

fn appointed(role: &str) -> Event {
    let id = "01930000-0000-7000-8000-00000000000a";
    event("CoordinatorAppointed", &json!({"person": id, "role": role, "unit": id}))
}

#[test]
fn a_municipal_coordinator_is_a_right_from_august_2022() {
    let before = ["fhrk-21 2012-01-01", "hol-7-2 2012-01-01", "hol-7-3 2012-01-01"];
    let after = ["fhrk-16 2022-08-01", "hol-7-2 2012-01-01", "hol-7-3 2012-01-01", "pbrl-2-5b 2022-08-01"];
    assert_eq!(basis(&appointed("Municipal"), "2022-07-31"), before);
    assert_eq!(basis(&appointed("Municipal"), "2022-08-01"), after);
}

#[test]
fn there_is_a_child_coordinator_in_the_law_only_from_august_2022() {
    assert_eq!(basis(&appointed("Child"), "2022-07-31"), ["hol-7-3 2012-01-01"]);
    let after = ["hol-7-2a 2022-08-01", "hol-7-3 2012-01-01", "pbrl-2-5c 2022-08-01"];
    assert_eq!(basis(&appointed("Child"), "2022-08-01"), after);
}

#[test]
fn a_specialist_coordinator_rests_on_the_specialist_services_act() {
    assert_eq!(basis(&appointed("Specialist"), "2022-07-31"), ["sphl-2-5a 2012-01-01"]);
    assert!(basis(&appointed("Specialist"), "2025-01-01").contains(&"pbrl-2-5b 2022-08-01".to_owned()));
}

#[test]
fn a_right_complained_of_and_a_request_for_supervision_rest_on_their_own_provisions() {
    let complaint = |kind: &str| {
        let told = json!({"kind": kind, "about": "Omission", "sent_on": "2025-01-01", "received_on": "2025-01-02", "standing": "Patient"});
        basis(&event("ComplaintReceived", &told), "2025-01-02")
    };
    assert_eq!(complaint("RightsComplaint"), ["pbrl-7-2 2001-01-01", "pbrl-7-5 2001-01-01"]);
    assert_eq!(complaint("SupervisionRequest"), ["pbrl-7-4 2001-01-01"]);
}

#[test]
fn a_coordinator_matter_can_be_complained_of_from_august_2022_and_another_matter_before() {
    let refused = event(
        "CoordinatorRefused",
        &json!({"grounds": "NotLongTerm", "decision_form": "Vedtak", "complaint_info_given": true}),
    );
    assert!(!is_complainable(&refused, day("2022-07-31")));
    assert!(is_complainable(&refused, day("2022-08-01")));
    let wish = event("PlanWishRecorded", &json!({"wish": "Wants"}));
    assert!(is_complainable(&wish, day("2022-07-31")));
}

#[test]
fn what_a_deviation_touches_is_named_by_the_law_of_the_day() {
    use crate::deviation::Deviation::RefusedNoDiagnosis;
    use crate::register::tenant::TenantKind::Municipality;
    assert_eq!(RefusedNoDiagnosis.provision(Municipality, day("2022-07-31")), "hol-7-2");
    assert_eq!(RefusedNoDiagnosis.provision(Municipality, day("2022-08-01")), "pbrl-2-5b");
}

#[test]
fn every_provision_an_event_names_is_in_the_table_and_one_version_of_it_holds_at_a_time() {
    for provision in PROVISIONS {
        let from: Day = provision.version.parse().unwrap();
        let until: Option<Day> = provision.until.map(|until| until.parse().unwrap());
        assert!(until.is_none_or(|until| from < until), "{}", provision.id);
        let same = PROVISIONS.iter().filter(|one| one.id == provision.id && one.is_in_force(from));
        assert_eq!(same.count(), 1, "{}", provision.id);
    }
    for (name, data) in samples() {
        let raw = serde_json::value::to_raw_value(&data).unwrap();
        let what = crate::catalogue::Ask::read(name, &raw).ok().unwrap().into_event();
        for id in provisions_of(&what) {
            assert!(PROVISIONS.iter().any(|one| one.id == *id), "{name} names {id}");
        }
    }
}

#[test]
fn an_entry_keeps_the_basis_of_its_own_day() {
    let mut given = given();
    let appointed = json!({"person": "@ane", "role": "Municipal", "unit": "@home"});
    given.done("ke", "AppointCoordinator birger on 2022-07-31 record", appointed);
    let entries = given.entries();
    let event = entries.last().unwrap().body.events.last().unwrap();
    assert!(event.legal_basis.iter().all(|basis| basis.version != "2022-08-01"), "{:?}", event.legal_basis);
}
