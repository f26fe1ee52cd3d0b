//! The last signed checkpoint in a KV bucket, for several gateways on one log: whoever signs next continues the one there.

use std::sync::{Arc, Mutex, PoisonError};

use samspor_core::log::Unavailable;

use super::checkpoint_file::{CheckpointStore, Kept, Replaced, goes_back, parsed, spelled};
use super::error::TreeError;
use crate::log::jetstream::{Bucket, JetStreamLog, NatsError, Put};

/// One log's value in the bucket: the bytes that a checkpoint file has.
pub struct CheckpointEntry {
    bucket: Bucket,
    key: &'static str,
    log: Arc<JetStreamLog>,
    /// The revision seen last, and what it held.
    seen: Mutex<(u64, Option<Kept>)>,
}

impl CheckpointEntry {
    /// The value of this name, for the checkpoints of a log.
    pub fn of(bucket: Bucket, key: &'static str, log: Arc<JetStreamLog>) -> Self {
        Self { bucket, key, log, seen: Mutex::default() }
    }

    fn read(&self) -> Result<(u64, Option<Kept>), TreeError> {
        let Some(held) = self.bucket.get(self.key).map_err(unavailable)? else { return Ok((0, None)) };
        let damaged = |why: &str| TreeError::Damaged { name: self.key.to_owned(), why: why.to_owned() };
        Ok((held.revision, Some(parsed(&held.bytes).map_err(damaged)?)))
    }
}

impl CheckpointStore for CheckpointEntry {
    fn name(&self) -> &str {
        self.key
    }

    /// Another gateway may have signed further than this one has read; so all there is, is read first.
    fn kept(&self) -> Result<Option<Kept>, TreeError> {
        let read = self.read()?;
        self.log.look()?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        *seen = read;
        Ok(seen.1.clone())
    }

    fn replace(&self, kept: &Kept) -> Result<Replaced, TreeError> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.1.as_ref().is_some_and(|before| goes_back(before, kept)) {
            return Err(TreeError::Changed { name: self.key.to_owned() });
        }
        match self.bucket.put(self.key, seen.0, spelled(kept)).map_err(unavailable)? {
            Put::Done(revision) => {
                *seen = (revision, Some(kept.clone()));
                Ok(Replaced::Done)
            }
            Put::Changed => {
                let read = self.read()?;
                let goes_back = match (&seen.1, &read.1) {
                    (Some(before), Some(now)) => goes_back(before, now),
                    (None, Some(_)) => false,
                    (_, None) => true,
                };
                *seen = read;
                match seen.1.clone().filter(|_| !goes_back) {
                    Some(other) => Ok(Replaced::Overtaken(Box::new(other))),
                    None => Err(TreeError::Changed { name: self.key.to_owned() }),
                }
            }
        }
    }
}

fn unavailable(error: NatsError) -> TreeError {
    TreeError::Log(Unavailable(error.to_string()))
}
