//! History files: parsed to typed lines, run into a ledger, and their expectations checked.

pub(crate) mod aliases;
mod check;
mod compare;
mod expect;
mod line;
mod parse;
mod place;
mod reader;
mod run;
mod write;

pub(crate) use check::Checking;
pub use check::check;
pub use expect::Expectation;
pub use line::{CommandLine, Kind, Line, NamedActor, NamingLine, What};
pub use parse::{History, Read, parse, parse_all, parse_text};
pub use place::{Failure, HistoryError, Place};
pub(crate) use run::{Memory, Told};
pub use run::{Ran, Runner, run};
