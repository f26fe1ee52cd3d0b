//! Several dossiers held against each other: two histories of one log that don't continue one another are a fork.

use std::collections::{BTreeMap, HashMap};

use samspor_core::note::SignedCheckpoint;
use samspor_core::tree::verify_consistency;
use serde::Serialize;

use crate::dossier::Files;
use crate::dossier::form::{self, *};
use crate::dossier::line::in_file;

/// What two dossiers say together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Between {
    /// Their places in the order they were given, from 0.
    pub pair: (usize, usize),
    /// Whether the two can't both be of one history.
    pub fork: bool,
    pub what: String,
}

struct One {
    checkpoint: SignedCheckpoint,
    leaves: HashMap<u64, [u8; 32]>,
    /// By stream and number in it: position and leaf.
    numbered: BTreeMap<([u8; 16], u64), (u64, [u8; 32])>,
}

/// Compares each two dossiers of one log. Each must be sound for itself first ([`verify`](super::verify)).
pub fn held_together(dossiers: &[&Files]) -> Vec<Between> {
    let read: Vec<Option<One>> = dossiers.iter().map(|files| one(files)).collect();
    let mut found = Vec::new();
    for second in 1..dossiers.len() {
        for first in 0..second {
            if let (Some(a), Some(b)) = (&read[first], &read[second])
                && a.checkpoint.checkpoint().origin() == b.checkpoint.checkpoint().origin()
            {
                let (fork, what) = between(a, b, dossiers);
                found.push(Between { pair: (first, second), fork, what });
            }
        }
    }
    found
}

fn one(files: &Files) -> Option<One> {
    let checkpoint = SignedCheckpoint::parse(files.get(CHECKPOINT)?).ok()?;
    let lines =
        [EVENTS, LATER].into_iter().filter_map(|name| files.get(name)).flat_map(|bytes| in_file(bytes));
    let (mut leaves, mut numbered) = (HashMap::new(), BTreeMap::new());
    for line in lines.flatten() {
        let (position, hash) = (line.position.0, line.hash());
        leaves.insert(position, hash);
        if let Some(leaf) = line.read_leaf() {
            numbered.insert((leaf.sid, leaf.sn), (position, hash));
        }
    }
    Some(One { checkpoint, leaves, numbered })
}

fn between(a: &One, b: &One, dossiers: &[&Files]) -> (bool, String) {
    let (a_tree, b_tree) = (a.checkpoint.checkpoint(), b.checkpoint.checkpoint());
    let other =
        a.leaves.iter().find(|(position, hash)| b.leaves.get(position).is_some_and(|one| one != *hash));
    if let Some((position, _)) = other {
        return (true, format!("FORK: entry {position} of {} is another in each", a_tree.origin()));
    }
    let other =
        a.numbered.iter().find(|(place, entry)| b.numbered.get(place).is_some_and(|one| one != *entry));
    if let Some(((sid, number), _)) = other {
        let (origin, sid) = (a_tree.origin(), form::to_base64(sid));
        let what = format!(
            "FORK: entry number {number} of stream {sid} of {origin} is another in each, or elsewhere"
        );
        return (true, what);
    }
    let (from, to) = if a_tree.size <= b_tree.size { (a_tree, b_tree) } else { (b_tree, a_tree) };
    if from.size == to.size {
        return match from.root == to.root {
            true => (false, format!("one history of {} entries", to.size)),
            false => {
                (true, format!("FORK: the log {} signed two histories of {} entries", to.origin(), to.size))
            }
        };
    }
    let name = form::consistency(from.size, to.size);
    let proof = dossiers.iter().find_map(|files| form::hashes_in(files.get(&name)?));
    let Some(proof) = proof else {
        let what = format!(
            "whether the history of {} entries continues the one of {} is not shown: ask for a dossier made with the earlier checkpoint",
            to.size, from.size
        );
        return (false, what);
    };
    match verify_consistency(from.size, to.size, &proof, &from.root, &to.root) {
        Ok(()) => (false, format!("the history of {} entries continues the one of {}", to.size, from.size)),
        Err(error) => (
            true,
            format!(
                "FORK, or a wrong proof in {name}: the history of {} entries does not continue the one of {}: {error}",
                to.size, from.size
            ),
        ),
    }
}
