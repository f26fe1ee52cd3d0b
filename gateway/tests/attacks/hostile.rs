//! Row 23: dossiers made to harm whoever verifies them. Each is answered in words, within bounds, and by no crash.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::process::{Command, Output};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::dossiers::Dossier;
use super::forge::base64;
use super::target::says;

/// Far more than any of them takes.
const WAIT: Duration = Duration::from_secs(30);

/// The verdict on a dossier that was changed, and covered up where that is possible.
fn verdict(change: impl FnOnce(&Dossier)) -> Output {
    let dossier = Dossier::of_march();
    change(&dossier);
    let (tell, heard) = mpsc::channel();
    thread::spawn(move || tell.send(dossier.verified()));
    heard.recv_timeout(WAIT).expect("a verdict within bounds")
}

fn proof(dossier: &Dossier) -> String {
    let mut names: Vec<_> =
        fs::read_dir(dossier.at().join("proofs")).unwrap().map(|file| file.unwrap().file_name()).collect();
    names.sort();
    format!("proofs/{}", names[0].to_str().unwrap())
}

#[test]
fn proofs_and_notes_have_their_bounds() {
    let hash = format!("{}\n", base64(&[7; 32]));
    let long = verdict(|dossier| {
        let name = proof(dossier);
        let (head, note) =
            dossier.read(&name).split_once("\n\n").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        dossier.write(&name, format!("{head}\n{}\n{note}", hash.repeat(64)));
        dossier.cover_up();
    });
    says(&long, 1, &["a proof has at most 63 hashes", "NOT SOUND"]);
    let endless = verdict(|dossier| {
        let name = proof(dossier);
        dossier.write(&name, dossier.read(&name) + &"x".repeat(64 << 20));
        dossier.cover_up();
    });
    says(&endless, 1, &["a proof has at most", "NOT SOUND"]);
    let signatures = verdict(|dossier| {
        let line = format!("— somebody.example {}\n", base64(&[9; 68]));
        dossier.write("checkpoint", dossier.read("checkpoint") + &line.repeat(100));
        dossier.cover_up();
    });
    says(&signatures, 1, &["checkpoint: ", "signatures", "NOT SOUND"]);
}

#[test]
fn an_entry_beyond_its_bound_and_json_without_a_bottom_are_lines_that_are_none() {
    let large = verdict(|dossier| {
        let mut events = dossier.lines("events.jsonl");
        events[0]["sections"][0]["body"] = json!(base64(&vec![1; 80 << 10]));
        dossier.write_lines("events.jsonl", &events);
        dossier.cover_up();
    });
    says(&large, 1, &["line 1 is not an entry in the dossier's spelling", "NOT SOUND"]);
    for file in ["events.jsonl", "head.json", "manifest.json", "access.jsonl"] {
        let deep = verdict(|dossier| dossier.write(file, "[".repeat(4 << 20) + "\n"));
        says(&deep, 1, &[file, "NOT SOUND"]);
        let wide = verdict(|dossier| dossier.write(file, "{\"a\":1,".repeat(1 << 20)));
        says(&wide, 1, &[file, "NOT SOUND"]);
    }
    let lines = verdict(|dossier| dossier.write("later.jsonl", "{}\n".repeat(3 << 20)));
    says(&lines, 1, &["later.jsonl: line 1 is not an entry", "NOT SOUND: 1000 faults"]);
}

#[test]
fn files_that_are_no_files_or_too_large_or_too_deep_are_not_read() {
    let large = verdict(|dossier| {
        File::create(dossier.at().join("bomb.age")).unwrap().set_len(1 << 40).unwrap();
    });
    says(&large, 2, &["bomb.age", "more than a dossier holds"]);
    let many = verdict(|dossier| {
        for number in 0..5 {
            let file = File::create(dossier.at().join(format!("part{number}"))).unwrap();
            file.set_len(120 << 20).unwrap();
        }
    });
    says(&many, 2, &["more than a dossier holds"]);
    let endless = verdict(|dossier| symlink("/dev/zero", dossier.at().join("endless")).unwrap());
    says(&endless, 2, &["endless is no plain file"]);
    let elsewhere = verdict(|dossier| {
        fs::remove_file(dossier.at().join("log.vkey")).unwrap();
        symlink(super::target::known_keys(), dossier.at().join("log.vkey")).unwrap();
    });
    says(&elsewhere, 2, &["log.vkey is no plain file"]);
    let waits = verdict(|dossier| {
        assert!(Command::new("mkfifo").arg(dossier.at().join("pipe")).status().unwrap().success());
    });
    says(&waits, 2, &["pipe is no plain file"]);
    let deep = verdict(|dossier| fs::create_dir_all(dossier.at().join("a/b/c/d/e/f/g")).unwrap());
    says(&deep, 2, &["folders lie deeper than a dossier's"]);
    let more = verdict(|dossier| dossier.write("report.html.exe", "MZ"));
    says(&more, 1, &["report.html.exe: not in manifest.json: it does not belong to the dossier"]);
}

#[test]
fn a_paper_made_to_mislead_is_named_and_not_run() {
    let script = verdict(|dossier| {
        dossier.write("verify.py", "print('sound')\n");
        dossier.cover_up();
    });
    says(&script, 1, &["verify.py: not what this program writes", "don't run it"]);
}
