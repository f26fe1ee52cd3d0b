//! Short texts people write: labels, codes, parties and references, none of which may hold an identity number.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// What the message of [`TextError::HoldsElevenDigits`] contains, also inside a JSON error: the sender hears
/// `E-FREETEXT` then, and `E-MALFORMED` for every other reason.
pub const ELEVEN_DIGITS: &str = "holds 11 digits in a row";

/// Why a text is no [`Label`], [`Code`], [`Party`] or [`Reference`]; never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TextError {
    /// Eleven digits in a row, or six and five with one space or hyphen between: possibly an identity number.
    #[error("{}, as an identity number does", ELEVEN_DIGITS)]
    HoldsElevenDigits,
    /// More than `max` characters.
    #[error("longer than {max} characters")]
    TooLong {
        /// How many characters there may be.
        max: usize,
    },
    /// No characters, or white space only.
    #[error("empty")]
    Empty,
    /// White space in a code.
    #[error("more than one word")]
    NotOneWord,
    /// A control character, or one that can't be seen.
    #[error("holds a control character")]
    ControlCharacter,
}

/// Most characters in a [`Label`], [`Party`] or [`Reference`].
pub const LABEL_CHARACTERS_MAX: usize = 120;
/// Most characters in a [`Code`].
pub const CODE_CHARACTERS_MAX: usize = 40;

/// A short name of a unit or theme (*etikett*): at most 120 characters in one line, without white space at the ends.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(Arc<str>);

/// One short word that local lists define, such as a service or a reason (*kode*): at most 40 characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(Arc<str>);

/// Who takes part or gets to know (*part*), as a short label: a role or an organisation, not a name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Party(Arc<str>);

/// Where the document is in the archive or journal (*arkiv- eller journalreferanse*), never what it says.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference(Arc<str>);

impl Party {
    /// Whether sharing with this party needs the patient's consent: every party but the patient, a
    /// representative, the coordinator and the substitute.
    pub fn needs_consent(&self) -> bool {
        !matches!(self.as_str(), "Patient" | "Representative" | "Coordinator" | "Substitute")
    }
}

/// A text in one line, trimmed. A possible identity number is the first thing said about it.
fn line(text: &str) -> Result<Arc<str>, TextError> {
    let text = text.trim();
    checked(text, LABEL_CHARACTERS_MAX)?;
    Ok(text.into())
}

fn word(text: &str) -> Result<Arc<str>, TextError> {
    checked(text, CODE_CHARACTERS_MAX)?;
    if text.contains(char::is_whitespace) { Err(TextError::NotOneWord) } else { Ok(text.into()) }
}

fn checked(text: &str, max: usize) -> Result<(), TextError> {
    if text.is_empty() {
        Err(TextError::Empty)
    } else if holds_eleven_digits(text) {
        Err(TextError::HoldsElevenDigits)
    } else if text.contains(|c: char| c.is_control() || is_invisible(c)) {
        Err(TextError::ControlCharacter)
    } else if text.chars().nth(max).is_some() {
        Err(TextError::TooLong { max })
    } else {
        Ok(())
    }
}

/// Whether a run of digits has eleven or more, or a run of six and one of five stand with one separator between.
fn holds_eleven_digits(text: &str) -> bool {
    let (mut run, mut before) = (0, None);
    for c in text.chars().chain(['.']) {
        if c.is_numeric() {
            run += 1;
        } else if run >= 11 || (run == 5 && before == Some(6)) {
            return true;
        } else {
            before = (c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '–')).then_some(run);
            run = 0;
        }
    }
    false
}

/// Characters that change how a line reads without being seen: soft hyphens, zero widths, directions, line ends.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

macro_rules! text_type {
    ($name:ident, $checked:ident) => {
        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = TextError;

            fn from_str(text: &str) -> Result<Self, TextError> {
                $checked(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                super::text::from_text(deserializer)
            }
        }
    };
}

