//! Synthetic identity numbers for invented patients: the month is raised by 80, so none belongs to a person.

use std::collections::BTreeMap;

use samspor_core::words::{Day, NationalNumber};

/// Hands out numbers, never the same twice.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    next: BTreeMap<Day, u16>,
}

impl Numbers {
    /// The next unused synthetic number for this birthday; none when the day has run out of them.
    pub(super) fn next(&mut self, born: Day) -> Option<String> {
        let serial = self.next.entry(born).or_insert(0);
        while *serial < 500 {
            let number = synthetic(born, *serial);
            *serial += 1;
            if number.is_some() {
                return number;
            }
        }
        None
    }
}

/// The number with this serial (below 500) among those of the birthday's century, if its check digits exist.
fn synthetic(born: Day, serial: u16) -> Option<String> {
    let century = if born.to_string().starts_with("19") { 0 } else { 500 };
    NationalNumber::synthetic(born, century + serial).map(|number| number.digits())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_published_algorithm() {
        let born: Day = "1958-03-14".parse().unwrap();
        let all: Vec<_> = (0..500).filter_map(|serial| synthetic(born, serial)).collect();
        assert!(all.contains(&"14835849849".to_owned()));
    }

    #[test]
    fn no_number_is_given_twice() {
        let born: Day = "2010-06-28".parse().unwrap();
        let mut numbers = Numbers::default();
        let all: Vec<_> = std::iter::from_fn(|| numbers.next(born)).collect();
        let unique: std::collections::BTreeSet<_> = all.iter().collect();
        assert!(all.len() > 350 && unique.len() == all.len());
    }
}
