//! Q17: a process that answers readings is killed at random and at every step between decision and show; whatever it had
//! shown is on record. `SAMSPOR_LONG=1` kills it many more times.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{io, thread};

use samspor_core::actor::Role;
use samspor_core::seal::MemoryKeys;
use uuid::Uuid;

use super::fixture::Gate;
use crate::access::AccessLog;
use crate::clock;
use crate::disk::{Disk, DiskFile, DiskLock, Fate, RealDisk, SimulatedDisk};
use crate::log::segments::{SegmentLog, SegmentOptions};

/// Set for the process that is to be killed: where its access log is, and the step at which it waits for its death.
const ACCESS: &str = "SAMSPOR_TEST_ACCESS_LOG";
const STEP: &str = "SAMSPOR_TEST_STEP";
/// Steps of the disk a few readings take, the promise's included.
const STEPS: u64 = 40;

fn opened(disk: Arc<dyn Disk>) -> SegmentLog {
    let options = SegmentOptions {
        segment_bytes: 60_000,
        ..SegmentOptions::with(clock::entropy(), Arc::new(MemoryKeys::default()))
    };
    SegmentLog::open(disk, options, &mut |_, _| ()).unwrap()
}

fn requests(log: SegmentLog) -> BTreeSet<Uuid> {
    let access = AccessLog::over(Arc::new(log));
    let mut requests = BTreeSet::new();
    access.each(access.head(), |read| requests.extend([read.reading.request])).unwrap();
    requests
}

/// What the process that is to be killed says, so that it is heard at once.
fn say(words: &str) {
    let mut out = io::stdout().lock();
    writeln!(out, "\n{words}").and_then(|()| out.flush()).expect("the one that kills is listening");
}

/// A disk that waits for the process's death before or after one of its steps.
struct Waiting {
    disk: Arc<dyn Disk>,
    steps: Arc<Steps>,
}

struct WaitingFile {
    file: Arc<dyn DiskFile>,
    steps: Arc<Steps>,
}

/// Counts what changes the disk; `at` is twice the number of the step to wait before, one more to wait after it.
struct Steps {
    done: AtomicU64,
    at: u64,
}

impl Steps {
    fn take<T>(&self, step: impl FnOnce() -> T) -> T {
        let number = self.done.fetch_add(1, Ordering::SeqCst) * 2;
        self.wait_at(number);
        let done = step();
        self.wait_at(number + 1);
        done
    }

    fn wait_at(&self, here: u64) {
        if here == self.at {
            say("waiting");
            loop {
                thread::park();
            }
        }
    }
}

impl Disk for Waiting {
    fn create(&self, path: &str) -> io::Result<Arc<dyn DiskFile>> {
        let file = self.steps.take(|| self.disk.create(path))?;
        Ok(Arc::new(WaitingFile { file, steps: Arc::clone(&self.steps) }))
    }

    fn open(&self, path: &str) -> io::Result<Arc<dyn DiskFile>> {
        let file = self.disk.open(path)?;
        Ok(Arc::new(WaitingFile { file, steps: Arc::clone(&self.steps) }))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.steps.take(|| self.disk.rename(from, to))
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        self.steps.take(|| self.disk.remove(path))
    }

    fn remove_dir(&self, dir: &str) -> io::Result<()> {
        self.disk.remove_dir(dir)
    }

    fn list(&self, dir: &str) -> io::Result<Vec<String>> {
        self.disk.list(dir)
    }

    fn create_dir_all(&self, dir: &str) -> io::Result<()> {
        self.disk.create_dir_all(dir)
    }

    fn sync_dir(&self, dir: &str) -> io::Result<()> {
        self.steps.take(|| self.disk.sync_dir(dir))
    }

    fn lock(&self, path: &str) -> io::Result<DiskLock> {
        self.disk.lock(path)
    }

    fn place_of(&self, path: &str) -> Option<PathBuf> {
        self.disk.place_of(path)
    }
}

impl DiskFile for WaitingFile {
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.steps.take(|| self.file.write_at(offset, bytes))
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.file.read_at(offset, buffer)
    }

    fn length(&self) -> io::Result<u64> {
        self.file.length()
    }

    fn truncate(&self, length: u64) -> io::Result<()> {
        self.steps.take(|| self.file.truncate(length))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.steps.take(|| self.file.sync_data())
    }
}

