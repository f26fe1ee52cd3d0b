//! Names that say a pattern instead of a thing, and are therefore not used.

use super::source::code_only;
use super::tree::{Fault, File};

const SUFFIXES: [&str; 7] = ["Manager", "Handler", "Service", "Processor", "Repository", "Helper", "Util"];
const FILE_NAMES: [&str; 8] = ["util", "utils", "common", "helper", "helpers", "misc", "data", "info"];
const KEYWORDS: [&str; 5] = ["struct", "enum", "trait", "type", "union"];

/// Types named after a pattern, and files named after nothing.
pub fn of_patterns(files: &[File]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| file.is_rust()) {
        if let Some(part) =
            file.path.split('/').find(|part| FILE_NAMES.contains(&part.trim_end_matches(".rs")))
        {
            faults.push(file.fault(1, format!("{part}: name it after the thing it holds")));
        }
        for (index, line) in code_only(&file.text).lines().enumerate() {
            faults.extend(declared(line).into_iter().filter(|name| names_a_pattern(name)).map(|name| {
                file.fault(index + 1, format!("{name}: name the type after the thing or the decision"))
            }));
        }
    }
    faults
}

fn names_a_pattern(name: &str) -> bool {
    SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
}

/// The type names that a line of code declares.
fn declared(line: &str) -> Vec<&str> {
    let words: Vec<&str> =
        line.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect();
    words.windows(2).filter(|pair| KEYWORDS.contains(&pair[0])).map(|pair| pair[1]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_named_after_a_pattern_is_a_fault() {
        let text = "pub struct CaseManager {\n}\npub(crate) enum Service {}\nstruct ServiceCode;\n";
        let faults = of_patterns(&[File::of("core/src/case.rs", text)]);
        assert_eq!(faults.iter().map(|f| f.line).collect::<Vec<_>>(), vec![1, 3]);
    }

    #[test]
    fn a_file_named_after_nothing_is_a_fault() {
        assert_eq!(of_patterns(&[File::of("core/src/common/mod.rs", "")]).len(), 1);
        assert_eq!(of_patterns(&[File::of("core/src/util.rs", "")]).len(), 1);
        assert_eq!(of_patterns(&[File::of("core/src/case.rs", "")]), vec![]);
    }
}
