//! The names of logs, which their checkpoints are signed under and their keys derived for.

use samspor_core::words::Instant;

/// Who operates a ledger that is made here: nobody, until ledgers that are not simulated can be served.
const OPERATOR: &str = "simulated.invalid";

/// The name of a log that is opened.
pub(crate) enum Origin {
    /// It has begun, and says its own.
    OfItsOwn,
    /// It begins at a moment.
    Begun(Instant),
    /// The access log of a ledger of this name.
    Access(String),
}

impl Origin {
    /// `ledger.<operator>/samspor/<year>`, `access.…` for the log of readings.
    pub(crate) fn name(self) -> Option<String> {
        match self {
            Self::OfItsOwn => None,
            Self::Begun(now) => Some(format!("ledger.{OPERATOR}/samspor/{}", now.day().year())),
            Self::Access(ledger) => Some(ledger.replacen("ledger.", "access.", 1)),
        }
    }
}
