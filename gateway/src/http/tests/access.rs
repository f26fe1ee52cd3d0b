//! Log before show: every reading is on record, denials too, and without a record nothing is shown.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use samspor_core::access::{Outcome, Purpose, Reading};
use samspor_core::actor::Role;
use samspor_core::seal::MemoryKeys;
use samspor_core::words::PatientId;
use samspor_projections::question::ReportName;
use uuid::Uuid;

use super::fixture::{Gate, Got};
use crate::clock;
use crate::disk::{Fault, SimulatedDisk};
use crate::log::segments::{SegmentLog, SegmentOptions};

const ROUTES: [&str; 2] = [include_str!("../serve.rs"), include_str!("../../pages/routes.rs")];
/// What the gateway answers without showing anybody's data.
const NO_READING: [&str; 9] = [
    "/v1/commands",
    "/healthz",
    "/readyz",
    "/version",
    "/problems/{slug}",
    "/assets/{hash}/{name}",
    "/logg-inn",
    "/logg-ut",
    "/",
];

/// The paths in the source of the routers.
fn routes() -> Vec<&'static str> {
    let texts = ROUTES.iter().flat_map(|text| text.split(".route(\"").skip(1));
    texts.map(|rest| rest.split('"').next().unwrap()).collect()
}

fn patient(gate: &Gate, name: &str) -> PatientId {
    gate.id(name).parse().unwrap()
}

/// The addresses of everything that may show data: every route with parts filled in, every report.
fn readings_of(gate: &Gate, id: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for route in routes().into_iter().filter(|route| !NO_READING.contains(route)) {
        match route {
            "/v1/reports/{name}" => {
                paths.extend(ReportName::ALL.iter().map(|name| format!("/v1/reports/{name}")));
                let about = |name: &ReportName| format!("/v1/reports/{name}?patient={}", gate.id("birger"));
                paths.extend(ReportName::ALL.iter().map(about));
            }
            "/pasient/{patient}/{form}" => {}
            _ => paths.push(
                route
                    .replace("{patient}", gate.id("birger"))
                    .replace("{person}", gate.id("ane"))
                    .replace("{id}", id),
            ),
        }
    }
    assert!(paths.len() > 2 * ReportName::ALL.len() + 10, "{paths:?}");
    paths
}

fn requests(readings: &[Reading]) -> BTreeSet<Uuid> {
    readings.iter().map(|reading| reading.request).collect()
}

/// The records of one answer, which names the request they share.
fn records_of(gate: &Gate, got: &Got) -> Vec<Reading> {
    let request: Uuid = got.header("samspor-reading").parse().unwrap();
    gate.readings().into_iter().filter(|reading| reading.request == request).collect()
}

#[tokio::test]
async fn whoever_reads_whatever_the_record_is_there_and_so_is_a_denials() {
    let gate = Gate::new();
    let rows = gate.get("/v1/reports/obligations", &gate.ke()).await.json()["rows"].clone();
    let id = rows[0]["id"].as_str().unwrap().to_owned();
    let tokens = [
        gate.ke(),
        gate.token(Role::Coordinator, "ane"),
        gate.token(Role::UnitLeader, "erik"),
        gate.token(Role::Patient, "birger"),
        gate.token(Role::Patient, "oyvind"),
        gate.token(Role::Supervisor, ""),
        gate.token(Role::HealthPersonnel, ""),
    ];
    let mut seen = (0, 0);
    for token in &tokens {
        for path in readings_of(&gate, &id) {
            let before = requests(&gate.readings());
            let got = gate.get(&path, token).await;
            let after = requests(&gate.readings());
            let new: Vec<&Uuid> = after.difference(&before).collect();
            match got.status.as_u16() {
                200 => {
                    assert_eq!(new, [&got.header("samspor-reading").parse::<Uuid>().unwrap()], "{path}");
                    let records = records_of(&gate, &got);
                    assert!(records.iter().all(|one| one.outcome == Outcome::Granted), "{path}");
                    seen.0 += 1;
                }
                403 => {
                    assert_eq!(new.len(), 1, "{path}");
                    let last = gate.readings().pop().unwrap();
                    assert!(matches!(last.outcome, Outcome::Denied(_)) && last.shown == 0, "{path}");
                    assert!(
                        got.text.contains(&last.request.to_string()),
                        "the refusal names its record: {path}"
                    );
                    seen.1 += 1;
                }
                303 | 400 | 404 => assert_eq!(new.len(), 0, "{path}: {}", got.text),
                status => panic!("{path}: {status} {}", got.text),
            }
        }
    }
    assert!(seen.0 > 100 && seen.1 > 100, "{seen:?}");
}

