//! A ledger in memory with a patient's life, its tree, its heads and its keys, from which the tests make dossiers.

use samspor_core::access::{Outcome, Purpose, Reading, What};
use samspor_core::actor::{Actor, Role};
use samspor_core::command::Command;
use samspor_core::entry::{Leaf, Opener, class_of, hash_of_leaf};
use samspor_core::log::{
    Class, Draft, DraftSection, Log, MemoryLog, Placed, Position, StreamKey, Unavailable,
};
use samspor_core::note::{Checkpoint, LogKey, SignedCheckpoint};
use samspor_core::patient::assignment::CoordinatorRole::Municipal;
use samspor_core::submit::{Answer, submit};
use samspor_core::tree::heads::{Head, Heads};
use samspor_core::tree::{MerkleList, NodeHash};
use samspor_core::words::{CommandId, Instant, PatientId, TenantId};
use uuid::Uuid;

use crate::dossier::{Dossier, Extract, Provable, Request, Signed, Source, Vouched};
use crate::kit::{Asked, Chronicle, Ledger, day, given, verbs};

pub(super) const ORIGIN: &str = "ledger.simulated.invalid/samspor/2026";
const ACCESS: &str = "access.simulated.invalid/samspor/2026";

/// A log with the tree over it.
pub(super) struct Tree<'a> {
    pub(super) log: &'a dyn Log,
    list: MerkleList,
}

impl<'a> Tree<'a> {
    pub(super) fn over(log: &'a dyn Log) -> Self {
        Self { log, list: MerkleList::of(all(log).iter().map(|placed| hash_of_leaf(&placed.record.leaf))) }
    }

    pub(super) fn signed(&self, key: &LogKey, origin: &str) -> SignedCheckpoint {
        key.sign_checkpoint(Checkpoint::new(origin, self.list.size(), self.list.root()).unwrap()).unwrap()
    }
}

impl Provable for Tree<'_> {
    fn opener(&self) -> Opener<'_> {
        self.log.opener()
    }

    fn stream(&self, stream: &StreamKey) -> Result<Vec<Placed>, Unavailable> {
        self.log.stream(stream, Position(u64::MAX))
    }

    fn inclusion(&self, index: u64, size: u64) -> Result<Vec<NodeHash>, Unavailable> {
        self.list.inclusion(index, size).map_err(|error| Unavailable(error.to_string()))
    }

    fn consistency(&self, from: u64, to: u64) -> Result<Vec<NodeHash>, Unavailable> {
        self.list.consistency(from, to).map_err(|error| Unavailable(error.to_string()))
    }
}

pub(super) fn all(log: &dyn Log) -> Vec<Placed> {
    log.page(Position::START, 100_000).unwrap()
}

/// The heads of all streams so far.
pub(super) fn heads_of(log: &dyn Log) -> Heads {
    let mut heads = std::collections::HashMap::new();
    for placed in all(log) {
        let leaf = Leaf::read(&placed.record.leaf).unwrap();
        heads.insert(leaf.sid, Head { sid: leaf.sid, sn: leaf.sn, leaf: hash_of_leaf(&placed.record.leaf) });
    }
    Heads::of(heads.into_values()).unwrap()
}

/// Writes an H entry and gives it with its list.
pub(super) fn write_heads(log: &dyn Log, at: Instant, number: u128) -> (Placed, Heads) {
    use base64::Engine;
    let heads = heads_of(log);
    let root = base64::engine::general_purpose::STANDARD.encode(heads.root());
    let data = format!(r#"{{"root":"{root}","size":{},"streams":{}}}"#, log.head().0, heads.streams());
    let body = format!(r#"{{"events":[{{"data":{data},"type":"HeadsRecorded"}}]}}"#);
    let draft = Draft {
        command: CommandId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_000f_0000 + number)),
        stream: StreamKey::Ledger,
        class: Class::H,
        at,
        act: [7; 16],
        sections: vec![DraftSection::Open { text: body.into_bytes() }],
    };
    log.append(draft, Position::ANY).unwrap();
    (all(log).pop().unwrap(), heads)
}

/// A ledger, its access log, and the patient a dossier is made of.
pub(super) struct Case {
    pub(super) ledger: Ledger,
    pub(super) access: MemoryLog,
    pub(super) tenant: TenantId,
    pub(super) patient: PatientId,
    pub(super) known: Instant,
    commands: std::cell::Cell<u128>,
}

pub(super) fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

pub(super) fn log_key() -> LogKey {
    LogKey::from_seed(ORIGIN, &[7; 32]).unwrap()
}

pub(super) fn access_key() -> LogKey {
    LogKey::from_seed(ACCESS, &[7; 32]).unwrap()
}

