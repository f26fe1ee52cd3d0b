//! The part of `samspor verify` that needs no keys: a log whole, and its tree what was signed.

use std::path::Path;
use std::sync::Arc;

use samspor_core::log::Position;
use samspor_core::note::{Policy, PublicKey};

use super::failure::Failure;
use super::progress::Progress;
use crate::disk::{Disk, RealDisk};
use crate::home::Home;
use crate::ledger::LedgerError;
use crate::log::segments;
use crate::tree::{ACCESS_CHECKPOINT, Audit, Audited, CHECKPOINT, Claims};

/// The ledger's log, and the log of readings where there is one.
pub(super) struct Audits {
    pub(super) ledger: Audited,
    pub(super) access: Option<Audited>,
}

/// Whom an auditor believes, from elsewhere than the ledger.
#[derive(Default)]
pub(super) struct Believed {
    /// The key that the ledger's checkpoints are signed with.
    pub(super) key: Option<PublicKey>,
    /// The logs' keys, and the witnesses whose times count.
    pub(super) policy: Option<Policy>,
}

/// Audits the logs of a ledger; nothing is changed. A log that is not whole is an error of its own.
pub(super) fn audited(home: &Home, believed: &Believed) -> Result<Audits, Failure> {
    if !home.data.join("log").is_dir() {
        return Err(LedgerError::Missing(home.data.clone()).into());
    }
    let policy = believed.policy.as_ref();
    let ledger = audit(&home.data, &home.keys, (CHECKPOINT, "verifying"), (believed.key.clone(), policy))?;
    let access = home.data.join("access");
    let access = if access.join("log").is_dir() {
        Some(audit(&access, &home.keys, (ACCESS_CHECKPOINT, "verifying readings"), (None, policy))?)
    } else {
        None
    };
    Ok(Audits { ledger, access })
}

fn audit(
    dir: &Path,
    keys: &Path,
    (name, what): (&str, &'static str),
    (key, policy): (Option<PublicKey>, Option<&Policy>),
) -> Result<Audited, Failure> {
    let disk: Arc<dyn Disk> = Arc::new(on(dir)?);
    let keys = if keys.is_dir() { Some(on(keys)?) } else { None };
    let keys = keys.as_ref().map(|disk| (disk as &dyn Disk, name));
    let claims = Claims::of(Arc::clone(&disk), keys, key, policy).map_err(LedgerError::Tree)?;
    let mut audit = Audit::of(Arc::clone(&disk), claims);
    let mut progress = Progress::of(what);
    let step = &mut |done: Position, all: Position| progress.at(done.0, all.0);
    segments::verify_each(&*disk, &mut |entry| audit.take(entry), step)?;
    progress.done();
    Ok(audit.end().map_err(LedgerError::Tree)?)
}

fn on(dir: &Path) -> Result<RealDisk, Failure> {
    let disk = RealDisk::at(dir);
    Ok(disk.map_err(|source| LedgerError::Disk { path: dir.to_owned(), source })?)
}

impl Audits {
    /// Nothing was found, or the first thing that was, and all of it told.
    pub(super) fn faultless(&self) -> Result<(), Failure> {
        let access = self.access.iter().flat_map(|access| &access.findings);
        let access = access.map(|finding| format!("the access log, {finding}"));
        let findings: Vec<String> = self.ledger.findings.iter().cloned().chain(access).collect();
        if findings.is_empty() {
            return Ok(());
        }
        Err(Failure::Unavailable { what: findings.join("\n"), source: None })
    }
}