#[tokio::test]
async fn what_shows_nobodys_data_is_no_reading() {
    let gate = Gate::new();
    for path in ["/healthz", "/readyz", "/version", "/problems/auth", "/logg-inn", "/", "/nowhere"] {
        let got = gate.get(path, &gate.ke()).await;
        assert!(got.status.as_u16() < 500 && got.header("samspor-reading").is_empty(), "{path}");
    }
    gate.get("/v1/reports/overdue", "").await.is_problem(401, "");
    assert_eq!(gate.readings(), []);
}

#[tokio::test]
async fn a_list_names_every_patient_on_the_page_shown_and_no_other() {
    let gate = Gate::new();
    let (all, some) = ("/v1/reports/obligations", "/v1/reports/obligations?limit=3");
    let got = [gate.get(all, &gate.ke()).await, gate.get(some, &gate.ke()).await];
    let [all, shown] = got.each_ref().map(|got| {
        let told = got.json();
        let patients = told["rows"].as_array().unwrap().iter().filter_map(|row| row["patient"].as_str());
        patients.map(|patient| patient.parse().unwrap()).collect::<BTreeSet<PatientId>>()
    });
    let records = records_of(&gate, &got[1]);
    assert_eq!((records.len(), records[0].shown, &records[0].patients), (1, 3, &shown));
    assert!(shown.len() < all.len(), "{all:?}");
    assert_eq!((records[0].about, records[0].tenant), (None, Some("310000019".parse().unwrap())));
    let page = gate.get("/behovsmeldinger", &gate.ke()).await;
    let records = records_of(&gate, &page);
    assert_eq!(records[0].patients, BTreeSet::from([patient(&gate, "oyvind")]));
    assert_eq!((records[0].what.name.as_str(), records[0].why), ("/behovsmeldinger", Purpose::Coordination));
    let figures = gate.get("/v1/reports/national", &gate.ke()).await;
    assert!(records_of(&gate, &figures)[0].patients.is_empty());
}

#[tokio::test]
async fn a_file_is_recorded_in_the_patients_stream_with_day_knowledge_and_rule() {
    let gate = Gate::new();
    let birger = patient(&gate, "birger");
    let path = format!("/v1/patients/{birger}?valid=2025-05-01&known=2025-06-01");
    let got = gate.get(&path, &gate.token(Role::Coordinator, "ane")).await;
    let record = records_of(&gate, &got).remove(0);
    assert_eq!((record.about, record.patients.len(), record.shown), (Some(birger), 1, 1));
    assert_eq!((record.what.name.as_str(), record.what.valid.to_string().as_str()), ("state", "2025-05-01"));
    assert_eq!(record.what.known.to_string(), "2025-06-01T21:59:59.999999Z");
    assert_eq!(record.decision, "rights:OwnPatients");
    assert_eq!(Some(record.position.0), got.json()["position"].as_u64());
    assert_eq!(record.actor.person, Some(gate.id("ane").parse().unwrap()));
}

#[tokio::test]
async fn the_purpose_is_the_roles_or_the_one_stated_and_an_unknown_one_is_refused() {
    let gate = Gate::new();
    let with = |header: &str, query: &str| {
        let request = Request::get(format!("/v1/reports/overdue{query}"))
            .header("authorization", format!("Bearer {}", gate.ke()))
            .header("samspor-purpose", header);
        request.body(Body::empty()).unwrap()
    };
    let got = gate.send(with("Complaint", "")).await;
    assert_eq!(records_of(&gate, &got)[0].why, Purpose::Complaint);
    let got = gate.get("/forfalt?why=Audit", &gate.ke()).await;
    assert_eq!(records_of(&gate, &got)[0].why, Purpose::Audit);
    assert!(got.text.contains("why=Audit"), "the page's links keep the purpose");
    let before = gate.readings().len();
    let refused = gate.send(with("Curiosity", "")).await;
    refused.is_problem(400, "E-MALFORMED");
    assert!(refused.text.contains("Coordination, Supervision"), "{}", refused.text);
    gate.send(with("Audit", "?why=Complaint")).await.is_problem(400, "E-MALFORMED");
    assert_eq!(gate.get("/forfalt?why=Curiosity", &gate.ke()).await.status, 400);
    assert_eq!(gate.readings().len(), before);
}

