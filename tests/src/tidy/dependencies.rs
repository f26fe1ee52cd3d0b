//! Every direct dependency of every crate with its reason: a new one is a decision, taken here in the open.

use super::directions::CRATES;
use super::manifest::{TABLES, dependencies};
use super::tree::{Fault, File};

/// A library, the crates (folders) that use it directly, and the reason it is there.
pub struct Dependency {
    /// Its name on crates.io.
    pub name: &'static str,
    /// Who uses it, for the program or for tests.
    pub users: &'static [&'static str],
    /// What it is for.
    pub reason: &'static str,
}

const fn library(name: &'static str, users: &'static [&'static str], reason: &'static str) -> Dependency {
    Dependency { name, users, reason }
}

/// The whole list, by name.
pub const DEPENDENCIES: &[Dependency] = &[
    library(
        "aes-gcm",
        &["core", "gateway"],
        "seals the bodies and wraps the keys; AES-GCM is what Python, WebCrypto, Go and OpenSSL all have",
    ),
    library("age", &["gateway"], "root keys that are age identities; the `age` program opens what they wrap"),
    library("askama", &["gateway"], "pages: templates checked by the compiler, escaped by default"),
    library(
        "async-nats",
        &["gateway", "tests"],
        "the log on JetStream, the outlet, requests; on the customer's list",
    ),
    library("axum", &["gateway"], "HTTP"),
    library("base64", &["core", "replay", "gateway", "tests"], "bytes in leaves, notes, proofs and dossiers"),
    library("bincode", &["gateway"], "the container around leaf and bodies; on the customer's list"),
    library(
        "chrono",
        &["core", "gateway"],
        "days, months and instants, without its clock; on the customer's list",
    ),
    library("chrono-tz", &["core"], "Europe/Oslo, in which deadlines are counted"),
    library("clap", &["gateway"], "the command line, its help and suggestions"),
    library("crc32c", &["gateway"], "finds a torn or rotten group in a segment"),
    library("ct-merkle", &["tests"], "another's Merkle tree, against which ours is held byte for byte"),
    library("ed25519-dalek", &["core"], "signatures of checkpoints and cosignatures, verified strictly"),
    library("futures-util", &["gateway"], "the messages of a subscription, and answers awaited together"),
    library("getrandom", &["gateway"], "randomness of fresh ids and development tokens"),
    library(
        "hkdf",
        &["core", "gateway"],
        "a key of its own for each section, and the commitment to it; keys of two persons",
    ),
    library("indicatif", &["gateway"], "progress bars"),
    library(
        "proptest",
        &["core", "projections", "replay", "tests"],
        "properties, and random histories for those of others; on the customer's list",
    ),
    library(
        "rustix",
        &["gateway"],
        "how much room the disk has, for doctor, and no core dumps; beneath tempfile anyway",
    ),
    library(
        "serde",
        &["core", "projections", "replay", "gateway"],
        "stored and wire types; on the customer's list",
    ),
    library(
        "serde_json",
        &["core", "projections", "replay", "gateway", "tests"],
        "events, commands and answers are JSON",
    ),
    library("serde_path_to_error", &["core"], "a refusal of form names the field"),
    library("sha2", &["core", "projections", "gateway", "tests"], "leaf hashes and digests"),
    library("sled", &["gateway"], "the index that can be built again; on the customer's list"),
    library("tempfile", &["gateway", "tests"], "ledgers that go when the check or the test is over"),
    library(
        "thiserror",
        &["core", "projections", "replay", "gateway"],
        "error enums; on the customer's list",
    ),
    library("tokio", &["gateway", "tests"], "the async edge; on the customer's list"),
    library("tower", &["gateway"], "asks the router without a socket: for NATS, and in tests"),
    library("tracing", &["gateway"], "what operators read; on the customer's list"),
    library("tracing-subscriber", &["gateway"], "writes the traces out"),
    library(
        "ureq",
        &["gateway"],
        "asks witnesses and the time-stamp authority; blocking, bounded, without TLS",
    ),
    library("uuid", &["core", "replay", "gateway"], "ids; on the customer's list"),
    library("zeroize", &["core", "replay", "gateway"], "keys leave memory when they are dropped"),
];

/// Dependencies that nobody gave a reason for, and reasons without a dependency.
pub fn unexplained(files: &[File]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for folder in CRATES {
        let Some(file) = files.iter().find(|f| f.path == format!("{folder}/Cargo.toml")) else { continue };
        let used = dependencies(&file.text, &TABLES);
        let listed = |name: &str| DEPENDENCIES.iter().any(|d| d.name == name && d.users.contains(&folder));
        for (name, line) in used.iter().filter(|(name, _)| !name.starts_with("samspor-") && !listed(name)) {
            let what = format!(
                "{name} is new in {folder}: give it to DEPENDENCIES in tests/src/tidy/dependencies.rs with its reason, \
                 and say in the commit why this library"
            );
            faults.push(file.fault(*line, what));
        }
        let unused =
            |d: &&Dependency| d.users.contains(&folder) && !used.iter().any(|(name, _)| name == d.name);
        for dependency in DEPENDENCIES.iter().filter(unused) {
            let what =
                format!("{} is listed for {folder} and not used: take it off the list", dependency.name);
            faults.push(file.fault(1, what));
        }
    }
    faults
}

/// Versions outside the manifest of the workspace, and versions in it that no crate uses.
pub fn unpinned(files: &[File]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|f| CRATES.iter().any(|c| f.path == format!("{c}/Cargo.toml"))) {
        for (name, line) in dependencies(&file.text, &TABLES) {
            let text = file.text.lines().nth(line - 1).unwrap_or_default();
            if !text.contains("workspace = true") {
                faults
                    .push(file.fault(line, format!("{name}: versions stand in the workspace's Cargo.toml")));
            }
        }
    }
    if let Some(file) = files.iter().find(|f| f.path == "Cargo.toml") {
        let named = |name: &str| name.starts_with("samspor-") || DEPENDENCIES.iter().any(|d| d.name == name);
        for (name, line) in dependencies(&file.text, &["workspace.dependencies"]) {
            if !named(&name) {
                faults.push(file.fault(line, format!("{name} is used by no crate: take it out")));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_dependency_is_a_fault_that_says_what_to_do() {
        let text = "[dependencies]\nsamspor-core.workspace = true\nleftpad.workspace = true\n";
        let faults = unexplained(&[File::of("projections/Cargo.toml", text)]);
        let new: Vec<_> = faults.iter().filter(|f| f.what.contains("leftpad")).collect();
        assert_eq!(new.len(), 1);
        assert!(new[0].what.contains("tests/src/tidy/dependencies.rs"));
        assert!(faults.iter().any(|f| f.what.contains("serde is listed")));
    }

    #[test]
    fn a_version_outside_the_workspace_and_one_without_a_user_are_faults() {
        let crate_file = File::of("core/Cargo.toml", "[dependencies]\nuuid = \"1\"\n");
        let root = File::of("Cargo.toml", "[workspace.dependencies]\nuuid = \"1\"\nleftpad = \"1\"\n");
        assert_eq!(unpinned(&[crate_file, root]).len(), 2);
    }

    #[test]
    fn the_list_is_in_order_and_every_entry_has_a_reason() {
        assert!(DEPENDENCIES.windows(2).all(|pair| pair[0].name < pair[1].name));
        assert!(DEPENDENCIES.iter().all(|d| !d.reason.is_empty() && !d.users.is_empty()));
    }
}
