//! `samspor backup` and `samspor restore`: a ledger and its keys copied, and put back.

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::open::{KeysAt, Ledgered};
use super::screen::{say, tell};
use crate::backup::{BackupError, back_up, expire, restore};
use crate::clock;

/// Backs a ledger up, while it is served or not, or removes the epoch keys of old backups
///
/// A backup holds the record, the access log, and the keystore with its epoch key. The root key is never in it: keep
/// that elsewhere. Run --expire daily: keys destroyed since a backup was made are then gone from it after 30 days.
#[derive(Args, Debug)]
#[command(before_help = "Examples:
  samspor backup /backups/2026-03-14 --data DIR
  samspor backup --expire /backups")]
pub(super) struct Backup {
    /// An empty directory for the backup
    #[arg(value_name = "BACKUP", required_unless_present = "expire")]
    to: Option<PathBuf>,
    /// The ledger's directory
    #[arg(long = "data", value_name = "DIR", required_unless_present = "expire")]
    dir: Option<PathBuf>,
    #[command(flatten)]
    keys: KeysAt,
    /// Removes the epoch keys from this backup, or from the backups in this directory, that are older than 30 days
    #[arg(long, value_name = "BACKUPS", conflicts_with_all = ["to", "dir"])]
    expire: Option<PathBuf>,
}

/// Restores a ledger and its keys from a backup, which is verified first
#[derive(Args, Debug)]
#[command(before_help = "Examples:
  samspor restore /backups/2026-03-14 --data DIR
  samspor restore /backups/2026-03-14 --data DIR --keys KEYS --replace")]
pub(super) struct Restore {
    /// The backup
    #[arg(value_name = "BACKUP")]
    from: PathBuf,
    #[command(flatten)]
    ledger: Ledgered,
    /// Moves a ledger that is there aside, with `.before` behind its name
    #[arg(long)]
    replace: bool,
}

impl Backup {
    pub(super) fn run(&self) -> Result<(), Failure> {
        if let Some(backups) = &self.expire {
            let expired = expire(backups, clock::now()).map_err(failed)?;
            return say(format_args!("{expired} backups expired: their keys open nothing"));
        }
        let (Some(to), Some(dir)) = (&self.to, &self.dir) else {
            return Err(Failure::WrongUse("give the directory of the backup and --data DIR".to_owned()));
        };
        let positions = back_up(&self.keys.home(dir), to, clock::now()).map_err(failed)?;
        say(format_args!("✔ positions 1 to {positions} in {}", to.display()))?;
        tell("the root key is not in it");
        Ok(())
    }
}

impl Restore {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let home = self.ledger.home();
        let positions = restore(&self.from, &home, self.replace).map_err(failed)?;
        say(format_args!("✔ positions 1 to {positions} in {}", home.data.display()))?;
        if !home.root.is_file() {
            tell(format_args!("put the root key at {}, or name it with --root-key", home.root.display()));
        }
        Ok(())
    }
}

fn failed(error: BackupError) -> Failure {
    match error {
        BackupError::Occupied(_) | BackupError::Missing(_) | BackupError::NoBackup(_) => {
            Failure::WrongUse(error.to_string())
        }
        BackupError::Expired | BackupError::Log(_) | BackupError::Restless | BackupError::Disk { .. } => {
            Failure::unavailable("no backup was made or restored", error)
        }
    }
}
