//! The log on JetStream, as everybody else sees it.

use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread::JoinHandle;

use samspor_core::entry::{Entry, Leaf, Opened, Opener};
use samspor_core::log::{
    AppendError, Committed, Draft, Log, NotRead, Placed, Position, StreamKey, Unavailable,
};
use samspor_core::words::CommandId;
use tokio::sync::mpsc::Sender;

use super::connection::Connection;
use super::fetching::Got;
use super::group::{Asked, Job, unavailable};
use super::known::{OfStream, Shared};
use super::nats::Nats;
use super::options::Promised;
use crate::log::segments::follow::recorded;
use crate::log::segments::kept::Found;

/// Drafts that may queue for the committer; more are turned away.
pub(super) const QUEUE_MAX: usize = 1024;

/// A gateway's end of a log on JetStream. Several gateways, in any processes, work on one log.
///
/// An append returns when its entry is durable at the servers and all before it has been read. Reading shows what this
/// gateway has read; what another gateway wrote is there a moment later. When the stream turns out to be another one
/// than was read, the log stops for good.
pub struct JetStreamLog {
    pub(super) shared: Arc<Shared>,
    pub(super) nats: Nats,
    pub(super) promised: Promised,
    pub(super) connection: Arc<Connection>,
    pub(super) queue: Option<Sender<Asked>>,
    pub(super) committer: Option<JoinHandle<()>>,
}

impl JetStreamLog {
    /// Why the log has stopped, if it has; the process should end then.
    pub fn stopped(&self) -> Option<&str> {
        self.shared.stopped()
    }

    /// What an acknowledgement is worth here.
    pub fn promised(&self) -> Promised {
        self.promised
    }

    /// Reads all that the servers' leader has. Another gateway's entry that was answered before this was called is there
    /// on success.
    pub fn look(&self) -> Result<(), Unavailable> {
        self.working()?;
        let (answer, answered) = sync_channel(1);
        let asked = self.asks(Asked::Look(answer));
        let ended = || unavailable(self.stopped().unwrap_or("the log has ended"));
        answered.recv().ok().filter(|_| asked).ok_or_else(ended)?
    }

    fn asks(&self, asked: Asked) -> bool {
        self.queue.as_ref().is_some_and(|queue| queue.try_send(asked).is_ok())
    }

    fn working(&self) -> Result<&Shared, Unavailable> {
        self.stopped().map_or(Ok(&*self.shared), |why| Err(unavailable(why)))
    }

    /// The entries of a stream after a position, up to another.
    fn read(&self, stream: &StreamKey, after: Position, up_to: Position) -> Result<Vec<Placed>, Unavailable> {
        let shared = self.working()?;
        let sid = shared.streams.sid(stream);
        let up_to = up_to.0.min(shared.head());
        let Some(OfStream { subject, positions }) =
            sid.and_then(|sid| shared.of_stream(&sid, after.0, up_to))
        else {
            return Ok(Vec::new());
        };
        let nats = self.nats.clone();
        let got = self.connection.wait(async move { nats.on_subject(&subject, &positions).await });
        self.placed(&got.map_err(unavailable)?)
    }

    /// Entries in their places, where each stands being known.
    fn placed(&self, got: &[Got]) -> Result<Vec<Placed>, Unavailable> {
        let positions: Vec<u64> = got.iter().map(|one| one.position).collect();
        let moments = self.shared.recorded(&positions);
        let placed = got.iter().zip(moments).map(|(one, recorded_at)| {
            let (_, record) = recorded(&one.container)?;
            Some(Placed { position: Position(one.position), recorded_at, record })
        });
        placed.collect::<Option<_>>().ok_or_else(|| unavailable("a record is unreadable"))
    }
}

impl Log for JetStreamLog {
    fn append(&self, draft: Draft, after: Position) -> Result<Committed, AppendError> {
        self.working()?;
        let (answer, answered) = sync_channel(1);
        if !self.asks(Asked::Write(Job { draft, after, answer })) {
            return Err(unavailable(self.stopped().unwrap_or("too many entries are waiting")).into());
        }
        answered.recv().unwrap_or_else(|_| {
            let why = "the servers did not answer, or others kept writing: it may have been written";
            Err(unavailable(self.stopped().unwrap_or(why)).into())
        })
    }

    fn stream(&self, stream: &StreamKey, up_to: Position) -> Result<Vec<Placed>, Unavailable> {
        self.read(stream, Position::START, up_to)
    }

    fn page(&self, after: Position, entries_max: usize) -> Result<Vec<Placed>, Unavailable> {
        let last = self.working()?.head().min(after.0.saturating_add(entries_max as u64));
        if last <= after.0 {
            return Ok(Vec::new());
        }
        let nats = self.nats.clone();
        let got = self.connection.wait(async move { nats.range(after.0 + 1, last).await });
        let got = got.map_err(unavailable)?;
        self.placed(&got)
    }

    fn head(&self) -> Position {
        Position(self.shared.head())
    }

    fn written_elsewhere(&self) -> Position {
        Position(self.shared.elsewhere())
    }

    fn position_of(&self, command: CommandId) -> Result<Option<Position>, Unavailable> {
        Ok(self.working()?.position_of(command).map(Position))
    }

    fn entries(&self, stream: &StreamKey) -> Result<Arc<Vec<Entry>>, NotRead> {
        self.working()?.kept.entries(stream, |after| {
            let placed = self.read(stream, after, Position(u64::MAX))?;
            let opened = placed.iter().map(|one| self.open(one).map(Opened::entry));
            let all: Vec<Option<Entry>> = opened.collect::<Result<_, _>>()?;
            let is_whole = all.iter().all(Option::is_some);
            Ok(Found { entries: all.into_iter().flatten().collect(), is_whole })
        })
    }

    fn written(&self, entry: &Entry) {
        self.shared.kept.written(entry);
    }

    fn opener(&self) -> Opener<'_> {
        self.shared.opener()
    }

    fn stream_of(&self, placed: &Placed) -> Option<StreamKey> {
        let leaf = Leaf::read(&placed.record.leaf)?;
        self.shared.streams.stream(&leaf.sid)
    }
}

impl Drop for JetStreamLog {
    /// Waits for the group on its way.
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(committer) = self.committer.take() {
            // Its death is caught and told where it is started.
            let _ = committer.join();
        }
    }
}
