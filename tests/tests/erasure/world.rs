//! A ledger of many patients on disk, in which every tenth can be erased, and what may be found of them.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use samspor_core::actor::Actor;
use samspor_core::command::Command;
use samspor_core::log::Position;
use samspor_core::seal::{Keys, Subject};
use samspor_core::words::{Instant, PatientId, TenantId};
use samspor_gateway::clock;
use samspor_gateway::disk::RealDisk;
use samspor_gateway::home::Home;
use samspor_gateway::ledger::{Ledger, LedgerError};
use samspor_gateway::log::segments;
use samspor_replay::history::{Place, Runner};
use samspor_replay::story::{About, Story};
use serde_json::json;

pub(crate) const CAST: &str = include_str!("../../histories/cast.jsonl");
pub(crate) const SUBJECTS: usize = 1000;
/// One of so many is erased.
pub(crate) const ERASED_EVERY: usize = 10;
/// What is planted in everything that is erased.
pub(crate) const CANARY: &str = "Kanarifugl";
pub(crate) const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// A ledger of many patients, and the ids of its cast.
pub(crate) struct World {
    _dir: tempfile::TempDir,
    pub(crate) home: Home,
    pub(crate) ids: BTreeMap<String, String>,
}

pub(crate) fn lines(subjects: usize) -> Vec<String> {
    let mut lines: Vec<String> = CAST
        .lines()
        .filter(|line| !line.contains("\"history\"") && !line.contains("\"expect\""))
        .map(str::to_owned)
        .collect();
    for n in 0..subjects {
        let word = if n % ERASED_EVERY == 0 { CANARY } else { "Spurv" };
        let (at, name) = ("2025-02-03", format!("s{n}"));
        lines.push(
            json!({"name": name, "at": at, "patient":
                {"tenant": "fjordvik", "born": "1950-01-01", "name": format!("{word} {n} Navnesen")}})
            .to_string(),
        );
        lines.push(
            json!({"at": at, "actor": "gp", "do": "ReportNeed", "patient": name, "data": {
                "need": ["Coordinator"], "reporter": {"kind": "Gp", "unit": format!("{word} legekontor {n}")},
                "channel": "Plo", "received_on": at, "first_received_by": "home", "external_ref": format!("{word}-{n}")}})
            .to_string(),
        );
    }
    lines
}

pub(crate) fn world(subjects: usize) -> World {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::of(&dir.path().join("ledger"));
    let fill = |ledger: &Ledger| -> Result<BTreeMap<String, String>, LedgerError> {
        let mut runner = Runner::new(&*ledger.log, &*ledger.views);
        let file: Arc<str> = "erasure.jsonl".into();
        for (number, line) in (1..).zip(lines(subjects)) {
            runner.line(&line, &Place::new(&file, number)).unwrap();
        }
        let ran = runner.finish();
        assert_eq!(ran.failures, vec![]);
        Ok(ran.aliases)
    };
    let ids = Ledger::filled(home.clone(), Instant::start_of("2024-01-01".parse().unwrap()), fill).unwrap();
    World { _dir: dir, home, ids }
}

impl World {
    pub(crate) fn open(&self) -> Ledger {
        Ledger::open(self.home.clone(), &mut |_, _| ()).unwrap()
    }

    pub(crate) fn tenant(&self) -> TenantId {
        self.ids["fjordvik"].parse().unwrap()
    }

    pub(crate) fn patient(&self, n: usize) -> PatientId {
        self.ids[&format!("s{n}")].parse().unwrap()
    }

    pub(crate) fn erase(&self, ledger: &Ledger, n: usize, at_once: bool) -> Position {
        let sent = json!({"type": "ErasePersonalData", "tenant": self.ids["fjordvik"], "patient": self.patient(n),
            "id": format!("01900000-0000-7000-8000-{n:012x}"),
            "data": {"decision_ref": "2025/99", "confirmed_by": self.ids["kaja"], "at_once": at_once}});
        let command = Command::from_json(&sent.to_string(), None).unwrap();
        let archive = json!({"person": self.ids["arne"], "role": "RecordsManager",
            "tenant": self.ids["fjordvik"], "unit": self.ids["archive-unit"]});
        let actor: Actor = serde_json::from_value(archive).unwrap();
        ledger.submit(&command, &actor, clock::now()).unwrap();
        ledger.log.head()
    }

    /// The keys of an erased subject, in every spelling they could stand in.
    pub(crate) fn keys(&self, ledger: &Ledger, n: usize) -> Vec<[u8; 32]> {
        let (tenant, patient) = (self.tenant(), self.patient(n));
        let keystore = ledger.keyring().unwrap().keystore();
        let of = |subject| {
            let kid = keystore.kid_of(&subject)?;
            keystore.opening(&kid).ok().map(|key| *key.secret())
        };
        [Subject::Patient(tenant, patient), Subject::Identity(tenant, patient)]
            .into_iter()
            .filter_map(of)
            .collect()
    }

    pub(crate) fn story(&self, ledger: &Ledger, n: usize) -> Story {
        let about = About {
            tenant: self.tenant(),
            patient: self.patient(n),
            valid: clock::now().day(),
            known: later(clock::now(), 1),
        };
        Story::of(&*ledger.log, &*ledger.views, about, &|_| None).unwrap()
    }
}

pub(crate) fn later(at: Instant, days: i64) -> Instant {
    Instant::from_micros(at.micros() + days * DAY)
}

pub(crate) fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// The files below a directory that hold the canary or one of the keys.
pub(crate) fn tell_tales(dir: &Path, keys: &[[u8; 32]]) -> Vec<PathBuf> {
    let raw: HashSet<[u8; 32]> = keys.iter().copied().collect();
    let hex = |key: &[u8; 32]| key.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes();
    let hex: HashSet<Vec<u8>> = keys.iter().map(hex).collect();
    let base64: HashSet<Vec<u8>> = keys.iter().map(in_base64).collect();
    let mut all = Vec::new();
    files(dir, &mut all);
    assert!(!all.is_empty());
    all.retain(|path| {
        let bytes = fs::read(path).unwrap();
        bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes())
            || bytes.windows(32).any(|window| raw.contains(window))
            || bytes.windows(64).any(|window| hex.contains(window))
            || bytes.windows(42).any(|window| base64.contains(window))
    });
    all
}

/// The 42 letters that stand for the first 31.5 bytes; the rest has more than one spelling.
pub(crate) fn in_base64(key: &[u8; 32]) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits = |n: usize| {
        let (byte, shift) = (6 * n / 8, 6 * n % 8);
        let pair = u16::from(key[byte]) << 8 | u16::from(*key.get(byte + 1).unwrap_or(&0));
        (pair >> (10 - shift)) & 63
    };
    (0..42).map(|n| LETTERS[usize::from(bits(n))]).collect()
}

pub(crate) fn verified(home: &Home) -> Position {
    segments::verify(&RealDisk::at(&home.data).unwrap(), &mut |_, _| ()).unwrap()
}
