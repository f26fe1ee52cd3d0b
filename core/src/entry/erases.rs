//! The part of an erasure that stands in clear: which keys are out of use from that entry on.

use serde::{Deserialize, Serialize};

use super::leaf::{Leaf, Section};
use super::spelled::base64;
use crate::log::{Class, Record};
use crate::seal::Kid;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Erases {
    erases: Vec<String>,
}

/// The body that names the keys, sorted.
pub(crate) fn erases_bytes(kids: impl Iterator<Item = Kid>) -> Vec<u8> {
    let mut kids: Vec<Kid> = kids.collect();
    kids.sort_unstable();
    kids.dedup();
    let erases = kids.iter().map(|kid| base64(&kid.0)).collect();
    serde_json::to_vec(&Erases { erases }).expect("a list of texts is JSON")
}

/// The keys that an entry takes out of use; none for all other entries. Anybody can read this, without keys.
pub fn erased_kids(leaf: &Leaf, record: &Record) -> Vec<Kid> {
    if leaf.k != Class::E {
        return Vec::new();
    }
    let clear =
        leaf.sec.iter().zip(&record.bodies).filter(|(section, _)| matches!(section, Section::Open(_)));
    clear
        .filter_map(|(_, body)| serde_json::from_slice::<Erases>(body).ok())
        .flat_map(|told| told.erases)
        .filter_map(|kid| Kid::from_base64(&kid))
        .collect()
}
