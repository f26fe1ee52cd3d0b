//! The keys of a ledger, apart from its log: the root, the epochs under it, and the keystore of the data subjects' keys.

mod age_root;
mod plain_root;
mod root;

mod cipher;
mod epoch;
mod wrapped;

mod cache;
mod file;
mod frames;
mod inside;
mod records;
mod rewriting;

mod blocking;
mod erasing;
mod keystore;

mod aside;
mod keyring;
mod options;
mod rotating;
mod shared;

pub use root::{ROOT_FILE, Root, RootError, create_root, open_root};

pub use blocking::{SamePerson, TwoPersons};
pub use erasing::{GRACE, NotDone, OutOfUse};
pub use keyring::{Keyring, KeyringError};
pub use keystore::Keystore;
pub use options::KeyringOptions;
pub use rotating::{EPOCH, Rotated};
pub use shared::{SharedKeys, SharedKeysError};

#[cfg(test)]
mod tests;
