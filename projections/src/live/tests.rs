//! The live view is what the log gives from zero, at every position and on every day.

use std::sync::Arc;

use proptest::prelude::*;
use samspor_core::actor::Role;
use samspor_core::log::Log;
use samspor_core::words::{EventId, Instant, PatientId, PersonId, UnitId};
use serde_json::{Value, json};

use super::past::{Contributions, Past};
use super::{Alone, Snapshot, SnapshotError, Views};
use crate::ledger::{Ledger, actor, at, day, ke, rows};
use crate::question::{Question, ReportName};

/// The live contributions as they read on the view's day, and those computed from the log on that day.
fn both(ledger: &Ledger) -> (Contributions, Contributions) {
    let live = ledger.views.live();
    let today = live.today;
    drop(live);
    ledger.views.catch_up(Instant::noon_of(today)).unwrap();
    let live = ledger.views.live();
    let past = Past::of(&live, None);
    let now = (live.today, Instant::from_micros(i64::MAX));
    let zero = past.contributions((&*ledger.log, &Alone), None, now).unwrap();
    let mut kept = live.contributions.clone();
    kept.retain(|_, files| !files.is_empty());
    for one in kept.values_mut().flat_map(|files| files.values_mut()) {
        one.obligations = one.obligations.iter().map(|due| due.seen_on(live.today)).collect();
    }
    (kept, zero)
}

/// A small municipality: two coordinators, three patients.
struct Cast {
    ledger: Ledger,
    home: UnitId,
    staff: [PersonId; 2],
    patients: [PatientId; 3],
    events: Vec<(PatientId, EventId)>,
    links: Vec<EventId>,
}

fn cast() -> Cast {
    let mut ledger = Ledger::new();
    let home = ledger.unit("home-care", 60);
    let staff = [ledger.person("Ane", home), ledger.person("Bjarne", home)];
    let patients = [ledger.patient("1960-01-01"), ledger.patient("2009-02-01"), ledger.patient("2007-06-01")];
    Cast { ledger, home, staff, patients, events: Vec::new(), links: Vec::new() }
}

impl Cast {
    /// Tries something, refused or not; a day or a wait may pass before.
    fn happen(&mut self, what: u8, who: usize, wait: i64, back: i64) {
        let today = self.ledger.now().day().plus_days(wait);
        self.ledger.on(&today.to_string());
        let patient = self.patients[who % 3];
        let (one, other) = (self.staff[who % 2], self.staff[(who + 1) % 2]);
        let newest = self.events.iter().rev().find(|(of, _)| *of == patient).map(|(_, event)| *event);
        let some = newest.unwrap_or(EventId(one.0));
        let ahead = today.plus_days(20);
        let (name, data) = match what {
            0 => (
                "ReportNeed",
                json!({"need": ["Coordinator"], "reporter": {"kind": "Gp"}, "channel": "Plo", "received_on": today.plus_days(-back)}),
            ),
            1 => (
                "AssessNeed",
                json!({"long_term": true, "coordinated": true, "services": [], "outcome": "CoordinatorOnly", "patient_heard": true}),
            ),
            2 => ("OfferCoordinator", json!({"role": "Municipal", "form": "Written"})),
            3 => ("AnswerOffer", json!({"answer": "Accepted"})),
            4 => (
                "GiveConsent",
                json!({"giver": if who.is_multiple_of(3) {"Patient"} else {"Parents"}, "scopes": ["Coordinator"], "to": today.plus_days(60), "evidence_ref": "form"}),
            ),
            5 => ("WithdrawConsent", json!({"consent": some, "scopes": "All"})),
            6 => ("AppointCoordinator", json!({"person": one, "role": "Municipal", "unit": self.home})),
            7 => (
                "ChangeCoordinator",
                json!({"from_person": one, "to_person": other, "unit": self.home, "cause": "Other", "overlap_from": today, "overlap_to": ahead.plus_days(10)}),
            ),
            8 => ("EndAssignment", json!({"cause": "moved", "need_persists": true})),
            9 => (
                "AppointSubstitute",
                json!({"person": other, "for_person": one, "to": ahead, "informed_on": today}),
            ),
            10 => ("RecordFollowUp", json!({"kind": "PatientContact", "by": one})),
            11 => (
                "CorrectEntry",
                json!({"target": some, "changes": {"on": today.plus_days(-back - 1)}, "reason": "typo"}),
            ),
            12 => ("VoidEntry", json!({"target": some, "reason": "NeverHappened"})),
            13 => ("CloseCase", json!({"cause": "NeedCeased"})),
            14 => ("OpenCase", json!({})),
            15 => ("AppointCoordinator", json!({"person": other, "role": "Pathway", "unit": self.home})),
            16 => ("IssueMandate", json!({"person": one, "document_ref": "mandate"})),
            17 => ("RegisterAbsence", json!({"person": one, "expected_to": null})),
            18 => (
                "AdoptDeadline",
                json!({"rule": if who == 0 {"D25"} else {"D07"}, "value": "P3D", "from": today.plus_days(-back), "source": "Local"}),
            ),
            19 => (
                "ExtendDeadline",
                json!({"patient": patient, "rule": "D05", "trigger_event": some, "new_due": ahead, "reason_ref": "ill"}),
            ),
            20 => ("LinkIdentity", json!({"merged": self.patients[(who + 1) % 3], "cause": "Duplicate"})),
            _ => ("UnlinkIdentity", json!({"link_event": self.links.last().copied().unwrap_or(some)})),
        };
        self.tell(patient, name, data, back);
    }

