//! Policies, c2sp.org/tlog-policy: which logs are known, and which witnesses must have seen a checkpoint before it counts.

use thiserror::Error;

use super::checkpoint::SignedCheckpoint;
use super::key::PublicKey;
use super::signed::{NoteError, Verified};

/// Known logs, known witnesses, and how many of them it takes. Read with [`Policy::parse`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub(super) logs: Vec<PolicyLog>,
    pub(super) witnesses: Vec<PolicyWitness>,
    pub(super) groups: Vec<Group>,
    pub(super) quorum: Quorum,
}

/// A log that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyLog {
    /// Its key, named after its origin.
    pub key: PublicKey,
    /// Where it is served.
    pub url: Option<String>,
}

/// A witness that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyWitness {
    /// What the policy calls it.
    pub name: String,
    /// Its key.
    pub key: PublicKey,
    /// Where it takes checkpoints.
    pub url: Option<String>,
}

/// A group of witnesses and of groups before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What the policy calls it.
    pub name: String,
    /// How many of the members it takes: from 1 to all.
    pub threshold: usize,
    /// Who they are.
    pub members: Vec<Member>,
}

/// A witness or group, by its number in the policy, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// A witness.
    Witness(usize),
    /// A group.
    Group(usize),
}

/// What it takes for a checkpoint to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quorum {
    /// The log's signature alone.
    None,
    /// The log's signature, and this witness or group.
    Of(Member),
}

/// Who vouches for a checkpoint that a policy takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted<'p> {
    /// The log that signed it.
    pub log: &'p PolicyLog,
    /// The witnesses that cosigned it, and when, in seconds since 1970: the latest cosignature of each.
    pub witnesses: Vec<(&'p PolicyWitness, u64)>,
}

/// Why a policy doesn't take a checkpoint.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Unaccepted {
    #[error("no log of the policy signed the checkpoint of {origin}")]
    NotByLog { origin: String },
    #[error("the policy asks for {asked}, and only these witnesses cosigned the checkpoint: {found}", found = .found.join(", "))]
    NoQuorum { asked: String, found: Vec<String> },
    #[error(transparent)]
    Note(#[from] NoteError),
}

impl Policy {
    /// The logs that are known.
    pub fn logs(&self) -> &[PolicyLog] {
        &self.logs
    }

    /// The witnesses that are known.
    pub fn witnesses(&self) -> &[PolicyWitness] {
        &self.witnesses
    }

    /// The groups, each after those it names.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// What it takes.
    pub fn quorum(&self) -> Quorum {
        self.quorum
    }

    /// Whether a checkpoint counts: signed by a known log whose name is the origin, and cosigned by the quorum.
    pub fn accept(&self, checkpoint: &SignedCheckpoint) -> Result<Accepted<'_>, Unaccepted> {
        let origin = checkpoint.checkpoint().origin();
        let not_by_log = || Unaccepted::NotByLog { origin: origin.to_owned() };
        let of_origin: Vec<&PolicyLog> = self.logs.iter().filter(|log| log.key.name() == origin).collect();
        let by_log = checkpoint.verify(of_origin.iter().map(|log| &log.key));
        let by_log = match by_log {
            Err(NoteError::UnknownSigners) => return Err(not_by_log()),
            told => told?,
        };
        let log = of_origin.into_iter().find(|log| by_log.iter().any(|verified| *verified.by == log.key));
        let by_witnesses = match checkpoint.verify(self.witnesses.iter().map(|witness| &witness.key)) {
            Err(NoteError::UnknownSigners) => Vec::new(),
            told => told?,
        };
        let witnesses: Vec<_> =
            self.witnesses.iter().map(|witness| cosigned_at(witness, &by_witnesses)).collect();
        self.has_quorum(&witnesses)?;
        let witnesses =
            self.witnesses.iter().zip(witnesses).filter_map(|(who, at)| Some((who, at?))).collect();
        Ok(Accepted { log: log.ok_or_else(not_by_log)?, witnesses })
    }

    fn has_quorum(&self, witnesses: &[Option<u64>]) -> Result<(), Unaccepted> {
        let Quorum::Of(asked) = self.quorum else { return Ok(()) };
        let mut groups: Vec<bool> = Vec::with_capacity(self.groups.len());
        for group in &self.groups {
            let seen = group.members.iter().filter(|member| is_seen(**member, witnesses, &groups)).count();
            groups.push(seen >= group.threshold);
        }
        if is_seen(asked, witnesses, &groups) {
            return Ok(());
        }
        let cosigned = self.witnesses.iter().zip(witnesses).filter(|(_, at)| at.is_some());
        let found = cosigned.map(|(witness, _)| witness.name.clone()).collect();
        Err(Unaccepted::NoQuorum { asked: self.name_of(asked).to_owned(), found })
    }

    /// What the policy calls a witness or group.
    pub(super) fn name_of(&self, member: Member) -> &str {
        match member {
            Member::Witness(at) => &self.witnesses[at].name,
            Member::Group(at) => &self.groups[at].name,
        }
    }
}

fn is_seen(member: Member, witnesses: &[Option<u64>], groups: &[bool]) -> bool {
    match member {
        Member::Witness(at) => witnesses[at].is_some(),
        Member::Group(at) => groups[at],
    }
}

fn cosigned_at(witness: &PolicyWitness, verified: &[Verified<'_>]) -> Option<u64> {
    verified.iter().filter(|verified| *verified.by == witness.key).filter_map(|verified| verified.at).max()
}
