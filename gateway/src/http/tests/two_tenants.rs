//! What tenants of one ledger see of each other: of a shared patient nothing but what they themselves were told.

use std::collections::BTreeMap;

use samspor_core::actor::{Actor, Role};
use samspor_core::log::{Position, StreamKey};
use samspor_core::words::TenantId;
use samspor_projections::question::ReportName;
use serde_json::json;

use super::fixture::Gate;

const SHARED: &str = include_str!("../../../../tests/histories/s07-hospital-and-municipality.jsonl");
/// A group at Fjordvik, a file at a second municipality, a contact between the coordinating units, and a child.
const MORE: &str = r#"{"at": "2025-11-04", "actor": "ke", "do": "GiveConsent", "patient": "petra", "data": {"giver": "Patient", "scopes": ["Group"], "evidence_ref": "form-p-group"}}
{"at": "2025-11-04", "actor": "ko-ane", "do": "EstablishGroup", "patient": "petra", "data": {"members": ["Fastlege", "Nordkyst HF"]}, "as": "p-group"}
{"at": "2025-11-04", "actor": "ko-ane", "do": "SummonMeeting", "patient": "petra", "data": {"group": "p-group", "meeting_on": "2025-11-20", "invitees": ["Fastlege"], "written": true}}
{"at": "2025-11-05", "actor": "ko-ane", "do": "HoldMeeting", "patient": "petra", "data": {"group": "p-group", "chair": "ane", "secretary": "ane", "present": ["Fastlege"], "patient_present": true}, "as": "p-meeting"}
{"at": "2025-11-05", "actor": "ke-nesoy", "do": "ReportNeed", "patient": "petra", "data": {"need": ["Coordinator"], "reporter": {"kind": "Patient"}, "channel": "Oral", "received_on": "2025-11-05", "first_received_by": "nesoy-ke"}}
{"at": "2025-11-05", "actor": "ke-nesoy", "do": "AppointCoordinator", "patient": "petra", "data": {"person": "geir", "role": "Municipal", "unit": "nesoy-home"}}
{"at": "2025-11-05", "actor": "lead-nesoy", "do": "IssueMandate", "patient": "petra", "data": {"person": "geir", "document_ref": "mandate-petra-geir"}}
{"at": "2025-11-05", "actor": "ke-nesoy", "do": "RecordPlanWish", "patient": "elise", "data": {"wish": "Wants"}}
{"at": "2025-11-06", "actor": "lead-clinic", "do": "AppointCoordinator", "patient": "petra", "data": {"person": "sigrid", "role": "Specialist", "unit": "neuro"}}
{"at": "2025-11-06", "actor": "keh", "do": "NotifyMunicipalKe", "patient": "petra", "data": {"municipality": "nesoy", "channel": "Plo", "identified_on": "2025-11-06"}}
{"at": "2025-11-06", "actor": "keh", "do": "RecordKeContact", "data": {"with_tenant": "nesoy", "channel": "Phone", "level": "System"}}
{"name": "oyvind", "at": "2025-11-06", "patient": {"tenant": "fjordvik", "born": "1948-02-03", "name": "Øyvind Ærlig Åsen"}}
{"name": "sara", "at": "2025-11-06", "patient": {"tenant": "fjordvik", "born": "1951-03-04", "name": "Sara Ås"}}
{"at": "2025-11-06", "actor": "ke", "do": "RecordPlanWish", "patient": "oyvind", "data": {"wish": "Wants"}}
{"at": "2025-11-06", "actor": "ke-nesoy", "do": "RecordPlanWish", "patient": "sara", "data": {"wish": "Wants"}}"#;

const TENANTS: [&str; 3] = ["fjordvik", "nesoy", "nordkyst"];

/// Role, tenant, person and unit of everybody who asks.
const CALLERS: [(Role, &str, &str, &str); 15] = [
    (Role::KeMunicipal, "fjordvik", "kaja", "ke-unit"),
    (Role::UnitLeader, "fjordvik", "lars", "home"),
    (Role::Coordinator, "fjordvik", "ane", "home"),
    (Role::Substitute, "fjordvik", "dina", "home"),
    (Role::HealthPersonnel, "fjordvik", "gunnar", "gp-office"),
    (Role::ComplaintHandler, "fjordvik", "klara", "archive-unit"),
    (Role::RecordsManager, "fjordvik", "arne", "archive-unit"),
    (Role::Patient, "fjordvik", "", ""),
    (Role::KeMunicipal, "nesoy", "nina", "nesoy-ke"),
    (Role::UnitLeader, "nesoy", "norunn", "nesoy-home"),
    (Role::Coordinator, "nesoy", "geir", "nesoy-home"),
    (Role::KeTrust, "nordkyst", "hilde", "hf-ke"),
    (Role::ClinicLeader, "nordkyst", "clara", "neuro"),
    (Role::Coordinator, "nordkyst", "sigrid", "neuro"),
    (Role::SpecialistPersonnel, "nordkyst", "ward", "neuro"),
];

fn gate() -> Gate {
    Gate::told(&format!("{SHARED}\n{MORE}"))
}

