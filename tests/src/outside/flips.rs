//! Copies of a published log, each with one bit flipped in one file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::published::Published;

/// Where a bit is flipped: the lowest one of a byte that matters.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// In the middle of a file.
    Middle,
    /// In the middle of a line, counted from 0.
    Line(usize),
    /// So many bytes after the first place where a text stands.
    After(&'static str, usize),
}

/// A flip: the beginning of a file's path, and the place in the first file that has it.
pub type Flip = (&'static str, Place);

/// Makes a copy for each flip below a directory, which is emptied first.
pub fn flipped(published: &Published, below: &Path, flips: &[Flip]) -> io::Result<Vec<PathBuf>> {
    if below.exists() {
        fs::remove_dir_all(below)?;
    }
    let mut copies = Vec::new();
    for (number, (file, place)) in flips.iter().enumerate() {
        let copy = below.join(number.to_string());
        copy_all(&published.dir, &copy)?;
        let path = files(&copy)?
            .into_iter()
            .find(|path| path.strip_prefix(&copy).is_ok_and(|path| path.to_string_lossy().starts_with(file)));
        let path = path.ok_or_else(|| io::Error::other(format!("{file} is not published")))?;
        let mut bytes = fs::read(&path)?;
        let at =
            place.in_bytes(&bytes).ok_or_else(|| io::Error::other(format!("{file} has no {place:?}")))?;
        bytes[at] ^= 1;
        fs::write(&path, bytes)?;
        copies.push(copy);
    }
    Ok(copies)
}

impl Place {
    fn in_bytes(self, bytes: &[u8]) -> Option<usize> {
        let at = match self {
            Self::Middle => bytes.len() / 2,
            Self::Line(line) => {
                let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
                let before: usize = lines.by_ref().take(line).map(<[u8]>::len).sum();
                before + lines.next()?.len() / 2
            }
            Self::After(text, more) => {
                bytes.windows(text.len()).position(|window| window == text.as_bytes())? + text.len() + more
            }
        };
        (at < bytes.len()).then_some(at)
    }
}

fn copy_all(from: &Path, to: &Path) -> io::Result<()> {
    for file in files(from)? {
        let copy = to.join(file.strip_prefix(from).map_err(io::Error::other)?);
        fs::create_dir_all(copy.parent().unwrap_or(to))?;
        fs::copy(&file, copy)?;
    }
    Ok(())
}

/// The files below a directory, sorted.
fn files(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}
