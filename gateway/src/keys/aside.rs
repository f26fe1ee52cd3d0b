//! Sealing what is kept beside the log, as snapshots of views, under a key that is replaced when keys are destroyed.

use aes_gcm::{Aes256Gcm, KeyInit};
use samspor_core::seal::KeysUnavailable;
use zeroize::Zeroizing;

use super::cipher::{self, NONCE_BYTES};
use super::inside::Inside;
use super::keystore::Keystore;
use super::rewriting::told;
use crate::clock;

const LABEL: &[u8] = b"samspor/aside/1";

impl Keystore {
    /// Seals bytes that can be made again. They open until keys are next destroyed or blocked.
    pub(super) fn sealed_aside(&self, bytes: &[u8]) -> Result<Vec<u8>, KeysUnavailable> {
        self.inside().sealed_aside(bytes)
    }

    /// The bytes that were sealed; none when the key has been replaced since, or any byte was changed: what was
    /// sealed is then thrown away and made again.
    pub(super) fn opened_aside(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.inside().opened_aside(sealed)
    }
}

impl Inside {
    pub(super) fn sealed_aside(&self, bytes: &[u8]) -> Result<Vec<u8>, KeysUnavailable> {
        let nonce = clock::fresh_bytes::<NONCE_BYTES>().map_err(told)?;
        Ok(cipher::seal(&self.view_cipher(), nonce, LABEL, bytes))
    }

    pub(super) fn opened_aside(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        cipher::open(&self.view_cipher(), LABEL, sealed)
    }

    fn view_cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new((&*self.view).into())
    }
}
