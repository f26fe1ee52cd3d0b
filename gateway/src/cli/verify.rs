//! `samspor verify`: the whole log read and held against itself, and the views against a rebuild.

use std::path::{Path, PathBuf};

use clap::Args;
use samspor_core::log::{Log, Position};
use samspor_core::note::PublicKey;
use samspor_core::tree::text_of_hash;
use serde_json::json;

use super::audited::{Audits, Believed, audited, kept_in};
use super::failure::Failure;
use super::open::{KeysAt, open};
use super::progress::Progress;
use super::rebuilt::differences;
use super::screen::say;
use super::{verify_dossier, vouched};
use crate::clock;
use crate::disk::RealDisk;
use crate::ledger::LedgerError;
use crate::log::segments;
use crate::tree::CosignedTold;

const PAGE_ENTRIES: usize = 1024;

/// Reads the whole log and says whether it is whole; exit code 3 names the position that is not
#[derive(Args, Debug)]
#[command(before_help = "Examples:
  samspor verify --data DIR
  samspor verify DIR --json
  samspor verify --data DIR --vkey \"$(cat log.vkey)\" --against dossier-of-march/checkpoint
  samspor verify --dossier DIR --key log.vkey
  samspor verify --dossier MARCH JUNE --key log.vkey")]
pub(super) struct Verify {
    /// The ledger's directory
    #[arg(value_name = "LEDGER", required_unless_present_any = ["dir", "dossiers"], conflicts_with = "dir")]
    ledger: Option<PathBuf>,
    /// The ledger's directory
    #[arg(long = "data", value_name = "DIR")]
    dir: Option<PathBuf>,
    #[command(flatten)]
    keys: KeysAt,
    /// The key its checkpoints are signed with, as it was made known; else the one published beside the log
    #[arg(long = "vkey", value_name = "KEY")]
    vkey: Option<String>,
    /// The auditor's own policy (c2sp.org/tlog-policy): the logs' keys, and the witnesses whose times the entries' are held against
    #[arg(long = "witness-policy", value_name = "FILE", conflicts_with = "dossiers")]
    policy: Option<PathBuf>,
    /// A checkpoint of this log that somebody kept, a recipient of a dossier or a witness; may be given several times
    #[arg(long = "against", value_name = "CHECKPOINT", conflicts_with = "dossiers")]
    against: Vec<PathBuf>,
    /// Verifies these dossiers instead, alone and offline, and holds several against each other
    #[arg(long = "dossier", value_name = "DIR", num_args = 1.., conflicts_with_all = ["ledger", "dir"])]
    dossiers: Vec<PathBuf>,
    /// The log's public key, or a policy, had from elsewhere than the dossier
    #[arg(long = "key", value_name = "FILE", requires = "dossiers")]
    trusted: Option<PathBuf>,
    /// The outcome as one JSON object
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(super) fn run(&self) -> Result<(), Failure> {
        if !self.dossiers.is_empty() {
            return verify_dossier::run(&self.dossiers, self.trusted.as_deref(), self.json);
        }
        let dir = self.ledger.as_deref().or(self.dir.as_deref());
        let dir = dir.ok_or_else(|| Failure::WrongUse("which ledger? give --data DIR".to_owned()))?;
        let home = self.keys.home(dir);
        let policy = self.policy.as_deref().map(vouched::policy).transpose()?.map(|(policy, _)| policy);
        let audits = audited(&home, Believed { key: self.key()?, policy, kept: kept_in(&self.against)? })?;
        audits.faultless()?;
        if !home.keys.is_dir() && self.keys.keys.is_none() {
            return self.told(&audits, None);
        }
        let ledger = open(home)?;
        readable(&*ledger.log)?;
        let (different, compared) = differences(&ledger, clock::now())?;
        if !different.is_empty() {
            let what = format!("the views are not what the log says: {}", different.join(", "));
            return Err(Failure::Failed(what));
        }
        self.told(&audits, Some((ledger.simulated(), compared)))
    }

