//! Where a ledger lives: its data, and its keys apart from them.

use std::path::{Path, PathBuf};

use crate::keys::ROOT_FILE;

/// The directories of a ledger. What is in the one opens nothing without the other, so they have backups of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// The record, and what can be built again from it.
    pub data: PathBuf,
    /// The keystore, the signing key, and the last checkpoints signed.
    pub keys: PathBuf,
    /// The root key: an `age` identity, or 32 bytes.
    pub root: PathBuf,
}

impl Home {
    /// A home with its keys beside the data, in the directory of that name with `.keys` behind it.
    pub fn of(data: &Path) -> Self {
        Self::with(data, None, None)
    }

    /// A home with its keys, and their root key, elsewhere.
    pub fn with(data: &Path, keys: Option<&Path>, root: Option<&Path>) -> Self {
        let beside = || {
            let mut name = data.components().as_path().as_os_str().to_owned();
            name.push(".keys");
            PathBuf::from(name)
        };
        let keys = keys.map_or_else(beside, Path::to_owned);
        let root = root.map_or_else(|| keys.join(ROOT_FILE), Path::to_owned);
        Self { data: data.to_owned(), keys, root }
    }
}

impl<P: AsRef<Path> + ?Sized> From<&P> for Home {
    fn from(data: &P) -> Self {
        Self::of(data.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_beside_the_data_and_never_in_them() {
        for data in ["/srv/ledger", "/srv/ledger/"] {
            let home = Home::of(Path::new(data));
            assert_eq!(home.keys, Path::new("/srv/ledger.keys"));
            assert_eq!(home.root, Path::new("/srv/ledger.keys/root.key"));
        }
        let home = Home::with(Path::new("ledger"), Some(Path::new("/keys")), Some(Path::new("/usb/root")));
        assert_eq!((home.keys, home.root), (PathBuf::from("/keys"), PathBuf::from("/usb/root")));
    }
}
