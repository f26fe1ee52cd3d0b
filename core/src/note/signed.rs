//! Signed notes, c2sp.org/signed-note: a text, an empty line, one to sixteen signature lines; one spelling for each.

use thiserror::Error;

use super::key::{KeyId, PublicKey};
use super::signature::{Signature, signature_lines};

/// The most bytes of a note.
pub const NOTE_BYTES_MAX: usize = 64 * 1024;

/// The most signatures of a note.
pub const SIGNATURES_MAX: usize = 16;

/// Why bytes are no signed note, or not one to believe.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NoteError {
    #[error("a note has at most {NOTE_BYTES_MAX} bytes")]
    TooLong,
    #[error("a note is UTF-8 without control characters other than newline")]
    Letters,
    #[error("a note's text ends in a newline")]
    Text,
    #[error("a note ends in an empty line and signature lines")]
    NotSigned,
    #[error("signature line {number} is not an em dash, a name and a signature in base64")]
    SignatureLine { number: usize },
    #[error("a note has at most {SIGNATURES_MAX} signatures")]
    TooManySignatures,
    #[error(
        "the signature by {name}, key {id:08x}, is wrong: the text was changed, or another key signed it"
    )]
    WrongSignature { name: String, id: KeyId },
    #[error("no key that is trusted signed the note")]
    UnknownSigners,
}

/// A note's text and its signatures, verified or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<Signature>,
}

/// A signature that was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified<'k> {
    /// The key that made it.
    pub by: &'k PublicKey,
    /// When, in seconds since 1970, if it is a cosignature: other signatures don't say.
    pub at: Option<u64>,
}

impl SignedNote {
    pub(super) fn new(text: String, signatures: Vec<Signature>) -> Result<Self, NoteError> {
        if !text.ends_with('\n') {
            return Err(NoteError::Text);
        }
        let note = Self { text, signatures };
        let written = note.to_text();
        lettered(&written)?;
        if written.len() > NOTE_BYTES_MAX { Err(NoteError::TooLong) } else { Ok(note) }
    }

    /// The note that these bytes are.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > NOTE_BYTES_MAX {
            return Err(NoteError::TooLong);
        }
        let note = std::str::from_utf8(bytes).map_err(|_| NoteError::Letters)?;
        lettered(note)?;
        let blank = note.rfind("\n\n").ok_or(NoteError::NotSigned)?;
        let signatures = signature_lines(&note[blank + 2..])?;
        Ok(Self { text: note[..=blank].to_owned(), signatures })
    }

    /// Its bytes: the same as were parsed.
    pub fn to_text(&self) -> String {
        let lines: String = self.signatures.iter().map(Signature::to_line).collect();
        format!("{}\n{lines}", self.text)
    }

    /// The signed text, with its last newline. Nobody vouches for it before [`SignedNote::verify`].
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All signatures, of known keys and others.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Adds a signature over the same text, in place of an earlier one of the same key. On an error nothing is added.
    pub fn add(&mut self, signature: Signature) -> Result<(), NoteError> {
        let mut signatures: Vec<Signature> =
            self.signatures.iter().filter(|other| !signature.same_key(other)).cloned().collect();
        if signatures.len() == SIGNATURES_MAX {
            return Err(NoteError::TooManySignatures);
        }
        signatures.push(signature);
        *self = Self::new(self.text.clone(), signatures)?;
        Ok(())
    }

    /// Which of the known keys signed the text, in the order of the lines. Signatures of other keys count for nothing;
    /// a wrong signature of a known key, or none that is right, and the note is not to be believed.
    pub fn verify<'k>(
        &self,
        known: impl IntoIterator<Item = &'k PublicKey>,
    ) -> Result<Vec<Verified<'k>>, NoteError> {
        let known: Vec<&PublicKey> = known.into_iter().collect();
        let mut verified = Vec::new();
        for signature in &self.signatures {
            let named: Vec<&'k PublicKey> =
                known.iter().filter(|key| signature.names(key)).copied().collect();
            let right = named
                .iter()
                .find_map(|key| Some(Verified { by: key, at: signature.verified(key, &self.text)? }));
            match right {
                Some(right) => verified.push(right),
                None if named.is_empty() => {}
                None => {
                    let name = signature.name().to_owned();
                    return Err(NoteError::WrongSignature { name, id: signature.id() });
                }
            }
        }
        if verified.is_empty() { Err(NoteError::UnknownSigners) } else { Ok(verified) }
    }
}

fn lettered(note: &str) -> Result<(), NoteError> {
    if note.bytes().any(|byte| byte < b' ' && byte != b'\n') { Err(NoteError::Letters) } else { Ok(()) }
}
