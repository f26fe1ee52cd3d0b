//! The chain of a stream: numbers without a gap, each leaf naming the one before.

use std::collections::BTreeMap;

use samspor_core::entry::{Leaf, LeafHash};
use samspor_core::log::Position;

/// One entry of a stream.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) position: Position,
    pub(super) sn: u64,
    pub(super) prev: LeafHash,
    pub(super) hash: LeafHash,
}

/// The streams of a dossier, each with its entries in log order.
#[derive(Default)]
pub(super) struct Chains(BTreeMap<[u8; 16], Vec<Link>>);

impl Chains {
    pub(super) fn take(&mut self, position: Position, leaf: &Leaf, hash: LeafHash) {
        let link = Link { position, sn: leaf.sn, prev: leaf.prev, hash };
        self.0.entry(leaf.sid).or_default().push(link);
    }

    pub(super) fn of(&self, sid: &[u8; 16]) -> &[Link] {
        self.0.get(sid).map_or(&[], Vec::as_slice)
    }

    pub(super) fn streams(&self) -> impl Iterator<Item = (&[u8; 16], &[Link])> {
        self.0.iter().map(|(sid, links)| (sid, links.as_slice()))
    }
}

/// What is wrong with a chain that must be whole from its first entry.
pub(super) fn gap(links: &[Link]) -> Option<(Position, String)> {
    let mut before: Option<&Link> = None;
    for link in links {
        let (expected, prev) = before.map_or((1, [0; 32]), |before| (before.sn + 1, before.hash));
        if link.sn != expected {
            let missing = match link.sn.saturating_sub(expected) {
                0 => format!("number {} stands where number {expected} must", link.sn),
                1 => format!("entry number {expected} of the stream is missing"),
                more => {
                    format!("{more} entries of the stream are missing, numbers {expected} to {}", link.sn - 1)
                }
            };
            return Some((link.position, missing));
        }
        if link.prev != prev {
            return Some((
                link.position,
                "its leaf names another entry before it than the dossier has".to_owned(),
            ));
        }
        before = Some(link);
    }
    None
}

/// What is wrong with entries picked from a stream.
pub(super) fn contradiction(links: &[Link]) -> Option<(Position, String)> {
    links.windows(2).find_map(|pair| {
        let wrong = match pair[1].sn.checked_sub(pair[0].sn) {
            None | Some(0) => Some("the numbers of its stream don't rise"),
            Some(1) if pair[1].prev != pair[0].hash => Some("its leaf names another entry before it"),
            Some(_) => None,
        };
        wrong.map(|what| (pair[1].position, what.to_owned()))
    })
}
