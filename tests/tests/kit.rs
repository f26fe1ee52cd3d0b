//! What the replay kit promises of histories it writes: a patient's replays to the same answers, and nobody's tells
//! the same story.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proptest::prelude::*;
use samspor_core::deviation::Deviation;
use samspor_core::log::{Log, MemoryLog};
use samspor_core::words::{Day, Instant};
use samspor_projections::live::Views;
use samspor_projections::question::{Known, Question, ReportName};
use samspor_replay::history::{self, History, Ran};
use samspor_replay::kit::exported::NotExported;
use samspor_replay::kit::worlds::{Trial, steps};
use samspor_replay::kit::{anonymous, exported, holds, with_answers};
use samspor_tests::worlds::cases;
use serde_json::Value;

/// Reports about one patient that are no judgement on others' files.
const OF_A_PATIENT: [ReportName; 11] = [
    ReportName::Coordinators,
    ReportName::Obligations,
    ReportName::Overdue,
    ReportName::Warnings,
    ReportName::Inbox,
    ReportName::WithoutCoordinator,
    ReportName::Vacancies,
    ReportName::Continuity,
    ReportName::Consents,
    ReportName::Deviations,
    ReportName::LateRegistrations,
];

/// A ledger to which a history was told.
fn run(history: &History) -> (Views, Ran, Instant) {
    let log: Arc<dyn Log> = Arc::new(MemoryLog::counting());
    let views = Views::open(Arc::clone(&log), Instant::start_of("2024-01-01".parse().unwrap())).unwrap();
    let ran = history::run(history, &*log, &views).unwrap();
    let head = log.page(samspor_core::log::Position(ran.positions.saturating_sub(1)), 1).unwrap();
    (views, ran, head[0].recorded_at)
}

/// Texts by other texts, also inside an obligation's id; rows in any order, without positions.
fn renamed(value: &mut Value, names: &BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(name) = names.get(text) {
                text.clone_from(name);
            } else if text.contains('.') {
                let parts = text.split('.').map(|part| names.get(part).map_or(part, String::as_str));
                *text = parts.collect::<Vec<_>>().join(".");
            }
        }
        Value::Array(members) => {
            members.iter_mut().for_each(|one| renamed(one, names));
            members.sort_by_cached_key(ToString::to_string);
        }
        Value::Object(members) => {
            members.remove("position");
            members.values_mut().for_each(|one| renamed(one, names));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn a_patient_written_out_is_answered_the_same_on_every_day_as_known_on_every_day(history in steps(10..50)) {
        let trial = Trial::of(&history);
        for tenancy in &trial.cast().tenants {
            for patient in trial.cast().patients.iter().take(3) {
                let written = exported::patient(&**trial.log(), trial.views(), tenancy.id, *patient);
                if matches!(written, Err(NotExported::NamesAnOpening)) {
                    continue;
                }
                let written = written.unwrap();
                let read = history::parse_text("case.jsonl", &written.to_string()).unwrap();
                let (views, ran, _) = run(&read);
                prop_assert!(ran.failures.is_empty(), "{:?}\n{}", ran.failures, read);
                let names = names_of(&trial, &written, &ran);
                let alone = names.get(&patient.to_string()).map(|id| id.parse().unwrap());
                for (valid, known) in days(trial.now()) {
                    for report in OF_A_PATIENT {
                        let question = Question {
                            tenant: Some(tenancy.id), patient: Some(*patient), valid: Some(valid),
                            known: Some(known), ..Question::new(report)
                        };
                        let mut before = trial.views().answer(&question, trial.now()).unwrap();
                        let mut after = views.answer(&Question { patient: alone, ..question }, trial.now()).unwrap();
                        renamed(&mut before, &names);
                        renamed(&mut after, &BTreeMap::new());
                        let of_others = [Deviation::OverCapacity.code(), Deviation::PlanElsewhere.code()];
                        let load = |row: &Value| row["code"].as_str().is_some_and(|code| of_others.contains(&code));
                        for answer in [&mut before, &mut after] {
                            answer["rows"].as_array_mut().unwrap().retain(|row| !load(row));
                        }
                        // What nothing names again has no name; its id is another in another ledger.
                        unnamed(&mut before);
                        unnamed(&mut after);
                        prop_assert_eq!(&before, &after, "{} {} {}\n{}", report, valid, known, read);
                    }
                }
            }
        }
    }
}

