//! The outlet: every entry at least once and by its id exactly once, whatever dies meanwhile; the ledger never waits.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use async_nats::Client;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use samspor_core::log::Position;
use samspor_gateway::disk::RealDisk;
use samspor_gateway::nats::{CloudEvent, OUTLET_STREAM, Outlet, OutletError};
use samspor_tests::nats::until;
use samspor_tests::outside::programs::{python, run};
use serde_json::{Value, json};

use crate::world::{TMP, World};

fn outlet(world: &World, client: &Client) -> Outlet {
    let disk = Arc::new(RealDisk::at(&world.data).unwrap());
    Outlet::open(Arc::clone(&world.ledger.log), client.clone(), disk, OUTLET_STREAM).unwrap()
}

/// Tells until everything is told, over whatever fails meanwhile.
fn told(world: &World, outlet: &mut Outlet) {
    until("everything to be told", || {
        world.runtime.block_on(outlet.step()).ok().filter(|_| outlet.reached() == world.ledger.log.head())
    });
}

/// Every message that the stream holds.
fn held(world: &World, client: &Client) -> Vec<CloudEvent> {
    let ask = |what: String, body: Value| -> Value {
        let answer = world.runtime.block_on(client.request(what, body.to_string().into())).unwrap();
        serde_json::from_slice(&answer.payload).unwrap()
    };
    let told = ask(format!("$JS.API.STREAM.INFO.{OUTLET_STREAM}"), json!({}));
    let last = told["state"]["last_seq"].as_u64().unwrap();
    let message = |seq: u64| {
        let got = ask(format!("$JS.API.STREAM.MSG.GET.{OUTLET_STREAM}"), json!({"seq": seq}));
        let event = STANDARD.decode(got["message"]["data"].as_str().unwrap()).unwrap();
        let event: CloudEvent = serde_json::from_slice(&event).unwrap();
        assert_eq!(got["message"]["subject"].as_str().unwrap(), event.nats_subject());
        event
    };
    (1..=last).map(message).collect()
}

/// Every entry of the log, as it is, by its id once.
fn is_whole(world: &World, events: &[CloudEvent]) {
    let mut seen = BTreeSet::new();
    let mut first: Vec<&CloudEvent> = events.iter().filter(|event| seen.insert(&event.id)).collect();
    first.sort_by_key(|event| event.sequence.clone());
    let entries = world.ledger.log.page(Position::START, usize::MAX).unwrap();
    assert_eq!(first.len(), entries.len());
    for (event, placed) in first.into_iter().zip(entries) {
        assert_eq!(STANDARD.decode(&event.data.leaf).unwrap(), placed.record.leaf);
        assert_eq!((event.data.position, event.time), (placed.position.0, placed.recorded_at));
    }
}

#[test]
fn every_entry_is_told_with_ids_and_classes_and_nothing_of_its_content() {
    let world = World::new();
    let client = world.runtime.block_on(world.at().client()).unwrap();
    let mut outlet = outlet(&world, &client);
    told(&world, &mut outlet);
    let events = held(&world, &client);
    is_whole(&world, &events);
    let order: Vec<u64> = events.iter().map(|event| event.data.position).collect();
    assert_eq!(order, (1..=world.ledger.log.head().0).collect::<Vec<_>>(), "in order, and nothing twice");
    let text = serde_json::to_string(&events).unwrap();
    for secret in ["Birger", "NeedReported", "CoordinatorAppointed", &world.ids["birger"], &world.ids["ane"]]
    {
        assert!(!text.contains(secret), "{secret}");
    }
    let kinds: BTreeSet<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    assert!(
        kinds.contains("no.samspor.entry.coordination.1") && kinds.contains("no.samspor.entry.policy.1"),
        "{kinds:?}"
    );
}

#[test]
fn nats_that_is_away_holds_nothing_up_and_loses_nothing() {
    let mut world = World::new();
    let client = world.runtime.block_on(world.at().client()).unwrap();
    let mut outlet = outlet(&world, &client);
    told(&world, &mut outlet);
    world.servers.kill(0);
    let before = outlet.reached();
    world.grow(0..300);
    assert_eq!(world.ledger.log.head().0, before.0 + 300, "the ledger did not wait");
    let failed = until("the connection to be seen gone", || world.runtime.block_on(outlet.step()).err());
    assert!(matches!(failed, OutletError::Away | OutletError::Unacknowledged(_)), "{failed}");
    assert_eq!(outlet.reached(), before);
    world.servers.start(0);
    world.servers.until_ready();
    told(&world, &mut outlet);
    is_whole(&world, &held(&world, &client));
}

#[test]
fn a_gateway_that_died_goes_on_behind_what_was_acknowledged_and_without_its_mark_tells_all_again() {
    let world = World::new();
    let client = world.runtime.block_on(world.at().client()).unwrap();
    told(&world, &mut outlet(&world, &client));
    let reached = world.ledger.log.head();
    world.grow(0..20);
    let mut next = outlet(&world, &client);
    assert_eq!(next.reached(), reached);
    told(&world, &mut next);
    std::fs::remove_file(world.data.join("outlet.json")).unwrap();
    let mut again = outlet(&world, &client);
    assert_eq!(again.reached(), Position::START);
    told(&world, &mut again);
    // A mark beyond the log is another log's.
    let other = json!({"stream": OUTLET_STREAM, "position": 1_000_000}).to_string();
    std::fs::write(world.data.join("outlet.json"), other).unwrap();
    let mut of_another = outlet(&world, &client);
    told(&world, &mut of_another);
    is_whole(&world, &held(&world, &client));
}

/// A consumer in Python; it dies after so many events, if told to.
fn consumed(world: &World, seen: &Path, crash_after: Option<u32>) -> (Option<i32>, Vec<String>) {
    let end = world.ledger.log.head().to_string();
    let mut driver = python(TMP, "consumer.py");
    driver.args([&world.servers.urls()[0], OUTLET_STREAM]).arg(seen).arg(end);
    let ran = run(driver.args(crash_after.map(|after| after.to_string())));
    let told = String::from_utf8(ran.stdout).unwrap();
    assert!(ran.status.success() || crash_after.is_some(), "{}", String::from_utf8_lossy(&ran.stderr));
    (ran.status.code(), told.lines().map(str::to_owned).collect())
}

#[test]
fn a_consumer_in_another_language_sees_every_event_once_by_its_id_over_crash_and_restart() {
    let mut world = World::new();
    let client = world.runtime.block_on(world.at().client()).unwrap();
    let mut outlet = outlet(&world, &client);
    told(&world, &mut outlet);
    let seen = world.data.join("seen-by-the-consumer");
    let (code, mut lines) = consumed(&world, &seen, Some(10));
    assert_eq!((code, lines.len()), (Some(9), 10), "it died before it acknowledged the tenth");
    world.servers.restart(0);
    world.grow(0..30);
    told(&world, &mut outlet);
    let (code, more) = consumed(&world, &seen, None);
    assert_eq!(code, Some(0));
    lines.extend(more);
    let ids: BTreeSet<&str> = lines.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!((ids.len(), lines.len() as u64), (lines.len(), world.ledger.log.head().0));
}
