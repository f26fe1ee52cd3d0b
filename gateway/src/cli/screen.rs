//! What goes to whom: answers to standard output, messages to standard error, colour where it is welcome.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use super::failure::Failure;
use crate::access::Recorded;

/// One line of an answer, on standard output.
pub(super) fn say(line: impl Display) -> Result<(), Failure> {
    Ok(writeln!(io::stdout().lock(), "{line}")?)
}

/// Text of an answer as it is, on standard output.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    Ok(io::stdout().lock().write_all(text.as_bytes())?)
}

/// Text made from patients' data, on standard output; its reading is on record.
pub(super) fn show(_on: &Recorded, text: &str) -> Result<(), Failure> {
    print(text)
}

/// One line of a message, on standard error; nobody is told when nobody reads it.
pub(super) fn tell(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Whether messages may move and be coloured: on a terminal, and not against `NO_COLOR`.
pub(super) fn lively(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// ✔ or ✖, green or red where colour is welcome.
pub(super) fn mark(good: bool) -> &'static str {
    match (good, lively(&io::stdout())) {
        (true, true) => "\x1b[32m✔\x1b[0m",
        (false, true) => "\x1b[31m✖\x1b[0m",
        (true, false) => "✔",
        (false, false) => "✖",
    }
}
