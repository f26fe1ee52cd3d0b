//! Stored bytes stay as they are: every event type of every version has golden bytes, and they are read for ever.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

use samspor_core::catalogue::CATALOGUE;
use samspor_core::entry::EVENT_SCHEMA;
use samspor_tests::golden::{BLESS, Golden, Verdict, compare, envelope, of_every_event, reads_back};
use samspor_tests::tidy::tree::root;

fn folder() -> PathBuf {
    root().join("tests/golden")
}

/// What is wrong with the golden files; under [`BLESS`] those that are missing are written first, once for all tests.
static WRONG: LazyLock<Vec<String>> = LazyLock::new(|| {
    let bless = std::env::var_os(BLESS).is_some();
    let mut wrong = Vec::new();
    for golden in of_every_event().into_iter().chain([envelope()]) {
        match compare(&folder(), &golden, bless).expect("the golden files can be read") {
            Verdict::Same => {}
            Verdict::Written => println!("wrote {}", golden.name),
            Verdict::Wrong(what) => wrong.push(what),
        }
    }
    wrong
});

#[test]
fn a_stored_type_never_changes() {
    assert!(WRONG.is_empty(), "\n{}\n", WRONG.join("\n\n"));
}

#[test]
fn every_event_of_the_catalogue_has_golden_bytes() {
    let names: BTreeSet<String> = of_every_event().into_iter().map(|golden| golden.name).collect();
    let of = |event: &str| format!("{event}.{EVENT_SCHEMA}");
    let missing: Vec<&str> =
        CATALOGUE.iter().map(|listed| listed.event).filter(|event| !names.contains(&of(event))).collect();
    assert!(missing.is_empty(), "no sample in core/src/given/samples.rs: {missing:?}");
}

#[test]
fn golden_bytes_of_every_version_are_read_for_ever() {
    LazyLock::force(&WRONG);
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if name != "envelope" {
            let newest = name.ends_with(&format!(".{EVENT_SCHEMA}"));
            let text = std::fs::read_to_string(&path).unwrap();
            reads_back(&text, newest).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        }
    }
}

fn golden(text: &str) -> Golden {
    Golden { name: "NeedReported.1".to_owned(), text: text.to_owned(), unsampled: Vec::new() }
}

#[test]
fn blessing_adds_what_is_missing_and_writes_over_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = |verdict| matches!(verdict, Verdict::Wrong(what) if what.contains("SAMSPOR_BLESS"));
    assert!(wrong(compare(folder.path(), &golden("one\n"), false).unwrap()));
    assert_eq!(compare(folder.path(), &golden("one\n"), true).unwrap(), Verdict::Written);
    assert_eq!(compare(folder.path(), &golden("one\n"), true).unwrap(), Verdict::Same);
    for changed in ["one\ntwo\n", "two\n", ""] {
        assert!(wrong(compare(folder.path(), &golden(changed), true).unwrap()), "{changed}");
    }
    assert_eq!(compare(folder.path(), &golden("one\n"), false).unwrap(), Verdict::Same);
}

#[test]
fn the_envelope_may_have_new_spellings_and_loses_none() {
    let folder = tempfile::tempdir().unwrap();
    let envelope = |text: &str| Golden { name: "envelope".to_owned(), ..golden(text) };
    assert_eq!(compare(folder.path(), &envelope("one\n"), true).unwrap(), Verdict::Written);
    assert!(matches!(compare(folder.path(), &envelope("one\ntwo\n"), false).unwrap(), Verdict::Wrong(_)));
    assert_eq!(compare(folder.path(), &envelope("one\ntwo\n"), true).unwrap(), Verdict::Written);
    assert!(matches!(compare(folder.path(), &envelope("two\n"), true).unwrap(), Verdict::Wrong(_)));
}

#[test]
fn a_field_that_no_sample_has_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let unsampled = Golden { unsampled: vec!["shoe_size".to_owned()], ..golden("one\n") };
    let verdict = compare(folder.path(), &unsampled, true).unwrap();
    assert!(matches!(verdict, Verdict::Wrong(what) if what.contains("`shoe_size`")));
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none());
}
