//! Reasons on the wire: the row's own day and state, to whoever may see the row.

use samspor_core::actor::Role;
use serde_json::{Value, json};

use super::fixture::Gate;

async fn row(gate: &Gate, rule: &str) -> Value {
    let rows = gate.get("/v1/reports/overdue", &gate.ke()).await.json()["rows"].as_array().unwrap().clone();
    rows.into_iter().find(|row| row["rule"] == rule).unwrap()
}

fn address(row: &Value) -> String {
    format!("/v1/obligations/{}/why", row["id"].as_str().unwrap())
}

#[tokio::test]
async fn every_obligation_has_a_reason_that_says_what_its_row_says() {
    let gate = Gate::new();
    let everybody = gate.token(Role::Supervisor, "");
    let mut rules = std::collections::BTreeSet::new();
    for at in ["", "?valid=2025-05-01&known=2025-05-01", "?valid=2025-07-01"] {
        let rows = gate.get(&format!("/v1/reports/obligations{at}"), &everybody).await.json()["rows"].clone();
        assert!(rows.as_array().unwrap().len() > 3);
        for row in rows.as_array().unwrap() {
            let why = gate.get(&format!("{}{at}", address(row)), &everybody).await;
            assert_eq!(why.status, 200, "{}", why.text);
            let why = why.json();
            rules.insert(row["rule"].as_str().unwrap().to_owned());
            for field in ["id", "rule", "due", "state", "days", "owner", "tenant"] {
                assert_eq!(why[field], row[field], "{field} of {row} in {why}");
            }
            assert_eq!(why["trigger"]["event"], row["trigger"]);
            assert_eq!(why["duty"]["source"], row["source"]["duty"], "{row}");
            assert_eq!(why["steps"].as_array().unwrap().last().unwrap()["to"], row["due"]);
        }
    }
    for rule in ["D01", "D08", "D17", "D18"] {
        assert!(rules.contains(rule), "{rules:?}");
    }
}

#[tokio::test]
async fn a_reason_names_the_entry_the_rule_and_what_would_meet_it() {
    let gate = Gate::new();
    let late = row(&gate, "D08").await;
    let why = gate.get(&address(&late), &gate.ke()).await.json();
    assert_eq!(why["trigger"]["type"], "FollowUpRecorded");
    assert_eq!(why["trigger"]["on"], "2025-04-03");
    assert_eq!(why["trigger"]["role"], "Coordinator");
    assert!(why["trigger"]["position"].is_u64() && why["trigger"]["recorded_at"].is_string());
    assert_eq!(why["deadline"], json!({"value": "P3M", "working_days": false, "source": "Local"}));
    assert_eq!(why["duty"], json!({"source": "hol-7-2", "version": "2012-01-01"}));
    let step = json!({"step": "Counted", "from": "2025-04-03", "value": "P3M", "to": "2025-07-03"});
    assert_eq!(why["steps"], json!([step]));
    assert_eq!(why["closed_by"], json!(["RecordFollowUp"]));
}

#[tokio::test]
async fn who_may_not_see_the_row_may_not_see_its_reason() {
    let gate = Gate::new();
    let (d08, d01) = (row(&gate, "D08").await, row(&gate, "D01").await);
    let ane = gate.token(Role::Coordinator, "ane");
    assert_eq!(gate.get(&address(&d08), &ane).await.status, 200);
    gate.get(&address(&d01), &ane).await.is_problem(403, "E-AUTH");
    gate.get(&address(&d08), &gate.token(Role::Coordinator, "dina")).await.is_problem(403, "E-AUTH");
    assert_eq!(gate.get(&address(&d08), &gate.token(Role::UnitLeader, "lars")).await.status, 200);
    gate.get(&address(&d08), &gate.token(Role::UnitLeader, "erik")).await.is_problem(403, "E-AUTH");
    gate.get(&address(&d08), &gate.token(Role::Patient, "birger")).await.is_problem(403, "E-AUTH");
    gate.get(&address(&d08), "").await.is_problem(401, "");
}

#[tokio::test]
async fn what_is_no_obligation_has_no_reason() {
    let gate = Gate::new();
    gate.get("/v1/obligations/overdue/why", &gate.ke()).await.is_problem(400, "E-MALFORMED");
    let d08 = row(&gate, "D08").await;
    let early = format!("{}?valid=2025-04-01", address(&d08));
    gate.get(&early, &gate.ke()).await.is_problem(404, "");
    let foreign = address(&d08).replace("310000019", "310000027");
    gate.get(&foreign, &gate.ke()).await.is_problem(403, "E-TENANT");
}
