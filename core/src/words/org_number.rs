//! The number of an organisation in the Norwegian register of legal entities.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// An organisation number (*organisasjonsnummer*): nine digits, the last a check digit modulo 11; it names a tenant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrgNumber(NonZeroU32);

/// Why a text is no [`OrgNumber`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoOrgNumber {
    /// Something else than nine digits, or a zero first.
    #[error("not an organisation number: expected nine digits, the first not 0")]
    NotNineDigits,
    /// The last digit doesn't follow from the others.
    #[error("not an organisation number: the check digit doesn't fit")]
    CheckDigit,
}

const WEIGHTS: [u32; 9] = [3, 2, 7, 6, 5, 4, 3, 2, 1];

impl FromStr for OrgNumber {
    type Err = NoOrgNumber;

    /// Reads exactly nine digits, without spaces.
    fn from_str(text: &str) -> Result<Self, NoOrgNumber> {
        let bytes = text.as_bytes();
        if bytes.len() != WEIGHTS.len() || !bytes.iter().all(u8::is_ascii_digit) || bytes[0] == b'0' {
            return Err(NoOrgNumber::NotNineDigits);
        }
        let digits = bytes.iter().map(|byte| u32::from(byte - b'0'));
        let sum: u32 = digits.clone().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
        let number = NonZeroU32::new(digits.fold(0, |number, digit| number * 10 + digit));
        match number {
            Some(number) if sum.is_multiple_of(11) => Ok(Self(number)),
            Some(_) | None => Err(NoOrgNumber::CheckDigit),
        }
    }
}

impl fmt::Display for OrgNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for OrgNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for OrgNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for OrgNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::text::from_text(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_tenants_of_the_cast_have_organisation_numbers() {
        for text in ["310000019", "310000027", "310000035", "310000043"] {
            let number: OrgNumber = text.parse().unwrap();
            assert_eq!(number.to_string(), text);
            assert_eq!(serde_json::from_str::<OrgNumber>(&format!("\"{text}\"")).unwrap(), number);
        }
    }

    #[test]
    fn nine_digits_are_nine_digits() {
        for text in ["", "31000001", "3100000190", "310 000 019", "31000001x", "000000000", "٣10000019"] {
            assert_eq!(text.parse::<OrgNumber>(), Err(NoOrgNumber::NotNineDigits), "{text}");
        }
        assert!(serde_json::from_str::<OrgNumber>("310000019").is_err());
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_found(place in 1usize..9, by in 1u8..10) {
            let mut bytes = *b"310000019";
            bytes[place] = (bytes[place] - b'0' + by) % 10 + b'0';
            let text = std::str::from_utf8(&bytes).unwrap();
            prop_assert_eq!(text.parse::<OrgNumber>(), Err(NoOrgNumber::CheckDigit));
        }
    }
}
