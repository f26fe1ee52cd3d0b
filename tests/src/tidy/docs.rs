//! What others use says what it is: every public item of the library crates has a sentence before it.

use super::tree::{Fault, File};

/// The library crates, whose public items others build on.
const CRATES: [&str; 4] = ["core/src/", "projections/src/", "replay/src/", "gateway/src/"];

/// How a public item begins; fields and variants are told by their type's sentence and the contract.
const ITEMS: [&str; 8] = [
    "pub fn ",
    "pub async fn ",
    "pub const fn ",
    "pub struct ",
    "pub enum ",
    "pub trait ",
    "pub type ",
    "pub const ",
];

/// Public items without a doc comment on the lines before.
pub fn undocumented(files: &[File]) -> Vec<Fault> {
    let ours = |file: &&File| file.is_rust() && CRATES.iter().any(|folder| file.path.starts_with(folder));
    files.iter().filter(ours).flat_map(of_file).collect()
}

fn of_file(file: &File) -> Vec<Fault> {
    let lines: Vec<&str> = file.text.lines().map(str::trim_start).collect();
    let mut faults = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let item = ITEMS.iter().any(|start| line.starts_with(start)) && !line.contains('$');
        if item && !is_told(&lines[..at]) {
            faults.push(file.fault(at + 1, "a public item says in one sentence what its name can't"));
        }
    }
    faults
}

/// Whether the nearest line above that is no attribute is a doc comment.
fn is_told(above: &[&str]) -> bool {
    let mut inside_attribute = false;
    for line in above.iter().rev() {
        if line.starts_with("#[") {
            inside_attribute = false;
        } else if line.ends_with(")]") || line.ends_with("]") && !line.starts_with("//") {
            inside_attribute = true;
        } else if !inside_attribute {
            return line.starts_with("///") || line.starts_with("#[doc") || line.starts_with("$(#[");
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_without_a_sentence_is_a_fault() {
        let text = "//! x\n\npub fn a() {}\n\n/// Told.\n#[derive(Debug)]\npub struct B;\n\nstruct C;\n";
        let faults = undocumented(&[File::of("core/src/a.rs", text)]);
        assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), vec![3]);
    }

    #[test]
    fn tests_and_what_is_private_need_none() {
        assert_eq!(undocumented(&[File::of("tests/src/a.rs", "pub fn a() {}\n")]), vec![]);
        assert_eq!(undocumented(&[File::of("core/src/a.rs", "fn a() {}\npub(crate) fn b() {}\n")]), vec![]);
    }
}
