//! An erased patient over HTTP and on every page: told by the entry that erased it, without identity, on record.

use samspor_core::access::{Outcome, Reading};
use samspor_core::actor::{Actor, Role};
use samspor_core::words::PatientId;

use super::fixture::Gate;

const KEY: &str = "01970000-0000-7000-8000-0000000000e1";

fn archive(gate: &Gate) -> String {
    let id = |alias: &str| gate.id(alias).to_owned();
    gate.token_of(Actor {
        role: Role::RecordsManager,
        tenant: "310000019".parse().ok(),
        person: id("arne").parse().ok(),
        unit: id("archive-unit").parse().ok(),
        acting_for: None,
    })
}

/// Erases a patient of the cast; the position of the entry.
async fn erase(gate: &Gate, alias: &str, key: &str) -> u64 {
    let body = format!(
        r#"{{"type": "ErasePersonalData", "tenant": "310000019", "patient": "{}",
        "data": {{"decision_ref": "2025/99", "confirmed_by": "{}"}}}}"#,
        gate.id(alias),
        gate.id("kaja")
    );
    let got = gate.command(&archive(gate), &body, &[("idempotency-key", key)]).await;
    assert_eq!(got.status, 200, "{}", got.text);
    got.json()["position"].as_u64().unwrap()
}

fn of(gate: &Gate, patient: &str) -> Vec<Reading> {
    let patient: PatientId = gate.id(patient).parse().unwrap();
    gate.readings().into_iter().filter(|reading| reading.about == Some(patient)).collect()
}

fn nobody(text: &str) {
    for identity in ["Ø.Æ.Å.", "Øyvind", "Ærlig", "1948", "03.02.1948"] {
        assert!(!text.contains(identity), "{identity} in {text}");
    }
}

#[tokio::test]
async fn the_page_of_an_erased_patient_says_by_which_entry_and_nothing_of_who_it_was() {
    let gate = Gate::new();
    let page = format!("/pasient/{}", gate.id("oyvind"));
    assert!(gate.get(&page, &gate.ke()).await.text.contains("Ø.Æ.Å. f. 1948"));
    let by = erase(&gate, "oyvind", KEY).await;
    let before = of(&gate, "oyvind").len();
    for address in [
        page.clone(),
        format!("{page}?valid=2025-05-01"),
        format!("{page}?valid=2025-05-01&known=2025-05-01"),
        format!("{page}?known=2025-06-01"),
    ] {
        let got = gate.get(&address, &gate.ke()).await;
        assert_eq!(got.status, 200, "{address}: {}", got.text);
        nobody(&got.text);
        assert!(got.text.contains(&format!("Slettet ved oppføring {by}")), "{address}: {}", got.text);
    }
    let readings = of(&gate, "oyvind");
    assert_eq!(readings.len(), before + 4);
    assert!(readings.iter().all(|reading| reading.outcome == Outcome::Granted));
    // Nothing is registered in the file any more, and the form says so.
    let fields = [
        ("id", "01970000-0000-7000-8000-0000000000e2"),
        ("person", gate.id("ane")),
        ("unit", gate.id("home")),
    ];
    let sent = gate.form(&format!("{page}/oppnevn"), &gate.ke(), &fields).await;
    assert!(sent.status.is_client_error(), "{} {}", sent.status, sent.text);
    nobody(&sent.text);
}

