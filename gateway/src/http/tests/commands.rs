//! Commands on the wire: answers, refusals by status, idempotency, limits.

use axum::body::Body;
use axum::http::Request;
use samspor_core::actor::{Actor, Role};

use super::fixture::Gate;

const KEY: &str = "01970000-0000-7000-8000-000000000001";

fn assess(gate: &Gate, more: &str) -> String {
    format!(
        r#"{{"type": "AssessNeed", "tenant": "310000019", "patient": "{}", "on": "2025-07-01"{more},
        "data": {{"long_term": true, "coordinated": true, "services": [], "outcome": "CoordinatorOnly", "patient_heard": true}}}}"#,
        gate.id("oyvind")
    )
}

#[tokio::test]
async fn a_command_is_answered_and_its_repetition_gets_the_first_answer() {
    let gate = Gate::new();
    let body = assess(&gate, "");
    let first = gate.command(&gate.ke(), &body, &[("idempotency-key", KEY)]).await;
    assert_eq!(first.status, 200, "{}", first.text);
    let told = first.json();
    assert_eq!(told["events"][0]["type"], "NeedAssessed");
    assert_eq!(first.header("ledger-position"), told["position"].to_string());
    let quoted = format!("\"{KEY}\"");
    let again = gate.command(&gate.ke(), &body, &[("idempotency-key", &quoted)]).await;
    assert_eq!((again.status.as_u16(), again.text), (200, first.text));
    let other = body.replace("2025-07-01", "2025-07-02");
    gate.command(&gate.ke(), &other, &[("idempotency-key", KEY)]).await.is_problem(422, "E-DUP");
}

#[tokio::test]
async fn refusals_have_the_statuses_of_the_contract() {
    let gate = Gate::new();
    let (ke, key) = (gate.ke(), [("idempotency-key", KEY)]);
    let body = assess(&gate, "");
    gate.command(&ke, "{", &key).await.is_problem(400, "E-MALFORMED");
    gate.command(&ke, &assess(&gate, r#", "colour": 1"#), &key).await.is_problem(400, "E-MALFORMED");
    gate.command(&ke, &body, &[]).await.is_problem(400, "E-MALFORMED");
    gate.command(&ke, &body, &[("idempotency-key", "seven")]).await.is_problem(400, "E-MALFORMED");
    let label = body.replace("\"services\": []", "\"services\": [\"14835849849\"]");
    let refused = gate.command(&ke, &label, &key).await;
    refused.is_problem(400, "E-FREETEXT");
    assert!(!refused.text.contains("14835849849"));
    assert_eq!(refused.json()["errors"][0]["pointer"], "/data/services/0");
    gate.command("", &body, &key).await.is_problem(401, "");
    let ane = gate.token(Role::Coordinator, "ane");
    gate.command(&ane, &body, &key).await.is_problem(403, "E-AUTH");
    let nina =
        gate.token_of(Actor { role: Role::KeMunicipal, tenant: "310000027".parse().ok(), ..Actor::system() });
    gate.command(&nina, &body, &key).await.is_problem(403, "E-TENANT");
    let stale = [("idempotency-key", KEY), ("if-match", "\"3\"")];
    gate.command(&ke, &body, &stale).await.is_problem(412, "E-VERSION");
    let future = body.replace("2025-07-01", "2025-08-01");
    let refused = gate.command(&ke, &future, &key).await;
    refused.is_problem(422, "E-FUTURE");
    assert_eq!(refused.json()["type"], "/problems/future");
}

#[tokio::test]
async fn what_the_framework_refuses_is_a_problem_too() {
    let gate = Gate::new();
    let large = format!("{{\"type\": \"{}\"}}", "x".repeat(70_000));
    gate.command(&gate.ke(), &large, &[]).await.is_problem(413, "");
    let bare = |method: &str, path: &str| {
        let request = Request::builder().method(method).uri(path);
        request.header("authorization", format!("Bearer {}", gate.ke())).body(Body::empty()).unwrap()
    };
    gate.send(bare("POST", "/v1/commands")).await.is_problem(415, "");
    let refused = gate.send(bare("GET", "/v1/commands")).await;
    refused.is_problem(405, "");
    assert_eq!(refused.header("allow"), "POST");
    gate.send(bare("GET", "/v1/nothing")).await.is_problem(404, "");
    gate.send(bare("GET", "/v1/reports/nothing")).await.is_problem(404, "");
    gate.send(bare("GET", "/v1/reports/overdue?valid=soon")).await.is_problem(400, "E-MALFORMED");
    gate.send(bare("GET", "/v1/reports/overdue?colour=red")).await.is_problem(400, "E-MALFORMED");
    gate.send(bare("GET", "/v1/reports/overdue?limit=201")).await.is_problem(400, "E-MALFORMED");
    assert_eq!(gate.send(bare("GET", "/problems/double-primary")).await.status, 200);
}

#[tokio::test]
async fn operators_hear_that_it_is_alive_and_ready() {
    let gate = Gate::new();
    for path in ["/healthz", "/readyz", "/version"] {
        let got = gate.get(path, "").await;
        assert_eq!((got.status.as_u16(), got.header("content-type")), (200, "application/json"), "{path}");
    }
    assert_eq!(gate.get("/readyz", "").await.json()["views"], gate.ledger.log.head().0);
}
