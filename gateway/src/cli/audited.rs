//! The part of `samspor verify` that needs no keys: a log whole, and its tree what was signed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use samspor_core::log::Position;
use samspor_core::note::{Policy, PublicKey, SignedCheckpoint};

use super::failure::Failure;
use super::progress::Progress;
use crate::disk::{Disk, RealDisk};
use crate::home::Home;
use crate::ledger::LedgerError;
use crate::log::segments;
use crate::tree::{ACCESS_CHECKPOINT, Audit, Audited, CHECKPOINT, CheckpointFile, Claim, Claims};

/// The ledger's log, and the log of readings where there is one.
pub(super) struct Audits {
    pub(super) ledger: Audited,
    pub(super) access: Option<Audited>,
    /// The log of readings is gone, and this much was signed of it.
    lost_readings: Option<u64>,
}

/// Whom an auditor believes, from elsewhere than the ledger.
#[derive(Default)]
pub(super) struct Believed {
    /// The key that the ledger's checkpoints are signed with.
    pub(super) key: Option<PublicKey>,
    /// The logs' keys, and the witnesses whose times count.
    pub(super) policy: Option<Policy>,
    /// Checkpoints of the ledger that somebody kept.
    pub(super) kept: Vec<Claim>,
}

/// The checkpoints in some files.
pub(super) fn kept_in(files: &[PathBuf]) -> Result<Vec<Claim>, Failure> {
    let one = |path: &PathBuf| {
        let told = |error: &dyn std::fmt::Display| Failure::WrongUse(format!("{}: {error}", path.display()));
        let bytes = std::fs::read(path).map_err(|error| told(&error))?;
        let signed = SignedCheckpoint::parse(&bytes).map_err(|error| told(&error))?;
        Ok(Claim { place: format!("the checkpoint in {}", path.display()), signed })
    };
    files.iter().map(one).collect()
}

/// Audits the logs of a ledger; nothing is changed. A log that is not whole is an error of its own.
pub(super) fn audited(home: &Home, believed: Believed) -> Result<Audits, Failure> {
    if !home.data.join("log").is_dir() {
        return Err(LedgerError::Missing(home.data.clone()).into());
    }
    let readings = Believed { policy: believed.policy.clone(), ..Believed::default() };
    let ledger = audit(&home.data, &home.keys, (CHECKPOINT, "verifying"), believed)?;
    let access = home.data.join("access");
    if access.join("log").is_dir() {
        let named = (ACCESS_CHECKPOINT, "verifying readings");
        let access = Some(audit(&access, &home.keys, named, readings)?);
        return Ok(Audits { ledger, access, lost_readings: None });
    }
    Ok(Audits { ledger, access: None, lost_readings: signed_readings(&home.keys)? })
}

/// How many readings were signed; none where nobody knows.
fn signed_readings(keys: &Path) -> Result<Option<u64>, Failure> {
    if !keys.is_dir() {
        return Ok(None);
    }
    let kept = CheckpointFile::read(&on(keys)?, ACCESS_CHECKPOINT).map_err(LedgerError::Tree)?;
    Ok(kept.map(|kept| kept.signed.checkpoint().size).filter(|signed| *signed > 0))
}

fn audit(
    dir: &Path,
    keys: &Path,
    (name, what): (&str, &'static str),
    believed: Believed,
) -> Result<Audited, Failure> {
    let disk: Arc<dyn Disk> = Arc::new(on(dir)?);
    let keys = if keys.is_dir() { Some(on(keys)?) } else { None };
    let keys = keys.as_ref().map(|disk| (disk as &dyn Disk, name));
    let Believed { key, policy, kept } = believed;
    let claims = Claims::of(Arc::clone(&disk), keys, key, policy.as_ref());
    let mut claims = claims.map_err(LedgerError::Tree)?;
    claims.claims.extend(kept);
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
        let lost = self.lost_readings.map(|signed| {
            format!(
                "the access log, position 1: the log is gone, and a checkpoint over {signed} entries was signed: entries \
                 were removed, or an older copy was put back"
            )
        });
        let findings: Vec<String> = self.ledger.findings.iter().cloned().chain(access).chain(lost).collect();
        if findings.is_empty() {
            return Ok(());
        }
        Err(Failure::Contradicted(findings.join("\n")))
    }
}
