//! `samspor doctor`: is everything around a ledger as it should be, and what to do where it is not.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use clap::Args;
use samspor_core::log::{Log, Position};
use samspor_core::words::Instant;
use serde_json::{Value, json};

use super::failure::Failure;
use super::open::{Ledgered, open};
use super::screen::{mark, say};
use super::verify::whole;
use crate::clock;
use crate::ledger::{Ledger, LedgerError};
use crate::log::segments::OpenError;

/// Less room than this, and writing will soon end: 256 MiB.
const FREE_BYTES_MIN: u64 = 256 << 20;

/// Checks the directory, the disk, the clock, the log and the views, and says what to do where one is not well
#[derive(Args, Debug)]
#[command(before_help = "Example:\n  samspor doctor --data DIR")]
pub(super) struct Doctor {
    #[command(flatten)]
    ledger: Ledgered,
    /// The findings as one JSON object
    #[arg(long)]
    json: bool,
}

/// One thing looked at.
struct Finding {
    what: &'static str,
    /// What there is, or what is wrong.
    found: String,
    /// What to do; nothing when all is well.
    cure: Option<&'static str>,
}

fn well(what: &'static str, found: String) -> Finding {
    Finding { what, found, cure: None }
}

fn ill(what: &'static str, found: String, cure: &'static str) -> Finding {
    Finding { what, found, cure: Some(cure) }
}

impl Doctor {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let dir = &self.ledger.dir;
        let mut findings = vec![directory(dir)];
        if findings.iter().all(|finding| finding.cure.is_none()) {
            findings.extend([secrecy(dir), room(dir), segments(dir)]);
            match open(self.ledger.home()) {
                Ok(ledger) => findings.extend(inside(&ledger)),
                Err(failure) => findings.push(closed(&failure)),
            }
        }
        for finding in &findings {
            if !self.json {
                print(finding)?;
            }
        }
        if self.json {
            let all: Vec<Value> = findings.iter().map(Finding::to_json).collect();
            say(json!({"well": findings.iter().all(|finding| finding.cure.is_none()), "findings": all}))?;
        }
        match findings.iter().filter(|finding| finding.cure.is_some()).count() {
            0 => Ok(()),
            1 => Err(Failure::Failed("one thing is not well".to_owned())),
            several => Err(Failure::Failed(format!("{several} things are not well"))),
        }
    }
}

impl Finding {
    fn to_json(&self) -> Value {
        json!({"what": self.what, "well": self.cure.is_none(), "found": self.found, "cure": self.cure})
    }
}

fn print(finding: &Finding) -> Result<(), Failure> {
    say(format_args!("{} {}: {}", mark(finding.cure.is_none()), finding.what, finding.found))?;
    finding.cure.map_or(Ok(()), |cure| say(format_args!("  → {cure}")))
}

fn directory(dir: &Path) -> Finding {
    let shown = dir.display().to_string();
    if !dir.join("log").is_dir() {
        let cure = "name the directory of a ledger, or make one with `samspor history run FILE --data DIR`";
        return ill("directory", format!("{shown} holds no ledger"), cure);
    }
    let probe = dir.join("doctor.tmp");
    match fs::write(&probe, b"").and_then(|()| fs::remove_file(&probe)) {
        Ok(()) => well("directory", format!("{shown}, writable")),
        Err(error) => {
            ill("directory", format!("{shown}: {error}"), "let the user who runs samspor own the directory")
        }
    }
}

fn secrecy(dir: &Path) -> Finding {
    let mode = fs::metadata(dir).map(|found| found.permissions().mode() & 0o777);
    match mode {
        Ok(mode) if mode & 0o007 == 0 => well("permissions", format!("{mode:o}")),
        Ok(mode) => ill("permissions", format!("{mode:o}, open to everybody"), "chmod o-rwx the directory"),
        Err(error) => ill("permissions", error.to_string(), "look at the directory with ls -ld"),
    }
}

fn room(dir: &Path) -> Finding {
    let cure = "make room, or move the ledger to a larger disk";
    match rustix::fs::statvfs(dir) {
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            let found = format!("{} MiB free", free >> 20);
            if free >= FREE_BYTES_MIN { well("disk", found) } else { ill("disk", found, cure) }
        }
        Err(error) => ill("disk", error.to_string(), cure),
    }
}

fn segments(dir: &Path) -> Finding {
    match whole(dir) {
        Ok(newest) => well("segments", format!("whole up to position {newest}")),
        Err(failure) => {
            let cure =
                "keep a copy of the directory, then put back the newest backup that `samspor verify` accepts";
            ill("segments", failure.told().unwrap_or_default(), cure)
        }
    }
}

fn closed(failure: &Failure) -> Finding {
    let told = failure.told().unwrap_or_default();
    match failure {
        Failure::Ledger(LedgerError::Log(OpenError::InUse)) => {
            ill("lock", told, "stop the other process, or let it be and ask it over HTTP")
        }
        _ => ill("opening", told, "run `samspor verify --data DIR`"),
    }
}

fn inside(ledger: &Ledger) -> Vec<Finding> {
    let head = ledger.log.head();
    let shown = ledger.views.position();
    let behind = "delete the directory's index/ and open the ledger again";
    let views = format!("at position {shown} of {head}");
    vec![
        well("lock", "ours while we look".to_owned()),
        well("index", format!("opened, in step with position {head}")),
        if shown == head { well("views", views) } else { ill("views", views, behind) },
        clock_against(&*ledger.log, clock::now()),
    ]
}

fn clock_against(log: &dyn Log, now: Instant) -> Finding {
    let last = Position(log.head().0.saturating_sub(1));
    let newest = log.page(last, 1).ok().and_then(|page| page.first().map(|placed| placed.recorded_at));
    match newest {
        Some(newest) if newest > now => {
            let found = format!("{now}, before the newest entry, {newest}");
            ill(
                "clock",
                found,
                "set the machine's clock; what is recorded meanwhile counts on from the newest entry",
            )
        }
        Some(_) | None => well("clock", format!("{now}")),
    }
}

#[cfg(test)]
mod tests {
    use samspor_core::words::Instant;

    use super::*;

    #[test]
    fn a_clock_before_the_newest_entry_is_not_well() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let ledger = Ledger::in_memory(true, at("2026-03-14T08:00:00Z")).unwrap();
        assert!(clock_against(&*ledger.log, at("2026-03-14T07:59:59Z")).cure.is_some());
        assert!(clock_against(&*ledger.log, at("2026-03-14T08:00:01Z")).cure.is_none());
    }
}
