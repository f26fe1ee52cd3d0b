//! `samspor verify --dossier`: dossiers alone and offline; several are also held against each other.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use samspor_replay::dossier::{
    FILE_BYTES_MAX, FILES_MAX, Files, TOTAL_BYTES_MAX, Trusted, Verdict, held_together, verify,
};
use serde_json::json;

use super::failure::Failure;
use super::screen::say;

/// How deep the folders of a dossier lie.
const DEPTH_MAX: usize = 4;

/// Verifies dossiers against the keys of a file, or against nobody's.
pub(super) fn run(dirs: &[PathBuf], key: Option<&Path>, json: bool) -> Result<(), Failure> {
    let trusted = match key {
        Some(path) => trusted(path)?,
        None => Trusted::nobody(),
    };
    let mut dossiers = Vec::with_capacity(dirs.len());
    for dir in dirs {
        dossiers.push(read(dir)?);
    }
    let verdicts: Vec<Verdict> = dossiers.iter().map(|files| verify(files, &trusted)).collect();
    let between = held_together(&dossiers.iter().collect::<Vec<_>>());
    if json {
        let told: Vec<_> = dirs.iter().zip(&verdicts).map(|(dir, verdict)| one(dir, verdict)).collect();
        say(json!({"dossiers": told, "between": between}))?;
    } else {
        for (dir, verdict) in dirs.iter().zip(&verdicts) {
            say(format_args!("{}\n{verdict}", dir.display()))?;
        }
        for found in &between {
            let (first, second) = found.pair;
            let mark = if found.fork { "✖" } else { "✔" };
            let (first, second) = (dirs[first].display(), dirs[second].display());
            say(format_args!("{mark} {first} and {second}: {}", found.what))?;
        }
    }
    let bad = verdicts.iter().filter(|verdict| !verdict.is_sound()).count();
    match (bad, between.iter().any(|found| found.fork)) {
        (_, true) => {
            Err(Failure::Failed("the log has forked: two dossiers tell different histories".to_owned()))
        }
        (0, false) => Ok(()),
        (bad, false) => Err(Failure::Failed(format!("{bad} of {} dossiers not sound", verdicts.len()))),
    }
}

fn one(dir: &Path, verdict: &Verdict) -> serde_json::Value {
    json!({"dossier": dir, "sound": verdict.is_sound(), "vouched": verdict.is_vouched(),
        "whole": verdict.completeness.is_whole(), "verdict": verdict})
}

fn trusted(path: &Path) -> Result<Trusted, Failure> {
    let told = |error: &dyn std::fmt::Display| Failure::WrongUse(format!("{}: {error}", path.display()));
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|error| told(&error))?;
    file.take(1 << 20).read_to_end(&mut bytes).map_err(|error| told(&error))?;
    Trusted::read(&bytes).map_err(|error| told(&error))
}

/// The files of a dossier. What is no plain file, or too much, is refused before it is read.
pub(super) fn read(dir: &Path) -> Result<Files, Failure> {
    let mut reading = Reading { files: Files::new(), total: 0 };
    reading.folder(dir, "", 0)?;
    Ok(reading.files)
}

struct Reading {
    files: Files,
    total: usize,
}

impl Reading {
    fn folder(&mut self, dir: &Path, below: &str, depth: usize) -> Result<(), Failure> {
        let told = |what: &dyn std::fmt::Display| Failure::WrongUse(format!("{}: {what}", dir.display()));
        if depth > DEPTH_MAX {
            return Err(told(&"folders lie deeper than a dossier's"));
        }
        for entry in fs::read_dir(dir).map_err(|error| told(&error))? {
            let entry = entry.map_err(|error| told(&error))?;
            let name = entry.file_name().into_string().map_err(|_| told(&"a file's name is no text"))?;
            let kind = entry.file_type().map_err(|error| told(&error))?;
            let path = format!("{below}{name}");
            if kind.is_dir() {
                self.folder(&entry.path(), &format!("{path}/"), depth + 1)?;
            } else if kind.is_file() {
                self.file(&entry.path(), path)?;
            } else {
                return Err(told(&format!("{path} is no plain file")));
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, name: String) -> Result<(), Failure> {
        let told = |what: &dyn std::fmt::Display| Failure::WrongUse(format!("{}: {what}", path.display()));
        let room = FILE_BYTES_MAX.min(TOTAL_BYTES_MAX - self.total);
        let mut bytes = Vec::new();
        let file = fs::File::open(path).map_err(|error| told(&error))?;
        file.take(room as u64 + 1).read_to_end(&mut bytes).map_err(|error| told(&error))?;
        if bytes.len() > room || self.files.len() >= FILES_MAX {
            return Err(told(&"more than a dossier holds"));
        }
        self.total += bytes.len();
        self.files.insert(name, bytes);
        Ok(())
    }
}
