//! Why a log's tree is not to be believed or continued, in words for whoever has to act.

use std::io;

use samspor_core::log::Unavailable;
use samspor_core::note::{CheckpointError, KeyError, NoteError};
use thiserror::Error;

/// Why there is no tree, checkpoint or proof. Nothing was signed.
#[derive(Debug, Error)]
pub enum TreeError {
    /// The log holds less than what was signed.
    #[error(
        "the log ends at position {found}, and a checkpoint over {signed} entries was signed: entries were removed, or an \
         older copy was put back. Nothing more is signed or served. Keep a copy of both directories, put the newest backup \
         with all segment files back, and run `samspor verify`"
    )]
    Smaller {
        /// The size of the last signed checkpoint.
        signed: u64,
        /// The newest position of the log.
        found: u64,
    },
    /// The log holds other entries than those that were signed.
    #[error(
        "the first {signed} entries are not those the last checkpoint was signed over: the log was changed after it was \
         signed, or belongs to another checkpoint file. Nothing more is signed or served. Keep a copy of both directories \
         and run `samspor verify`, which names the position"
    )]
    Other {
        /// The size of the last signed checkpoint.
        signed: u64,
    },
    /// The checkpoint file is gone, though checkpoints were signed.
    #[error(
        "the last signed checkpoint, {name} in the key directory, is missing, and the log has signed one over {published} \
         entries: without it nobody can tell whether the log is the newest. Put the key directory's backup back"
    )]
    Lost {
        /// The file's name.
        name: String,
        /// The size of the checkpoint beside the log.
        published: u64,
    },
    /// Both copies of the last signed checkpoint are gone, and the log says that there was one.
    #[error(
        "the last signed checkpoint is missing in both places, {name} in the key directory and `tree/checkpoint` beside the \
         log, and entry {heads} of the log was written after one was signed: without it nobody can tell whether the log is \
         the newest. Put {name} back from the newest backup of the key directory; the log has to continue it. With \
         `samspor restore` the whole backup is put back"
    )]
    Forgotten {
        /// The file's name.
        name: String,
        /// Where the first entry of heads stands.
        heads: u64,
    },
    /// The checkpoint file can't be read.
    #[error("{name} in the key directory is damaged ({why}): put the key directory's backup back")]
    Damaged {
        /// The file's name.
        name: String,
        /// What is wrong with it.
        why: String,
    },
    /// The checkpoint file is of another log, or signed with another key.
    #[error(
        "{name} in the key directory is not of this log ({why}): data and keys of two ledgers were mixed"
    )]
    Stranger {
        /// The file's name.
        name: String,
        /// What does not fit.
        why: String,
    },
    /// Another process holds the checkpoint file.
    #[error("another process signs checkpoints for this log: two servers must not write one ledger")]
    InUse,
    /// The checkpoint file was changed behind this process's back.
    #[error(
        "{name} in the key directory was changed by somebody else: two servers write one ledger, or it was put back. \
         Nothing more is signed"
    )]
    Changed {
        /// The file's name.
        name: String,
    },
    /// A witness has seen another history than the log's.
    #[error(
        "{why}. Nothing more is signed or served until it is known why: keep a copy of both directories, run \
         `samspor verify`, and ask the witness which checkpoint it has cosigned"
    )]
    Contradicted {
        /// What the witness says.
        why: String,
    },
    /// Our clock and the witnesses' are too far apart.
    #[error("{why}. Nothing is signed until the clocks agree: set the one that is wrong")]
    OffClock {
        /// How far apart they are.
        why: String,
    },
    /// An entry is not the one that stands in the tree.
    #[error(
        "the entry at position {position} is not the one that was recorded: it was edited in place, or the disk has lost \
         it. Keep a copy of the directory and run `samspor verify`"
    )]
    Entry {
        /// Where it stands.
        position: u64,
    },
    /// Asked for a tree, or an entry in it, that there is not yet.
    #[error("the tree has {size} entries, and not {asked}")]
    NotYet {
        /// How many entries it has.
        size: u64,
        /// How many were asked for.
        asked: u64,
    },
    /// A note can't be written.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The log's name is none that a checkpoint can have.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The log's name is none that a key can have.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The disk failed.
    #[error("{path} cannot be read or written")]
    Disk {
        /// The file or directory.
        path: String,
        /// What the disk said.
        source: io::Error,
    },
    /// The log can't be read.
    #[error(transparent)]
    Log(#[from] Unavailable),
}

/// An error of the disk, with its path.
pub(super) fn at(path: &str) -> impl FnOnce(io::Error) -> TreeError {
    let path = path.to_owned();
    move |source| TreeError::Disk { path, source }
}

/// A file that may be missing.
pub(super) fn found<T>(opened: io::Result<T>) -> io::Result<Option<T>> {
    match opened {
        Ok(opened) => Ok(Some(opened)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
