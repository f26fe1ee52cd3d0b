//! The program as its users meet it: exit codes, output on the right stream, refusals and damage named.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn samspor(arguments: &[&str]) -> Output {
    samspor_with(arguments, "")
}

fn samspor_with(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_samspor"))
        .args(arguments)
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that fails early reads nothing.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    out(output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A ledger of its mark and one tenant, made by the program itself: a lock taken in this process would be inherited
/// for a moment by every child another test starts.
fn ledger(dir: &Path) -> PathBuf {
    let (file, dir) = (dir.join("one.jsonl"), dir.join("ledger"));
    fs::write(&file, format!("{HEADER}\n{}\n", other_tenant("{}"))).unwrap();
    let made = samspor(&["history", "run", path(&file), "--data", path(&dir)]);
    assert_eq!(code(&made), 0, "{}", err(&made));
    dir
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

const HEADER: &str = r#"{"history": 1, "title": "One tenant"}"#;

/// A line that names a tenant, with more fields of the line.
fn other_tenant(more: &str) -> String {
    let more = more.trim_matches(['{', '}']);
    format!(
        r#"{{"name": "holmdal", {more}"tenant": {{"org_number": "310000035", "name": "Holmdal kommune", "kind": "Municipality", "has_ke": true}}}}"#
    )
}

const TENANT: &str = r#"{"type": "RegisterTenant", "id": "01900000-0000-7000-8000-000000000001", "data": {"org_number": "310000019", "name": "Fjordvik kommune", "kind": "Municipality", "has_ke": true}}"#;

#[test]
fn the_exit_codes_are_documented() {
    let help = samspor(&["help", "exit-codes"]);
    assert_eq!(code(&help), 0);
    let said = out(&help);
    for (line, start) in
        said.lines().skip(2).zip(["  0  done", "  1  a check", "  2  wrong", "  3  the ledger"])
    {
        assert!(line.starts_with(start), "{line}");
    }
}

#[test]
fn wrong_use_ends_with_2_and_suggests() {
    let typo = samspor(&["verfy"]);
    assert_eq!(code(&typo), 2);
    assert!(err(&typo).contains("verify"), "{}", err(&typo));
    assert_eq!(out(&typo), "");
    let role = samspor(&["submit", "-", "--data", "nowhere", "--actor", "Ke"]);
    assert_eq!(code(&role), 2);
    assert!(err(&role).contains("KeMunicipal"), "{}", err(&role));
    assert_eq!(code(&samspor(&["help", "exit-code"])), 2);
    assert_eq!(code(&samspor(&["submit", "no-such-file", "--data", "nowhere"])), 2);
}

#[test]
fn help_leads_with_examples_and_the_version_is_known() {
    let help = samspor(&["help", "submit"]);
    assert_eq!(code(&help), 0);
    assert!(out(&help).starts_with("Example"), "{}", out(&help));
    assert!(out(&samspor(&["--version"])).starts_with("samspor 0."));
}

#[test]
fn no_ledger_ends_with_3_and_says_how_to_make_one() {
    let missing = samspor(&["verify", "--data", "no-such-directory"]);
    assert_eq!(code(&missing), 3);
    assert!(err(&missing).contains("samspor history run"), "{}", err(&missing));
    assert!(!Path::new("no-such-directory").exists());
}

#[test]
fn a_command_sent_again_gets_the_first_answer_and_another_body_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let dir = ledger(dir.path());
    let data = dir.to_str().unwrap();
    let first = samspor_with(&["submit", "-", "--data", data], TENANT);
    assert_eq!(code(&first), 0, "{}", err(&first));
    let changed = TENANT.replace("Fjordvik", "Annen");
    let again = samspor_with(&["submit", "-", "--data", data], &format!("{TENANT}\n\n{changed}\n{{\n"));
    assert_eq!(code(&again), 1);
    let answers = lines(&again);
    assert_eq!(answers[0], lines(&first)[0]);
    assert_eq!(answers[0]["position"], 3);
    assert_eq!((&answers[1]["code"], &answers[2]["code"]), (&"E-DUP".into(), &"E-MALFORMED".into()));
    assert!(err(&again).contains("1 accepted, 2 refused"), "{}", err(&again));
}

#[test]
fn a_whole_log_verifies_and_a_damaged_one_ends_with_3_and_its_position() {
    let dir = tempfile::tempdir().unwrap();
    let dir = ledger(dir.path());
    let data = dir.to_str().unwrap();
    assert_eq!(code(&samspor_with(&["submit", "-", "--data", data], TENANT)), 0);
    let whole = samspor(&["verify", data, "--json"]);
    assert_eq!(code(&whole), 0, "{}", err(&whole));
    assert_eq!(lines(&whole)[0]["positions"], 3);

    let segments = fs::read_dir(dir.join("log")).unwrap().map(|entry| entry.unwrap().path());
    let segment = segments.filter(|path| path.extension().is_some_and(|end| end == "seg")).min().unwrap();
    let mut bytes = fs::read(&segment).unwrap();
    bytes[200] ^= 1;
    fs::write(&segment, bytes).unwrap();
    for arguments in [["verify", data], ["doctor", data]] {
        let damaged = samspor(&[arguments[0], "--data", arguments[1]]);
        let said = format!("{}{}", out(&damaged), err(&damaged));
        assert!(said.contains("position 1"), "{said}");
        assert_eq!(code(&damaged), if arguments[0] == "verify" { 3 } else { 1 });
    }
}

#[test]
fn doctor_finds_a_ledger_well_and_says_what_to_do_about_none() {
    let dir = tempfile::tempdir().unwrap();
    let missing = samspor(&["doctor", "--data", dir.path().to_str().unwrap()]);
    assert_eq!(code(&missing), 1);
    assert!(out(&missing).contains("✖ directory") && out(&missing).contains("→ "), "{}", out(&missing));
    let dir = ledger(dir.path());
    let well = samspor(&["doctor", "--data", dir.to_str().unwrap(), "--json"]);
    assert_eq!(code(&well), 0, "{}{}", out(&well), err(&well));
    assert_eq!(lines(&well)[0]["well"], true);
}

#[test]
fn a_ledger_that_another_process_holds_is_unavailable() {
    let dir = tempfile::tempdir().unwrap();
    let dir = ledger(dir.path());
    let data = path(&dir);
    let mut holder = Command::new(env!("CARGO_BIN_EXE_samspor"))
        .args(["submit", "-", "--data", data])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The first answer shows that the ledger is open; the second command never comes.
    let mut input = holder.stdin.take().unwrap();
    writeln!(input, "{TENANT}").unwrap();
    let mut answer = String::new();
    BufReader::new(holder.stdout.take().unwrap()).read_line(&mut answer).unwrap();
    let output = samspor_with(&["submit", "-", "--data", data], TENANT);
    drop(input);
    assert!(holder.wait().unwrap().success(), "{answer}");
    assert_eq!(code(&output), 3);
    assert!(err(&output).contains("another process"), "{}", err(&output));
}

#[test]
fn a_report_is_a_table_json_or_csv_and_an_unknown_one_suggests() {
    let dir = tempfile::tempdir().unwrap();
    let dir = ledger(dir.path());
    let data = dir.to_str().unwrap();
    assert_eq!(code(&samspor_with(&["submit", "-", "--data", data], TENANT)), 0);
    let asked = ["report", "coordinators", "--data", data, "--valid", "2026-03-14", "--known", "2026-03-14"];
    let json = samspor(&[&asked[..], &["--json"]].concat());
    assert_eq!(code(&json), 0, "{}", err(&json));
    let answer = &lines(&json)[0];
    assert_eq!((&answer["valid"], &answer["rows"]), (&"2026-03-14".into(), &Value::Array(Vec::new())));
    assert!(out(&samspor(&asked)).starts_with("0 rows"));
    assert!(out(&samspor(&[&asked[..], &["--format", "csv"]].concat())).starts_with('\u{feff}'));
    let typo = samspor(&["report", "coordinator", "--data", data]);
    assert_eq!(code(&typo), 2);
    assert!(err(&typo).contains("'coordinators'"), "{}", err(&typo));
}

#[test]
fn what_stands_beside_the_log_is_built_again_and_gives_the_same_answers() {
    let dir = tempfile::tempdir().unwrap();
    let dir = ledger(dir.path());
    let data = dir.to_str().unwrap();
    assert_eq!(code(&samspor_with(&["submit", "-", "--data", data], TENANT)), 0);
    let rebuilt = samspor(&["rebuild", "--data", data, "--json"]);
    assert_eq!(lines(&rebuilt)[0]["position"], 3, "{}", err(&rebuilt));
    let checked = samspor(&["rebuild", "--data", data, "--check", "--json"]);
    assert_eq!((code(&checked), &lines(&checked)[0]["same"]), (0, &true.into()));
    assert!(lines(&checked)[0]["compared"].as_u64().unwrap() > 5);
}

#[test]
fn a_history_that_does_not_hold_ends_with_1_and_says_where_and_what() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("untrue.jsonl");
    let untrue = r#"{"expect": "coordinators", "valid": "2024-03-01", "contains": [{"role": "Municipal"}]}"#;
    fs::write(&file, format!("{HEADER}\n// a comment\n{}\n{untrue}\n", other_tenant("{}"))).unwrap();
    let checked = samspor(&["history", "check", path(&file)]);
    assert_eq!(code(&checked), 1, "{}", err(&checked));
    let said = out(&checked);
    for part in ["untrue.jsonl:4", "expected", "Municipal", "got"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let json = &lines(&samspor(&["history", "check", "--json", path(&file)]))[0];
    assert_eq!((&json["holds"], &json["histories"][0]["failures"][0]["line"]), (&false.into(), &4.into()));
}

#[test]
fn a_file_that_is_no_history_ends_with_2_and_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let (file, data) = (dir.path().join("bad.jsonl"), dir.path().join("ledger"));
    let backwards = other_tenant(r#"{"at": "2024-05-01", }"#);
    let unknown =
        r#"{"at": "2024-05-02", "actor": "nobody", "do": "OpenCase", "patient": "nobody", "data": {}}"#;
    let earlier = r#"{"name": "unit", "at": "2024-04-01", "unit": {"tenant": "holmdal", "name": "Enhet", "service": "ke"}}"#;
    for bad in [unknown, earlier, "{", r#"{"expect": "coordinators", "valid": "yesterday"}"#] {
        fs::write(&file, format!("{HEADER}\n{backwards}\n{bad}\n")).unwrap();
        let ran = samspor(&["history", "run", path(&file), "--data", path(&data)]);
        assert_eq!(code(&ran), 2, "{bad}: {}", err(&ran));
        assert!(err(&ran).contains("bad.jsonl:3"), "{}", err(&ran));
        assert!(!data.exists(), "{bad}");
    }
    assert_eq!(code(&samspor(&["history", "check", "no-such-file.jsonl"])), 2);
}

#[test]
fn a_history_names_what_it_made_and_wants_a_directory_of_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let story =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/histories/s02-coordinator-without-plan.jsonl");
    let data = dir.path().join("ledger");
    let arguments = ["history", "run", path(&story), "--data", path(&data), "--json"];
    let ran = samspor(&arguments);
    assert_eq!(code(&ran), 0, "{}", err(&ran));
    let last = lines(&ran).pop().unwrap();
    assert!(last["aliases"]["birger"].is_string() && last["positions"].as_u64().unwrap() > 50, "{last}");
    let again = samspor(&arguments);
    assert_eq!(code(&again), 2);
    assert!(err(&again).contains("not empty"), "{}", err(&again));
    assert_eq!(code(&samspor(&["verify", path(&data)])), 0);
}

#[test]
fn a_story_is_told_as_known_then_step_by_step_and_compared() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("ledger");
    let patient = birger(&data);
    let told = |more: &[&str]| {
        samspor(
            &[&["replay", "--data", path(&data), "--patient", &patient, "--valid", "2025-07-01"], more]
                .concat(),
        )
    };
    let then = told(&["--known", "2025-03-13", "--json"]);
    assert_eq!(code(&then), 0, "{}", err(&then));
    let then = &lines(&then)[0];
    let now = &lines(&told(&["--known", "2025-12-31", "--json"]))[0];
    let steps = |story: &Value| story["steps"].as_array().unwrap().len();
    assert!(steps(then) > 0 && steps(then) < steps(now), "{then}");
    assert!(now["state"]["Koordinator"].as_str().unwrap().contains("Ane"), "{now}");
    let difference = &lines(&told(&["--known", "2025-03-13", "--diff", "2025-12-31", "--json"]))[0];
    assert_eq!(difference["learned"].as_array().unwrap().len(), steps(now) - steps(then));
    assert!(out(&told(&["--known", "2025-12-31", "--step"])).contains("Koordinator: (ingen) → Ane"));
}

