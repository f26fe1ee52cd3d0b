//! The files that hold golden texts: compared, and where they are missing written on demand, but never written over.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use super::bytes::Golden;

/// The variable of the environment under which missing golden texts are written.
pub const BLESS: &str = "SAMSPOR_BLESS";

/// What to do when a stored type is found changed.
const CHANGED: &str = "a stored type was changed. A released type never changes: put the type back, and add a new version beside it \
    with an upcaster (style.md, Stored bytes). Only before the first release, and only where the change is meant: delete the file \
    by hand, run `SAMSPOR_BLESS=1 cargo test -p samspor-tests --test golden`, and say why in the commit";

/// What to do when there is no golden text yet.
const MISSING: &str = "no golden bytes yet. If this is new: run `SAMSPOR_BLESS=1 cargo test -p samspor-tests --test golden` and commit \
    the file it writes; it never writes over one that exists";

/// What a comparison found.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The file says the same.
    Same,
    /// The file was missing, or new spellings in it were, and have been written.
    Written,
    /// What is wrong and what to do.
    Wrong(String),
}

/// Holds a golden text against its file in a folder. With `bless`, writes what is missing; nothing that exists is changed.
pub fn compare(folder: &Path, golden: &Golden, bless: bool) -> io::Result<Verdict> {
    let path = folder.join(format!("{}.txt", golden.name));
    if let Some(field) = golden.unsampled.first() {
        let what = format!(
            "{}: no sample has its field `{field}`. A new field is a new version (style.md, Stored bytes); before the first \
             release it goes into core/src/given/samples.rs, or into `told_beside` in tests/src/golden/bytes.rs",
            golden.name
        );
        return Ok(Verdict::Wrong(what));
    }
    let held = match fs::read_to_string(&path) {
        Ok(held) => held,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return if bless {
                fs::create_dir_all(folder)?;
                fs::write(&path, &golden.text)?;
                Ok(Verdict::Written)
            } else {
                Ok(Verdict::Wrong(format!("{}: {MISSING}", golden.name)))
            };
        }
        Err(error) => return Err(error),
    };
    if held == golden.text {
        return Ok(Verdict::Same);
    }
    let only_more = golden.name == "envelope" && holds_all_of(&golden.text, &held);
    if only_more && bless {
        fs::write(&path, &golden.text)?;
        return Ok(Verdict::Written);
    }
    let advice = if only_more { MISSING } else { CHANGED };
    Ok(Verdict::Wrong(format!("{}: {advice}\n{}", golden.name, difference(&held, &golden.text))))
}

/// Whether every line of the one text is in the other.
fn holds_all_of(more: &str, fewer: &str) -> bool {
    let more: BTreeSet<&str> = more.lines().collect();
    fewer.lines().all(|line| more.contains(line))
}

fn difference(held: &str, now: &str) -> String {
    let missing = |from: &str, other: &str, sign: &str| -> Vec<String> {
        let other: BTreeSet<&str> = other.lines().collect();
        from.lines().filter(|line| !other.contains(line)).map(|line| format!("{sign}{line}")).collect()
    };
    let mut lines = missing(held, now, "- ");
    lines.extend(missing(now, held, "+ "));
    lines.join("\n")
}
