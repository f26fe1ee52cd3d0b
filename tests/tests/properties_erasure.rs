//! Properties of erasure: what views forget is what a reading without the keys does not see, of every day and at every
//! knowledge, and what is decided afterwards is decided alike.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::sync::Arc;

use proptest::prelude::*;
use samspor_core::actor::{Actor, Role};
use samspor_core::directory::Directory;
use samspor_core::log::{Log, Position};
use samspor_core::submit::World;
use samspor_core::words::{Day, Instant, NationalNumber};
use samspor_projections::live::Views;
use samspor_projections::question::{Known, Question};
use samspor_tests::worlds::{
    Cast, FirstEntries, NUMBERS, Trial, Tried, answers, at, caseload_holds, cases, erasing_steps,
    now_questions, spread,
};
use serde_json::{Value, json};

const FIRST_DAY: &str = "2025-01-02";

fn is_erasure(tried: &Tried) -> bool {
    tried.sent["type"] == "ErasePersonalData" && tried.answer.is_ok()
}

fn has_erased(trial: &Trial) -> bool {
    trial.tried().iter().any(is_erasure)
}

/// What decisions may see of registers and identities, as text.
fn seen_by_decisions(views: &Views, cast: &Cast) -> Vec<String> {
    let mut seen = Vec::new();
    views.look(&mut |around| {
        let directory: &Directory = around.directory();
        let numbers = NUMBERS.map(|number| number.parse::<NationalNumber>().unwrap());
        seen.push(format!("{:?}", numbers.map(|number| directory.patient_of(&number))));
        let erasures: Vec<_> = directory.erasures().map(|(tenant, entry)| (tenant, entry.position)).collect();
        seen.push(format!("{erasures:?}"));
        for tenancy in &cast.tenants {
            let entries = directory.entries_of(tenancy.id);
            let entries: Vec<_> = entries.iter().map(|one| (one.position, one.identity.is_some())).collect();
            let newest = directory.newest_in(tenancy.id);
            seen.push(format!("{} {newest} {entries:?} {:?}", tenancy.id, directory.register(tenancy.id)));
            for patient in &cast.patients {
                let (tenant, patient) = (tenancy.id, *patient);
                let (here, born) =
                    (directory.is_registered_at(tenant, patient), directory.born(tenant, patient));
                let (name, by) =
                    (directory.patient_name(tenant, patient), directory.erased_by(tenant, patient));
                let (known, numbered) = (directory.knows(patient), directory.has_birth_number(patient));
                seen.push(format!("{tenant} {patient} {here} {born:?} {name:?} {by:?} {known} {numbered}"));
            }
        }
    });
    seen
}

/// Everything that views hold of the files, as it would be kept for the next start. The days of lateness are counted
/// when asked, and a view from zero may look at a file again on a day when a policy begins that is none of its.
fn kept(views: &Views) -> Value {
    let kept = views.with_snapshot(|snapshot| serde_json::to_value(snapshot).unwrap()).unwrap();
    let mut kept = kept.unwrap_or_default();
    let tenants = kept["contributions"].as_object_mut().into_iter().flat_map(|tenants| tenants.values_mut());
    for file in tenants.filter_map(Value::as_object_mut).flat_map(|files| files.values_mut()) {
        file.as_object_mut().and_then(|file| file.remove("next_change_on"));
        let obligations = file["obligations"].as_array_mut().into_iter().flatten();
        obligations.filter_map(Value::as_object_mut).for_each(|one| drop(one.remove("days")));
    }
    kept
}

/// Asks live views and views built from zero over the entries there are.
fn compare_with_zero(views: &Views, log: &Arc<dyn Log>, questions: &[Question], cast: &Cast, now: Instant) {
    views.catch_up(now).unwrap();
    let head = views.position();
    let zero = Views::open(FirstEntries::of(log, head), now).unwrap();
    for question in questions {
        let question = std::slice::from_ref(question);
        let (live, zero) = (answers(views, question, now), answers(&zero, question, now));
        assert_eq!(live, zero, "the live view (left) at position {head} on {now}");
    }
    let (live, zero_has) = (kept(views), kept(&zero));
    assert_eq!(live, zero_has, "what the live view (left) holds at position {head} on {now}");
    for (live, zero) in seen_by_decisions(views, cast).into_iter().zip(seen_by_decisions(&zero, cast)) {
        assert_eq!(live, zero, "decisions see of the live view (left) at position {head} on {now}");
    }
}

