//! The epoch key: 30 days long it wraps the data subjects' keys, and with it end all older copies of them.

use std::io;

use aes_gcm::{Aes256Gcm, KeyInit};
use samspor_core::log::Entropy;
use samspor_core::seal::Kid;
use samspor_core::words::Instant;
use zeroize::Zeroizing;

use super::cipher::{self, NONCE_BYTES};
use super::root::Root;
use super::wrapped::{self, WrappedError};
use crate::disk::Disk;

/// The epoch key in use.
pub(super) const EPOCH_FILE: &str = "epoch.key";
/// The next one, while keys are being wrapped anew.
const NEXT_FILE: &str = "epoch.key.next";
const LABEL: &str = "samspor/epoch/1";
const SECRET_BYTES: usize = 48;

/// What a sealed text under an epoch key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// A key and whose it is.
    Key,
    /// The same with the key under two persons' secrets too.
    BlockedKey,
    /// The key by which the subjects of destroyed keys are recognised.
    Blind,
    /// The key of what is kept beside the log.
    View,
}

/// An epoch and its key, which is wiped when dropped.
pub(super) struct Epoch {
    pub(super) number: u64,
    pub(super) begun: Instant,
    cipher: Aes256Gcm,
    secret: Zeroizing<[u8; 32]>,
}

impl Epoch {
    /// A fresh epoch.
    pub(super) fn fresh(number: u64, begun: Instant, entropy: &mut Entropy) -> Self {
        let mut secret = Zeroizing::new([0; 32]);
        entropy(&mut *secret);
        Self::of(number, begun, secret)
    }

    fn of(number: u64, begun: Instant, secret: Zeroizing<[u8; 32]>) -> Self {
        Self { number, begun, cipher: Aes256Gcm::new((&*secret).into()), secret }
    }

    /// Seals a text for one use and one key id.
    pub(super) fn seal(&self, what: Use, kid: &Kid, text: &[u8], entropy: &mut Entropy) -> Vec<u8> {
        let mut nonce = [0; NONCE_BYTES];
        entropy(&mut nonce);
        cipher::seal(&self.cipher, nonce, &self.aad(what, kid), text)
    }

    /// The text that was sealed in this epoch for that use and key id.
    pub(super) fn open(&self, what: Use, kid: &Kid, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        cipher::open(&self.cipher, &self.aad(what, kid), sealed)
    }

    fn aad(&self, what: Use, kid: &Kid) -> Vec<u8> {
        let what: &[u8] = match what {
            Use::Key => b"samspor/key/1",
            Use::BlockedKey => b"samspor/blocked-key/1",
            Use::Blind => b"samspor/blind-key/1",
            Use::View => b"samspor/view-key/1",
        };
        [what, &kid.0, &self.number.to_be_bytes()].concat()
    }

    /// Writes the epoch of a new keystore. Durable on success.
    pub(super) fn write_first(&self, disk: &dyn Disk, root: &dyn Root) -> Result<(), WrappedError> {
        self.write(disk, root, EPOCH_FILE)
    }

    /// Writes the epoch beside the one in use. Durable on success; it counts once the keystore is of this epoch.
    pub(super) fn write_next(&self, disk: &dyn Disk, root: &dyn Root) -> Result<(), WrappedError> {
        self.write(disk, root, NEXT_FILE)
    }

    fn write(&self, disk: &dyn Disk, root: &dyn Root, file: &str) -> Result<(), WrappedError> {
        let mut text = Zeroizing::new([0; SECRET_BYTES]);
        text[..8].copy_from_slice(&self.number.to_be_bytes());
        text[8..16].copy_from_slice(&self.begun.micros().to_be_bytes());
        text[16..].copy_from_slice(&*self.secret);
        wrapped::write(disk, file, root, LABEL, &*text)
    }

    fn read(disk: &dyn Disk, root: &dyn Root, file: &str) -> Result<Option<Self>, WrappedError> {
        let Some(text) = wrapped::read(disk, file, root, LABEL)? else { return Ok(None) };
        let parts = || -> Option<Self> {
            let (number, rest) = text.split_first_chunk::<8>()?;
            let (begun, secret) = rest.split_first_chunk::<8>()?;
            let secret = Zeroizing::new(<[u8; 32]>::try_from(secret).ok()?);
            let begun = Instant::from_micros(i64::from_be_bytes(*begun));
            Some(Self::of(u64::from_be_bytes(*number), begun, secret))
        };
        parts().map(Some).ok_or_else(|| WrappedError::Damaged(file.to_owned()))
    }
}

/// The epochs whose keys can be read: the one in `epoch.key`, and the next one while it is being begun.
pub(super) fn readable(disk: &dyn Disk, root: &dyn Root) -> Result<Vec<Epoch>, WrappedError> {
    let next = Epoch::read(disk, root, NEXT_FILE)?;
    let current = match Epoch::read(disk, root, EPOCH_FILE) {
        // The old key was being destroyed when the power went.
        Err(WrappedError::Damaged(_)) if next.is_some() => None,
        current => current?,
    };
    Ok(current.into_iter().chain(next).collect())
}

/// Leaves the key of one epoch only, once the keystore is durably of that epoch: an older one is overwritten and
/// removed, one that was never begun is removed. After an error both may be there; to be done again.
pub(super) fn settle(disk: &dyn Disk, root: &dyn Root, number: u64) -> Result<(), WrappedError> {
    let told = |source| WrappedError::Disk { file: NEXT_FILE.to_owned(), source };
    match Epoch::read(disk, root, NEXT_FILE)? {
        None => Ok(()),
        Some(next) if next.number == number => destroy_current(disk).map_err(told),
        Some(_) => disk.remove(NEXT_FILE).and_then(|()| disk.sync_dir("")).map_err(told),
    }
}

fn destroy_current(disk: &dyn Disk) -> io::Result<()> {
    match disk.open(EPOCH_FILE) {
        Ok(file) => wrapped::overwrite(&*file)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    // A crash here leaves an epoch.key of zeros beside the next one, which is then the only one read.
    disk.rename(NEXT_FILE, EPOCH_FILE)?;
    disk.sync_dir("")
}
