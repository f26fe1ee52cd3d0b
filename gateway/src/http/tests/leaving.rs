//! What leaves the tenant, and what is guarded inside it: small cells, protected addresses, reservations, one's own page.

use samspor_core::actor::Role;
use serde_json::Value;

use super::fixture::Gate;

async fn restricted(gate: &Gate, kind: &str) {
    let body = format!(
        r#"{{"type": "RestrictAccess", "id": "0193f000-0000-7000-8000-000000000001", "tenant": "310000019", "patient": "{}", "data": {{"kind": {kind}}}}}"#,
        gate.id("birger")
    );
    assert_eq!(gate.command(&gate.ke(), &body, &[]).await.status, 200);
}

async fn rows(gate: &Gate, path: &str, token: &str) -> Vec<Value> {
    let got = gate.get(path, token).await;
    assert_eq!(got.status, 200, "{path}: {}", got.text);
    got.json()["rows"].as_array().unwrap().clone()
}

#[tokio::test]
async fn t24_a_protected_patient_is_listed_without_unit_to_those_who_do_not_coordinate() {
    let gate = Gate::new();
    restricted(&gate, r#""StrengtFortrolig""#).await;
    let about = format!("/v1/reports/overdue?patient={}", gate.id("birger"));
    let with_unit = |rows: &[Value]| rows.iter().filter(|row| row.get("unit").is_some()).count();
    let ke = rows(&gate, &about, &gate.ke()).await;
    let ane = rows(&gate, &about, &gate.token(Role::Coordinator, "ane")).await;
    assert!(with_unit(&ke) > 0 && with_unit(&ane) > 0);
    for (role, person) in [(Role::UnitLeader, "lars"), (Role::Supervisor, "")] {
        let theirs = rows(&gate, &about, &gate.token(role, person)).await;
        assert_eq!((theirs.len(), with_unit(&theirs)), (ke.len(), 0), "{role:?}");
    }
}

#[tokio::test]
async fn t25_whoever_a_patient_has_reserved_against_gets_neither_rows_nor_file() {
    let gate = Gate::new();
    let (birger, ke) = (gate.id("birger").to_owned(), gate.ke());
    let before = rows(&gate, "/v1/reports/coordinators", &ke).await;
    restricted(&gate, &format!(r#"{{"PatientReservation": "{}"}}"#, gate.id("kaja"))).await;
    let after = rows(&gate, "/v1/reports/coordinators", &ke).await;
    assert!(before.iter().any(|row| row["patient"] == birger.as_str()));
    assert!(after.iter().all(|row| row["patient"] != birger.as_str()) && after.len() < before.len());
    gate.get(&format!("/v1/patients/{birger}"), &ke).await.is_problem(403, "E-AUTH");
    gate.get(&format!("/v1/patients/{birger}/history"), &ke).await.is_problem(403, "E-AUTH");
    let count = gate.get("/v1/reports/national", &ke).await.json()["coordinators"].clone();
    assert_eq!(count, 1);
    let ane = gate.token(Role::Coordinator, "ane");
    assert_eq!(gate.get(&format!("/v1/patients/{birger}"), &ane).await.status, 200);
}

#[tokio::test]
async fn figures_outside_the_tenant_hide_few_persons_and_lists_do_not_leave_it() {
    let gate = Gate::new();
    let national = gate.get("/v1/reports/national?outside=true", &gate.ke()).await.json();
    assert_eq!(
        (national.get("coordinators"), &national["hidden"]),
        (None, &serde_json::json!(["coordinators"]))
    );
    gate.get("/v1/reports/overdue?outside=true", &gate.ke()).await.is_problem(400, "E-MALFORMED");
    let measures = "/v1/reports/measures?tenant=310000019";
    let inside = rows(&gate, measures, &gate.ke()).await;
    assert!(inside.iter().any(|row| row["n"] == 1));
    let supervisor = rows(&gate, measures, &gate.token(Role::Supervisor, "")).await;
    assert!(supervisor.len() == inside.len() && supervisor.iter().all(|row| row.get("median").is_none()));
}

#[tokio::test]
async fn a_patient_has_a_page_and_a_leader_without_one_above_a_report() {
    let gate = Gate::new();
    let own = gate.get("/v1/reports/my-page", &gate.token(Role::Patient, "birger")).await.json();
    assert_eq!(
        (&own["coordinators"][0]["name"], &own["patient"]),
        (&"Ane".into(), &gate.id("birger").into())
    );
    gate.get("/v1/reports/my-page", &gate.ke()).await.is_problem(403, "E-AUTH");
    let leader = gate.token(Role::UnitLeader, "lars");
    let report = gate.get("/v1/reports/leader-report", &leader).await.json();
    assert_eq!((&report["quarter"], &report["tenant"]), (&"2025Q3".into(), &"310000019".into()));
    gate.get("/v1/reports/leader-report", &gate.ke()).await.is_problem(403, "E-AUTH");
}
