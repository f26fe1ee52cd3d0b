//! `samspor export`: what outside tools read, in their own formats.

use clap::{Args, ValueEnum};
use samspor_core::submit::World;
use samspor_core::words::{Day, PatientId, TenantId};
use samspor_projections::question::{Known, Question, ReportName};

use super::failure::Failure;
use super::open::Ledgered;
use super::reads::{Reads, on_record};
use super::report::unanswered;
use super::screen::{show, tell};
use crate::access::audit_event;
use crate::clock;

/// Writes what the ledger or its access log holds in a format that other tools read
///
/// auditevent: who has read one patient, from the access log, as FHIR R4 AuditEvents in the patterns of IHE BALP, one JSON
/// object a line. Nothing of other patients is in it.
#[derive(Args, Debug)]
#[command(before_help = "Examples:
  samspor export --format auditevent --patient REF --data DIR > audit.ndjson
  samspor export --format auditevent --patient REF --data DIR --tenant 310000019 --known 2025-12-31")]
pub(super) struct ExportOutside {
    /// The format
    #[arg(long, value_enum)]
    format: Format,
    /// Reference of the patient
    #[arg(long, value_name = "REF")]
    patient: PatientId,
    /// Organisation number; readings at every tenant if left out
    #[arg(long, value_name = "ORG-NUMBER")]
    tenant: Option<TenantId>,
    /// The last day whose readings count
    #[arg(long, value_name = "DATE")]
    valid: Option<Day>,
    /// Up to when records count
    #[arg(long, value_name = "DATE|MOMENT")]
    known: Option<Known>,
    #[command(flatten)]
    ledger: Ledgered,
    #[command(flatten)]
    reads: Reads,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// FHIR R4 AuditEvent, newline-delimited
    Auditevent,
}

impl ExportOutside {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let ledger = self.ledger.open()?;
        let now = clock::now();
        ledger.views.catch_up(now).map_err(|error| Failure::unavailable("the views cannot follow", error))?;
        let (mut is_known, mut survivor) = (false, self.patient);
        ledger.views.look(&mut |around| {
            is_known = around.directory().knows(self.patient);
            survivor = around.directory().survivor(self.patient, now.day());
        });
        if !is_known {
            return Err(Failure::WrongUse("no patient is registered under this reference".to_owned()));
        }
        let question = Question {
            tenant: self.tenant,
            patient: Some(self.patient),
            valid: self.valid,
            known: self.known,
            ..Question::new(ReportName::AccessLog)
        };
        let (text, count) = match self.format {
            Format::Auditevent => {
                let readings = ledger.access.readings(&ledger.views, &question, now).map_err(unanswered)?;
                let lines = readings.iter().map(|read| format!("{}\n", audit_event(read, survivor)));
                (lines.collect::<String>(), readings.len())
            }
        };
        let mut glance = self.reads.glance("export auditevent", now)?.asking(&question);
        glance.shows_many(self.tenant, survivor, count as u64);
        show(&on_record(&ledger, &glance, now)?, &text)?;
        tell(format_args!("{count} readings"));
        Ok(())
    }
}
