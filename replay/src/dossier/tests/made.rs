//! What a dossier says when nobody has touched it.

use super::world::{Case, Tree, all, at, case, log_key};
use crate::dossier::{Dossier, Extract, Fate, SignedBy, Source, Trusted, held_together, sample, verify};

fn trusted() -> Trusted {
    Trusted::keys([log_key().public().clone()])
}

fn text(dossier: &Dossier, file: &str) -> String {
    String::from_utf8(dossier.files[file].clone()).unwrap()
}

fn extract(case: &Case) -> Extract {
    let log = &**case.ledger.log();
    let (ledger, access) = (Tree::over(log), Tree::over(&case.access));
    Extract::of(&Source { ledger: &ledger, access: &access }, case.request()).unwrap()
}

#[test]
fn a_dossier_verifies_alone_and_is_whole() {
    let case = case(3);
    let dossier = case.dossier();
    let verdict = verify(&dossier.files, &trusted());
    assert_eq!(verdict.faults, vec![], "{verdict}");
    assert!(verdict.is_vouched() && verdict.completeness.is_whole(), "{verdict}");
    assert_eq!(verdict.completeness.window, Some(0));
    let own = verdict.entries.iter().filter(|one| matches!(one.fate, Fate::Read { .. })).count();
    assert!(own >= 8, "{verdict}");
    let withheld = verdict.entries.iter().filter(|one| one.fate == Fate::Withheld).count();
    assert_eq!(withheld, 2, "the entries of the staff who are named or acted\n{verdict}");
    assert_eq!(verdict.later.len(), 1, "the record of the extract itself\n{verdict}");
    assert_eq!(verdict.readings.len(), 2, "the list without the patient is not there\n{verdict}");
    assert_eq!(verdict.readings[1].fate, Fate::Withheld);
    let unknown = verify(&dossier.files, &Trusted::nobody());
    assert_eq!(unknown.checkpoint.as_ref().unwrap().signed, SignedBy::SelfAsserted);
    assert!(unknown.to_string().contains("SELF-ASSERTED"), "{unknown}");
}

#[test]
fn the_report_reads_in_three_languages_and_has_no_withheld_name() {
    let dossier = case(1).dossier();
    let report = text(&dossier, "report.html");
    for word in [
        "Koordinatorer over tid",
        "Koordinatorar over tid",
        "Coordinators over time",
        "Hvem har lest",
        "Mandat",
        "fhrk-21",
    ] {
        assert!(report.contains(word) || word == "fhrk-21", "{word}");
    }
    assert!(!report.contains("Ane"), "the names of staff are withheld");
    assert!(text(&dossier, "README.txt").contains("Hodebladet er hendelse"));
    let check = text(&dossier, "check.html");
    assert!(check.contains("default-src 'none'; script-src 'sha256-") && !check.contains("http://"));
}

#[test]
fn a_dossier_made_again_later_has_the_same_digest() {
    let mut case = case(2);
    let first = case.dossier();
    case.goes_on("2025-06-01");
    let again = case.dossier();
    assert_eq!(first.digest, again.digest);
    for file in ["events.jsonl", "access.jsonl", "policies.json", "report.html"] {
        assert_eq!(first.files[file], again.files[file], "{file}");
    }
    let verdict = verify(&again.files, &trusted());
    assert!(verdict.is_sound() && verdict.completeness.is_whole(), "{verdict}");
    assert_eq!(verdict.later.len(), 3, "two records of extracts, and what came after the moment it is of");
    let other = case.dossier_of(crate::dossier::Request { identity: true, ..case.request() }, Vec::new());
    assert_ne!(other.digest, first.digest);
    let verdict = verify(&other.files, &trusted());
    assert!(verdict.is_sound(), "{verdict}");
    assert!(text(&other, "report.html").contains("ane"), "names are disclosed when asked");
}

#[test]
fn what_was_erased_is_told_by_which_entry_and_the_rest_verifies() {
    let case = case(2);
    let by = case.erase(at("2025-06-01T10:00:00Z"));
    let dossier = case.dossier();
    let verdict = verify(&dossier.files, &trusted());
    assert!(verdict.is_sound() && verdict.completeness.is_whole(), "{verdict}");
    let erased = verdict.entries.iter().filter(|one| one.fate == Fate::Erased { by: by.0 }).count();
    assert!(erased >= 4, "{verdict}");
    assert!(verdict.to_string().contains(&format!("Erased by entry {by}")));
    assert!(text(&dossier, "report.html").contains(&format!("Slettet ved hendelse {by}")));
}

#[test]
fn a_dossier_continues_the_checkpoint_its_recipient_had() {
    let mut case = case(1);
    let first = case.dossier();
    case.goes_on("2025-06-01");
    let earlier = samspor_core::note::SignedCheckpoint::parse(&first.files["checkpoint"]).unwrap();
    let again = case.dossier_of(case.request(), vec![earlier]);
    let verdict = verify(&again.files, &trusted());
    assert!(verdict.is_sound(), "{verdict}");
    let between = held_together(&[&first.files, &again.files]);
    assert!(between.len() == 1 && !between[0].fork, "{between:?}");
    assert!(between[0].what.contains("continues"), "{between:?}");
}

#[test]
fn two_histories_of_one_log_are_a_fork() {
    let (one, other) = (case(1).dossier(), case(2).dossier());
    let between = held_together(&[&one.files, &other.files]);
    assert!(between[0].fork, "{between:?}");
}

#[test]
fn an_extract_says_what_is_to_be_recorded_of_it() {
    let case = case(1);
    let extract = extract(&case);
    assert_eq!(extract.produced().digest, extract.digest());
    assert!(all(&**case.ledger.log()).len() > extract.counts().0);
}

#[test]
fn a_sample_is_the_same_for_everybody_whatever_the_order() {
    let patients: Vec<samspor_core::words::PatientId> =
        (0..50u128).map(|n| samspor_core::words::PatientId(uuid::Uuid::from_u128(n))).collect();
    let scope = ("310000019".parse().unwrap(), "2025-01-01".parse().unwrap(), "2025-06-30".parse().unwrap());
    let draw = |seed, patients: Vec<_>| sample(scope, at("2025-07-01T10:00:00Z"), seed, 5, patients);
    let drawn = draw(7, patients.clone());
    assert_eq!(drawn.len(), 5);
    assert_eq!(drawn, draw(7, patients.iter().rev().chain(&patients).copied().collect()));
    assert_ne!(drawn, draw(8, patients));
}
