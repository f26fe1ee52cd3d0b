//! `/slettinger`: every decision that erased personal data, by whom and when, and nothing of what was erased.

use samspor_core::actor::Role;
use samspor_core::words::{Day, PatientId, PersonId, TenantId};
use samspor_projections::question::ReportName;
use serde::Deserialize;

use super::frame::Frame;
use super::lists::{Cell, Page};
use super::look::{Look, Parts};
use super::refused::{Rendered, rendered};
use super::words::{codes, dates};
use crate::http::problem::Problem;

#[derive(Deserialize)]
struct Erasure {
    tenant: TenantId,
    patient: PatientId,
    position: u64,
    decision_ref: String,
    on: Day,
    recorded_on: Day,
    role: Role,
    person: Option<PersonId>,
    confirmed_by: Option<PersonId>,
    at_once: bool,
}

/// The list, the newest decision first.
pub(crate) fn page(look: &Look<'_>, parts: &Parts) -> Result<Rendered, Problem> {
    let mut erasures: Vec<Erasure> = look.rows(look.question(ReportName::Erasures))?;
    erasures.sort_by_key(|row| std::cmp::Reverse(row.position));
    let people = look.people(erasures.iter().map(|row| (row.tenant, row.patient)))?;
    let name = |person: Option<PersonId>| person.map(|person| people.person(person));
    let rows = erasures.iter().map(|row| {
        let entry = format!("Oppføring {}", row.position);
        vec![
            Cell::link(entry, look.to_patient(row.tenant, row.patient)),
            Cell::of(row.decision_ref.as_str()),
            Cell::of(dates::day(row.on)),
            Cell::of(dates::day(row.recorded_on)),
            Cell::of(name(row.person).unwrap_or_else(|| codes::role(row.role).to_owned())),
            Cell::of(name(row.confirmed_by).unwrap_or_default()),
            Cell::of(if row.at_once { "nøklene slettes straks" } else { "" }),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let page = Page {
        count_line: format!("{} vedtak.", rows.len()),
        frame: Frame::of(look, "Slettet etter vedtak", "/slettinger", parts)?,
        heading: "Slettet etter vedtak".to_owned(),
        lead: "Vedtak om sletting står for alltid. Hva som ble slettet, kan ingen lese. Siste vedtak står først.",
        headers: &["Oppføring", "Vedtak", "Vedtatt", "Registrert", "Av", "Bekreftet av", "Merknad"],
        rows,
        empty: "Ingenting er slettet.",
    };
    Ok(rendered(&page))
}
