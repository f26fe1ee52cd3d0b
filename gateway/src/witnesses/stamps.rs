//! The daily time stamps: had from an authority, kept with the checkpoint each is over.

use std::io;
use std::sync::Arc;

use samspor_core::note::SignedCheckpoint;
use samspor_core::words::Day;
use thiserror::Error;

use super::post::{Post, Unreached};
use super::stamp::{NotStamped, Stamp, request, stamp_of};
use crate::disk::Disk;

/// Where they are: `stamps/2026-03-05.checkpoint` and `stamps/2026-03-05.tsr` beside it.
pub const DIR: &str = "stamps";
/// The most bytes of an answer, with the authority's certificates.
const ANSWER_BYTES_MAX: u64 = 64 * 1024;

/// Why there is no time stamp.
#[derive(Debug, Error)]
pub enum StampsError {
    #[error(transparent)]
    Unreached(#[from] Unreached),
    #[error("the time-stamp authority answers with status {0}")]
    Status(u16),
    #[error(transparent)]
    NotStamped(#[from] NotStamped),
    #[error("time stamps can't be read or written in {DIR}")]
    Disk(#[from] io::Error),
}

/// A time-stamp authority with its address.
#[derive(Clone, Debug)]
pub struct Authority {
    url: String,
    post: Post,
}

/// A checkpoint's bytes and the response with the time stamp over them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// On which day it was had.
    pub day: Day,
    /// The checkpoint, byte for byte as it was stamped.
    pub checkpoint: Vec<u8>,
    /// The authority's response: `checkpoint.tsr`, as `openssl ts -verify -in` takes it.
    pub response: Vec<u8>,
}

/// The time stamps kept below a directory.
pub struct Stamps {
    disk: Arc<dyn Disk>,
}

impl Authority {
    /// The authority at an address, `http://…`.
    pub fn at(url: &str, post: Post) -> Self {
        Self { url: url.to_owned(), post }
    }

    /// Has bytes stamped: the response, and what it says. The nonce is drawn for this request.
    pub fn stamp(&self, over: &[u8], nonce: [u8; 8]) -> Result<(Vec<u8>, Stamp), StampsError> {
        let asked = request(over, nonce);
        let answer = self.post.send(&self.url, "application/timestamp-query", &asked, ANSWER_BYTES_MAX)?;
        if answer.status != 200 {
            return Err(StampsError::Status(answer.status));
        }
        let stamp = stamp_of(&answer.body, over, Some(nonce))?;
        Ok((answer.body, stamp))
    }
}

impl Stamps {
    /// The time stamps on a disk.
    pub fn on(disk: Arc<dyn Disk>) -> Self {
        Self { disk }
    }

    /// Whether there is none of a day yet.
    pub fn is_due(&self, day: Day) -> Result<bool, StampsError> {
        Ok(!self.days()?.contains(&day))
    }

    /// Keeps a day's time stamp: durable on success. After a crash meanwhile the day has none.
    pub fn keep(&self, day: Day, checkpoint: &SignedCheckpoint, response: &[u8]) -> Result<(), StampsError> {
        self.disk.create_dir_all(DIR)?;
        self.write(&format!("{day}.checkpoint"), checkpoint.to_text().as_bytes())?;
        Ok(self.write(&format!("{day}.tsr"), response)?)
    }

    /// The days that have one, in order.
    pub fn days(&self) -> Result<Vec<Day>, StampsError> {
        let names = match self.disk.list(DIR) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            told => told?,
        };
        Ok(names.iter().filter_map(|name| name.strip_suffix(".tsr")?.parse().ok()).collect())
    }

    /// The time stamp of a day that has one.
    pub fn of(&self, day: Day) -> Result<Kept, StampsError> {
        let checkpoint = self.read(&format!("{day}.checkpoint"))?;
        Ok(Kept { day, checkpoint, response: self.read(&format!("{day}.tsr"))? })
    }

    /// The newest one.
    pub fn newest(&self) -> Result<Option<Kept>, StampsError> {
        self.days()?.last().map(|day| self.of(*day)).transpose()
    }

    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        let file = self.disk.open(&format!("{DIR}/{name}"))?;
        let length = file.length()?.min(ANSWER_BYTES_MAX);
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
        file.read_at(0, &mut bytes)?;
        Ok(bytes)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let (path, beside) = (format!("{DIR}/{name}"), format!("{DIR}/{name}.new"));
        let file = self.disk.create(&beside)?;
        file.write_at(0, bytes)?;
        file.sync_data()?;
        self.disk.rename(&beside, &path)?;
        self.disk.sync_dir(DIR)
    }
}
