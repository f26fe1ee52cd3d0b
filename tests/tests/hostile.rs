//! Hostile input to every parser (Q10): saved inputs and mutations of them stop nobody, hang nobody, and nothing has two
//! spellings. What fails is to be saved under `tests/corpus`, and mended.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use samspor_gateway::clock;
use samspor_tests::hostile::{Mutations, TARGETS, Target, corpus_of};
use samspor_tests::tidy::tree::root;
use samspor_tests::worlds::is_long;

/// No input takes a parser longer: Q10's 100 ms, and room for a machine that is busy with something else.
const TIME_MAX: Duration = Duration::from_millis(if cfg!(debug_assertions) { 1_000 } else { 100 });
/// Mutations of a target in the short form, and how long the long one goes on with each.
const MUTATIONS: usize = 10_000;
const LONG: Duration = Duration::from_secs(10);

/// Feeds one input; what is wrong with the parser, if anything is.
fn fault(target: &Target, input: &[u8]) -> Option<String> {
    let begun = clock::tick();
    let fed = catch_unwind(AssertUnwindSafe(|| (target.feed)(input)));
    let took = begun.elapsed();
    match fed {
        Err(_) => Some("it panics".to_owned()),
        Ok(_) if took > TIME_MAX => Some(format!("it takes {took:?}")),
        Ok(Some(spelled)) if spelled != input => Some(format!(
            "it takes two spellings of one thing, this and {:?}",
            String::from_utf8_lossy(&spelled)
        )),
        Ok(_) => None,
    }
}

fn feed(target: &Target, input: &[u8], what: &str) {
    let fault = fault(target, input);
    assert_eq!(fault, None, "{}, {what}\n{:?}", target.name, String::from_utf8_lossy(input));
}

#[test]
fn every_saved_input_stops_and_hangs_nobody_and_has_one_spelling() {
    let mut taken = BTreeSet::new();
    for target in &TARGETS {
        for (path, input) in corpus_of(target).unwrap() {
            feed(target, &input, &path.display().to_string());
            if (target.feed)(&input).is_some() {
                taken.insert(target.name);
            }
        }
    }
    // Inputs that are all refused at the first byte would say little.
    let spelled = [
        "leaf",
        "note",
        "checkpoint",
        "tlog-proof",
        "add-checkpoint",
        "vkey",
        "tile-path",
        "tile",
        "entry-bundle",
        "reading",
    ];
    assert_eq!(taken, BTreeSet::from(spelled));
}

#[test]
fn mutations_of_saved_inputs_stop_and_hang_nobody_and_have_one_spelling() {
    for (target, seed) in TARGETS.iter().zip(1_u64..) {
        let inputs: Vec<Vec<u8>> = corpus_of(target).unwrap().into_iter().map(|(_, input)| input).collect();
        let begun = clock::tick();
        for (number, input) in Mutations::of(&inputs, seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)).enumerate() {
            feed(target, &input, &format!("mutation {number} by seed {seed}"));
            if if is_long() { begun.elapsed() > LONG } else { number >= MUTATIONS } {
                break;
            }
        }
    }
}

#[test]
fn every_directory_of_the_corpus_is_a_targets() {
    let found: BTreeSet<String> = fs::read_dir(root().join("tests/corpus"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(found, TARGETS.iter().map(|target| target.name.to_owned()).collect());
}

#[test]
fn the_same_seed_gives_the_same_mutations_and_another_seed_others() {
    let inputs = vec![b"one input".to_vec(), b"another".to_vec()];
    let some = |seed| Mutations::of(&inputs, seed).take(50).collect::<Vec<_>>();
    assert_eq!(some(7), some(7));
    assert_ne!(some(7), some(9));
}
