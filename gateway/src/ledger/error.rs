//! Why a ledger is not to be had, in words for whoever asked for it.

use std::io;
use std::path::PathBuf;

use samspor_core::log::AppendError;
use samspor_projections::live::ViewError;
use thiserror::Error;

use crate::cluster::ClusterFileError;
use crate::keys::{KeyringError, RootError, SharedKeysError};
use crate::log::jetstream::JetStreamError;
use crate::log::segments::OpenError;
use crate::tree::TreeError;

/// Why a ledger is not to be had.
#[derive(Debug, Error)]
pub enum LedgerError {
    /// The directory holds no log.
    #[error("{} holds no ledger", .0.display())]
    Missing(PathBuf),
    /// A fresh ledger was asked for where something is.
    #[error("{} is not empty; a fresh ledger wants a directory of its own", .0.display())]
    Occupied(PathBuf),
    /// A ledger whose filling was broken off.
    #[error("{} was left half filled; delete the directory and make it again", .0.display())]
    Unfinished(PathBuf),
    /// The log does not open.
    #[error(transparent)]
    Log(#[from] OpenError),
    /// The log of readings does not open; without it nothing may be read.
    #[error("the access log does not open")]
    Access(#[source] OpenError),
    /// The keys are not to be had.
    #[error(transparent)]
    Keys(#[from] KeyringError),
    /// The root key is not to be had.
    #[error(transparent)]
    Root(#[from] RootError),
    /// The tree over a log is not what was signed, or can't be had.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// The views can't be built from the log.
    #[error("the views cannot be built from the log")]
    Views(#[from] ViewError),
    /// The ledger's first entry could not be written.
    #[error("the ledger's first entry was not written")]
    Begin(#[from] AppendError),
    /// The servers or the streams of a log on JetStream could lose entries, or do not answer.
    #[error(transparent)]
    JetStream(#[from] JetStreamError),
    /// What says where the ledger's servers are is of no use.
    #[error(transparent)]
    Cluster(#[from] ClusterFileError),
    /// The keys at the servers are not to be had.
    #[error(transparent)]
    SharedKeys(#[from] SharedKeysError),
    /// The log's first entry does not say what kind of ledger it is.
    #[error("the log has no first entry that says whether it is simulated")]
    Unmarked,
    /// The disk failed.
    #[error("{} cannot be read or written", path.display())]
    Disk {
        /// The file or directory.
        path: PathBuf,
        /// What the disk said.
        source: io::Error,
    },
}
