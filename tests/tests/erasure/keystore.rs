//! The keystore held against the log: older copies, crashes between the two, and blocked files.

use std::fs;

use samspor_core::actor::Actor;
use samspor_core::catalogue::Event;
use samspor_core::command::Command;
use samspor_core::log::StreamKey;
use samspor_core::submit::SubmitError;
use samspor_core::words::Instant;
use samspor_gateway::clock;
use samspor_gateway::keys::TwoPersons;
use samspor_gateway::ledger::Ledger;
use serde_json::json;

use crate::world::{tell_tales, world};

#[test]
fn an_older_keystore_put_alone_under_a_newer_log_opens_nothing_that_was_erased() {
    let world = world(20);
    let keystore = world.home.keys.join("keystore");
    let older = fs::read(&keystore).unwrap();
    let ledger = world.open();
    world.erase(&ledger, 0, false);
    world.erase(&ledger, 10, true);
    drop(ledger);
    for without_index in [false, true] {
        fs::write(&keystore, &older).unwrap();
        if without_index {
            fs::remove_dir_all(world.home.data.join("index")).unwrap();
        }
        let ledger = world.open();
        for n in [0, 10] {
            assert_eq!(world.keys(&ledger, n), Vec::<[u8; 32]>::new(), "{n}");
            let story = world.story(&ledger, n);
            assert_eq!((story.steps.len(), story.shut.len()), (1, 1), "{n}");
        }
        assert_eq!(world.keys(&ledger, 3).len(), 2);
        ledger.tend_keys(clock::now());
        let out_of_use = ledger.keyring().unwrap().keystore().out_of_use();
        let destroyed = out_of_use.iter().filter(|out| out.destroy_after.is_none()).count();
        assert_eq!((out_of_use.len(), destroyed), (4, 2), "what the ledger says is destroyed is, again");
        drop(ledger);
        assert!(tell_tales(&world.home.data, &[]).is_empty());
    }
}

#[test]
fn a_rotation_that_a_crash_kept_from_the_ledger_is_told_at_the_next_tending_and_once() {
    let world = world(3);
    let told = |ledger: &Ledger| -> Vec<(u64, u64)> {
        let entries = ledger.log.entries(&StreamKey::Ledger).unwrap();
        let rotated = |event: &Event| match event {
            Event::KeysRotated(told) => Some((told.epoch, told.rewrapped)),
            _ => None,
        };
        entries.iter().filter_map(|entry| rotated(entry.body.main()?)).collect()
    };
    let ledger = world.open();
    let rotated = ledger.keyring().unwrap().keystore().rotate(clock::now()).unwrap();
    drop(ledger);
    let ledger = world.open();
    assert_eq!(told(&ledger), vec![]);
    ledger.tend_keys(clock::now());
    ledger.tend_keys(clock::now());
    assert_eq!(told(&ledger), vec![(2, rotated.rewrapped)]);
    // What destroys keys writes the keystore anew, and forgets nothing of it.
    world.erase(&ledger, 0, true);
    drop(ledger);
    let ledger = world.open();
    ledger.rotate_keys(clock::now()).unwrap();
    ledger.tend_keys(clock::now());
    assert_eq!(told(&ledger), vec![(2, rotated.rewrapped), (3, rotated.rewrapped - 2)]);
}

#[test]
fn a_blocked_file_takes_no_command_and_keeps_its_chain_when_the_index_is_lost_meanwhile() {
    let world = world(20);
    let (whose, persons) = ((world.tenant(), world.patient(3)), TwoPersons::of(&[1; 32], &[2; 32]).unwrap());
    let command = |n: u8| {
        let sent = json!({"type": "RecordPlanWish", "tenant": whose.0, "patient": whose.1,
            "id": format!("01900000-0000-7000-8000-0000000001{n:02x}"), "data": {"wish": "Wants"}});
        Command::from_json(&sent.to_string(), None).unwrap()
    };
    let ke: Actor = serde_json::from_value(json!({"person": world.ids["kaja"], "role": "KeMunicipal",
        "tenant": world.ids["fjordvik"], "unit": world.ids["ke-unit"]}))
    .unwrap();
    let ledger = world.open();
    let by = ledger.block(whose, &persons, clock::now()).unwrap();
    let (nobody, head) = ("00000000-0000-7000-8000-000000000001".parse().unwrap(), ledger.log.head());
    let told = ledger.block((whose.0, nobody), &persons, clock::now()).unwrap_err().to_string();
    assert_eq!((told.as_str(), ledger.log.head()), ("the tenant has nothing of this patient", head));
    drop(ledger);
    fs::remove_dir_all(world.home.data.join("index")).unwrap();
    let ledger = world.open();
    match ledger.submit(&command(1), &ke, clock::now()) {
        Err(SubmitError::Refused(refusal)) => assert_eq!(refusal.code(), "E-IDENT"),
        other => panic!("{other:?}"),
    }
    assert_eq!(world.story(&ledger, 3).shut[0].by(), by);
    ledger.unblock(whose, &persons, clock::now()).unwrap();
    drop(ledger);
    let ledger = world.open();
    let before = world.story(&ledger, 3).steps.len();
    ledger.submit(&command(2), &ke, clock::now()).unwrap();
    assert_eq!(world.story(&ledger, 3).steps.len(), before + 1);
    drop(ledger);
    fs::remove_dir_all(world.home.data.join("index")).unwrap();
    assert_eq!(world.story(&world.open(), 3).steps.len(), before + 1);
}

#[test]
fn a_ledger_in_memory_blocks_nothing_and_says_so() {
    let now = Instant::start_of("2024-01-01".parse().unwrap());
    let ledger = Ledger::in_memory(true, now).unwrap();
    let whose = ("310000019".parse().unwrap(), "00000000-0000-7000-8000-000000000001".parse().unwrap());
    let persons = TwoPersons::of(&[1; 32], &[2; 32]).unwrap();
    for done in [ledger.block(whose, &persons, now), ledger.unblock(whose, &persons, now)] {
        assert_eq!(done.unwrap_err().to_string(), "a ledger in memory has no keystore");
    }
}