/// Birger's life, with so many follow-ups, and somebody else's beside it.
pub(super) fn case(follow_ups: u16) -> Case {
    let mut life = Chronicle::titled("A coordinator, and a change");
    life.municipality("fjordvik").unit("home", "home-care").person("ane", "home").person("bjarne", "home");
    life.patient("birger", day("1971-11-02")).patient("leif", day("1980-02-03"));
    life.about("birger").on(day("2025-03-24"));
    life.does("fjordvik-ke", verbs::appoint("ane", &Municipal, "home"));
    life.on(day("2025-04-01")).does("fjordvik-ke", verbs::issue_mandate("ane"));
    life.about("leif").does("fjordvik-ke", verbs::appoint("bjarne", &Municipal, "home"));
    life.about("birger").on(day("2025-04-02"));
    for _ in 0..follow_ups {
        life.does("ane-ko", verbs::follow_up_by("ane"));
    }
    let ledger = given(&life);
    let (tenant, patient) = (ledger.id("fjordvik").parse().unwrap(), ledger.id("birger").parse().unwrap());
    let access = MemoryLog::counting();
    let case =
        Case { ledger, access, tenant, patient, known: at("2025-05-01T10:00:00Z"), commands: 1.into() };
    case.read("2025-04-10T08:00:00Z", Some(case.patient), [case.patient].into());
    let leif = case.ledger.id("leif").parse().unwrap();
    case.read("2025-04-11T08:00:00Z", None, [case.patient, leif].into());
    case.read("2025-04-12T08:00:00Z", None, [leif].into());
    case
}

impl Case {
    fn id(&self) -> Uuid {
        self.commands.set(self.commands.get() + 1);
        Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_00aa_0000 + self.commands.get())
    }

    fn read(&self, moment: &str, about: Option<PatientId>, patients: std::collections::BTreeSet<PatientId>) {
        let reading = Reading {
            id: CommandId(self.id()),
            request: self.id(),
            actor: Actor {
                acting_for: None,
                person: None,
                role: Role::KeMunicipal,
                tenant: Some(self.tenant),
                unit: None,
            },
            tenant: Some(self.tenant),
            about,
            patients,
            what: What { known: at(moment), name: "state".to_owned(), valid: at(moment).day() },
            why: Purpose::Coordination,
            outcome: Outcome::Granted,
            shown: 1,
            position: self.ledger.head(),
            decision: "rights".to_owned(),
        };
        self.access.append(reading.draft(at(moment)), Position::ANY).unwrap();
    }

    pub(super) fn submit(&self, actor: &Actor, told: serde_json::Value, now: Instant) -> Answer {
        let mut told = told;
        told["id"] = serde_json::json!(self.id());
        told["tenant"] = serde_json::json!(self.tenant);
        told["patient"] = serde_json::json!(self.patient);
        let command = Command::from_json(&told.to_string(), None).unwrap();
        submit(&**self.ledger.log(), self.ledger.views(), &command, actor, now).unwrap()
    }

    /// Whether the patient's keys are still in use: nothing is written in the stream of one whose keys are not.
    fn is_living(&self) -> bool {
        let stream =
            self.ledger.log().stream(&StreamKey::Patient(self.tenant, self.patient), Position(u64::MAX));
        !stream.unwrap().iter().any(|placed| class_of(placed) == Some(Class::E))
    }

    /// The life goes on.
    pub(super) fn goes_on(&mut self, day_text: &str) {
        self.ledger.clock().turn_to(day(day_text));
        let asked: Asked = verbs::follow_up_by("ane").of("birger");
        self.ledger.when("ane-ko", asked).then_events(["FollowUpRecorded"]);
    }

    pub(super) fn erase(&self, now: Instant) -> Position {
        let manager = Actor {
            acting_for: None,
            person: None,
            role: Role::RecordsManager,
            tenant: Some(self.tenant),
            unit: None,
        };
        let told = serde_json::json!({"type": "ErasePersonalData", "data": {"decision_ref": "2025/17"}});
        self.submit(&manager, told, now).position
    }

    pub(super) fn request(&self) -> Request {
        Request {
            tenant: self.tenant,
            references: vec![self.patient],
            valid: self.known.day(),
            known: self.known,
            identity: false,
            recipient: "Statsforvalteren i Nordland".parse().unwrap(),
            basis: "hpl-30".parse().unwrap(),
        }
    }

    /// The dossier as the program makes it: taken out, recorded, the heads written, signed, proven.
    pub(super) fn dossier(&self) -> Dossier {
        self.dossier_of(self.request(), Vec::new())
    }

    pub(super) fn dossier_of(&self, request: Request, earlier: Vec<SignedCheckpoint>) -> Dossier {
        let log: &dyn Log = &**self.ledger.log();
        let now = all(log).last().unwrap().recorded_at.max(request.known).next();
        let extract = {
            let (ledger, access) = (Tree::over(log), Tree::over(&self.access));
            Extract::of(&Source { ledger: &ledger, access: &access }, request).unwrap()
        };
        let now = Instant::from_micros(now.micros() + 60_000_000);
        if self.is_living() {
            let told = serde_json::json!({"type": "ProduceExtract", "data": extract.produced()});
            self.submit(&Actor::system(), told, now);
        }
        let heads = write_heads(log, now, log.head().0.into());
        let (ledger, access) = (Tree::over(log), Tree::over(&self.access));
        let vouched = Vouched {
            ledger: Signed {
                checkpoint: ledger.signed(&log_key(), ORIGIN),
                key: log_key().public().clone(),
                heads: Some(heads),
            },
            access: Signed {
                checkpoint: access.signed(&access_key(), ACCESS),
                key: access_key().public().clone(),
                heads: None,
            },
            witnesses: Vec::new(),
            policy: None,
            timestamp: None,
            earlier,
        };
        extract.proven(&Source { ledger: &ledger, access: &access }, &vouched).unwrap()
    }
}
