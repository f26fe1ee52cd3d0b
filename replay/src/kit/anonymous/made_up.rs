//! Words and numbers of nobody, drawn from a seed, none given twice.

use std::collections::BTreeSet;

use samspor_core::words::{HprNumber, NationalNumber, OrgNumber};

use super::words::Says;
use crate::believable::dice::Dice;

/// Syllables that make a word one can say.
const SYLLABLES: [&str; 24] = [
    "ba", "da", "fe", "ga", "hi", "jo", "ka", "le", "mi", "no", "pa", "ri", "so", "ta", "ve", "bo", "du",
    "fi", "ku", "la", "mo", "ne", "ro", "si",
];

/// Makes things up, each once.
pub(super) struct MadeUp {
    dice: Dice,
    given: BTreeSet<String>,
}

impl MadeUp {
    pub(super) fn of(seed: u64) -> Self {
        Self { dice: Dice::new(seed, 0), given: BTreeSet::new() }
    }

    /// A word nobody has yet.
    pub(super) fn word(&mut self) -> String {
        self.fresh(|dice| Some((0..4).map(|_| dice.one_of(&SYLLABLES)).collect()))
    }

    /// What stands instead of a text.
    pub(super) fn instead_of(&mut self, text: &str, says: Says) -> String {
        match says {
            Says::WhatEverybodyMaySee => text.to_owned(),
            Says::Label => self.word(),
            Says::NationalNumber => self.national_number(text),
            Says::HprNumber => self.fresh(|dice| {
                let number = dice.between(1_000_000, 9_999_999).to_string();
                number.parse::<HprNumber>().is_ok().then_some(number)
            }),
            Says::Id if text.len() == 9 => self.fresh(|dice| {
                let number = dice.between(310_000_000, 319_999_999).to_string();
                number.parse::<OrgNumber>().is_ok().then_some(number)
            }),
            Says::Id => self.fresh(|dice| {
                let mut part = |digits: usize, most: i64| format!("{:0digits$x}", dice.between(0, most));
                let (a, b, c) = (part(8, 0xffff_ffff), part(3, 0xfff), part(12, 0xffff_ffff_ffff));
                Some(format!("{a}-0000-7{b}-8000-{c}"))
            }),
        }
    }

    /// A synthetic number (month + 80) with the date of the original, and of its kind where that has synthetic ones.
    fn national_number(&mut self, text: &str) -> String {
        let digit =
            |place: usize| text.as_bytes().get(place).map_or(0, |byte| i64::from(byte.wrapping_sub(b'0')));
        let month = digit(2) * 10 + digit(3);
        let month = match month {
            1..=12 => month + 80,
            41..=52 => month + 40,
            66..=77 => month + 15,
            _ => month,
        };
        let date = match (digit(0), month) {
            (0..=7, 66..=92) => format!("{}{}{month:02}{}{}", digit(0), digit(1), digit(4), digit(5)),
            // A common help number has no date.
            _ => "018170".to_owned(),
        };
        self.fresh(|dice| {
            let number = format!("{date}{:05}", dice.between(0, 99_999));
            number.parse::<NationalNumber>().is_ok().then_some(number)
        })
    }

    fn fresh(&mut self, mut draw: impl FnMut(&mut Dice) -> Option<String>) -> String {
        loop {
            if let Some(new) = draw(&mut self.dice).filter(|new| !self.given.contains(new)) {
                self.given.insert(new.clone());
                return new;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use samspor_core::words::{NumberKind, Series};

    #[test]
    fn a_number_stands_for_one_of_its_kind_and_date() {
        let mut made_up = MadeUp::of(1);
        for (text, kind) in [("02917149979", NumberKind::Birth), ("14835849849", NumberKind::Birth)] {
            let new = made_up.instead_of(text, Says::NationalNumber);
            let number: NationalNumber = new.parse().unwrap();
            assert!(new != text && new.starts_with(&text[..6]), "{text} became {new}");
            assert!(number.kind() == kind && number.accepted_in(Series::Simulated));
        }
    }

    #[test]
    fn the_same_seed_makes_the_same_things_up() {
        let words = |seed| {
            let mut made_up = MadeUp::of(seed);
            let number = made_up.instead_of("310000019", Says::Id);
            (made_up.word(), number)
        };
        assert_eq!(words(5), words(5));
        assert_ne!(words(5), words(6));
        assert!(words(5).1.parse::<OrgNumber>().is_ok());
    }
}
