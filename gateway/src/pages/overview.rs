//! `/oversikt`: the numbers that ask for something to be done, each a way to its list, and what was recorded last.

use askama::Template;
use samspor_core::entry::Entry;
use samspor_core::log::{Position, StreamKey};
use samspor_core::words::{Day, PatientId, TenantId};
use samspor_projections::question::ReportName;
use serde::Deserialize;

use super::bars::{self, Chart};
use super::frame::Frame;
use super::look::{Look, Parts};
use super::refused::{Rendered, rendered};
use super::words::{dates, events};
use crate::http::files::unavailable;
use crate::http::guarded::Guarded;
use crate::http::problem::Problem;
use crate::http::rights::{Scope, scope_of};

/// How many of the newest events the page tells, and how many entries it looks through for them.
const EVENTS_MAX: usize = 10;
const ENTRIES_LOOKED_AT_MAX: usize = 400;
const ENTRIES_PAGE: usize = 100;

#[derive(Template)]
#[template(path = "overview.html")]
struct Page {
    frame: Frame,
    tiles: Vec<Tile>,
    chart: Option<Chart>,
    events: Option<Vec<Recent>>,
}

/// One number and where it leads.
struct Tile {
    name: &'static str,
    to: String,
    count: usize,
    is_urgent: bool,
    /// A second number, with a list of its own.
    note: Option<(String, String)>,
    quiet: String,
}

struct Recent {
    recorded: String,
    name: String,
    patient: String,
    to: String,
    line: String,
}

#[derive(Deserialize)]
struct Aged {
    age: i64,
}

#[derive(Deserialize)]
struct Days {
    days: i64,
}

#[derive(Deserialize)]
struct Without {
    kind: String,
    days: i64,
}

#[derive(Deserialize)]
struct Erased {
    recorded_on: Day,
}

#[derive(Deserialize)]
struct Consent {
    state: String,
}

/// Renders the page.
pub(crate) fn page(look: &Look<'_>, parts: &Parts) -> Result<Rendered, Problem> {
    let mut tiles = Vec::new();
    tiles.extend(look.rows_if_allowed::<Aged>(ReportName::Inbox)?.map(|rows| inbox(look, &rows)));
    if let Some(rows) = look.rows_if_allowed::<Without>(ReportName::WithoutCoordinator)? {
        tiles.extend(without(look, &rows));
    }
    tiles.extend(look.rows_if_allowed::<Days>(ReportName::Overdue)?.map(|rows| overdue(look, &rows)));
    tiles.extend(look.rows_if_allowed::<Consent>(ReportName::Consents)?.map(|rows| consents(look, &rows)));
    if let Some(rows) = look.rows_if_allowed::<Days>(ReportName::LateRegistrations)? {
        let longest = rows.iter().map(|row| row.days).max().unwrap_or(0);
        let quiet =
            if rows.is_empty() { String::new() } else { format!("mest {} etter", dates::days(longest)) };
        let (name, to) = ("Etterregistrert", look.to("/etterregistrert", &[]));
        tiles.push(Tile { name, to, count: rows.len(), is_urgent: false, note: None, quiet });
    }
    tiles.extend(look.rows_if_allowed::<Erased>(ReportName::Erasures)?.map(|rows| erasures(look, &rows)));
    let chart = bars::per_service(look)?;
    let events = recent(look)?;
    let frame = Frame::of(look, "Oversikt", "/oversikt", parts)?;
    Ok(rendered(&Page { frame, tiles, chart, events }))
}

fn inbox(look: &Look<'_>, rows: &[Aged]) -> Tile {
    let oldest = rows.iter().map(|row| row.age).max();
    Tile {
        name: "Ubesvarte behovsmeldinger",
        to: look.to("/behovsmeldinger", &[]),
        count: rows.len(),
        is_urgent: true,
        note: None,
        quiet: oldest.map(|age| format!("eldst {}", dates::days(age))).unwrap_or_default(),
    }
}