#[test]
fn a_story_is_found_by_number_on_standard_input_and_the_number_is_never_repeated() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("ledger");
    let patient = birger(&data);
    let asked = ["replay", "--data", path(&data), "--nin-stdin", "--json"];
    let found = samspor_with(&asked, "02917149979\n");
    assert_eq!(code(&found), 0, "{}", err(&found));
    assert_eq!(lines(&found)[0]["patient"], patient.as_str());
    for number in ["02917149970", "01810112345"] {
        let refused = samspor_with(&asked, number);
        assert_eq!(code(&refused), 2);
        assert!(!err(&refused).contains(number), "{}", err(&refused));
    }
}

/// Runs s02 into a fresh ledger; its patient's reference.
fn birger(data: &Path) -> String {
    let story =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/histories/s02-coordinator-without-plan.jsonl");
    let ran = samspor(&["history", "run", path(&story), "--data", path(data), "--json"]);
    lines(&ran).pop().unwrap()["aliases"]["birger"].as_str().unwrap().to_owned()
}

#[test]
fn the_demo_makes_a_ledger_that_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("ledger");
    let made =
        samspor(&["demo", "--patients", "20", "--years", "3", "--no-serve", "--json", "--data", path(&data)]);
    assert_eq!(code(&made), 0, "{}", err(&made));
    let positions = lines(&made)[0]["positions"].as_u64().unwrap();
    assert!(positions > 500, "{positions}");
    assert!(err(&made).contains("writing history: "), "{}", err(&made));
    let whole = samspor(&["verify", path(&data), "--json"]);
    assert_eq!(
        (code(&whole), lines(&whole)[0]["positions"].as_u64()),
        (0, Some(positions)),
        "{}",
        err(&whole)
    );
    assert_eq!(code(&samspor(&["demo", "--no-serve", "--data", path(&data)])), 2);
}