fn token(gate: &Gate, (role, tenant, person, unit): (Role, &str, &str, &str)) -> String {
    let id = |alias: &str| gate.ids.get(alias).cloned();
    gate.token_of(Actor {
        acting_for: (role == Role::Patient).then(|| gate.id("petra").parse().unwrap()),
        person: id(person).map(|id| id.parse().unwrap()),
        role,
        tenant: Some(gate.id(tenant).parse().unwrap()),
        unit: id(unit).map(|id| id.parse().unwrap()),
    })
}

/// The id of every event, and so of every person, unit and thing, by the tenant in whose streams it stands.
fn ids_by_tenant(gate: &Gate) -> BTreeMap<TenantId, Vec<String>> {
    let mut ids: BTreeMap<TenantId, Vec<String>> = BTreeMap::new();
    for placed in gate.ledger.log.page(Position::START, usize::MAX).unwrap() {
        let entry = gate.ledger.log.open(&placed).unwrap().entry().unwrap();
        let (StreamKey::Patient(tenant, _) | StreamKey::Register(tenant)) = entry.body.stream else {
            continue;
        };
        // A patient's reference is the ledger's: the id of the event that made it is no tenant's secret.
        let events = entry.body.events.iter().filter(|event| event.what.name() != "PatientRegistered");
        ids.entry(tenant).or_default().extend(events.map(|event| event.id.to_string()));
    }
    ids
}

/// What a tenant itself wrote about another, or the ledger tells everybody: a desk it was told of, and, for the
/// half-years of contact between coordinating units (D18), the other tenants' registration.
fn may_be_seen(gate: &Gate, tenant: &str, id: &str) -> bool {
    let registered = || {
        gate.ledger.log.page(Position::START, usize::MAX).unwrap().iter().any(|placed| {
            let events = gate.ledger.log.open(placed).unwrap().entry().unwrap().body.events;
            events.iter().any(|one| one.id.to_string() == id && one.what.name() == "TenantRegistered")
        })
    };
    tenant == "nordkyst" && (id == gate.id("home") || registered())
}

async fn shows_nothing_foreign(gate: &Gate, foreign: &[String], path: &str, token: &str) -> u16 {
    let got = gate.get(path, token).await;
    assert!([200, 303, 400, 403, 404].contains(&got.status.as_u16()), "{path}: {}", got.text);
    for id in foreign {
        assert!(!got.text.contains(id.as_str()), "{path} shows {id}: {}", got.text);
    }
    got.status.as_u16()
}

#[tokio::test]
async fn no_answer_shows_anything_of_another_tenants_file() {
    let gate = gate();
    let (ids, petra) = (ids_by_tenant(&gate), gate.id("petra"));
    let mut answered = 0;
    for caller in CALLERS {
        let (token, own) = (token(&gate, caller), gate.id(caller.1).parse().unwrap());
        let others = ids.iter().filter(|(tenant, _)| **tenant != own).flat_map(|(_, ids)| ids.clone());
        let foreign: Vec<String> = others.filter(|id| !may_be_seen(&gate, caller.1, id)).collect();
        assert!(foreign.len() > 20);
        for report in ReportName::ALL {
            for about in [String::new(), format!("&patient={petra}"), format!("&person={}", gate.id("ane"))] {
                for at in ["", "valid=2025-10-10&known=2025-11-07", "valid=2026-06-01"] {
                    let path = format!("/v1/reports/{report}?{at}{about}").replace("?&", "?");
                    let status = shows_nothing_foreign(&gate, &foreign, &path, &token).await;
                    answered += usize::from(status == 200);
                }
            }
        }
        let mut paths = vec!["/oversikt".to_owned()];
        for patient in [petra, gate.id("elise"), gate.id("oyvind")] {
            paths.extend(["/v1/patients/", "/pasient/"].map(|page| format!("{page}{patient}")));
            paths.push(format!("/v1/patients/{patient}/history"));
        }
        for path in paths {
            shows_nothing_foreign(&gate, &foreign, &path, &token).await;
        }
    }
    assert!(answered > 200, "only {answered} answers were looked at");
}

#[tokio::test]
async fn nobody_asks_about_another_tenant_by_name() {
    let gate = gate();
    for caller in CALLERS {
        let token = token(&gate, caller);
        for other in TENANTS.into_iter().filter(|one| *one != caller.1) {
            let number = gate.id(other);
            for report in ReportName::ALL {
                let got = gate.get(&format!("/v1/reports/{report}?tenant={number}"), &token).await;
                got.is_problem(403, if got.text.contains("E-TENANT") { "E-TENANT" } else { "E-AUTH" });
            }
            let path = format!("/v1/patients/{}?tenant={number}", gate.id("petra"));
            assert_eq!(gate.get(&path, &token).await.status, 403);
        }
    }
}

