//! Query strings of the API, read into questions; an unknown or unreadable part is refused by its name.

use std::str::FromStr;

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use samspor_core::log::Position;
use samspor_projections::question::{Question, ReportName};
use serde::Deserialize;

use super::problem::Problem;

/// The most rows of a page.
const LIMIT_MAX: usize = 200;

/// What a query string of a report may hold.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    tenant: Option<String>,
    patient: Option<String>,
    unit: Option<String>,
    person: Option<String>,
    valid: Option<String>,
    known: Option<String>,
    from: Option<String>,
    to: Option<String>,
    valid2: Option<String>,
    known2: Option<String>,
    by: Option<String>,
    include_corrected: Option<String>,
    outside: Option<String>,
    at_least: Option<String>,
    limit: Option<String>,
    /// The purpose, which is read with the caller.
    #[serde(rename = "why")]
    _why: Option<String>,
    pub(crate) cursor: Option<String>,
}

impl Asked {
    /// The query string, if it could be read.
    pub(crate) fn of(query: Result<Query<Self>, QueryRejection>) -> Result<Self, Problem> {
        let unread = |rejection: QueryRejection| {
            let text = rejection.body_text();
            let told = text.rsplit_once("query string: ").map_or("can't be read", |(_, told)| told);
            Problem::malformed("", format!("the query string: {told}"))
        };
        query.map(|Query(asked)| asked).map_err(unread)
    }

    /// The question it asks of a report.
    pub(crate) fn question(&self, report: ReportName) -> Result<Question, Problem> {
        Ok(Question {
            report,
            tenant: part("tenant", self.tenant.as_deref(), "an organisation number of nine digits")?,
            patient: part("patient", self.patient.as_deref(), "a patient's opaque reference, a UUID")?,
            unit: part("unit", self.unit.as_deref(), "a unit's id, a UUID")?,
            person: part("person", self.person.as_deref(), "a person's id, a UUID")?,
            valid: part("valid", self.valid.as_deref(), "a date")?,
            known: part("known", self.known.as_deref(), "a date, or a moment with an offset")?,
            from: part("from", self.from.as_deref(), "a date")?,
            to: part("to", self.to.as_deref(), "a date")?,
            valid2: part("valid2", self.valid2.as_deref(), "a date")?,
            known2: part("known2", self.known2.as_deref(), "a date, or a moment with an offset")?,
            outside: part("outside", self.outside.as_deref(), "true or false")?.unwrap_or(false),
            by: part("by", self.by.as_deref(), "Reporter, AgeGroup or Service")?,
            include_corrected: part("include_corrected", self.include_corrected.as_deref(), "true or false")?
                .unwrap_or(false),
        })
    }

    /// The position the views must have reached.
    pub(crate) fn at_least(&self) -> Result<Option<Position>, Problem> {
        Ok(part("at_least", self.at_least.as_deref(), "a position")?.map(Position))
    }

    /// How many rows a page has; all of them where nothing is said.
    pub(crate) fn limit(&self) -> Result<Option<usize>, Problem> {
        let accepted = "a number of rows from 1 to 200";
        let limit: Option<usize> = part("limit", self.limit.as_deref(), accepted)?;
        match limit {
            Some(limit) if !(1..=LIMIT_MAX).contains(&limit) => {
                Err(Problem::malformed("/limit", format!("not {accepted}")))
            }
            limit => Ok(limit),
        }
    }
}

fn part<T: FromStr>(name: &str, text: Option<&str>, accepted: &str) -> Result<Option<T>, Problem> {
    let read = |text: &str| {
        text.parse().map_err(|_| Problem::malformed(&format!("/{name}"), format!("not {accepted}")))
    };
    text.map(read).transpose()
}