#[test]
fn the_demo_is_served_with_a_link_for_each_role_until_it_is_interrupted() {
    let mut demo = Command::new(env!("CARGO_BIN_EXE_samspor"))
        .args(["demo", "--patients", "20", "--years", "3", "--port", "0"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let said: Vec<String> =
        BufReader::new(demo.stdout.take().unwrap()).lines().take(6).map(Result::unwrap).collect();
    assert!(said[0].starts_with("http://127.0.0.1:"), "{said:?}");
    for role in ["KE", "Leder", "Koordinator", "Tilsyn", "Pasient"] {
        assert!(
            said[1..].iter().any(|line| line.contains(role) && line.contains("token=")),
            "{role}: {said:?}"
        );
    }
    let address = said[0].trim_start_matches("http://");
    let mut connection = TcpStream::connect(address).unwrap();
    write!(connection, "GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let interrupt = format!("kill -INT {}", demo.id());
    assert!(Command::new("sh").args(["-c", &interrupt]).status().unwrap().success());
    let mut told = String::new();
    demo.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!(demo.wait().unwrap().code(), Some(0), "{told}");
    let dir = told.lines().find_map(|line| line.strip_prefix("the ledger is in ")?.split(" and goes").next());
    assert!(!Path::new(dir.unwrap()).exists(), "{told}");
}

#[test]
fn only_loopback_is_served_and_tokens_are_for_somebody() {
    let dir = tempfile::tempdir().unwrap();
    let dir = ledger(dir.path());
    let data = path(&dir);
    let open = samspor(&["serve", "--data", data, "--listen", "0.0.0.0:0"]);
    assert_eq!(code(&open), 2);
    assert!(err(&open).contains("loopback"), "{}", err(&open));
    let token = samspor(&["token", "--data", data, "--role", "Supervisor", "--json"]);
    assert_eq!(code(&token), 0, "{}", err(&token));
    assert!(lines(&token)[0]["token"].as_str().unwrap().len() > 80);
    assert_eq!(lines(&token)[0]["actor"]["role"], "Supervisor");
    let nobody = samspor(&["token", "--data", data, "--role", "KeMunicipal"]);
    assert_eq!(code(&nobody), 2);
    assert!(err(&nobody).contains("--tenant"), "{}", err(&nobody));
}

#[test]
fn nothing_is_coloured_or_moves_where_no_terminal_is() {
    let dir = tempfile::tempdir().unwrap();
    let dir = ledger(dir.path());
    for colour in [None, Some("1")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_samspor"));
        command.args(["doctor", "--data", path(&dir)]).env_remove("NO_COLOR");
        let output = command.envs(colour.map(|value| ("NO_COLOR", value))).output().unwrap();
        assert!(!output.stdout.contains(&0x1b) && !output.stderr.contains(&0x1b));
        assert!(out(&output).contains('✔'));
    }
}
