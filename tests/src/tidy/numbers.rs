//! No identity number that a person can have: eleven digits in a row are synthetic (month + 80), impossible, or listed.

use super::tree::{Fault, File};

/// Eleven digits that are no synthetic identity number and may stand here: the digits and why.
pub const LISTED: &[(&str, &str)] = &[];

const EXTENSIONS: [&str; 3] = [".rs", ".jsonl", ".md"];
const DIGITS: usize = 11;

/// Eleven digits that could be somebody's number.
pub fn of_people(files: &[File]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| EXTENSIONS.iter().any(|e| file.path.ends_with(e))) {
        for (index, line) in file.text.lines().enumerate() {
            faults.extend(elevens(line).into_iter().filter(|number| !allowed(number)).map(|number| {
                let what = format!(
                    "{number} is not synthetic: use one with month + 80, or list it in tests/src/tidy/numbers.rs"
                );
                file.fault(index + 1, what)
            }));
        }
    }
    faults
}

/// Whether nobody can have this number: its month is that of the synthetic series, or of no series at all.
///
/// Real numbers have the month as it is, or 40 more (H-numbers); the common help numbers (FH) start with 8 or 9.
fn allowed(number: &str) -> bool {
    let month: u32 = number[2..4].parse().unwrap_or(0);
    let real_month = (1..=12).contains(&month) || (41..=52).contains(&month);
    let help = number.starts_with(['8', '9']);
    let one_digit_only = number.bytes().all(|b| Some(b) == number.bytes().next());
    !(real_month || help) || one_digit_only || LISTED.iter().any(|(listed, _)| *listed == number)
}

/// The runs of exactly eleven digits in a line that are no part of a longer word (a hash, an id).
fn elevens(line: &str) -> Vec<&str> {
    line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|word| word.len() == DIGITS && word.bytes().all(|b| b.is_ascii_digit()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_not_synthetic_is_a_fault() {
        let real_shape = format!("{}{}", "010190", "12345");
        let help = format!("{}{}", "801234", "56789");
        let text =
            format!("\"nin\": \"02917149979\"\nnin {real_shape}\nhash a{real_shape} {real_shape}0\n{help}\n");
        let faults = of_people(&[File::of("tests/histories/a.jsonl", &text), File::of("Cargo.lock", &text)]);
        assert_eq!(faults.iter().map(|f| f.line).collect::<Vec<_>>(), vec![2, 4]);
    }
}