/// Every question as it stands now, and some about days before and after at what was known on other days.
fn questions(trial: &Trial, shift: usize) -> Vec<Question> {
    let all = now_questions(trial.cast());
    let days = spread(FIRST_DAY.parse().unwrap(), trial.now().day());
    let mut asked = all.clone();
    for (number, valid) in days.iter().enumerate() {
        let known = Known::Day(days[(number + shift) % days.len()]);
        let some: Vec<Question> = all.iter().skip((number + shift) % 7).step_by(7).cloned().collect();
        asked.extend(at(&some, *valid, known));
    }
    asked
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn after_an_erasure_the_live_view_is_the_view_from_zero_at_every_position(history in erasing_steps(8..50)) {
        let mut trial = Trial::in_memory();
        for (number, step) in history.iter().enumerate() {
            let before = trial.now().day();
            let then = before.plus_days(i64::from(step.wait_days));
            if has_erased(&trial) && step.wait_days > 1 {
                // Midnight alone: what comes due, or begins to be read as one, of what is left.
                let between = Instant::start_of(before.plus_days(then.days_since(before) / 2));
                compare_with_zero(trial.views(), trial.log(), &now_questions(trial.cast()), trial.cast(), between);
            }
            if trial.step(step) && has_erased(&trial) {
                compare_with_zero(trial.views(), trial.log(), &questions(&trial, number), trial.cast(), trial.now());
            }
            let newest = trial.tried().last().map(|tried| &tried.answer);
            prop_assert!(!matches!(newest, Some(Err("unavailable" | "corrupt"))), "{newest:?} of {step:?}");
        }
    }

    #[test]
    fn views_that_follow_in_leaps_over_erasures_catch_up_to_the_same(history in erasing_steps(8..50)) {
        let trial = Trial::of(&history);
        prop_assume!(has_erased(&trial));
        let accepted: Vec<_> =
            trial.tried().iter().filter_map(|tried| Some((tried.at, tried.answer.as_ref().ok()?.position))).collect();
        let growing = FirstEntries::of(trial.log(), Position::START);
        let views = Views::open(Arc::<FirstEntries>::clone(&growing), Instant::from_micros(0)).unwrap();
        let asked = now_questions(trial.cast());
        for leap in accepted.chunks(4) {
            let (at, head) = leap[leap.len() - 1];
            growing.reach(head);
            if leap.len() == 4 {
                views.catch_up(Instant::start_of(at.day().plus_days(-1))).unwrap();
            }
            compare_with_zero(&views, trial.log(), &asked, trial.cast(), at);
        }
    }

    #[test]
    fn what_is_decided_after_an_erasure_is_decided_the_same_by_views_from_zero(history in erasing_steps(8..50)) {
        let mut lasting = Trial::in_memory();
        let mut starting = Trial::in_memory();
        for step in &history {
            lasting.step(step);
            if has_erased(&starting) {
                let anew = Views::open(Arc::clone(starting.log()), starting.now()).unwrap();
                starting.go_on_with(anew);
            }
            starting.step(step);
            let (one, other) = (lasting.tried().last().unwrap(), starting.tried().last().unwrap());
            prop_assert_eq!(&one.sent, &other.sent);
            prop_assert_eq!(&one.answer, &other.answer, "views that lasted (left), views from zero: {}", &one.sent);
        }
    }

    #[test]
    fn the_caseload_is_the_patients_with_a_primary_after_erasures_too(history in erasing_steps(8..60)) {
        let trial = Trial::of(&history);
        for day in spread(FIRST_DAY.parse::<Day>().unwrap(), trial.now().day()) {
            caseload_holds(trial.views(), day, trial.now());
        }
    }
}