    fn cosigned(&self, told: &CosignedTold) -> Result<(), Failure> {
        let CosignedTold { roots, times, passed_over } = told;
        if *roots > 0 {
            say(format_args!("✔ the roots of {roots} cosigned checkpoints as the leaves give them"))?;
        }
        match (&self.policy, *roots) {
            (Some(_), _) => say(format_args!(
                "✔ every entry recorded when {times} cosignatures of the policy's witnesses say"
            ))?,
            (None, 0) => {}
            (None, _) => say("  their times stay unread: give --witness-policy FILE")?,
        }
        if *passed_over > 0 {
            say(format_args!(
                "! {passed_over} lines of what was cosigned are not signed by this log, and prove nothing"
            ))?;
        }
        Ok(())
    }

    fn key(&self) -> Result<Option<PublicKey>, Failure> {
        let key = self.vkey.as_deref().map(PublicKey::from_vkey).transpose();
        key.map_err(|error| Failure::WrongUse(format!("--vkey: {error}")))
    }

    /// Says what holds; `keyed` is what was found with the keys.
    fn told(&self, audits: &Audits, keyed: Option<(bool, usize)>) -> Result<(), Failure> {
        let (ledger, access) = (&audits.ledger, audits.access.as_ref());
        let root = text_of_hash(&ledger.root);
        if self.json {
            let erased: u64 = ledger.erased.iter().map(|(_, bodies)| bodies).sum();
            let mut told = json!({"whole": true, "positions": ledger.size, "root": root, "streams": ledger.streams,
                "heads": ledger.heads_entries, "checkpoints": ledger.held.len(), "erased": erased,
                "wrong_tiles": ledger.wrong_tiles, "access_positions": access.map(|access| access.size),
                "opened": keyed.is_some(), "cosigned": ledger.cosigned.roots, "times": ledger.cosigned.times});
            if let Some((simulated, _)) = keyed {
                told["simulated"] = simulated.into();
            }
            return say(told);
        }
        let newest = ledger.size;
        say(format_args!("✔ segments: checksums, groups, and what log/promise says they hold"))?;
        say(format_args!("✔ positions 1 to {newest}, without a gap"))?;
        say(format_args!("✔ leaves canonical, each over its bodies, each following on its stream's before"))?;
        say(format_args!("✔ recorded_at as it follows from the log, strictly rising"))?;
        say(format_args!("✔ the tree over the leaves has the root {root}"))?;
        for place in &ledger.held {
            say(format_args!("✔ its root is that of {place}"))?;
        }
        say(format_args!(
            "✔ {} recorded roots of all streams' heads as the leaves give them",
            ledger.heads_entries
        ))?;
        self.cosigned(&ledger.cosigned)?;
        for (position, bodies) in &ledger.erased {
            say(format_args!("  {bodies} bodies: Erased by entry {position}"))?;
        }
        if ledger.wrong_tiles > 0 {
            say(format_args!(
                "! {} tiles are not those of the leaves; they are made again when used",
                ledger.wrong_tiles
            ))?;
        }
        if let Some(access) = access {
            say(format_args!(
                "✔ the access log the same: positions 1 to {}, {} checkpoints",
                access.size,
                access.held.len()
            ))?;
        }
        let Some((_, compared)) = keyed else {
            return say(format_args!("  bodies stay closed: there are no keys; give --keys DIR"));
        };
        say(format_args!("✔ every event read by the catalogue"))?;
        say(format_args!("✔ {compared} answers of the views as a rebuild gives them"))?;
        Ok(())
    }
}

/// The newest position of a log that is whole. Nothing is changed.
pub(super) fn whole(dir: &Path) -> Result<Position, Failure> {
    if !dir.join("log").is_dir() {
        return Err(LedgerError::Missing(dir.to_owned()).into());
    }
    let disk = RealDisk::at(dir);
    let disk = disk.map_err(|source| LedgerError::Disk { path: dir.to_owned(), source })?;
    let mut progress = Progress::of("verifying");
    let newest = segments::verify(&disk, &mut |done, all| progress.at(done.0, all.0))?;
    progress.done();
    Ok(newest)
}

fn readable(log: &dyn Log) -> Result<(), Failure> {
    let mut after = Position::START;
    loop {
        let page = log.page(after, PAGE_ENTRIES);
        let page = page.map_err(|error| Failure::unavailable("the log cannot be read", error))?;
        for placed in &page {
            let what = format!("the entry at position {} cannot be read", placed.position);
            log.open(placed).map_err(|error| Failure::unavailable(&what, error))?;
            after = placed.position;
        }
        if page.is_empty() {
            return Ok(());
        }
    }
}
