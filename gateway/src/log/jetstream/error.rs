//! Why a log on JetStream does not open: each reason with its remedy.

use samspor_core::seal::KeysUnavailable;
use thiserror::Error;

/// Nothing was written; the log is not to be served until the reason is gone.
#[derive(Debug, Error)]
pub enum JetStreamError {
    /// No server answers, or one refuses the connection.
    #[error("no NATS server answers at {servers}: {why}")]
    NotConnected {
        /// Those that were tried.
        servers: String,
        /// What happened.
        why: String,
    },
    /// A question to the servers failed.
    #[error(transparent)]
    Nats(#[from] NatsError),
    /// A server is too old.
    #[error(
        "NATS server {server} is of version {version}: it cannot be made to flush before it acknowledges. \
         Use nats-server 2.10 or later, 2.12 or later for speed"
    )]
    TooOld {
        /// Its name.
        server: String,
        /// Its version.
        version: String,
    },
    /// A server acknowledges before it has flushed.
    #[error(
        "NATS server {server} flushes every {seconds} s and acknowledges before: what it acknowledged is lost in a power cut. \
         Set `sync_interval: always` in the `jetstream` block of its configuration and restart it, or say `durability: lazy`"
    )]
    FlushesLate {
        /// Its name.
        server: String,
        /// How often.
        seconds: u64,
    },
    /// Nobody can tell whether a server flushes in time.
    #[error(
        "nothing shows that NATS server {server} flushes before it acknowledges: {why}. \
         Give the address of its monitoring port (`http: HOST:PORT` in its configuration), or say `durability: lazy`"
    )]
    FlushUnknown {
        /// Its name, or where it should tell of itself.
        server: String,
        /// What was missing.
        why: String,
    },
    /// The stream's configuration could lose or change entries.
    #[error("the JetStream stream {stream} is no log: {}", .faults.join("; "))]
    Unsafe {
        /// Its name.
        stream: String,
        /// Each with what to do about it.
        faults: Vec<String>,
    },
    /// The stream's entries don't make a log.
    #[error("entry {position} of the log on JetStream can't be followed: {why}")]
    Unfollowable {
        /// Its position.
        position: u64,
        /// What is wrong with it.
        why: String,
    },
    /// The keystore can't be used.
    #[error(transparent)]
    Keys(#[from] KeysUnavailable),
    /// The machine has no thread or socket to give.
    #[error("the log's runtime does not start")]
    Runtime(#[from] std::io::Error),
}

/// A question to the servers that has no good answer.
#[derive(Clone, Debug, Error)]
pub enum NatsError {
    /// Nobody answers in time.
    #[error("no answer from NATS to {asked}: {why}")]
    NoAnswer {
        /// What was asked.
        asked: String,
        /// What happened.
        why: String,
    },
    /// The server says no.
    #[error("NATS refuses {asked}: {why} ({code})")]
    Refused {
        /// What was asked.
        asked: String,
        /// The server's words.
        why: String,
        /// The server's number for them.
        code: u64,
    },
    /// The answer is none that this program knows.
    #[error("the answer of NATS to {asked} is unreadable")]
    Unreadable {
        /// What was asked.
        asked: String,
    },
}
