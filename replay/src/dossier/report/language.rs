//! The three languages of a report.

/// A language a report is read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// Bokmål.
    Nb,
    /// Nynorsk.
    Nn,
    /// English.
    En,
}

impl Language {
    pub(super) const ALL: [Self; 3] = [Self::Nb, Self::Nn, Self::En];

    /// Its code in HTML.
    pub(super) fn code(self) -> &'static str {
        self.of(["nb", "nn", "en"])
    }

    /// Its own name.
    pub(super) fn name(self) -> &'static str {
        self.of(["Bokmål", "Nynorsk", "English"])
    }

    /// One of three texts that say the same.
    pub(super) fn of(self, [nb, nn, en]: [&str; 3]) -> &str {
        match self {
            Self::Nb => nb,
            Self::Nn => nn,
            Self::En => en,
        }
    }
}