#[tokio::test]
async fn the_interface_tells_an_erased_patients_file_as_erased_at_every_knowledge() {
    let gate = Gate::new();
    let by = erase(&gate, "oyvind", KEY).await;
    let patient = format!("/v1/patients/{}", gate.id("oyvind"));
    let history = gate.get(&format!("{patient}/history"), &gate.ke()).await;
    let rows = history.json()["rows"].as_array().unwrap().clone();
    assert_eq!((&rows[0]["type"], rows[0]["by"].as_u64()), (&"Erased".into(), Some(by)), "{}", history.text);
    assert_eq!(rows.last().unwrap()["type"], "PersonalDataErased");
    let then = gate.get(&format!("{patient}/history?known=2025-06-01"), &gate.ke()).await.json();
    assert!(then["rows"].as_array().unwrap().iter().all(|row| row["type"] == "Erased"), "{then}");
    for (path, facts) in [(patient.clone(), 1), (format!("{patient}?valid=2025-05-01&known=2025-05-01"), 0)] {
        let got = gate.get(&path, &gate.ke()).await;
        assert_eq!(got.status, 200, "{}", got.text);
        let told = got.json()["facts"].as_array().unwrap().clone();
        assert_eq!(told.len(), facts, "{told:?}");
        assert!(told.iter().all(|fact| fact["type"] == "PersonalDataErased"), "{told:?}");
    }
    let appoint = format!(
        r#"{{"type": "OpenCase", "tenant": "310000019", "patient": "{}", "data": {{}}}}"#,
        gate.id("oyvind")
    );
    let more = [("idempotency-key", "01970000-0000-7000-8000-0000000000e3")];
    gate.command(&gate.ke(), &appoint, &more).await.is_problem(422, "E-IDENT");
}

#[tokio::test]
async fn no_page_and_no_report_fails_after_an_erasure_or_tells_who_it_was() {
    let gate = Gate::new();
    erase(&gate, "oyvind", KEY).await;
    erase(&gate, "birger", "01970000-0000-7000-8000-0000000000e4").await;
    let privacy = archive(&gate);
    let tokens = [
        gate.ke(),
        gate.token(Role::Coordinator, "ane"),
        gate.token(Role::Supervisor, ""),
        privacy,
        gate.token(Role::Patient, "oyvind"),
    ];
    let pages = [
        "/oversikt",
        "/forfalt",
        "/saksmengde",
        "/behovsmeldinger",
        "/uten-koordinator",
        "/slettinger",
        "/vedtak-uten-plan",
        "/samtykker",
        "/etterregistrert",
    ];
    let mut paths: Vec<String> = pages.map(str::to_owned).to_vec();
    for patient in ["oyvind", "birger"].map(|alias| gate.id(alias)) {
        paths.extend([format!("/pasient/{patient}"), format!("/pasient/{patient}/innsyn")]);
        paths.extend(
            ["state", "history", "diff", "my-page"]
                .map(|name| format!("/v1/reports/{name}?patient={patient}")),
        );
    }
    let reports = samspor_projections::question::ReportName::ALL.iter();
    paths.extend(reports.map(|name| format!("/v1/reports/{name}?tenant=310000019")));
    let mut shown = 0;
    for token in &tokens {
        for path in &paths {
            let got = gate.get(path, token).await;
            assert!(got.status.as_u16() < 500, "{path}: {} {}", got.status, got.text);
            nobody(&got.text);
            shown += usize::from(got.status == 200);
        }
    }
    assert!(shown > 60, "{shown} answers");
}

#[tokio::test]
async fn erasures_are_counted_on_the_overview_and_lead_to_the_decisions() {
    let gate = Gate::new();
    let none = gate.get("/oversikt", &gate.ke()).await.text;
    assert!(none.contains(r#"<a href="/slettinger">Slettet etter vedtak</a>"#), "{none}");
    assert!(gate.get("/slettinger", &gate.ke()).await.text.contains("Ingenting er slettet."));
    let by = erase(&gate, "oyvind", KEY).await;
    let text = gate.get("/oversikt", &gate.ke()).await.text;
    let (_, tile) = text.split_once("Slettet etter vedtak").unwrap();
    assert!(tile.contains(r#"<p class="tile-count">1</p>"#) && tile.contains("sist 10.07.2025"), "{tile}");
    let list = gate.get("/slettinger", &gate.ke()).await.text;
    let link = format!(r#"<a class="ds-link" href="/pasient/{}">Oppføring {by}</a>"#, gate.id("oyvind"));
    for words in [link.as_str(), "2025/99", "10.07.2025", "Arne", "Kaja"] {
        assert!(list.contains(words), "{words}: {list}");
    }
    nobody(&list);
    let denied = gate.get("/v1/reports/erasures", &gate.token(Role::Coordinator, "ane")).await;
    assert_eq!(denied.status, 403);
}
