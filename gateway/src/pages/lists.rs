//! The plain lists behind the overview's numbers: reports of need, without coordinator, consents, late registrations, one coordinator's patients.

use askama::Template;
use samspor_core::words::{Day, PatientId, PersonId, TenantId, UnitId};
use samspor_projections::question::{Question, ReportName};
use serde::Deserialize;
use serde_json::Value;

use super::bars::capital;
use super::frame::Frame;
use super::look::{Look, Parts, part};
use super::refused::{Rendered, rendered};
use super::words::{codes, dates, events};
use crate::http::problem::Problem;

#[derive(Template)]
#[template(path = "list.html")]
pub(super) struct Page {
    pub(super) frame: Frame,
    pub(super) heading: String,
    pub(super) lead: &'static str,
    pub(super) count_line: String,
    pub(super) headers: &'static [&'static str],
    pub(super) rows: Vec<Vec<Cell>>,
    pub(super) empty: &'static str,
}

/// One cell of a table.
pub(super) struct Cell {
    text: String,
    to: Option<String>,
}

impl Cell {
    pub(super) fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), to: None }
    }

    pub(super) fn link(text: String, to: String) -> Self {
        Self { text, to: Some(to) }
    }
}

#[derive(Deserialize)]
struct Report {
    tenant: TenantId,
    patient: PatientId,
    received_on: Day,
    age: i64,
    due_triage: Day,
    due_reply: Day,
    reporter_kind: String,
    first_received_by: Option<UnitId>,
}

