//! Where the servers are, and the one connection that outlet and requests share.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use async_nats::{Client, ConnectOptions};
use thiserror::Error;

const CONNECT_WAIT: Duration = Duration::from_secs(5);
/// Requests that may wait in the client; more are left with the server, which tells their senders.
const REQUESTS_WAITING_MAX: usize = 4096;

/// Servers, and how they are spoken to.
#[derive(Clone, Debug, Default)]
pub struct NatsAt {
    /// `nats://HOST:PORT` or `tls://HOST:PORT` each; any of them will do.
    pub servers: Vec<String>,
    /// A file with credentials (a user's JWT and its nkey).
    pub credentials: Option<PathBuf>,
    /// Certificates that sign the servers'; with them TLS is asked for.
    pub authorities: Option<PathBuf>,
}

/// Why there is no connection.
#[derive(Debug, Error)]
pub enum NatsError {
    /// A file that was named can't be read.
    #[error("{} can't be read as NATS credentials", path.display())]
    Credentials {
        /// The file.
        path: PathBuf,
        /// What the disk said, or what is wrong with it.
        source: io::Error,
    },
    /// The servers are refused before anything is sent: an address that is none, a certificate that can't be read.
    #[error("NATS can't be reached at {servers}: {why}")]
    Unusable {
        /// Their addresses.
        servers: String,
        /// What is wrong.
        why: String,
    },
    /// The mark of the outlet.
    #[error("how far NATS was told can't be read")]
    Unmarked(#[from] io::Error),
    /// A service can't be offered.
    #[error("NATS takes no requests for us: {0}")]
    Service(String),
}

impl NatsAt {
    /// A client of the servers. It is there at once and connects again and again, for as long as it takes: nobody waits
    /// for NATS.
    pub async fn client(&self) -> Result<Client, NatsError> {
        let options = ConnectOptions::new()
            .name("samspor")
            .connection_timeout(CONNECT_WAIT)
            .subscription_capacity(REQUESTS_WAITING_MAX)
            .retry_on_initial_connect()
            .event_callback(|event| async move { tracing::info!(%event, "nats") });
        let options = match &self.credentials {
            None => options,
            Some(path) => options
                .credentials_file(path)
                .await
                .map_err(|source| NatsError::Credentials { path: path.clone(), source })?,
        };
        let options = match &self.authorities {
            None => options,
            Some(path) => options.add_root_certificates(path.clone()).require_tls(true),
        };
        options
            .connect(self.servers.clone())
            .await
            .map_err(|error| NatsError::Unusable { servers: self.servers.join(", "), why: error.to_string() })
    }
}
