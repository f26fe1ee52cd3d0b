//! A reading as a FHIR R4 AuditEvent, in the patterns of IHE BALP (Basic Audit Log Patterns): PatientRead and PatientQuery.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use samspor_core::access::{Outcome, Purpose, Reading, ReadingAt};
use samspor_core::actor::{Actor, Role};
use samspor_core::words::PatientId;
use serde_json::{Value, json};
use uuid::Uuid;

const PROFILES: &str = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit";
const DICOM: &str = "http://dicom.nema.org/resources/ontology/DCM";
const TERMINOLOGY: &str = "http://terminology.hl7.org/CodeSystem";
/// The systems of the ledger's own codes.
const ROLE: &str = "urn:samspor:role";
const PURPOSE: &str = "urn:samspor:purpose";
const ORGANISATION: &str = "urn:oid:2.16.578.1.12.4.1.4.101";

/// What the access log has of one patient in a reading; other patients of the same reading are not in it.
pub fn audit_event(read: &ReadingAt, patient: PatientId) -> Value {
    let reading = &read.reading;
    let is_query = reading.about.is_none();
    let (profile, interaction, action) =
        if is_query { ("PatientQuery", "search", "E") } else { ("PatientRead", "read", "R") };
    let (outcome, told) = match &reading.outcome {
        Outcome::Granted => ("0", "Granted".to_owned()),
        Outcome::Denied(code) => ("4", format!("Denied: {code}")),
    };
    json!({
        "resourceType": "AuditEvent",
        "id": reading.id,
        "meta": {"profile": [format!("{PROFILES}.{profile}")]},
        "type": {"system": format!("{TERMINOLOGY}/audit-event-type"), "code": "rest", "display": "RESTful Operation"},
        "subtype": [{"system": "http://hl7.org/fhir/restful-interaction", "code": interaction}],
        "action": action,
        "recorded": read.recorded_at.to_millis_text(),
        "outcome": outcome,
        "outcomeDesc": told,
        "purposeOfEvent": [purpose(reading.why)],
        "agent": agents(reading),
        "source": source(reading),
        "entity": entities(reading, patient, is_query),
    })
}

fn purpose(purpose: Purpose) -> Value {
    let code = match purpose {
        Purpose::Coordination => "CAREMGT",
        Purpose::Supervision => "HCOMPL",
        Purpose::Complaint => "HLEGAL",
        Purpose::OwnFile => "PATRQT",
        Purpose::Operations => "HSYSADMIN",
        Purpose::Audit => "RECORDMGT",
    };
    json!({"coding": [
        {"system": format!("{TERMINOLOGY}/v3-ActReason"), "code": code},
        {"system": PURPOSE, "code": purpose.code()},
    ]})
}

/// The program that asked, the ledger that answered, and whoever read.
fn agents(reading: &Reading) -> Value {
    let dicom =
        |code: &str, display: &str| json!({"coding": [{"system": DICOM, "code": code, "display": display}]});
    let device = |name: &str| json!({"type": "Device", "display": name});
    json!([
        {"type": dicom("110153", "Source Role ID"), "who": device("client of the ledger"), "requestor": false},
        {"type": dicom("110152", "Destination Role ID"), "who": device("samspor"), "requestor": false},
        {
            "type": {"coding": [{"system": format!("{TERMINOLOGY}/v3-ParticipationType"), "code": "IRCP",
                "display": "information recipient"}]},
            "role": [{"coding": [{"system": ROLE, "code": reading.actor.role}]}],
            "who": who(&reading.actor),
            "requestor": true,
            "policy": [format!("urn:samspor:rule:{}", reading.decision)],
            "purposeOfUse": [purpose(reading.why)],
        },
    ])
}

fn who(actor: &Actor) -> Value {
    let of = |kind: &str, id: Uuid| json!({"type": kind, "identifier": identifier(id)});
    match (actor.role, actor.person, actor.acting_for) {
        (Role::Patient, _, Some(patient)) => of("Patient", patient.0),
        (_, Some(person), _) => of("Practitioner", person.0),
        (Role::System, None, _) => json!({"type": "Device", "display": "samspor"}),
        (_, None, _) => match actor.tenant {
            Some(tenant) => json!({"type": "Organization", "identifier":
                {"system": ORGANISATION, "value": tenant.to_string()}}),
            None => json!({"type": "Organization", "display": "supervisory authority"}),
        },
    }
}

fn identifier(id: Uuid) -> Value {
    json!({"system": "urn:ietf:rfc:3986", "value": format!("urn:uuid:{id}")})
}

fn source(reading: &Reading) -> Value {
    let mut source = json!({
        "observer": {"type": "Device", "display": "samspor"},
        "type": [{"system": format!("{TERMINOLOGY}/security-source-type"), "code": "4", "display": "Application Server"}],
    });
    if let Some(tenant) = reading.tenant {
        source["site"] = tenant.to_string().into();
    }
    source
}

