//! `/pasient/{ref}/innsyn`: who has read the patient's file, what they saw and why; those who were refused too.

use askama::Template;
use samspor_core::access::Purpose;
use samspor_core::actor::Role;
use samspor_core::words::{Instant, PatientId, PersonId, TenantId, UnitId};
use samspor_projections::question::{Question, ReportName};
use serde::Deserialize;

use super::frame::Frame;
use super::look::{Look, Parts};
use super::refused::{Rendered, rendered};
use super::words::{codes, dates, readings};
use crate::http::problem::Problem;

/// The name under which the page itself is on record.
pub(crate) const NAME: &str = "/innsyn";
/// The most readings one page tells; the API gives all of them.
const ROWS_MAX: usize = 500;

#[derive(Template)]
#[template(path = "access.html")]
struct Page {
    frame: Frame,
    heading: String,
    /// The address of the file, for those who may open it.
    file: Option<String>,
    count_line: String,
    rows: Vec<Shown>,
}

struct Shown {
    at: String,
    who: String,
    role: &'static str,
    unit: String,
    what: String,
    why: &'static str,
    is_denied: bool,
}

#[derive(Deserialize)]
struct Row {
    tenant: Option<TenantId>,
    at: Instant,
    person: Option<PersonId>,
    role: Role,
    unit: Option<UnitId>,
    what: String,
    why: Purpose,
    outcome: String,
}

/// Renders the page, the newest reading first.
pub(crate) fn page(look: &Look<'_>, parts: &Parts, patient: PatientId) -> Result<Rendered, Problem> {
    let question = Question { patient: Some(patient), ..look.question(ReportName::AccessLog) };
    let mut rows: Vec<Row> = look.rows(question)?;
    rows.reverse();
    let tenant = look.tenant.or_else(|| rows.iter().find_map(|row| row.tenant));
    let people = look.people(tenant.map(|tenant| (tenant, patient)))?;
    let denied = rows.iter().filter(|row| row.outcome == "Denied").count();
    let more = if rows.len() > ROWS_MAX { format!(" De {ROWS_MAX} siste vises.") } else { String::new() };
    let count_line = format!("{} oppslag, {denied} av dem avvist.{more}", rows.len());
    let shown = rows.iter().take(ROWS_MAX).map(|row| Shown {
        at: dates::moment(row.at),
        who: row.person.map_or_else(|| "(ikke en ansatt)".to_owned(), |person| people.person(person)),
        role: codes::role(row.role),
        unit: row.unit.map(|unit| people.unit(unit)).unwrap_or_default(),
        what: readings::what(&row.what).to_owned(),
        why: readings::why(row.why),
        is_denied: row.outcome == "Denied",
    });
    let page = Page {
        heading: format!("Innsyn og logg for pasient {}", people.patient(patient)),
        file: look.may(ReportName::State).then(|| look.to(&format!("/pasient/{patient}"), &[])),
        count_line,
        rows: shown.collect(),
        frame: Frame::of(look, "Innsyn og logg", &format!("/pasient/{patient}/innsyn"), parts)?,
    };
    Ok(rendered(&page))
}