text_type!(Label, line);
text_type!(Code, word);
text_type!(Party, line);
text_type!(Reference, line);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_with_eleven_digits_is_refused_everywhere() {
        let digits = Err(TextError::HoldsElevenDigits);
        for text in [
            "14835849849",
            "Astrid 14835849849",
            "x148358498490y",
            "148358 49849",
            "gjelder 148358-49849.",
            "148358\u{a0}49849",
        ] {
            assert_eq!(text.parse::<Label>().map(drop), digits, "{text}");
            assert_eq!(text.parse::<Party>().map(drop), digits, "{text}");
            assert_eq!(text.parse::<Reference>().map(drop), digits, "{text}");
            assert_eq!(text.parse::<Code>().map(drop), digits, "{text}");
        }
    }

    #[test]
    fn other_numbers_are_no_identity_numbers() {
        for text in [
            "1483584984",
            "sak 2025/123456",
            "148358  49849",
            "1483581 49849",
            "148358.49849",
            "22 33 44 55 66 7",
            "14835 849849",
        ] {
            assert!(text.parse::<Label>().is_ok(), "{text}");
        }
    }

    #[test]
    fn a_label_is_one_trimmed_line_of_120_characters() {
        assert_eq!("  Hjemmetjenesten Nesøy ".parse::<Label>().unwrap().as_str(), "Hjemmetjenesten Nesøy");
        assert!("ø".repeat(120).parse::<Label>().is_ok());
        assert_eq!("ø".repeat(121).parse::<Label>(), Err(TextError::TooLong { max: 120 }));
        assert_eq!(" \t ".parse::<Label>(), Err(TextError::Empty));
        for text in ["to\nlinjer", "null\0", "snu\u{202e}", "usyn\u{200b}lig"] {
            assert_eq!(text.parse::<Label>(), Err(TextError::ControlCharacter), "{text:?}");
        }
    }

    #[test]
    fn a_code_is_one_word_of_40_characters() {
        assert_eq!("health-station".parse::<Code>().unwrap().to_string(), "health-station");
        assert!("a".repeat(40).parse::<Code>().is_ok());
        assert_eq!("a".repeat(41).parse::<Code>(), Err(TextError::TooLong { max: 40 }));
        assert_eq!("to ord".parse::<Code>(), Err(TextError::NotOneWord));
        assert_eq!(" ord".parse::<Code>(), Err(TextError::NotOneWord));
        assert_eq!("".parse::<Code>(), Err(TextError::Empty));
    }

    #[test]
    fn a_json_error_tells_eleven_digits_and_repeats_none() {
        for json in ["\"14835849849\"", "\"Ring 148358 49849\""] {
            let error = serde_json::from_str::<Label>(json).unwrap_err().to_string();
            assert!(error.contains(ELEVEN_DIGITS) && !error.contains("49849"), "{error}");
        }
        for json in ["14835849849", "\"\"", "null", "[14835849849]", "{\"14835849849\": 1}"] {
            let error = serde_json::from_str::<Label>(json).unwrap_err().to_string();
            assert!(!error.contains(ELEVEN_DIGITS) && !error.contains("49849"), "{error}");
        }
    }

    #[test]
    fn four_parties_need_no_consent() {
        for text in ["Patient", "Representative", "Coordinator", "Substitute"] {
            assert!(!text.parse::<Party>().unwrap().needs_consent(), "{text}");
        }
        for text in ["NAV", "patient", "Coordinator NAV", "School"] {
            assert!(text.parse::<Party>().unwrap().needs_consent(), "{text}");
        }
    }

    #[test]
    fn a_reference_points_into_the_archive() {
        assert_eq!("mandate-astrid-ane".parse::<Reference>().unwrap().as_str(), "mandate-astrid-ane");
        assert_eq!(" 2025/1234-5\n".parse::<Reference>().unwrap().as_str(), "2025/1234-5");
    }

    proptest! {
        #[test]
        fn a_label_reads_back_as_itself(text in "\\PC{0,130}") {
            if let Ok(label) = text.parse::<Label>() {
                prop_assert_eq!(label.as_str(), text.trim());
                let json = serde_json::to_string(&label).unwrap();
                prop_assert_eq!(serde_json::from_str::<Label>(&json).unwrap(), label);
            }
        }

        #[test]
        fn no_label_holds_an_identity_number(before in "[a-zæøå ]{0,20}", number in "[0-9]{6}[ -]?[0-9]{5}", after in "([a-zæøå ][a-zæøå ]{0,20})?") {
            let text = format!("{before}{number}{after}");
            prop_assert_eq!(text.parse::<Label>(), Err(TextError::HoldsElevenDigits));
        }
    }
}