/// Asks a file, a list, a page and what is denied, in turn; the ids under which the answers say they are on record.
async fn ask(gate: &Gate, number: usize) -> Uuid {
    let birger = gate.id("birger");
    let (path, token) = match number % 4 {
        0 => (format!("/v1/patients/{birger}"), gate.ke()),
        1 => ("/v1/reports/overdue?limit=2".to_owned(), gate.ke()),
        2 => (format!("/pasient/{birger}"), gate.token(Role::Coordinator, "ane")),
        _ => (format!("/v1/patients/{birger}/history"), gate.token(Role::Coordinator, "dina")),
    };
    let got = gate.get(&path, &token).await;
    let reading = match got.status.as_u16() {
        200 => got.header("samspor-reading").to_owned(),
        403 => got.json()["instance"].as_str().unwrap().trim_start_matches("urn:uuid:").to_owned(),
        status => panic!("{path}: {status} {}", got.text),
    };
    reading.parse().unwrap()
}

/// The process that is to be killed: answers until it is.
async fn answer_until_killed(dir: &Path) {
    let at = std::env::var(STEP).unwrap().parse().unwrap();
    let disk = Waiting {
        disk: Arc::new(RealDisk::at(dir).unwrap()),
        steps: Arc::new(Steps { done: AtomicU64::new(0), at }),
    };
    let gate = Gate::with_access(Arc::new(opened(Arc::new(disk))));
    for number in 0.. {
        say(&format!("shown {}", ask(&gate, number).await));
    }
}

/// Starts the process, kills it at its step or after so many answers, and gives what it had answered until its death.
fn answered_until_killed(dir: &Path, step: u64, answers: usize) -> (Vec<Uuid>, bool) {
    let arguments =
        ["--exact", "http::tests::kills::what_a_killed_process_had_shown_is_on_record", "--nocapture"];
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(arguments)
        .env(ACCESS, dir)
        .env(STEP, step.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut shown, mut has_waited) = (Vec::new(), false);
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        match line.split_once(' ') {
            Some(("shown", reading)) => shown.extend(reading.parse::<Uuid>()),
            _ if line == "waiting" => {
                has_waited = true;
                child.kill().unwrap();
            }
            _ => {}
        }
        if shown.len() == answers {
            child.kill().unwrap();
        }
    }
    assert!(!child.wait().unwrap().success());
    (shown, has_waited)
}

#[test]
fn what_a_killed_process_had_shown_is_on_record() {
    if let Some(dir) = std::env::var_os(ACCESS) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(answer_until_killed(Path::new(&dir)));
        return;
    }
    let cycles = if std::env::var_os("SAMSPOR_LONG").is_some() { 20_000 } else { 500 };
    let dir = tempfile::tempdir().unwrap();
    let (mut all, mut waited) = (BTreeSet::new(), 0);
    for cycle in 0..cycles {
        // Every other time at a step of the disk, before it or after it; else after some answers.
        let step = if cycle % 2 == 0 { cycle / 2 % (2 * STEPS) } else { u64::MAX };
        let answers = usize::try_from(cycle * 37 % 11 + 1).unwrap();
        let (shown, has_waited) =
            answered_until_killed(dir.path(), step, if step < u64::MAX { 100 } else { answers });
        waited += u64::from(has_waited);
        all.extend(shown);
        if cycle % 20 == 19 {
            let on_record = requests(opened(Arc::new(RealDisk::at(dir.path()).unwrap())));
            let missing: Vec<_> = all.difference(&on_record).collect();
            assert_eq!(missing, Vec::<&Uuid>::new(), "cycle {cycle}");
        }
    }
    assert!(waited * 2 == cycles && all.len() as u64 > cycles, "{waited} waited, {} shown", all.len());
}

#[tokio::test]
async fn what_was_shown_before_a_power_cut_is_on_record() {
    let disk = SimulatedDisk::new(3);
    let gate = Gate::with_access(Arc::new(opened(Arc::new(disk.clone()))));
    let mut shown = BTreeSet::new();
    for number in 0..24 {
        shown.insert(ask(&gate, number).await);
        for fate in Fate::ALL {
            let after = disk.after_crash(fate, number as u64);
            let on_record = requests(opened(Arc::new(after)));
            assert!(shown.is_subset(&on_record), "{fate:?} after {number} answers");
        }
    }
    assert_eq!(shown.len(), 24);
}
