//! What a made-up history holds to, whatever the seed.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use samspor_core::words::{Instant, NationalNumber, Series};
use serde_json::Value;

use super::*;
use crate::believable::STORIES;

fn demo() -> Vec<String> {
    lines(&Scale::demo("2026-11-20".parse().unwrap())).collect()
}

fn parsed(lines: &[String]) -> Vec<Value> {
    lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn text<'a>(line: &'a Value, field: &str) -> Option<&'a str> {
    line.get(field).and_then(Value::as_str)
}

#[test]
fn the_same_seed_gives_the_same_lines() {
    let digest = |lines: &[String]| {
        let mut hasher = DefaultHasher::new();
        lines.hash(&mut hasher);
        hasher.finish()
    };
    assert_eq!(digest(&demo()), digest(&demo()));
    let other = Scale { seed: 1, ..Scale::demo("2026-11-20".parse().unwrap()) };
    assert_ne!(digest(&demo()), digest(&lines(&other).collect::<Vec<_>>()));
}

#[test]
fn time_never_goes_backwards_and_stops_at_the_last_day() {
    let mut newest = Instant::start_of("2021-11-20".parse().unwrap());
    for line in parsed(&demo()) {
        if let Some(at) = text(&line, "at") {
            let at: Instant = at.parse().unwrap();
            assert!(newest <= at, "{line}");
            newest = at;
        }
    }
    assert!(newest.day() <= "2026-11-20".parse().unwrap() && newest.day() > "2026-11-16".parse().unwrap());
}

#[test]
fn nothing_but_a_change_is_told_before_its_day() {
    for weekday in 16..23 {
        let last_day = format!("2026-02-{weekday}").parse().unwrap();
        for line in parsed(&lines(&Scale { seed: weekday, ..Scale::demo(last_day) }).collect::<Vec<_>>()) {
            if let (Some(on), Some(at)) = (text(&line, "on"), text(&line, "at")) {
                let told: Instant = at.parse().unwrap();
                assert!(
                    on.parse::<Day>().unwrap() <= told.day()
                        || text(&line, "do") == Some("ChangeCoordinator"),
                    "{line}"
                );
            }
        }
    }
}

/// Every text in `data` of a field that names something else.
fn named(data: &Value) -> Vec<&str> {
    const NAMING: [&str; 24] = [
        "person",
        "for_person",
        "from_person",
        "to_person",
        "by",
        "owner",
        "unit",
        "to_unit",
        "first_received_by",
        "report",
        "of",
        "planned",
        "consent",
        "target",
        "other",
        "plan",
        "collaboration",
        "group",
        "meeting",
        "chair",
        "secretary",
        "municipality",
        "notification",
        "with_tenant",
    ];
    let field = |name: &&str| data.get(*name).and_then(Value::as_str);
    NAMING
        .iter()
        .filter_map(field)
        .filter(|name| !["Patient", "Coordinator", "Leader"].contains(name))
        .collect()
}

#[test]
fn an_alias_is_given_once_and_before_it_is_used() {
    let mut known: HashSet<String> = HashSet::new();
    for line in parsed(&demo()) {
        for used in ["actor", "patient"].iter().filter_map(|field| text(&line, field)) {
            assert!(known.contains(used), "{used} in {line}");
        }
        for kind in ["data", "unit", "person", "actor"] {
            for used in line.get(kind).map(named).unwrap_or_default() {
                assert!(known.contains(used), "{used} in {line}");
            }
        }
        for given in ["name", "as"].iter().filter_map(|field| text(&line, field)) {
            assert!(known.insert(given.to_owned()), "{given} twice");
        }
    }
}

#[test]
fn every_number_is_synthetic_and_nobody_elses() {
    let mut seen = BTreeSet::new();
    let patients: Vec<_> =
        parsed(&demo()).into_iter().filter_map(|line| line.get("patient").cloned()).collect();
    for patient in patients.iter().filter(|patient| patient.is_object()) {
        let number: NationalNumber = text(patient, "nin").unwrap().parse().unwrap();
        assert!(number.accepted_in(Series::Simulated));
        assert!(seen.insert(number.digits()));
    }
    assert_eq!(seen.len(), 400);
}

#[test]
fn every_story_is_told() {
    let lines = parsed(&demo());
    for story in STORIES {
        assert!(lines.iter().any(|line| text(line, "patient") == Some(story.patient)), "{}", story.title);
    }
    let left = lines
        .iter()
        .find(|line| text(line, "do") == Some("EndAssignment") && text(line, "patient") == Some("story-gap"));
    assert_eq!(text(left.unwrap(), "on"), Some("2025-10-06"));
    let next = lines.iter().rfind(|line| {
        text(line, "do") == Some("AppointCoordinator") && text(line, "patient") == Some("story-gap")
    });
    assert_eq!(text(next.unwrap(), "on"), Some("2025-10-25"));
}

#[test]
fn a_typical_patient_has_some_forty_lines_in_five_years() {
    let lines = demo();
    let commands = lines.iter().filter(|line| line.contains(r#""patient":""#)).count();
    assert!((24..48).contains(&(commands / 400)), "{}", commands / 400);
}

#[test]
fn a_load_has_exactly_its_size() {
    let mut lines_of: BTreeMap<String, u32> = BTreeMap::new();
    let mut newest = Instant::start_of("2021-01-01".parse().unwrap());
    for line in workload(300, 40, 7) {
        let line: Value = serde_json::from_str(&line).unwrap();
        if let Some(at) = text(&line, "at") {
            let at: Instant = at.parse().unwrap();
            assert!(newest <= at);
            newest = at;
        }
        if let Some(patient) = text(&line, "patient") {
            *lines_of.entry(patient.to_owned()).or_default() += 1;
        }
    }
    assert_eq!(lines_of.len(), 300);
    assert!(lines_of.values().all(|count| *count == 40));
}
