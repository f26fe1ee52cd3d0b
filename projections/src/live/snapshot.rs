//! A live view put down as a value, and taken up again where it was.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use samspor_core::directory::Directory;
use samspor_core::entry::{LeafHash, hash_of_leaf};
use samspor_core::log::{Log, Placed, Position, StreamKey};
use samspor_core::words::{Day, Instant, PatientId, TenantId};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::crew::Crew;
use super::error::ViewError;
use super::past::Contributions;
use super::state::Live;
use super::views::Views;

/// What a live view holds that can't be read from the registers: no names, no national numbers.
///
/// It is a short cut and never the truth: one that does not fit is thrown away, and the view is built from zero.
#[derive(Serialize, Deserialize)]
pub struct Snapshot<'a> {
    position: Position,
    /// Of the leaf at the position: that it is this log.
    leaf: LeafHash,
    today: Day,
    registers: Vec<TenantId>,
    /// Where the decisions stand that erased personal data: registers are read otherwise after them.
    erasures: Vec<Position>,
    streams: Cow<'a, BTreeSet<(TenantId, PatientId)>>,
    contributions: Cow<'a, Contributions>,
}

/// Why no view came of a snapshot.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// The log holds less than the snapshot has seen.
    #[error("the snapshot is ahead of the log")]
    Ahead,
    /// The log has another entry at the snapshot's position.
    #[error("the snapshot is of another log")]
    Foreign,
    /// The snapshot is of a day that has not come yet.
    #[error("the snapshot is of a later day")]
    Later,
    #[error(transparent)]
    View(#[from] ViewError),
}

impl Snapshot<'_> {
    /// What the snapshot's form and its contributions depend on, with the crate's version: raised by hand whenever a
    /// contribution has another field, or the same entries give another contribution.
    pub const VERSION: &'static str = concat!(env!("CARGO_PKG_VERSION"), "/7");

    /// The position of the newest entry it has seen.
    pub fn position(&self) -> Position {
        self.position
    }

    fn fits(&self, log: &dyn Log, now: Instant) -> Result<Instant, SnapshotError> {
        if self.position > log.head() {
            return Err(SnapshotError::Ahead);
        }
        if self.today > now.day() {
            return Err(SnapshotError::Later);
        }
        let newest = newest_of(log, self.position)?.ok_or(SnapshotError::Foreign)?;
        if newest.0 == self.leaf { Ok(newest.1) } else { Err(SnapshotError::Foreign) }
    }

    /// The registers are read again: they are few, and hold what no copy may.
    fn directory(&self, log: &dyn Log) -> Result<Directory, ViewError> {
        let mut placed: Vec<Placed> = Vec::new();
        let registers = self.registers.iter().map(|tenant| StreamKey::Register(*tenant));
        for stream in [StreamKey::Ledger].into_iter().chain(registers) {
            placed.extend(log.stream(&stream, self.position)?);
        }
        for erasure in self.erasures.iter().filter_map(|erasure| erasure.0.checked_sub(1)) {
            placed.extend(log.page(Position(erasure), 1)?);
        }
        placed.sort_by_key(|one| one.position);
        let mut directory = Directory::default();
        for one in &placed {
            directory.take_opened(log.open(one)?);
        }
        Ok(directory)
    }
}

impl Views {
    /// The views from a snapshot and the entries after it; the same as from zero.
    ///
    /// # Errors
    ///
    /// When the snapshot does not fit the log or the day, or the log can't be read.
    pub fn open_from(
        log: Arc<dyn Log>,
        crew: Arc<dyn Crew>,
        snapshot: Snapshot<'_>,
        now: Instant,
    ) -> Result<Self, SnapshotError> {
        let newest_at = snapshot.fits(&*log, now)?;
        let mut live = Live::new(snapshot.today);
        live.directory = Arc::new(snapshot.directory(&*log)?);
        (live.position, live.newest_at) = (snapshot.position, newest_at);
        live.streams = snapshot.streams.into_owned();
        for (tenant, files) in snapshot.contributions.into_owned() {
            for (patient, contribution) in files {
                live.put((tenant, patient), Some(contribution));
            }
        }
        live.follow(&*log, &*crew, now.day())?;
        Ok(Self::over(log, crew, live))
    }

    /// Gives `keep` a snapshot with every entry of the log; none of an empty log. Nothing is taken in until `keep` is
    /// done with it.
    pub fn with_snapshot<T>(&self, keep: impl FnOnce(&Snapshot<'_>) -> T) -> Result<Option<T>, ViewError> {
        let today = self.live().today;
        self.follow(today)?;
        let live = self.live();
        let Some((leaf, _)) = newest_of(self.log(), live.position)? else { return Ok(None) };
        Ok(Some(keep(&Snapshot {
            position: live.position,
            leaf,
            today: live.today,
            registers: live.directory.registers().collect(),
            erasures: live.directory.erasures().map(|(_, entry)| entry.position).collect(),
            streams: Cow::Borrowed(&live.streams),
            contributions: Cow::Borrowed(&live.contributions),
        })))
    }
}

/// The hash of the leaf at a position, and when it was recorded.
fn newest_of(log: &dyn Log, position: Position) -> Result<Option<(LeafHash, Instant)>, ViewError> {
    let Some(before) = position.0.checked_sub(1) else { return Ok(None) };
    let page = log.page(Position(before), 1).map_err(ViewError::from)?;
    Ok(page.first().map(|placed| (hash_of_leaf(&placed.record.leaf), placed.recorded_at)))
}
