//! The cosigned checkpoints kept beside a log, held against its leaves: every root, and the time of every entry.

use samspor_core::note::{
    ClockCheck, ClockFinding, CosignedSize, OutOfTime, Policy, PublicKey, SignedCheckpoint,
};
use samspor_core::tree::NodeHash;
use samspor_core::words::Instant;

use super::error::{TreeError, at};
use crate::disk::Disk;
use crate::log::segments::VerifiedEntry;
use crate::witnesses::{COSIGNED_FILE, each_cosigned};

/// The cosigned checkpoints that are the log's own, by size.
#[derive(Debug, Default)]
pub struct Cosigned {
    roots: Vec<(u64, NodeHash)>,
    times: Vec<CosignedSize>,
    /// Lines that prove nothing: unreadable, or not signed by the log.
    passed_over: u64,
}

/// The cosigned checkpoints, as far as the log has been read.
pub(super) struct CosignedAudit {
    cosigned: Cosigned,
    next: usize,
    clock: ClockCheck,
    findings: Vec<String>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CosignedTold {
    /// Cosigned checkpoints whose roots were held against the leaves.
    pub roots: u64,
    /// Cosignatures of the policy's witnesses whose times the entries' were held against.
    pub times: u64,
    /// Lines that prove nothing.
    pub passed_over: u64,
}

impl Cosigned {
    /// Those kept at the root of a disk. Without the log's key no signature is verified, and nothing counts; without a policy no witness
    /// is known, and no time counts.
    pub fn read(
        disk: &dyn Disk,
        key: Option<&PublicKey>,
        policy: Option<&Policy>,
    ) -> Result<Self, TreeError> {
        let mut read = Self::default();
        let unreadable = each_cosigned(disk, &mut |checkpoint| read.take(&checkpoint, key, policy));
        read.passed_over += unreadable.map_err(at(COSIGNED_FILE))?;
        read.roots.sort_unstable();
        Ok(read)
    }

    fn take(&mut self, signed: &SignedCheckpoint, key: Option<&PublicKey>, policy: Option<&Policy>) {
        let told = signed.checkpoint();
        if key.is_none_or(|key| signed.verify([key]).is_err()) {
            self.passed_over += 1;
            return;
        }
        self.roots.push((told.size, told.root));
        let witnesses = policy.iter().flat_map(|policy| policy.witnesses()).map(|witness| &witness.key);
        let by = signed.verify(witnesses).unwrap_or_default();
        let times = by.iter().filter_map(|verified| verified.at);
        self.times.extend(times.map(|at| CosignedSize { size: told.size, at }));
    }
}

impl CosignedAudit {
    pub(super) fn of(cosigned: Cosigned) -> Self {
        let clock = ClockCheck::against(cosigned.times.iter().copied());
        Self { cosigned, next: 0, clock, findings: Vec::new() }
    }

    /// Takes the next entry; `root` gives the root over all up to it.
    pub(super) fn take(&mut self, entry: &VerifiedEntry, root: impl Fn() -> NodeHash) {
        self.clock.take(entry.recorded_at);
        let size = entry.position.0;
        while let Some((_, told)) = self.cosigned.roots.get(self.next).filter(|(of, _)| *of == size) {
            self.next += 1;
            if *told != root() {
                self.findings.push(format!(
                    "position {size}: the entries up to here are not those that a cosigned checkpoint was signed over: the \
                     history was changed after witnesses had seen it, or there are two"
                ));
            }
        }
    }

    /// What was found, each with its position.
    pub(super) fn end(mut self, size: u64) -> (CosignedTold, Vec<String>) {
        if let Some((seen, _)) = self.cosigned.roots.last().filter(|(seen, _)| *seen > size) {
            self.findings.push(format!(
                "position {}: the log ends before it, and witnesses have cosigned {seen} entries: entries were removed, or an \
                 older copy was put back",
                size + 1
            ));
        }
        self.findings.extend(self.clock.end().iter().map(out_of_time));
        let told = CosignedTold {
            roots: self.cosigned.roots.len() as u64,
            times: self.cosigned.times.len() as u64,
            passed_over: self.cosigned.passed_over,
        };
        (told, self.findings)
    }
}

fn out_of_time(found: &ClockFinding) -> String {
    let ClockFinding { position, recorded_at, entries, what, against } = found;
    let seconds = i64::try_from(against.at).unwrap_or(i64::MAX);
    let cosigned = Instant::from_micros(seconds.saturating_mul(1_000_000));
    let (told, size) = (format!("position {position}: recorded at {recorded_at}"), against.size);
    let others = match entries {
        1 => String::new(),
        more => format!(" ({} entries after it alike)", more - 1),
    };
    match what {
        OutOfTime::RecordedBefore => format!(
            "{told}{others}, and a witness cosigned the log without it, with {size} entries, at {cosigned}: the clock was set \
             back, or the entry is backdated"
        ),
        OutOfTime::RecordedAfter => format!(
            "{told}{others}, and a witness cosigned the log with it, with {size} entries, at {cosigned}: the clock was set \
             forward"
        ),
    }
}
