//! The shape of a source file: a first line that says what it is for, and a length one can read; no test left out.

use super::source::{code_only, lines_with};
use super::tree::{Fault, File};

/// The most lines of a file.
pub const FILE_LINES_MAX: usize = 400;

/// Files that may be longer, since they are tables: path and why.
pub const TABLES: &[(&str, &str)] = &[];

/// Files whose first line is no `//! ` sentence.
pub fn without_header(files: &[File]) -> Vec<Fault> {
    let headed =
        |file: &&File| file.text.lines().next().is_some_and(|l| l.len() > 8 && l.starts_with("//! "));
    files
        .iter()
        .filter(|file| file.is_rust() && !headed(file))
        .map(|file| file.fault(1, "the first line must be `//! ` and one sentence: what the file is for"))
        .collect()
}

/// Files over the limit that are not in the list of tables.
pub fn too_long(files: &[File]) -> Vec<Fault> {
    files
        .iter()
        .filter(|file| file.is_rust() && !TABLES.iter().any(|(path, _)| *path == file.path))
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > FILE_LINES_MAX)
        .map(|(file, lines)| {
            let what =
                format!("{lines} lines, at most {FILE_LINES_MAX}: split the file, or list it as a table");
            file.fault(lines, what)
        })
        .collect()
}

/// Tests that are switched off, code that is not written yet, and code that nobody uses.
pub fn unfinished(files: &[File]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| file.is_rust()) {
        let code = code_only(&file.text);
        for (word, what) in [
            ("#[ignore", "a test runs or goes: long forms hang on SAMSPOR_LONG=1"),
            ("todo!", "write it, or leave it out"),
            ("unimplemented!", "write it, or leave it out"),
            ("allow(dead_code", "use it, or take it out"),
            ("allow(unused", "use it, or take it out"),
        ] {
            faults.extend(lines_with(&code, word).into_iter().map(|line| file.fault(line, what)));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_header_is_a_fault() {
        assert_eq!(without_header(&[File::of("a.rs", "use std::fmt;\n")]).len(), 1);
        assert_eq!(without_header(&[File::of("a.rs", "//! \n")]).len(), 1);
        assert_eq!(without_header(&[File::of("a.rs", "//! Days.\n"), File::of("a.md", "x")]), vec![]);
    }

    #[test]
    fn a_file_over_the_limit_is_a_fault() {
        assert_eq!(too_long(&[File::of("a.rs", &"x\n".repeat(FILE_LINES_MAX + 1))]).len(), 1);
        assert_eq!(too_long(&[File::of("a.rs", &"x\n".repeat(FILE_LINES_MAX))]), vec![]);
    }

    #[test]
    fn a_test_switched_off_and_code_not_written_or_not_used_are_faults() {
        let text = "#[test]\n#[ignore = \"slow\"]\nfn a() { todo!() }\n// todo! in a comment is none\n#[allow(dead_code)]\n";
        let faults = unfinished(&[File::of("a.rs", text)]);
        assert_eq!(faults.iter().map(|f| f.line).collect::<Vec<_>>(), vec![2, 3, 5]);
    }
}