fn without(look: &Look<'_>, rows: &[Without]) -> [Tile; 2] {
    let is_covered = |row: &&Without| row.kind == "OnlySubstitute";
    let long = rows.iter().filter(|row| row.days > 30).count();
    let over = || look.to("/uten-koordinator", &[("over", "30".to_owned())]);
    [
        Tile {
            name: "Uten koordinator",
            to: look.to("/uten-koordinator", &[]),
            count: rows.len(),
            is_urgent: true,
            note: (long > 0).then(|| (format!("{long} over 30 dager"), over())),
            quiet: "ingen over 30 dager".to_owned(),
        },
        Tile {
            name: "Bare vikar",
            to: look.to("/uten-koordinator", &[("type", "OnlySubstitute".to_owned())]),
            count: rows.iter().filter(is_covered).count(),
            is_urgent: false,
            note: None,
            quiet: "av dem uten koordinator".to_owned(),
        },
    ]
}

fn overdue(look: &Look<'_>, rows: &[Days]) -> Tile {
    let long = rows.iter().filter(|row| row.days > 14).count();
    Tile {
        name: "Forfalt oppfølging",
        to: look.to("/forfalt", &[]),
        count: rows.len(),
        is_urgent: true,
        note: (long > 0)
            .then(|| (format!("{long} over 14 dager"), look.to("/forfalt", &[("over", "14".to_owned())]))),
        quiet: "ingen over 14 dager".to_owned(),
    }
}

fn consents(look: &Look<'_>, rows: &[Consent]) -> Tile {
    Tile {
        name: "Samtykker som utløper",
        to: look.to("/samtykker", &[("state", "Expiring".to_owned())]),
        count: rows.iter().filter(|row| row.state == "Expiring").count(),
        is_urgent: false,
        note: None,
        quiet: "innen 30 dager".to_owned(),
    }
}

/// Visible for ever: whoever erases evidence under a pretext is counted here.
fn erasures(look: &Look<'_>, rows: &[Erased]) -> Tile {
    let last = rows.iter().map(|row| row.recorded_on).max();
    Tile {
        name: "Slettet etter vedtak",
        to: look.to("/slettinger", &[]),
        count: rows.len(),
        is_urgent: false,
        note: None,
        quiet: last.map(|day| format!("sist {}", dates::day(day))).unwrap_or_default(),
    }
}

/// The events recorded last, for those who see every file.
fn recent(look: &Look<'_>) -> Result<Option<Vec<Recent>>, Problem> {
    if scope_of(look.actor.role, ReportName::History) != Some(Scope::Everything) {
        return Ok(None);
    }
    let guarded = Guarded::of(look.gateway, look.actor, look.tenant)?;
    let entries = newest_entries(look, &guarded)?;
    let patients = entries.iter().map(|(tenant, patient, _)| (*tenant, *patient));
    let people = look.people(patients)?;
    let told = entries.iter().filter_map(|(tenant, patient, entry)| {
        let event = entry.main_event()?;
        Some(Recent {
            recorded: dates::moment(entry.recorded_at),
            name: events::name(event.what.name()).to_owned(),
            patient: people.patient(*patient),
            to: look.to_patient(*tenant, *patient),
            // Units, schools and parties stand in any field.
            line: if guarded.hides_places(*tenant, *patient) {
                String::new()
            } else {
                events::line(&event.what.to_value(), &people)
            },
        })
    });
    Ok(Some(told.collect()))
}

/// Of the files the caller may open, newest first.
fn newest_entries(
    look: &Look<'_>,
    guarded: &Guarded<'_>,
) -> Result<Vec<(TenantId, PatientId, Entry)>, Problem> {
    let mut newest = Vec::new();
    let mut before = look.position().0;
    let last = before.saturating_sub(ENTRIES_LOOKED_AT_MAX as u64);
    while before > last && newest.len() < EVENTS_MAX {
        let after = before.saturating_sub(ENTRIES_PAGE as u64).max(last);
        let count = usize::try_from(before - after).unwrap_or(ENTRIES_PAGE);
        let page = look.gateway.ledger.log.page(Position(after), count).map_err(unavailable)?;
        for placed in page.iter().rev() {
            let opened = look.gateway.ledger.log.open(placed).map_err(|error| Problem::failed(&error))?;
            let Some(entry) = opened.entry() else { continue };
            let StreamKey::Patient(tenant, patient) = entry.body.stream else { continue };
            let is_asked = look.tenant.is_none_or(|ours| ours == tenant) && entry.body.on <= look.day();
            if is_asked && guarded.may_open(Some(tenant), Some(patient)).is_ok() {
                newest.push((tenant, patient, entry));
            }
        }
        before = after;
    }
    newest.truncate(EVENTS_MAX);
    Ok(newest)
}
