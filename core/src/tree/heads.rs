//! The list of stream heads under an H leaf: proofs of where a stream ends, and that a stream has no entries.

use thiserror::Error;

use super::frontier::Frontier;
use super::hash::{EMPTY_ROOT, NodeHash};
use super::list::MerkleList;
use super::verify::{Disproved, verify_inclusion};
use crate::entry::{LeafHash, hash_of_leaf};

/// The last entry of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Head {
    /// The random id of the stream.
    pub sid: [u8; 16],
    /// The number in the stream of its last entry.
    pub sn: u64,
    /// The hash of that entry's leaf.
    pub leaf: LeafHash,
}

impl Head {
    /// What is hashed: sid, sn in eight bytes big-endian, leaf hash.
    pub fn to_bytes(&self) -> [u8; 56] {
        let mut bytes = [0; 56];
        bytes[..16].copy_from_slice(&self.sid);
        bytes[16..24].copy_from_slice(&self.sn.to_be_bytes());
        bytes[24..].copy_from_slice(&self.leaf);
        bytes
    }

    /// Its hash in the list.
    pub fn hash(&self) -> LeafHash {
        hash_of_leaf(&self.to_bytes())
    }
}

/// Two heads of one stream, the first such in the order of the list: such a list has no root.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a stream has two heads, {} and {}", .0.sn, .1.sn)]
pub struct TwoHeads(pub Head, pub Head);

/// The root of heads that come in order of `sid`, without keeping the list; `None` when they don't.
pub fn root_of_heads(heads: impl IntoIterator<Item = Head>) -> Option<NodeHash> {
    let mut frontier = Frontier::new();
    let mut before: Option<[u8; 16]> = None;
    for head in heads {
        if before.is_some_and(|sid| sid >= head.sid) {
            return None;
        }
        before = Some(head.sid);
        frontier.append(head.hash());
    }
    Some(frontier.root())
}

/// All heads, sorted by `sid`, and the Merkle list over them.
#[derive(Clone, Debug, Default)]
pub struct Heads {
    heads: Vec<Head>,
    list: MerkleList,
}

impl Heads {
    /// The list of these heads in whatever order they come; one head a stream.
    pub fn of(heads: impl IntoIterator<Item = Head>) -> Result<Self, TwoHeads> {
        let mut heads: Vec<Head> = heads.into_iter().collect();
        heads.sort_unstable();
        if let Some(pair) = heads.windows(2).find(|pair| pair[0].sid == pair[1].sid) {
            return Err(TwoHeads(pair[0], pair[1]));
        }
        let list = MerkleList::of(heads.iter().map(Head::hash));
        Ok(Self { heads, list })
    }

    /// How many streams there are.
    pub fn streams(&self) -> u64 {
        self.list.size()
    }

    /// The root of the list.
    pub fn root(&self) -> NodeHash {
        self.list.root()
    }

    /// The heads in order of `sid`.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// The proof of where a stream ends; `None` when it has no entries.
    pub fn presence(&self, sid: &[u8; 16]) -> Option<Presence> {
        self.place(sid).ok().map(|at| self.presence_at(at))
    }

    /// The proof that a stream has no entries; `None` when it has some.
    pub fn absence(&self, sid: &[u8; 16]) -> Option<Absence> {
        let at = self.place(sid).err()?;
        let before = at.checked_sub(1).map(|before| self.presence_at(before));
        let after = (at < self.heads.len()).then(|| self.presence_at(at));
        Some(Absence { before, after })
    }

    fn place(&self, sid: &[u8; 16]) -> Result<usize, usize> {
        self.heads.binary_search_by_key(sid, |head| head.sid)
    }

    fn presence_at(&self, at: usize) -> Presence {
        let index = at as u64;
        let proof = self.list.inclusion(index, self.list.size()).expect("the place is in the list");
        Presence { head: self.heads[at], index, proof }
    }
}

/// That a head is in the list: its place, from 0, and the inclusion proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    pub head: Head,
    pub index: u64,
    pub proof: Vec<NodeHash>,
}

impl Presence {
    /// Verifies it against the root and the number of streams in an H leaf.
    pub fn verify(&self, root: &NodeHash, streams: u64) -> Result<(), Disproved> {
        verify_inclusion(&self.head.hash(), self.index, streams, &self.proof, root)
    }
}

/// That a stream is not in the list: the neighbours between which it would stand, or the list's end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    pub before: Option<Presence>,
    pub after: Option<Presence>,
}

/// Why an absence is not shown.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum NotAbsent {
    #[error("a neighbour is not in the list")]
    Neighbour(#[from] Disproved),
    #[error("the neighbours don't stand side by side, or at the list's end, around the stream")]
    Gap,
}

impl Absence {
    /// Verifies for a stream against the root and the number of streams in an H leaf.
    pub fn verify(&self, sid: &[u8; 16], root: &NodeHash, streams: u64) -> Result<(), NotAbsent> {
        for neighbour in [&self.before, &self.after].into_iter().flatten() {
            neighbour.verify(root, streams)?;
        }
        let before = self.before.as_ref().is_none_or(|before| before.head.sid < *sid);
        let after = self.after.as_ref().is_none_or(|after| *sid < after.head.sid);
        let next = self.before.as_ref().map_or(0, |before| before.index + 1);
        let beside = next == self.after.as_ref().map_or(streams, |after| after.index);
        let empty = streams > 0 || *root == EMPTY_ROOT;
        if before && after && beside && empty { Ok(()) } else { Err(NotAbsent::Gap) }
    }
}
