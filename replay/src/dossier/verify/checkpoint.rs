//! Signatures: whose key signed a checkpoint, which witnesses saw it, and that it continues those seen before.

use samspor_core::note::{KeyKind, Policy, PublicKey, SignedCheckpoint, Unaccepted};
use samspor_core::tree::{NodeHash, verify_consistency};

use super::Trusted;
use super::verdict::{CheckpointTold, SignedBy, Verdict};
use crate::dossier::Files;
use crate::dossier::form::{self, *};
use crate::dossier::limits::EARLIER_MAX;

/// Where the files about one of the two logs stand.
pub(super) struct LogFiles {
    pub(super) checkpoint: &'static str,
    pub(super) key: &'static str,
    pub(super) proofs: &'static str,
    pub(super) head: &'static str,
}

impl LogFiles {
    pub(super) const LEDGER: Self = Self { checkpoint: CHECKPOINT, key: LOG_KEY, proofs: PROOFS, head: HEAD };
    pub(super) const ACCESS: Self =
        Self { checkpoint: ACCESS_CHECKPOINT, key: ACCESS_KEY, proofs: ACCESS_PROOFS, head: ACCESS_HEAD };
}

/// A log as its checkpoint tells it.
pub(super) struct Log {
    /// The checkpoint's bytes, which every proof repeats.
    pub(super) text: String,
    pub(super) signed: SignedCheckpoint,
    pub(super) by: SignedBy,
    witnesses: Vec<(String, u64)>,
}

impl Log {
    pub(super) fn size(&self) -> u64 {
        self.signed.checkpoint().size
    }

    pub(super) fn root(&self) -> NodeHash {
        self.signed.checkpoint().root
    }

    pub(super) fn told(&self) -> CheckpointTold {
        CheckpointTold {
            origin: self.signed.checkpoint().origin().to_owned(),
            size: self.size(),
            root: form::to_base64(&self.root()),
            signed: self.by,
            witnesses: self.witnesses.clone(),
        }
    }
}

/// The checkpoint of a log; its root is that of the proofs, whoever signed it.
pub(super) fn of(
    files: &Files,
    named: &LogFiles,
    origin: &str,
    trusted: &Trusted,
    verdict: &mut Verdict,
) -> Option<Log> {
    let file = named.checkpoint;
    let Some(bytes) = files.get(file) else {
        verdict.fault(file, None, "missing");
        return None;
    };
    let signed = match SignedCheckpoint::parse(bytes) {
        Ok(signed) => signed,
        Err(error) => {
            verdict.fault(file, None, error.to_string());
            return None;
        }
    };
    if signed.checkpoint().origin() != origin {
        verdict.fault(file, None, format!("the checkpoint is not of {origin}, as manifest.json says"));
    }
    let by = signed_by(files, named.key, &signed, trusted, verdict, file);
    let witnesses = if file == CHECKPOINT { witnesses(files, &signed, trusted, verdict) } else { Vec::new() };
    Some(Log { text: signed.to_text(), signed, by, witnesses })
}

fn signed_by(
    files: &Files,
    key_file: &str,
    signed: &SignedCheckpoint,
    trusted: &Trusted,
    verdict: &mut Verdict,
    file: &str,
) -> SignedBy {
    let key = match files.get(key_file).and_then(|bytes| key_in(bytes)) {
        Some(key) => key,
        None => {
            verdict.fault(key_file, None, "missing, or no key of a log");
            return SignedBy::Nobody;
        }
    };
    if key.name() != signed.checkpoint().origin() {
        verdict.fault(key_file, None, "the key's name is not the checkpoint's origin");
    }
    if let Err(error) = signed.verify([&key]) {
        verdict.fault(file, None, error.to_string());
        return SignedBy::Nobody;
    }
    if trusted.has(&key) {
        return SignedBy::Trusted;
    }
    let is_named = trusted.keys.iter().any(|one| one.name() == key.name());
    if key_file == ACCESS_KEY && !is_named && !trusted.is_nobody() {
        verdict.note(
            "The readings are signed by a key you have not named (access.vkey). That they are those the ledger was told of \
             when the dossier was made, is held against the ledger's own entry.",
        );
    } else if !trusted.is_nobody() {
        let what = format!("the dossier's key {} is not one of those trusted", key.to_vkey());
        verdict.fault(key_file, None, what);
    }
    SignedBy::SelfAsserted
}

/// The key of a file of one line.
fn key_in(bytes: &[u8]) -> Option<PublicKey> {
    let text = std::str::from_utf8(bytes).ok()?.strip_suffix('\n')?;
    PublicKey::from_vkey(text).ok().filter(|key| key.kind() == KeyKind::Note)
}

/// The witnesses that the recipient's policy, or else the dossier's own, knows and finds among the signatures.
fn witnesses(
    files: &Files,
    signed: &SignedCheckpoint,
    trusted: &Trusted,
    verdict: &mut Verdict,
) -> Vec<(String, u64)> {
    let own = files.get(POLICY).map(|bytes| Policy::parse(bytes));
    let policy = match (&trusted.policy, own) {
        (_, None) => {
            verdict.fault(POLICY, None, "missing");
            return Vec::new();
        }
        (_, Some(Err(error))) => {
            verdict.fault(POLICY, None, error.to_string());
            return Vec::new();
        }
        (Some(policy), Some(Ok(_))) => policy.clone(),
        (None, Some(Ok(own))) => own,
    };
    match policy.accept(signed) {
        Ok(accepted) => accepted.witnesses.iter().map(|(who, at)| (who.name.clone(), *at)).collect(),
        Err(Unaccepted::NoQuorum { asked, found }) => {
            let what = format!("the policy asks for {asked}, and these cosigned it: {}", found.join(", "));
            verdict.fault(CHECKPOINT, None, what);
            Vec::new()
        }
        Err(error) => {
            verdict.fault(CHECKPOINT, None, error.to_string());
            Vec::new()
        }
    }
}

/// The checkpoints the recipient has had before: each is continued by this one, or the log has forked.
pub(super) fn earlier(files: &Files, log: &Log, trusted: &Trusted, verdict: &mut Verdict) {
    let prefix = form::earlier_prefix();
    let names: Vec<&String> =
        files.keys().filter(|name| name.starts_with(prefix) && *name != TOKEN).collect();
    for name in names.into_iter().take(EARLIER_MAX) {
        let Some(before) = files.get(name).and_then(|bytes| SignedCheckpoint::parse(bytes).ok()) else {
            verdict.fault(name, None, "not a checkpoint");
            continue;
        };
        let (from, to) = (before.checkpoint().size, log.size());
        if *name != form::earlier(from) {
            verdict.fault(name, None, "the checkpoint's size is not the one in its name");
        }
        let key = files.get(LOG_KEY).and_then(|bytes| key_in(bytes));
        let known = key.iter().chain(&trusted.keys);
        if before.checkpoint().origin() != log.signed.checkpoint().origin() || before.verify(known).is_err() {
            verdict.fault(name, None, "not a checkpoint that this log signed");
            continue;
        }
        let proof = form::consistency(from, to);
        let Some(hashes) = files.get(&proof).and_then(|bytes| form::hashes_in(bytes)) else {
            verdict.fault(&proof, None, "missing, or not hashes one a line");
            continue;
        };
        match verify_consistency(from, to, &hashes, &before.checkpoint().root, &log.root()) {
            Ok(()) => {
                verdict.note(format!("The history of {from} entries that was seen before is in this one."))
            }
            Err(error) => verdict.fault(
                &proof,
                None,
                format!("this history does not continue the one of {from} entries: {error}"),
            ),
        }
    }
}
