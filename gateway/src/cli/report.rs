//! `samspor report`: a question to the ledger, its answer as a table, JSON or CSV.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use samspor_core::words::{Day, PatientId, PersonId, TenantId, UnitId};
use samspor_projections::live::QuestionError;
use samspor_projections::question::{Cut, Known, Question, ReportName};
use samspor_projections::reports::DueId;
use serde_json::Value;

use super::failure::Failure;
use super::open::Ledgered;
use super::reads::{Reads, on_record};
use super::screen::show;
use super::table;
use crate::clock;
use crate::ledger::Ledger;
use crate::pages::reason;

/// Answers a question about any day, as known on any day
///
/// --valid is the day asked about, --known up to when entries count; they default to today and now. A date as --known
/// means the end of that day in Oslo. JSON is the answer of `GET /v1/reports/NAME`, byte for byte.
#[derive(Args, Debug)]
#[command(before_help = "Examples:
  samspor report coordinators --data DIR --tenant 310000019 --valid 2025-06-01
  samspor report overdue --data DIR --valid 2025-07-04 --known 2025-07-04 --json
  samspor report overdue --data DIR --why
  samspor report caseload --data DIR --format csv > caseload.csv")]
pub(super) struct Report {
    /// The report's name
    #[arg(value_name = "NAME", value_parser = names())]
    name: ReportName,
    #[command(flatten)]
    ledger: Ledgered,
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    reads: Reads,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Says of each row why it is due when it is (overdue, obligations)
    #[arg(long)]
    why: bool,
}

/// What a question is about.
#[derive(Args, Debug)]
struct Asked {
    /// Organisation number of a municipality or health trust
    #[arg(long, value_name = "ORG-NUMBER")]
    tenant: Option<TenantId>,
    /// Reference of a patient
    #[arg(long, value_name = "REF")]
    patient: Option<PatientId>,
    /// Id of a unit
    #[arg(long, value_name = "ID")]
    unit: Option<UnitId>,
    /// Id of a person of the staff
    #[arg(long, value_name = "ID")]
    person: Option<PersonId>,
    /// The day asked about
    #[arg(long, value_name = "DATE")]
    valid: Option<Day>,
    /// Up to when entries count
    #[arg(long, value_name = "DATE|MOMENT")]
    known: Option<Known>,
    /// First day (patients-of)
    #[arg(long, value_name = "DATE")]
    from: Option<Day>,
    /// The day after the last (patients-of)
    #[arg(long, value_name = "DATE")]
    to: Option<Day>,
    /// The other day (diff)
    #[arg(long, value_name = "DATE")]
    valid2: Option<Day>,
    /// The other knowledge (diff)
    #[arg(long, value_name = "DATE|MOMENT")]
    known2: Option<Known>,
    /// For readers outside the tenant: figures only, those of 1 to 4 persons hidden
    #[arg(long)]
    outside: bool,
    /// What times are cut by, beside the whole: Reporter, AgeGroup or Service (measures)
    #[arg(long, value_name = "CUT")]
    by: Option<Cut>,
    /// Values as first recorded, and voided events too (history)
    #[arg(long)]
    include_corrected: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Table,
    Json,
    Csv,
}

fn names() -> impl TypedValueParser<Value = ReportName> {
    PossibleValuesParser::new(ReportName::ALL.iter().map(ToString::to_string))
        .try_map(|name| name.parse::<ReportName>())
}

impl Report {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let format = if self.json { Format::Json } else { self.format };
        if self.why && format == Format::Csv {
            return Err(Failure::WrongUse(
                "reasons have no columns: --why goes with a table or JSON".to_owned(),
            ));
        }
        let ledger = self.ledger.open()?;
        let (now, question) = (clock::now(), self.question());
        let mut glance = self.reads.glance(self.name.to_string(), now)?.asking(&question);
        let mut answer = ledger.answer(&question, now).map_err(unanswered)?;
        let reasons = if self.why { self.reasons(&ledger, &mut answer)? } else { String::new() };
        glance.shows_answer(&answer);
        let recorded = on_record(&ledger, &glance, now)?;
        let text = match format {
            Format::Json => format!("{answer}\n"),
            Format::Csv => table::csv(&answer),
            Format::Table => table::readable(&answer) + &reasons,
        };
        show(&recorded, &text)
    }

    /// The reasons of all rows as text; each row of the answer gets its own as `why` where JSON is asked for.
    fn reasons(&self, ledger: &Ledger, answer: &mut Value) -> Result<String, Failure> {
        if !matches!(self.name, ReportName::Overdue | ReportName::Obligations) {
            return Err(Failure::WrongUse("--why goes with overdue and obligations".to_owned()));
        }
        let part = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
        let (valid, known) = (part("valid").parse().ok(), part("known").parse().ok());
        let Some(rows) = answer.get_mut("rows").and_then(Value::as_array_mut) else {
            return Ok(String::new());
        };
        let ids: Vec<DueId> = rows.iter().filter_map(|row| row["id"].as_str()?.parse().ok()).collect();
        let question = Question { valid, known, ..self.question() };
        let reasons = ledger.views.why(&ids, &question, clock::now()).map_err(unanswered)?;
        let mut text = String::new();
        for (row, why) in rows.iter_mut().zip(reasons.found) {
            let Some(why) = why else { continue };
            text.push_str(&format!("\n{}", reason::text(&why, reasons.valid)));
            if self.json || self.format == Format::Json {
                row["why"] = serde_json::to_value(&why).unwrap_or_default();
            }
        }
        Ok(text)
    }

    fn question(&self) -> Question {
        let asked = &self.asked;
        Question {
            report: self.name,
            tenant: asked.tenant,
            patient: asked.patient,
            unit: asked.unit,
            person: asked.person,
            valid: asked.valid,
            known: asked.known,
            from: asked.from,
            to: asked.to,
            valid2: asked.valid2,
            known2: asked.known2,
            outside: asked.outside,
            by: asked.by,
            include_corrected: asked.include_corrected,
        }
    }
}

/// What a question without an answer means for whoever asked.
pub(super) fn unanswered(error: QuestionError) -> Failure {
    match error {
        QuestionError::Missing(field) => Failure::WrongUse(format!("{error}: give --{field}")),
        QuestionError::Order | QuestionError::NotOutside => Failure::WrongUse(error.to_string()),
        QuestionError::View(error) => Failure::unavailable("the question has no answer now", error),
    }
}
