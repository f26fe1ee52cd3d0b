//! Programs nobody here wrote take our log for true, and refuse it with one bit flipped.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::path::Path;
use std::sync::LazyLock;

use samspor_tests::outside::flips::{Flip, Place};
use samspor_tests::outside::programs::{python, sumdb};
use samspor_tests::outside::published::{Published, publish};
use samspor_tests::outside::taken;

const TMP: &str = env!("CARGO_TARGET_TMPDIR");

static PUBLISHED: LazyLock<Published> = LazyLock::new(|| publish(&Path::new(TMP).join("outside/published")));

/// Flips that whoever looks at the tree must see.
const IN_THE_TREE: [Flip; 4] = [
    ("checkpoint", Place::Line(2)),
    ("tile/entries/000", Place::Middle),
    ("tile/entries/001.p/", Place::Middle),
    ("proofs/000000001", Place::Line(3)),
];

fn is_taken_and_refused(name: &str, driver: impl Fn() -> std::process::Command, flips: &[Flip]) {
    taken::is_taken_and_refused(TMP, name, &PUBLISHED, driver, flips);
}

#[test]
fn go_takes_checkpoint_tiles_inclusion_and_consistency() {
    let more: [Flip; 11] = [
        ("log.vkey", Place::Line(0)),
        ("checkpoint", Place::Line(0)),
        ("checkpoint", Place::Line(1)),
        ("checkpoint", Place::After("\n\n— ledger.simulated.invalid/samspor/", 20)),
        ("checkpoint.256", Place::Line(2)),
        ("consistency-100-", Place::Line(0)),
        ("consistency-256-", Place::Line(0)),
        ("proofs/000000001", Place::Line(1)),
        ("tile/0/000", Place::Middle),
        ("tile/0/001.p/", Place::Middle),
        ("tile/1/000.p/", Place::Middle),
    ];
    is_taken_and_refused("go", || sumdb(TMP), &[&IN_THE_TREE[..], &more].concat());
}

#[test]
fn pymerkle_makes_the_same_roots_and_proofs_of_the_entries() {
    let more: [Flip; 2] = [("checkpoint.100", Place::Line(2)), ("checkpoint.256", Place::Line(2))];
    is_taken_and_refused("pymerkle", || python(TMP, "roots.py"), &[&IN_THE_TREE[..], &more].concat());
}

#[test]
fn cryptography_verifies_the_signatures_of_log_and_witness() {
    let flips: [Flip; 6] = [
        ("checkpoint", Place::Line(1)),
        ("checkpoint", Place::Line(2)),
        ("checkpoint", Place::After("\n\n— ledger.simulated.invalid/samspor/", 20)),
        ("checkpoint", Place::After("\n— tilsynet.example/witness ", 10)),
        ("checkpoint", Place::After("\n— tilsynet.example/witness ", 30)),
        ("witness.vkey", Place::Line(0)),
    ];
    is_taken_and_refused("signatures", || python(TMP, "signatures.py"), &flips);
}

#[test]
fn leaves_are_canonical_and_chained_and_bodies_open_with_disclosed_keys() {
    let flips: [Flip; 6] = [
        ("tile/entries/000", Place::Middle),
        ("tile/entries/001.p/", Place::Middle),
        ("events.jsonl", Place::After("\"leaf\":\"", 100)),
        ("events.jsonl", Place::After("\"body\":\"", 100)),
        ("events.jsonl", Place::After("\"key\":\"", 10)),
        ("events.jsonl", Place::After("\"position\":", 0)),
    ];
    is_taken_and_refused("leaves", || python(TMP, "leaves.py"), &flips);
}