    fn tell(&mut self, patient: PatientId, name: &str, mut data: Value, back: i64) {
        if let Value::Object(members) = &mut data {
            members.retain(|_, member| !member.is_null());
        }
        let today = self.ledger.now().day();
        let planned = matches!(name, "ChangeCoordinator" | "RegisterAbsence" | "AppointSubstitute");
        let on = if planned { today.plus_days(5) } else { today.plus_days(-back) };
        let actor = match name {
            "ExtendDeadline" | "AdoptDeadline" => ke(),
            "LinkIdentity" | "UnlinkIdentity" => actor(Role::RecordsManager),
            _ => actor(Role::KeMunicipal),
        };
        let mut told = json!({"type": name, "mode": "record", "on": on, "data": data});
        if !matches!(name, "RegisterAbsence" | "AdoptDeadline" | "ExtendDeadline" | "UnlinkIdentity") {
            told["patient"] = json!(patient);
        }
        let Ok(answer) = self.ledger.try_by(&actor, told) else { return };
        let event = answer.events.last().map(|event| event.id);
        if name == "LinkIdentity" {
            self.links.extend(event);
        } else {
            self.events.extend(event.map(|event| (patient, event)));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn the_live_view_is_the_view_from_zero_at_every_position(
        life in prop::collection::vec((0u8..22, 0usize..6, 0i64..25, 0i64..12), 1..40)
    ) {
        let mut cast = cast();
        for (what, who, wait, back) in life {
            cast.happen(what, who, wait, back);
            let (live, zero) = both(&cast.ledger);
            prop_assert_eq!(live, zero, "after {} on {}", what, cast.ledger.now().day());
            every_primary_counts_once(&cast.ledger)?;
        }
    }
}

/// The views of now from a snapshot taken earlier.
fn from_snapshot(ledger: &Ledger, snapshot: &str) -> Result<Views, SnapshotError> {
    let snapshot: Snapshot<'_> = serde_json::from_str(snapshot).unwrap();
    Views::open_from(Arc::clone(&ledger.log) as Arc<dyn Log>, Arc::new(Alone), snapshot, ledger.now())
}

fn snapshot_of(ledger: &Ledger) -> String {
    ledger.views.with_snapshot(|snapshot| serde_json::to_string(snapshot).unwrap()).unwrap().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn views_from_any_earlier_snapshot_are_the_view_from_zero(
        life in prop::collection::vec((0u8..22, 0usize..6, 0i64..25, 0i64..12), 2..30),
        sleep in 0i64..400,
    ) {
        let mut cast = cast();
        let mut snapshots = vec![snapshot_of(&cast.ledger)];
        for (what, who, wait, back) in life {
            cast.happen(what, who, wait, back);
            snapshots.push(snapshot_of(&cast.ledger));
        }
        let today = cast.ledger.now().day().plus_days(sleep);
        cast.ledger.on(&today.to_string());
        let now = cast.ledger.now();
        let all = |views: &Views| -> Vec<Result<Value, String>> {
            let answer = |report: &ReportName| views.answer(&Question::new(*report), now);
            ReportName::ALL.iter().map(answer).map(|answer| answer.map_err(|why| why.to_string())).collect()
        };
        let built = Views::open(Arc::clone(&cast.ledger.log) as Arc<dyn Log>, now).unwrap();
        for snapshot in &snapshots {
            let views = from_snapshot(&cast.ledger, snapshot).unwrap();
            prop_assert_eq!(all(&views), all(&built));
            cast.ledger.views = views;
            let (live, zero) = both(&cast.ledger);
            prop_assert_eq!(live, zero);
        }
    }
}

#[test]
fn a_snapshot_that_does_not_fit_opens_nothing() {
    let mut one = cast().ledger;
    let early = snapshot_of(&one);
    one.on("2025-02-03").unit("school", 3);
    let late = snapshot_of(&one);
    assert!(from_snapshot(&one, &early).is_ok());
    let mut other = cast().ledger;
    assert!(matches!(from_snapshot(&other, &late), Err(SnapshotError::Ahead)));
    other.unit("rehabilitation", 3);
    assert!(matches!(from_snapshot(&other, &late), Err(SnapshotError::Later)));
    other.on("2025-02-04");
    assert!(matches!(from_snapshot(&other, &late), Err(SnapshotError::Foreign)));
}

/// Σ primary over persons = patients with a primary coordinator.
fn every_primary_counts_once(ledger: &Ledger) -> Result<(), TestCaseError> {
    let caseload = ledger.rows(ReportName::Caseload);
    let sum: u64 = caseload.iter().filter_map(|row| row["primary"].as_u64()).sum();
    let coordinated = ledger.rows(ReportName::Coordinators).len() as u64;
    prop_assert_eq!(sum, coordinated);
    let distributed = ledger.rows(ReportName::Distribution);
    prop_assert_eq!(sum, distributed.iter().filter_map(|row| row["primary"].as_u64()).sum::<u64>());
    Ok(())
}

#[test]
fn a_merged_patient_is_one_and_an_undone_link_makes_two_again() {
    let mut cast = cast();
    let [leif, other, _] = cast.patients;
    cast.ledger.on("2025-02-03");
    let appoint = json!({"person": cast.staff[0], "role": "Municipal", "unit": cast.home});
    cast.ledger.ke(other, "AppointCoordinator", appoint);
    let keeper = actor(Role::RecordsManager);
    let link =
        json!({"type": "LinkIdentity", "patient": leif, "data": {"merged": other, "cause": "Duplicate"}});
    let link = cast.ledger.on("2025-02-10").by(&keeper, link).events[0].id;
    let whose = |ledger: &Ledger| -> Vec<Value> {
        ledger.rows(ReportName::Coordinators).iter().map(|row| row["patient"].clone()).collect()
    };
    assert_eq!(whose(&cast.ledger), [json!(leif)]);
    let by_old = Question { patient: Some(other), ..Question::new(ReportName::Coordinators) };
    assert_eq!(rows(&cast.ledger.ask(&by_old))[0]["patient"], json!(leif));
    assert_eq!(
        cast.ledger.rows_at(ReportName::Coordinators, "2025-02-09", "2025-02-10")[0]["patient"],
        json!(other)
    );
    let unlink = json!({"type": "UnlinkIdentity", "data": {"link_event": link}});
    cast.ledger.on("2025-02-20").by(&keeper, unlink);
    assert_eq!(whose(&cast.ledger), [json!(other)]);
}

#[test]
fn the_same_question_has_the_same_answer_for_ever() {
    let mut cast = cast();
    let [leif, ..] = cast.patients;
    let appoint = json!({"person": cast.staff[0], "role": "Municipal", "unit": cast.home});
    cast.ledger.on("2025-02-03").ke(leif, "AppointCoordinator", appoint);
    let asked: Vec<Question> = ReportName::ALL
        .iter()
        .map(|report| Question {
            patient: Some(leif),
            person: (*report == ReportName::PatientsOf).then_some(cast.staff[0]),
            ..at(*report, "2025-03-01", "2025-02-10")
        })
        .collect();
    cast.ledger.on("2025-02-10");
    let then: Vec<String> = asked.iter().map(|question| cast.ledger.ask(question).to_string()).collect();
    let end = json!({"cause": "moved", "need_persists": true});
    cast.ledger.on("2025-03-05").fact(leif, "2025-02-20", "EndAssignment", end);
    let later: Vec<String> = asked.iter().map(|question| cast.ledger.ask(question).to_string()).collect();
    assert_eq!(then, later);
    assert_eq!(cast.ledger.rows_at(ReportName::Vacancies, "2025-03-01", "2025-03-05")[0]["days"], 10);
    assert!(day("2025-03-01") < cast.ledger.now().day());
}
