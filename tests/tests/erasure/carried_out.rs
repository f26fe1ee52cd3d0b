//! Erasures carried out, blocking, and backups: what is in the files afterwards, and what is read.

use std::fs;
use std::path::PathBuf;

use samspor_core::catalogue::Event;
use samspor_core::log::{Position, StreamKey};
use samspor_core::words::Instant;
use samspor_gateway::backup::{BackupError, back_up, expire, restore};
use samspor_gateway::clock;
use samspor_gateway::home::Home;
use samspor_gateway::keys::{GRACE, TwoPersons};
use samspor_projections::question::{Question, ReportName};
use serde_json::json;

use crate::world::{CANARY, DAY, ERASED_EVERY, SUBJECTS, files, later, tell_tales, verified, world};

#[test]
fn of_the_erased_no_file_holds_anything_and_the_others_are_read() {
    let world = world(SUBJECTS);
    let erased: Vec<usize> = (0..SUBJECTS).step_by(ERASED_EVERY).collect();
    let ledger = world.open();
    let keys: Vec<[u8; 32]> = erased.iter().flat_map(|n| world.keys(&ledger, *n)).collect();
    assert_eq!(keys.len(), 2 * erased.len());
    let backups = world.home.data.with_extension("backups");
    back_up(&world.home, &backups.join("before"), clock::now()).unwrap();
    let decided: Vec<Position> = erased.iter().map(|n| world.erase(&ledger, *n, false)).collect();
    assert_eq!(ledger.carry_out_erasures(clock::now()).unwrap(), vec![]);
    let due = Instant::from_micros(clock::now().micros() + i64::try_from(GRACE.as_micros()).unwrap() + DAY);
    let done = ledger.carry_out_erasures(due).unwrap();
    assert_eq!(done.iter().map(|one| one.by).collect::<Vec<_>>(), decided);
    assert_eq!(ledger.carry_out_erasures(due).unwrap(), vec![]);
    let receipt = ledger.erasure_receipt(decided[7]).unwrap();
    assert_eq!((receipt.keys_destroyed, receipt.bodies_left), (2, 0));
    assert!(receipt.bodies_purged >= 2 && receipt.destroyed_in.is_some());
    // The epoch ends, and the backup is due.
    ledger.rotate_keys(later(clock::now(), 31)).unwrap();
    assert_eq!(expire(&backups, clock::now()).unwrap(), 0);
    assert_eq!(expire(&backups, later(clock::now(), 31)).unwrap(), 1);
    drop(ledger);
    assert_eq!(tell_tales(world.home.data.parent().unwrap(), &keys), Vec::<PathBuf>::new());
    let head = verified(&world.home);
    let lost = Home::of(&world.home.data.with_extension("restored"));
    assert!(matches!(restore(&backups.join("before"), &lost, false), Err(BackupError::Expired)));
    fs::remove_dir_all(world.home.data.join("index")).unwrap();
    let ledger = world.open();
    assert_eq!(ledger.log.head(), head);
    for n in (0..SUBJECTS).step_by(7) {
        let story = world.story(&ledger, n);
        let is_erased = n % ERASED_EVERY == 0;
        assert_eq!(story.shut.len(), usize::from(is_erased), "{n}");
        assert!(if is_erased { story.steps.len() == 1 } else { !story.steps.is_empty() }, "{n}");
    }
}

#[test]
fn an_erasure_at_once_is_carried_out_with_its_answer_and_told_to_every_reader() {
    let world = world(20);
    let ledger = world.open();
    let keys = world.keys(&ledger, 10);
    world.erase(&ledger, 10, true);
    let entries = ledger.log.entries(&StreamKey::Ledger).unwrap();
    let Event::KeysDestroyed(told) = &*entries.last().unwrap().main_event().unwrap().what else {
        panic!("the ledger was not told")
    };
    let by = told.by;
    assert_eq!(told.kids().count(), 2);
    let story = world.story(&ledger, 10).text();
    assert!(story.contains(&format!("Slettet ved oppføring {by}")), "{story}");
    let asked = Question {
        patient: Some(world.patient(10)),
        tenant: Some(world.tenant()),
        ..Question::new(ReportName::History)
    };
    let answer = ledger.answer(&asked, clock::now()).unwrap();
    let rows = answer["rows"].as_array().unwrap();
    assert_eq!((&rows[0]["type"], &rows[0]["by"]), (&json!("Erased"), &json!(by)));
    assert_eq!(rows[1]["type"], "PersonalDataErased");
    drop(ledger);
    let clear = format!("{CANARY} 10 ");
    let mut all = Vec::new();
    files(&world.home.data, &mut all);
    assert!(all.iter().all(|path| !String::from_utf8_lossy(&fs::read(path).unwrap()).contains(&clear)));
    assert_eq!(keys.len(), 2);
}

#[test]
fn a_blocked_file_is_read_by_nobody_until_both_persons_unblock_it() {
    let world = world(20);
    let (tenant, patient) = (world.tenant(), world.patient(3));
    let persons = || TwoPersons::of(&[1; 32], &[2; 32]).unwrap();
    let ledger = world.open();
    let by = ledger.block((tenant, patient), &persons(), clock::now()).unwrap();
    drop(ledger);
    let ledger = world.open();
    assert_eq!(ledger.opened_from(), None);
    let story = world.story(&ledger, 3);
    assert_eq!((story.steps.len(), story.shut[0].by()), (0, by));
    assert!(story.text().contains("Sperret ved oppføring"));
    assert!(
        ledger
            .unblock((tenant, patient), &TwoPersons::of(&[1; 32], &[3; 32]).unwrap(), clock::now())
            .is_err()
    );
    ledger.unblock((tenant, patient), &persons(), clock::now()).unwrap();
    drop(ledger);
    let ledger = world.open();
    assert!(world.story(&ledger, 3).shut.is_empty());
    assert_eq!(verified(&world.home), ledger.log.head());
}

#[test]
fn a_backup_made_while_it_is_served_is_restored_and_goes_on() {
    let world = world(20);
    let ledger = world.open();
    let backup = world.home.data.with_extension("backup");
    let held = back_up(&world.home, &backup, clock::now()).unwrap();
    assert_eq!(Position(held), ledger.log.head());
    assert!(!backup.join("keys/root.key").exists());
    drop(ledger);
    assert!(matches!(restore(&backup, &world.home, false), Err(BackupError::Occupied(_))));
    restore(&backup, &world.home, true).unwrap();
    let ledger = world.open();
    assert_eq!(ledger.log.head(), Position(held));
    assert!(!world.story(&ledger, 3).steps.is_empty());
    world.erase(&ledger, 10, true);
    assert!(ledger.log.head() > Position(held));
}
