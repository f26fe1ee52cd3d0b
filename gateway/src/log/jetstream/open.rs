//! Opening the log: the servers and the stream are checked, all of it is read, then the committer begins.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread;

use samspor_core::log::{Position, Sealer};
use serde_json::Value;
use tokio::sync::mpsc::channel;

use super::committing::Committing;
use super::config;
use super::error::{JetStreamError, NatsError};
use super::flush::{covers, is_always, tell};
use super::following::{Following, NotFollowed};
use super::group::{Asked, Desk};
use super::known::Shared;
use super::log::{JetStreamLog, QUEUE_MAX};
use super::nats::Nats;
use super::options::{JetStreamOptions, Promised};
use super::version::is_new_enough;
use crate::clock;
use crate::log::segments::origin_in;

/// What the committer's thread tells when it has begun.
type Begun = Result<(Arc<Shared>, Nats), JetStreamError>;

impl JetStreamLog {
    /// Opens the log in a stream, or begins one where there is none. All of the stream is read and held against itself;
    /// `progress` hears how far that is, and how far it has to go.
    ///
    /// # Errors
    ///
    /// When servers or stream could lose what they acknowledge, and with what to do about it; when the stream is no log.
    pub fn open(
        options: JetStreamOptions,
        progress: &mut dyn FnMut(Position, Position),
    ) -> Result<Self, JetStreamError> {
        let promised = options.promised;
        if promised == Promised::Durable {
            if options.monitors.is_empty() {
                let server = options.connection.client.server_info().server_name;
                let why = "no monitoring address is given".to_owned();
                return Err(JetStreamError::FlushUnknown { server, why });
            }
            is_always(&tell(&options.monitors)?)?;
        }
        let (queue, jobs) = channel::<Asked>(QUEUE_MAX);
        let (told, begun) = sync_channel::<Begun>(1);
        let (steps, stepped) = sync_channel(QUEUE_MAX);
        let connection = Arc::clone(&options.connection);
        let handle = connection.handle().clone();
        let committer = thread::Builder::new().name("jetstream".to_owned()).spawn(move || {
            let mut step = |done, all| {
                let _ = steps.send((done, all));
            };
            let begin = handle.block_on(begin(options, &mut step));
            drop(steps);
            let (committing, hints) = match begin {
                Ok(begun) => begun,
                Err(error) => return drop(told.send(Err(error))),
            };
            let shared = committing.shared();
            let _ = told.send(Ok((Arc::clone(&shared), committing.following.nats.clone())));
            let run = || handle.block_on(committing.run(jobs, hints));
            if catch_unwind(AssertUnwindSafe(run)).is_err() {
                shared.stop("the committer died".to_owned());
            }
        })?;
        stepped.iter().for_each(|(done, all)| progress(Position(done), Position(all)));
        let (shared, nats) = match begun.recv() {
            Ok(begun) => begun?,
            Err(_) => return Err(std::io::Error::other("the committer's thread died").into()),
        };
        Ok(Self { shared, nats, promised, connection, queue: Some(queue), committer: Some(committer) })
    }
}

async fn begin(
    options: JetStreamOptions,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(Committing, async_nats::Subscriber), JetStreamError> {
    let nats = Nats::of(&options.connection, &options.stream);
    let server = nats.client.server_info();
    is_new_enough(&server.server_name, &server.version)?;
    let config = checked(&nats, &options).await?;
    let current_at = clock::tick();
    let told = nats.told().await?;
    if options.promised == Promised::Durable {
        let monitors = options.monitors.clone();
        let servers =
            tokio::task::spawn_blocking(move || tell(&monitors)).await.map_err(std::io::Error::other)??;
        is_always(&servers)?;
        covers(&servers, &told.holders())?;
    }
    // Before anything is read, so that nothing is missed.
    let hints = nats.client.subscribe(nats.hints()).await;
    let hints =
        hints.map_err(|error| NatsError::NoAnswer { asked: "hints".to_owned(), why: error.to_string() })?;
    let last = told.state.last_seq;
    if told.state.messages != last {
        let why = format!("it has {} entries of {last}: some were taken out", told.state.messages);
        return Err(JetStreamError::Unfollowable { position: last, why });
    }
    let first = nats.range(1, last.min(1)).await?;
    let origin = first.first().and_then(|first| origin_in(1, &first.container, &*options.keys));
    let origin = origin.unwrap_or(options.origin);
    let shared = Arc::new(Shared::new(Arc::clone(&options.keys), origin.clone()));
    let mut following = Following::new(nats, shared);
    following.up_to(last, progress).await.map_err(|error| match error {
        NotFollowed::Broken(error) => error,
        NotFollowed::NotNow(why) => JetStreamError::Unfollowable { position: last, why },
    })?;
    let sealer = Sealer { entropy: options.entropy, keys: options.keys, origin: origin.into() };
    let chains = following.nats.atomic_batches && config["allow_atomic"] == true;
    let desk = Desk { sealer, prefix: options.prefix, chains };
    let name = clock::fresh_bytes::<8>()?;
    Ok((Committing::new(following, desk, current_at, crate::tokens::hex(&name)), hints))
}

/// The stream's configuration: made when there is none, and then, like any other, held against what a log needs.
async fn checked(nats: &Nats, options: &JetStreamOptions) -> Result<Value, JetStreamError> {
    let wanted = config::wanted(&options.stream, &options.prefix, options.replicas, nats.atomic_batches);
    let told = nats.told_or_made(&wanted).await?;
    let faults = config::faults(&told.config, &options.prefix, options.replicas);
    if faults.is_empty() {
        return Ok(told.config);
    }
    Err(JetStreamError::Unsafe { stream: options.stream.clone(), faults })
}
