//! `/pasient/{ref}`: one file at a day and knowledge: who coordinates, what runs, everything that happened, and what can be registered.

use askama::Template;
use samspor_core::log::Position;
use samspor_core::patient::consent::ScopeKind;
use samspor_core::patient::plan::Wish;
use samspor_core::patient::plan_decision::PlanOutcome;
use samspor_core::register::policy::Rule;
use samspor_core::words::{Day, PatientId, PersonId, TenantId};
use samspor_projections::question::{Question, ReportName};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::field::{Form, Wrong};
use super::forms::{self, Sent};
use super::frame::Frame;
use super::history::{self, Told};
use super::look::{Look, Parts, part};
use super::people::People;
use super::refused::{Rendered, rendered};
use super::timeline::{self, Gap, Timeline};
use super::words::{codes, dates, rules};
use crate::http::answers;
use crate::http::files::File;
use crate::http::problem::Problem;

#[derive(Template)]
#[template(path = "patient.html")]
struct Page {
    frame: Frame,
    heading: String,
    facts: Vec<(&'static str, String)>,
    /// The address of the access log, for those who may see it.
    access: Option<String>,
    done: Option<&'static str>,
    errors: Vec<ErrorLink>,
    errors_line: String,
    timeline: Timeline,
    deadlines: Vec<Deadline>,
    forms_off: Option<&'static str>,
    forms: Vec<Form>,
    events: Vec<Told>,
}

struct ErrorLink {
    anchor: String,
    text: String,
}

struct Deadline {
    due: String,
    name: &'static str,
    code: String,
    state: String,
    is_overdue: bool,
    owner: String,
    closed_by: &'static str,
}

#[derive(Deserialize)]
struct Running {
    rule: Rule,
    due: Day,
    days: i64,
    state: String,
    owner: String,
    person: Option<PersonId>,
}

#[derive(Deserialize)]
struct Vacancy {
    from: Day,
    to: Option<Day>,
    days: i64,
}

#[derive(Deserialize)]
struct Without {
    days: i64,
}

/// One patient's file as a page needs it.
pub(crate) struct Opened {
    pub(crate) tenant: TenantId,
    pub(crate) patient: PatientId,
    pub(crate) file: File,
}

/// Renders the page; `sent` is what was sent and refused.
pub(crate) fn page(
    look: &Look<'_>,
    parts: &Parts,
    patient: PatientId,
    sent: Option<&Sent>,
) -> Result<Rendered, Problem> {
    let opened = opened(look, patient)?;
    let people = look.people([(opened.tenant, patient)])?;
    let rows = history::rows(look, opened.tenant, patient)?;
    let events = history::told(look, opened.tenant, &rows, &people)?;
    let gaps: Vec<Vacancy> = of_file(look, &opened, ReportName::Vacancies)?;
    let gaps: Vec<Gap> =
        gaps.into_iter().map(|one| Gap { from: one.from, to: one.to, days: one.days }).collect();
    let running: Vec<Running> = of_file(look, &opened, ReportName::Obligations)?;
    let forms = forms::of_page(look, &opened, &people, sent)?;
    let forms_off = if look.is_back_in_time() {
        Some(
            "Du ser registeret slik det var, og kan ikke registrere noe der. Velg «Til nå» øverst for å registrere.",
        )
    } else if forms.is_empty() {
        Some("Rollen din registrerer ikke noe her.")
    } else {
        None
    };
    let errors = error_links(sent, &forms);
    let page = Page {
        heading: format!("Pasient {}", people.patient(patient)),
        facts: facts(look, &opened, &people)?,
        access: look.may(ReportName::AccessLog).then(|| look.to(&format!("/pasient/{patient}/innsyn"), &[])),
        done: part::<String>(parts, "gjort", "et skjema")?.and_then(|form| forms::done(&form)),
        errors_line: if errors.len() == 1 { "én feil".to_owned() } else { format!("{} feil", errors.len()) },
        errors,
        timeline: timeline::drawn(&opened.file.file, &gaps, &people, look.day()),
        deadlines: deadlines(running, &people),
        forms_off,
        forms,
        events,
        frame: Frame::of(look, "Pasient", &format!("/pasient/{patient}"), &without_done(parts))?,
    };
    Ok(rendered(&page))
}

fn without_done(parts: &Parts) -> Parts {
    parts
        .iter()
        .filter(|(name, _)| *name != "gjort")
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// Opens a file for whoever may see it. A patient without entries at the tenant, and not registered by it, is as unknown there
/// as a reference that nobody has.
pub(crate) fn opened(look: &Look<'_>, patient: PatientId) -> Result<Opened, Problem> {
    let tenants: Vec<(TenantId, bool)> = look.directory(|directory| {
        let asked = directory.tenants().map(|(id, _)| id);
        let asked = asked.filter(|id| look.tenant.is_none_or(|tenant| tenant == *id));
        asked.map(|id| (id, directory.is_registered_at(id, patient))).collect()
    })?;
    let mut registered = None;
    for (tenant, is_registered) in tenants {
        let file = look.file(tenant, patient)?;
        if file.newest() > Position::START || file.is_shut {
            return allowed(look, Opened { tenant, patient, file });
        }
        if is_registered {
            registered.get_or_insert(Opened { tenant, patient, file });
        }
    }
    registered.map_or_else(|| Err(Problem::not_found()), |opened| allowed(look, opened))
}

fn allowed(look: &Look<'_>, opened: Opened) -> Result<Opened, Problem> {
    look.is_about(opened.tenant, opened.patient);
    answers::may_open(look.gateway, look.actor, ReportName::State, opened.tenant, opened.patient)?;
    Ok(opened)
}

/// Rows of a report about the one file the page is about: parts of the file's state, which the caller may see.
fn of_file<T: DeserializeOwned>(
    look: &Look<'_>,
    opened: &Opened,
    report: ReportName,
) -> Result<Vec<T>, Problem> {
    let question =
        Question { tenant: Some(opened.tenant), patient: Some(opened.patient), ..look.question(report) };
    let mut answer = look.gateway.ledger.views.answer(&question, look.now).map_err(Problem::from)?;
    let rows = answer.get_mut("rows").map_or(serde_json::Value::Array(Vec::new()), serde_json::Value::take);
    serde_json::from_value(rows).map_err(|error| Problem::failed(&error))
}

fn facts(look: &Look<'_>, opened: &Opened, people: &People) -> Result<Vec<(&'static str, String)>, Problem> {
    let (file, day) = (&opened.file.file, look.day());
    let mut facts = Vec::new();
    let primaries: Vec<String> = file
        .primaries_on(day)
        .map(|one| {
            let role = serde_json::to_value(&one.role).ok();
            let role =
                role.as_ref().and_then(serde_json::Value::as_str).map(|role| codes::code(role).to_owned());
            format!(
                "{}, {}, siden {}",
                people.person(one.person),
                role.unwrap_or_default(),
                dates::day(one.mark.on)
            )
        })
        .collect();
    facts.push((
        "Koordinator",
        if primaries.is_empty() { "(ingen)".to_owned() } else { primaries.join("; ") },
    ));
    let substitutes: Vec<String> = file
        .substitutes_on(day)
        .map(|one| format!("{} for {}", people.person(one.person), people.person(one.for_person)))
        .collect();
    if !substitutes.is_empty() {
        facts.push(("Vikar", substitutes.join("; ")));
    }
    facts.push(("Individuell plan", plan(opened, day)));
    facts.push(("Samtykke", consent(opened, day)));
    facts.push(("Status", status(look, opened, day)?));
    facts.push(("Virksomhet", people.tenant(opened.tenant)));
    Ok(facts)
}

/// The plan that stands on the day; else how far it has come.
fn plan(opened: &Opened, day: Day) -> String {
    let file = &opened.file.file;
    if let Some(plan) = file.plan_on(day) {
        let paused = if plan.is_paused_on(day) { ", satt på pause" } else { "" };
        return format!("opprettet {}{paused}", dates::day(plan.mark.on));
    }
    let decided = file.plan_decisions.last().map(|one| match one.outcome {
        PlanOutcome::Granted => format!("innvilget {}, ingen plan", dates::day(one.mark.on)),
        PlanOutcome::Refused => format!("avslått {}", dates::day(one.mark.on)),
    });
    let wished = file.plan_wishes.last().map(|one| match one.wish {
        Wish::Wants => "(ingen), pasienten ønsker en",
        Wish::Declines => "(ingen), pasienten ønsker det ikke",
        Wish::Undecided => "(ingen), pasienten har ikke bestemt seg",
    });
    decided.unwrap_or_else(|| wished.unwrap_or("(ingen)").to_owned())
}

fn consent(opened: &Opened, day: Day) -> String {
    let file = &opened.file.file;
    let valid = file.consents.iter().filter(|one| one.is_valid_on(day, file.born, &ScopeKind::Coordinator));
    match valid.max_by_key(|one| one.mark) {
        Some(one) => {
            let to = one.to.map(|to| format!(", til {}", dates::day(to))).unwrap_or_default();
            format!("gitt {}{to}", dates::day(one.mark.on))
        }
        None if file.consents.is_empty() => "ikke registrert".to_owned(),
        None => "ikke gyldig denne dagen".to_owned(),
    }
}

fn status(look: &Look<'_>, opened: &Opened, day: Day) -> Result<String, Problem> {
    let file = &opened.file.file;
    let per = format!("per {}", dates::day(day));
    if let Some(died) = file.death.filter(|died| died.on <= day) {
        return Ok(format!("Død {}", dates::day(died.on)));
    }
    if file.case.is_closed_on(day) {
        return Ok(format!("Saken er avsluttet {per}"));
    }
    let without: Vec<Without> = of_file(look, opened, ReportName::WithoutCoordinator)?;
    Ok(match without.first() {
        Some(row) => format!("⚠ Uten koordinator i {} {per}", dates::days(row.days)),
        None if file.case.is_open_on(day) => format!("Saken er åpen {per}"),
        None => "Ingen sak her".to_owned(),
    })
}

fn deadlines(running: Vec<Running>, people: &People) -> Vec<Deadline> {
    let mut open: Vec<Running> = running
        .into_iter()
        .filter(|row| ["Overdue", "Pending", "Suspended"].contains(&row.state.as_str()))
        .collect();
    open.sort_by_key(|row| (row.due, row.rule));
    let shown = |row: Running| {
        let words = rules::rule_words(row.rule);
        let is_overdue = row.state == "Overdue";
        Deadline {
            due: dates::day(row.due),
            name: words.name,
            code: rules::code(row.rule),
            state: if is_overdue {
                format!("{} over", dates::days(row.days))
            } else {
                codes::code(&row.state).to_owned()
            },
            is_overdue,
            owner: codes::responsible(&row.owner, row.person.map(|person| people.person(person))),
            closed_by: words.closed_by,
        }
    };
    open.into_iter().map(shown).collect()
}

/// Links from the summary to the fields, or to the form where it is no field's fault.
fn error_links(sent: Option<&Sent>, forms: &[Form]) -> Vec<ErrorLink> {
    let Some(sent) = sent else { return Vec::new() };
    let link = |wrong: &Wrong| {
        let form = forms.iter().find(|form| form.name == sent.form);
        let field = form.and_then(|form| form.fields.iter().find(|field| field.name == wrong.field));
        let anchor = field.map_or_else(|| sent.form.clone(), |field| field.anchor.clone());
        ErrorLink { anchor, text: wrong.text.clone() }
    };
    sent.wrongs.iter().map(link).collect()
}
