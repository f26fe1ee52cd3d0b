//! A dossier in the hands of whoever exports it: lines changed, proofs made anew, and the traces covered up.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use samspor_core::entry::sha256_hex;
use samspor_core::note::{SignedCheckpoint, TlogProof};
use samspor_core::tree::MerkleList;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::target::{copy, known_keys, march, path, samspor};

const SUMS: &str = "SHA256SUMS";
const MANIFEST: &str = "manifest.json";

/// A copy of a dossier, to be changed.
pub(crate) struct Dossier {
    dir: TempDir,
}

impl Dossier {
    /// The one that was given out in March.
    pub(crate) fn of_march() -> Self {
        Self::of(&march())
    }

    pub(crate) fn of(dossier: &Path) -> Self {
        let dir = tempfile::tempdir().unwrap();
        copy(dossier, &dir.path().join("dossier"));
        Self { dir }
    }

    pub(crate) fn at(&self) -> PathBuf {
        self.dir.path().join("dossier")
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.at().join(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.at().join(name), bytes).unwrap();
    }

    /// The lines of a file, each as JSON.
    pub(crate) fn lines(&self, name: &str) -> Vec<Value> {
        self.read(name).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub(crate) fn write_lines(&self, name: &str, lines: &[Value]) {
        self.write(name, lines.iter().map(|line| format!("{line}\n")).collect::<String>());
    }

    /// Makes every proof of an entry of the ledger anew against another checkpoint.
    pub(crate) fn prove_anew(&self, tree: &MerkleList, checkpoint: &SignedCheckpoint, positions: &[u64]) {
        self.write("checkpoint", checkpoint.to_text());
        let proofs = self.at().join("proofs");
        let there =
            fs::read_dir(&proofs).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let there = there.map(|name| name.trim_end_matches(".tlog-proof").parse().unwrap());
        for position in there.chain(positions.iter().copied()).collect::<Vec<u64>>() {
            let index = position - 1;
            let hashes = tree.inclusion(index, tree.size()).unwrap();
            let proof = TlogProof { extra: None, index, hashes, checkpoint: checkpoint.clone() };
            fs::write(proofs.join(format!("{position:09}.tlog-proof")), proof.to_text()).unwrap();
        }
    }

    /// Writes digest, list of files and sums again, as whoever leaves something out does.
    pub(crate) fn cover_up(&self) {
        let hash = |name: &str| sha256_hex(&fs::read(self.at().join(name)).unwrap());
        let line = |name: &str| format!("{}  {name}\n", hash(name));
        let digested = ["access.jsonl", "events.jsonl", "policies.json", "report.html"];
        let mut manifest: Value = serde_json::from_str(&self.read(MANIFEST)).unwrap();
        manifest["digest"] = json!(sha256_hex(digested.map(line).concat().as_bytes()));
        let names = files(&self.at(), "").into_iter().filter(|name| name != SUMS && name != MANIFEST);
        let hashes: BTreeMap<String, String> = names.map(|name| (name.clone(), hash(&name))).collect();
        manifest["files"] = json!(hashes);
        self.write(MANIFEST, format!("{manifest:#}\n"));
        let mut names: Vec<String> = hashes.into_keys().chain([MANIFEST.to_owned()]).collect();
        names.sort();
        self.write(SUMS, names.iter().map(|name| line(name)).collect::<String>());
    }

    /// Verified with the key that was made known.
    pub(crate) fn verified(&self) -> Output {
        verified(&[&self.at()])
    }

    /// The faults that are found, as file, entry and what is wrong.
    pub(crate) fn faults(&self) -> Vec<(String, Option<u64>, String)> {
        let output =
            samspor(&["verify", "--dossier", path(&self.at()), "--key", path(&known_keys()), "--json"]);
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        let faults = told["dossiers"][0]["verdict"]["faults"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        faults.iter().map(|one| (text(&one["file"]), one["position"].as_u64(), text(&one["what"]))).collect()
    }
}

/// Dossiers verified together, with the key that was made known.
pub(crate) fn verified(dossiers: &[&Path]) -> Output {
    let dirs: Vec<&str> = dossiers.iter().map(|dossier| path(dossier)).collect();
    samspor(&[&["verify", "--dossier"], &dirs[..], &["--key", path(&known_keys())]].concat())
}

fn files(dir: &Path, below: &str) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{below}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            names.extend(files(&entry.path(), &format!("{name}/")));
        } else {
            names.push(name);
        }
    }
    names
}
