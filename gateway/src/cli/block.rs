//! `samspor block` and `samspor unblock`: a patient's file under two persons' key files, and back.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use samspor_core::log::Position;
use samspor_core::words::{PatientId, TenantId};
use zeroize::Zeroizing;

use super::failure::Failure;
use super::open::Ledgered;
use super::screen::say;
use crate::clock;
use crate::erasing::ErasureError;
use crate::keys::TwoPersons;
use crate::ledger::Ledger;

/// Blocks a patient's file: from then on it opens only with both persons' key files
#[derive(Args, Debug)]
#[command(before_help = "Examples:
  samspor block --data DIR --patient REF --tenant 974760673 --first ONE.key --second OTHER.key")]
pub(super) struct Block {
    #[command(flatten)]
    whose: Whose,
}

/// Unblocks a patient's file with the key files it was blocked under
#[derive(Args, Debug)]
#[command(before_help = "Examples:
  samspor unblock --data DIR --patient REF --tenant 974760673 --first ONE.key --second OTHER.key")]
pub(super) struct Unblock {
    #[command(flatten)]
    whose: Whose,
}

#[derive(Args, Debug)]
struct Whose {
    #[command(flatten)]
    ledger: Ledgered,
    /// Reference of the patient
    #[arg(long, value_name = "REF")]
    patient: PatientId,
    /// Organisation number
    #[arg(long, value_name = "ORG-NUMBER")]
    tenant: TenantId,
    /// The first person's key file, of 32 bytes or more
    #[arg(long, value_name = "FILE")]
    first: PathBuf,
    /// The second person's key file
    #[arg(long, value_name = "FILE")]
    second: PathBuf,
}

impl Block {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let (ledger, persons) = self.whose.opened()?;
        told("blocked", ledger.block(self.whose.file(), &persons, clock::now()))
    }
}

impl Unblock {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let (ledger, persons) = self.whose.opened()?;
        told("unblocked", ledger.unblock(self.whose.file(), &persons, clock::now()))
    }
}

impl Whose {
    /// The key files first: a ledger is not opened for nothing.
    fn opened(&self) -> Result<(Ledger, TwoPersons), Failure> {
        let persons = self.persons()?;
        Ok((self.ledger.open()?, persons))
    }

    fn file(&self) -> (TenantId, PatientId) {
        (self.tenant, self.patient)
    }

    fn persons(&self) -> Result<TwoPersons, Failure> {
        let (first, second) = (secret(&self.first)?, secret(&self.second)?);
        TwoPersons::of(&first, &second).map_err(|error| Failure::WrongUse(error.to_string()))
    }
}

fn secret(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let read = fs::read(path).map(Zeroizing::new);
    read.map_err(|error| Failure::WrongUse(format!("{}: {error}", path.display())))
}

fn told(what: &str, done: Result<Position, ErasureError>) -> Result<(), Failure> {
    match done {
        Ok(at) => say(format_args!("{what} by entry {at}")),
        Err(ErasureError::Keys(error)) => Err(Failure::WrongUse(error.to_string())),
        Err(error @ ErasureError::Nobody) => Err(Failure::WrongUse(error.to_string())),
        Err(error) => Err(Failure::unavailable("the keys are not as asked for", error)),
    }
}
