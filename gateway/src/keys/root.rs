//! The root key (KEK), a file kept apart from the ledger, under which the other keys are wrapped.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use thiserror::Error;
use zeroize::Zeroizing;

use super::age_root::AgeRoot;
use super::plain_root::PlainRoot;

/// The name of the root key's file where nobody gives another.
pub const ROOT_FILE: &str = "root.key";
/// Longer files hold no root key.
const FILE_BYTES_MAX: u64 = 64 * 1024;
/// The bits of a file's mode that let others than its owner read or change it.
const OF_OTHERS: u32 = 0o077;

/// What wraps the epoch keys and the signing key. A key store of the organisation (HSM, KMS) would be another one.
pub trait Root: Send + Sync {
    /// A secret that only this root opens again.
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, RootError>;
    /// A secret that was wrapped with this root.
    fn unwrapped(&self, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, RootError>;
    /// What tells this root from others; it is no secret.
    fn name(&self) -> &str;
}

/// Why a root key is not to be had, or does not do its work. No text has anything of the key in it.
#[derive(Debug, Error)]
pub enum RootError {
    /// The file can't be read or made.
    #[error("the root key {} cannot be read or written", path.display())]
    Disk {
        /// The file.
        path: PathBuf,
        /// What the disk said.
        source: io::Error,
    },
    /// Others than the owner may read the file.
    #[error("others may read the root key {path} (mode {mode:03o}): chmod 600 {path}", path = path.display())]
    Shared {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// The file holds something else.
    #[error(
        "{} holds no root key: expected an age identity (AGE-SECRET-KEY-1...), 64 hexadecimal digits or 32 bytes",
        .0.display()
    )]
    NoRoot(PathBuf),
    /// The bytes were wrapped with another root, or changed.
    #[error("it does not open under the root key")]
    Unopened,
    /// Wrapping failed.
    #[error("wrapping under the root key failed: {0}")]
    Unwrappable(String),
}

/// The root key in a file: an age identity, or 32 bytes as they are or in hexadecimal digits.
///
/// # Errors
///
/// When the file can't be read, may be read by others than its owner, or holds something else.
pub fn open_root(path: &Path) -> Result<Box<dyn Root>, RootError> {
    let disk = |source| RootError::Disk { path: path.to_owned(), source };
    let file = File::open(path).map_err(disk)?;
    let mode = file.metadata().map_err(disk)?.permissions().mode() & 0o777;
    if mode & OF_OTHERS != 0 {
        return Err(RootError::Shared { path: path.to_owned(), mode });
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
    file.take(FILE_BYTES_MAX).read_to_end(&mut bytes).map_err(disk)?;
    if let Some(root) = AgeRoot::of_file(&bytes) {
        return Ok(Box::new(root));
    }
    match PlainRoot::of_file(&bytes) {
        Some(root) => Ok(Box::new(root)),
        None => Err(RootError::NoRoot(path.to_owned())),
    }
}

/// Makes a root key where there is none: an age identity, for its owner alone, durable on success.
///
/// # Errors
///
/// When there is a file of that name already, or the disk fails: the file is then there or not, never a part of it.
pub fn create_root(path: &Path) -> Result<Box<dyn Root>, RootError> {
    let disk = |source| RootError::Disk { path: path.to_owned(), source };
    if path.exists() {
        return Err(disk(io::ErrorKind::AlreadyExists.into()));
    }
    let (root, text) = AgeRoot::fresh();
    let temporary = path.with_extension("tmp");
    let _ = fs::remove_file(&temporary);
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary).map_err(disk)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(disk)?;
    // A crash up to here leaves a temporary file, of a key that wrapped nothing.
    fs::rename(&temporary, path).map_err(disk)?;
    let above = path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(above).and_then(|above| above.sync_all()).map_err(disk)?;
    Ok(Box::new(root))
}

/// The mode of a directory that others than its owner may look into.
pub(super) fn shared_mode(dir: &Path) -> io::Result<Option<u32>> {
    let mode = fs::metadata(dir)?.permissions().mode() & 0o777;
    Ok((mode & OF_OTHERS != 0).then_some(mode))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(dir: &Path, bytes: &[u8], mode: u32) -> PathBuf {
        let path = dir.join("some.key");
        let _ = fs::remove_file(&path);
        fs::write(&path, bytes).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    #[test]
    fn a_root_wraps_and_no_other_root_opens_it() {
        let dir = tempfile::tempdir().unwrap();
        let roots = [
            create_root(&dir.path().join("age")).unwrap(),
            open_root(&written(dir.path(), &[7; 32], 0o600)).unwrap(),
            open_root(&written(dir.path(), "08".repeat(32).as_bytes(), 0o400)).unwrap(),
        ];
        for (one, root) in roots.iter().enumerate() {
            let wrapped = root.wrap(b"thirty-two bytes, or any other").unwrap();
            assert_ne!(wrapped, root.wrap(b"thirty-two bytes, or any other").unwrap());
            for (other, opens) in roots.iter().enumerate() {
                let opened = opens.unwrapped(&wrapped);
                assert_eq!(opened.is_ok(), one == other, "{one} {other}");
            }
            assert_eq!(&**root.unwrapped(&wrapped).unwrap(), b"thirty-two bytes, or any other");
        }
    }

    #[test]
    fn a_root_made_is_the_root_opened_and_is_never_made_over() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(ROOT_FILE);
        let wrapped = create_root(&path).unwrap().wrap(b"secret").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(&**open_root(&path).unwrap().unwrapped(&wrapped).unwrap(), b"secret");
        assert!(matches!(create_root(&path), Err(RootError::Disk { .. })));
    }

    #[test]
    fn hexadecimal_digits_and_bytes_are_the_same_root() {
        let dir = tempfile::tempdir().unwrap();
        let wrapped = open_root(&written(dir.path(), &[0xAB; 32], 0o600)).unwrap().wrap(b"secret").unwrap();
        let digits = format!("{}\n", "Ab".repeat(32));
        let root = open_root(&written(dir.path(), digits.as_bytes(), 0o600)).unwrap();
        assert_eq!(&**root.unwrapped(&wrapped).unwrap(), b"secret");
    }

    #[test]
    fn a_root_that_others_may_read_is_refused_with_the_remedy() {
        let dir = tempfile::tempdir().unwrap();
        for mode in [0o644, 0o640, 0o604, 0o660] {
            let path = written(dir.path(), &[7; 32], mode);
            let told = open_root(&path).err().unwrap().to_string();
            assert!(told.contains(&format!("chmod 600 {}", path.display())), "{told}");
        }
    }

    #[test]
    fn what_is_no_root_is_told_without_what_it_holds() {
        let dir = tempfile::tempdir().unwrap();
        let texts: [&[u8]; 5] = [b"", &[7; 31], &[7; 33], b"AGE-SECRET-KEY-1QQQ", &[b'g'; 64]];
        for bytes in texts {
            let error = open_root(&written(dir.path(), bytes, 0o600)).err().unwrap();
            assert!(matches!(error, RootError::NoRoot(_)));
            assert!(!format!("{error} {error:?}").contains("QQQ"));
        }
        assert!(matches!(open_root(&dir.path().join("none")), Err(RootError::Disk { .. })));
    }
}
