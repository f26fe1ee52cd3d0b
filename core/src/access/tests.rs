//! Tests of readings: golden bytes, streams, what an index finds in them, what is refused when read.

use super::{Outcome, Purpose, Reading, ReadingAt, What};
use crate::actor::{Actor, Role};
use crate::entry::Leaf;
use crate::log::{Log, MemoryLog, Position, StreamKey};
use crate::words::{CommandId, PatientId, PersonId, TenantId, UnitId};

fn id(last: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 + last)
}

fn fjordvik() -> TenantId {
    "310000019".parse().unwrap()
}

fn reading() -> Reading {
    Reading {
        id: CommandId(id(1)),
        request: id(2),
        actor: Actor {
            acting_for: None,
            person: Some(PersonId(id(3))),
            role: Role::Coordinator,
            tenant: Some(fjordvik()),
            unit: Some(UnitId(id(4))),
        },
        tenant: Some(fjordvik()),
        about: Some(PatientId(id(6))),
        patients: [PatientId(id(6)), PatientId(id(5))].into(),
        what: What {
            known: "2026-03-14T08:00:00Z".parse().unwrap(),
            name: "state".to_owned(),
            valid: "2026-03-14".parse().unwrap(),
        },
        why: Purpose::Coordination,
        outcome: Outcome::Granted,
        shown: 1,
        position: Position(42),
        decision: "rights:OwnPatients".to_owned(),
    }
}

#[test]
fn a_reading_has_these_bytes() {
    let text = r#"{"actor":{"person":"01930000-0000-7000-8000-000000000003","role":"Coordinator","tenant":"310000019","unit":"01930000-0000-7000-8000-000000000004"},"decision":"rights:OwnPatients","id":"01930000-0000-7000-8000-000000000001","outcome":"Granted","patient":"01930000-0000-7000-8000-000000000006","patients":["01930000-0000-7000-8000-000000000005","01930000-0000-7000-8000-000000000006"],"position":42,"request":"01930000-0000-7000-8000-000000000002","schema":1,"shown":1,"stream":"patient","tenant":"310000019","what":{"known":"2026-03-14T08:00:00.000000Z","name":"state","valid":"2026-03-14"},"why":"Coordination"}"#;
    assert_eq!(String::from_utf8(reading().to_bytes()).unwrap(), text);
    assert_eq!(Reading::from_bytes(text.as_bytes()), Ok(reading()));
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(value.to_string(), text, "the fields stand in the order of RFC 8785");
}

#[test]
fn a_denial_says_its_code_and_only_a_denial_does() {
    let denied = Reading { outcome: Outcome::Denied("E-AUTH".to_owned()), shown: 0, ..reading() };
    let text = String::from_utf8(denied.to_bytes()).unwrap();
    assert!(text.contains(r#""outcome":"Denied""#) && text.contains(r#""refusal":"E-AUTH""#));
    assert_eq!(Reading::from_bytes(text.as_bytes()), Ok(denied));
    for other in [text.replace("Denied", "Granted"), text.replace(r#""refusal":"E-AUTH","#, "")] {
        assert!(Reading::from_bytes(other.as_bytes()).is_err(), "{other}");
    }
}

#[test]
fn another_spelling_of_a_reading_is_refused() {
    let text = String::from_utf8(reading().to_bytes()).unwrap();
    let swapped = text.replace(
        r#""01930000-0000-7000-8000-000000000005","01930000-0000-7000-8000-000000000006""#,
        r#""01930000-0000-7000-8000-000000000006","01930000-0000-7000-8000-000000000005""#,
    );
    let newer = text.replace(r#""schema":1"#, r#""schema":2"#);
    for other in
        [text.replace(",", ", "), swapped, newer, text.replace("patient\",\"tenant", "ledger\",\"tenant")]
    {
        assert_ne!(other, text);
        assert!(Reading::from_bytes(other.as_bytes()).is_err(), "{other}");
    }
}

#[test]
fn what_is_about_one_patient_is_in_the_patients_stream_and_a_list_in_the_tenants() {
    let one = reading();
    assert_eq!(one.stream(), StreamKey::Patient(fjordvik(), PatientId(id(6))));
    assert_eq!(Reading { about: None, ..one.clone() }.stream(), StreamKey::Register(fjordvik()));
    assert_eq!(Reading { tenant: None, ..one }.stream(), StreamKey::Ledger);
}

#[test]
fn an_index_finds_stream_and_id_and_the_log_gives_the_reading_back() {
    let log = MemoryLog::counting();
    let at = "2026-03-14T08:00:01Z".parse().unwrap();
    let list = Reading { id: CommandId(id(9)), about: None, ..reading() };
    for reading in [reading(), list] {
        let committed = log.append(reading.draft(at), Position::ANY).unwrap();
        let leaf = Leaf::read(&committed.record.leaf).unwrap();
        let address = log.opener().address(&leaf, &committed.record).unwrap();
        assert_eq!(address, Some((reading.stream(), reading.id)));
        let placed = log.stream(&reading.stream(), Position(u64::MAX)).unwrap();
        assert_eq!(ReadingAt::read(&log, &placed[0]).unwrap().reading, reading);
        let text = String::from_utf8(committed.record.leaf).unwrap();
        assert!(text.contains(r#""k":"A""#), "{text}");
    }
}

#[test]
fn every_purpose_reads_back_by_its_code_and_each_role_has_one() {
    for purpose in Purpose::ALL {
        assert_eq!(purpose.code().parse(), Ok(purpose));
        assert_eq!(serde_json::to_value(purpose).unwrap(), purpose.code());
    }
    assert!("coordination".parse::<Purpose>().is_err());
    assert_eq!(Purpose::of(Role::Patient), Purpose::OwnFile);
    assert_eq!(Purpose::of(Role::Supervisor), Purpose::Supervision);
}
