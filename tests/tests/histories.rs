//! History files against the ledger: the shipped ones, our own, and bad ones.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use samspor_core::log::{Log, MemoryLog, Position};
use samspor_core::words::Instant;
use samspor_projections::live::Views;
use samspor_replay::history::{self, HistoryError, Place, Ran, Runner};

/// Histories that pass whole.
const PASSING: [&str; 23] = [
    "s01-straight-through",
    "s02-coordinator-without-plan",
    "s04-planned-change-with-overlap",
    "s05-oral-report-registered-late",
    "s06-wrong-patient",
    "s07-hospital-and-municipality",
    "s08-child-turning-18",
    "s10-absence-and-substitute",
    "s13-granted-without-active-plan",
    "s14-workload-distribution",
    "s15-complaint-deadlines",
    "s17-pathway-coordinator",
    "s19-ke-network",
    "s20-reservation-and-protected-address",
    "own/policy-changes",
    "own/deaths",
    "own/transfers",
    "own/identity-links",
    "own/hindsight",
    "own/plans",
    "own/complaints",
    "own/groups",
    "own/ke-network",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("histories")
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| error.to_string())
}

/// A fresh ledger in memory.
fn ledger() -> (Arc<dyn Log>, Views) {
    let log: Arc<dyn Log> = Arc::new(MemoryLog::counting());
    let views = Views::open(Arc::clone(&log), Instant::start_of("2024-01-01".parse().unwrap())).unwrap();
    (log, views)
}

fn checked(name: &str) -> Ran {
    let path = folder().join(format!("{name}.jsonl"));
    let history = history::parse(&path, &read).unwrap();
    let (log, views) = ledger();
    history::check(&history, &*log, &views).unwrap()
}

#[test]
fn every_history_of_the_built_commands_is_as_it_says() {
    let mut told = String::new();
    for name in PASSING {
        for failure in checked(name).failures {
            told += &format!("{failure}\n");
        }
    }
    assert!(told.is_empty(), "{told}");
}

#[test]
fn the_same_file_gives_the_same_ledger_wherever_it_lies() {
    let run = |include: &str| {
        let text = read(&folder().join("s06-wrong-patient.jsonl")).unwrap();
        let here = |path: &Path| match path.file_name().and_then(|name| name.to_str()) {
            Some("cast.jsonl") => read(&folder().join("cast.jsonl")),
            _ => Ok(text.clone()),
        };
        let history = history::parse(Path::new(include), &here).unwrap();
        let (log, views) = ledger();
        let ran = history::run(&history, &*log, &views).unwrap();
        (ran, log.page(Position::START, 10_000).unwrap())
    };
    assert_eq!(run("s06.jsonl"), run("./other/place/s06.jsonl"));
}

#[test]
fn lines_that_stream_in_give_the_same_ledger_as_a_parsed_file() {
    let (log, views) = ledger();
    let mut runner = Runner::new(&*log, &views);
    let file: Arc<str> = folder().join("cast.jsonl").display().to_string().into();
    for (number, line) in (1..).zip(read(Path::new(&*file)).unwrap().lines()) {
        runner.line(line, &Place::new(&file, number)).unwrap();
    }
    let ran = runner.finish();
    assert_eq!(ran, checked("cast"));
    assert_eq!((ran.aliases["fjordvik"].as_str(), ran.failures.len()), ("310000019", 0));
}

const HEADER: &str = r#"{"history": 1, "title": "Bad"}"#;
const TENANT: &str = r#"{"name": "fjordvik", "tenant": {"org_number": "310000019", "name": "Fjordvik kommune", "kind": "Municipality", "has_ke": true}}"#;
const ACTOR: &str = r#"{"name": "sys", "actor": {"tenant": "fjordvik", "role": "System"}}"#;

