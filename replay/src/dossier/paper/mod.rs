//! The papers around the entries: README, the page that checks itself, and two small verifiers in other languages.

mod check;
mod readme;

use super::Files;
use super::form::{CHECK, README, VERIFY_PY, VERIFY_SH};
use super::manifest::Manifest;

const PYTHON: &str = include_str!("verify.py");
const SHELL: &str = include_str!("verify.sh");

/// Puts the papers among the files of a dossier; they follow from the other files.
pub(super) fn add(manifest: &Manifest, files: &mut Files) {
    let readme = readme::text(manifest, files);
    let check = check::page(manifest, files);
    files.insert(README.to_owned(), readme.into_bytes());
    files.insert(CHECK.to_owned(), check.into_bytes());
    files.insert(VERIFY_PY.to_owned(), PYTHON.as_bytes().to_vec());
    files.insert(VERIFY_SH.to_owned(), SHELL.as_bytes().to_vec());
}
