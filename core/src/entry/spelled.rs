//! Bytes in their one canonical spelling, read from left to right without copying.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::words::Instant;

/// The most bytes that are read from base64 at a time, and two more.
const ROOM: usize = 48;

/// What is still to be read. A reading that does not fit gives nothing and takes nothing.
pub(super) struct Spelled<'a>(&'a [u8]);

impl<'a> Spelled<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Goes on behind a text that must stand here.
    pub(super) fn after(&mut self, text: &str) -> Option<&mut Self> {
        self.0 = self.0.strip_prefix(text.as_bytes())?;
        Some(self)
    }

    /// Nothing is left.
    pub(super) fn end(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// `N` bytes in base64 (RFC 4648, section 4) with its padding.
    pub(super) fn base64<const N: usize>(&mut self) -> Option<[u8; N]> {
        // As many letters without padding stand for up to two bytes more, and the engine wants room for them.
        let mut room = [0; ROOM];
        const { assert!(N + 2 <= ROOM) };
        let (letters, rest) = self.0.split_at_checked(N.div_ceil(3) * 4)?;
        // The engine refuses bits that no byte uses, so there is one spelling.
        let decoded = STANDARD.decode_slice(letters, &mut room).ok()?;
        let bytes = room.get(..decoded)?.try_into().ok()?;
        self.0 = rest;
        Some(bytes)
    }

    /// A whole number without leading zeros.
    pub(super) fn number(&mut self) -> Option<u64> {
        let digits = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (number, rest) = self.0.split_at(digits);
        if number.first() == Some(&b'0') && digits > 1 {
            return None;
        }
        let number = std::str::from_utf8(number).ok()?.parse().ok()?;
        self.0 = rest;
        Some(number)
    }

    /// A moment in UTC with milliseconds.
    pub(super) fn millis(&mut self) -> Option<Instant> {
        const LETTERS: usize = "2025-03-03T09:00:00.000Z".len();
        let (text, rest) = self.0.split_at_checked(LETTERS)?;
        let at = Instant::from_millis_text(std::str::from_utf8(text).ok()?)?;
        self.0 = rest;
        Some(at)
    }
}

/// Bytes in base64 with padding, as leaves have them.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Bytes as lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// The bytes that lower-case hexadecimal stands for.
pub(crate) fn unhex<const N: usize>(digits: &[u8]) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if digits.len() != 2 * N {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(bytes)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_bytes_have_one_spelling() {
        let number = |text: &str| Spelled::of(text.as_bytes()).number();
        assert_eq!((number("0,"), number("120}")), (Some(0), Some(120)));
        assert_eq!(
            (number("012"), number(""), number("-1"), number("99999999999999999999")),
            (None, None, None, None)
        );
        let bytes_of = |text: &str| Spelled::of(text.as_bytes()).base64::<2>();
        assert_eq!(
            (bytes_of("AP8="), bytes_of("AP9="), bytes_of("AP8"), bytes_of("A-8=")),
            (Some([0, 255]), None, None, None)
        );
        let without_padding = "A".repeat(44);
        assert_eq!(Spelled::of(without_padding.as_bytes()).base64::<32>(), None, "it stands for 33 bytes");
        assert_eq!(unhex::<2>(b"00ff"), Some([0, 255]));
        assert_eq!((unhex::<2>(b"00FF"), unhex::<2>(b"00f")), (None, None));
    }

    #[test]
    fn a_moment_is_in_utc_with_milliseconds() {
        let at = |text: &str| Spelled::of(text.as_bytes()).millis();
        assert_eq!(at("2025-03-03T09:00:00.120Z"), "2025-03-03T09:00:00.120Z".parse().ok());
        for other in [
            "2025-03-03T09:00:00.12Z",
            "2025-03-03T09:00:00+00:00",
            "2025-02-30T09:00:00.000Z",
            "2025-03-03t09:00:00.000Z",
            "2025-03-03T24:00:00.000Z",
            "0025-03-03T09:00:00.000Z",
            "2025-03-03T23:59:60.000Z",
        ] {
            assert_eq!(at(other), None, "{other}");
        }
    }
}
