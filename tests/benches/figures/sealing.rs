//! What sealing and proofs cost of B1: key derivation, encryption, leaf, chain and tree of the entries that were just written.

use std::sync::Arc;
use std::time::Duration;

use samspor_core::log::{Class, Committer, Draft, DraftSection, Log, Placed, Position, Sealer, StreamKey};
use samspor_core::seal::{MemoryKeys, Subject};
use samspor_core::tree::{Frontier, hash_of_leaf};
use samspor_gateway::clock;

use crate::copies::Outcome;

/// How many of the newest entries are sealed again.
const ENTRIES: u64 = 20_000;

/// The time of one entry, on one thread, over the newest entries of a log.
pub(crate) fn time_an_entry(log: &dyn Log) -> Outcome<Duration> {
    let from = Position(log.head().0.saturating_sub(ENTRIES));
    let drafts: Vec<Draft> =
        log.page(from, ENTRIES as usize)?.iter().map(|placed| draft(log, placed)).collect::<Outcome<_>>()?;
    let keys = Arc::new(MemoryKeys::default());
    let mut count = 0u64;
    // As cheap as the gateway's own: a digest would be counted as sealing.
    let entropy = Box::new(move |bytes: &mut [u8]| {
        count += 1;
        bytes.iter_mut().zip(count.to_be_bytes().iter().cycle()).for_each(|(byte, drawn)| *byte = *drawn);
    });
    let sealer = Sealer { entropy, keys, origin: Arc::from(log.opener().origin) };
    let (mut committer, mut tree) = (Committer::new(sealer), Frontier::new());
    let written = drafts.len();
    let start = clock::tick();
    for draft in drafts {
        let committed =
            committer.commit(draft, Position::ANY).map_err(|error| format!("not sealed: {error:?}"))?;
        tree.append(hash_of_leaf(&committed.record.leaf));
    }
    let took = start.elapsed();
    std::hint::black_box(tree.root());
    Ok(took / u32::try_from(written.max(1)).unwrap_or(u32::MAX))
}

/// The entry as it was before it was sealed.
fn draft(log: &dyn Log, placed: &Placed) -> Outcome<Draft> {
    let entry = log.open(placed)?.entry().ok_or("an entry is erased")?;
    let stream = entry.body.stream;
    let subject = match stream {
        StreamKey::Patient(tenant, patient) => Subject::Patient(tenant, patient),
        other => other.tenant().map_or(Subject::Ledger, Subject::Tenant),
    };
    let sections = vec![DraftSection::Sealed { subject, text: entry.body.to_bytes() }];
    Ok(Draft {
        command: entry.body.id,
        stream,
        class: Class::C,
        at: entry.recorded_at,
        act: [7; 16],
        sections,
    })
}
