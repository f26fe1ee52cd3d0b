//! From group to group through a segment's bytes: where the last whole group ends, and what lies behind it.

use super::layout::{
    Chain, Framed, HEADER_BYTES, Header, MARK_BYTES, Mark, SEAL_BYTES, chained, contained, framed,
};

/// How far a segment's bytes are whole.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Walked {
    /// The offset behind the last whole group.
    pub(super) end: usize,
    /// The newest position in a whole group; one before the segment's first when there is none.
    pub(super) newest: u64,
    pub(super) chain: Chain,
    /// The chain at the watched position and the offset behind the group that holds it.
    pub(super) watched: Option<(Chain, usize)>,
    pub(super) behind: Behind,
}

/// What stands behind the last whole group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behind {
    /// Nothing.
    Nothing,
    /// Part of one group: power failed while it was written, so nobody was told of it.
    TornGroup,
    /// A later group: what lies before it was whole once, and is damaged.
    LaterGroup,
}

/// How many of a segment's bytes are whole groups, with the header; none when the header is not one.
pub(crate) fn whole_bytes(bytes: &[u8]) -> Option<usize> {
    let header = Header::from_bytes(bytes)?;
    Some(walk(bytes, &header, u64::MAX - 1).end)
}

struct Whole {
    end: usize,
    records: u64,
    chain: Chain,
}

/// Walks a segment from its header on; the chain at a watched position is kept.
pub(super) fn walk(bytes: &[u8], header: &Header, watch: u64) -> Walked {
    let mut walked = Walked {
        end: HEADER_BYTES,
        newest: header.first - 1,
        chain: header.chain,
        watched: (watch + 1 == header.first).then_some((header.chain, HEADER_BYTES)),
        behind: Behind::Nothing,
    };
    while walked.end < bytes.len() {
        let mut watched = None;
        let seen = |position, chain: &Chain| {
            if position == watch {
                watched = Some(*chain);
            }
        };
        let Some(group) = whole_group(bytes, &walked, header, seen) else {
            walked.behind = behind(&bytes[walked.end..], header, walked.newest + 1);
            return walked;
        };
        walked.end = group.end;
        walked.newest += group.records;
        walked.chain = group.chain;
        walked.watched = watched.map(|chain| (chain, group.end)).or(walked.watched);
    }
    walked
}

fn whole_group(
    bytes: &[u8],
    before: &Walked,
    header: &Header,
    mut seen: impl FnMut(u64, &Chain),
) -> Option<Whole> {
    let (mut at, mut records, mut chain) = (before.end, 0, before.chain);
    loop {
        match framed(&bytes[at..]) {
            Framed::Record { container, bytes } => {
                let (_, leaf, _) = contained(container).ok()?;
                chain = chained(&chain, leaf);
                records += 1;
                at += bytes;
                seen(before.newest + records, &chain);
            }
            Framed::Mark => break,
            Framed::Cut { .. } | Framed::Damaged => return None,
        }
    }
    let mark = Mark::from_bytes(&bytes[at..])?;
    let closed = Mark {
        seal: header.seal,
        first: before.newest + 1,
        records: u32::try_from(records).ok()?,
        bytes: u32::try_from(at - before.end).ok()?,
        chain,
        checksum: crc32c::crc32c(&bytes[before.end..at]),
    };
    (mark == closed && records > 0).then_some(Whole { end: at + MARK_BYTES, records, chain })
}

/// One sync a group and no write after a failed one: at most the newest group can be torn. So a closing mark of
/// another group than the one expected shows that something durable was damaged.
fn behind(rest: &[u8], header: &Header, expected: u64) -> Behind {
    let marks = rest.windows(SEAL_BYTES).enumerate().filter(|(_, window)| **window == header.seal);
    for (at, _) in marks {
        let mark = at.checked_sub(4).and_then(|start| Mark::from_bytes(&rest[start..]));
        if mark.is_some_and(|mark| mark.first != expected) {
            return Behind::LaterGroup;
        }
    }
    Behind::TornGroup
}
