//! `samspor whatif` and `samspor why` as their users meet them: what they print, what they refuse, what they leave alone.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const SIX_MONTHS: &str = r#"{"rule": "D08", "value": "P6M", "from": "2024-01-01", "source": "Local"}"#;

fn samspor(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_samspor")).args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&out(output)).unwrap()
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The story of a coordinator without a plan, whose contact of 3 April 2025 is followed by none.
fn ledger(dir: &Path) -> PathBuf {
    let story = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/histories/s02-coordinator-without-plan.jsonl");
    let dir = dir.join("ledger");
    out(&samspor(&["history", "run", story, "--data", path(&dir)]));
    dir
}

fn policy(dir: &Path, lines: &str) -> PathBuf {
    let file = dir.join("policy.jsonl");
    fs::write(&file, lines).unwrap();
    file
}

/// Every file below a directory with its bytes, but for what opening touches: the index, the lock, the promise.
fn bytes_below(dir: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if matches!(name.as_str(), "index" | "lock" | "promise") {
            continue;
        }
        if path.is_dir() {
            bytes_below(&path, found);
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
}

#[test]
fn another_deadline_is_replayed_over_the_history_and_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = ledger(dir.path());
    let (mut before, mut after) = (BTreeMap::new(), BTreeMap::new());
    bytes_below(&ledger, &mut before);
    let file = policy(dir.path(), &format!("{SIX_MONTHS}\n\n"));
    let asked =
        ["whatif", "--data", path(&ledger), "--policy", path(&file), "--from", "2025-06", "--to", "2025-10"];
    let answer = json(&samspor(&[&asked[..], &["--json"]].concat()));
    let rows: Vec<(&str, u64, u64, i64)> = answer["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            assert_eq!((&row["rule"], &row["tenant"]), (&"D08".into(), &"310000019".into()));
            assert!(row["unit"].is_string());
            let count = |name: &str| row[name].as_u64().unwrap();
            let month = row["month"].as_str().unwrap();
            (month, count("overdue"), count("overdue_under_policy"), row["difference"].as_i64().unwrap())
        })
        .collect();
    // Due on 3 July, or under six months on 3 October.
    assert_eq!(
        rows,
        [("2025-07", 1, 0, -1), ("2025-08", 1, 0, -1), ("2025-09", 1, 0, -1), ("2025-10", 1, 1, 0)]
    );
    assert_eq!((&answer["from"], &answer["to"]), (&"2025-06".into(), &"2025-10".into()));
    bytes_below(&ledger, &mut after);
    assert!(before.keys().any(|file| file.extension().is_some_and(|ending| ending == "seg")), "{before:?}");
    assert_eq!(before, after);
    let table = out(&samspor(&asked));
    assert!(table.starts_with("MONTH    RULE  UNIT"), "{table}");
    let csv = out(&samspor(&[&asked[..], &["--format", "csv"]].concat()));
    assert!(
        csv.contains("month;rule;unit;overdue;overdue_under_policy;difference;tenant\r\n2025-07;D08;"),
        "{csv}"
    );
}

#[test]
fn a_deadline_below_the_law_is_refused_with_its_reason() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = ledger(dir.path());
    let said = |lines: &str| {
        let file = policy(dir.path(), lines);
        let refused = samspor(&["whatif", "--data", path(&ledger), "--policy", path(&file)]);
        assert!(refused.stdout.is_empty());
        (refused.status.code().unwrap(), String::from_utf8(refused.stderr).unwrap())
    };
    let laxer = r#"{"rule": "D02", "value": "P2M", "from": "2024-01-01", "source": "Local"}"#;
    let (code, told) = said(&format!("{SIX_MONTHS}\n{laxer}"));
    assert_eq!(code, 1, "{told}");
    assert!(
        told.contains("policy.jsonl:2") && told.contains("E-LAW-FLOOR") && told.contains("fvl § 11 a"),
        "{told}"
    );
    for unreadable in
        ["", "D08", r#"{"rule": "D99"}"#, r#"{"rule": "D08", "value": "P6M", "from": "2024-01-01"}"#]
    {
        let (code, told) = said(unreadable);
        assert_eq!(code, 2, "{unreadable}: {told}");
    }
}

#[test]
fn a_row_of_a_report_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = ledger(dir.path());
    let at = ["--data", path(&ledger), "--valid", "2025-07-10", "--known", "2025-07-10"];
    let report = json(&samspor(&[&["report", "overdue", "--why", "--json"], &at[..]].concat()));
    let row = report["rows"].as_array().unwrap().iter().find(|row| row["rule"] == "D08").unwrap();
    assert_eq!(row["why"]["due"], row["due"]);
    let id = row["id"].as_str().unwrap();
    let mut why = json(&samspor(&[&["why", id, "--json"], &at[..]].concat()));
    let beside = why.as_object_mut().unwrap();
    assert_eq!(beside.remove("valid"), Some("2025-07-10".into()));
    assert!(beside.remove("known").is_some() && beside.remove("position").is_some());
    assert_eq!(why, row["why"]);
    let told = out(&samspor(&[&["why", id], &at[..]].concat()));
    for words in [
        "Oppfølging gjennomført 03.04.2025",
        "03.04.2025 + 3 måneder = 03.07.2025",
        "7 dager over (per 10.07.2025)",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(out(&samspor(&[&["report", "overdue", "--why"], &at[..]].concat())).contains(&told));
    let gone = samspor(&["why", id, "--data", path(&ledger), "--valid", "2025-04-01"]);
    assert_eq!(gone.status.code(), Some(1));
    let caseload = samspor(&[&["report", "caseload", "--why"], &at[..]].concat());
    assert_eq!(caseload.status.code(), Some(2));
}
