//! A small ledger of the cast, its callers' tokens, and requests to the router.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use samspor_core::access::Reading;
use samspor_core::actor::{Actor, Role};
use samspor_core::log::Log;
use samspor_core::note::Policy;
use samspor_core::words::Instant;
use samspor_replay::history::{Place, Runner};
use serde_json::Value;
use tower::ServiceExt;

use crate::http::router;
use crate::ledger::Ledger;
use crate::log::jetstream::Promised;
use crate::tokens::Tokens;
use crate::witnesses::tests::standing::standing_for;
use crate::witnesses::{VouchedBy, Vouchers};

const CAST: &str = include_str!("../../../../tests/histories/cast.jsonl");
const STORY: &str = include_str!("../../../../tests/histories/s02-coordinator-without-plan.jsonl");
/// A unit whose name would be markup, a patient with a name, a report nobody answers, and one recorded late.
const MORE: &str = r#"{"name": "evil", "at": "2025-04-04", "unit": {"tenant": "fjordvik", "name": "<script>alert('x')</script>", "service": "home-care"}}
{"name": "oyvind", "at": "2025-04-04", "patient": {"tenant": "fjordvik", "born": "1948-02-03", "name": "Øyvind Ærlig Åsen"}}
{"at": "2025-04-05", "actor": "gp", "do": "ReportNeed", "patient": "oyvind", "data": {"need": ["Coordinator"], "reporter": {"kind": "Gp"}, "channel": "Plo", "received_on": "2025-04-05", "first_received_by": "evil"}}
{"at": "2025-05-20", "actor": "ko-ane", "do": "RecordFollowUp", "patient": "birger", "on": "2025-04-20", "data": {"kind": "ServiceContact", "by": "ane"}}"#;

/// What a test asks.
pub(super) struct Gate {
    router: Router,
    tokens: Arc<Tokens>,
    pub(super) ledger: Arc<Ledger>,
    pub(super) ids: BTreeMap<String, String>,
}

/// An answer, read whole.
pub(super) struct Got {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Got {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Asserts that it is a problem of a status and code.
    #[track_caller]
    pub(super) fn is_problem(&self, status: u16, code: &str) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        let told = self.json();
        assert_eq!(
            (self.status.as_u16(), told["status"].as_u64()),
            (status, Some(u64::from(status))),
            "{told}"
        );
        assert_eq!(told["code"].as_str().unwrap_or(""), code, "{told}");
        assert!(
            told["type"].as_str().unwrap().starts_with("/problems/") && told["title"].is_string(),
            "{told}"
        );
        assert!(told["detail"].is_string() && told["instance"].as_str().unwrap().starts_with("urn:uuid:"));
    }
}

fn now() -> Instant {
    "2025-07-10T10:00:00Z".parse().unwrap()
}

impl Gate {
    /// The cast, the story of a coordinator without a plan, and some more; it is 10 July 2025.
    pub(super) fn new() -> Self {
        Self::of(&[("cast", CAST), ("story", STORY), ("more", MORE)], |ledger| ledger)
    }

    /// The same, with readings in another log.
    pub(super) fn with_access(log: Arc<dyn Log>) -> Self {
        Self::of(&[("cast", CAST), ("story", STORY), ("more", MORE)], |ledger| ledger.with_access(log))
    }

    /// The cast, in a log whose acknowledgements are worth less.
    pub(super) fn promising(promised: Promised) -> Self {
        Self::of(&[("cast", CAST)], |ledger| ledger.promising(promised))
    }

    /// The same, vouched for by a witness; what it says is kept in a directory.
    pub(super) fn vouched_for(dir: &Path) -> Self {
        Self::of(&[("cast", CAST), ("story", STORY)], |ledger| {
            let tree = &ledger.trees.ledger;
            let log = tree.public_key().to_vkey();
            let (url, witness) = standing_for(&log, now);
            let text = format!("log {log}\nwitness w {witness} {url}\nquorum w\n");
            let policy = Some((Policy::parse(text.as_bytes()).unwrap(), text));
            let by = VouchedBy { policy, ..VouchedBy::default() };
            let vouchers = Vouchers::of(by, &ledger.trees, dir).unwrap();
            ledger.vouched_for(vouchers)
        })
    }

    /// The cast and another story.
    pub(super) fn told(story: &str) -> Self {
        Self::of(&[("cast", CAST), ("told", story)], |ledger| ledger)
    }

    fn of(files: &[(&str, &str)], with: impl FnOnce(Ledger) -> Ledger) -> Self {
        let ledger = Ledger::in_memory(true, "2024-01-01T00:00:00+01:00".parse().unwrap()).unwrap();
        let mut runner = Runner::new(&*ledger.log, &*ledger.views);
        for (file, text) in files {
            let file: Arc<str> = (*file).into();
            let lines =
                text.lines().filter(|line| !line.contains("\"history\"") && !line.contains("\"expect\""));
            for (line, text) in (1..).zip(lines) {
                runner.line(text, &Place::new(&file, line)).unwrap();
            }
        }
        let ran = runner.finish();
        assert_eq!(ran.failures, vec![]);
        let (ledger, tokens) = (Arc::new(with(ledger)), Arc::new(Tokens::of_secret([7; 32])));
        let router = router(Arc::clone(&ledger), Arc::clone(&tokens), now);
        Self { router, tokens, ledger, ids: ran.aliases }
    }

    pub(super) fn id(&self, alias: &str) -> &str {
        &self.ids[alias]
    }

    /// A token of a role at Fjordvik, as a person of the cast where the role has one.
    pub(super) fn token(&self, role: Role, person: &str) -> String {
        let unit = match person {
            "kaja" => Some("ke-unit"),
            "lars" | "ane" | "dina" => Some("home"),
            "erik" => Some("ergo"),
            _ => None,
        };
        self.token_of(Actor {
            acting_for: (role == Role::Patient).then(|| self.id(person).parse().unwrap()),
            person: unit.map(|_| self.id(person).parse().unwrap()),
            role,
            tenant: (role != Role::Supervisor).then(|| "310000019".parse().unwrap()),
            unit: unit.map(|unit| self.id(unit).parse().unwrap()),
        })
    }

    pub(super) fn token_of(&self, actor: Actor) -> String {
        self.tokens.issue(&actor, now(), 3600)
    }

    pub(super) fn ke(&self) -> String {
        self.token(Role::KeMunicipal, "kaja")
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Got {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Got { status, headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    /// The bytes of an answer that is no text, asked for by nobody in particular.
    pub(super) async fn bytes(&self, path: &str) -> Vec<u8> {
        let response =
            self.router.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
    }

    /// Every reading on record.
    pub(super) fn readings(&self) -> Vec<Reading> {
        let mut all = Vec::new();
        let access = &self.ledger.access;
        access.each(access.head(), |one| all.push(one.reading)).unwrap();
        all
    }

    pub(super) async fn get(&self, path: &str, token: &str) -> Got {
        let request = Request::get(path).header("authorization", format!("Bearer {token}"));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub(super) async fn command(&self, token: &str, body: &str, more: &[(&str, &str)]) -> Got {
        let mut request = Request::post("/v1/commands")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json");
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    pub(super) async fn form(&self, path: &str, token: &str, fields: &[(&str, &str)]) -> Got {
        let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let fields = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
        let request = Request::post(path)
            .header("cookie", format!("samspor={token}"))
            .header("host", "127.0.0.1:8080")
            .header("origin", "http://127.0.0.1:8080")
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(fields.collect::<Vec<_>>().join("&"))).unwrap()).await
    }
}
