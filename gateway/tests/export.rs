//! `samspor history export` as its users meet it: a patient's history that holds when it is checked, and who may have it.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;

use samspor_gateway::clock;
use samspor_gateway::ledger::Ledger;
use serde_json::Value;

/// A lock on a ledger taken in this process would be inherited for a moment by every child another test starts.
static ALONE: Mutex<()> = Mutex::new(());

fn samspor(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_samspor")).args(arguments).output().unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{}", err(output));
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

#[test]
fn an_anonymised_export_holds_when_it_is_checked_and_names_nobody() {
    let _alone = ALONE.lock().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let (data, patient) = ledger(dir.path());
    let export = |seed: &str| {
        let asked = ["history", "export", "--patient", &patient, "--data", path(&data), "--anonymise", seed];
        out(&samspor(&[&asked[..], &["--answers", "2025-04-10", "--answers", "2026-03-14"]].concat()))
    };
    let history = export("7");
    assert_eq!(export("7"), history, "the same seed makes the same file");
    assert_ne!(export("8"), history);
    for told in [r#""do": "AppointCoordinator""#, r#""do": "IssueMandate""#, r#""expect": "obligations""#] {
        assert!(history.contains(told), "{told} in\n{history}");
    }
    for named in [&patient, "mandate-birger-ane", "form-b-consent", "birger"] {
        assert!(!history.contains(named), "{named} in\n{history}");
    }

    let file = dir.path().join("case.jsonl");
    fs::write(&file, &history).unwrap();
    out(&samspor(&["history", "check", path(&file)]));

    // What it says it must answer is really asked.
    fs::write(&file, history.replace(r#""state":"Met""#, r#""state":"Lapsed""#)).unwrap();
    assert_eq!(samspor(&["history", "check", path(&file)]).status.code(), Some(1));
}

#[test]
fn a_patient_of_a_ledger_that_is_not_simulated_is_exported_anonymised_only() {
    let _alone = ALONE.lock().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("ledger");
    drop(Ledger::create(&data, false, clock::now()).unwrap());
    let asked =
        ["history", "export", "--patient", "01930000-0000-7000-8000-000000000001", "--data", path(&data)];
    let refused = samspor(&asked);
    assert_eq!(refused.status.code(), Some(2));
    assert!(refused.stdout.is_empty() && err(&refused).contains("--anonymise"), "{}", err(&refused));
    // With a seed it goes on to look for the patient.
    let looked = samspor(&[&asked[..], &["--anonymise", "7"]].concat());
    assert_eq!(looked.status.code(), Some(2));
    assert!(err(&looked).contains("no patient is registered"), "{}", err(&looked));
}
