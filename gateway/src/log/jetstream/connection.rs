//! The connection to the servers, which a gateway's logs, checkpoints and keys share.

use std::future::Future;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use async_nats::{Client, ConnectOptions};
use tokio::runtime::{Builder, Handle, Runtime};

use super::error::{JetStreamError, NatsError};
use super::nats::ANSWER_WAIT;

const CONNECT_WAIT: Duration = Duration::from_secs(5);
/// A server that leaves two of these without an answer is left for another one.
const PING_EVERY: Duration = Duration::from_secs(2);
/// Threads that talk with the servers.
const THREADS: usize = 2;

/// A connection with a runtime of its own, so that whoever waits for it need not be asynchronous.
pub struct Connection {
    pub(super) client: Client,
    /// Only dropping takes it away.
    runtime: Option<Runtime>,
    handle: Handle,
}

impl Connection {
    /// Connects to any of the servers, `nats://HOST:PORT` each; to another one when that one goes.
    pub fn open(servers: &[String]) -> Result<Arc<Self>, JetStreamError> {
        let runtime = Builder::new_multi_thread().worker_threads(THREADS).enable_all().build()?;
        let handle = runtime.handle().clone();
        let not_connected = |why: String| JetStreamError::NotConnected { servers: servers.join(", "), why };
        let addresses = servers.to_vec();
        let connected = waited(&handle, async move {
            let options = ConnectOptions::new()
                .name("samspor")
                .connection_timeout(CONNECT_WAIT)
                .ping_interval(PING_EVERY)
                .request_timeout(Some(ANSWER_WAIT))
                .event_callback(|event| async move { tracing::debug!(%event, "nats") });
            options.connect(&addresses[..]).await.map_err(|error| error.to_string())
        });
        let client =
            connected.ok_or_else(|| not_connected("the runtime died".to_owned()))?.map_err(not_connected)?;
        Ok(Arc::new(Self { client, runtime: Some(runtime), handle }))
    }

    /// What runs on the connection's threads.
    pub(super) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Asks the servers on the connection's threads, and waits.
    pub(super) fn wait<T: Send + 'static>(
        &self,
        asked: impl Future<Output = Result<T, NatsError>> + Send + 'static,
    ) -> Result<T, NatsError> {
        let ended = || NatsError::NoAnswer {
            asked: "anything".to_owned(),
            why: "the connection has ended".to_owned(),
        };
        waited(&self.handle, asked).unwrap_or_else(|| Err(ended()))
    }
}

impl Drop for Connection {
    /// Whoever drops it may be asynchronous, and can't wait for the threads.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn waited<T: Send + 'static>(handle: &Handle, asked: impl Future<Output = T> + Send + 'static) -> Option<T> {
    let (answer, answered) = sync_channel(1);
    handle.spawn(async move {
        let _ = answer.send(asked.await);
    });
    answered.recv().ok()
}
