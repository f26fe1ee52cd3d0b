//! What is guarded inside a tenant: protected addresses, reservations and other units' patients, by every way to them.

use samspor_core::actor::{Actor, Role};
use serde_json::{Value, json};

use super::fixture::Gate;
use crate::tokens::unhex;

/// Leif: coordinated from the unit `home`, days without a coordinator, a complaint and an order of the authority that is due.
const LEIF: &str = r#"{"at": "2025-02-03", "actor": "ke", "do": "GiveConsent", "patient": "leif", "data": {"giver": "Patient", "scopes": ["Coordinator"], "evidence_ref": "form-l"}}
{"at": "2025-02-03", "actor": "ke", "do": "AppointCoordinator", "patient": "leif", "data": {"person": "ane", "role": "Municipal", "unit": "home"}}
{"at": "2025-03-03", "actor": "ke", "do": "EndAssignment", "patient": "leif", "data": {"role": "Municipal", "cause": "left", "need_persists": true}}
{"at": "2025-03-20", "actor": "ke", "do": "AppointCoordinator", "patient": "leif", "on": "2025-03-10", "data": {"person": "ane", "role": "Municipal", "unit": "home"}}
{"at": "2025-04-01", "actor": "complaints", "do": "ReceiveComplaint", "patient": "leif", "data": {"kind": "RightsComplaint", "about": "Omission", "knew_on": "2025-03-20", "sent_on": "2025-04-01", "received_on": "2025-04-01", "standing": "Patient"}, "as": "l-complaint"}
{"at": "2025-04-08", "actor": "complaints", "do": "ProcessComplaint", "patient": "leif", "data": {"complaint": "l-complaint", "outcome": "Maintained", "forwarded_on": "2025-04-08"}}
{"at": "2025-05-02", "actor": "complaints", "do": "ReceiveSupervisorDecision", "patient": "leif", "data": {"complaint": "l-complaint", "outcome": "Changed", "provisions": ["pbrl-2-5b"], "orders": [{"due_on": "2025-06-02", "code": "offer-coordinator"}]}}"#;

async fn restricted(gate: &Gate, patient: &str, kind: &str) {
    let patient = gate.id(patient);
    let body = format!(
        r#"{{"type": "RestrictAccess", "id": "0193f000-0000-7000-8000-000000000001", "tenant": "310000019", "patient": "{patient}", "data": {{"kind": {kind}}}}}"#
    );
    assert_eq!(gate.command(&gate.ke(), &body, &[]).await.status, 200);
}

async fn answer(gate: &Gate, path: &str, token: &str) -> Value {
    let got = gate.get(path, token).await;
    assert_eq!(got.status, 200, "{path}: {}", got.text);
    got.json()
}

async fn rows(gate: &Gate, path: &str, token: &str) -> Vec<Value> {
    answer(gate, path, token).await["rows"].as_array().unwrap().clone()
}

