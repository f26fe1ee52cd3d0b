//! `samspor why`: how one obligation's due day and state follow from the log.

use clap::Args;
use samspor_core::words::Day;
use samspor_projections::question::{Known, Question, ReportName};
use samspor_projections::reports::DueId;

use super::failure::Failure;
use super::open::Ledgered;
use super::reads::{Reads, on_record};
use super::report::unanswered;
use super::screen::show;
use crate::clock;
use crate::pages::reason;

/// Tells why an obligation is due when it is: what started it, the rule's version, the sum step by step
///
/// The rows of `samspor report overdue` and `obligations` carry the id. JSON is the answer of
/// `GET /v1/obligations/ID/why`.
#[derive(Args, Debug)]
#[command(before_help = "Examples:
  samspor why --data DIR D08.310000019.EVENT.PATIENT.PERSON
  samspor why --data DIR --valid 2025-07-04 --known 2025-07-04 --json ID
  samspor report overdue --data DIR --why")]
pub(super) struct Why {
    /// The obligation's id
    #[arg(value_name = "ID")]
    id: DueId,
    #[command(flatten)]
    ledger: Ledgered,
    /// The day asked about
    #[arg(long, value_name = "DATE")]
    valid: Option<Day>,
    /// Up to when entries count
    #[arg(long, value_name = "DATE|MOMENT")]
    known: Option<Known>,
    #[command(flatten)]
    reads: Reads,
    /// The reason as one JSON object
    #[arg(long)]
    json: bool,
}

impl Why {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let ledger = self.ledger.open()?;
        let question =
            Question { valid: self.valid, known: self.known, ..Question::new(ReportName::Obligations) };
        let now = clock::now();
        let mut glance = self.reads.glance("why", now)?.asking(&question);
        glance.about(Some(self.id.tenant()), self.id.patient());
        let reasons = ledger.views.why(&[self.id], &question, now).map_err(unanswered)?;
        let gone = || Failure::Failed("there is no such obligation on this day, as known then".to_owned());
        let valid = reasons.valid;
        let why = reasons.found.first().cloned().flatten().ok_or_else(gone)?;
        let answer = reasons.into_answer().ok_or_else(gone)?;
        glance.shows_answer(&answer);
        let recorded = on_record(&ledger, &glance, now)?;
        let text = if self.json { format!("{answer}\n") } else { reason::text(&why, valid) };
        show(&recorded, &text)
    }
}
