//! `samspor dossier` and `samspor verify --dossier` as their users meet them: made, verified alone, altered, encrypted.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn samspor(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_samspor")).args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The story of a coordinator without a plan, in a ledger, and the reference of who has the coordinator.
fn ledger(dir: &Path) -> (PathBuf, String) {
    let story = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/histories/s02-coordinator-without-plan.jsonl");
    let data = dir.join("ledger");
    out(&samspor(&["history", "run", story, "--data", path(&data)]));
    let asked = ["report", "coordinators", "--json", "--valid", "2025-04-01", "--data", path(&data)];
    let report: Value = serde_json::from_str(&out(&samspor(&asked))).unwrap();
    let patient = report["rows"][0]["patient"].as_str().unwrap().to_owned();
    (data, patient)
}

fn made(data: &Path, patient: &str, at: &Path, more: &[&str]) -> String {
    let asked = ["dossier", "--data", path(data), "--patient", patient, "--out", path(at), "--json"];
    let told =
        ["--for", "Statsforvalteren", "--basis", "hpl-30", "--known", "2026-01-01", "--valid", "2025-12-31"];
    let told: Value = serde_json::from_str(&out(&samspor(&[&asked[..], &told[..], more].concat()))).unwrap();
    told["digest"].as_str().unwrap().to_owned()
}

#[test]
fn a_dossier_verifies_without_the_ledger_and_again_has_the_same_digest() {
    let dir = tempfile::tempdir().unwrap();
    let (data, patient) = ledger(dir.path());
    let (first, again) = (dir.path().join("first"), dir.path().join("again"));
    let digest = made(&data, &patient, &first, &[]);
    let seen = first.join("checkpoint");
    assert_eq!(made(&data, &patient, &again, &["--earlier", path(&seen)]), digest);
    fs::rename(&data, dir.path().join("gone")).unwrap();
    let key = first.join("log.vkey");
    let told = out(&samspor(&["verify", "--dossier", path(&first), path(&again), "--key", path(&key)]));
    assert!(
        told.contains("sound, and signed by a key you trust") && told.contains("whole, entries 1 to"),
        "{told}"
    );
    assert!(told.contains("continues the one of"), "{told}");
    assert!(out(&samspor(&["verify", "--dossier", path(&again)])).contains("SELF-ASSERTED"));

    let events = fs::read_to_string(first.join("events.jsonl")).unwrap();
    let fewer: Vec<&str> = events.lines().skip(1).collect();
    fs::write(first.join("events.jsonl"), fewer.join("\n") + "\n").unwrap();
    let altered = samspor(&["verify", "--dossier", path(&first), "--key", path(&key)]);
    assert_eq!(altered.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&altered.stdout).contains("events.jsonl"));
}

#[test]
fn a_sample_is_drawn_alike_and_nothing_is_written_over() {
    let dir = tempfile::tempdir().unwrap();
    let (data, patient) = ledger(dir.path());
    let draw = |at: &Path| {
        let asked =
            ["dossier", "--data", path(&data), "--sample", "1", "--seed", "7", "--from", "2024-01-01"];
        let told =
            ["--to", "2025-12-31", "--tenant", "310000019", "--out", path(at), "--for", "Helsetilsynet"];
        samspor(&[&asked[..], &told[..], &["--basis", "tilsyn", "--known", "2026-01-01", "--json"]].concat())
    };
    let (one, other) = (dir.path().join("one"), dir.path().join("other"));
    let drawn: Value = serde_json::from_str(&out(&draw(&one))).unwrap();
    let again: Value = serde_json::from_str(&out(&draw(&other))).unwrap();
    assert_eq!((&drawn["patient"], &drawn["digest"]), (&again["patient"], &again["digest"]));
    assert!(one.join(drawn["patient"].as_str().unwrap()).join("report.html").is_file());
    assert_eq!(draw(&one).status.code(), Some(2), "the directory is not empty any more");
    let nowhere = dir.path().join("nowhere");
    let wrong = ["dossier", "--data", path(&data), "--patient", &patient, "--out", path(&nowhere)];
    let told = ["--for", "X", "--basis", "hpl-30", "--age-recipient", "age1nobody"];
    assert_eq!(samspor(&[&wrong[..], &told[..]].concat()).status.code(), Some(2));
}

#[test]
fn a_dossier_for_one_recipient_is_one_file_that_age_opens() {
    let dir = tempfile::tempdir().unwrap();
    let (data, patient) = ledger(dir.path());
    let identity = age::x25519::Identity::generate();
    let at = dir.path().join("sealed");
    made(&data, &patient, &at, &["--age-recipient", &identity.to_public().to_string()]);
    let names: Vec<_> = fs::read_dir(&at).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["dossier.age"]);
    let tar = age::decrypt(&identity, &fs::read(at.join("dossier.age")).unwrap()).unwrap();
    assert!(tar.starts_with(b"dossier/README.txt\0") && tar.len().is_multiple_of(512));
}
