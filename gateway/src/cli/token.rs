//! `samspor token`: development tokens for simulated ledgers.

use clap::Args;
use samspor_core::actor::{Actor, Role};
use samspor_core::words::{PatientId, PersonId, TenantId, UnitId};
use serde_json::json;

use super::failure::Failure;
use super::open::Ledgered;
use super::screen::say;
use super::submit::role_named;
use crate::clock;
use crate::ledger::LedgerError;
use crate::tokens::Tokens;

const HOURS_MAX: i64 = 24 * 31;

/// Makes a development token that says who calls; for simulated ledgers only
///
/// Send it as `Authorization: Bearer TOKEN`, or open `/logg-inn?token=TOKEN` in a browser.
#[derive(Args, Debug)]
#[command(before_help = "Examples:
  samspor token --data DIR --role KeMunicipal --tenant 310000019 --person ID --unit ID
  samspor token --data DIR --role Supervisor --hours 1")]
pub(super) struct Token {
    #[command(flatten)]
    ledger: Ledgered,
    /// The role, such as KeMunicipal, UnitLeader, Coordinator, Supervisor, Patient
    #[arg(long, value_parser = role_named)]
    role: Role,
    /// Organisation number of the tenant they work for
    #[arg(long, value_name = "ORG-NUMBER")]
    tenant: Option<TenantId>,
    /// Id of the person
    #[arg(long, value_name = "ID")]
    person: Option<PersonId>,
    /// Id of the unit
    #[arg(long, value_name = "ID")]
    unit: Option<UnitId>,
    /// Reference of the patient a Patient speaks for
    #[arg(long, value_name = "REF")]
    patient: Option<PatientId>,
    /// For how long
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(i64).range(1..=HOURS_MAX))]
    hours: i64,
    /// The token and its actor as one JSON object
    #[arg(long)]
    json: bool,
}

impl Token {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let actor = self.actor()?;
        drop(self.ledger.open_simulated()?);
        let dir = &self.ledger.dir;
        let tokens = Tokens::open(dir).map_err(|source| LedgerError::Disk { path: dir.clone(), source })?;
        let token = tokens.issue(&actor, clock::now(), self.hours * 3600);
        if self.json { say(json!({"token": token, "actor": actor})) } else { say(token) }
    }

    fn actor(&self) -> Result<Actor, Failure> {
        let free = matches!(self.role, Role::System | Role::Supervisor);
        if self.tenant.is_none() && !free {
            return Err(Failure::WrongUse(format!("a {:?} works for a tenant: give --tenant", self.role)));
        }
        if self.role == Role::Patient && self.patient.is_none() {
            return Err(Failure::WrongUse("a Patient speaks for one: give --patient".to_owned()));
        }
        let (tenant, person, unit) = (self.tenant, self.person, self.unit);
        Ok(Actor { acting_for: self.patient, person, role: self.role, tenant, unit })
    }
}
