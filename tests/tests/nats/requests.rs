//! Requests over NATS: the answers, errors, rights and idempotency of HTTP, and bad ones stop nobody else.

use std::sync::Arc;
use std::time::Duration;

use async_nats::{Client, HeaderMap, Message, Request};
use samspor_core::actor::Actor;
use samspor_gateway::disk::RealDisk;
use samspor_gateway::http;
use samspor_gateway::nats::{NAME, OUTLET_STREAM, OverNats, SUBJECT};
use samspor_tests::nats::until;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::world::World;

/// A gateway that is served over NATS, and somebody who asks.
struct Served {
    world: World,
    client: Client,
    end: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<()>>,
}

/// An answer: its status if it is a failure, its headers, its JSON.
struct Got {
    error: Option<String>,
    headers: HeaderMap,
    body: Value,
}

impl Served {
    fn new() -> Self {
        let world = World::new();
        let client = world.runtime.block_on(world.at().client()).unwrap();
        let (end, ended) = oneshot::channel::<()>();
        let over = OverNats {
            at: world.at(),
            stream: OUTLET_STREAM.to_owned(),
            disk: Arc::new(RealDisk::at(&world.data).unwrap()),
        };
        let (ledger, tokens) = (Arc::clone(&world.ledger), Arc::clone(&world.tokens));
        let serving = world.runtime.spawn(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let shutdown = async move { drop(ended.await) };
            http::serve_with(ledger, tokens, listener, Some(over), shutdown).await.unwrap();
        });
        let served = Self { world, client, end: Some(end), serving: Some(serving) };
        until("the service to answer", || served.sent(&format!("$SRV.PING.{NAME}"), HeaderMap::new(), b""));
        served
    }

    fn sent(&self, subject: &str, headers: HeaderMap, payload: &[u8]) -> Option<Message> {
        let request = Request::new().headers(headers).payload(payload.to_vec().into());
        let request = request.timeout(Some(Duration::from_secs(20)));
        self.world.runtime.block_on(self.client.send_request(subject.to_owned(), request)).ok()
    }

    fn ask(&self, what: &str, headers: HeaderMap, payload: &[u8]) -> Got {
        let message = self.sent(&format!("{SUBJECT}.{what}"), headers, payload).unwrap();
        let headers = message.headers.unwrap_or_default();
        let error = headers.get("Nats-Service-Error-Code").map(ToString::to_string);
        Got { error, headers, body: serde_json::from_slice(&message.payload).unwrap() }
    }

    fn signed_in(&self, actor: &Actor) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("Authorization", format!("Bearer {}", self.world.token(actor)));
        headers
    }

    fn coordinator(&self) -> HeaderMap {
        self.signed_in(&self.world.coordinator())
    }

    fn command(&self, n: u32) -> Got {
        self.ask("commands", self.coordinator(), self.world.follow_up(n).to_string().as_bytes())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(serving) = self.serving.take() {
            self.world.runtime.block_on(serving).unwrap();
        }
    }
}

#[test]
fn a_command_is_decided_once_and_its_id_gives_the_same_answer_again() {
    let served = Served::new();
    let before = served.world.ledger.log.head();
    let first = served.command(1);
    assert_eq!(first.error, None, "{}", first.body);
    let position = first.body["position"].as_u64().unwrap();
    assert_eq!(first.headers.get("ledger-position").unwrap().to_string(), position.to_string());
    assert!(first.headers.get("ledger-root").is_some());
    assert_eq!(served.command(1).body, first.body);
    assert_eq!(served.world.ledger.log.head().0, before.0 + 1, "nothing twice");
}

#[test]
fn questions_have_the_answers_of_http_and_leave_a_reading() {
    let served = Served::new();
    let unit = || served.signed_in(&served.world.coordinating_unit());
    let readings = served.world.ledger.access.head();
    let report = served.ask("reports.coordinators", unit(), br#"{"valid": "2025-04-15"}"#);
    assert_eq!(report.error, None, "{}", report.body);
    assert!(!report.body["rows"].as_array().unwrap().is_empty());
    let patient = json!({"patient": served.world.ids["birger"], "valid": "2025-04-15"}).to_string();
    let state = served.ask("patients.state", unit(), patient.as_bytes());
    assert_eq!(state.error, None, "{}", state.body);
    let history = served.ask("patients.history", unit(), patient.as_bytes());
    assert_eq!(history.error, None, "{}", history.body);
    assert_eq!(served.world.ledger.access.head().0, readings.0 + 3);
}

#[test]
fn bad_requests_get_the_errors_of_http_change_nothing_and_stop_nobody() {
    let served = Served::new();
    let before = served.world.ledger.log.head();
    let refused = |what: &str, headers: HeaderMap, payload: &[u8], status: &str| {
        let got = served.ask(what, headers, payload);
        assert_eq!(got.error.as_deref(), Some(status), "{}", got.body);
        assert_eq!(got.body["status"].to_string(), status);
        assert!(
            got.body["detail"].is_string() && got.headers.get("Nats-Service-Error").is_some(),
            "{}",
            got.body
        );
    };
    let command = served.world.follow_up(7).to_string();
    refused("commands", HeaderMap::new(), command.as_bytes(), "401");
    refused("commands", served.coordinator(), b"{\"type\": \"RecordFollowUp\"", "400");
    refused("commands", served.coordinator(), b"\xff\xfe\x00", "400");
    refused("commands", served.coordinator(), &vec![b' '; 80_000], "413");
    refused("commands", served.coordinator(), "[".repeat(60_000).as_bytes(), "400");
    let elsewhere = command.replace("310000019", "310000027");
    refused("commands", served.coordinator(), elsewhere.as_bytes(), "403");
    refused("reports.nothing", served.coordinator(), b"", "404");
    refused("reports.overdue", served.coordinator(), b"[1, 2]", "400");
    refused("patients.state", served.coordinator(), b"{}", "400");
    refused("patients.state", served.coordinator(), br#"{"patient": {"deep": []}}"#, "400");
    let mut key = served.coordinator();
    key.insert("Idempotency-Key", "\"01990000-0000-7000-8000-000000000008\"");
    refused("commands", key, command.as_bytes(), "400");
    // Nobody to answer: nothing is carried out.
    let silent = served.client.publish_with_headers(
        format!("{SUBJECT}.commands"),
        served.coordinator(),
        command.clone().into(),
    );
    served.world.runtime.block_on(silent).unwrap();
    assert_eq!(served.command(9).error, None, "everybody else is served");
    assert_eq!(served.world.ledger.log.head().0, before.0 + 1);
}

#[test]
fn the_service_tells_its_endpoints_and_ends_with_everybody_answered() {
    let served = Served::new();
    let told = served.sent(&format!("$SRV.INFO.{NAME}"), HeaderMap::new(), b"").unwrap();
    let told: Value = serde_json::from_slice(&told.payload).unwrap();
    let subjects: Vec<&str> =
        told["endpoints"].as_array().unwrap().iter().filter_map(|one| one["subject"].as_str()).collect();
    for subject in ["commands", "reports.*", "patients.state", "patients.history", "obligations.why"] {
        assert!(subjects.contains(&format!("{SUBJECT}.{subject}").as_str()), "{subjects:?}");
    }
}
