//! Opening a ledger for a command, with its progress told.

use std::path::{Path, PathBuf};

use clap::Args;
use samspor_core::log::Position;

use super::failure::Failure;
use super::progress::Progress;
use super::screen::tell;
use crate::home::Home;
use crate::ledger::Ledger;
use crate::log::jetstream::Promised;

/// Which ledger a command works on.
#[derive(Args, Debug)]
pub(super) struct Ledgered {
    /// The ledger's directory
    #[arg(long = "data", value_name = "DIR")]
    pub(super) dir: PathBuf,
    #[command(flatten)]
    pub(super) keys: KeysAt,
}

/// Where a ledger's keys are
#[derive(Args, Clone, Debug, Default)]
pub(super) struct KeysAt {
    /// The directory of its keys; beside the ledger's, with `.keys` behind its name, unless given
    #[arg(long = "keys", value_name = "DIR")]
    pub(super) keys: Option<PathBuf>,
    /// The root key, an age identity or 32 bytes; `root.key` among the keys, unless given
    #[arg(long = "root-key", value_name = "FILE")]
    pub(super) root: Option<PathBuf>,
}

impl KeysAt {
    /// The home of the ledger in a directory.
    pub(super) fn home(&self, dir: &Path) -> Home {
        Home::with(dir, self.keys.as_deref(), self.root.as_deref())
    }
}

impl Ledgered {
    /// The ledger, opened.
    pub(super) fn open(&self) -> Result<Ledger, Failure> {
        open(self.home())
    }

    /// Its directories.
    pub(super) fn home(&self) -> Home {
        self.keys.home(&self.dir)
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
pub(super) fn open(home: Home) -> Result<Ledger, Failure> {
    let mut progress = Progress::of("building the index");
    let mut step = |done: Position, all: Position| progress.at(done.0, all.0);
    let ledger = Ledger::open(home, &mut step)?;
    progress.done();
    match ledger.promised() {
        Promised::Durable => {}
        Promised::Lazy => tell("durability: lazy (what was written shortly before a power cut may be lost)"),
    }
    Ok(ledger)
}
