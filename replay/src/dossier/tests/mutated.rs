//! Any altered byte of any file is named, and hostile bytes stop nobody.

use proptest::prelude::*;

use super::world::{case, log_key};
use crate::dossier::{Files, Trusted, verify};

fn trusted() -> Trusted {
    Trusted::keys([log_key().public().clone()])
}

fn dossier() -> &'static Files {
    static FILES: std::sync::LazyLock<Files> = std::sync::LazyLock::new(|| case(1).dossier().files);
    &FILES
}

#[test]
fn any_altered_byte_names_its_file() {
    let files = dossier();
    for (name, bytes) in files {
        for at in [0, bytes.len() / 3, bytes.len() / 2, bytes.len().saturating_sub(1)] {
            if bytes.is_empty() {
                continue;
            }
            let mut altered = files.clone();
            altered.get_mut(name).unwrap()[at] ^= 1;
            let verdict = verify(&altered, &trusted());
            let named = verdict.faults.iter().any(|fault| fault.file == *name);
            assert!(named, "{name} at {at}\n{verdict}");
        }
    }
}

#[test]
fn a_file_that_is_missing_or_too_many_is_named() {
    let files = dossier();
    for name in files.keys() {
        let mut fewer = files.clone();
        fewer.remove(name);
        let verdict = verify(&fewer, &trusted());
        assert!(verdict.faults.iter().any(|fault| fault.file == *name), "{name}\n{verdict}");
    }
    let mut more = files.clone();
    more.insert("run-me.exe".to_owned(), Vec::new());
    assert!(verify(&more, &trusted()).faults.iter().any(|fault| fault.file == "run-me.exe"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn hostile_bytes_are_faults_and_never_a_panic(
        file in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        with in prop::collection::vec(any::<u8>(), 0..40),
        cut in 0usize..60,
    ) {
        let mut files = dossier().clone();
        let name = file.get(&files.keys().cloned().collect::<Vec<_>>()).clone();
        let bytes = files.get_mut(&name).unwrap();
        let from = at.index(bytes.len().max(1)).min(bytes.len());
        let to = (from + cut).min(bytes.len());
        let same = bytes[from..to] == with[..];
        bytes.splice(from..to, with);
        let verdict = verify(&files, &trusted());
        prop_assert_eq!(verdict.is_sound(), same, "{}", name);
        let _ = verdict.to_string();
    }
}
