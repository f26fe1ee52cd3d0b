//! The files of the repository as texts, and a fault found in one of them.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const FILE_BYTES_MAX: u64 = 2 * 1024 * 1024;

/// One text file; `path` is relative to the repository's root, with `/` between its parts.
pub struct File {
    /// Such as `core/src/lib.rs`.
    pub path: String,
    /// Everything in it.
    pub text: String,
}

impl File {
    /// A file as a test gives it.
    pub fn of(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// Whether this is Rust source.
    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// The fault `what` on `line` (from 1) of this file.
    pub fn fault(&self, line: usize, what: impl Into<String>) -> Fault {
        Fault { path: self.path.clone(), line, what: what.into() }
    }
}

/// A rule broken at one place, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// The repository's root, from where this crate was built.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Every text file under `root`, by path; build directories, `.git` and vendored assets left out.
pub fn files(root: &Path) -> io::Result<Vec<File>> {
    let mut found = Vec::new();
    collect(root, "", &mut found)?;
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<File>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            let built = name == "target" || entry.path().join("CACHEDIR.TAG").exists();
            if !(built || name == ".git" || name == "vendor" || name == "node_modules") {
                collect(&entry.path(), &format!("{path}/"), found)?;
            }
        } else if name != ".git" && entry.metadata()?.len() <= FILE_BYTES_MAX {
            // What is no UTF-8 is no text: images and fonts.
            if let Ok(text) = String::from_utf8(fs::read(entry.path())?) {
                found.push(File { path, text });
            }
        }
    }
    Ok(())
}
