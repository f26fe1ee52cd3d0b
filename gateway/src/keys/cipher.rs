//! AES-256-GCM with a random nonce in front, and the keyed hash by which a destroyed key's subject is recognised.

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead, Payload};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// Bytes of a nonce.
pub(super) const NONCE_BYTES: usize = 12;

/// A text under a cipher: nonce, ciphertext, tag. A nonce is drawn for one text only.
pub(super) fn seal(cipher: &Aes256Gcm, nonce: [u8; NONCE_BYTES], aad: &[u8], text: &[u8]) -> Vec<u8> {
    let sealed = cipher.encrypt(&nonce.into(), Payload { msg: text, aad });
    let sealed = sealed.expect("a text in memory is far below 64 GiB");
    [nonce.as_slice(), &sealed].concat()
}

/// The text that was sealed; none when cipher, additional text or any byte is another.
pub(super) fn open(cipher: &Aes256Gcm, aad: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
    cipher.decrypt(nonce.into(), Payload { msg: sealed, aad }).ok().map(Zeroizing::new)
}

/// HMAC-SHA-256 of a text under a key: what HKDF does first.
pub(super) fn keyed_hash(key: &[u8; 32], text: &[u8]) -> [u8; 32] {
    Hkdf::<Sha256>::extract(Some(key), text).0.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::hex;

    #[test]
    fn the_keyed_hash_is_that_of_rfc_4231() {
        let mut key = [0; 32];
        key[..20].copy_from_slice(&[0x0B; 20]);
        let expected = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
        assert_eq!(
            hex(&keyed_hash(&key, b"Hi There")),
            expected,
            "a key shorter than a block is padded with zeros"
        );
    }
}
