//! A root key that is an age identity: what it wraps, the `age` program opens too.

use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use zeroize::Zeroizing;

use super::root::{Root, RootError};

/// An age identity, which wraps for its own recipient.
pub(super) struct AgeRoot {
    identity: Identity,
    recipient: String,
}

impl AgeRoot {
    /// The identity in an identity file: the one line that is neither empty nor a comment.
    pub(super) fn of_file(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let identity = lines.next()?.parse().ok()?;
        lines.next().is_none().then(|| Self::of(identity))
    }

    /// A fresh identity, and the text of its file.
    pub(super) fn fresh() -> (Self, Zeroizing<String>) {
        let identity = Identity::generate();
        let line = identity.to_string();
        let root = Self::of(identity);
        let text = format!("# recipient: {}\n{}\n", root.recipient, line.expose_secret());
        (root, Zeroizing::new(text))
    }

    fn of(identity: Identity) -> Self {
        let recipient = identity.to_public().to_string();
        Self { identity, recipient }
    }
}

impl Root for AgeRoot {
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, RootError> {
        age::encrypt(&self.identity.to_public(), secret).map_err(|e| RootError::Unwrappable(e.to_string()))
    }

    fn unwrapped(&self, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, RootError> {
        age::decrypt(&self.identity, wrapped).map(Zeroizing::new).map_err(|_| RootError::Unopened)
    }

    fn name(&self) -> &str {
        &self.recipient
    }
}
