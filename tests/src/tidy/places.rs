//! Things that have one place: sled, bincode, the clock; what pure crates don't know; and no path of a single machine.

use super::source::{code_only, lines_with};
use super::tree::{Fault, File};

/// A word of code that stands in one file only, with the reason.
pub struct Place {
    /// The word.
    pub word: &'static str,
    /// The only file that may name it.
    pub file: &'static str,
    /// Why.
    pub reason: &'static str,
}

const fn place(word: &'static str, file: &'static str, reason: &'static str) -> Place {
    Place { word, file, reason }
}

const CLOCK: &str = "gateway/src/clock.rs";

/// What has one place.
pub const PLACES: &[Place] = &[
    place("sled", "gateway/src/index.rs", "sled is unmaintained and holds only what can be built again"),
    place(
        "bincode",
        "gateway/src/log/container.rs",
        "bincode is unmaintained; its options must be the same everywhere",
    ),
    place("SystemTime", CLOCK, "one clock, so that tests can fix it"),
    place("Utc::now", CLOCK, "one clock, so that tests can fix it"),
    place("Local::now", CLOCK, "one clock, so that tests can fix it"),
    place("new_v4", CLOCK, "fresh ids have one source, so that tests can fix them"),
    place("now_v7", CLOCK, "fresh ids have one source, so that tests can fix them"),
    place("getrandom", CLOCK, "randomness has one source, so that tests can fix it"),
];

/// Crates that compute and do nothing else.
pub const PURE: [&str; 3] = ["core/", "projections/", "replay/"];

/// What a pure crate doesn't know.
pub const IMPURE: [&str; 9] = [
    "tokio",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "axum",
];

const MACHINE_PATHS: [&str; 5] = [
    concat!("/wo", "rk/"),
    concat!("/fa", "rm/"),
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/Us", "ers/"),
];

/// Words named outside their one place.
pub fn misplaced(files: &[File]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| file.is_rust()) {
        let code = code_only(&file.text);
        for place in PLACES.iter().filter(|place| place.file != file.path) {
            let what = || format!("{} is named in {} only: {}", place.word, place.file, place.reason);
            faults.extend(lines_with(&code, place.word).into_iter().map(|line| file.fault(line, what())));
        }
    }
    faults
}

/// Effects in the pure crates.
pub fn impure(files: &[File]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|f| f.is_rust() && PURE.iter().any(|folder| f.path.starts_with(folder))) {
        let code = ungrouped(&code_only(&file.text));
        for word in IMPURE {
            let what = || format!("{word}: core, projections and replay are pure; effects belong in gateway");
            faults.extend(lines_with(&code, word).into_iter().map(|line| file.fault(line, what())));
        }
    }
    faults
}

/// Code in which `use std::{fmt, fs}` also says `std::fs`, on the same line.
fn ungrouped(code: &str) -> String {
    let mut lines: Vec<String> = code.lines().map(str::to_owned).collect();
    for (at, _) in code.match_indices("use std::{") {
        let group = code[at + "use std::{".len()..].split(';').next().unwrap_or_default();
        let line = code[..at].matches('\n').count();
        let modules = group.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        for module in modules.filter(|module| !module.is_empty()) {
            lines[line].push_str(&format!(" std::{module}"));
        }
    }
    lines.join("\n")
}

/// Paths that exist on one machine.
pub fn machine_paths(files: &[File]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in files {
        for (index, line) in file.text.lines().enumerate() {
            if let Some(path) = MACHINE_PATHS.iter().find(|path| starts_a_path(line, path)) {
                faults.push(file.fault(index + 1, format!("{path} is a path of one machine")));
            }
        }
    }
    faults
}

/// Whether `path` stands in `line` as the start of a path, not in the middle of another.
fn starts_a_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '~' | '}' | '$' | '>'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_outside_its_place_is_a_fault() {
        let text = "use sled::Db;\n// sled in a comment is none\nlet now = std::time::SystemTime::now();\n";
        let faults = misplaced(&[File::of("gateway/src/log/mod.rs", text)]);
        assert_eq!(faults.iter().map(|f| f.line).collect::<Vec<_>>(), vec![1, 3]);
        assert_eq!(misplaced(&[File::of("gateway/src/index.rs", "use sled::Db;\n")]), vec![]);
    }

    #[test]
    fn an_effect_in_a_pure_crate_is_a_fault() {
        let text = "use std::fs;\nuse std::{fmt, net};\nuse std::fmt;\n";
        let faults = impure(&[File::of("replay/src/lib.rs", text)]);
        assert_eq!(faults.iter().map(|f| f.line).collect::<Vec<_>>(), vec![1, 2]);
        assert_eq!(impure(&[File::of("gateway/src/lib.rs", text)]), vec![]);
    }

    #[test]
    fn a_path_of_one_machine_is_a_fault() {
        let text = format!("see {}x/main\nhttp://a.b{}c is an address", MACHINE_PATHS[0], MACHINE_PATHS[0]);
        let faults = machine_paths(&[File::of("README.md", &text)]);
        assert_eq!(faults.iter().map(|f| f.line).collect::<Vec<_>>(), vec![1]);
    }
}