#[tokio::test]
async fn t24_the_newest_events_tell_no_place_of_a_protected_patient() {
    let gate = Gate::new();
    let body = format!(
        r#"{{"type": "GiveConsent", "id": "0193f000-0000-7000-8000-000000000002", "tenant": "310000019", "patient": "{}", "data": {{"giver": "Patient", "scopes": [{{"ShareWith": ["Solbakken skole"]}}], "evidence_ref": "form-s"}}}}"#,
        gate.id("birger")
    );
    let sent = gate.command(&gate.ke(), &body, &[]).await;
    assert_eq!(sent.status, 200, "{}", sent.text);
    let supervisor = gate.token(Role::Supervisor, "");
    assert!(gate.get("/oversikt", &supervisor).await.text.contains("Solbakken"));
    restricted(&gate, "birger", r#""StrengtFortrolig""#).await;
    let text = gate.get("/oversikt", &supervisor).await.text;
    assert!(!text.contains("Solbakken") && text.contains(gate.id("birger")), "{text}");
    assert!(gate.get("/oversikt", &gate.ke()).await.text.contains("Solbakken"));
}

#[tokio::test]
async fn t25_the_newest_events_are_of_files_one_may_open() {
    let gate = Gate::new();
    let birger = gate.id("birger").to_owned();
    assert!(gate.get("/oversikt", &gate.ke()).await.text.contains(&birger));
    restricted(&gate, "birger", &format!(r#"{{"PatientReservation": "{}"}}"#, gate.id("kaja"))).await;
    let text = gate.get("/oversikt", &gate.ke()).await.text;
    assert!(!text.contains(&birger) && text.contains(gate.id("oyvind")), "{text}");
}

#[tokio::test]
async fn t24_asking_by_unit_does_not_give_the_place_of_a_protected_patient_back() {
    let gate = Gate::new();
    restricted(&gate, "birger", r#""StrengtFortrolig""#).await;
    let path = format!("/v1/reports/overdue?patient={}&unit={}", gate.id("birger"), gate.id("home"));
    assert!(!rows(&gate, &path, &gate.ke()).await.is_empty());
    assert_eq!(rows(&gate, &path, &gate.token(Role::Supervisor, "")).await, Vec::<Value>::new());
}

#[tokio::test]
async fn t25_days_without_a_coordinator_and_their_sum_are_of_the_rows_one_sees() {
    let gate = Gate::told(LEIF);
    let klara = || {
        gate.token_of(Actor {
            acting_for: None,
            person: gate.id("klara").parse().ok(),
            role: Role::ComplaintHandler,
            tenant: "310000019".parse().ok(),
            unit: gate.id("archive-unit").parse().ok(),
        })
    };
    let told = answer(&gate, "/v1/reports/vacancies", &klara()).await;
    assert_eq!((&told["total_days"], &told["hindsight"][0]["days"]), (&json!(7), &json!(10)), "{told}");
    restricted(&gate, "leif", &format!(r#"{{"PatientReservation": "{}"}}"#, gate.id("klara"))).await;
    let told = answer(&gate, "/v1/reports/vacancies", &klara()).await;
    let nothing = (&json!([]), &json!(0), &json!([]));
    assert_eq!((&told["rows"], &told["total_days"], &told["hindsight"]), nothing);
}

#[tokio::test]
async fn t25_a_reservation_holds_where_no_tenant_is_named() {
    let gate = Gate::new();
    restricted(&gate, "birger", &format!(r#"{{"PatientReservation": "{}"}}"#, gate.id("kaja"))).await;
    let kaja = Actor {
        acting_for: None,
        person: gate.id("kaja").parse().ok(),
        role: Role::Supervisor,
        tenant: None,
        unit: None,
    };
    let path = format!("/v1/patients/{}", gate.id("birger"));
    gate.get(&path, &gate.token_of(kaja)).await.is_problem(403, "E-AUTH");
    let other = gate.get(&path, &gate.token(Role::Supervisor, "")).await;
    assert_ne!(other.status, 403, "{}", other.text);
}

#[tokio::test]
async fn figures_are_no_way_to_one_patient_of_another_unit() {
    let gate = Gate::new();
    let (lars, erik) = (gate.token(Role::UnitLeader, "lars"), gate.token(Role::UnitLeader, "erik"));
    let about = format!("patient={}", gate.id("birger"));
    assert!(!rows(&gate, &format!("/v1/reports/measures?{about}"), &lars).await.is_empty());
    assert!(!rows(&gate, "/v1/reports/measures", &erik).await.is_empty());
    for report in ["measures", "distribution"] {
        gate.get(&format!("/v1/reports/{report}?{about}"), &erik).await.is_problem(403, "E-AUTH");
    }
    for one in [about, format!("person={}", gate.id("ane")), format!("unit={}", gate.id("home"))] {
        gate.get(&format!("/v1/reports/leader-report?{one}"), &lars).await.is_problem(400, "E-MALFORMED");
    }
}

#[tokio::test]
async fn a_leader_sees_the_complaints_and_orders_of_the_units_own_patients() {
    let gate = Gate::told(LEIF);
    let (lars, erik) = (gate.token(Role::UnitLeader, "lars"), gate.token(Role::UnitLeader, "erik"));
    let orders = async |token: &str| {
        let rows = rows(&gate, "/v1/reports/overdue", token).await;
        rows.iter().filter(|row| row["rule"] == "D24" && row["owner"] == "Leader").count()
    };
    assert_eq!((orders(&lars).await, orders(&erik).await), (1, 0));
    let complaints = "/v1/reports/complaints";
    let of = (rows(&gate, complaints, &lars).await.len(), rows(&gate, complaints, &erik).await.len());
    assert_eq!(of, (1, 0));
}

#[tokio::test]
async fn a_cursor_does_not_tell_how_many_rows_others_have() {
    let gate = Gate::new();
    let ane = gate.token(Role::Coordinator, "ane");
    let all = rows(&gate, "/v1/reports/obligations", &ane).await;
    let everything = rows(&gate, "/v1/reports/obligations", &gate.ke()).await;
    assert!(all.len() > 1 && everything.len() > all.len());
    let (mut path, mut got) = ("/v1/reports/obligations?limit=1".to_owned(), Vec::new());
    loop {
        let told = answer(&gate, &path, &ane).await;
        got.extend(told["rows"].as_array().unwrap().clone());
        let Some(next) = told["next"].as_str() else { break };
        let cursor: Value = serde_json::from_slice(&unhex(next).unwrap()).unwrap();
        assert_eq!(cursor["after"], got.len(), "{cursor}");
        path = format!("/v1/reports/obligations?limit=1&cursor={next}");
    }
    assert_eq!(got, all);
}
