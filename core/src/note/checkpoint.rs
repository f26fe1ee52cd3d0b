//! Checkpoints, c2sp.org/tlog-checkpoint: which log, how many leaves, which root; one spelling for each.

use thiserror::Error;

use super::key::PublicKey;
use super::signature::Signature;
use super::signed::{NoteError, SignedNote, Verified};
use super::spelling::{base64_of, number_of};
use crate::tree::{NodeHash, hash_of_text};

/// Why a text is no checkpoint.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CheckpointError {
    #[error("a checkpoint has three lines, origin, size and root, and no empty ones")]
    Lines,
    #[error("an origin, and each line after the root, is one line of text and not empty")]
    Origin,
    #[error("the second line of a checkpoint is its size, a decimal without leading zeros")]
    Size,
    #[error("the third line of a checkpoint is its root, 32 bytes in base64")]
    Root,
    #[error(transparent)]
    Note(#[from] NoteError),
}

/// What a log says of its tree at one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    /// How many leaves there are.
    pub size: u64,
    /// The root of the tree over them.
    pub root: NodeHash,
    extensions: Vec<String>,
}

impl Checkpoint {
    /// A checkpoint without extension lines; the origin is one line of text.
    pub fn new(origin: &str, size: u64, root: NodeHash) -> Result<Self, CheckpointError> {
        if !is_line(origin) {
            return Err(CheckpointError::Origin);
        }
        Ok(Self { origin: origin.to_owned(), size, root, extensions: Vec::new() })
    }

    /// The checkpoint that a note's text is.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text.strip_suffix('\n').ok_or(CheckpointError::Lines)?.split('\n');
        let mut line = || lines.next().ok_or(CheckpointError::Lines);
        let (origin, size, root) = (line()?, line()?, line()?);
        let size = number_of(size).ok_or(CheckpointError::Size)?;
        let mut checkpoint = Self::new(origin, size, hash_of_text(root).ok_or(CheckpointError::Root)?)?;
        for extension in lines {
            if !is_line(extension) {
                return Err(CheckpointError::Origin);
            }
            checkpoint.extensions.push(extension.to_owned());
        }
        Ok(checkpoint)
    }

    /// The text that is signed.
    pub fn to_text(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, base64_of(&self.root));
        for extension in &self.extensions {
            text.push_str(extension);
            text.push('\n');
        }
        text
    }

    /// The name of the log.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Lines after the root, of which nothing is known.
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }
}

fn is_line(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte >= b' ')
}

/// A checkpoint in its note, with the signatures of log and witnesses, verified or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: SignedNote,
}

impl SignedCheckpoint {
    /// A checkpoint and the note over its text.
    pub(super) fn told(checkpoint: Checkpoint, note: SignedNote) -> Self {
        Self { checkpoint, note }
    }

    /// The signed checkpoint that these bytes are.
    pub fn parse(bytes: &[u8]) -> Result<Self, CheckpointError> {
        let note = SignedNote::parse(bytes)?;
        Ok(Self { checkpoint: Checkpoint::parse(note.text())?, note })
    }

    /// Its bytes: the same as were parsed.
    pub fn to_text(&self) -> String {
        self.note.to_text()
    }

    /// What the log says. Nobody vouches for it before [`SignedCheckpoint::verify`], or a policy.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note around it.
    pub fn note(&self) -> &SignedNote {
        &self.note
    }

    /// Adds a cosignature, in place of an earlier one of the same key. On an error nothing is added.
    pub fn add(&mut self, signature: Signature) -> Result<(), NoteError> {
        self.note.add(signature)
    }

    /// Which of the known keys signed it: [`SignedNote::verify`].
    pub fn verify<'k>(
        &self,
        known: impl IntoIterator<Item = &'k PublicKey>,
    ) -> Result<Vec<Verified<'k>>, NoteError> {
        self.note.verify(known)
    }
}
