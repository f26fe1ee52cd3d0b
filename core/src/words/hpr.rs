//! Health personnel numbers and hours.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// A number of the health personnel register (*HPR-nummer*): up to nine digits, not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HprNumber(u32);

/// Why a text is no [`HprNumber`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not an HPR number: expected one to nine digits without a leading zero")]
pub struct NoHprNumber;

impl fmt::Display for HprNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for HprNumber {
    type Err = NoHprNumber;

    fn from_str(text: &str) -> Result<Self, NoHprNumber> {
        let digits = (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || text.starts_with('0') {
            return Err(NoHprNumber);
        }
        text.parse().map(Self).map_err(|_| NoHprNumber)
    }
}

impl Serialize for HprNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for HprNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::text::from_text(deserializer)
    }
}

/// Hours in hundredths, from 0 to 10,000 hours; written as a whole number where it is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hours(u32);

impl Hours {
    const HUNDREDTHS_MAX: f64 = 1_000_000.0;

    /// The hours, with fractions.
    pub fn hours(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl Serialize for Hours {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_multiple_of(100) {
            serializer.serialize_u32(self.0 / 100)
        } else {
            serializer.serialize_f64(self.hours())
        }
    }
}

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let hundredths = f64::deserialize(deserializer)? * 100.0;
        let whole = hundredths.round();
        if !(0.0..=Self::HUNDREDTHS_MAX).contains(&whole) || (whole - hundredths).abs() > 1e-6 {
            return Err(serde::de::Error::custom("hours are between 0 and 10000, with two decimals at most"));
        }
        // Within the bounds just checked, so the conversion is exact.
        Ok(Self(whole as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_written_whole_where_they_are() {
        for (text, written) in [("12", "12"), ("12.0", "12"), ("7.5", "7.5"), ("0.25", "0.25")] {
            let hours: Hours = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&hours).unwrap(), written);
        }
        for text in ["-1", "10001", "1.001", "\"12\""] {
            assert!(serde_json::from_str::<Hours>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_hpr_number_has_one_spelling() {
        assert_eq!("7654321".parse::<HprNumber>().unwrap().to_string(), "7654321");
        for text in ["", "0123", "1234567890", "12a", "+12"] {
            assert_eq!(text.parse::<HprNumber>(), Err(NoHprNumber), "{text}");
        }
    }
}
