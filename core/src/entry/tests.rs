//! Tests of the bytes: golden leaves, canonical bodies, round trips of every event, and what is refused when read.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::Value;

use super::{
    Basis, Body, Entry, Leaf, Open, Opened, Opener, Recorded, Sealed, Section, hash_of_leaf, hex,
    identity_bytes,
};
use crate::actor::{Actor, Role};
use crate::catalogue::{Ask, Event};
use crate::command::Mode;
use crate::deviation::Deviation;
use crate::given::{command_id, day, samples::samples};
use crate::log::{Class, Committer, Draft, DraftSection, Placed, Position, Sealer, StreamKey};
use crate::register::identity::Identity;
use crate::seal::{Keys, Kid, MemoryKeys, Shut, Subject};
use crate::words::{EventId, PatientId, PersonId, UnitId};

fn id(last: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 + last)
}

const ORIGIN: &str = "ledger.example/samspor/2026";

fn leaf_of(sec: Vec<Section>) -> Leaf {
    Leaf {
        act: [0xab; 16],
        at: "2026-03-05T11:00:00.123Z".parse().unwrap(),
        k: Class::C,
        prev: [0; 32],
        sec,
        sid: [0x01; 16],
        sn: 17,
    }
}

fn body_of(event: Event) -> Body {
    Body {
        id: command_id(7),
        stream: StreamKey::Patient("310000019".parse().unwrap(), PatientId(id(1))),
        patient: Some(PatientId(id(1))),
        mode: Mode::Record,
        on: day("2025-03-01"),
        received_on: Some(day("2025-02-28")),
        actor: Actor {
            acting_for: Some(PatientId(id(2))),
            person: Some(PersonId(id(3))),
            role: Role::KeMunicipal,
            tenant: Some("310000019".parse().unwrap()),
            unit: Some(UnitId(id(4))),
        },
        request: [0x5a; 32],
        events: vec![Recorded {
            id: EventId(id(5)),
            schema: 1,
            what: std::sync::Arc::new(event),
            deviations: vec![Deviation::NoConsent],
            legal_basis: vec![Basis { id: "hol-7-2".to_owned(), version: "2012-01-01".to_owned() }],
        }],
    }
}

fn subject() -> Subject {
    Subject::Patient("310000019".parse().unwrap(), PatientId(id(1)))
}

/// The texts sealed as a log seals them, with the keys that open them.
fn sealed(texts: Vec<Vec<u8>>) -> (Placed, Arc<MemoryKeys>) {
    let keys = Arc::new(MemoryKeys::default());
    keys.prepare(&[subject()]).unwrap();
    let sections = texts.into_iter().map(|text| DraftSection::Sealed { subject: subject(), text }).collect();
    let draft = Draft {
        command: command_id(7),
        stream: StreamKey::Ledger,
        class: Class::C,
        at: "2026-03-05T11:00:00.123Z".parse().unwrap(),
        act: [0xab; 16],
        sections,
    };
    let mut drawn = 0u8;
    let entropy = Box::new(move |bytes: &mut [u8]| {
        drawn += 1;
        bytes.fill(drawn);
    });
    let sealer = Sealer { entropy, keys: keys.clone(), origin: ORIGIN.into() };
    let committed = Committer::new(sealer).commit(draft, Position::START).unwrap();
    let (position, recorded_at) = (committed.position, committed.recorded_at);
    (Placed { position, recorded_at, record: committed.record }, keys)
}

fn opened(placed: &Placed, keys: &MemoryKeys) -> Result<Opened, super::Unreadable> {
    Opener { keys, origin: ORIGIN }.open(placed, || None)
}

fn entry(texts: Vec<Vec<u8>>) -> Entry {
    let (placed, keys) = sealed(texts);
    opened(&placed, &keys).unwrap().entry().unwrap()
}

fn events() -> Vec<Event> {
    let read = |(command, data): (&str, Value)| {
        let raw = serde_json::value::to_raw_value(&data).unwrap();
        Ask::read(command, &raw).unwrap_or_else(|unread| panic!("{command}: {unread:?}")).into_event()
    };
    samples().into_iter().map(read).collect()
}

/// RFC 8785 of what the bytes say: members sorted at every level, no space, whole numbers without fraction.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by_key(|(name, _)| name.encode_utf16().collect::<Vec<_>>());
            let member = |(name, value): (&String, &Value)| {
                format!("{}:{}", Value::String(name.clone()), canonical(value))
            };
            format!("{{{}}}", sorted.into_iter().map(member).collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 => format!("{float:.0}"),
            _ => number.to_string(),
        },
        Value::Null | Value::Bool(_) | Value::String(_) => value.to_string(),
    }
}

