//! A root key that is 32 bytes in a file, for where another program puts it there.

use aes_gcm::{Aes256Gcm, KeyInit};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::cipher;
use super::root::{Root, RootError};
use crate::clock;
use crate::tokens;

/// 32 bytes, from which the wrapping key and the name are derived.
pub(super) struct PlainRoot {
    cipher: Aes256Gcm,
    name: String,
}

impl PlainRoot {
    /// The key in a file: 32 bytes, or 64 hexadecimal digits with white space around them.
    pub(super) fn of_file(bytes: &[u8]) -> Option<Self> {
        if let Ok(key) = <&[u8; 32]>::try_from(bytes) {
            return Some(Self::of(key));
        }
        let digits = std::str::from_utf8(bytes).ok()?.trim();
        let key = Zeroizing::new(tokens::unhex(digits)?);
        Some(Self::of(key.as_slice().try_into().ok()?))
    }

    fn of(key: &[u8; 32]) -> Self {
        let root = Hkdf::<Sha256>::new(None, key);
        let mut wrapping = Zeroizing::new([0; 32]);
        root.expand(b"samspor/root/wrap", &mut *wrapping).expect("HKDF gives up to 8,160 bytes");
        let mut name = [0; 8];
        root.expand(b"samspor/root/name", &mut name).expect("HKDF gives up to 8,160 bytes");
        let name = format!("key-{}", tokens::hex(&name));
        Self { cipher: Aes256Gcm::new((&*wrapping).into()), name }
    }
}

impl Root for PlainRoot {
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, RootError> {
        let nonce = clock::fresh_bytes().map_err(|error| RootError::Unwrappable(error.to_string()))?;
        Ok(cipher::seal(&self.cipher, nonce, &[], secret))
    }

    fn unwrapped(&self, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, RootError> {
        cipher::open(&self.cipher, &[], wrapped).ok_or(RootError::Unopened)
    }

    fn name(&self) -> &str {
        &self.name
    }
}