/// `/behovsmeldinger`: reports of need that nobody has answered, oldest first.
pub(crate) fn inbox(look: &Look<'_>, parts: &Parts) -> Result<Rendered, Problem> {
    let mut reports: Vec<Report> = look.rows(look.question(ReportName::Inbox))?;
    reports.sort_by_key(|row| (row.received_on, row.patient));
    let people = look.people(reports.iter().map(|row| (row.tenant, row.patient)))?;
    let rows = reports.iter().map(|row| {
        vec![
            Cell::of(dates::days(row.age)),
            Cell::link(people.patient(row.patient), look.to_patient(row.tenant, row.patient)),
            Cell::of(dates::day(row.received_on)),
            Cell::of(capital(codes::code(&row.reporter_kind))),
            Cell::of(row.first_received_by.map(|unit| people.unit(unit)).unwrap_or_default()),
            Cell::of(late(row.due_triage, look.day())),
            Cell::of(late(row.due_reply, look.day())),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let page = Page {
        count_line: format!("{} ubesvarte meldinger.", rows.len()),
        frame: Frame::of(look, "Behovsmeldinger", "/behovsmeldinger", parts)?,
        heading: "Ubesvarte behovsmeldinger".to_owned(),
        lead: "Meldinger som ikke er vurdert, besvart eller sendt videre. Eldste står først.",
        headers: &[
            "Alder",
            "Pasient",
            "Mottatt",
            "Fra",
            "Kom først til",
            "Frist for vurdering",
            "Frist for svar",
        ],
        rows,
        empty: "Ingen meldinger venter på svar.",
    };
    Ok(rendered(&page))
}

fn late(due: Day, day: Day) -> String {
    let text = dates::day(due);
    if due < day { format!("{text} – {} over", dates::days(day.days_since(due))) } else { text }
}

#[derive(Deserialize)]
struct Without {
    tenant: TenantId,
    patient: PatientId,
    kind: String,
    since: Day,
    days: i64,
}

/// `/uten-koordinator`: who should have a coordinator and has none; `type` and `over` narrow it.
pub(crate) fn without_coordinator(look: &Look<'_>, parts: &Parts) -> Result<Rendered, Problem> {
    let over: Option<i64> = part(parts, "over", "et antall dager")?;
    let kind = parts.get("type");
    let mut without: Vec<Without> = look.rows(look.question(ReportName::WithoutCoordinator))?;
    without
        .retain(|row| over.is_none_or(|over| row.days > over) && kind.is_none_or(|kind| *kind == row.kind));
    without.sort_by_key(|row| (row.since, row.patient));
    let people = look.people(without.iter().map(|row| (row.tenant, row.patient)))?;
    let rows = without.iter().map(|row| {
        vec![
            Cell::of(dates::days(row.days)),
            Cell::link(people.patient(row.patient), look.to_patient(row.tenant, row.patient)),
            Cell::of(capital(codes::code(&row.kind))),
            Cell::of(dates::day(row.since)),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let page = Page {
        count_line: format!("{} pasienter.", rows.len()),
        frame: Frame::of(look, "Uten koordinator", "/uten-koordinator", parts)?,
        heading: "Uten koordinator".to_owned(),
        lead: "Pasienter som skal ha koordinator og ikke har det på denne dagen. De som har ventet lengst står først.",
        headers: &["Dager", "Pasient", "Hvordan", "Siden"],
        rows,
        empty: "Ingen mangler koordinator.",
    };
    Ok(rendered(&page))
}

#[derive(Deserialize)]
struct Granted {
    tenant: TenantId,
    patient: PatientId,
    granted_on: Day,
    days: i64,
}

/// `/vedtak-uten-plan`: who was granted a plan and has none that is active, longest first.
pub(crate) fn granted_without_plan(look: &Look<'_>, parts: &Parts) -> Result<Rendered, Problem> {
    let mut granted: Vec<Granted> = look.rows(look.question(ReportName::GrantedWithoutActivePlan))?;
    granted.sort_by_key(|row| (row.granted_on, row.patient));
    let people = look.people(granted.iter().map(|row| (row.tenant, row.patient)))?;
    let rows = granted.iter().map(|row| {
        vec![
            Cell::of(dates::days(row.days)),
            Cell::link(people.patient(row.patient), look.to_patient(row.tenant, row.patient)),
            Cell::of(dates::day(row.granted_on)),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let page = Page {
        count_line: format!("{} pasienter.", rows.len()),
        frame: Frame::of(look, "Vedtak uten aktiv plan", "/vedtak-uten-plan", parts)?,
        heading: "Vedtak uten aktiv plan".to_owned(),
        lead: "Pasienter som er innvilget individuell plan og ikke har noen aktiv plan på denne dagen. De som har ventet lengst står først.",
        headers: &["Dager siden vedtaket", "Pasient", "Innvilget"],
        rows,
        empty: "Alle som er innvilget en plan, har en aktiv plan.",
    };
    Ok(rendered(&page))
}

#[derive(Deserialize)]
struct Consent {
    tenant: TenantId,
    patient: PatientId,
    /// Absent where the address is protected and the reader need not know.
    #[serde(default)]
    scopes: Value,
    from: Day,
    to: Option<Day>,
    state: String,
}

/// `/samtykker`: consents, those that end first at the top; `state` narrows it.
pub(crate) fn consents(look: &Look<'_>, parts: &Parts) -> Result<Rendered, Problem> {
    let state = parts.get("state");
    let mut consents: Vec<Consent> = look.rows(look.question(ReportName::Consents))?;
    consents.retain(|row| state.is_none_or(|state| *state == row.state));
    consents.sort_by_key(|row| (row.to.unwrap_or(Day::LAST), row.from, row.patient));
    let people = look.people(consents.iter().map(|row| (row.tenant, row.patient)))?;
    let rows = consents.iter().map(|row| {
        let scopes = serde_json::json!({"scopes": row.scopes});
        let scopes = events::line(&scopes, &people);
        vec![
            Cell::of(row.to.map_or_else(|| "ingen sluttdato".to_owned(), dates::day)),
            Cell::link(people.patient(row.patient), look.to_patient(row.tenant, row.patient)),
            Cell::of(capital(codes::code(&row.state))),
            Cell::of(scopes.trim_start_matches("for ")),
            Cell::of(dates::day(row.from)),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let page = Page {
        count_line: format!("{} samtykker.", rows.len()),
        frame: Frame::of(look, "Samtykker", "/samtykker", parts)?,
        heading: "Samtykker".to_owned(),
        lead: "De som utløper først står øverst.",
        headers: &["Utløper", "Pasient", "Status", "Gjelder", "Gitt"],
        rows,
        empty: "Ingen samtykker med dette valget.",
    };
    Ok(rendered(&page))
}

#[derive(Deserialize)]
struct Late {
    tenant: TenantId,
    patient: PatientId,
    #[serde(rename = "type")]
    name: String,
    on: Day,
    recorded_on: Day,
    days: i64,
    retroactive_cover: bool,
}

/// `/etterregistrert`: what was recorded long after it happened, newest first.
pub(crate) fn late_registrations(look: &Look<'_>, parts: &Parts) -> Result<Rendered, Problem> {
    let mut late: Vec<Late> = look.rows(look.question(ReportName::LateRegistrations))?;
    late.sort_by_key(|row| (std::cmp::Reverse(row.recorded_on), row.on, row.patient));
    let people = look.people(late.iter().map(|row| (row.tenant, row.patient)))?;
    let rows = late.iter().map(|row| {
        vec![
            Cell::of(format!("{} senere", dates::days(row.days))),
            Cell::link(people.patient(row.patient), look.to_patient(row.tenant, row.patient)),
            Cell::of(events::name(&row.name)),
            Cell::of(dates::day(row.on)),
            Cell::of(dates::day(row.recorded_on)),
            Cell::of(if row.retroactive_cover { "dekker et opphold i ettertid" } else { "" }),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let page = Page {
        count_line: format!("{} hendelser.", rows.len()),
        frame: Frame::of(look, "Etterregistrert", "/etterregistrert", parts)?,
        heading: "Etterregistrert".to_owned(),
        lead: "Hendelser som ble registrert lenge etter at de skjedde. Sist registrert står først.",
        headers: &["Registrert", "Pasient", "Hendelse", "Skjedde", "Registrert dato", "Merknad"],
        rows,
        empty: "Ingenting er registrert for sent.",
    };
    Ok(rendered(&page))
}

#[derive(Deserialize)]
struct Patient {
    tenant: TenantId,
    patient: PatientId,
    from: Day,
    to: Option<Day>,
}

/// `/koordinator/{person}`: the patients a coordinator has on the day.
pub(crate) fn patients_of(look: &Look<'_>, parts: &Parts, person: PersonId) -> Result<Rendered, Problem> {
    let question = Question {
        person: Some(person),
        from: Some(look.day()),
        to: Some(look.day().next()),
        ..look.question(ReportName::PatientsOf)
    };
    let mut patients: Vec<Patient> = look.rows(question)?;
    patients.sort_by_key(|row| (row.from, row.patient));
    let people = look.people(patients.iter().map(|row| (row.tenant, row.patient)))?;
    let rows = patients.iter().map(|row| {
        vec![
            Cell::link(people.patient(row.patient), look.to_patient(row.tenant, row.patient)),
            Cell::of(dates::day(row.from)),
            Cell::of(row.to.map(dates::day).unwrap_or_default()),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let page = Page {
        count_line: format!("{} pasienter.", rows.len()),
        frame: Frame::of(look, "Koordinators pasienter", &format!("/koordinator/{person}"), parts)?,
        heading: people.person(person),
        lead: "Pasienter med koordinatoroppdrag på denne dagen.",
        headers: &["Pasient", "Siden", "Til"],
        rows,
        empty: "Ingen oppdrag på denne dagen.",
    };
    Ok(rendered(&page))
}
