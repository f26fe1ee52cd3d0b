//! The logs that a witness knows, by their origins.

use std::collections::BTreeMap;

use samspor_core::note::{KeyError, KeyKind, PublicKey};
use thiserror::Error;

/// Why a text is no list of logs.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum UnknownKey {
    #[error("line {line} is no key of a log")]
    Key { line: usize, source: KeyError },
    #[error("line {line} is the key of a witness, not of a log")]
    Witness { line: usize },
}

/// The keys of logs; a log's key is named after its origin, and it may have several.
#[derive(Clone, Debug, Default)]
pub struct KnownLogs {
    keys: BTreeMap<String, Vec<PublicKey>>,
}

impl KnownLogs {
    /// Adds the keys of a text: a vkey a line; empty lines and those that begin with `#` say nothing.
    pub fn add(&mut self, text: &str) -> Result<(), UnknownKey> {
        let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
        for (line, vkey) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let key = PublicKey::from_vkey(vkey).map_err(|source| UnknownKey::Key { line, source })?;
            match key.kind() {
                KeyKind::Note => self.keys.entry(key.name().to_owned()).or_default().push(key),
                KeyKind::Cosignature => return Err(UnknownKey::Witness { line }),
            }
        }
        Ok(())
    }

    /// The keys of a log; none of an unknown one.
    pub fn keys(&self, origin: &str) -> &[PublicKey] {
        self.keys.get(origin).map_or(&[], Vec::as_slice)
    }

    /// The origins that are known.
    pub fn origins(&self) -> impl Iterator<Item = &str> {
        self.keys.keys().map(String::as_str)
    }
}
