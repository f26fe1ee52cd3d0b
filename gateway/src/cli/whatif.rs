//! `samspor whatif`: the real history under other deadlines, counted by month and unit; nothing is written.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use samspor_core::catalogue::{Ask, Unread};
use samspor_core::register::policy::{self, DeadlinePolicyAdopted};
use samspor_core::words::{Day, TenantId};
use samspor_projections::reports::what_if::{first_of_month, last_days};
use serde_json::json;
use serde_json::value::RawValue;

use super::failure::Failure;
use super::open::Ledgered;
use super::report::{Format, unanswered};
use super::screen::{print, say};
use super::table;
use crate::clock;

/// The longest policy file that is read.
const FILE_BYTES_MAX: u64 = 1 << 20;
/// The most months that are counted at once.
const MONTHS_MAX: usize = 120;

/// Counts what would have been overdue under other deadlines
///
/// FILE holds the data of AdoptDeadline, one JSON object a line; they are added to the deadlines each tenant has adopted,
/// from their own `from` on. Counted are the obligations overdue on the last day of each month (a month that is not over
/// yet: today), as known now; only the rules of FILE are shown, since no others can differ. Nothing is written.
#[derive(Args, Debug)]
#[command(before_help = "Examples:
  echo '{\"rule\": \"D08\", \"value\": \"P6M\", \"from\": \"2024-01-01\", \"source\": \"Local\"}' > six-months.jsonl
  samspor whatif --data DIR --policy six-months.jsonl
  samspor whatif --data DIR --policy six-months.jsonl --from 2025-01 --to 2025-12 --format csv")]
pub(super) struct WhatIf {
    #[command(flatten)]
    ledger: Ledgered,
    /// The deadlines to try
    #[arg(long, value_name = "FILE")]
    policy: PathBuf,
    /// Organisation number of a municipality or health trust; all of them if left out
    #[arg(long, value_name = "ORG-NUMBER")]
    tenant: Option<TenantId>,
    /// First month, as 2025-01; eleven months before the last if left out
    #[arg(long, value_name = "MONTH", value_parser = month)]
    from: Option<Day>,
    /// Last month; the one before this if left out
    #[arg(long, value_name = "MONTH", value_parser = month)]
    to: Option<Day>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

/// The first day of a month.
fn month(text: &str) -> Result<Day, String> {
    format!("{text}-01").parse().map_err(|_| "not a month such as 2025-01".to_owned())
}

impl WhatIf {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let policies = self.policies()?;
        let now = clock::now();
        let to = self.to.unwrap_or(first_of_month(now.day()).plus_months(-1));
        let from = self.from.unwrap_or(to.plus_months(-11));
        if to < from {
            return Err(Failure::WrongUse("--to is before --from".to_owned()));
        }
        let days = last_days(from, to, now.day());
        if days.len() > MONTHS_MAX {
            return Err(Failure::WrongUse(format!("at most {MONTHS_MAX} months are counted at once")));
        }
        let ledger = self.ledger.open()?;
        let what = ledger.views.what_if(&policies, self.tenant, &days, now).map_err(unanswered)?;
        let month = |day: &Day| day.to_string()[..7].to_owned();
        let answer = json!({"from": month(&from), "to": month(&to), "known": what.known,
            "position": what.position, "rows": what.rows});
        match if self.json { Format::Json } else { self.format } {
            Format::Json => say(&answer),
            Format::Csv => print(&table::csv(&answer)),
            Format::Table => print(&table::readable(&answer)),
        }
    }

    /// The deadlines of the file, each such that the ledger would take it.
    fn policies(&self) -> Result<Vec<DeadlinePolicyAdopted>, Failure> {
        let name = self.policy.display();
        let unread = |error: std::io::Error| Failure::WrongUse(format!("{name}: {error}"));
        if fs::metadata(&self.policy).map_err(unread)?.len() > FILE_BYTES_MAX {
            return Err(Failure::WrongUse(format!(
                "{name}: a policy file is at most {FILE_BYTES_MAX} bytes"
            )));
        }
        let text = fs::read_to_string(&self.policy).map_err(unread)?;
        let mut policies = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            if !line.trim().is_empty() {
                policies.push(read(line).map_err(|told| told.at(&format!("{name}:{number}")))?);
            }
        }
        if policies.is_empty() {
            return Err(Failure::WrongUse(format!("{name}: no deadline stands in it")));
        }
        Ok(policies)
    }
}

/// Why a line is no deadline to try.
enum NoPolicy {
    Unread(String),
    Refused(String),
}

impl NoPolicy {
    fn at(self, place: &str) -> Failure {
        match self {
            Self::Unread(told) => Failure::WrongUse(format!("{place}: {told}")),
            Self::Refused(told) => Failure::Failed(format!("{place}: {told}")),
        }
    }
}

fn read(line: &str) -> Result<DeadlinePolicyAdopted, NoPolicy> {
    let raw: &RawValue =
        serde_json::from_str(line).map_err(|_| NoPolicy::Unread("not one JSON object".to_owned()))?;
    let adopted = match Ask::read("AdoptDeadline", raw) {
        Ok(Ask::AdoptDeadline(adopted)) => adopted,
        Err(Unread::Data { path, problem }) => return Err(NoPolicy::Unread(format!("{path}: {problem}"))),
        Ok(_) | Err(Unread::UnknownType) => {
            return Err(NoPolicy::Unread("not the data of AdoptDeadline".to_owned()));
        }
    };
    policy::judge(&adopted).map_err(|refusal| {
        let basis = refusal.legal_basis().unwrap_or_default();
        NoPolicy::Refused(format!("{}: {refusal} ({basis})", refusal.code()))
    })?;
    Ok(adopted)
}
