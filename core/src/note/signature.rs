//! Signature lines of notes, `— name base64`, and what a signature of each kind is over.

use super::key::{KeyId, KeyKind, PublicKey};
use super::signed::{NoteError, SIGNATURES_MAX};
use super::spelling::{base64_of, bytes_of, is_name};

/// An em dash and a space, with which a signature line begins.
const MARK: &str = "— ";

/// A signature of some key, known or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    name: String,
    id: KeyId,
    bytes: Vec<u8>,
}

impl Signature {
    /// The signature that a key's owner made.
    pub(super) fn by(key: &PublicKey, bytes: Vec<u8>) -> Self {
        Self { name: key.name().to_owned(), id: key.id(), bytes }
    }

    /// The name of the key it says it is by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of that key.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Its line, with the newline.
    pub fn to_line(&self) -> String {
        let bytes = [&self.id.to_be_bytes()[..], &self.bytes].concat();
        format!("{MARK}{} {}\n", self.name, base64_of(&bytes))
    }

    /// The signature that a line, without its newline, means.
    fn from_line(line: &str) -> Option<Self> {
        let (name, text) = line.strip_prefix(MARK)?.split_once(' ')?;
        let bytes = bytes_of(text)?;
        let (id, bytes) = bytes.split_first_chunk()?;
        let there = is_name(name) && !bytes.is_empty();
        there.then(|| Self { name: name.to_owned(), id: KeyId::from_be_bytes(*id), bytes: bytes.to_vec() })
    }

    /// Whether it says that it is by this key.
    pub(super) fn names(&self, key: &PublicKey) -> bool {
        self.id == key.id() && self.name == key.name()
    }

    /// Whether it says that it is by the same key as another.
    pub(super) fn same_key(&self, other: &Self) -> bool {
        self.id == other.id && self.name == other.name
    }

    /// Verifies it over a note's text: when it was made, for a cosignature; `None` when it is wrong.
    pub(super) fn verified(&self, key: &PublicKey, text: &str) -> Option<Option<u64>> {
        match key.kind() {
            KeyKind::Note => key.signed(text.as_bytes(), &self.bytes).then_some(None),
            KeyKind::Cosignature => {
                let (at, bytes) = self.bytes.split_first_chunk()?;
                let at = u64::from_be_bytes(*at);
                let stands = i64::try_from(at).is_ok() && key.signed(&cosigned(text, at), bytes);
                stands.then_some(Some(at))
            }
        }
    }
}

/// What a cosignature is over: a line that says so, the time, and the checkpoint's text.
pub(super) fn cosigned(text: &str, at: u64) -> Vec<u8> {
    format!("cosignature/v1\ntime {at}\n{text}").into_bytes()
}

/// Signature lines, each with its newline, as they end a note and as a witness answers them: one to sixteen.
pub fn signature_lines(text: &str) -> Result<Vec<Signature>, NoteError> {
    let lines = text.strip_suffix('\n').ok_or(NoteError::NotSigned)?;
    let mut signatures = Vec::new();
    for line in lines.split('\n') {
        if signatures.len() == SIGNATURES_MAX {
            return Err(NoteError::TooManySignatures);
        }
        let number = signatures.len() + 1;
        signatures.push(Signature::from_line(line).ok_or(NoteError::SignatureLine { number })?);
    }
    Ok(signatures)
}
