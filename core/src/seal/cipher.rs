//! HKDF-SHA-256 and AES-256-GCM as trust.md 2.4 puts them together: a key used once, committed to, and disclosable alone.

use std::fmt;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use hkdf::Hkdf;
use sha2::Sha256;
use thiserror::Error;
use zeroize::Zeroizing;

use super::keys::SubjectKey;

/// Bytes that sealing adds to the padded text.
pub const TAG_BYTES: usize = 16;
/// Texts are padded with spaces to a multiple of this, so that a length tells little.
const STEP_BYTES: usize = 256;

/// Where a section stands; what its key is derived for.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The log's name, as its checkpoints have it.
    pub origin: &'a str,
    /// The stream's random id.
    pub sid: &'a [u8; 16],
    /// The number in the stream.
    pub sn: u64,
    /// The section's number in the entry, from 0.
    pub section: u8,
}

/// The key of one section (K_evt): whoever has it can open that section and no other. Wiped when dropped, never printed.
#[derive(Clone)]
pub struct EventKey(Zeroizing<[u8; 32]>);

/// Why a sealed section does not open. Each is a fault: keys taken out of use are told of before this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unopened {
    /// The key is not the one the leaf commits to.
    #[error(
        "the key is not the one the leaf commits to (K_com): under another key the same bytes can be made to say something else"
    )]
    OtherKey,
    /// The ciphertext, or the leaf around it, was changed.
    #[error("the body does not open under the key the leaf commits to")]
    Forged,
    /// The text is padded otherwise than sealing pads.
    #[error("the body's text is not padded as sealing pads it")]
    Padding,
}

impl EventKey {
    /// The key of a section under a subject's key and the section's salt.
    pub fn derive(key: &SubjectKey, salt: &[u8; 32], place: Place<'_>) -> Self {
        let mut secret = Zeroizing::new([0; 32]);
        let info: [&[u8]; 5] =
            [b"ledger/v1/evt", place.origin.as_bytes(), place.sid, &place.sn.to_be_bytes(), &[place.section]];
        Hkdf::<Sha256>::new(Some(salt), key.secret())
            .expand_multi_info(&info, &mut *secret)
            .expect("HKDF gives up to 8,160 bytes");
        Self(secret)
    }

    /// The key that was disclosed with an entry.
    pub fn disclosed(secret: [u8; 32]) -> Self {
        Self(Zeroizing::new(secret))
    }

    /// The secret, to be disclosed with one entry.
    pub fn secret(&self) -> &[u8; 32] {
        &self.0
    }

    /// The commitment to this key that stands in the leaf (K_com).
    pub fn commitment(&self) -> [u8; 32] {
        *self.expanded(b"com")
    }

    fn cipher(&self) -> Aes256Gcm {
        let key = self.expanded(b"enc");
        Aes256Gcm::new((&*key).into())
    }

    fn expanded(&self, info: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut out = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::from_prk(&*self.0)
            .expect("32 bytes are a key of HKDF-SHA-256")
            .expand(info, &mut *out)
            .expect("HKDF gives up to 8,160 bytes");
        out
    }
}

impl fmt::Debug for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EventKey")
    }
}

/// How long a text is once it is padded.
pub fn padded_bytes(text_bytes: usize) -> usize {
    text_bytes.max(1).next_multiple_of(STEP_BYTES)
}

/// Seals a text. The nonce is zero, since the key is used for this text only: its salt is fresh on every attempt.
pub fn seal(key: &EventKey, text: &[u8], aad: &[u8]) -> Vec<u8> {
    let mut padded = Zeroizing::new(Vec::with_capacity(padded_bytes(text.len())));
    padded.extend_from_slice(text);
    padded.resize(padded_bytes(text.len()), b' ');
    let payload = Payload { msg: &padded, aad };
    key.cipher().encrypt(&Nonce::default(), payload).expect("a body is far below 64 GiB")
}

/// Opens a sealed body: the key is held against the leaf's commitment first, since AES-GCM itself commits to none.
pub fn open(
    key: &EventKey,
    commitment: &[u8; 32],
    sealed: &[u8],
    aad: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Unopened> {
    if key.commitment() != *commitment {
        return Err(Unopened::OtherKey);
    }
    let payload = Payload { msg: sealed, aad };
    let opened = key.cipher().decrypt(&Nonce::default(), payload).map_err(|_| Unopened::Forged)?;
    let mut opened = Zeroizing::new(opened);
    let text = opened.iter().rposition(|byte| *byte != b' ').map_or(0, |last| last + 1);
    if padded_bytes(text) != opened.len() {
        return Err(Unopened::Padding);
    }
    opened.truncate(text);
    Ok(opened)
}

#[cfg(test)]
mod salamander;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::Kid;

    const SALT: [u8; 32] = [3; 32];

    fn place() -> Place<'static> {
        Place { origin: "ledger.example/samspor/2026", sid: &[2; 16], sn: 17, section: 0 }
    }

    fn key() -> EventKey {
        EventKey::derive(&SubjectKey::new(Kid([1; 16]), [1; 32]), &SALT, place())
    }

    #[test]
    fn what_was_sealed_opens_with_its_key_and_place_only() {
        let sealed = seal(&key(), b"{\"on\":\"2026-03-05\"}", b"leaf");
        assert_eq!(sealed.len(), 256 + TAG_BYTES);
        let commitment = key().commitment();
        assert_eq!(&**open(&key(), &commitment, &sealed, b"leaf").unwrap(), b"{\"on\":\"2026-03-05\"}");
        assert_eq!(open(&key(), &commitment, &sealed, b"fael"), Err(Unopened::Forged));
        let subject = SubjectKey::new(Kid([1; 16]), [1; 32]);
        let (sid, origin) = ([4; 16], "ledger.example/samspor/2027");
        for other in [
            Place { section: 1, ..place() },
            Place { sn: 18, ..place() },
            Place { sid: &sid, ..place() },
            Place { origin, ..place() },
        ] {
            let other = EventKey::derive(&subject, &SALT, other);
            assert_eq!(open(&other, &commitment, &sealed, b"leaf"), Err(Unopened::OtherKey));
        }
        let salted = EventKey::derive(&subject, &[9; 32], place());
        assert_eq!(open(&salted, &commitment, &sealed, b"leaf"), Err(Unopened::OtherKey));
    }

    #[test]
    fn any_changed_bit_of_a_body_is_found() {
        let sealed = seal(&key(), b"{}", b"leaf");
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(open(&key(), &key().commitment(), &changed, b"leaf"), Err(Unopened::Forged), "{bit}");
        }
    }

    #[test]
    fn a_text_has_one_padding() {
        for (text, padded) in [(0, 256), (1, 256), (256, 256), (257, 512)] {
            assert_eq!(padded_bytes(text), padded);
        }
        let loose = [b"{}".as_slice(), &[b' '; 510]].concat();
        let sealed = key().cipher().encrypt(&Nonce::default(), Payload { msg: &loose, aad: b"" }).unwrap();
        assert_eq!(open(&key(), &key().commitment(), &sealed, b""), Err(Unopened::Padding));
    }

    #[test]
    fn secrets_are_not_printed() {
        let subject = SubjectKey::new(Kid([0xAB; 16]), [0xCD; 32]);
        assert_eq!(format!("{subject:?} {:?}", key()), "SubjectKey(q6urq6urq6urq6urq6urqw==) EventKey");
    }
}
