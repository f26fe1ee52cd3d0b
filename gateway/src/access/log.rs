//! The log of readings: a second log beside the ledger's, of the same code, in a directory of its own.

use std::sync::Arc;

use samspor_core::access::ReadingAt;
use samspor_core::entry::Unreadable;
use samspor_core::log::{AppendError, Log, NotRead, Placed, Position, StreamKey, Unavailable};
use samspor_core::words::Instant;
use thiserror::Error;

use super::Readings;
use crate::disk::tells_of_no_space;

/// Entries read at once where all of them are read.
const PAGE: usize = 1024;

/// The access log. What it holds is never changed; nothing reads it but questions about readings.
pub struct AccessLog {
    log: Arc<dyn Log>,
}

/// The sign that a reading is durable in the access log: only with it is anything shown.
#[derive(Debug)]
pub struct Recorded {
    position: Position,
}

/// Why a reading is not on record; then nothing is shown.
#[derive(Debug, Error)]
pub enum NotRecorded {
    /// The disk of the access log is full.
    #[error("the access log has no room left: {0}")]
    NoSpace(Unavailable),
    #[error("the access log does not take readings: {0}")]
    Unavailable(Unavailable),
}

impl AccessLog {
    /// The access log that a log holds.
    pub fn over(log: Arc<dyn Log>) -> Self {
        Self { log }
    }

    /// Puts the records of one request into the log.
    ///
    /// All of them are durable on success. After an error some of them may be there, for something that nobody was shown.
    pub fn record(&self, readings: &Readings, now: Instant) -> Result<Recorded, NotRecorded> {
        let mut position = Position::START;
        for reading in readings.all() {
            position = match self.log.append(reading.draft(now), Position::ANY) {
                Ok(committed) => committed.position,
                Err(AppendError::Known(position)) => position,
                Err(AppendError::Conflict { newest }) => {
                    let why = format!("an entry at {newest} was in the way of one that takes any place");
                    return Err(NotRecorded::Unavailable(Unavailable(why)));
                }
                Err(AppendError::Shut(shut)) => {
                    return Err(NotRecorded::Unavailable(Unavailable(shut.to_string())));
                }
                Err(AppendError::Unavailable(why)) if tells_of_no_space(&why.0) => {
                    return Err(NotRecorded::NoSpace(why));
                }
                Err(AppendError::Unavailable(why)) => return Err(NotRecorded::Unavailable(why)),
            };
        }
        Ok(Recorded { position })
    }

    fn read(&self, placed: &Placed) -> Result<ReadingAt, Unreadable> {
        ReadingAt::read(&*self.log, placed)
    }

    /// How many records there are.
    pub fn head(&self) -> Position {
        self.log.head()
    }

    /// When a record was written; none where there is none.
    pub fn moment_of(&self, position: Position) -> Result<Option<Instant>, Unavailable> {
        let Some(before) = position.0.checked_sub(1) else { return Ok(None) };
        Ok(self.log.page(Position(before), 1)?.first().map(|placed| placed.recorded_at))
    }

    /// The readings of a stream up to a record, in log order.
    pub fn stream(&self, stream: &StreamKey, up_to: Position) -> Result<Vec<ReadingAt>, NotRead> {
        Ok(self
            .log
            .stream(stream, up_to)?
            .iter()
            .map(|placed| self.read(placed))
            .collect::<Result<_, _>>()?)
    }

    /// Every reading up to a record, in log order, told to `each`.
    pub fn each(&self, up_to: Position, mut each: impl FnMut(ReadingAt)) -> Result<(), NotRead> {
        let mut after = Position::START;
        while after < up_to {
            let page = self.log.page(after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = last.position;
            for placed in page.iter().filter(|placed| placed.position <= up_to) {
                each(self.read(placed)?);
            }
        }
        Ok(())
    }
}

impl Recorded {
    /// Where the last record of the request stands in the access log.
    pub fn position(&self) -> Position {
        self.position
    }
}
