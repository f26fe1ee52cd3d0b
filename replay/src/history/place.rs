//! Where something stands in a history file, and what can be wrong there.

use std::fmt;
use std::sync::Arc;

use samspor_core::entry::Unreadable;
use samspor_core::log::Unavailable;
use thiserror::Error;

/// A line of a history file, as an editor finds it: `path:line`, lines counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub file: Arc<str>,
    pub line: u32,
}

impl Place {
    /// A line of a file.
    pub fn new(file: &Arc<str>, line: u32) -> Self {
        Self { file: Arc::clone(file), line }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// Why a history can't be read or run on.
#[derive(Debug, Error)]
pub enum HistoryError {
    /// The file can't be read at all.
    #[error("{file}: {problem}")]
    Unreadable { file: String, problem: String },
    /// A line is not what a history line is; the text says what is accepted.
    #[error("{place}: {problem}")]
    Line { place: Place, problem: String },
    /// The log can't be used; what stands before the line is written.
    #[error("{place}: {source}")]
    Unavailable { place: Place, source: Unavailable },
    /// The log holds an entry that can't be read.
    #[error("{place}: {source}")]
    Corrupt { place: Place, source: Unreadable },
}

impl HistoryError {
    pub(super) fn line(place: &Place, problem: impl Into<String>) -> Self {
        Self::Line { place: place.clone(), problem: problem.into() }
    }
}

/// Something a history said would be so, and was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub place: Place,
    pub expected: String,
    /// What there was, in the history's own names; may span lines.
    pub got: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}:", self.place)?;
        writeln!(f, "  expected {}", self.expected.replace('\n', "\n           "))?;
        write!(f, "  got      {}", self.got.replace('\n', "\n           "))
    }
}
