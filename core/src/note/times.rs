//! The ledger's clock against its witnesses': an entry was recorded after the last cosigned checkpoint it is not in, and
//! before the first it is in.

use crate::log::Position;
use crate::words::Instant;

/// How far a witness's clock may be from ours, in microseconds: five minutes.
const SKEW_MICROS: i64 = 300 * 1_000_000;
const SECOND_MICROS: i64 = 1_000_000;

/// A checkpoint that a witness cosigned, and when, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CosignedSize {
    /// How many entries it is over.
    pub size: u64,
    /// When the witness cosigned it.
    pub at: u64,
}

/// On which side of a cosignature an entry says it was recorded, and can't have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutOfTime {
    /// It is in a checkpoint that was cosigned before: the clock ran ahead, or was set forward.
    RecordedAfter,
    /// It is in none of the checkpoints cosigned by then: the clock was set back.
    RecordedBefore,
}

/// Entries whose time a witness contradicts: those with no other finding between them, told by the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockFinding {
    /// The first entry.
    pub position: Position,
    /// When it says it was recorded.
    pub recorded_at: Instant,
    /// How many entries there are.
    pub entries: u64,
    /// What is wrong with them.
    pub what: OutOfTime,
    /// The cosigned checkpoint that contradicts them.
    pub against: CosignedSize,
}

/// Holds the times of all entries, in log order from position 1, against all cosigned checkpoints.
///
/// An entry lies after every cosigned checkpoint that it is not in, less five minutes, and before every one that it is
/// in, and five minutes more. So entries moved in time are found unless they stay within the witnesses' interval.
#[derive(Debug)]
pub struct ClockCheck {
    bounds: Bounds,
    /// How many of the bounds are over fewer entries than were taken.
    passed: usize,
    position: Position,
    findings: Vec<ClockFinding>,
}

impl ClockCheck {
    /// A check against cosigned checkpoints, in any order.
    pub fn against(cosigned: impl IntoIterator<Item = CosignedSize>) -> Self {
        Self { bounds: Bounds::of(cosigned), passed: 0, position: Position::START, findings: Vec::new() }
    }

    /// Takes the next entry's time.
    pub fn take(&mut self, at: Instant) {
        self.position = self.position.next();
        while self.bounds.sizes.get(self.passed).is_some_and(|size| *size < self.position.0) {
            self.passed += 1;
        }
        let Some((what, against)) = self.contradiction(at) else { return };
        match self.findings.last_mut() {
            Some(last) if last.what == what && last.against == against => last.entries += 1,
            Some(_) | None => self.findings.push(ClockFinding {
                position: self.position,
                recorded_at: at,
                entries: 1,
                what,
                against,
            }),
        }
    }

    /// What was found.
    pub fn end(self) -> Vec<ClockFinding> {
        self.findings
    }

    fn contradiction(&self, at: Instant) -> Option<(OutOfTime, CosignedSize)> {
        let before = self.passed.checked_sub(1).map(|last| self.bounds.latest[last]);
        let after = self.bounds.earliest.get(self.passed).copied();
        let early = before.filter(|seen| at.micros() < micros(seen.at).saturating_sub(SKEW_MICROS));
        // A cosignature tells whole seconds.
        let late = SKEW_MICROS + SECOND_MICROS;
        let late = after.filter(|seen| at.micros() > micros(seen.at).saturating_add(late));
        let found = early.map(|seen| (OutOfTime::RecordedBefore, seen));
        found.or(late.map(|seen| (OutOfTime::RecordedAfter, seen)))
    }
}

/// By size: the latest cosignature up to each, and the earliest from it on.
#[derive(Debug)]
struct Bounds {
    sizes: Vec<u64>,
    latest: Vec<CosignedSize>,
    earliest: Vec<CosignedSize>,
}

impl Bounds {
    fn of(cosigned: impl IntoIterator<Item = CosignedSize>) -> Self {
        let mut seen: Vec<CosignedSize> = cosigned.into_iter().collect();
        seen.sort_unstable();
        let sizes = seen.iter().map(|seen| seen.size).collect();
        let (mut latest, mut earliest) = (seen.clone(), seen);
        for next in 1..latest.len() {
            if latest[next - 1].at > latest[next].at {
                latest[next] = latest[next - 1];
            }
        }
        for next in (1..earliest.len()).rev() {
            if earliest[next].at < earliest[next - 1].at {
                earliest[next - 1] = earliest[next];
            }
        }
        Self { sizes, latest, earliest }
    }
}

fn micros(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(SECOND_MICROS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noon of a day in March 2026, in seconds since 1970.
    const NOON: u64 = 1_772_712_000;

    fn at(second: u64) -> Instant {
        Instant::from_micros((NOON + second) as i64 * SECOND_MICROS)
    }

    fn cosigned(size: u64, second: u64) -> CosignedSize {
        CosignedSize { size, at: NOON + second }
    }

    fn found(recorded: &[u64], cosigned: &[CosignedSize]) -> Vec<(u64, u64, OutOfTime, u64)> {
        let mut check = ClockCheck::against(cosigned.iter().copied());
        recorded.iter().for_each(|second| check.take(at(*second)));
        let told = |one: ClockFinding| (one.position.0, one.entries, one.what, one.against.at - NOON);
        check.end().into_iter().map(told).collect()
    }

    #[test]
    fn entries_between_their_cosignatures_are_in_time() {
        let seen = [cosigned(2, 100), cosigned(4, 200), cosigned(4, 260)];
        assert_eq!(found(&[10, 90, 150, 199, 5000], &seen), []);
        assert_eq!(found(&[10, 90], &[]), []);
        assert_eq!(found(&[], &seen), []);
    }

    #[test]
    fn five_minutes_either_way_are_taken_for_clocks_that_differ() {
        let seen = [cosigned(1, 1000), cosigned(2, 2000)];
        assert_eq!(found(&[1300, 700, 1700], &seen), []);
        assert_eq!(found(&[1301, 700, 1700], &seen), []);
        assert_eq!(found(&[1302, 700, 1700], &seen), [(1, 1, OutOfTime::RecordedAfter, 1000)]);
        assert_eq!(found(&[1300, 699, 1700], &seen), [(2, 1, OutOfTime::RecordedBefore, 1000)]);
        assert_eq!(found(&[1300, 700, 1699], &seen), [(3, 1, OutOfTime::RecordedBefore, 2000)]);
    }

    #[test]
    fn a_clock_that_was_set_back_or_forward_is_found_with_all_its_entries() {
        let seen = [cosigned(2, 1000), cosigned(6, 9000)];
        assert_eq!(found(&[900, 950, 10, 11, 12, 13], &seen), [(3, 4, OutOfTime::RecordedBefore, 1000)]);
        assert_eq!(found(&[900, 950, 10_000, 10_001], &seen), [(3, 2, OutOfTime::RecordedAfter, 9000)]);
    }

    #[test]
    fn every_cosignature_counts_and_not_the_nearest_alone() {
        let late = found(&[450], &[cosigned(1, 5000), cosigned(2, 100)]);
        assert_eq!(late, [(1, 1, OutOfTime::RecordedAfter, 100)]);
        let early = found(&[10, 20, 30, 40], &[cosigned(2, 5000), cosigned(3, 100)]);
        assert_eq!(early, [(3, 2, OutOfTime::RecordedBefore, 5000)]);
    }
}
