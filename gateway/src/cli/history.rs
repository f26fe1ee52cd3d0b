//! `samspor history`: history files run into a fresh ledger, checked in a temporary one, or written of a patient.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use samspor_core::words::Instant;
use samspor_replay::history::{self, Failure as Unmet, History, HistoryError, Ran, What};
use serde_json::{Value, json};

use super::export::Export;
use super::failure::Failure;
use super::open::Ledgered;
use super::screen::{mark, say, tell};
use crate::clock;
use crate::ledger::{Ledger, LedgerError};

/// Larger files are no histories: 64 MiB.
const FILE_BYTES_MAX: u64 = 64 << 20;

/// Runs history files into a ledger, checks them, or writes one of a patient
#[derive(Args, Debug)]
#[command(before_help = "Examples:
  samspor history run tests/histories/s02-coordinator-without-plan.jsonl --data DIR
  samspor history check tests/histories/*.jsonl
  samspor history export --patient REF --data DIR")]
pub(super) struct HistoryFiles {
    #[command(subcommand)]
    what: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    Run(Run),
    Check(Check),
    Export(Export),
}

/// Runs history files, one after the other, into a fresh simulated ledger
#[derive(Args, Debug)]
#[command(
    before_help = "Example:\n  samspor history run tests/histories/s02-coordinator-without-plan.jsonl --data DIR --json"
)]
struct Run {
    /// History files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    ledger: Ledgered,
    /// Ends with {"aliases": {name: id}, "positions": n}
    #[arg(long)]
    json: bool,
}

/// Runs each file in a temporary ledger and checks every refusal, deviation and expectation in it
#[derive(Args, Debug)]
#[command(before_help = "Example:\n  samspor history check tests/histories/*.jsonl")]
struct Check {
    /// History files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The outcome as one JSON object
    #[arg(long)]
    json: bool,
}

impl HistoryFiles {
    pub(super) fn run(&self) -> Result<(), Failure> {
        match &self.what {
            Verb::Run(run) => run.run(),
            Verb::Check(check) => check.run(),
            Verb::Export(export) => export.run(),
        }
    }
}

impl Run {
    fn run(&self) -> Result<(), Failure> {
        let history = history::parse_all(&self.files, &read)?;
        let ran = Ledger::filled(self.ledger.home(), begins(&history), |ledger| -> Result<Ran, Failure> {
            Ok(history::run(&history, &*ledger.log, &*ledger.views)?)
        })?;
        if self.json {
            say(json!({"aliases": ran.aliases, "positions": ran.positions}))?;
        } else {
            say(format_args!("{} entries in {}", ran.positions, self.ledger.dir.display()))?;
            tell(format_args!("next: samspor report coordinators --data {}", self.ledger.dir.display()));
        }
        ran.failures.iter().for_each(tell);
        match ran.failures.len() {
            0 => Ok(()),
            count => Err(Failure::Failed(format!("{count} lines were not answered as they say"))),
        }
    }
}

impl Check {
    fn run(&self) -> Result<(), Failure> {
        let mut outcomes = Vec::new();
        let mut unmet = 0;
        for file in &self.files {
            let ran = checked(file)?;
            unmet += ran.failures.len();
            if self.json {
                let failures: Vec<Value> = ran.failures.iter().map(as_json).collect();
                outcomes.push(json!({"file": file, "positions": ran.positions, "failures": failures}));
                continue;
            }
            let good = ran.failures.is_empty();
            say(format_args!("{} {} ({} entries)", mark(good), file.display(), ran.positions))?;
            ran.failures.iter().try_for_each(say)?;
        }
        if self.json {
            say(json!({"holds": unmet == 0, "histories": outcomes}))?;
        }
        match unmet {
            0 => Ok(()),
            1 => Err(Failure::Failed("one thing is not as the histories say".to_owned())),
            several => Err(Failure::Failed(format!("{several} things are not as the histories say"))),
        }
    }
}

/// Runs one file in a ledger on disk that goes when this returns.
fn checked(file: &Path) -> Result<Ran, Failure> {
    let history = history::parse(file, &read)?;
    let temporary = tempfile::tempdir().map_err(|source| {
        let path = std::env::temp_dir();
        Failure::Ledger(LedgerError::Disk { path, source })
    })?;
    let dir = temporary.path().join("ledger");
    Ledger::filled(&dir, begins(&history), |ledger| {
        Ok(history::check(&history, &*ledger.log, &ledger.views)?)
    })
}

/// The moment of the first line that is recorded: the ledger begins then.
fn begins(history: &History) -> Instant {
    let at = history.lines.iter().find_map(|line| match &line.what {
        What::Naming(naming) => Some(naming.at),
        What::Command(command) => Some(command.at),
        What::Actor { .. } | What::Expect(_) => None,
    });
    at.unwrap_or_else(clock::now)
}

fn read(path: &Path) -> Result<String, String> {
    let told = |error: std::io::Error| error.to_string();
    if fs::metadata(path).map_err(told)?.len() > FILE_BYTES_MAX {
        return Err(format!("larger than {} MiB", FILE_BYTES_MAX >> 20));
    }
    fs::read_to_string(path).map_err(told)
}

fn as_json(unmet: &Unmet) -> Value {
    let place = &unmet.place;
    json!({"file": &*place.file, "line": place.line, "expected": unmet.expected, "got": unmet.got})
}

impl From<HistoryError> for Failure {
    fn from(error: HistoryError) -> Self {
        match error {
            HistoryError::Unreadable { .. } | HistoryError::Line { .. } => Self::WrongUse(error.to_string()),
            HistoryError::Unavailable { .. } | HistoryError::Corrupt { .. } => {
                Self::unavailable("the history did not run to its end", error)
            }
        }
    }
}