/// The ids of the trial by those of the ledger to which the patient's history was told.
fn names_of(trial: &Trial, written: &History, ran: &Ran) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for placed in trial.log().page(samspor_core::log::Position::START, usize::MAX).unwrap() {
        let entry = trial.log().open(&placed).unwrap().entry().unwrap();
        if let (Some(patient), Some(event)) = (entry.body.patient, entry.main_event())
            && event.what.name() == "PatientRegistered"
        {
            names.insert(patient.to_string(), entry.recorded_at.to_string());
        }
    }
    let by_moment: BTreeMap<String, String> = written
        .lines
        .iter()
        .filter_map(|line| match &line.what {
            history::What::Naming(naming) if naming.kind == history::Kind::Patient => {
                Some((naming.at.to_string(), ran.aliases[&naming.name].clone()))
            }
            _ => None,
        })
        .collect();
    names.into_iter().filter_map(|(id, at)| Some((id, by_moment.get(&at)?.clone()))).collect()
}

/// Every id by the same word.
fn unnamed(value: &mut Value) {
    match value {
        Value::String(text) if text.len() >= 36 => "an id".clone_into(text),
        Value::Array(members) => {
            members.iter_mut().for_each(unnamed);
            members.sort_by_cached_key(ToString::to_string);
        }
        Value::Object(members) => members.values_mut().for_each(unnamed),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Days within a history and after it, as known then and in the end.
fn days(now: Instant) -> Vec<(Day, Known)> {
    let today = now.day();
    let mut days = vec![(today, Known::Moment(now)), (today.plus_days(90), Known::Moment(now))];
    for back in [8, 40, 120] {
        let day = today.plus_days(-back);
        days.extend([(day, Known::Day(day)), (day, Known::Moment(now))]);
    }
    days
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("histories")
}

fn shipped() -> Vec<(String, History)> {
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|error| error.to_string());
    let mut files: Vec<PathBuf> = ["", "own"]
        .iter()
        .flat_map(|below| std::fs::read_dir(folder().join(below)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .collect();
    files.sort();
    files.iter().map(|path| (path.display().to_string(), history::parse(path, &read).unwrap())).collect()
}

#[test]
fn histories_of_nobody_hold_and_are_answered_the_same_up_to_their_names() {
    let all = shipped();
    assert!(all.len() > 10);
    for (file, history) in all {
        let nobody = anonymous(&history, 11);
        let (views, ran, now) = run(&history);
        let (others, other, _) = run(&nobody.history);
        assert_eq!(ran.failures.len(), other.failures.len(), "{file}: {:?}", other.failures);
        // The lines keep their places, and so the commands their ids: only tenants and labels are others.
        for report in OF_A_PATIENT.into_iter().chain([ReportName::Caseload, ReportName::Measures]) {
            for back in [0, 30, 200] {
                let day = now.day().plus_days(-back);
                let question =
                    Question { valid: Some(day), known: Some(Known::Day(day)), ..Question::new(report) };
                let (mut before, mut after) =
                    (views.answer(&question, now).unwrap(), others.answer(&question, now).unwrap());
                renamed(&mut before, &nobody.labels);
                renamed(&mut after, &BTreeMap::new());
                assert_eq!(before, after, "{file}: {report} on {day}");
            }
        }
    }
}

#[test]
fn a_history_of_nobody_names_nobody() {
    for (file, history) in shipped() {
        let nobody = anonymous(&history, 3).history.to_string();
        let text = history.to_string();
        for line in text.lines() {
            let read: Value = serde_json::from_str(line).unwrap();
            for told in [
                &read["person"]["name"],
                &read["patient"]["nin"],
                &read["tenant"]["org_number"],
                &read["patient"]["name"],
            ] {
                let said = told.as_str().filter(|told| told.len() > 3);
                assert!(said.is_none_or(|told| !nobody.contains(&format!("\"{told}\""))), "{file}: {told}");
            }
        }
    }
}

#[test]
fn a_history_with_its_answers_is_a_test_of_itself() {
    let (_, history) = shipped().into_iter().find(|(file, _)| file.contains("s02-")).unwrap();
    let days: Vec<(Day, Day)> =
        ["2025-04-15", "2025-07-04"].iter().map(|day| (day.parse().unwrap(), day.parse().unwrap())).collect();
    let kept = with_answers(history, &days).unwrap();
    holds(&history::parse_text("kept.jsonl", &kept.to_string()).unwrap());
}
