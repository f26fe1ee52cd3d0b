//! `samspor history export`: a patient of a ledger as a history file.

use clap::Args;
use samspor_core::submit::World;
use samspor_core::words::{Day, PatientId, TenantId};
use samspor_replay::kit::exported::{self, NotExported};
use samspor_replay::kit::{anonymous, with_answers};

use super::failure::Failure;
use super::open::Ledgered;
use super::reads::{Reads, on_record};
use super::screen::{show, tell};
use crate::clock;

/// Writes what a ledger holds of one patient at one tenant as a history file, to be replayed as a test
///
/// Everything recorded of the patient goes with it, and what of the registers it needs. National numbers and names are
/// in the file unless --anonymise is given; of a ledger that is not simulated only anonymised histories are written.
#[derive(Args, Debug)]
#[command(before_help = "Examples:
  samspor history export --patient REF --data DIR > case.jsonl
  samspor history export --patient REF --data DIR --anonymise 7 --answers 2025-06-30 > case.jsonl
  samspor history check case.jsonl")]
pub(super) struct Export {
    /// Reference of the patient
    #[arg(long, value_name = "REF")]
    patient: PatientId,
    /// Organisation number; may be left out where the patient is registered at one tenant only
    #[arg(long, value_name = "ORG-NUMBER")]
    tenant: Option<TenantId>,
    /// Replaces every name, label, reference and number by made-up ones, the same for the same seed
    #[arg(long, value_name = "SEED")]
    anonymise: Option<u64>,
    /// Days on which the history then also says what it must answer, as known at the end of the day
    #[arg(long, value_name = "DATE")]
    answers: Vec<Day>,
    #[command(flatten)]
    ledger: Ledgered,
    #[command(flatten)]
    reads: Reads,
}

impl Export {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let ledger = self.ledger.open()?;
        let now = clock::now();
        ledger.views.catch_up(now).map_err(|error| Failure::unavailable("the views cannot follow", error))?;
        let seed = match (self.anonymise, ledger.simulated()) {
            (None, false) => {
                let what = "a history of real people is written with --anonymise only";
                return Err(Failure::WrongUse(what.to_owned()));
            }
            (seed, _) => seed,
        };
        let tenant = self.tenant(&*ledger.views)?;
        let mut history = exported::patient(&*ledger.log, &*ledger.views, tenant, self.patient)?;
        if let Some(seed) = seed {
            history = anonymous(&history, seed).history;
        }
        if !self.answers.is_empty() {
            let days: Vec<(Day, Day)> = self.answers.iter().map(|day| (*day, *day)).collect();
            history = with_answers(history, &days).map_err(|error| Failure::Failed(error.to_string()))?;
        }
        let mut glance = self.reads.glance("history export", now)?;
        glance.about(Some(tenant), Some(self.patient));
        glance.reached(ledger.views.position().0);
        glance.shows(tenant, self.patient);
        show(&on_record(&ledger, &glance, now)?, &history.to_string())?;
        tell(format_args!("{} lines; next: samspor history check FILE", history.lines.len()));
        Ok(())
    }

    fn tenant(&self, world: &dyn World) -> Result<TenantId, Failure> {
        let mut tenants = Vec::new();
        world.look(&mut |around| {
            let registered = around.directory().tenants();
            let here = registered.filter(|(_, register)| register.patients.contains_key(&self.patient));
            tenants = here.map(|(tenant, _)| tenant).collect();
        });
        match (self.tenant, &tenants[..]) {
            (Some(tenant), _) => Ok(tenant),
            (None, [tenant]) => Ok(*tenant),
            (None, []) => Err(NotExported::Nobody.into()),
            (None, several) => {
                let names: Vec<String> = several.iter().map(ToString::to_string).collect();
                let what = format!("the patient is registered at {}: give --tenant", names.join(", "));
                Err(Failure::WrongUse(what))
            }
        }
    }
}

impl From<NotExported> for Failure {
    fn from(error: NotExported) -> Self {
        match error {
            NotExported::Nobody | NotExported::NamesAnOpening => Self::WrongUse(error.to_string()),
            NotExported::Unavailable(_) | NotExported::Corrupt(_) => {
                Self::unavailable("the history cannot be read", error)
            }
        }
    }
}
