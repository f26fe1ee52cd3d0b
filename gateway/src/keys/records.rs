//! The records of a keystore, as they are stored: a change of form is a new version beside these.

use samspor_core::seal::{Kid, Subject};
use serde::{Deserialize, Serialize};

use crate::log::container;

/// The form of the records, which the first one names.
pub(super) const VERSION: u16 = 1;
/// A subject takes less.
const SUBJECT_BYTES_MAX: u64 = 256;

/// A subject's name under the blind key: it recognises the subject, and tells nobody without that key who it is.
pub(super) type Blind = [u8; 32];

/// What a keystore remembers. Positions and moments (in microseconds) stand as plain numbers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(Debug))]
pub(super) enum Record {
    /// The first record of each file, and of no other place.
    Begun(Begun),
    /// A key and its subject under the epoch key. After [`Record::Blocked`] the key is unblocked.
    Key { kid: Kid, sealed: Vec<u8> },
    /// Taken out of use by the entry at a position; to be destroyed from a moment on.
    Retired { kid: Kid, by: u64, at: i64, destroy_after: i64 },
    /// The retirement by the entry at that position was a mistake: the key is in use again, and stays so if it is
    /// asked to be retired by that entry once more.
    Revived { kid: Kid, by: u64 },
    /// As [`Record::Key`], with the key under two persons' secrets too.
    Blocked { kid: Kid, by: u64, sealed: Vec<u8> },
    /// The tombstone: no key. The subject is missing where the id was never known here.
    Destroyed { kid: Kid, by: u64, subject: Option<Blind> },
    /// How the epoch began, for the log to be told of it.
    Rotated { epoch: u64, created: u64, rewrapped: u64 },
}

/// How a file begins.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(Debug))]
pub(super) struct Begun {
    pub(super) version: u16,
    pub(super) epoch: u64,
    /// Keys made in this epoch before the file was written.
    pub(super) created: u64,
    /// Keys, not yet destroyed, that the file began with: they don't count as made in it.
    pub(super) carried: u64,
    /// The key of [`Blind`] names under the epoch key.
    pub(super) blind: Vec<u8>,
    /// The key of what is kept beside the log, under the epoch key.
    pub(super) view: Vec<u8>,
}

/// A subject's bytes, under a key or to be hashed.
pub(super) fn subject_bytes(subject: &Subject) -> Vec<u8> {
    container::encode(subject, SUBJECT_BYTES_MAX).expect("a subject is a tenant and an id")
}

/// The subject of these bytes.
pub(super) fn subject_of(bytes: &[u8]) -> Option<Subject> {
    container::decode(bytes, SUBJECT_BYTES_MAX).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::hex;

    #[test]
    fn the_bytes_of_records_stay_what_they_are() {
        let kid = Kid([0xAB; 16]);
        let ids = "ab".repeat(16);
        let begun = Begun { version: 1, epoch: 2, created: 3, carried: 4, blind: vec![5], view: vec![6] };
        let golden = [
            (Record::Begun(begun), "00010203040105 0106".to_owned()),
            (Record::Key { kid, sealed: vec![7, 8] }, format!("01{ids}020708")),
            (Record::Retired { kid, by: 9, at: 1, destroy_after: 2 }, format!("02{ids}090204")),
            (Record::Revived { kid, by: 9 }, format!("03{ids}09")),
            (Record::Blocked { kid, by: 9, sealed: vec![7] }, format!("04{ids}090107")),
            (Record::Destroyed { kid, by: 9, subject: None }, format!("05{ids}0900")),
            (
                Record::Destroyed { kid, by: 9, subject: Some([1; 32]) },
                format!("05{ids}0901{}", "01".repeat(32)),
            ),
            (Record::Rotated { epoch: 2, created: 3, rewrapped: 4 }, "06020304".to_owned()),
        ];
        for (record, bytes) in golden {
            let stored = container::encode(&record, 1000).unwrap();
            assert_eq!(hex(&stored), bytes.replace(' ', ""));
            assert_eq!(container::decode::<Record>(&stored, 1000).unwrap(), record);
        }
    }

    #[test]
    fn the_bytes_of_subjects_stay_what_they_are() {
        let (tenant, id) = ("310000019".parse().unwrap(), "00000000-0000-5000-8000-000000000007");
        let (number, uuid) = ("09333130303030303139", "1000000000000050008000000000000007");
        let golden = [
            (Subject::Ledger, "00".to_owned()),
            (Subject::Tenant(tenant), format!("01{number}")),
            (Subject::Patient(tenant, id.parse().unwrap()), format!("02{number}{uuid}")),
            (Subject::Identity(tenant, id.parse().unwrap()), format!("03{number}{uuid}")),
            (Subject::Person(tenant, id.parse().unwrap()), format!("04{number}{uuid}")),
        ];
        for (subject, bytes) in golden {
            assert_eq!(hex(&subject_bytes(&subject)), bytes);
            assert_eq!(subject_of(&subject_bytes(&subject)), Some(subject));
        }
    }
}
