//! How a log on JetStream is opened.

use std::sync::Arc;

use samspor_core::log::Entropy;
use samspor_core::seal::Keys;

use super::connection::Connection;

/// The stream of a ledger's log, where none is named.
const STREAM: &str = "SAMSPOR";
/// Before the subjects of its entries.
const PREFIX: &str = "samspor.log";
/// Copies of the log, where nothing is said.
const REPLICAS: usize = 3;

/// Where a log is, and what is asked of the servers that hold it.
pub struct JetStreamOptions {
    /// The servers.
    pub connection: Arc<Connection>,
    /// Where the servers tell of themselves, `http://HOST:PORT` each: one for every server that may hold the log.
    pub monitors: Vec<String>,
    /// The JetStream stream, one for a log; made when it is missing.
    pub stream: String,
    /// What the subjects of the entries begin with, such as `samspor.log`.
    pub prefix: String,
    /// Copies of the log: 1, 3 or 5.
    pub replicas: usize,
    /// What an acknowledgement is worth.
    pub promised: Promised,
    /// Where the ids of new streams and the salts come from.
    pub entropy: Entropy,
    /// The keys of the data subjects; the same ones at every gateway.
    pub keys: Arc<dyn Keys>,
    /// The name of a log that is begun; one that has begun says its own.
    pub origin: String,
}

/// What the servers promise when they acknowledge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promised {
    /// The entry is on the disks: every server is shown to flush before it acknowledges.
    Durable,
    /// The operator has chosen otherwise: entries acknowledged shortly before a power cut may be lost. Every answer says so.
    Lazy,
}

impl JetStreamOptions {
    /// A log of three copies on these servers, durable when it is acknowledged.
    pub fn on(
        connection: Arc<Connection>,
        monitors: Vec<String>,
        entropy: Entropy,
        keys: Arc<dyn Keys>,
    ) -> Self {
        Self {
            connection,
            monitors,
            stream: STREAM.to_owned(),
            prefix: PREFIX.to_owned(),
            replicas: REPLICAS,
            promised: Promised::Durable,
            entropy,
            keys,
            origin: crate::log::segments::SIMULATED_ORIGIN.to_owned(),
        }
    }
}
