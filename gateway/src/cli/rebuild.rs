//! `samspor rebuild`: everything beside the record built again from it.

use std::fs;
use std::io;
use std::path::Path;

use clap::Args;
use serde_json::json;

use super::failure::Failure;
use super::open::{Ledgered, open};
use super::rebuilt::differences;
use super::screen::{mark, say, tell};
use crate::clock;
use crate::disk::{Disk, RealDisk};
use crate::ledger::LedgerError;
use crate::log::segments::OpenError;

/// Builds the index and every projection again from the log
///
/// With --check nothing is thrown away: views kept up entry by entry and views built from zero must give the same
/// answers to every report of every tenant; exit code 1 if they don't.
#[derive(Args, Debug)]
#[command(before_help = "Examples:\n  samspor rebuild --data DIR\n  samspor rebuild --data DIR --check")]
pub(super) struct Rebuild {
    #[command(flatten)]
    ledger: Ledgered,
    /// Compares the live projections with ones built from zero
    #[arg(long)]
    check: bool,
    /// The outcome as one JSON object
    #[arg(long)]
    json: bool,
}

impl Rebuild {
    pub(super) fn run(&self) -> Result<(), Failure> {
        if self.check { self.compare() } else { self.build() }
    }

    fn build(&self) -> Result<(), Failure> {
        let began = clock::tick();
        forget_index(&self.ledger.dir)?;
        let ledger = open(&self.ledger.dir)?;
        let (position, took) = (ledger.views.position(), began.elapsed());
        if self.json {
            return say(json!({"position": position, "took_ms": took.as_millis()}));
        }
        say(format_args!("index and projections built from zero up to position {position}"))?;
        tell(format_args!("took {} ms", took.as_millis()));
        Ok(())
    }

    fn compare(&self) -> Result<(), Failure> {
        let ledger = self.ledger.open()?;
        let (different, compared) = differences(&ledger, clock::now())?;
        if self.json {
            say(json!({"same": different.is_empty(), "compared": compared, "different": different}))?;
        } else {
            let head = ledger.log.head();
            say(format_args!(
                "{} {compared} answers compared at position {head}",
                mark(different.is_empty())
            ))?;
            different.iter().try_for_each(|report| say(format_args!("  {report} differs")))?;
        }
        if different.is_empty() {
            return Ok(());
        }
        Err(Failure::Failed("the live projections are not what the log says".to_owned()))
    }
}

/// Removes the index, which the next opening builds again.
fn forget_index(dir: &Path) -> Result<(), Failure> {
    if !dir.join("log").is_dir() {
        return Err(LedgerError::Missing(dir.to_owned()).into());
    }
    let failed = |source| LedgerError::Disk { path: dir.to_owned(), source };
    let lock = RealDisk::at(dir).and_then(|disk| disk.lock("log/lock"));
    let lock = lock.map_err(|error| match error.kind() {
        io::ErrorKind::WouldBlock => LedgerError::Log(OpenError::InUse),
        _ => failed(error),
    })?;
    match fs::remove_dir_all(dir.join("index")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error).into()),
        Ok(()) | Err(_) => {}
    }
    drop(lock);
    Ok(())
}
