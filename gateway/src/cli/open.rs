//! Opening a ledger for a command, with its progress told.

use std::path::{Path, PathBuf};

use clap::Args;
use samspor_core::log::Position;

use super::failure::Failure;
use super::progress::Progress;
use crate::ledger::Ledger;

/// Which ledger a command works on.
#[derive(Args, Debug)]
pub(super) struct Ledgered {
    /// The ledger's directory
    #[arg(long = "data", value_name = "DIR")]
    pub(super) dir: PathBuf,
}

impl Ledgered {
    /// The ledger, opened.
    pub(super) fn open(&self) -> Result<Ledger, Failure> {
        open(&self.dir)
    }

    /// The ledger, if it is simulated: development tokens and free actors are for no other.
    pub(super) fn open_simulated(&self) -> Result<Ledger, Failure> {
        let ledger = self.open()?;
        if ledger.simulated() {
            return Ok(ledger);
        }
        Err(Failure::WrongUse(format!(
            "{} is no simulated ledger: this is for those only",
            self.dir.display()
        )))
    }
}

/// Opens a ledger, and says how far its index is while it is built again.
pub(super) fn open(dir: &Path) -> Result<Ledger, Failure> {
    let mut progress = Progress::of("building the index");
    let mut step = |done: Position, all: Position| progress.at(done.0, all.0);
    let ledger = Ledger::open(dir, &mut step)?;
    progress.done();
    Ok(ledger)
}
