//! Patients' stories, told from the shipped histories.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use samspor_core::log::{Log, MemoryLog};
use samspor_core::words::{Instant, PersonId};
use samspor_projections::live::Views;
use samspor_replay::history;
use samspor_replay::story::{About, Difference, Story, difference};

/// A ledger a history has run into.
struct Told {
    log: Arc<dyn Log>,
    views: Views,
    aliases: BTreeMap<String, String>,
}

impl Told {
    fn by(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("histories");
        let path: PathBuf = folder.join(format!("{name}.jsonl"));
        let read = |path: &Path| std::fs::read_to_string(path).map_err(|error| error.to_string());
        let history = history::parse(&path, &read).unwrap();
        let log: Arc<dyn Log> = Arc::new(MemoryLog::counting());
        let views = Views::open(Arc::clone(&log), Instant::start_of("2024-01-01".parse().unwrap())).unwrap();
        let aliases = history::run(&history, &*log, &views).unwrap().aliases;
        Self { log, views, aliases }
    }

    fn story(&self, patient: &str, valid: &str, known: &str) -> Story {
        let about = About {
            tenant: self.aliases["fjordvik"].parse().unwrap(),
            patient: self.aliases[patient].parse().unwrap(),
            valid: valid.parse().unwrap(),
            known: Instant::end_of(known.parse().unwrap()),
        };
        let named = |person: PersonId| {
            let alias = self.aliases.iter().find(|(_, id)| **id == person.to_string());
            alias.map(|(alias, _)| alias.clone())
        };
        Story::of(&*self.log, &self.views, about, &named).unwrap()
    }
}

#[test]
fn a_step_tells_what_happened_who_told_it_and_how_late() {
    let story = Told::by("s05-oral-report-registered-late").story("jonas", "2026-04-08", "2026-04-08");
    let text = story.text();
    assert!(text.contains("hos Fjordvik kommune\nPer 08.04.2026, slik det var kjent 08.04.2026\n"), "{text}");
    let report = "02.03.2026  Melding om behov for koordinator fra fastlegen (muntlig); registrert 20.03.2026 (18 dager senere)\n";
    assert!(text.contains(report), "{text}");
    assert!(text.contains(", av koordinerende enhet i kommunen (kaja)\n"), "{text}");
    assert!(text.ends_with("Per 08.04.2026:\n  Koordinator: (ingen)\n  Meldinger om behov: mottatt 02.03.2026\n  Sak: åpen\n  Vurdering: koordinator\n"), "{text}");
}

#[test]
fn what_was_not_recorded_yet_or_had_not_happened_is_not_told() {
    let told = Told::by("s05-oral-report-registered-late");
    assert_eq!(told.story("jonas", "2026-03-18", "2026-03-18").steps, vec![]);
    assert_eq!(told.story("jonas", "2026-03-18", "2026-03-20").steps.len(), 2);
    assert_eq!(told.story("jonas", "2026-03-24", "2026-04-08").steps.len(), 2);
    assert!(told.story("jonas", "2026-03-18", "2026-03-18").text().contains("Ingen hendelser er kjent."));
}

#[test]
fn corrections_stand_beside_the_original_and_what_is_voided_is_marked() {
    let told = Told::by("s06-wrong-patient");
    let harald = told.story("harald", "2026-02-28", "2026-02-28");
    let wrong = harald.steps.iter().find(|step| step.name == "CoordinatorAppointed").unwrap();
    let void = harald.steps.iter().find(|step| step.name == "EntryMarkedErroneous").unwrap();
    assert_eq!(wrong.voided_by, Some(void.position));
    assert!(wrong.text().contains("avvik: NO-CONSENT") && wrong.text().contains("FEILFØRT, se hendelse"));
    assert!(void.text.ends_with("(feil pasient)"), "{}", void.text);

    let ingrid = told.story("ingrid", "2026-02-28", "2026-02-28");
    let right = ingrid.steps.iter().find(|step| step.name == "CoordinatorAppointed").unwrap();
    assert_eq!((right.on.to_string(), right.corrected_by.len()), ("2026-01-12".to_owned(), 2));
    assert!(right.corrected_by[0].1.contains("on = 13.01.2026 (typo)"), "{:?}", right.corrected_by);
    assert_eq!(ingrid.state.0["Koordinator"], "ane (koordinator) siden 13.01.2026");
}

