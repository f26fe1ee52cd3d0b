//! Versions of servers: those before 2.10 can't be made to flush before they acknowledge.

use super::error::JetStreamError;

/// Major, minor, patch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(pub(super) u64, pub(super) u64, pub(super) u64);

const OLDEST: Version = Version(2, 10, 0);

impl Version {
    /// A version's text; what is no number counts as 0.
    pub(super) fn parse(text: &str) -> Self {
        let text = text.split(['-', '+']).next().unwrap_or_default();
        let mut numbers = text.split('.').map(|part| part.parse().unwrap_or(0));
        let mut next = || numbers.next().unwrap_or(0);
        Self(next(), next(), next())
    }
}

/// Whether a server of this version may hold a log.
pub(super) fn is_new_enough(server: &str, version: &str) -> Result<(), JetStreamError> {
    if Version::parse(version) >= OLDEST {
        return Ok(());
    }
    Err(JetStreamError::TooOld { server: server.to_owned(), version: version.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_number() {
        assert!(Version::parse("2.9.10") < OLDEST);
        assert!(Version::parse("2.10.0-beta.2") >= OLDEST);
        assert!(Version::parse("2.10") >= OLDEST && Version::parse("10.0.1") > OLDEST);
        assert!(Version::parse("") < OLDEST && Version::parse("new") < OLDEST);
        assert!(is_new_enough("n1", "2.9.10").is_err() && is_new_enough("n1", "2.15.1").is_ok());
    }
}
