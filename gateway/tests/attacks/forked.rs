//! Row 3: the log's own signing key signs a second history; and row 11 where the last signed checkpoint is put back too.

use std::fs;
use std::path::{Path, PathBuf};

use samspor_core::note::SignedCheckpoint;

use super::authority::Authority;
use super::dossiers::{Dossier, verified};
use super::insider::published;
use super::standing::Standing;
use super::target::{Target, birgers_stream, copy, id, known_key, known_keys, march, path, says, told};

/// A history in which Birger was never followed up. The program itself signs and serves it: its operator holds the key,
/// and has removed every trace of what was signed before.
fn fork() -> Target {
    let target = Target::before_the_dossier();
    target.is_forged(|log| drop(log.entries.remove(log.newest_of(&birgers_stream()))));
    target.forgets_what_was_signed();
    assert!(target.is_read().status.success());
    let verified = target.verified();
    assert!(verified.status.success(), "by itself nothing shows it: {}", told(&verified));
    target
}

/// The fork, grown beyond the history of March, and its dossier of Birger.
fn grown_fork(more: &[&str]) -> (Target, PathBuf) {
    let target = fork();
    target.grows(0);
    target.grows(1);
    let june = target.gives_out("june", more);
    (target, june)
}

fn seen_in_march() -> SignedCheckpoint {
    SignedCheckpoint::parse(&fs::read(march().join("checkpoint")).unwrap()).unwrap()
}

#[test]
fn two_dossiers_of_two_histories_are_sound_alone_and_a_fork_together() {
    let (_fork, june) = grown_fork(&[]);
    says(&verified(&[&june]), 0, &["sound, and signed by a key you trust"]);
    says(&verified(&[&march()]), 0, &["sound, and signed by a key you trust"]);
    let words = ["FORK: entry number", "the log has forked: two dossiers tell different histories"];
    says(&verified(&[&march(), &june]), 1, &words);
}

#[test]
fn a_dossier_made_with_the_checkpoint_seen_before_does_not_continue_it() {
    let seen = march().join("checkpoint");
    let (_fork, june) = grown_fork(&["--earlier", path(&seen)]);
    let size = seen_in_march().checkpoint().size;
    let words = format!("this history does not continue the one of {size} entries");
    says(&verified(&[&june]), 1, &[&words, "NOT SOUND"]);
    let shorter = fork();
    let (out, patient) = (shorter.beside("june"), id("birger"));
    let asked = ["dossier", "--patient", &patient, "--out", path(&out), "--for", "Statsforvalteren"];
    let refused = shorter.runs(&[&asked[..], &["--basis", "hpl-30", "--earlier", path(&seen)]].concat());
    says(&refused, 2, &[&format!("the earlier checkpoint is over {size} entries"), "older copy, or forked"]);
}

#[test]
fn a_ledger_held_against_the_checkpoint_somebody_kept_is_another_history() {
    let (fork, _) = grown_fork(&[]);
    let (seen, key) = (march().join("checkpoint"), known_key());
    let held = fork.runs(&["verify", "--vkey", &key, "--against", path(&seen)]);
    says(
        &held,
        3,
        &["the entries up to here are not those that", "the history was changed after it was signed"],
    );
    let honest = Target::new();
    honest.grows(0);
    let held = honest.runs(&["verify", "--vkey", &key, "--against", path(&seen)]);
    says(&held, 0, &["its root is that of the checkpoint in"]);
}

#[test]
fn a_witness_cosigns_one_history_and_refuses_the_other() {
    let honest = Target::new();
    let dir = honest.beside("elsewhere");
    let witness = Standing::witnessing(&dir, &known_keys());
    let (status, line) = witness.asked(&honest, 0);
    assert_eq!(status, 200, "{line}");
    assert!(line.starts_with("— tilsynet.example/witness "), "{line}");
    let size = published(&honest).checkpoint().size;

    let fork = fork();
    fork.gives_out("june", &[]);
    fork.grows(0);
    assert_eq!(published(&fork).checkpoint().size, size);
    assert_eq!(witness.asked(&fork, size), (409, format!("{size}\n")), "another history of the same length");
    fork.grows(1);
    let (status, why) = witness.asked(&fork, size);
    assert_eq!(status, 422, "{why}");
    let words = format!("it is not proven that the checkpoint continues the one of size {size}");
    assert!(why.contains(&words), "{why}");
    honest.grows(0);
    assert_eq!(witness.asked(&honest, size).0, 200, "the one history goes on");
}

#[test]
fn a_fork_that_asks_the_witness_gets_no_dossier_and_is_told_that_there_are_two_histories() {
    let honest = Target::new();
    let (witness, policy) = Standing::with_policy(&honest);
    assert_eq!(witness.asked(&honest, 0).0, 200);
    let (fork, _) = grown_fork(&[]);
    let (out, patient) = (fork.beside("witnessed"), id("birger"));
    let asked = ["dossier", "--patient", &patient, "--out", path(&out), "--for", "Statsforvalteren"];
    let asked = [&asked[..], &["--basis", "hpl-30", "--witness-policy", path(&policy)]].concat();
    says(&fork.runs(&asked), 3, &["witness tilsynet", "there are two histories of this log"]);
    assert!(!out.exists());
}

#[test]
fn a_backup_put_back_with_the_last_signed_checkpoint_is_behind_the_witness() {
    let target = Target::new();
    let (old_data, old_keys) = (target.beside("old"), target.beside("old.keys"));
    copy(&target.data(), &old_data);
    copy(&target.keys(), &old_keys);
    target.grows(0);
    let witness = Standing::witnessing(&target.beside("elsewhere"), &known_keys());
    assert_eq!(witness.asked(&target, 0).0, 200);
    let size = published(&target).checkpoint().size;
    for (old, place) in [(&old_data, target.data()), (&old_keys, target.keys())] {
        fs::remove_dir_all(&place).unwrap();
        fs::rename(old, &place).unwrap();
    }
    assert!(target.is_read().status.success(), "by itself nothing shows it");
    assert_eq!(witness.asked(&target, 0), (409, format!("{size}\n")));
}

#[test]
fn a_time_stamp_over_the_checkpoint_of_one_history_does_not_fit_the_other() {
    let (fork, june) = grown_fork(&[]);
    let authority = Authority::made(&fork.beside("authority"));
    let token = authority.stamps(&march().join("checkpoint"));
    let checked = |dossier: &Path| {
        let stamped = Dossier::of(dossier);
        fs::copy(&token, stamped.at().join("checkpoint.tsr")).unwrap();
        fs::copy(authority.root(), stamped.at().join("tsa-ca.pem")).unwrap();
        stamped.cover_up();
        let mut script = std::process::Command::new("sh");
        script.args(["verify.sh", path(&known_keys())]).current_dir(stamped.at()).output().unwrap()
    };
    says(&checked(&march()), 0, &["ok    checkpoint.tsr: time stamp over the checkpoint"]);
    says(&checked(&june), 1, &["FAULT checkpoint.tsr: time stamp over the checkpoint"]);
}