fn is_canonical(bytes: &[u8]) -> bool {
    let value: Value = serde_json::from_slice(bytes).unwrap();
    canonical(&value).as_bytes() == bytes
}

#[test]
fn a_leaf_has_these_bytes_for_ever() {
    let sealed = Sealed { com: [2; 32], ct: [3; 32], kid: Kid([4; 16]), n: 1040, salt: [5; 32] };
    let leaf = leaf_of(vec![Section::Sealed(sealed), Section::Open(Open { ct: [6; 32], n: 2 })]);
    let expected = concat!(
        r#"{"act":"q6urq6urq6urq6urq6urqw==","at":"2026-03-05T11:00:00.123Z","k":"C","#,
        r#""prev":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","sch":"samspor/1","#,
        r#""sec":[{"com":"AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=","ct":"AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=","#,
        r#""kid":"BAQEBAQEBAQEBAQEBAQEBA==","n":1040,"salt":"BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU="},"#,
        r#"{"ct":"BgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgY=","n":2}],"#,
        r#""sid":"AQEBAQEBAQEBAQEBAQEBAQ==","sn":17,"v":1}"#
    );
    assert_eq!(String::from_utf8(leaf.to_bytes()).unwrap(), expected);
    assert!(is_canonical(expected.as_bytes()));
    assert_eq!(Leaf::read(expected.as_bytes()), Some(leaf.clone()));
    let bound = String::from_utf8(leaf.aad()).unwrap();
    assert!(bound.contains(r#""sec":[{"kid":"BAQEBAQEBAQEBAQEBAQEBA==","n":1040,"salt":"#), "{bound}");
    assert!(bound.contains(r#"},{"n":2}],"sid""#) && is_canonical(bound.as_bytes()), "{bound}");
}

#[test]
fn a_leaf_with_one_section_is_no_longer_than_the_specification_says() {
    let sealed = Sealed { com: [2; 32], ct: [3; 32], kid: Kid([4; 16]), n: 1040, salt: [5; 32] };
    assert_eq!(leaf_of(vec![Section::Sealed(sealed)]).to_bytes().len(), 404);
}

#[test]
fn a_body_has_these_bytes_for_ever() {
    let event = events().into_iter().find(|event| event.name() == "NeedReported").unwrap();
    let expected = concat!(
        r#"{"actor":{"acting_for":"01930000-0000-7000-8000-000000000002","person":"01930000-0000-7000-8000-000000000003","#,
        r#""role":"KeMunicipal","tenant":"310000019","unit":"01930000-0000-7000-8000-000000000004"},"#,
        r#""events":[{"data":{"channel":"Plo","complete":true,"external_ref":"plo-1","#,
        r#""first_received_by":"01930000-0000-7000-8000-00000000000a","need":["Plan","ChildCoordinator"],"#,
        r#""patient_informed":false,"received_on":"2025-03-01","#,
        r#""reporter":{"kind":"OtherSector","profession":"lærer","unit":"skolen"}},"deviations":["NO-CONSENT"],"#,
        r#""id":"01930000-0000-7000-8000-000000000005","legal_basis":[{"id":"hol-7-2","version":"2012-01-01"}],"#,
        r#""schema":1,"type":"NeedReported"}],"id":"01930000-0000-7000-8000-000000000007","mode":"record","#,
        r#""on":"2025-03-01","patient":"01930000-0000-7000-8000-000000000001","received_on":"2025-02-28","#,
        r#""request":"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a","stream":"patient","tenant":"310000019"}"#
    );
    assert_eq!(String::from_utf8(body_of(event).to_bytes()).unwrap(), expected);
}

#[test]
fn every_body_is_canonical_and_reads_back_as_itself() {
    for event in events() {
        let body = body_of(event);
        let bytes = body.to_bytes();
        let name = body.events[0].what.name();
        assert!(is_canonical(&bytes), "{name}: {}", String::from_utf8_lossy(&bytes));
        let entry = entry(vec![bytes.clone()]);
        assert_eq!(entry.body.to_bytes(), bytes, "{name}");
        if name != "EntryCorrected" {
            assert_eq!(entry.body, body, "{name}");
        }
    }
}

#[test]
fn an_identity_section_is_canonical_and_reads_back() {
    let identity =
        Identity { nin: Some("02917149979".parse().unwrap()), name: Some("Birger".parse().unwrap()) };
    let bytes = identity_bytes(&identity);
    assert!(is_canonical(&bytes), "{}", String::from_utf8_lossy(&bytes));
    let entry = entry(vec![body_of(events().remove(0)).to_bytes(), bytes]);
    assert_eq!(entry.identity, Some(identity));
}

#[test]
fn a_leaf_is_hashed_as_a_leaf_of_the_tree() {
    let hash = hex(&hash_of_leaf(b""));
    // The hash of an empty leaf in RFC 6962.
    assert_eq!(hash, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

#[test]
fn what_was_changed_is_not_read() {
    let (whole, keys) = sealed(vec![body_of(events().remove(0)).to_bytes()]);
    assert!(opened(&whole, &keys).is_ok());
    let refused = |change: &dyn Fn(&mut crate::log::Record)| {
        let mut changed = whole.clone();
        change(&mut changed.record);
        opened(&changed, &keys).is_err()
    };
    assert!(refused(&|record| record.bodies[0][20] ^= 1));
    assert!(refused(&|record| record.bodies[0].push(b' ')));
    assert!(refused(&|record| record.bodies.clear()));
    assert!(refused(&|record| record.bodies[0].clear()), "purged, and not erased");
    assert!(refused(&|record| record.bodies.push(b"{}".to_vec())));
    assert!(refused(&|record| record.leaf.push(b' ')));
    assert!(refused(&|record| record.leaf.insert(1, b' ')));
    assert!(refused(&|record| record.leaf.clear()));
    for (from, to) in [
        ("\"v\":1", "\"v\":2"),
        ("samspor/1", "samspor/9"),
        ("q6ur", "!6ur"),
        ("\"sid\":\"AQ", "\"sid\":\""),
        ("2026-03-05T", "2026-03-05 "),
        ("\"k\":\"C\"", "\"k\":\"P\""),
        ("\"sn\":1", "\"sn\":2"),
    ] {
        let changed = |record: &mut crate::log::Record| {
            let text = String::from_utf8(record.leaf.clone()).unwrap();
            assert!(text.contains(from), "{from} {text}");
            record.leaf = text.replacen(from, to, 1).into_bytes();
        };
        assert!(refused(&changed), "{from}");
    }
}

#[test]
fn what_is_erased_is_told_as_erased_with_its_bodies_or_without() {
    let (whole, keys) = sealed(vec![body_of(events().remove(0)).to_bytes()]);
    let kid = keys.kid_of(&subject()).unwrap();
    keys.retire(&[kid], Position(88_123)).unwrap();
    let mut purged = whole.clone();
    purged.record.bodies[0].clear();
    for placed in [&whole, &purged] {
        let Opened::Shut(shut) = opened(placed, &keys).unwrap() else { panic!("it was read") };
        assert_eq!((shut.why, shut.stream_position), (Shut::Erased { by: Position(88_123) }, 1));
        assert_eq!(shut.why.to_string(), "Erased by entry 88123");
    }
    keys.prepare(&[subject()]).unwrap();
    assert!(keys.sealing(&subject()).is_err(), "an erased subject gets no new key");
}

#[test]
fn the_chain_and_the_clock_hold_along_the_log() {
    let mut given = crate::given::given();
    given.today("2025-03-10").done("ke", "OpenCase birger", serde_json::json!({}));
    given.done("ke", "RecordPlanWish birger", serde_json::json!({"wish": "Wants"}));
    given.today("2025-03-09").done("ke", "RecordPlanWish birger", serde_json::json!({"wish": "Declines"}));
    let mut newest = std::collections::HashMap::new();
    let mut last = None;
    for placed in crate::log::Log::page(&*given.log, Position::START, usize::MAX).unwrap() {
        let leaf = Leaf::read(&placed.record.leaf).unwrap();
        let (number, hash) =
            newest.insert(leaf.sid, (leaf.sn, hash_of_leaf(&placed.record.leaf))).unwrap_or((0, [0; 32]));
        assert_eq!((leaf.sn, leaf.prev), (number + 1, hash));
        assert!(last.is_none_or(|last| last < placed.recorded_at), "{}", placed.position);
        last = Some(placed.recorded_at);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_make_reading_panic(leaf in prop::collection::vec(any::<u8>(), 0..64), cut in 0usize..600, at in 0usize..600, bit in 0u8..8, which in any::<usize>()) {
        let mut events = events();
        let which = which % events.len();
        let body = body_of(events.swap_remove(which)).to_bytes();
        let mut changed = body.clone();
        let place = at % changed.len();
        changed[place] ^= 1 << bit;
        let cut = &body[..cut % body.len()];
        // Sealed as they are, so that they are read at all.
        for texts in [vec![changed], vec![cut.to_vec()], vec![body.clone(), leaf.clone()], vec![leaf.clone()]] {
            let (mut one, keys) = sealed(texts);
            let _ = opened(&one, &keys);
            let read = Leaf::read(&one.record.leaf).unwrap();
            let _ = Opener { keys: &*keys, origin: ORIGIN }.address(&read, &one.record);
            one.record.leaf = leaf.clone();
            prop_assert!(opened(&one, &keys).is_err());
        }
    }
}
