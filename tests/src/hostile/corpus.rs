//! The saved corpus: one directory for each target, one file for each input.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::targets::Target;
use crate::tidy::tree::root;

/// Every saved input of a target with its file, in the order of their names.
pub fn corpus_of(target: &Target) -> io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut inputs = Vec::new();
    for entry in fs::read_dir(root().join("tests/corpus").join(target.name))? {
        let path = entry?.path();
        let bytes = fs::read(&path)?;
        inputs.push((path, bytes));
    }
    inputs.sort();
    Ok(inputs)
}