#[test]
fn step_by_step_each_entry_says_what_it_changed() {
    let story = Told::by("s04-planned-change-with-overlap").story("leif", "2025-12-31", "2025-12-31");
    let change = story.steps.iter().find(|step| step.name == "CoordinatorChanged").unwrap();
    assert_eq!(change.state_on.to_string(), "2025-10-01");
    let [seat] = change.changes.as_slice() else { panic!("{:?}", change.changes) };
    assert_eq!(seat.before.as_deref(), Some("ane (koordinator) siden 02.09.2024"));
    assert_eq!(seat.after.as_deref(), Some("bjarne (koordinator) siden 01.10.2025"));
    assert!(
        change
            .text
            .contains("ane → bjarne, Ergo- og fysioterapi (endret behov, overlapping 01.09.2025–15.10.2025)")
    );
    assert!(change.text().contains("registrert 22.09.2025 (9 dager før)"), "{}", change.text());
    let text = story.steps_text();
    assert!(
        text.contains("per 01.10.2025: Koordinator: ane (koordinator) siden 02.09.2024 → bjarne"),
        "{text}"
    );
}

#[test]
fn two_knowledges_of_one_day_differ_in_what_was_learned_between() {
    let told = Told::by("s08-child-turning-18");
    let then = told.story("elise", "2026-08-20", "2026-08-20");
    let now = told.story("elise", "2026-08-20", "2026-08-24");
    let learned = difference(&now, &then);
    assert_eq!(learned.learned.len(), 1);
    assert!(!Difference::is_correction(&learned.learned[0]));
    assert_eq!(learned.changes.len(), 1);
    assert_eq!((learned.changes[0].field, learned.changes[0].before.as_ref()), ("Koordinator", None));
    assert!(
        learned.text().starts_with("Kjent 20.08.2026 ↔ kjent 24.08.2026, per 20.08.2026\n"),
        "{}",
        learned.text()
    );
    assert!(
        learned
            .text()
            .contains("Koordinator oppnevnt: ane, Hjemmetjenesten; registrert 24.08.2026 (7 dager senere)")
    );
}

#[test]
fn a_complaint_is_told_from_the_letter_to_the_order() {
    let told = Told::by("s15-complaint-deadlines");
    let text = told.story("astrid", "2026-05-01", "2026-05-01").text();
    let decision = "avgjørelsen endret; pålagt offer-coordinator innen 15.04.2026";
    for part in [
        "Klage mottatt fra pasienten om avgjørelsen i",
        "opprettholdt, sendt Statsforvalteren 20.01.2026",
        decision,
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.contains("  Klager: mottatt 30.12.2025, avgjort av Statsforvalteren\n"), "{text}");
    let state = told.story("astrid", "2026-01-20", "2026-01-20").state;
    assert_eq!(state.0["Klager"], "mottatt 30.12.2025, sendt Statsforvalteren");
}

#[test]
fn the_story_by_either_reference_of_a_merged_patient_is_the_same() {
    let told = Told::by("own/identity-links");
    let by = |alias: &str, valid: &str| told.story(alias, valid, "2025-04-30").steps;
    assert_eq!(by("siri", "2025-03-15"), by("siri-2", "2025-03-15"));
    assert_ne!(by("siri", "2025-04-01"), by("siri-2", "2025-04-01"));
}

#[test]
fn without_names_a_story_shows_the_ends_of_ids() {
    let told = Told::by("s04-planned-change-with-overlap");
    let named = told.story("leif", "2025-12-31", "2025-12-31");
    let unnamed = Story::of(&*told.log, &told.views, named.about, &|_| None).unwrap();
    assert!(unnamed.text().contains("Koordinator oppnevnt: ansatt …"));
    assert!(!unnamed.text().contains("bjarne"));
}