/// The measures of a file say how old the patient was; only the first tenant was told the day of birth.
#[test]
fn a_file_at_another_tenant_goes_by_an_erased_day_of_birth_no_more() {
    let mut trial = Trial::in_memory();
    let (first, other, patient) = {
        let cast = trial.cast();
        (cast.tenants[0].id, cast.tenants[1].clone(), cast.patients[1])
    };
    let by = |role, tenant| Actor { role, tenant: Some(tenant), ..Actor::system() };
    let mut sends = |tenant, role, command: &str, data: Value| {
        let sent =
            json!({"type": command, "tenant": tenant, "patient": patient, "mode": "record", "data": data});
        trial.send(&sent, &by(role, tenant)).unwrap();
    };
    sends(
        other.id,
        Role::KeMunicipal,
        "ReportNeed",
        json!({"need": ["Coordinator"], "reporter": {"kind": "Gp"},
        "channel": "Oral", "received_on": FIRST_DAY, "first_received_by": other.units[0]}),
    );
    sends(
        other.id,
        Role::KeMunicipal,
        "AssessNeed",
        json!({"long_term": true, "coordinated": true,
        "services": ["home-care"], "outcome": "CoordinatorOnly", "patient_heard": true}),
    );
    let ages =
        |trial: &Trial| kept(trial.views())["contributions"].to_string().matches(r#""age":17"#).count();
    assert_eq!(ages(&trial), 1);
    let sent = json!({"type": "ErasePersonalData", "tenant": first, "patient": patient, "data": {"decision_ref": "2025/99"}});
    trial.send(&sent, &by(Role::RecordsManager, first)).unwrap();
    compare_with_zero(trial.views(), trial.log(), &now_questions(trial.cast()), trial.cast(), trial.now());
    assert_eq!(ages(&trial), 0);
}

#[test]
fn a_register_that_ends_with_an_erased_patient_goes_on_after_a_start() {
    let mut trial = Trial::in_memory();
    let tenant = trial.cast().tenants[0].id;
    let sent = |command: &str, data: Value| json!({"type": command, "tenant": tenant, "data": data});
    trial.send(&sent("RegisterPatient", json!({"born": "1950-01-31"})), &Actor::system()).unwrap();
    let mut erases = sent("ErasePersonalData", json!({"decision_ref": "2025/99"}));
    erases["patient"] = json!(trial.cast().patients.last());
    let archive = Actor { role: Role::RecordsManager, tenant: Some(tenant), ..Actor::system() };
    trial.send(&erases, &archive).unwrap();
    let anew = Views::open(Arc::clone(trial.log()), trial.now()).unwrap();
    trial.go_on_with(anew);
    let unit = json!({"name": "Ny enhet", "service": "home-care", "eligible_staff": 3});
    trial.send(&sent("RegisterUnit", unit), &Actor::system()).unwrap();
}

/// Random histories must come to what the properties are about, else they say little.
#[test]
fn random_histories_erase_files_that_are_joined_and_shared() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let (mut erasures, mut joined, mut shared, mut afterwards) = (0, 0, 0, 0);
    for _ in 0..300 {
        let history = erasing_steps(40..60).new_tree(&mut runner).unwrap().current();
        let trial = Trial::of(&history);
        trial.views().look(&mut |around| {
            for (tenant, entry) in around.directory().erasures() {
                erasures += 1;
                let Some(samspor_core::catalogue::Event::PersonalDataErased(told)) = entry.body.main() else {
                    continue;
                };
                joined += usize::from(!told.with.is_empty());
                let elsewhere = |patient| {
                    around.directory().tenants().any(|(other, _)| {
                        let stream = samspor_core::log::StreamKey::Patient(other, patient);
                        other != tenant && !trial.log().entries(&stream).unwrap().is_empty()
                    })
                };
                shared += usize::from(entry.body.patient.is_some_and(elsewhere));
            }
        });
        let first = trial.tried().iter().position(is_erasure).unwrap_or(trial.tried().len());
        afterwards += trial.tried()[first..].iter().filter(|tried| tried.answer.is_ok()).count();
    }
    let told = format!("{erasures} erasures, {joined} joined, {shared} shared, {afterwards} accepted after");
    assert!(erasures > 250 && joined > 10 && shared > 20 && afterwards > 1000, "{told}");
}
