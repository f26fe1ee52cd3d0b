//! `/saksmengde`: how many patients each coordinator has, against what they can take.

use askama::Template;
use samspor_core::words::{PersonId, TenantId, UnitId};
use samspor_projections::question::ReportName;
use serde::Deserialize;

use super::bars::{self, Chart};
use super::frame::Frame;
use super::look::{Look, Parts};
use super::refused::{Rendered, rendered};
use crate::http::problem::Problem;

#[derive(Template)]
#[template(path = "caseload.html")]
struct Page {
    frame: Frame,
    chart: Option<Chart>,
    rows: Vec<Shown>,
    count_line: String,
}

struct Shown {
    to: String,
    name: String,
    unit: String,
    primary: u64,
    substitute: u64,
    overlap_in: u64,
    overlap_out: u64,
    pathway: u64,
    capacity: String,
    over_by: u64,
}

#[derive(Deserialize)]
struct Row {
    tenant: TenantId,
    person: PersonId,
    unit: Option<UnitId>,
    primary: u64,
    substitute: u64,
    overlap_in: u64,
    overlap_out: u64,
    pathway: u64,
    max_cases: Option<u64>,
    over_by: u64,
}

/// Renders the page.
pub(crate) fn page(look: &Look<'_>, parts: &Parts) -> Result<Rendered, Problem> {
    let mut rows: Vec<Row> = look.rows(look.question(ReportName::Caseload))?;
    let chart = bars::per_service(look)?;
    let people = look.people([])?;
    let total: u64 = rows.iter().map(|row| row.primary).sum();
    let over = rows.iter().filter(|row| row.over_by > 0).count();
    rows.sort_by_cached_key(|row| {
        (u64::MAX - row.over_by, u64::MAX - row.primary, people.person(row.person), row.person)
    });
    let count_line = format!("{} med oppdrag, {total} aktive oppdrag, {over} over kapasitet.", rows.len());
    let rows = rows.into_iter().map(|row| Shown {
        to: {
            let named = look.tenant.is_none().then(|| ("tenant", row.tenant.to_string()));
            look.to(&format!("/koordinator/{}", row.person), named.as_slice())
        },
        name: people.person(row.person),
        unit: row.unit.map(|unit| people.unit(unit)).unwrap_or_default(),
        primary: row.primary,
        substitute: row.substitute,
        overlap_in: row.overlap_in,
        overlap_out: row.overlap_out,
        pathway: row.pathway,
        capacity: row.max_cases.map_or_else(|| "ikke satt".to_owned(), |most| format!("høyst {most}")),
        over_by: row.over_by,
    });
    let rows = rows.collect();
    let frame = Frame::of(look, "Saksmengde", "/saksmengde", parts)?;
    Ok(rendered(&Page { frame, chart, rows, count_line }))
}