/// The parse error of a file with these lines after header, tenant and actor.
fn error_of(lines: &str) -> String {
    let text = format!("{HEADER}\n{TENANT}\n{ACTOR}\n{lines}\n");
    match history::parse(Path::new("bad.jsonl"), &|_| Ok(text.clone())) {
        Ok(_) => "parsed".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_is_wrong_with_a_line_is_told_with_file_and_line_and_what_would_do() {
    let unit = r#""do": "RegisterUnit", "data": {"name": "A", "service": "a", "parent": "nobody"}"#;
    for (lines, told) in [
        (format!(r#"{{"at": "2025-01-01", "actor": "sys", {unit}}}"#), "bad.jsonl:4: data.parent: unknown alias nobody: name it before"),
        (r#"{"at": "2025-01-01", "actor": "ghost", "do": "OpenCase"}"#.to_owned(), "bad.jsonl:4: actor: unknown alias ghost"),
        (r#"{"at": "2025-01-01", "actor": "fjordvik", "do": "OpenCase"}"#.to_owned(), "bad.jsonl:4: actor: fjordvik is no actor"),
        (r#"{"at": "2025-01-01", "actor": "sys", "do": "OpenCase", "patient": "sys"}"#.to_owned(), "bad.jsonl:4: patient: sys is an actor"),
        (
            "\n// later, then earlier\n{\"at\": \"2025-01-02\", \"actor\": \"sys\", \"do\": \"OpenCase\"}\n{\"at\": \"2025-01-01\", \"actor\": \"sys\", \"do\": \"OpenCase\"}".to_owned(),
            "bad.jsonl:7: at: 2025-01-01 is before the line above it",
        ),
        (r#"{"at": "2025-02-30", "actor": "sys", "do": "OpenCase"}"#.to_owned(), "bad.jsonl:4: at: 2025-02-30 is neither a date"),
        (r#"{"at": "2025-01-01", "on": "1/1", "actor": "sys", "do": "OpenCase"}"#.to_owned(), "bad.jsonl:4: on: 1/1 is neither a date"),
        (r#"{"at": "2025-01-01", "actor": "sys", "do": "OpenCase", "why": 1}"#.to_owned(), "bad.jsonl:4: not a command line: unknown field `why`"),
        (r#"{"at": "2025-01-01", "actor": "sys", "do": "OpenCase", "mode": "try"}"#.to_owned(), "bad.jsonl:4: not a command line: unknown variant `try`"),
        (r#"{"name": "fjordvik", "tenant": {"org_number": "310000027"}}"#.to_owned(), "bad.jsonl:4: the alias fjordvik is named already, at bad.jsonl:2"),
        (r#"{"name": "a", "unit": {"name": "A"}}"#.to_owned(), "bad.jsonl:4: tenant: missing"),
        (r#"{"name": "a", "house": {"name": "A"}}"#.to_owned(), "bad.jsonl:4: not a naming line: unknown field `house`"),
        (r#"{"name": "ke", "actor": {"tenant": "fjordvik", "role": "KeMunicipal"}}"#.to_owned(), "bad.jsonl:4: actor: KeMunicipal needs"),
        (r#"{"expect": "overdue", "valid": "2025-13-01", "rows": []}"#.to_owned(), "bad.jsonl:4: valid:"),
        (r#"{"expect": "overdue", "valid": "2025-01-01"}"#.to_owned(), "bad.jsonl:4: it expects nothing"),
        (r#"{"expect": "overdue", "valid": "2025-01-01", "where": {"patient": "nobody"}, "rows": []}"#.to_owned(), "bad.jsonl:4: where.patient: unknown alias nobody"),
        ("{".to_owned(), "bad.jsonl:4: not a JSON object on one line"),
        (r#"{"note": "hei"}"#.to_owned(), "bad.jsonl:4: no history line"),
        (HEADER.to_owned(), "bad.jsonl:4: a second header"),
    ] {
        let error = error_of(&lines);
        assert!(error.starts_with(told), "{lines}\n  told     {error}\n  expected {told}");
    }
}

#[test]
fn a_file_needs_a_header_first_and_includes_make_no_loop() {
    let parse = |a: &'static str, b: &'static str| {
        let read = move |path: &Path| match path.display().to_string().as_str() {
            "x/a.jsonl" => Ok(a.to_owned()),
            "x/b.jsonl" => Ok(b.to_owned()),
            other => Err(format!("{other} is not there")),
        };
        history::parse(Path::new("x/./a.jsonl"), &read)
            .map(|history| history.lines.len())
            .map_err(|e: HistoryError| e.to_string())
    };
    let includes_b = r#"{"history": 1, "title": "a", "include": ["b.jsonl", "../x/b.jsonl"]}"#;
    let named = "{\"history\": 1, \"title\": \"b\"}\n{\"name\": \"s\", \"actor\": {\"role\": \"System\"}}";
    assert_eq!(parse(includes_b, named), Ok(1));
    assert_eq!(
        parse(TENANT, ""),
        Err(r#"x/a.jsonl:1: no header: the first line is {"history": 1, "title": "…"}"#.to_owned())
    );
    let loops = parse(includes_b, r#"{"history": 1, "title": "b", "include": ["a.jsonl"]}"#);
    assert!(loops.unwrap_err().starts_with("x/b.jsonl:1: include: a.jsonl includes this file in its turn"));
    let lost = parse(r#"{"history": 1, "title": "a", "include": ["c.jsonl"]}"#, "");
    assert_eq!(lost, Err("x/a.jsonl:1: include: x/c.jsonl: x/c.jsonl is not there".to_owned()));
    let newer = parse(r#"{"history": 2, "title": "a"}"#, "");
    assert!(newer.unwrap_err().starts_with("x/a.jsonl:1: history: version 2 is unknown"));
}

#[test]
fn a_wrong_expectation_fails_with_what_was_expected_and_what_there_was() {
    let text = format!(
        r#"{HEADER}
{TENANT}
{ACTOR}
{{"at": "2025-01-01", "actor": "sys", "do": "RegisterUnit", "data": {{"name": "Hjemmetjenesten", "service": "home-care"}}, "refused": "E-AUTH"}}
{{"at": "2025-01-02", "actor": "sys", "do": "RegisterUnit", "data": {{"name": "Hjemmetjenesten", "service": "two words"}}, "as": "home"}}
{{"at": "2025-01-03", "actor": "sys", "do": "RegisterUnit", "data": {{"name": "Sone sør", "service": "home-care", "parent": "home"}}}}
{{"at": "2025-01-04", "actor": "sys", "do": "RegisterUnit", "data": {{"name": "Sone nord", "service": "home-care"}}, "deviations": ["UNTRAINED"]}}
{{"expect": "coordinators", "valid": "2025-01-04", "rows": [{{"person": "ane"}}]}}
"#
    );
    let history = history::parse(Path::new("bad.jsonl"), &|_| Ok(text.clone())).unwrap();
    let (log, views) = ledger();
    let ran = history::check(&history, &*log, &views).unwrap();
    let told: Vec<String> = ran.failures.iter().map(ToString::to_string).collect();
    assert_eq!(
        told[0],
        "bad.jsonl:4:\n  expected RegisterUnit refused with E-AUTH\n  got      accepted at position 3"
    );
    assert!(
        told[1].starts_with(
            "bad.jsonl:5:\n  expected RegisterUnit accepted\n  got      refused with E-MALFORMED: "
        ),
        "{}",
        told[1]
    );
    assert!(told[2].ends_with("home names nothing: the line that was to make it failed"), "{}", told[2]);
    assert!(
        told[3].ends_with("expected RegisterUnit with deviations [\"UNTRAINED\"]\n  got      []"),
        "{}",
        told[3]
    );
    assert!(
        told[4].contains("coordinators valid 2025-01-04, known 2025-01-04: exactly 1 row"),
        "{}",
        told[4]
    );
    assert!(told[4].contains("got      0 rows"), "{}", told[4]);
    assert_eq!(told.len(), 5);
}
