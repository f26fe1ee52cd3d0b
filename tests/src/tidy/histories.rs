//! The shipped history files stay byte for byte what the customer gave, as far as the customer's folder can be seen.

use std::fs;
use std::io;
use std::path::Path;

/// What holding the shipped files against the customer's came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The customer's folder is not beside the repository.
    NotThere,
    /// All of this many files are the same.
    Same(usize),
    /// These files are missing or differ.
    Different(Vec<String>),
}

/// Compares every history file of `given` with the one of the same name in `shipped`; more may be shipped than given.
pub fn compare(given: &Path, shipped: &Path) -> io::Result<Comparison> {
    if !given.is_dir() {
        return Ok(Comparison::NotThere);
    }
    let mut count = 0;
    let mut different = Vec::new();
    for entry in fs::read_dir(given)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".jsonl") {
            continue;
        }
        count += 1;
        let same =
            fs::read(shipped.join(&name)).is_ok_and(|bytes| fs::read(entry.path()).is_ok_and(|b| b == bytes));
        if !same {
            different.push(name);
        }
    }
    different.sort();
    Ok(if different.is_empty() { Comparison::Same(count) } else { Comparison::Different(different) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_and_a_missing_file_are_named_and_a_missing_folder_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let (given, shipped) = (folder.path().join("given"), folder.path().join("shipped"));
        assert_eq!(compare(&given, &shipped).unwrap(), Comparison::NotThere);
        fs::create_dir_all(&given).unwrap();
        fs::create_dir_all(&shipped).unwrap();
        for name in ["a.jsonl", "b.jsonl", "c.jsonl"] {
            fs::write(given.join(name), name).unwrap();
        }
        fs::write(shipped.join("a.jsonl"), "a.jsonl").unwrap();
        fs::write(shipped.join("b.jsonl"), "other").unwrap();
        let different = Comparison::Different(vec!["b.jsonl".to_owned(), "c.jsonl".to_owned()]);
        assert_eq!(compare(&given, &shipped).unwrap(), different);
        fs::write(shipped.join("b.jsonl"), "b.jsonl").unwrap();
        fs::write(shipped.join("c.jsonl"), "c.jsonl").unwrap();
        assert_eq!(compare(&given, &shipped).unwrap(), Comparison::Same(3));
    }
}
