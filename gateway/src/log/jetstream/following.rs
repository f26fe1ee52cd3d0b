//! Reading along the stream: each entry is held against what came before, and noted. Live and at the start the same.

use std::sync::Arc;

use samspor_core::log::{Record, StreamHead, StreamKey, recorded_at};
use samspor_core::words::Instant;

use super::error::{JetStreamError, NatsError};
use super::fetching::Got;
use super::known::{Noted, Shared};
use super::nats::Nats;
use crate::log::segments::alone::Alone;
use crate::log::segments::follow::{Followed, Follower};

/// One gateway's place in the log. What it knows of streams, it has read.
pub(super) struct Following {
    pub(super) nats: Nats,
    pub(super) shared: Arc<Shared>,
    follower: Follower,
}

/// An entry taken in.
pub(super) struct Taken {
    pub(super) head: StreamHead,
    pub(super) recorded_at: Instant,
    pub(super) record: Record,
}

/// Why the log was not read on.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotFollowed {
    /// It may work later; nothing has changed.
    #[error("{0}")]
    NotNow(String),
    /// The stream is no longer the log that was read: this gateway must stop.
    #[error(transparent)]
    Broken(JetStreamError),
}

impl From<NatsError> for NotFollowed {
    fn from(error: NatsError) -> Self {
        Self::NotNow(error.to_string())
    }
}

impl Following {
    pub(super) fn new(nats: Nats, shared: Arc<Shared>) -> Self {
        Self { nats, shared, follower: Follower::default() }
    }

    /// The newest entry of a stream; none when it has none yet.
    pub(super) fn head_of(&self, stream: &StreamKey) -> Option<StreamHead> {
        self.follower.heads.get(&self.shared.streams.sid(stream)?).copied()
    }

    /// Reads on up to what the leader has now.
    pub(super) async fn up_to_leader(&mut self) -> Result<(), NotFollowed> {
        let told = self.nats.told().await?;
        let (last, head) = (told.state.last_seq, self.shared.head());
        if last < head {
            let why = format!(
                "the stream ends at {last}, and this gateway has read up to here: it was cut, or put back"
            );
            return Err(NotFollowed::Broken(JetStreamError::Unfollowable { position: head, why }));
        }
        self.up_to(last, &mut |_, _| ()).await
    }

    /// Reads on up to a position that is known to be written.
    pub(super) async fn up_to(
        &mut self,
        last: u64,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(), NotFollowed> {
        while self.shared.head() < last {
            let from = self.shared.head() + 1;
            let to = last.min(from + super::fetching::GET_ENTRIES - 1);
            for got in self.nats.range(from, to).await? {
                self.take(&got, false)?;
            }
            progress(self.shared.head(), last);
        }
        Ok(())
    }

    /// Reads on as far as the nearest server knows.
    pub(super) async fn on(&mut self) -> Result<(), NotFollowed> {
        for got in self.nats.behind(self.shared.head()).await? {
            self.take(&got, false)?;
        }
        Ok(())
    }

    /// Takes in the next entry of the log, one's own or another gateway's. After `NotNow` nothing has changed, and it can be taken again.
    pub(super) fn take(&mut self, got: &Got, is_own: bool) -> Result<Taken, NotFollowed> {
        let broken =
            |why: String| NotFollowed::Broken(JetStreamError::Unfollowable { position: got.position, why });
        if got.position != self.shared.head() + 1 {
            return Err(broken(format!(
                "entry {} should come next: one is missing or comes twice",
                self.shared.head() + 1
            )));
        }
        let alone = Alone::read(&got.container).map_err(|why| broken(why.to_owned()))?;
        let sid = alone.leaf.sid;
        if self.shared.subject(&sid).is_some_and(|subject| *subject != *got.subject) {
            return Err(broken(
                "it stands on another subject than the entries of its stream before it".to_owned(),
            ));
        }
        let before = self.follower.last_recorded_at;
        let recorded_at = recorded_at(alone.leaf.at, before);
        let head = self.follower.take(got.position, recorded_at, &alone.leaf, alone.hash);
        let head = head.map_err(|why| broken(why.to_owned()))?;
        let followed = Followed { record: alone.record(), leaf: alone.leaf, head };
        let named = self.follower.name(&followed, &self.shared.opener());
        let retired = named.and_then(|named| {
            let retired = self.shared.keys.retire(&named.erases, head.newest);
            retired.map(|()| named).map_err(|error| error.to_string())
        });
        let named = retired.map_err(|why| {
            self.follower.last_recorded_at = before;
            NotFollowed::NotNow(why)
        })?;
        let (stream, command) = (named.stream, named.command);
        if !named.erases.is_empty() {
            self.shared.kept.forget_all();
        }
        self.shared.note(&Noted { head, subject: &got.subject, command, stream, recorded_at, is_own });
        Ok(Taken { head, recorded_at, record: followed.record })
    }
}
