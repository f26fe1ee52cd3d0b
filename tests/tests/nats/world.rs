//! A ledger on disk with a story in it, and a server of NATS.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use samspor_core::actor::{Actor, Role};
use samspor_core::command::Command;
use samspor_gateway::clock;
use samspor_gateway::ledger::Ledger;
use samspor_gateway::nats::NatsAt;
use samspor_gateway::tokens::Tokens;
use samspor_replay::history::{Place, Runner};
use samspor_tests::nats::{Servers, Settings};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub(crate) const TMP: &str = env!("CARGO_TARGET_TMPDIR");
const CAST: &str = include_str!("../../histories/cast.jsonl");
const STORY: &str = include_str!("../../histories/s02-coordinator-without-plan.jsonl");

/// Everything a test stands on.
pub(crate) struct World {
    pub(crate) runtime: Runtime,
    pub(crate) servers: Servers,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) data: PathBuf,
    pub(crate) ids: BTreeMap<String, String>,
    _dir: TempDir,
}

impl World {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("ledger");
        let ledger = Ledger::create(&data, true, "2024-01-01T00:00:00Z".parse().unwrap()).unwrap();
        let mut runner = Runner::new(&*ledger.log, &*ledger.views);
        for (name, text) in [("cast", CAST), ("story", STORY)] {
            let file = Arc::from(name);
            let told = |line: &&str| !line.contains("\"history\"") && !line.contains("\"expect\"");
            for (line, text) in (1..).zip(text.lines().filter(told)) {
                runner.line(text, &Place::new(&file, line)).unwrap();
            }
        }
        let ran = runner.finish();
        assert_eq!(ran.failures, vec![]);
        let ids = ran.aliases;
        let tokens = Arc::new(Tokens::open(&data).unwrap());
        Self {
            runtime: Runtime::new().unwrap(),
            servers: Servers::one(Settings::pinned(TMP)),
            ledger: Arc::new(ledger),
            tokens,
            data,
            ids,
            _dir: dir,
        }
    }

    pub(crate) fn at(&self) -> NatsAt {
        NatsAt { servers: self.servers.urls(), ..NatsAt::default() }
    }

    /// Somebody of Fjordvik, in a role.
    fn actor(&self, role: Role, person: &str, unit: &str) -> Actor {
        Actor {
            acting_for: None,
            person: Some(self.ids[person].parse().unwrap()),
            role,
            tenant: Some("310000019".parse().unwrap()),
            unit: Some(self.ids[unit].parse().unwrap()),
        }
    }

    /// The coordinator of the story.
    pub(crate) fn coordinator(&self) -> Actor {
        self.actor(Role::Coordinator, "ane", "home")
    }

    /// Somebody of the coordinating unit.
    pub(crate) fn coordinating_unit(&self) -> Actor {
        self.actor(Role::KeMunicipal, "kaja", "ke-unit")
    }

    pub(crate) fn token(&self, actor: &Actor) -> String {
        self.tokens.issue(actor, clock::now(), 3600)
    }

    /// A follow-up for the patient of the story.
    pub(crate) fn follow_up(&self, n: u32) -> Value {
        json!({"type": "RecordFollowUp", "id": format!("01990000-0000-7000-8000-{n:012}"), "tenant": "310000019",
            "patient": self.ids["birger"], "on": "2025-06-02", "data": {"kind": "ServiceContact", "by": self.ids["ane"]}})
    }

    /// Records some more entries.
    pub(crate) fn grow(&self, numbers: std::ops::Range<u32>) {
        for n in numbers {
            let command = Command::from_json(&self.follow_up(n).to_string(), None).unwrap();
            self.ledger.submit(&command, &self.coordinator(), clock::now()).unwrap();
        }
    }
}
