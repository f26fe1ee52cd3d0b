//! The text of policies: one line for each log, witness and group, and one for the quorum.

use thiserror::Error;

use super::key::{KeyError, KeyKind, PublicKey};
use super::policy::{Group, Member, Policy, PolicyLog, PolicyWitness, Quorum};
use super::signed::NOTE_BYTES_MAX;
use super::spelling::number_of;

/// The name that stands for no witness.
const NONE: &str = "none";

/// Which line of a policy, from 1, is wrong, and how.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("line {line} of the policy: {fault}")]
pub struct PolicyError {
    pub line: usize,
    #[source]
    pub fault: PolicyFault,
}

/// What is wrong with a line of a policy.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PolicyFault {
    #[error(
        "a policy has at most {NOTE_BYTES_MAX} bytes of UTF-8, without control characters other than tab and newline"
    )]
    Letters,
    #[error("a line is log, witness, group or quorum with what belongs to it")]
    Form,
    #[error("the key is wrong: {0}")]
    Key(KeyError),
    #[error("a witness has a key for cosignatures, type 4")]
    NoWitnessKey,
    #[error("the same key stands twice")]
    SameKey,
    #[error("the name {0} is taken, or none")]
    NameTaken(String),
    #[error("no line above has the name {0}")]
    UnknownName(String),
    #[error("{0} is a member already: each counts in one way only")]
    MemberTwice(String),
    #[error("a group asks for all, for any, or for a number from 1 to all of its members")]
    Threshold,
    #[error("a policy has one quorum line")]
    Quorum,
}

impl Policy {
    /// The policy that these bytes are. Lines may be empty or comments (`#`).
    pub fn parse(bytes: &[u8]) -> Result<Self, PolicyError> {
        let told = |line| move |fault| PolicyError { line, fault };
        let text = lettered(bytes).map_err(told(1))?;
        let mut reading = Reading::default();
        let mut last = 1;
        for (line, text) in (1..).zip(text.split('\n')) {
            let words: Vec<&str> = text.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
            reading.line(&words).map_err(told(line))?;
            last = line;
        }
        reading.policy().ok_or(PolicyError { line: last, fault: PolicyFault::Quorum })
    }

    /// Its text.
    pub fn to_text(&self) -> String {
        let url = |url: &Option<String>| url.as_ref().map(|url| format!(" {url}")).unwrap_or_default();
        let mut text = String::new();
        for log in &self.logs {
            text.push_str(&format!("log {}{}\n", log.key.to_vkey(), url(&log.url)));
        }
        for witness in &self.witnesses {
            let (name, key) = (&witness.name, witness.key.to_vkey());
            text.push_str(&format!("witness {name} {key}{}\n", url(&witness.url)));
        }
        for group in &self.groups {
            let members: Vec<&str> = group.members.iter().map(|member| self.name_of(*member)).collect();
            text.push_str(&format!("group {} {} {}\n", group.name, group.threshold, members.join(" ")));
        }
        let quorum = match self.quorum {
            Quorum::None => NONE,
            Quorum::Of(member) => self.name_of(member),
        };
        text + &format!("quorum {quorum}\n")
    }
}

fn lettered(bytes: &[u8]) -> Result<&str, PolicyFault> {
    let allowed = |byte: &u8| matches!(byte, b'\t' | b'\n' | b' '..=b'~' | 0x80..);
    let fits = bytes.len() <= NOTE_BYTES_MAX && bytes.iter().all(allowed);
    std::str::from_utf8(bytes).ok().filter(|_| fits).ok_or(PolicyFault::Letters)
}

/// What the lines so far say.
#[derive(Default)]
struct Reading {
    logs: Vec<PolicyLog>,
    witnesses: Vec<PolicyWitness>,
    groups: Vec<Group>,
    quorum: Option<Quorum>,
    /// Witnesses and groups that are members of a group.
    taken: Vec<Member>,
}

impl Reading {
    fn line(&mut self, words: &[&str]) -> Result<(), PolicyFault> {
        match words {
            [] => Ok(()),
            [comment, ..] if comment.starts_with('#') => Ok(()),
            ["log", key] => self.log(key, None),
            ["log", key, url] => self.log(key, Some((*url).to_owned())),
            ["witness", name, key] => self.witness(name, key, None),
            ["witness", name, key, url] => self.witness(name, key, Some((*url).to_owned())),
            ["group", name, threshold, members @ ..] => self.group(name, threshold, members),
            ["quorum", name] => self.quorum(name),
            _ => Err(PolicyFault::Form),
        }
    }

    fn log(&mut self, key: &str, url: Option<String>) -> Result<(), PolicyFault> {
        let key = PublicKey::from_vkey(key).map_err(PolicyFault::Key)?;
        if self.logs.iter().any(|log| log.key.bytes() == key.bytes()) {
            return Err(PolicyFault::SameKey);
        }
        self.logs.push(PolicyLog { key, url });
        Ok(())
    }

    fn witness(&mut self, name: &str, key: &str, url: Option<String>) -> Result<(), PolicyFault> {
        let key = PublicKey::from_vkey(key).map_err(PolicyFault::Key)?;
        match key.kind() {
            KeyKind::Cosignature => {}
            KeyKind::Note => return Err(PolicyFault::NoWitnessKey),
        }
        if self.witnesses.iter().any(|witness| witness.key.bytes() == key.bytes()) {
            return Err(PolicyFault::SameKey);
        }
        let name = self.new_name(name)?;
        self.witnesses.push(PolicyWitness { name, key, url });
        Ok(())
    }

    fn group(&mut self, name: &str, threshold: &str, members: &[&str]) -> Result<(), PolicyFault> {
        let name = self.new_name(name)?;
        let threshold = match threshold {
            "all" => members.len(),
            "any" => 1,
            number => {
                number_of(number).and_then(|k| usize::try_from(k).ok()).ok_or(PolicyFault::Threshold)?
            }
        };
        if !(1..=members.len()).contains(&threshold) {
            return Err(PolicyFault::Threshold);
        }
        let mut found = Vec::with_capacity(members.len());
        for member in members {
            let named = self.named(member).ok_or_else(|| PolicyFault::UnknownName((*member).to_owned()))?;
            if self.taken.contains(&named) {
                return Err(PolicyFault::MemberTwice((*member).to_owned()));
            }
            self.taken.push(named);
            found.push(named);
        }
        self.groups.push(Group { name, threshold, members: found });
        Ok(())
    }

    fn quorum(&mut self, name: &str) -> Result<(), PolicyFault> {
        let quorum = match self.named(name) {
            Some(member) => Quorum::Of(member),
            None if name == NONE => Quorum::None,
            None => return Err(PolicyFault::UnknownName(name.to_owned())),
        };
        if self.quorum.replace(quorum).is_some() { Err(PolicyFault::Quorum) } else { Ok(()) }
    }

    fn named(&self, name: &str) -> Option<Member> {
        let witness = self.witnesses.iter().position(|witness| witness.name == name).map(Member::Witness);
        witness.or_else(|| self.groups.iter().position(|group| group.name == name).map(Member::Group))
    }

    fn new_name(&self, name: &str) -> Result<String, PolicyFault> {
        if name == NONE || self.named(name).is_some() {
            return Err(PolicyFault::NameTaken(name.to_owned()));
        }
        Ok(name.to_owned())
    }

    fn policy(self) -> Option<Policy> {
        let quorum = self.quorum?;
        Some(Policy { logs: self.logs, witnesses: self.witnesses, groups: self.groups, quorum })
    }
}
