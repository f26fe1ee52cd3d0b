//! `/forfalt`: what is overdue, longest first, each row with its reason.

use std::collections::HashMap;

use askama::Template;
use samspor_core::register::policy::Rule;
use samspor_core::words::{Day, EventId, PatientId, PersonId, TenantId, UnitId};
use samspor_projections::question::ReportName;
use samspor_projections::reports::DueId;
use samspor_projections::reports::why::Why;
use serde::Deserialize;

use super::field::Choice;
use super::frame::Frame;
use super::look::{Look, Parts, part};
use super::people::People;
use super::reason::{Reason, reason};
use super::refused::{Rendered, rendered};
use super::words::{codes, dates, rules};
use crate::http::problem::Problem;

/// Rows on one page.
const ROWS_A_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "overdue.html")]
struct Page {
    frame: Frame,
    hidden: Vec<(&'static str, String)>,
    units: Vec<Choice>,
    persons: Vec<Choice>,
    rules: Vec<Choice>,
    over: String,
    clear: String,
    is_filtered: bool,
    count_line: String,
    rows: Vec<Shown>,
    page: usize,
    pages: usize,
    before: Option<String>,
    after: Option<String>,
}

struct Shown {
    severity: &'static str,
    shape: &'static str,
    severity_word: &'static str,
    days: String,
    name: &'static str,
    code: String,
    patient: Option<(String, String)>,
    owner: String,
    substitute: String,
    unit: String,
    due: String,
    /// None where a write came between the rows and their reasons.
    reason: Option<Reason>,
    duty: String,
    closed_by: &'static str,
}

/// A row of the report.
#[derive(Deserialize)]
struct Row {
    id: DueId,
    tenant: TenantId,
    rule: Rule,
    patient: Option<PatientId>,
    due: Day,
    days: i64,
    owner: String,
    person: Option<PersonId>,
    unit: Option<UnitId>,
    substitute: Option<PersonId>,
    trigger: EventId,
}

/// What the address narrows the list to.
struct Filter {
    unit: Option<UnitId>,
    person: Option<PersonId>,
    rule: Option<String>,
    over: Option<i64>,
}

impl Filter {
    fn of(parts: &Parts) -> Result<Self, Problem> {
        Ok(Self {
            unit: part(parts, "unit", "en enhet")?,
            person: part(parts, "person", "en person")?,
            rule: part(parts, "rule", "en regel")?,
            over: part(parts, "over", "et antall dager")?,
        })
    }

    fn keeps(&self, row: &Row) -> bool {
        self.unit.is_none_or(|unit| row.unit == Some(unit))
            && self.person.is_none_or(|person| row.person == Some(person) || row.substitute == Some(person))
            && self.rule.as_ref().is_none_or(|rule| *rule == rules::code(row.rule))
            && self.over.is_none_or(|over| row.days > over)
    }

    fn narrows(&self) -> bool {
        self.unit.is_some() || self.person.is_some() || self.rule.is_some() || self.over.is_some()
    }

