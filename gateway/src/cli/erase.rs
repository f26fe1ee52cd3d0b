//! `samspor erase`: erasures that are due carried out, and their receipts.

use clap::Args;
use samspor_core::log::Position;
use serde_json::json;

use super::failure::Failure;
use super::open::Ledgered;
use super::screen::{say, tell};
use crate::clock;
use crate::erasing::ErasureError;
use crate::ledger::Ledger;

/// Carries out the erasures that are due, and prints a receipt for each
///
/// A decision to erase is a command (ErasePersonalData). Its keys go out of use at once and are destroyed seven days
/// later, or at once when it says so. A gateway that serves does this by itself.
#[derive(Args, Debug)]
#[command(before_help = "Examples:\n  samspor erase --data DIR\n  samspor erase --data DIR --receipt 88123")]
pub(super) struct Erase {
    #[command(flatten)]
    ledger: Ledgered,
    /// Prints the receipt of the decision at this position, and carries out nothing
    #[arg(long, value_name = "POSITION")]
    receipt: Option<u64>,
}

impl Erase {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let ledger = self.ledger.open()?;
        if let Some(by) = self.receipt {
            return receipt(&ledger, Position(by));
        }
        let done = ledger.carry_out_erasures(clock::now()).map_err(failed)?;
        done.iter().try_for_each(|done| receipt(&ledger, done.by))?;
        tell(format_args!("{} decisions carried out", done.len()));
        Ok(())
    }
}

fn receipt(ledger: &Ledger, by: Position) -> Result<(), Failure> {
    say(json!(ledger.erasure_receipt(by).map_err(failed)?))
}

fn failed(error: ErasureError) -> Failure {
    match error {
        ErasureError::NoDecision(_) | ErasureError::Nobody => Failure::WrongUse(error.to_string()),
        ErasureError::Keys(_)
        | ErasureError::Purge(_)
        | ErasureError::Untold(_)
        | ErasureError::Unread(_)
        | ErasureError::NoKeystore
        | ErasureError::StandAtServers(_)
        | ErasureError::NotRotated(_) => Failure::unavailable("the erasure is not carried through", error),
    }
}
