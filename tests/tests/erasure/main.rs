//! Erasure as a whole: of a thousand subjects a hundred are erased, and no file holds anything of them afterwards.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use samspor_core::actor::Actor;
use samspor_core::catalogue::Event;
use samspor_core::command::Command;
use samspor_core::log::{Position, StreamKey};
use samspor_core::seal::{Keys, Subject};
use samspor_core::words::{Instant, PatientId, TenantId};
use samspor_gateway::backup::{BackupError, back_up, expire, restore};
use samspor_gateway::clock;
use samspor_gateway::disk::RealDisk;
use samspor_gateway::home::Home;
use samspor_gateway::keys::{GRACE, TwoPersons};
use samspor_gateway::ledger::{Ledger, LedgerError};
use samspor_gateway::log::segments;
use samspor_projections::question::{Question, ReportName};
use samspor_replay::history::{Place, Runner};
use samspor_replay::story::{About, Story};
use serde_json::json;

const CAST: &str = include_str!("../histories/cast.jsonl");
const SUBJECTS: usize = 1000;
/// One of so many is erased.
const ERASED_EVERY: usize = 10;
/// What is planted in everything that is erased.
const CANARY: &str = "Kanarifugl";
const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// A ledger of many patients, and the ids of its cast.
struct World {
    _dir: tempfile::TempDir,
    home: Home,
    ids: BTreeMap<String, String>,
}

