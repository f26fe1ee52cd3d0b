//! No function longer than a screen: finding where functions start and end in formatted code.

use super::source::code_only;
use super::tree::{Fault, File};

/// The most lines of a function, from its `fn` to its closing brace.
pub const FUNCTION_LINES_MAX: usize = 70;

/// Functions that may be longer: path, name, and why.
pub const LONGER_FUNCTIONS: &[(&str, &str, &str)] = &[
    ("core/src/register/read.rs", "evolve", "names every event, so that a new one stops the compiler"),
    ("core/src/correction/references.rs", "fit", "names every event, so that a new one stops the compiler"),
    ("core/src/decision.rs", "fits", "names every command, so that a new one stops the compiler"),
    ("core/src/decision.rs", "judge", "names every command, so that a new one stops the compiler"),
    ("core/src/law.rs", "provisions_of", "names every event, so that a new one stops the compiler"),
    ("core/src/patient/file.rs", "evolve", "names every event, so that a new one stops the compiler"),
    (
        "projections/src/live/touched.rs",
        "register_event",
        "names every event, so that a new one stops the compiler",
    ),
    ("replay/src/story/sentence.rs", "sentence", "names every event, so that a new one stops the compiler"),
];

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The line of its `fn`, from 1.
    pub line: usize,
    /// Lines up to its closing brace.
    pub lines: usize,
}

/// Every function with a body in `text`, nested ones too.
pub fn functions(text: &str) -> Vec<Function> {
    let code: Vec<char> = code_only(text).chars().collect();
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let mut line = 1;
    for at in 0..code.len() {
        line += usize::from(code[at] == '\n');
        let starts = code[at..].starts_with(&['f', 'n', ' ']) && (at == 0 || !word(code[at - 1]));
        let name: String =
            if starts { code[at + 3..].iter().take_while(|c| word(**c)).collect() } else { String::new() };
        if let Some(end) = (!name.is_empty()).then(|| body_end(&code, at)).flatten() {
            let lines = code[at..end].iter().filter(|c| **c == '\n').count() + 1;
            found.push(Function { name, line, lines });
        }
    }
    found
}

/// The index of the brace that closes the body of the function at `at`; none if it has no body.
fn body_end(code: &[char], at: usize) -> Option<usize> {
    let mut parentheses = 0_i32;
    let mut braces = 0_i32;
    for (offset, c) in code[at..].iter().enumerate() {
        match c {
            '(' | '[' => parentheses += 1,
            ')' | ']' => parentheses -= 1,
            '{' => braces += 1,
            ';' if braces == 0 && parentheses == 0 => return None,
            '}' if braces == 1 => return Some(at + offset),
            '}' => braces -= 1,
            _ => {}
        }
    }
    None
}

/// Functions over the limit that are not in the list.
pub fn too_long(files: &[File]) -> Vec<Fault> {
    let listed = |file: &File, name: &str| LONGER_FUNCTIONS.iter().any(|l| l.0 == file.path && l.1 == name);
    files
        .iter()
        .filter(|file| file.is_rust())
        .flat_map(|file| functions(&file.text).into_iter().map(move |function| (file, function)))
        .filter(|(file, f)| f.lines > FUNCTION_LINES_MAX && !listed(file, &f.name))
        .map(|(file, f)| {
            let what = format!("fn {} has {} lines, at most {FUNCTION_LINES_MAX}: split it", f.name, f.lines);
            file.fault(f.line, what)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_measured_from_fn_to_closing_brace() {
        let text = "struct A;\nimpl A {\n    fn one(&self) -> [u8; 2] {\n        match 1 {\n            _ => \"}\",\n        }\n    }\n\n    fn two() {}\n}\n";
        let found = functions(text);
        assert_eq!(
            found,
            vec![
                Function { name: "one".to_owned(), line: 3, lines: 5 },
                Function { name: "two".to_owned(), line: 9, lines: 1 },
            ]
        );
    }

    #[test]
    fn a_signature_without_body_and_a_function_type_are_no_functions() {
        assert_eq!(functions("trait T {\n    fn a(&self, x: [u8; 3]);\n}\ntype F = fn(u8) -> u8;\n"), vec![]);
    }

    #[test]
    fn a_function_over_the_limit_is_a_fault() {
        let long = format!("//! x\nfn long() {{\n{}}}\n", "    step();\n".repeat(FUNCTION_LINES_MAX));
        let faults = too_long(&[File::of("core/src/a.rs", &long)]);
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].line, 2);
        let fits = format!("fn fits() {{\n{}}}\n", "    step();\n".repeat(FUNCTION_LINES_MAX - 2));
        assert_eq!(too_long(&[File::of("core/src/a.rs", &fits)]), vec![]);
    }
}
