//! `samspor demo`: a simulated ledger full of believable history, and its dashboard on loopback.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;
use samspor_core::words::Instant;
use samspor_replay::believable::{self, Scale};
use samspor_replay::history::{Place, Ran, Runner};
use serde_json::json;

use super::failure::Failure;
use super::links::links;
use super::open::open;
use super::progress::Progress;
use super::screen::{say, tell};
use super::serving::Serving;
use crate::clock;
use crate::home::Home;
use crate::ledger::{Ledger, LedgerError};
use crate::tokens::{Tokens, VALID_FOR_S};

/// Lines between two looks at progress and Ctrl-C.
const STEP_LINES: usize = 64;

/// Makes a simulated ledger of invented people and serves its dashboard on loopback
///
/// Three municipalities and a hospital trust, each day's work written down as history lines and run into the ledger.
/// The same seed and day give the same ledger. Ctrl-C ends it; without --data the ledger is gone then.
#[derive(Args, Debug)]
#[command(before_help = "Examples:
  samspor demo
  samspor demo --data DIR --port 8430
  samspor demo --patients 40 --years 3 --no-serve")]
pub(super) struct Demo {
    /// Keeps the ledger here; without it, in a temporary directory that goes at the end
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 8420)]
    port: u16,
    /// How many patients
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u32).range(9..=20_000))]
    patients: u32,
    /// How many years up to yesterday
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(3..=20))]
    years: u32,
    /// Another seed, other people
    #[arg(long, default_value_t = 20_220_801)]
    seed: u64,
    /// Makes the ledger, says what is in it, and stops
    #[arg(long)]
    no_serve: bool,
    /// With --no-serve: what is in it as one JSON object
    #[arg(long, requires = "no_serve")]
    json: bool,
}

impl Demo {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, if self.no_serve { 0 } else { self.port }));
        let serving = Serving::at(address)?;
        let temporary = match &self.data {
            Some(_) => None,
            None => Some(tempfile::Builder::new().prefix("samspor-demo-").tempdir()?),
        };
        let within = temporary.as_ref().map(|dir| dir.path().join("ledger"));
        let dir = self.data.clone().or(within).unwrap_or_default();
        if temporary.is_some() {
            tell(format_args!("the ledger is in {} and goes when this ends", dir.display()));
        }
        let stop = serving.stop_sign();
        let Some(ran) = self.filled(&dir, &stop)? else { return Ok(()) };
        if self.no_serve {
            return self.counted(&ran);
        }
        let ledger = open(Home::of(&dir))?;
        let tokens = Tokens::open(&dir).map_err(|source| LedgerError::Disk { path: dir.clone(), source })?;
        let address = serving.address()?;
        say(format_args!("http://{address}"))?;
        for (who, actor) in links(&ran.aliases) {
            let token = tokens.issue(&actor, clock::now(), VALID_FOR_S);
            say(format_args!("{who:<28} http://{address}/logg-inn?token={token}"))?;
        }
        tell("Ctrl-C ends it");
        serving.serve(ledger, tokens, None)
    }

    /// The ledger filled; none when somebody wants to stop.
    fn filled(&self, dir: &Path, stop: &Arc<AtomicBool>) -> Result<Option<Ran>, Failure> {
        // Up to yesterday: what is recorded later today would be in the future.
        let last = clock::now().day().plus_days(-1);
        let scale =
            Scale { patients: self.patients, years: self.years, seed: self.seed, ..Scale::demo(last) };
        let lines: Vec<String> = believable::lines(&scale).collect();
        let began = Instant::start_of(last.plus_months(-12 * (i32::try_from(self.years).unwrap_or(20) + 1)));
        let filled = Ledger::filled(dir, began, |ledger| {
            let mut progress = Progress::of("writing history");
            let ran = written(&lines, ledger, stop, &mut progress);
            progress.done();
            ran
        });
        match filled {
            Err(_) if stop.load(Ordering::Relaxed) => {
                tell("stopped before the ledger was made");
                Ok(None)
            }
            filled => filled.map(Some),
        }
    }

    fn counted(&self, ran: &Ran) -> Result<(), Failure> {
        let patients = self.patients;
        if self.json {
            return say(json!({"patients": patients, "years": self.years, "positions": ran.positions}));
        }
        say(format_args!("{patients} patients over {} years: {} entries", self.years, ran.positions))
    }
}

/// Runs the lines into the ledger; stops early, with an error, when it is told to.
fn written(
    lines: &[String],
    ledger: &Ledger,
    stop: &AtomicBool,
    progress: &mut Progress,
) -> Result<Ran, Failure> {
    let file: Arc<str> = "demo.jsonl".into();
    let mut runner = Runner::new(&*ledger.log, &*ledger.views);
    for (number, line) in (1u32..).zip(lines) {
        runner.line(line, &Place::new(&file, number))?;
        if (number as usize).is_multiple_of(STEP_LINES) || number as usize == lines.len() {
            progress.at(u64::from(number), lines.len() as u64);
            if stop.load(Ordering::Relaxed) {
                return Err(Failure::Failed("stopped".to_owned()));
            }
        }
    }
    let ran = runner.finish();
    match ran.failures.first() {
        None => Ok(ran),
        Some(first) => {
            Err(Failure::Failed(format!("{} demo lines were refused, such as\n{first}", ran.failures.len())))
        }
    }
}
