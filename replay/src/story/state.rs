//! The state of a file on a day in a reader's words: what a story compares from step to step.

use std::collections::BTreeMap;

use samspor_core::patient::PatientFile;
use samspor_core::words::Day;

use super::names::{Names, date};
use super::{complained, plans, wording};

/// What holds on a day, field by field; a field that holds nothing is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State(pub BTreeMap<&'static str, String>);

/// One field that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub field: &'static str,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl State {
    /// The state of a file on a day.
    pub fn of(file: &PatientFile, day: Day, names: Names<'_>) -> Self {
        let mut fields = BTreeMap::new();
        let mut put = |field: &'static str, lines: Vec<String>| {
            if !lines.is_empty() {
                fields.insert(field, lines.join("; "));
            }
        };
        let running = file.assignments.iter().filter(|one| one.runs_on(day));
        let (primary, others): (Vec<_>, Vec<_>) = running.partition(|one| one.seat().is_some());
        let said = |one: &&samspor_core::patient::assignment::Assignment| {
            format!("{} ({}) siden {}", names.person(one.person), wording::role(&one.role), date(one.mark.on))
        };
        put("Koordinator", primary.iter().map(said).collect());
        put("Andre roller", others.iter().map(said).collect());
        let substitute = |one: &samspor_core::patient::substitute::Substitution| {
            format!("{} for {}", names.person(one.person), names.person(one.for_person))
        };
        put("Vikar", file.substitutes_on(day).map(substitute).collect());
        let valid = |one: &&samspor_core::patient::consent::Consent| {
            one.is_unexpired_on(day)
                && one.giver_has_standing_on(day, file.born)
                && !one.scopes_on(day).is_empty()
        };
        let consents = file.consents.iter().filter(valid);
        put("Samtykke", consents.map(|one| wording::scopes(&one.scopes_on(day))).collect());
        put(
            "Ønske om IP",
            file.plan_wishes.last().map(|one| wording::wish(one.wish).to_owned()).into_iter().collect(),
        );
        let plan = file.plan_on(day).map(|plan| {
            let paused = if plan.is_paused_on(day) { ", på pause" } else { "" };
            format!("i {} siden {}{paused}", plans::instrument(plan.instrument), date(plan.mark.on))
        });
        put("Individuell plan", plan.into_iter().collect());
        put(
            "Vurdering",
            file.assessments.last().map(|one| wording::outcome(one.outcome).to_owned()).into_iter().collect(),
        );
        let unanswered = file.reports.iter().filter(|one| one.disposed.is_none());
        put(
            "Meldinger om behov",
            unanswered.map(|one| format!("mottatt {}", date(one.received_on))).collect(),
        );
        put("Klager", complained::standing(file, day));
        put("Ansvarsgruppe", groups(file));
        put("Sak", standing(file, day).into_iter().collect());
        Self(fields)
    }

    /// The fields in which another, later state differs.
    pub fn changes_to(&self, later: &Self) -> Vec<Change> {
        let mut fields: Vec<&'static str> = self.0.keys().chain(later.0.keys()).copied().collect();
        fields.sort_unstable();
        fields.dedup();
        let change =
            |field| Change { field, before: self.0.get(field).cloned(), after: later.0.get(field).cloned() };
        fields.into_iter().map(change).filter(|change| change.before != change.after).collect()
    }
}

/// The groups that are not dissolved, each with its newest meeting.
fn groups(file: &PatientFile) -> Vec<String> {
    let is_dissolved = |group| file.dissolutions.iter().any(|one| one.group == group);
    let running = file.groups.iter().filter(|one| !is_dissolved(one.mark.event));
    let said = |one: &samspor_core::patient::group::Group| {
        let last = file.meetings.iter().rfind(|meeting| meeting.group == one.mark.event);
        let met = last.map(|last| format!(", møtte {}", date(last.mark.on))).unwrap_or_default();
        format!("siden {}{met}", date(one.mark.on))
    };
    running.map(said).collect()
}

/// Whether the tenant coordinates for the patient, and if not, why.
fn standing(file: &PatientFile, day: Day) -> Option<String> {
    if let Some(death) = file.death.filter(|death| death.on <= day) {
        return Some(format!("pasienten døde {}", date(death.on)));
    }
    if file.case.is_closed_on(day) {
        return Some("avsluttet".to_owned());
    }
    if file.is_transferred_out_on(day) {
        return Some("ansvaret er overført".to_owned());
    }
    file.case.is_open_on(day).then(|| "åpen".to_owned())
}