fn lines(subjects: usize) -> Vec<String> {
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

fn world(subjects: usize) -> World {
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
    fn open(&self) -> Ledger {
        Ledger::open(self.home.clone(), &mut |_, _| ()).unwrap()
    }

    fn tenant(&self) -> TenantId {
        self.ids["fjordvik"].parse().unwrap()
    }

    fn patient(&self, n: usize) -> PatientId {
        self.ids[&format!("s{n}")].parse().unwrap()
    }

    fn erase(&self, ledger: &Ledger, n: usize, at_once: bool) -> Position {
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
    fn keys(&self, ledger: &Ledger, n: usize) -> Vec<[u8; 32]> {
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

    fn story(&self, ledger: &Ledger, n: usize) -> Story {
        let about = About {
            tenant: self.tenant(),
            patient: self.patient(n),
            valid: clock::now().day(),
            known: later(clock::now(), 1),
        };
        Story::of(&*ledger.log, &*ledger.views, about, &|_| None).unwrap()
    }
}

fn later(at: Instant, days: i64) -> Instant {
    Instant::from_micros(at.micros() + days * DAY)
}

fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// The files below a directory that hold the canary or one of the keys.
fn tell_tales(dir: &Path, keys: &[[u8; 32]]) -> Vec<PathBuf> {
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
fn in_base64(key: &[u8; 32]) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits = |n: usize| {
        let (byte, shift) = (6 * n / 8, 6 * n % 8);
        let pair = u16::from(key[byte]) << 8 | u16::from(*key.get(byte + 1).unwrap_or(&0));
        (pair >> (10 - shift)) & 63
    };
    (0..42).map(|n| LETTERS[usize::from(bits(n))]).collect()
}

fn verified(home: &Home) -> Position {
    segments::verify(&RealDisk::at(&home.data).unwrap(), &mut |_, _| ()).unwrap()
}

#[test]
fn of_the_erased_no_file_holds_anything_and_the_others_are_read() {
    let world = world(SUBJECTS);
    let erased: Vec<usize> = (0..SUBJECTS).step_by(ERASED_EVERY).collect();
    let ledger = world.open();
    let keys: Vec<[u8; 32]> = erased.iter().flat_map(|n| world.keys(&ledger, *n)).collect();
    assert_eq!(keys.len(), 2 * erased.len());
    let backups = world.home.data.with_extension("backups");
    back_up(&world.home, &backups.join("before"), clock::now()).unwrap();
    let decided: Vec<Position> = erased.iter().map(|n| world.erase(&ledger, *n, false)).collect();
    assert_eq!(ledger.carry_out_erasures(clock::now()).unwrap(), vec![]);
    let due = Instant::from_micros(clock::now().micros() + i64::try_from(GRACE.as_micros()).unwrap() + DAY);
    let done = ledger.carry_out_erasures(due).unwrap();
    assert_eq!(done.iter().map(|one| one.by).collect::<Vec<_>>(), decided);
    assert_eq!(ledger.carry_out_erasures(due).unwrap(), vec![]);
    let receipt = ledger.erasure_receipt(decided[7]).unwrap();
    assert_eq!((receipt.keys_destroyed, receipt.bodies_left), (2, 0));
    assert!(receipt.bodies_purged >= 2 && receipt.destroyed_in.is_some());
    // The epoch ends, and the backup is due.
    ledger.rotate_keys(later(clock::now(), 31)).unwrap();
    assert_eq!(expire(&backups, clock::now()).unwrap(), 0);
    assert_eq!(expire(&backups, later(clock::now(), 31)).unwrap(), 1);
    drop(ledger);
    assert_eq!(tell_tales(world.home.data.parent().unwrap(), &keys), Vec::<PathBuf>::new());
    let head = verified(&world.home);
    let lost = Home::of(&world.home.data.with_extension("restored"));
    assert!(matches!(restore(&backups.join("before"), &lost, false), Err(BackupError::Expired)));
    fs::remove_dir_all(world.home.data.join("index")).unwrap();
    let ledger = world.open();
    assert_eq!(ledger.log.head(), head);
    for n in (0..SUBJECTS).step_by(7) {
        let story = world.story(&ledger, n);
        let is_erased = n % ERASED_EVERY == 0;
        assert_eq!(story.shut.len(), usize::from(is_erased), "{n}");
        assert!(if is_erased { story.steps.len() == 1 } else { !story.steps.is_empty() }, "{n}");
    }
}

#[test]
fn an_erasure_at_once_is_carried_out_with_its_answer_and_told_to_every_reader() {
    let world = world(20);
    let ledger = world.open();
    let keys = world.keys(&ledger, 10);
    world.erase(&ledger, 10, true);
    let entries = ledger.log.entries(&StreamKey::Ledger).unwrap();
    let Event::KeysDestroyed(told) = &*entries.last().unwrap().main_event().unwrap().what else {
        panic!("the ledger was not told")
    };
    let by = told.by;
    assert_eq!(told.kids().count(), 2);
    let story = world.story(&ledger, 10).text();
    assert!(story.contains(&format!("Slettet ved oppføring {by}")), "{story}");
    let asked = Question {
        patient: Some(world.patient(10)),
        tenant: Some(world.tenant()),
        ..Question::new(ReportName::History)
    };
    let answer = ledger.answer(&asked, clock::now()).unwrap();
    let rows = answer["rows"].as_array().unwrap();
    assert_eq!((&rows[0]["type"], &rows[0]["by"]), (&json!("Erased"), &json!(by)));
    assert_eq!(rows[1]["type"], "PersonalDataErased");
    drop(ledger);
    let clear = format!("{CANARY} 10 ");
    let mut all = Vec::new();
    files(&world.home.data, &mut all);
    assert!(all.iter().all(|path| !String::from_utf8_lossy(&fs::read(path).unwrap()).contains(&clear)));
    assert_eq!(keys.len(), 2);
}

#[test]
fn a_blocked_file_is_read_by_nobody_until_both_persons_unblock_it() {
    let world = world(20);
    let (tenant, patient) = (world.tenant(), world.patient(3));
    let persons = || TwoPersons::of(&[1; 32], &[2; 32]).unwrap();
    let ledger = world.open();
    let by = ledger.block((tenant, patient), &persons(), clock::now()).unwrap();
    drop(ledger);
    let ledger = world.open();
    assert_eq!(ledger.opened_from(), None);
    let story = world.story(&ledger, 3);
    assert_eq!((story.steps.len(), story.shut[0].by()), (0, by));
    assert!(story.text().contains("Sperret ved oppføring"));
    assert!(
        ledger
            .unblock((tenant, patient), &TwoPersons::of(&[1; 32], &[3; 32]).unwrap(), clock::now())
            .is_err()
    );
    ledger.unblock((tenant, patient), &persons(), clock::now()).unwrap();
    drop(ledger);
    let ledger = world.open();
    assert!(world.story(&ledger, 3).shut.is_empty());
    assert_eq!(verified(&world.home), ledger.log.head());
}

#[test]
fn a_backup_made_while_it_is_served_is_restored_and_goes_on() {
    let world = world(20);
    let ledger = world.open();
    let backup = world.home.data.with_extension("backup");
    let held = back_up(&world.home, &backup, clock::now()).unwrap();
    assert_eq!(Position(held), ledger.log.head());
    assert!(!backup.join("keys/root.key").exists());
    drop(ledger);
    assert!(matches!(restore(&backup, &world.home, false), Err(BackupError::Occupied(_))));
    restore(&backup, &world.home, true).unwrap();
    let ledger = world.open();
    assert_eq!(ledger.log.head(), Position(held));
    assert!(!world.story(&ledger, 3).steps.is_empty());
    world.erase(&ledger, 10, true);
    assert!(ledger.log.head() > Position(held));
}
