//! Audit extracts (*saksmappe*): that one was made of this patient, for whom and on what basis, and its digest.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::words::{Code, Day, Instant, Label};

/// SHA-256 over an extract, in lower-case hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ExtractDigest(pub [u8; 32]);

/// A text that is no digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 digest: expected 64 lower-case hexadecimal digits")]
pub struct NoDigest;

/// An audit extract was produced: of the file on a day as known at a moment. The same day and moment give the same digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditExtractProduced {
    pub recipient: Label,
    /// On what basis the recipient gets it.
    pub basis: Code,
    pub valid: Day,
    pub known: Instant,
    pub digest: ExtractDigest,
}

impl FromStr for ExtractDigest {
    type Err = NoDigest;

    fn from_str(text: &str) -> Result<Self, NoDigest> {
        crate::entry::unhex(text.as_bytes()).map(Self).ok_or(NoDigest)
    }
}

impl TryFrom<String> for ExtractDigest {
    type Error = NoDigest;

    fn try_from(text: String) -> Result<Self, NoDigest> {
        text.parse()
    }
}

impl From<ExtractDigest> for String {
    fn from(digest: ExtractDigest) -> Self {
        digest.to_string()
    }
}

impl fmt::Display for ExtractDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::entry::hex(&self.0))
    }
}

impl fmt::Debug for ExtractDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
