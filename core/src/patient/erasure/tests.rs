//! Tests of erasure: two persons, what can't be read afterwards, and what goes on.

use serde_json::json;

use crate::entry::{Leaf, Opened, ShutEntry, erased_kids};
use crate::given::{Given, command_id, given};
use crate::log::{Class, Log, Placed, Position, StreamKey};
use crate::seal::Shut;

fn placed(given: &Given) -> Vec<Placed> {
    given.log.page(Position::START, usize::MAX).unwrap()
}

fn shut(given: &Given) -> Vec<ShutEntry> {
    let shut = |placed: &Placed| match given.log.open(placed).unwrap() {
        Opened::Entry(_) => None,
        Opened::Shut(shut) => Some(shut),
    };
    placed(given).iter().filter_map(shut).collect()
}

fn asked() -> serde_json::Value {
    json!({"decision_ref": "2025/99", "confirmed_by": "@kaja"})
}

#[test]
fn an_erased_file_says_by_which_entry_and_nothing_else() {
    let mut given = given();
    given.done("ke", "OpenCase birger", json!({}));
    given.done("ke", "RecordPlanWish birger", json!({"wish": "Wants"}));
    let decided = given.done("archive", "ErasePersonalData birger", asked()).position;
    let stream = StreamKey::Patient(given.tenant("fjordvik"), given.patient("birger"));
    let shut = shut(&given);
    assert!(shut.iter().all(|one| one.why == Shut::Erased { by: decided }));
    let of_file: Vec<u64> =
        shut.iter().filter(|one| one.stream == Some(stream)).map(|one| one.stream_position).collect();
    assert_eq!((of_file, shut.len()), (vec![1, 2], 3));
    assert_eq!(given.facts("fjordvik", "birger").len(), 1);
    assert_eq!(shut[0].why.to_string(), format!("Erased by entry {decided}"));
}

#[test]
fn an_erasure_names_its_keys_in_clear_and_nothing_of_what_it_erases() {
    let mut given = given();
    let decided = given.done("archive", "ErasePersonalData birger", asked()).position;
    let erasure = placed(&given).remove(usize::try_from(decided.0).unwrap() - 1);
    let leaf = Leaf::read(&erasure.record.leaf).unwrap();
    assert_eq!((leaf.k, erased_kids(&leaf, &erasure.record).len()), (Class::E, 2));
    let clear = String::from_utf8(erasure.record.bodies[1].clone()).unwrap();
    assert!(clear.starts_with(r#"{"erases":[""#), "{clear}");
    let entry = given.log.open(&erasure).unwrap().entry().unwrap();
    assert_eq!(entry.main_event().unwrap().what.name(), "PersonalDataErased");
}

#[test]
fn an_erased_patient_is_nobody_and_may_be_registered_anew() {
    let mut given = given();
    given.done("archive", "ErasePersonalData birger", asked());
    given.then_refused_in_both("ke", "OpenCase birger", json!({}), "E-IDENT");
    given.then_refused_in_both("archive", "ErasePersonalData birger", asked(), "E-IDENT");
    let before = given.patient("birger");
    given.done("ke", "RegisterPatient as birger", json!({"nin": "02917149979", "name": "Birger"}));
    assert_ne!(given.patient("birger"), before);
    given.done("ke", "OpenCase birger", json!({}));
}

#[test]
fn the_same_erasure_gives_the_first_answer_again_and_an_erased_command_none() {
    let mut given = given();
    given.sends("ke", "OpenCase birger", json!({}), command_id(900)).unwrap();
    let first = given.sends("archive", "ErasePersonalData birger", asked(), command_id(901)).unwrap();
    assert_eq!(given.sends("archive", "ErasePersonalData birger", asked(), command_id(901)), Ok(first));
    let refused = given.sends("ke", "OpenCase birger", json!({}), command_id(900)).unwrap_err();
    assert_eq!(refused.code(), "E-IDENT");
}

#[test]
fn another_tenants_file_of_the_same_patient_stays() {
    let mut given = given();
    given.done("system", "RegisterPatient at nordkyst", json!({"nin": "02917149979"}));
    given.done("hf-ke", "OpenCase birger", json!({}));
    given.done("archive", "ErasePersonalData birger", asked());
    assert_eq!(given.facts("nordkyst", "birger").len(), 1);
    given.then_refused("ke", "OpenCase birger", json!({}), "E-IDENT");
    given.done("hf-ke", "RecordPlanWish birger", json!({"wish": "Wants"}));
}

#[test]
fn an_erasure_takes_two_persons() {
    let mut given = given();
    let alone = json!({"decision_ref": "2025/99", "confirmed_by": "@arne"});
    given.then_refused_in_both("archive", "ErasePersonalData birger", alone, "E-AUTH");
    let stranger = json!({"decision_ref": "2025/99", "confirmed_by": "01930000-0000-7000-8000-0000000000ff"});
    given.then_refused_in_both("archive", "ErasePersonalData birger", stranger, "E-REF");
    given.then_refused_in_both("ke", "ErasePersonalData birger", asked(), "E-AUTH");
}

#[test]
fn a_closed_case_and_a_dead_patient_may_be_erased() {
    let mut given = given();
    given.done("ke", "RecordDeath birger on 2025-03-01", json!({"source": "Notice"}));
    given.done("archive", "ErasePersonalData birger", asked());
}
