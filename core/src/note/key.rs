//! Public keys of notes, and their text: `name+id+key`, as Go's `sumdb/note` and c2sp.org/signed-note have it.

use ed25519_dalek::VerifyingKey;
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::spelling::{base64_of, bytes_of, is_name};

/// The first four bytes of SHA-256 over name, newline, type and public key, big-endian. It finds a key and proves nothing.
pub type KeyId = u32;

/// What a key signs, told by the byte before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// The text of a note, with Ed25519: type 1.
    Note,
    /// A checkpoint at a time, as a witness: `cosignature/v1` with Ed25519, type 4.
    Cosignature,
}

/// Why a text is no key.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum KeyError {
    #[error("a key is written name+id+key, the id in eight hexadecimal digits and the key in base64")]
    Form,
    #[error("a key's name is not empty and has no space, plus or control character")]
    Name,
    #[error("signatures of type {0} are not supported, or not here")]
    Kind(u8),
    #[error("the key is not an Ed25519 key")]
    Key,
    #[error("the id {told:08x} is not this key's, which is {found:08x}")]
    OtherId { told: KeyId, found: KeyId },
}

/// A key that signatures are verified with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    kind: KeyKind,
    id: KeyId,
    key: VerifyingKey,
}

impl KeyKind {
    /// The byte that tells it.
    pub(super) fn byte(self) -> u8 {
        match self {
            Self::Note => 1,
            Self::Cosignature => 4,
        }
    }

    pub(super) fn of(byte: u8) -> Result<Self, KeyError> {
        [Self::Note, Self::Cosignature]
            .into_iter()
            .find(|kind| kind.byte() == byte)
            .ok_or(KeyError::Kind(byte))
    }
}

impl PublicKey {
    /// The key with this name, what it signs, and its bytes (RFC 8032).
    pub fn new(name: &str, kind: KeyKind, bytes: &[u8; 32]) -> Result<Self, KeyError> {
        if !is_name(name) {
            return Err(KeyError::Name);
        }
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::Key)?;
        // Everybody can make signatures that such a key takes.
        if key.is_weak() {
            return Err(KeyError::Key);
        }
        let mut hash = Sha256::new();
        hash.update(name);
        hash.update([b'\n', kind.byte()]);
        hash.update(bytes);
        let [a, b, c, d, ..] = <[u8; 32]>::from(hash.finalize());
        Ok(Self { name: name.to_owned(), kind, id: KeyId::from_be_bytes([a, b, c, d]), key })
    }

    /// The key that a vkey text means.
    pub fn from_vkey(text: &str) -> Result<Self, KeyError> {
        let (name, told, bytes) = parts(text)?;
        let (kind, bytes) = bytes.split_first().ok_or(KeyError::Form)?;
        let bytes = bytes.try_into().map_err(|_| KeyError::Key);
        let key = Self::new(name, KeyKind::of(*kind)?, bytes?)?;
        key.is_called(told)?;
        Ok(key)
    }

    /// Its text: `name+id+key`.
    pub fn to_vkey(&self) -> String {
        let mut bytes = vec![self.kind.byte()];
        bytes.extend_from_slice(self.bytes());
        format!("{}+{:08x}+{}", self.name, self.id, base64_of(&bytes))
    }

    /// Its name; a log's is its origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The id that stands in its signatures.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The public key's 32 bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    pub(super) fn is_called(&self, told: KeyId) -> Result<(), KeyError> {
        if told == self.id { Ok(()) } else { Err(KeyError::OtherId { told, found: self.id }) }
    }

    /// Whether this key made this signature over these bytes.
    pub(super) fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let Ok(signature) = ed25519_dalek::Signature::from_slice(signature) else { return false };
        self.key.verify_strict(message, &signature).is_ok()
    }
}

/// Name, id and the bytes in base64 of a key's text; base64 may have a plus too.
pub(super) fn parts(text: &str) -> Result<(&str, KeyId, Vec<u8>), KeyError> {
    let (name, rest) = text.split_once('+').ok_or(KeyError::Form)?;
    let (told, bytes) = rest.split_once('+').ok_or(KeyError::Form)?;
    let id = KeyId::from_str_radix(told, 16).map_err(|_| KeyError::Form)?;
    if told != format!("{id:08x}") {
        return Err(KeyError::Form);
    }
    Ok((name, id, bytes_of(bytes).ok_or(KeyError::Form)?))
}