fn entities(reading: &Reading, patient: PatientId, is_query: bool) -> Value {
    let kind = |code: &str, display: &str| json!({"system": format!("{TERMINOLOGY}/audit-entity-type"), "code": code, "display": display});
    let role = |code: &str, display: &str| json!({"system": format!("{TERMINOLOGY}/object-role"), "code": code, "display": display});
    let person = json!({"type": kind("1", "Person"), "role": role("1", "Patient"),
        "what": {"type": "Patient", "identifier": identifier(patient.0)}});
    let request = json!({"type": {"system": "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType",
        "code": "XrequestId"}, "what": {"identifier": identifier(reading.request)}});
    let asked = format!("{}?valid={}&known={}", reading.what.name, reading.what.valid, reading.what.known);
    let detail = json!([{"type": "position", "valueString": reading.position.to_string()}]);
    let data = if is_query {
        json!({"type": kind("2", "System Object"), "role": role("24", "Query"), "query": STANDARD.encode(&asked),
            "detail": detail})
    } else {
        json!({"type": kind("2", "System Object"), "role": role("4", "Domain Resource"), "description": asked,
            "what": {"type": "CareTeam", "display": reading.what.name}, "detail": detail})
    };
    json!([data, person, request])
}

#[cfg(test)]
mod tests {
    use samspor_core::access::What;
    use samspor_core::log::Position;

    use super::*;

    fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(n: u32) -> T {
        format!("00000000-0000-7000-8000-{n:012x}").parse().unwrap()
    }

    fn read(about: Option<PatientId>, outcome: Outcome) -> ReadingAt {
        let at: samspor_core::words::Instant = "2026-03-14T08:00:00.123456Z".parse().unwrap();
        let actor = Actor {
            acting_for: None,
            person: Some(id(3)),
            role: Role::Coordinator,
            tenant: "310000019".parse().ok(),
            unit: None,
        };
        let reading = Reading {
            id: id(1),
            request: id(2),
            tenant: actor.tenant,
            actor,
            about,
            patients: [id(5), id(6)].into(),
            what: What { known: at, name: "state".to_owned(), valid: at.day() },
            why: Purpose::Coordination,
            outcome,
            shown: 2,
            position: Position(9),
            decision: "rights:OwnPatients".to_owned(),
        };
        ReadingAt { position: Position(1), recorded_at: at, reading }
    }

    #[test]
    fn a_file_read_is_a_patient_read_and_a_list_a_patient_query() {
        let file = audit_event(&read(Some(id(5)), Outcome::Granted), id(5));
        assert_eq!(file["meta"]["profile"][0], format!("{PROFILES}.PatientRead"));
        assert_eq!(
            (&file["action"], &file["subtype"][0]["code"], &file["outcome"]),
            (&json!("R"), &json!("read"), &json!("0"))
        );
        assert_eq!(file["recorded"], "2026-03-14T08:00:00.123Z");
        let list = audit_event(&read(None, Outcome::Denied("E-AUTH".to_owned())), id(5));
        assert_eq!(list["meta"]["profile"][0], format!("{PROFILES}.PatientQuery"));
        assert_eq!(
            (&list["action"], &list["outcome"], &list["outcomeDesc"]),
            (&json!("E"), &json!("4"), &json!("Denied: E-AUTH"))
        );
        let query = list["entity"][0]["query"].as_str().unwrap();
        assert!(STANDARD.decode(query).unwrap().starts_with(b"state?valid=2026-03-14&known="));
    }

    #[test]
    fn it_names_the_reader_the_purpose_and_the_one_patient_alone() {
        let event = audit_event(&read(None, Outcome::Granted), id(5));
        let text = event.to_string();
        let urn = |n| format!("urn:uuid:{}", id::<Uuid>(n));
        assert!(text.contains(&urn(5)) && !text.contains(&urn(6)), "{text}");
        let reader =
            event["agent"].as_array().unwrap().iter().find(|agent| agent["requestor"] == true).unwrap();
        assert_eq!(
            (&reader["who"]["identifier"]["value"], &reader["who"]["type"]),
            (&json!(urn(3)), &json!("Practitioner"))
        );
        assert_eq!(reader["role"][0]["coding"][0]["code"], "Coordinator");
        assert_eq!(event["purposeOfEvent"][0]["coding"][0]["code"], "CAREMGT");
        let roles: Vec<_> =
            event["entity"].as_array().unwrap().iter().map(|one| one["role"]["code"].clone()).collect();
        assert_eq!(roles, [json!("24"), json!("1"), Value::Null]);
    }

    #[test]
    fn every_reader_is_somebody_a_reference_can_name() {
        let at = |actor: Actor| who(&actor);
        assert_eq!(at(Actor::system())["type"], "Device");
        let patient = Actor { role: Role::Patient, acting_for: Some(id(5)), ..Actor::system() };
        assert_eq!(at(patient)["type"], "Patient");
        let authority = Actor { role: Role::Supervisor, ..Actor::system() };
        assert_eq!(at(authority)["type"], "Organization");
        for purpose_ in Purpose::ALL {
            assert_eq!(purpose(purpose_)["coding"][1]["code"], purpose_.code());
        }
    }
}
