//! B7: a dossier of 350 events made, and verified.

use std::time::{Duration, Instant as Tick};

use samspor_core::entry::{Opener, hash_of_leaf};
use samspor_core::log::{Log, MemoryLog, Placed, Position, StreamKey, Unavailable};
use samspor_core::note::{Checkpoint, LogKey};
use samspor_core::patient::assignment::CoordinatorRole::Municipal;
use samspor_core::tree::{MerkleList, NodeHash};
use samspor_replay::dossier::{
    Dossier, Extract, Provable, Request, Signed, Source, Trusted, Vouched, verify,
};
use samspor_replay::kit::{Chronicle, day, given, verbs};

use crate::copies::Outcome;
use crate::table::Row;
use crate::writes::median;

const EVENTS: usize = 350;
const MADE_MAX: Duration = Duration::from_millis(200);
const VERIFIED_MAX: Duration = Duration::from_millis(50);

struct Tree<'a> {
    log: &'a dyn Log,
    list: MerkleList,
}

impl<'a> Tree<'a> {
    fn over(log: &'a dyn Log) -> Outcome<Self> {
        let entries = log.page(Position::START, usize::MAX)?;
        Ok(Self { log, list: MerkleList::of(entries.iter().map(|one| hash_of_leaf(&one.record.leaf))) })
    }

    fn signed(&self, origin: &str) -> Outcome<Signed> {
        let key = LogKey::from_seed(origin, &[7; 32])?;
        let checkpoint = key.sign_checkpoint(Checkpoint::new(origin, self.list.size(), self.list.root())?)?;
        Ok(Signed { checkpoint, key: key.public().clone(), heads: None })
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

/// Makes a dossier and verifies it, the best of some rounds each.
pub(crate) fn measure(rounds: usize) -> Outcome<Vec<Row>> {
    let mut life = Chronicle::titled("A long life");
    life.municipality("fjordvik").unit("home", "home-care").person("ane", "home");
    life.patient("birger", day("1971-11-02")).on(day("2025-03-24"));
    life.does("fjordvik-ke", verbs::appoint("ane", &Municipal, "home")).on(day("2025-04-01"));
    for _ in 0..EVENTS {
        life.does("ane-ko", verbs::follow_up_by("ane"));
    }
    let ledger = given(&life);
    let request = Request {
        tenant: ledger.id("fjordvik").parse()?,
        references: vec![ledger.id("birger").parse()?],
        valid: day("2025-05-01"),
        known: "2025-05-01T10:00:00Z".parse()?,
        identity: false,
        recipient: "Statsforvalteren".parse()?,
        basis: "hpl-30".parse()?,
    };
    let access = MemoryLog::counting();
    let (log, access) = (Tree::over(&**ledger.log())?, Tree::over(&access)?);
    let (mut made, mut verified) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let began = Tick::now();
        let dossier = dossier(&log, &access, request.clone())?;
        made.push(began.elapsed().as_secs_f64());
        let began = Tick::now();
        let verdict = verify(&dossier.files, &Trusted::nobody());
        verified.push(began.elapsed().as_secs_f64());
        if !verdict.is_sound() || verdict.entries.len() < EVENTS {
            return Err(verdict.to_string().into());
        }
    }
    let row = |what: &str, took: Vec<f64>, aim: Duration| {
        let took = median(took.into_iter());
        let told = format!("{:.1} ms", took * 1e3);
        Row::of(format!("B7 dossier of {EVENTS} events, {what}"), told)
            .aims(format!("≤ {} ms", aim.as_millis()), took <= aim.as_secs_f64())
    };
    Ok(vec![row("made", made, MADE_MAX), row("verified", verified, VERIFIED_MAX)])
}

fn dossier(log: &Tree<'_>, access: &Tree<'_>, request: Request) -> Outcome<Dossier> {
    let source = Source { ledger: log, access };
    let vouched = Vouched {
        ledger: log.signed(log.log.opener().origin)?,
        access: access.signed("access.simulated.invalid/samspor/2026")?,
        witnesses: Vec::new(),
        policy: None,
        timestamp: None,
        earlier: Vec::new(),
    };
    Ok(Extract::of(&source, request)?.proven(&source, &vouched)?)
}
