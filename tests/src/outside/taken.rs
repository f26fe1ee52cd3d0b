//! What is published is taken by a foreign program as it is, and refused with each bit flipped.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::flips::{Flip, flipped};
use super::programs::verdicts;
use super::published::Published;

/// Runs a driver over what is published and over a copy for each flip, made below `name` in cargo's directory for tests.
pub fn is_taken_and_refused(
    tmp: &str,
    name: &str,
    published: &Published,
    driver: impl Fn() -> Command,
    flips: &[Flip],
) {
    assert!(published.size > 300, "there is a full tile and one that is not: {}", published.size);
    let copies = flipped(published, &Path::new(tmp).join("outside").join(name), flips);
    let copies = copies.expect("the test's directory can be written");
    let dirs: Vec<PathBuf> = std::iter::once(published.dir.clone()).chain(copies).collect();
    let verdicts = verdicts(driver(), &dirs);
    assert_eq!(verdicts[0], Ok(()));
    for (verdict, flip) in verdicts[1..].iter().zip(flips) {
        let why = verdict.as_ref().err();
        assert!(why.is_some_and(|why| why.starts_with("refused: ")), "{flip:?}: {verdict:?}");
    }
}
