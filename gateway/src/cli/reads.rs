//! Commands that show patients' data: why they read, and the record that is made before anything is printed.

use clap::Args;
use samspor_core::access::{Outcome, Purpose};
use samspor_core::actor::Actor;
use samspor_core::submit::World;
use samspor_core::words::Instant;
use uuid::Uuid;

use super::failure::Failure;
use crate::access::{Glance, Reader, Recorded};
use crate::clock;
use crate::ledger::Ledger;

/// Why a command reads.
#[derive(Args, Debug)]
pub(super) struct Reads {
    /// Why it is read, for the access log: Coordination, Supervision, Complaint, OwnFile, Operations (if left out) or Audit
    #[arg(long, value_name = "CODE")]
    purpose: Option<Purpose>,
}

impl Reads {
    /// A reading that begins now, of whoever may work on the ledger's directory.
    pub(super) fn glance(&self, name: impl Into<String>, now: Instant) -> Result<Glance, Failure> {
        let reader = Reader::of(Actor::system(), self.purpose);
        let mut glance = Glance::new(reader, Uuid::from_bytes(clock::fresh_bytes()?), name, now);
        glance.decided_by("operator");
        Ok(glance)
    }
}

/// Puts a reading on record; what it came to may be printed then.
pub(super) fn on_record(ledger: &Ledger, glance: &Glance, now: Instant) -> Result<Recorded, Failure> {
    let mut readings = None;
    ledger.views.look(&mut |around| {
        readings = Some(glance.readings(&Outcome::Granted, around.directory()));
    });
    let readings = readings.ok_or_else(|| Failure::Failed("the views showed nothing".to_owned()))?;
    let what = "the reading cannot be put on record, and nothing is shown";
    ledger.access.record(&readings, now).map_err(|error| Failure::unavailable(what, error))
}