#[tokio::test]
async fn a_command_its_sender_may_not_give_is_on_record_too() {
    let gate = Gate::new();
    let birger = patient(&gate, "birger");
    let body = format!(
        r#"{{"type": "CloseCase", "id": "01970000-0000-7000-8000-000000000001", "tenant": "310000019", "patient": "{birger}", "data": {{"cause": "NeedCeased"}}}}"#
    );
    gate.command(&gate.token(Role::Patient, "birger"), &body, &[]).await.is_problem(403, "E-AUTH");
    let record = gate.readings().pop().unwrap();
    assert_eq!((record.what.name.as_str(), record.about), ("CloseCase", Some(birger)));
    assert_eq!(record.outcome, Outcome::Denied("E-AUTH".to_owned()));
    let elsewhere = body.replace("310000019", "310000027");
    gate.command(&gate.ke(), &elsewhere, &[]).await.is_problem(403, "E-TENANT");
    let record = gate.readings().pop().unwrap();
    assert_eq!(
        record.tenant,
        Some("310000027".parse().unwrap()),
        "the attempt is on record where it was made"
    );
}

#[tokio::test]
async fn a_patient_nobody_knows_gets_no_stream_of_their_own() {
    let gate = Gate::new();
    let nobody = Uuid::from_u128(77);
    gate.get(&format!("/v1/patients/{nobody}"), &gate.token(Role::Patient, "birger"))
        .await
        .is_problem(403, "E-AUTH");
    let record = gate.readings().pop().unwrap();
    assert_eq!((record.about, record.patients.len()), (None, 0));
}

#[tokio::test]
async fn the_patient_and_the_privacy_officer_see_who_has_read_and_nobody_else() {
    let gate = Gate::new();
    let birger = gate.id("birger").to_owned();
    let path = format!("/v1/reports/access-log?patient={birger}");
    gate.get(&format!("/v1/patients/{birger}"), &gate.token(Role::Coordinator, "ane")).await;
    gate.get(&format!("/v1/patients/{birger}"), &gate.token(Role::Coordinator, "dina"))
        .await
        .is_problem(403, "E-AUTH");
    gate.get("/forfalt", &gate.ke()).await;
    gate.get("/behovsmeldinger", &gate.ke()).await;
    gate.get(&path, &gate.ke()).await.is_problem(403, "E-AUTH");
    let own = gate.token(Role::Patient, "birger");
    let told = gate.get(&path, &own).await.json();
    let rows: Vec<_> = told["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let text = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
            assert_eq!((text("patient"), text("tenant")), (birger.clone(), "310000019".to_owned()));
            (text("what"), text("role"), text("why"), text("outcome"))
        })
        .collect();
    let row = |what: &str, role: &str, outcome: &str| {
        (what.to_owned(), role.to_owned(), "Coordination".to_owned(), outcome.to_owned())
    };
    let expected = [
        row("state", "Coordinator", "Granted"),
        row("state", "Coordinator", "Denied"),
        row("/forfalt", "KeMunicipal", "Granted"),
        row("access-log", "KeMunicipal", "Denied"),
    ];
    assert_eq!(rows, expected);
    assert_eq!(told["rows"][0]["person"], gate.id("ane"));
    let officer = gate.token(Role::RecordsManager, "");
    let again = gate.get(&path, &officer).await.json()["rows"].clone();
    assert_eq!(again.as_array().unwrap().len(), expected.len() + 1, "reading the access log is a reading");
    let all = gate.get("/v1/reports/access-log", &officer).await.json()["rows"].clone();
    let of =
        |name: &str| all.as_array().unwrap().iter().filter(|row| row["patient"] == gate.id(name)).count();
    assert!(of("birger") == expected.len() + 2 && of("oyvind") > 0, "{all}");
    gate.get("/v1/reports/access-log", &gate.token(Role::Supervisor, "")).await.is_problem(403, "E-AUTH");
}

#[tokio::test]
async fn the_access_log_is_answered_as_it_was_known_and_page_by_page() {
    let gate = Gate::new();
    let officer = gate.token(Role::RecordsManager, "");
    for _ in 0..3 {
        gate.get(&format!("/v1/patients/{}", gate.id("birger")), &gate.ke()).await;
    }
    let before = gate.get("/v1/reports/access-log?known=2025-07-09", &officer).await.json();
    assert_eq!(before["rows"].as_array().unwrap().len(), 0, "nobody had read on the day before");
    let mut path = "/v1/reports/access-log?limit=2".to_owned();
    let mut counts = Vec::new();
    loop {
        let got = gate.get(&path, &officer).await;
        assert_eq!(got.status, 200, "{}", got.text);
        counts.push(got.json()["rows"].as_array().unwrap().len());
        let Some(next) = got.json()["next"].as_str().map(str::to_owned) else { break };
        path = format!("/v1/reports/access-log?limit=2&cursor={next}");
    }
    assert_eq!(counts, [2, 2], "the readings of the pages themselves do not move them");
}

