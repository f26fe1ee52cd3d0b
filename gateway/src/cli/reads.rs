//! Commands that show patients' data: why they read, and the record that is made before anything is printed.

use clap::Args;
use samspor_core::access::{Outcome, Purpose};
use samspor_core::actor::Actor;
use samspor_core::submit::World;
use samspor_core::words::Instant;
use uuid::Uuid;

use super::failure::Failure;
use crate::access::{Glance, Reader, Recorded};
use crate::clock;
use crate::ledger::Ledger;

/// Why a command reads.
#[derive(Args, Debug)]
pub(super) struct Reads {
    /// Why it is read, for the access log: Coordination, Supervision, Complaint, OwnFile, Operations (if left out) or Audit
    #[arg(long, value_name = "CODE")]
    purpose: Option<Purpose>,
}

impl Reads {
    /// A reading that begins now, of whoever may work on the ledger's directory.
    pub(super) fn glance(&self, name: impl Into<String>, now: Instant) -> Result<Glance, Failure> {
        let reader = Reader::of(Actor::system(), self.purpose);
        let mut glance = Glance::new(reader, Uuid::from_bytes(clock::fresh_bytes()?), name, now);
        glance.decided_by("operator");
        Ok(glance)
    }
}

/// Puts a reading on record; what it came to may be printed then.
pub(super) fn on_record(ledger: &Ledger, glance: &Glance, now: Instant) -> Result<Recorded, Failure> {
    let mut readings = None;
    ledger.views.look(&mut |around| {
        readings = Some(glance.readings(&Outcome::Granted, around.directory()));
    });
    let readings = readings.ok_or_else(|| Failure::Failed("the views showed nothing".to_owned()))?;
    let what = "the reading cannot be put on record, and nothing is shown";
    ledger.access.record(&readings, now).map_err(|error| Failure::unavailable(what, error))
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use samspor_core::access::Reading;
    use samspor_replay::history::{Place, Runner};

    use super::super::program::run_as;
    use super::*;
    use crate::ledger::LedgerError;

    const HISTORIES: [&str; 2] = [
        include_str!("../../../tests/histories/cast.jsonl"),
        include_str!("../../../tests/histories/s02-coordinator-without-plan.jsonl"),
    ];

    /// A ledger of the cast and one story; the patient it is about.
    fn filled(dir: &Path) -> String {
        let fill = |ledger: &Ledger| -> Result<String, LedgerError> {
            let mut runner = Runner::new(&*ledger.log, &*ledger.views);
            for (number, line) in (1..).zip(HISTORIES.iter().flat_map(|text| text.lines())) {
                if !line.contains("\"history\"") && !line.contains("\"expect\"") {
                    runner.line(line, &Place::new(&Arc::from("story"), number)).unwrap();
                }
            }
            Ok(runner.finish().aliases["birger"].clone())
        };
        Ledger::filled(dir, "2024-01-01T00:00:00+01:00".parse().unwrap(), fill).unwrap()
    }

    fn readings(dir: &Path) -> Vec<Reading> {
        let ledger = Ledger::open(dir, &mut |_, _| ()).unwrap();
        let mut readings = Vec::new();
        ledger.access.each(ledger.access.head(), |one| readings.push(one.reading)).unwrap();
        readings
    }

    #[test]
    fn every_command_that_shows_patients_is_on_record() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("ledger");
        let birger = filled(&dir);
        let place = dir.to_str().unwrap();
        let commands = [
            (vec!["report", "coordinators", "--valid", "2025-06-01"], "coordinators", 1),
            (vec!["report", "state", "--patient", &birger, "--tenant", "310000019", "--json"], "state", 1),
            (vec!["report", "national"], "national", 0),
            (vec!["replay", "--patient", &birger, "--purpose", "Audit"], "replay", 1),
            (vec!["history", "export", "--patient", &birger], "history export", 1),
            (vec!["report", "access-log", "--patient", &birger], "access-log", 1),
            (vec!["export", "--format", "auditevent", "--patient", &birger], "export auditevent", 1),
        ];
        for (number, (words, name, patients)) in commands.into_iter().enumerate() {
            let words = ["samspor"].into_iter().chain(words).chain(["--data", place]);
            run_as(words).unwrap();
            let readings = readings(&dir);
            let newest = readings.last().unwrap();
            assert_eq!((readings.len(), newest.what.name.as_str()), (number + 1, name));
            assert_eq!(newest.patients.len(), patients, "{name}");
            let purpose = if name == "replay" { Purpose::Audit } else { Purpose::Operations };
            assert_eq!(newest.why, purpose);
        }
        let refused = run_as(["samspor", "report", "state", "--purpose", "Curiosity", "--data", place]);
        assert!(refused.is_err());
        assert_eq!(readings(&dir).len(), 7);
    }
}
