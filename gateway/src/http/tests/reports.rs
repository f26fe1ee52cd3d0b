//! Reports on the wire: who sees which rows, pages that never shift, reads that wait for a write.

use samspor_core::actor::Role;

use super::fixture::Gate;

async fn count(gate: &Gate, path: &str, token: &str) -> usize {
    let got = gate.get(path, token).await;
    assert_eq!(got.status, 200, "{path}: {}", got.text);
    got.json()["rows"].as_array().unwrap().len()
}

#[tokio::test]
async fn each_role_sees_its_own_rows() {
    let gate = Gate::new();
    let (ke, overdue) = (gate.ke(), "/v1/reports/overdue");
    let rows = gate.get(overdue, &ke).await.json()["rows"].as_array().unwrap().clone();
    assert!(rows.iter().any(|row| row["rule"] == "D08" && row["patient"] == gate.id("birger")), "{rows:?}");
    assert!(rows.iter().any(|row| row["rule"] == "D01" && row["patient"] == gate.id("oyvind")));
    let ane = gate.token(Role::Coordinator, "ane");
    let own = gate.get(overdue, &ane).await.json()["rows"].as_array().unwrap().clone();
    assert!(!own.is_empty() && own.iter().all(|row| row["person"] == gate.id("ane")), "{own:?}");
    assert_eq!(count(&gate, overdue, &gate.token(Role::Coordinator, "dina")).await, 0);
    let led = gate.get(overdue, &gate.token(Role::UnitLeader, "lars")).await.json()["rows"].clone();
    assert!(
        led.as_array().unwrap().iter().all(|row| row["unit"] == gate.id("home"))
            && !led.as_array().unwrap().is_empty()
    );
    assert_eq!(count(&gate, overdue, &gate.token(Role::UnitLeader, "erik")).await, 0);
    assert_eq!(count(&gate, "/v1/reports/caseload", &gate.token(Role::UnitLeader, "lars")).await, 1);
    assert_eq!(count(&gate, "/v1/reports/caseload", &gate.token(Role::UnitLeader, "erik")).await, 0);
}

#[tokio::test]
async fn what_is_not_ones_own_is_refused() {
    let gate = Gate::new();
    let (birger, oyvind) = (gate.id("birger"), gate.id("oyvind"));
    let ane = gate.token(Role::Coordinator, "ane");
    assert_eq!(gate.get(&format!("/v1/patients/{birger}"), &ane).await.status, 200);
    gate.get(&format!("/v1/patients/{oyvind}"), &ane).await.is_problem(403, "E-AUTH");
    gate.get(&format!("/v1/patients/{oyvind}/history"), &ane).await.is_problem(403, "E-AUTH");
    let own = gate.token(Role::Patient, "birger");
    assert_eq!(gate.get(&format!("/v1/patients/{birger}/history"), &own).await.status, 200);
    gate.get(&format!("/v1/patients/{oyvind}/history"), &own).await.is_problem(403, "E-AUTH");
    gate.get("/v1/reports/overdue", &own).await.is_problem(403, "E-AUTH");
    gate.get("/v1/reports/inbox", &ane).await.is_problem(403, "E-AUTH");
    gate.get("/v1/reports/overdue?tenant=310000027", &gate.ke()).await.is_problem(403, "E-TENANT");
    gate.get("/v1/reports/overdue", "").await.is_problem(401, "");
    let supervisor = gate.token(Role::Supervisor, "");
    assert_eq!(gate.get("/v1/reports/without-coordinator?tenant=310000027", &supervisor).await.status, 200);
    gate.get("/v1/reports/inbox", &supervisor).await.is_problem(403, "E-AUTH");
}

#[tokio::test]
async fn pages_of_an_answer_add_up_and_never_shift() {
    let gate = Gate::new();
    let ke = gate.ke();
    let all = gate.get("/v1/reports/obligations?valid=2025-07-01", &ke).await.json()["rows"].clone();
    let mut path = "/v1/reports/obligations?valid=2025-07-01&limit=2".to_owned();
    let (mut rows, mut seen) = (Vec::new(), None);
    loop {
        let got = gate.get(&path, &ke).await;
        assert_eq!(got.status, 200, "{}", got.text);
        let told = got.json();
        rows.extend(told["rows"].as_array().unwrap().clone());
        let at = (told["valid"].clone(), told["known"].clone(), told["position"].clone());
        assert_eq!(*seen.get_or_insert(at.clone()), at);
        // What is written between two pages does not move them.
        let body = format!(
            r#"{{"type": "RecordPlanWish", "id": "{}", "tenant": "310000019", "patient": "{}", "on": "2025-06-30", "data": {{"wish": "Wants"}}}}"#,
            uuid::Uuid::from_u128(rows.len() as u128 + 1),
            gate.id("birger")
        );
        assert_eq!(gate.command(&ke, &body, &[]).await.status, 200);
        let link = got.header("link").to_owned();
        match link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\"")) {
            Some(next) => path = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(serde_json::Value::Array(rows), all);
    assert!(all.as_array().unwrap().len() > 4);
    let foreign = path.replace("obligations", "overdue");
    gate.get(&foreign, &ke).await.is_problem(400, "E-MALFORMED");
}

#[tokio::test]
async fn a_read_names_its_position_and_waits_for_one() {
    let gate = Gate::new();
    let (ke, head) = (gate.ke(), gate.ledger.log.head().0);
    let got = gate.get(&format!("/v1/reports/inbox?at_least={head}"), &ke).await;
    assert_eq!((got.status.as_u16(), got.header("ledger-position")), (200, head.to_string().as_str()));
    let behind = gate.get(&format!("/v1/reports/inbox?at_least={}", head + 1), &ke).await;
    behind.is_problem(503, "");
    assert_eq!(behind.json()["type"], "/problems/projection-behind");
    assert_eq!(behind.header("retry-after"), "1");
}