#[tokio::test]
async fn my_page_says_in_plain_words_who_has_read() {
    let gate = Gate::new();
    let birger = gate.id("birger").to_owned();
    gate.get(&format!("/pasient/{birger}"), &gate.ke()).await;
    gate.get(&format!("/v1/patients/{birger}/history"), &gate.token(Role::Coordinator, "dina")).await;
    let own = gate.token(Role::Patient, "birger");
    let page = gate.get("/v1/reports/my-page", &own).await.json();
    let read = page["who_has_read"].as_array().unwrap();
    assert_eq!(read.len(), 2, "{page}");
    let texts: Vec<&str> = read.iter().map(|one| one["text"].as_str().unwrap()).collect();
    assert!(texts[1].starts_with("10.07.2025 kl. 12.00: Kaja (koordinerende enhet)"), "{texts:?}");
    assert!(texts[1].ends_with("har sett saken. Formål: koordinering."), "{texts:?}");
    assert!(texts[0].contains("ville se, og ble nektet, alt som er registrert i saken"), "{texts:?}");
    let again = gate.get("/v1/reports/my-page", &own).await.json();
    assert_eq!(again["who_has_read"][0]["what"], "«Min side»");
}

#[tokio::test]
async fn the_patients_page_leads_to_who_has_read_for_those_who_may_see_it() {
    let gate = Gate::new();
    let path = format!("/pasient/{}", gate.id("birger"));
    let (own, officer) = (gate.token(Role::Patient, "birger"), gate.token(Role::RecordsManager, ""));
    let log = format!("{path}/innsyn");
    assert!(gate.get(&path, &own).await.text.contains(&log));
    assert!(!gate.get(&path, &gate.ke()).await.text.contains(&log));
    assert_eq!(gate.get(&log, &gate.ke()).await.status, 403);
    assert_eq!(gate.get(&log, &gate.token(Role::Patient, "oyvind")).await.status, 403);
    for token in [&own, &officer] {
        let page = gate.get(&log, token).await;
        assert_eq!(page.status, 200, "{}", page.text);
        for words in ["Innsyn og logg", "Kaja", "koordinerende enhet", "koordinering", "avvist"] {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        assert_eq!(records_of(&gate, &page)[0].what.name, "/innsyn");
    }
    assert!(
        !gate.get(&log, &officer).await.text.contains(">Saken</a>"),
        "no way to a file they may not open"
    );
}

/// A gate whose access log fails at the operations that come after it was opened.
fn with_failing(fault: Fault) -> Gate {
    let disk = SimulatedDisk::new(7);
    let options = SegmentOptions::with(clock::entropy(), Arc::new(MemoryKeys::default()));
    let log = SegmentLog::open(Arc::new(disk.clone()), options, &mut |_, _| ()).unwrap();
    let gate = Gate::with_access(Arc::new(log));
    disk.fail_at(disk.operations() + 1, fault);
    gate
}

#[tokio::test]
async fn what_cannot_be_put_on_record_is_not_shown() {
    for (fault, status) in [(Fault::InputOutput, 503), (Fault::NoSpace, 507), (Fault::ShortWrite, 507)] {
        let gate = with_failing(fault);
        let birger = gate.id("birger").to_owned();
        for _ in 0..2 {
            for path in ["/v1/reports/overdue".to_owned(), format!("/v1/patients/{birger}/history")] {
                let got = gate.get(&path, &gate.ke()).await;
                got.is_problem(status, "");
                assert!(!got.text.contains("rows") && !got.header("retry-after").is_empty(), "{}", got.text);
            }
            for path in ["/oversikt".to_owned(), format!("/pasient/{birger}")] {
                let got = gate.get(&path, &gate.ke()).await;
                assert_eq!(got.status, status, "{path}");
                assert!(!got.text.contains("Ane") && !got.text.contains("1971"), "{path}");
            }
            let denied = gate.get("/v1/reports/inbox", &gate.token(Role::Coordinator, "ane")).await;
            denied.is_problem(status, "");
        }
        assert_eq!(gate.get("/healthz", "").await.status, 200);
    }
}
