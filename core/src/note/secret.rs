//! Signing keys and their text, `PRIVATE+KEY+name+id+key`: a log's, and a witness's. They leave memory when dropped.

use std::fmt;

use ed25519_dalek::{Signer, SigningKey};
use zeroize::Zeroizing;

use super::checkpoint::{Checkpoint, SignedCheckpoint};
use super::key::{KeyError, KeyKind, PublicKey, parts};
use super::signature::{Signature, cosigned};
use super::signed::{NoteError, SignedNote};
use super::spelling::base64_of;

/// What the text of a signing key begins with.
const PREFIX: &str = "PRIVATE+KEY+";

/// The key of a log: signs notes.
pub struct LogKey(Secret);

/// The key of a witness: signs checkpoints at a time, and nothing else.
pub struct WitnessKey(Secret);

struct Secret {
    public: PublicKey,
    key: SigningKey,
}

impl LogKey {
    /// The key with this name from 32 random bytes.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        Secret::from_seed(name, KeyKind::Note, seed).map(Self)
    }

    /// The key that a text means.
    pub fn from_skey(text: &str) -> Result<Self, KeyError> {
        Secret::from_skey(text, KeyKind::Note).map(Self)
    }

    /// Its text, which is secret.
    pub fn to_skey(&self) -> Zeroizing<String> {
        self.0.to_skey()
    }

    /// The key that its signatures are verified with.
    pub fn public(&self) -> &PublicKey {
        &self.0.public
    }

    /// Signs any note; the text ends in a newline.
    pub fn sign(&self, text: &str) -> Result<SignedNote, NoteError> {
        let bytes = self.0.key.sign(text.as_bytes()).to_bytes();
        SignedNote::new(text.to_owned(), vec![Signature::by(self.public(), bytes.to_vec())])
    }

    /// Signs a checkpoint. Whoever calls has seen that it continues the last one signed.
    pub fn sign_checkpoint(&self, checkpoint: Checkpoint) -> Result<SignedCheckpoint, NoteError> {
        let note = self.sign(&checkpoint.to_text())?;
        Ok(SignedCheckpoint::told(checkpoint, note))
    }
}

impl WitnessKey {
    /// The key with this name from 32 random bytes.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        Secret::from_seed(name, KeyKind::Cosignature, seed).map(Self)
    }

    /// The key that a text means.
    pub fn from_skey(text: &str) -> Result<Self, KeyError> {
        Secret::from_skey(text, KeyKind::Cosignature).map(Self)
    }

    /// Its text, which is secret.
    pub fn to_skey(&self) -> Zeroizing<String> {
        self.0.to_skey()
    }

    /// The key that its cosignatures are verified with.
    pub fn public(&self) -> &PublicKey {
        &self.0.public
    }

    /// Says that at this time, in seconds since 1970, this was the largest consistent tree the witness had seen of the log.
    pub fn cosign(&self, checkpoint: &Checkpoint, at: u64) -> Signature {
        let mut bytes = at.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.0.key.sign(&cosigned(&checkpoint.to_text(), at)).to_bytes());
        Signature::by(self.public(), bytes)
    }
}

impl Secret {
    fn from_seed(name: &str, kind: KeyKind, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let key = SigningKey::from_bytes(seed);
        Ok(Self { public: PublicKey::new(name, kind, key.verifying_key().as_bytes())?, key })
    }

    fn from_skey(text: &str, kind: KeyKind) -> Result<Self, KeyError> {
        let (name, told, bytes) = parts(text.strip_prefix(PREFIX).ok_or(KeyError::Form)?)?;
        let bytes = Zeroizing::new(bytes);
        let (byte, seed) = bytes.split_first().ok_or(KeyError::Form)?;
        if KeyKind::of(*byte)? != kind {
            return Err(KeyError::Kind(*byte));
        }
        let secret = Self::from_seed(name, kind, seed.try_into().map_err(|_| KeyError::Key)?)?;
        secret.public.is_called(told)?;
        Ok(secret)
    }

    fn to_skey(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new([self.public.kind().byte(); 33]);
        bytes[1..].copy_from_slice(self.key.as_bytes());
        let key = Zeroizing::new(base64_of(bytes.as_slice()));
        Zeroizing::new(format!("{PREFIX}{}+{:08x}+{}", self.public.name(), self.public.id(), key.as_str()))
    }
}

impl fmt::Debug for LogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LogKey({})", self.public().to_vkey())
    }
}

impl fmt::Debug for WitnessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WitnessKey({})", self.public().to_vkey())
    }
}
