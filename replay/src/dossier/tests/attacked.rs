//! A dossier in hostile hands: what each attack is found by.

use super::world::{Case, access_key, case, log_key};
use crate::dossier::form::{self, *};
use crate::dossier::manifest::Manifest;
use crate::dossier::{Files, Trusted, Verdict, paper, verify};

fn trusted() -> Trusted {
    Trusted::keys([log_key().public().clone()])
}

/// The exporter writes sums, digest and papers again, as whoever leaves something out does.
fn covered_up(mut files: Files) -> Files {
    let mut manifest = Manifest::read(&files[MANIFEST]).unwrap();
    manifest.digest = form::digest_of(&files);
    paper::add(&manifest, &mut files);
    manifest.files = Manifest::hashes(&files);
    files.insert(MANIFEST.to_owned(), manifest.to_bytes());
    files.remove(SUMS);
    let sums = form::sums(&files, files.keys().map(String::as_str));
    files.insert(SUMS.to_owned(), sums.into_bytes());
    files
}

fn lines(files: &Files, file: &str) -> Vec<String> {
    String::from_utf8(files[file].clone()).unwrap().lines().map(str::to_owned).collect()
}

fn with_lines(files: &Files, file: &str, lines: &[String]) -> Files {
    let mut files = files.clone();
    files.insert(
        file.to_owned(),
        lines.iter().map(|line| format!("{line}\n")).collect::<String>().into_bytes(),
    );
    files
}

/// The line of a follow-up in the middle of the patient's stream.
fn a_follow_up(case: &Case) -> usize {
    let dossier = case.dossier();
    let verdict = verify(&dossier.files, &trusted());
    let is = |one: &crate::dossier::EntryVerdict| matches!(&one.fate, crate::dossier::Fate::Read { events } if events.contains(&"FollowUpRecorded".to_owned()));
    verdict.entries.iter().position(is).unwrap()
}

fn says(verdict: &Verdict, what: &str) -> bool {
    verdict.faults.iter().any(|fault| fault.what.contains(what))
}

#[test]
fn an_entry_left_out_leaves_a_gap_in_the_numbers() {
    let case = case(3);
    let at = a_follow_up(&case);
    let files = case.dossier().files;
    let mut lines = lines(&files, EVENTS);
    lines.remove(at);
    let verdict = verify(&covered_up(with_lines(&files, EVENTS, &lines)), &trusted());
    assert!(says(&verdict, "of the stream is missing"), "{verdict}");
    assert!(!verdict.completeness.is_whole());
}

#[test]
fn entries_left_out_at_the_end_are_found_by_the_heads() {
    let case = case(3);
    let files = case.dossier().files;
    let mut events = lines(&files, EVENTS);
    events.pop();
    let files = with_lines(&with_lines(&files, EVENTS, &events), LATER, &[]);
    let verdict = verify(&covered_up(files), &trusted());
    assert!(says(&verdict, "are missing at the end"), "{verdict}");
}

#[test]
fn one_ciphertext_that_opens_under_two_keys_is_found_by_the_commitment() {
    let case = case(2);
    let files = case.dossier().files;
    let at = a_follow_up(&case);
    let mut events = lines(&files, EVENTS);
    let mut line: serde_json::Value = serde_json::from_str(&events[at]).unwrap();
    // The other key of a salamander: it would open the same bytes to another text, and the leaf does not commit to it.
    line["sections"][0]["key"] = serde_json::json!(form::to_base64(&[9; 32]));
    events[at] = line.to_string();
    let verdict = verify(&covered_up(with_lines(&files, EVENTS, &events)), &trusted());
    assert!(says(&verdict, "K_com"), "{verdict}");
}

#[test]
fn what_is_said_to_be_erased_without_a_decision_is_forged() {
    let case = case(2);
    let at = a_follow_up(&case);
    let files = case.dossier().files;
    let mut events = lines(&files, EVENTS);
    let mut line: serde_json::Value = serde_json::from_str(&events[at]).unwrap();
    line["sections"][0] = serde_json::json!({"body": "", "key": "erased by 3"});
    events[at] = line.to_string();
    let verdict = verify(&covered_up(with_lines(&files, EVENTS, &events)), &trusted());
    assert!(says(&verdict, "no decision there that erased its key"), "{verdict}");
}

#[test]
fn an_entry_hidden_as_later_is_found_by_its_clock() {
    let case = case(3);
    let files = case.dossier().files;
    let (mut events, mut later) = (lines(&files, EVENTS), lines(&files, LATER));
    let mut hidden: serde_json::Value = serde_json::from_str(&events.pop().unwrap()).unwrap();
    hidden["sections"][0] = serde_json::json!({"body": "", "key": "withheld"});
    hidden["recorded_at"] = serde_json::json!("2025-05-01T10:00:00.000001Z");
    later.insert(0, hidden.to_string());
    let files = with_lines(&with_lines(&files, EVENTS, &events), LATER, &later);
    let verdict = verify(&covered_up(files), &trusted());
    assert!(says(&verdict, "left out as later"), "{verdict}");
}

#[test]
fn a_dossier_signed_by_another_key_is_not_believed() {
    let dossier = case(1).dossier();
    let other = samspor_core::note::LogKey::from_seed(super::world::ORIGIN, &[8; 32]).unwrap();
    let verdict = verify(&dossier.files, &Trusted::keys([other.public().clone()]));
    assert!(!verdict.is_sound() && !verdict.is_vouched(), "{verdict}");
    assert!(says(&verdict, "not one of those trusted"));
    let verdict = verify(&dossier.files, &Trusted::keys([access_key().public().clone()]));
    assert!(verdict.is_vouched(), "the same key under the access log's name");
}

#[test]
fn a_report_that_tells_something_else_than_the_entries_is_found() {
    let mut files = case(1).dossier().files;
    let report = String::from_utf8(files[REPORT].clone()).unwrap().replace("24.03.2025", "20.03.2025");
    files.insert(REPORT.to_owned(), report.into_bytes());
    let verdict = verify(&covered_up(files), &trusted());
    assert!(verdict.faults.iter().any(|fault| fault.file == REPORT), "{verdict}");
    assert!(
        says(&verdict, "the log's record of this extract"),
        "the digest recorded in the log is another\n{verdict}"
    );
}

#[test]
fn a_reading_left_out_is_found_by_the_digest_that_the_log_recorded() {
    let case = case(1);
    let files = case.dossier().files;
    let mut access = lines(&files, ACCESS);
    access.remove(0);
    let verdict = verify(&covered_up(with_lines(&files, ACCESS, &access)), &trusted());
    assert!(says(&verdict, "the log's record of this extract"), "{verdict}");
}
