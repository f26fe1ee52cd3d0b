//! Where NATS is, as options of a command.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::failure::Failure;
use crate::disk::RealDisk;
use crate::ledger::LedgerError;
use crate::nats::{NatsAt, OUTLET_STREAM, OverNats};

/// NATS
#[derive(Args, Debug)]
pub(super) struct OnNats {
    /// Servers of NATS, which are told of every entry (CloudEvents) and asked for requests; they may be away
    #[arg(long = "nats", value_name = "URL", value_delimiter = ',')]
    servers: Vec<String>,
    /// Credentials for them: a user's JWT and its nkey
    #[arg(long = "nats-credentials", value_name = "FILE", requires = "servers")]
    credentials: Option<PathBuf>,
    /// Certificates (PEM) that sign theirs; TLS is asked for then
    #[arg(long = "nats-ca", value_name = "FILE", requires = "servers")]
    authorities: Option<PathBuf>,
    /// The JetStream stream that keeps the events; made when it is missing
    #[arg(long = "nats-stream", value_name = "NAME", requires = "servers", default_value = OUTLET_STREAM)]
    stream: String,
}

impl OnNats {
    /// What is said of NATS for the ledger in a directory; none where nothing is.
    pub(super) fn over(&self, dir: &Path) -> Result<Option<OverNats>, Failure> {
        if self.servers.is_empty() {
            return Ok(None);
        }
        let at = NatsAt {
            servers: self.servers.clone(),
            credentials: self.credentials.clone(),
            authorities: self.authorities.clone(),
        };
        let disk = RealDisk::at(dir).map_err(|source| LedgerError::Disk { path: dir.to_owned(), source })?;
        Ok(Some(OverNats { at, stream: self.stream.clone(), disk: Arc::new(disk) }))
    }
}
