//! A secret in a file of the key directory, wrapped under the root: replaced whole, with a checksum and what it is for.

use std::io;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use super::root::{Root, RootError};
use crate::disk::{Disk, DiskFile};
use crate::log::container;

const MAGIC: &[u8; 8] = b"wrapped\x01";
const CHECKSUM_BYTES: usize = 4;
const FILE_BYTES_MAX: u64 = 64 * 1024;
static ZEROS: [u8; 64 * 1024] = [0; 64 * 1024];

/// Why a wrapped secret is not to be had.
#[derive(Debug, Error)]
pub enum WrappedError {
    /// The disk failed.
    #[error("{file} in the key directory cannot be read or written")]
    Disk {
        /// Its name in the key directory.
        file: String,
        /// What the disk said.
        source: io::Error,
    },
    /// The file is not as it was written.
    #[error("{0} is damaged: restore the key directory from its backup")]
    Damaged(String),
    /// Another root key wrapped it.
    #[error(
        "{file} was wrapped under root key {needs}, and the root key given is {given}: give the file of the root key \
         that this key directory was made with"
    )]
    OtherRoot {
        /// Its name in the key directory.
        file: String,
        /// The name of the root that wrapped it.
        needs: String,
        /// The name of the root at hand.
        given: String,
    },
    /// The root failed.
    #[error("{file}")]
    Root {
        /// Its name in the key directory.
        file: String,
        /// What the root said.
        source: RootError,
    },
}

#[derive(Serialize, Deserialize)]
struct Wrapped {
    root: String,
    sealed: Vec<u8>,
}

/// Writes a secret under a root, in place of any file of that name. Durable on success; after an error the old file
/// stands or the new one does.
pub(super) fn write(
    disk: &dyn Disk,
    file: &str,
    root: &dyn Root,
    label: &str,
    secret: &[u8],
) -> Result<(), WrappedError> {
    let text = Zeroizing::new([label.as_bytes(), b"\0", secret].concat());
    let sealed = root.wrap(&text).map_err(|source| WrappedError::Root { file: file.to_owned(), source })?;
    let wrapped = Wrapped { root: root.name().to_owned(), sealed };
    let told = |source| WrappedError::Disk { file: file.to_owned(), source };
    let content = container::encode(&wrapped, FILE_BYTES_MAX).map_err(|e| told(io::Error::other(e)))?;
    let checksum = crc32c::crc32c(&content).to_le_bytes();
    replace(disk, file, &[MAGIC.as_slice(), &checksum, &content].concat()).map_err(told)
}

/// The secret in a file, written with the same label; none when there is no such file.
pub(super) fn read(
    disk: &dyn Disk,
    file: &str,
    root: &dyn Root,
    label: &str,
) -> Result<Option<Zeroizing<Vec<u8>>>, WrappedError> {
    let bytes = match disk.open(file).and_then(|file| whole(&*file)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(WrappedError::Disk { file: file.to_owned(), source }),
    };
    let damaged = || WrappedError::Damaged(file.to_owned());
    let wrapped = contained(&bytes).ok_or_else(damaged)?;
    if wrapped.root != root.name() {
        let (needs, given) = (wrapped.root, root.name().to_owned());
        return Err(WrappedError::OtherRoot { file: file.to_owned(), needs, given });
    }
    let opened = root.unwrapped(&wrapped.sealed);
    let mut text = opened.map_err(|source| WrappedError::Root { file: file.to_owned(), source })?;
    let secret = text.strip_prefix(label.as_bytes()).and_then(|rest| rest.strip_prefix(b"\0"));
    let start = text.len() - secret.ok_or_else(damaged)?.len();
    let secret = Zeroizing::new(text.split_off(start));
    Ok(Some(secret))
}

fn contained(bytes: &[u8]) -> Option<Wrapped> {
    let (checksum, content) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<CHECKSUM_BYTES>()?;
    let sound = crc32c::crc32c(content) == u32::from_le_bytes(*checksum);
    sound.then(|| container::decode(content, FILE_BYTES_MAX).ok()).flatten()
}

/// All of a file's bytes.
pub(super) fn whole(file: &dyn DiskFile) -> io::Result<Vec<u8>> {
    let length = usize::try_from(file.length()?).map_err(|_| io::ErrorKind::FileTooLarge)?;
    let mut bytes = vec![0; length];
    file.read_at(0, &mut bytes)?;
    Ok(bytes)
}

/// Puts a whole file in the place of another. Durable on success; after an error the old one stands or the new one.
fn replace(disk: &dyn Disk, path: &str, bytes: &[u8]) -> io::Result<()> {
    let temporary = format!("{path}.tmp");
    let file = disk.create(&temporary)?;
    file.write_at(0, bytes)?;
    file.sync_data()?;
    // A crash up to here leaves a temporary file, which the next start removes.
    disk.rename(&temporary, path)?;
    disk.sync_dir("")
}

/// Writes zeros over a file that nobody reads again. Where the disk keeps old blocks, as flash does, they stay until
/// it reuses them: what was in them is out of reach only when the key above them is gone.
pub(super) fn overwrite(file: &dyn DiskFile) -> io::Result<()> {
    let length = file.length()?;
    let mut at = 0;
    while at < length {
        let zeros = ZEROS.len().min(usize::try_from(length - at).unwrap_or(usize::MAX));
        file.write_at(at, &ZEROS[..zeros])?;
        at += zeros as u64;
    }
    file.sync_data()
}