#[tokio::test]
async fn both_coordinators_are_primary_at_once_and_each_tenant_has_its_own_row() {
    let gate = gate();
    for (caller, person) in [(CALLERS[0], "ane"), (CALLERS[8], "geir"), (CALLERS[11], "sigrid")] {
        let path = format!("/v1/reports/coordinators?patient={}", gate.id("petra"));
        // The clock of the gate stands before the story: what is known later is asked for by day.
        let path = format!("{path}&valid=2025-11-07&known=2025-11-07");
        let rows = gate.get(&path, &token(&gate, caller)).await.json()["rows"].clone();
        assert_eq!(rows.as_array().unwrap().len(), 1, "{rows}");
        assert_eq!(rows[0]["person"], gate.id(person));
    }
}

#[tokio::test]
async fn a_trusts_notification_is_its_own_and_the_municipality_has_the_report_that_came_of_it() {
    let gate = gate();
    let path = "/v1/reports/trust-notifications?valid=2025-11-07&known=2025-11-07";
    let of = async |caller| gate.get(path, &token(&gate, caller)).await.json()["rows"].clone();
    let sent = of(CALLERS[11]).await;
    assert_eq!(sent.as_array().unwrap().len(), 2, "{sent}");
    assert_eq!(sent[0]["received_by_ke_on"], "2025-09-12");
    assert_eq!(of(CALLERS[0]).await, json!([]));
    assert_eq!(of(CALLERS[8]).await, json!([]));
}

#[tokio::test]
async fn nobody_writes_in_another_tenants_file_or_learns_what_stands_there() {
    let gate = gate();
    let (petra, nina) = (gate.id("petra"), token(&gate, CALLERS[8]));
    let geir = token(&gate, CALLERS[10]);
    let command = |number: u128, name: &str, tenant: &str, told: serde_json::Value| {
        let id = uuid::Uuid::from_u128(0xabc0 + number).to_string();
        json!({"type": name, "id": id, "tenant": gate.id(tenant), "patient": petra, "on": "2025-07-09", "mode": "record", "data": told}).to_string()
    };
    let wish = command(1, "RecordPlanWish", "fjordvik", json!({"wish": "Wants"}));
    gate.command(&nina, &wish, &[]).await.is_problem(403, "E-TENANT");
    let nothing = "00000000-0000-7000-8000-ffffffffffff";
    let mut number = 2;
    for (field, name, theirs, rest) in [
        ("meeting", "FileMinutes", "p-meeting", json!({"document_ref": "1"})),
        ("group", "DissolveGroup", "p-group", json!({"cause": "error"})),
        ("report", "DisposeReport", "p-report2", json!({"disposition": "Withdrawn"})),
        ("consent", "WithdrawConsent", "p-consent", json!({"scopes": "All"})),
    ] {
        let mut refusals = Vec::new();
        for id in [gate.id(theirs), nothing] {
            number += 1;
            let mut told = rest.clone();
            told[field] = json!(id);
            let writes = if field == "meeting" { &geir } else { &nina };
            let got = gate.command(writes, &command(number, name, "nesoy", told), &[]).await;
            got.is_problem(422, "E-REF");
            refusals.push(got.json()["detail"].as_str().unwrap().replace(id, "…"));
        }
        assert_eq!(refusals[0], refusals[1], "{name} tells whether it exists elsewhere");
    }
}

#[tokio::test]
async fn a_patient_who_is_only_at_another_tenant_is_as_unknown_as_one_who_is_nowhere() {
    let gate = gate();
    let nobody = "00000000-0000-7000-8000-fffffffffffe";
    for caller in [CALLERS[8], CALLERS[11]] {
        let token = token(&gate, caller);
        let mut pages = Vec::new();
        for patient in [gate.id("oyvind"), nobody] {
            let got = gate.get(&format!("/pasient/{patient}"), &token).await;
            assert_eq!(got.status, 404, "{}", got.text);
            pages.push(got.text.replace(patient, "…"));
        }
        assert!(!pages[0].contains("1948") && !pages[0].contains("Ø.Æ.Å."), "{}", pages[0]);
    }
    let own = gate.get(&format!("/pasient/{}", gate.id("oyvind")), &token(&gate, CALLERS[0])).await;
    assert!(own.status == 200 && own.text.contains("Ø.Æ.Å. f. 1948"), "{}", own.text);
}

#[tokio::test]
async fn a_tenant_sees_the_names_and_births_it_registered_itself() {
    let gate = gate();
    let (kaja, nina) = (token(&gate, CALLERS[0]), token(&gate, CALLERS[8]));
    let at = "valid=2025-11-07&known=2025-11-07";
    for path in [format!("/pasient/{}?{at}", gate.id("sara")), format!("/oversikt?{at}")] {
        let text = gate.get(&path, &nina).await.text;
        assert!(text.contains(gate.id("sara")), "{path}: {text}");
        assert!(!text.contains("S.Å.") && !text.contains("f. 1951"), "{path}: {text}");
    }
    let born = async |token: &str| {
        let path = format!("/v1/patients/{}?{at}", gate.id("petra"));
        gate.get(&path, token).await.json().get("born").cloned()
    };
    assert_eq!((born(&kaja).await, born(&nina).await), (Some(json!("1969-05-08")), None));
}
