//! National identity numbers: their check digits, kinds and synthetic series, and nothing about the person.

use std::fmt;
use std::str::FromStr;

use chrono::Datelike;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::Day;

/// A national identity number (*fødselsnummer*, D-, H- or FH-number) whose date and check digits hold.
///
/// It belongs in the identity section alone, so it has no `Display` and its `Debug` shows no digit. Age, sex and
/// century are never read from it. Both the classic check digits and those issued from 2032 are accepted.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct NationalNumber([u8; 11]);

/// What a [`NationalNumber`] is issued as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberKind {
    /// *Fødselsnummer*.
    Birth,
    /// *D-nummer*, for those without a *fødselsnummer*: day + 40.
    D,
    /// *Hjelpenummer* (H-number): month + 40. Synthetic numbers of Dolly's older series look the same.
    Help,
    /// *Felles hjelpenummer*: 8 or 9 first, no date.
    Fh,
}

/// Which series of made-up numbers a [`NationalNumber`] is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyntheticSeries {
    /// Skatteetaten's Tenor and newer Dolly: month + 80.
    Tenor,
    /// Norsk Helsenett: month + 65.
    Nhn,
    /// NAV's older Dolly: month + 40. Told apart only in D-numbers; elsewhere it collides with [`NumberKind::Help`].
    Dolly,
}

/// Which numbers an installation takes: never both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Series {
    /// Synthetic numbers only.
    Simulated,
    /// Numbers of real people only.
    Real,
}

/// Why a text is no [`NationalNumber`]; never repeats a digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoNationalNumber {
    /// Something else than eleven digits.
    #[error("not a national identity number: expected eleven digits")]
    NotElevenDigits,
    /// The first six digits are no date in any kind of number.
    #[error("not a national identity number: the first six digits are no date")]
    NoSuchDate,
    /// The last two digits don't follow from the others.
    #[error("not a national identity number: the check digits don't fit")]
    CheckDigits,
}

const WEIGHTS_1: [u8; 10] = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
const WEIGHTS_2: [u8; 11] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

impl NationalNumber {
    /// The eleven digits in clear text, for the identity section only: never for an event, a log line, a URL or an error.
    pub fn digits(&self) -> String {
        self.0.iter().map(|digit| char::from(b'0' + digit)).collect()
    }

    /// What the number is issued as; of a synthetic one, what it imitates.
    pub fn kind(&self) -> NumberKind {
        match (self.0[0], self.0[2]) {
            (8.., _) => NumberKind::Fh,
            (4..=7, _) => NumberKind::D,
            (0..=3, 4 | 5) => NumberKind::Help,
            (0..=3, _) => NumberKind::Birth,
        }
    }

    /// Which synthetic series the number is from; none when it is, or can't be told from, a real one.
    pub fn synthetic_series(&self) -> Option<SyntheticSeries> {
        match (self.kind(), self.0[2]) {
            (NumberKind::Birth | NumberKind::D, 8 | 9) => Some(SyntheticSeries::Tenor),
            (NumberKind::Birth | NumberKind::D, 6 | 7) => Some(SyntheticSeries::Nhn),
            (NumberKind::D, 4 | 5) => Some(SyntheticSeries::Dolly),
            (NumberKind::Birth | NumberKind::D | NumberKind::Help | NumberKind::Fh, _) => None,
        }
    }

    /// Whether an installation for this series takes the number. H- and FH-numbers count as real.
    pub fn accepted_in(&self, series: Series) -> bool {
        match series {
            Series::Simulated => self.synthetic_series().is_some(),
            Series::Real => self.synthetic_series().is_none(),
        }
    }

    /// The synthetic number (month + 80) of this birthday and serial, for tests and demonstrations; none if the
    /// serial has more than three digits or no check digits.
    pub fn synthetic(birth: Day, serial: u16) -> Option<Self> {
        let date = birth.date();
        let year = date.year().rem_euclid(100).unsigned_abs();
        digits_of(&format!("{:02}{:02}{year:02}{serial:03}", date.day(), date.month() + 80))
            .and_then(Self::completed)
    }

    fn completed(nine: [u8; 9]) -> Option<Self> {
        let mut digits = [0; 11];
        digits[..9].copy_from_slice(&nine);
        digits[9] = check_digit(&digits, &WEIGHTS_1)?;
        digits[10] = check_digit(&digits, &WEIGHTS_2)?;
        Some(Self(digits))
    }
}

impl FromStr for NationalNumber {
    type Err = NoNationalNumber;

    /// Reads exactly eleven digits, without spaces.
    fn from_str(text: &str) -> Result<Self, NoNationalNumber> {
        let digits = digits_of(text).ok_or(NoNationalNumber::NotElevenDigits)?;
        if !has_date(&digits) {
            return Err(NoNationalNumber::NoSuchDate);
        }
        let first_fits = matches!(remainder(&digits, &WEIGHTS_1), 0..=3);
        let second_fits = remainder(&digits, &WEIGHTS_2) == 0;
        if first_fits && second_fits { Ok(Self(digits)) } else { Err(NoNationalNumber::CheckDigits) }
    }
}

fn digits_of<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut digits: [u8; N] = text.as_bytes().try_into().ok()?;
    for digit in &mut digits {
        *digit = digit.is_ascii_digit().then(|| *digit - b'0')?;
    }
    Some(digits)
}

/// Whether the first six digits are a date, as the kind and series shift it. The century can't be known, so
/// 29 February is a date in every year that is a leap year in some century.
fn has_date(digits: &[u8; 11]) -> bool {
    let [day, month, year] = [0, 2, 4].map(|place| digits[place] * 10 + digits[place + 1]);
    let day = match day {
        80.. => return true,
        41.. => day - 40,
        0..=40 => day,
    };
    let month = match month {
        81.. => month - 80,
        66.. => month - 65,
        41.. => month - 40,
        0..=40 => month,
    };
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

fn remainder(digits: &[u8; 11], weights: &[u8]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * u32::from(*weight)).sum::<u32>() % 11
}

/// The digit that, put where it is still 0, leaves no remainder; none when that is ten.
fn check_digit(digits: &[u8; 11], weights: &[u8]) -> Option<u8> {
    u8::try_from((11 - remainder(digits, weights)) % 11).ok().filter(|digit| *digit < 10)
}

impl fmt::Debug for NationalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NationalNumber(…)")
    }
}

impl Serialize for NationalNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.digits())
    }
}

impl<'de> Deserialize<'de> for NationalNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::text::from_text(deserializer)
    }
}

#[cfg(test)]
mod tests;
