//! How a command ends: the exit codes, and what is said when it did not do what it was asked.

use std::error::Error;
use std::io;

use thiserror::Error;

use crate::keys::KeyringError;
use crate::ledger::LedgerError;
use crate::log::segments::OpenError;
use crate::tree::TreeError;

/// How the program ends. A code that is not here is to be treated as a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    Done = 0,
    Failed = 1,
    WrongUse = 2,
    Unavailable = 3,
}

impl Exit {
    /// All of them with their meaning, as `samspor help exit-codes` prints them.
    pub(super) const ALL: [(Self, &'static str); 4] = [
        (Self::Done, "done"),
        (Self::Failed, "a check failed, or a command was refused"),
        (
            Self::WrongUse,
            "wrong use: an unknown option, a file that is not there, a ledger of the wrong kind",
        ),
        (Self::Unavailable, "the ledger is unavailable or corrupt"),
    ];
}

/// Why a command did not do what it was asked.
#[derive(Debug, Error)]
pub(super) enum Failure {
    /// Something was checked and is not so, or was refused; it has been said where.
    #[error("{0}")]
    Failed(String),
    #[error("{0}")]
    WrongUse(String),
    #[error("{what}")]
    Unavailable { what: String, source: Option<Box<dyn Error + Send + Sync>> },
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error("the log is not whole")]
    Log(#[from] OpenError),
    /// The log is whole by itself, and not what was signed of it.
    #[error("{0}")]
    Contradicted(String),
    /// Standard output is gone.
    #[error("the output cannot be written")]
    Output(#[from] io::Error),
}

impl Failure {
    /// What the ledger could not do just now, or what is broken in it.
    pub(super) fn unavailable(what: &str, source: impl Error + Send + Sync + 'static) -> Self {
        Self::Unavailable { what: what.to_owned(), source: Some(Box::new(source)) }
    }

    /// The one table of exit codes.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::Failed(_) => Exit::Failed,
            Self::WrongUse(_) | Self::Ledger(LedgerError::Occupied(_)) => Exit::WrongUse,
            // Whoever reads our output has heard enough.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
            Self::Output(_) => Exit::Failed,
            Self::Unavailable { .. } | Self::Ledger(_) | Self::Log(_) | Self::Contradicted(_) => {
                Exit::Unavailable
            }
        }
    }

    /// What went wrong with the whole chain of causes, each said once; nothing when nobody listens any more.
    pub(super) fn told(&self) -> Option<String> {
        if self.exit() == Exit::Done {
            return None;
        }
        let mut told = self.to_string();
        let mut source = self.source();
        while let Some(error) = source {
            let text = error.to_string();
            if !told.contains(&text) {
                told = format!("{told}: {text}");
            }
            source = error.source();
        }
        Some(told)
    }

    /// The command to run next, where there is one.
    pub(super) fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Ledger(LedgerError::Missing(_)) => {
                Some("make a ledger with `samspor history run FILE --data DIR` or `samspor demo --data DIR`")
            }
            Self::Ledger(LedgerError::Occupied(_)) => Some("name a directory that is not there yet"),
            Self::Ledger(
                LedgerError::Log(OpenError::InUse)
                | LedgerError::Access(OpenError::InUse)
                | LedgerError::Keys(KeyringError::InUse)
                | LedgerError::Tree(TreeError::InUse),
            )
            | Self::Log(OpenError::InUse) => Some(
                "stop the other process, or ask it over HTTP; `samspor doctor --data DIR` says who is well",
            ),
            Self::Ledger(LedgerError::Unfinished(_)) => None,
            Self::Ledger(LedgerError::Log(_) | LedgerError::Access(_)) => Some(
                "keep a copy of the ledger's directory and of its keys', and run `samspor verify --data DIR`",
            ),
            Self::Ledger(_) | Self::Unavailable { .. } => {
                Some("look closer with `samspor doctor --data DIR`")
            }
            Self::Log(_) | Self::Contradicted(_) => Some(
                "keep a copy of the ledger's directory and of its keys' before you change anything in them; what stands \
                 here is for whoever audits the ledger",
            ),
            Self::Failed(_) | Self::WrongUse(_) | Self::Output(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exit_code_is_its_place_in_the_table() {
        for (place, (exit, _)) in Exit::ALL.iter().enumerate() {
            assert_eq!(*exit as usize, place);
        }
    }

    #[test]
    fn a_reader_that_went_away_is_no_failure() {
        let gone = Failure::Output(io::ErrorKind::BrokenPipe.into());
        assert_eq!((gone.exit(), gone.told()), (Exit::Done, None));
        let damaged = OpenError::Damaged { path: "log/1.seg".to_owned(), position: 7 };
        let failure = Failure::Log(damaged);
        assert_eq!(failure.exit(), Exit::Unavailable);
        assert!(failure.told().unwrap().contains("position 7"));
    }
}
