//! Programs nobody here wrote take what `samspor` itself wrote, served and gave out, and refuse it with one bit flipped.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use samspor_tests::outside::flips::{Flip, Place, flipped};
use samspor_tests::outside::programs::{python, run, samspor, sumdb};
use samspor_tests::outside::published::Published;
use samspor_tests::outside::taken;
use samspor_tests::outside::written::{Written, written};

const TMP: &str = env!("CARGO_TARGET_TMPDIR");

static WRITTEN: LazyLock<Written> = LazyLock::new(|| written(&Path::new(TMP).join("outside/written")));

fn is_taken_and_refused(name: &str, driver: impl Fn() -> Command, flips: &[Flip]) {
    taken::is_taken_and_refused(TMP, name, &WRITTEN.published, driver, flips);
}

#[test]
fn go_takes_the_log_that_is_served_and_the_proofs_of_a_dossier() {
    let flips: [Flip; 9] = [
        ("log.vkey", Place::Line(0)),
        ("checkpoint", Place::Line(2)),
        ("checkpoint", Place::After("\n\n— ledger.simulated.invalid/samspor/", 20)),
        ("checkpoint.", Place::Line(2)),
        ("consistency-", Place::Line(0)),
        ("proofs/", Place::Line(3)),
        ("tile/0/000", Place::Middle),
        ("tile/entries/000", Place::Middle),
        ("tile/entries/001.p/", Place::Middle),
    ];
    is_taken_and_refused("written-go", || sumdb(TMP), &flips);
}

#[test]
fn pymerkle_makes_the_roots_that_the_program_signed_of_the_entries_it_serves() {
    let flips: [Flip; 4] = [
        ("checkpoint", Place::Line(2)),
        ("proofs/", Place::Line(3)),
        ("tile/entries/000", Place::Middle),
        ("tile/entries/001.p/", Place::Middle),
    ];
    is_taken_and_refused("written-pymerkle", || python(TMP, "roots.py"), &flips);
}

#[test]
fn leaves_that_are_served_are_canonical_and_what_a_dossier_discloses_opens() {
    let flips: [Flip; 4] = [
        ("tile/entries/000", Place::Middle),
        ("events.jsonl", Place::After("\"leaf\":\"", 100)),
        ("events.jsonl", Place::After("\"body\":\"", 100)),
        ("events.jsonl", Place::After("\"position\":", 0)),
    ];
    is_taken_and_refused("written-leaves", || python(TMP, "leaves.py"), &flips);
}

#[test]
fn openssl_and_sha256sum_take_the_dossier_by_the_script_in_it() {
    let flips: [(Flip, &str); 5] = [
        (("checkpoint", Place::Line(2)), "FAULT checkpoint: signed by"),
        (("access-checkpoint", Place::Line(1)), "FAULT access-checkpoint: signed by"),
        (("checkpoint.tsr", Place::Middle), "FAULT checkpoint.tsr: time stamp over the checkpoint"),
        (("checkpoint", Place::Line(4)), "FAULT checkpoint.tsr: time stamp over the checkpoint"),
        (("report.html", Place::Middle), "FAULT SHA256SUMS"),
    ];
    let verified = |dossier: &Path| {
        let ran = run(Command::new("sh").arg("verify.sh").current_dir(dossier));
        (ran.status.success(), String::from_utf8_lossy(&ran.stdout).into_owned())
    };
    let (is_content, told) = verified(&WRITTEN.dossier);
    assert!(is_content, "{told}");
    assert!(told.contains("ok    checkpoint: signed by ledger.simulated.invalid"), "{told}");
    assert!(told.contains("ok    checkpoint.tsr: time stamp over the checkpoint"), "{told}");
    let dossier = Published { dir: WRITTEN.dossier.clone(), size: WRITTEN.published.size };
    let (flips, words): (Vec<Flip>, Vec<&str>) = flips.into_iter().unzip();
    let copies = flipped(&dossier, &Path::new(TMP).join("outside/written-openssl"), &flips).unwrap();
    for ((copy, flip), word) in copies.iter().zip(flips).zip(words) {
        let (is_content, told) = verified(copy);
        assert!(!is_content && told.contains(word), "{flip:?}: {told}");
    }
}

#[test]
fn age_opens_a_dossier_for_its_recipient_and_none_with_a_bit_flipped() {
    let dir = Path::new(TMP).join("outside/written-age");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    let opened = |sealed: &[u8]| {
        fs::write(dir.join("dossier.age"), sealed).unwrap();
        let mut age = Command::new("age");
        age.arg("-d").arg("-i").arg(&WRITTEN.identity).arg("-o").arg(dir.join("dossier.tar"));
        run(age.arg(dir.join("dossier.age")).stdin(Stdio::null())).status.success()
    };
    let sealed = fs::read(&WRITTEN.sealed).unwrap();
    for part in 1..8 {
        let mut flipped = sealed.clone();
        let at = sealed.len() * part / 8;
        flipped[at] ^= 1;
        assert!(!opened(&flipped), "a bit of byte {at}");
    }
    assert!(opened(&sealed));
    let unpacked = run(Command::new("tar").args(["-x", "-f", "dossier.tar"]).current_dir(&dir));
    assert!(unpacked.status.success(), "{}", String::from_utf8_lossy(&unpacked.stderr));
    let (dossier, key) = (dir.join("dossier"), WRITTEN.dossier.join("log.vkey"));
    let verified = run(samspor().args(["verify", "--dossier"]).arg(&dossier).arg("--key").arg(&key));
    let told = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(verified.status.success() && told.contains("sound, and signed by a key you trust"), "{told}");
}