    fn rest(&self) -> Vec<(&'static str, String)> {
        let parts = [
            ("unit", self.unit.map(|unit| unit.to_string())),
            ("person", self.person.map(|person| person.to_string())),
            ("rule", self.rule.clone()),
            ("over", self.over.map(|over| over.to_string())),
        ];
        parts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

/// Renders the page.
pub(crate) fn page(look: &Look<'_>, parts: &Parts) -> Result<Rendered, Problem> {
    let filter = Filter::of(parts)?;
    let all: Vec<Row> = look.rows(look.question(ReportName::Overdue))?;
    let asked: usize = part(parts, "side", "et sidetall")?.unwrap_or(1);
    let mut kept: Vec<&Row> = all.iter().filter(|row| filter.keeps(row)).collect();
    kept.sort_by_key(|row| (std::cmp::Reverse(row.days), row.rule, row.patient, row.trigger));
    let pages = kept.len().div_ceil(ROWS_A_PAGE).max(1);
    let page = asked.clamp(1, pages);
    let on_page: Vec<&Row> = kept.iter().copied().skip((page - 1) * ROWS_A_PAGE).take(ROWS_A_PAGE).collect();
    let people = look.people(on_page.iter().filter_map(|row| Some((row.tenant, row.patient?))))?;
    let ids: Vec<DueId> = on_page.iter().map(|row| row.id).collect();
    let reasons = look.why(&ids)?;
    let rows = on_page.iter().zip(reasons).map(|(row, why)| shown(look, &people, row, why.as_ref()));
    let to_page = |page: usize| {
        let mut rest = filter.rest();
        rest.push(("side", page.to_string()));
        look.to("/forfalt", &rest)
    };
    let mut hidden: Vec<(&'static str, String)> = Vec::new();
    hidden.extend(look.valid.map(|day| ("valid", day.to_string())));
    hidden.extend(look.known.map(|known| ("known", known.to_string())));
    hidden.extend(look.tenant_part().map(|tenant| ("tenant", tenant.to_string())));
    let long = kept.iter().filter(|row| row.days > 14).count();
    let shown = Page {
        rows: rows.collect(),
        frame: Frame::of(look, "Forfalt oppfølging", "/forfalt", parts)?,
        hidden,
        units: unit_choices(&people, &all, filter.unit),
        persons: person_choices(&people, &all, filter.person),
        rules: rule_choices(&all, filter.rule.as_deref()),
        over: filter.over.map(|over| over.to_string()).unwrap_or_default(),
        clear: look.to("/forfalt", &[]),
        is_filtered: filter.narrows(),
        count_line: format!("{} forfalt, {long} over 14 dager.", kept.len()),
        page,
        pages,
        before: (page > 1).then(|| to_page(page - 1)),
        after: (page < pages).then(|| to_page(page + 1)),
    };
    Ok(rendered(&shown))
}

fn shown(look: &Look<'_>, people: &People, row: &Row, why: Option<&Why>) -> Shown {
    let reason = why.map(|why| reason(why, look.day()));
    let words = rules::rule_words(row.rule);
    let (severity, shape, severity_word) = severity(row.days);
    Shown {
        severity,
        shape,
        severity_word,
        days: dates::days(row.days),
        name: words.name,
        code: rules::code(row.rule),
        patient: row.patient.map(|one| (people.patient(one), look.to_patient(row.tenant, one))),
        owner: codes::responsible(&row.owner, row.person.map(|person| people.person(person))),
        substitute: row.substitute.map(|person| people.person(person)).unwrap_or_default(),
        unit: row.unit.map(|unit| people.unit(unit)).unwrap_or_default(),
        due: dates::day(row.due),
        reason,
        duty: why.map(|why| rules::duty(why.duty.source)).unwrap_or_default(),
        closed_by: words.closed_by,
    }
}

/// How late it is: a colour, a shape and a word.
fn severity(days: i64) -> (&'static str, &'static str, &'static str) {
    match days {
        31.. => ("high", "■", "over 30 dager"),
        15..=30 => ("middle", "▲", "over 14 dager"),
        _ => ("low", "●", "til og med 14 dager"),
    }
}

fn unit_choices(people: &People, rows: &[Row], chosen: Option<UnitId>) -> Vec<Choice> {
    let named = people.units().into_iter();
    let here = |unit: &UnitId| rows.iter().any(|row| row.unit == Some(*unit)) || chosen == Some(*unit);
    named
        .filter(|(unit, _)| here(unit))
        .map(|(unit, label)| {
            let count = rows.iter().filter(|row| row.unit == Some(unit)).count();
            Choice {
                value: unit.to_string(),
                label: format!("{label} ({count})"),
                chosen: chosen == Some(unit),
            }
        })
        .collect()
}

fn person_choices(people: &People, rows: &[Row], chosen: Option<PersonId>) -> Vec<Choice> {
    let mut counts: HashMap<PersonId, usize> = chosen.into_iter().map(|person| (person, 0)).collect();
    for person in rows.iter().filter_map(|row| row.person) {
        *counts.entry(person).or_default() += 1;
    }
    let mut named: Vec<_> = counts.into_iter().map(|(id, count)| (people.person(id), id, count)).collect();
    named.sort();
    let choice = |(name, id, count): (String, PersonId, usize)| Choice {
        value: id.to_string(),
        label: format!("{name} ({count})"),
        chosen: chosen == Some(id),
    };
    named.into_iter().map(choice).collect()
}

fn rule_choices(rows: &[Row], chosen: Option<&str>) -> Vec<Choice> {
    let choice = |rule: &Rule| {
        let (value, count) = (rules::code(*rule), rows.iter().filter(|row| row.rule == *rule).count());
        let is_chosen = chosen == Some(value.as_str());
        (count > 0 || is_chosen).then(|| Choice {
            label: format!("{} ({value}, {count})", rules::rule_words(*rule).name),
            chosen: is_chosen,
            value,
        })
    };
    rules::RULES.iter().filter_map(choice).collect()
}
