//! Who is asked to vouch for a ledger, as options of the commands that ask.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use samspor_core::note::Policy;

use super::failure::Failure;
use crate::ledger::Ledger;
use crate::witnesses::{Authority, Post, VouchedBy, Vouchers, VouchersError};

/// The most bytes of a policy, and of an authority's certificates.
const FILE_BYTES_MAX: u64 = 256 * 1024;

/// Who vouches for the ledger
#[derive(Args, Debug)]
pub(super) struct Vouched {
    /// Policy (c2sp.org/tlog-policy) that names both logs' keys, and the witnesses with their addresses, who are asked to cosign
    #[arg(long = "witness-policy", value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Address of a time-stamp authority (RFC 3161), http://…
    #[arg(long = "tsa", value_name = "URL")]
    authority: Option<String>,
    /// The authority's certificates (PEM), which dossiers carry
    #[arg(long = "tsa-ca", value_name = "FILE", requires = "authority")]
    certificates: Option<PathBuf>,
}

impl Vouched {
    /// Whether the options can be used; before anything is opened.
    pub(super) fn by(&self) -> Result<VouchedBy, Failure> {
        let policy = self.policy.as_deref().map(policy).transpose()?;
        let certificates = self.certificates.as_deref().map(bytes).transpose()?.unwrap_or_default();
        let authority = self.authority.as_deref().map(|url| Authority::at(url, Post::default()));
        Ok(VouchedBy { policy, authority, certificates })
    }
}

/// The ledger of a directory, vouched for by those, if there is anybody.
pub(super) fn vouched_for(ledger: Ledger, by: VouchedBy, dir: &Path) -> Result<Ledger, Failure> {
    if by.policy.is_none() && by.authority.is_none() {
        return Ok(ledger);
    }
    let vouchers = Vouchers::of(by, &ledger.trees, dir).map_err(|error| match error {
        VouchersError::OtherLog { .. } => Failure::WrongUse(format!("--witness-policy: {error}")),
        VouchersError::Disk { .. } => Failure::unavailable("nobody can be asked", error),
    })?;
    Ok(ledger.vouched_for(vouchers))
}

/// A policy, and its text.
pub(super) fn policy(path: &Path) -> Result<(Policy, String), Failure> {
    let told = |error: &dyn std::fmt::Display| Failure::WrongUse(format!("{}: {error}", path.display()));
    let bytes = bytes(path)?;
    let policy = Policy::parse(&bytes).map_err(|error| told(&error))?;
    Ok((policy, String::from_utf8(bytes).map_err(|error| told(&error))?))
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(FILE_BYTES_MAX).read_to_end(&mut bytes));
    read.map_err(|error| Failure::WrongUse(format!("{} can't be read: {error}", path.display())))?;
    Ok(bytes)
}
