//! `samspor rebuild`: everything beside the record built again from it.

use std::fs;
use std::io;
use std::path::Path;

use clap::Args;
use serde_json::json;

use super::failure::Failure;
use super::open::{Ledgered, open};
use super::rebuilt::differences;
use super::screen::{mark, say, tell};
use crate::clock;
use crate::disk::{Disk, RealDisk};
use crate::ledger::LedgerError;
use crate::log::segments::OpenError;

/// Builds the index and every projection again from the log
///
/// With --check nothing is thrown away: views kept up entry by entry and views built from zero must give the same
/// answers to every report of every tenant; exit code 1 if they don't.
#[derive(Args, Debug)]
#[command(before_help = "Examples:\n  samspor rebuild --data DIR\n  samspor rebuild --data DIR --check")]
pub(super) struct Rebuild {
    #[command(flatten)]
    ledger: Ledgered,
    /// Compares the live projections with ones built from zero
    #[arg(long)]
    check: bool,
    /// The outcome as one JSON object
    #[arg(long)]
    json: bool,
}

impl Rebuild {
    pub(super) fn run(&self) -> Result<(), Failure> {
        if self.check { self.compare() } else { self.build() }
    }

    fn build(&self) -> Result<(), Failure> {
        let began = clock::tick();
        forget_index(&self.ledger.dir)?;
        let ledger = open(self.ledger.home())?;
        ledger.keep_snapshot();
        let (position, took) = (ledger.views.position(), began.elapsed());
        if self.json {
            return say(json!({"position": position, "took_ms": took.as_millis()}));
        }
        say(format_args!("index and projections built from zero up to position {position}"))?;
        tell(format_args!("took {} ms", took.as_millis()));
        Ok(())
    }

    /// Built from zero is the measure, and a snapshot is measured by it: the ledger is opened from its own.
    fn compare(&self) -> Result<(), Failure> {
        let ledger = self.ledger.open()?;
        let (different, compared) = differences(&ledger, clock::now())?;
        if self.json {
            say(json!({"same": different.is_empty(), "compared": compared, "different": different}))?;
        } else {
            let head = ledger.log.head();
            say(format_args!(
                "{} {compared} answers compared at position {head}",
                mark(different.is_empty())
            ))?;
            different.iter().try_for_each(|report| say(format_args!("  {report} differs")))?;
        }
        if different.is_empty() {
            return Ok(());
        }
        Err(Failure::Failed("the live projections are not what the log says".to_owned()))
    }
}

/// Removes the index and the snapshot in it, which the next opening builds again.
fn forget_index(dir: &Path) -> Result<(), Failure> {
    if !dir.join("log").is_dir() {
        return Err(LedgerError::Missing(dir.to_owned()).into());
    }
    let failed = |source| LedgerError::Disk { path: dir.to_owned(), source };
    let lock = RealDisk::at(dir).and_then(|disk| disk.lock("log/lock"));
    let lock = lock.map_err(|error| match error.kind() {
        io::ErrorKind::WouldBlock => LedgerError::Log(OpenError::InUse),
        _ => failed(error),
    })?;
    match fs::remove_dir_all(dir.join("index")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error).into()),
        Ok(()) | Err(_) => {}
    }
    drop(lock);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use samspor_core::actor::{Actor, Role};
    use samspor_core::command::Command;
    use samspor_core::entry::Opener;
    use samspor_core::log::{AppendError, Committed, Draft, Log, Placed, Position, StreamKey, Unavailable};
    use samspor_core::submit::World;
    use samspor_core::words::{CommandId, Instant, PatientId, TenantId};
    use samspor_projections::live::Views;
    use samspor_replay::believable::{Scale, lines};
    use samspor_replay::history::{Place, Runner};

    use super::*;
    use crate::cli::open::KeysAt;
    use crate::home::Home;
    use crate::keys::{Keyring, KeyringOptions, open_root};
    use crate::ledger::Ledger;
    use crate::log::segments::{SegmentLog, SegmentOptions};
    use crate::snapshots::Snapshots;

    /// A log in which patients' files are empty.
    struct Forgetful(Arc<dyn Log>);

    impl Log for Forgetful {
        fn append(&self, draft: Draft, after: Position) -> Result<Committed, AppendError> {
            self.0.append(draft, after)
        }

        fn stream(&self, stream: &StreamKey, up_to: Position) -> Result<Vec<Placed>, Unavailable> {
            match stream {
                StreamKey::Patient(..) => Ok(Vec::new()),
                StreamKey::Ledger | StreamKey::Register(_) => self.0.stream(stream, up_to),
            }
        }

        fn page(&self, after: Position, entries_max: usize) -> Result<Vec<Placed>, Unavailable> {
            self.0.page(after, entries_max)
        }

        fn head(&self) -> Position {
            self.0.head()
        }

        fn opener(&self) -> Opener<'_> {
            self.0.opener()
        }

        fn stream_of(&self, placed: &Placed) -> Option<StreamKey> {
            self.0.stream_of(placed)
        }

        fn position_of(&self, command: CommandId) -> Result<Option<Position>, Unavailable> {
            self.0.position_of(command)
        }
    }

    fn filled(dir: &Path) {
        let last_day = "2025-06-02".parse().unwrap();
        let scale = Scale { patients: 9, years: 3, ..Scale::demo(last_day) };
        let began = Instant::start_of(last_day.plus_months(-48));
        let fill = |ledger: &Ledger| -> Result<(), LedgerError> {
            let mut runner = Runner::new(&*ledger.log, &*ledger.views);
            let file: Arc<str> = "small.jsonl".into();
            for (number, line) in (1..).zip(lines(&scale)) {
                runner.line(&line, &Place::new(&file, number)).unwrap();
            }
            assert!(runner.failures().is_empty());
            Ok(())
        };
        Ledger::filled(dir, began, fill).unwrap();
    }

    /// Keeps what the views of a forgetful log are as if it were the ledger's snapshot.
    fn lie(dir: &Path) {
        forget_index(dir).unwrap();
        let home = Home::of(dir);
        let root = open_root(&home.root).unwrap();
        let keyring = Keyring::open(&home.keys, root, KeyringOptions::of_machine()).unwrap();
        let options = SegmentOptions::with(clock::entropy(), keyring.keystore());
        let log = SegmentLog::open(Arc::new(RealDisk::at(dir).unwrap()), options, &mut |_, _| ()).unwrap();
        let log = Arc::new(log);
        let (snapshots, _) = Snapshots::open(Arc::clone(&log), clock::now()).unwrap();
        assert_eq!(snapshots.opened_from(), None);
        snapshots.keep(&Views::open(Arc::new(Forgetful(log)), clock::now()).unwrap());
    }

    #[test]
    fn a_snapshot_that_lies_is_found_by_a_check_and_thrown_away_by_a_rebuild() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("ledger");
        filled(&dir);
        let check = |check| {
            let ledger = Ledgered { dir: dir.clone(), keys: KeysAt::default() };
            Rebuild { ledger, check, json: true }.run()
        };
        check(true).unwrap();
        lie(&dir);
        assert!(matches!(check(true), Err(Failure::Failed(_))));
        check(false).unwrap();
        check(true).unwrap();
    }

    /// The first registered patients of the ledger, at the tenants that registered them.
    fn patients(ledger: &Ledger) -> Vec<(TenantId, PatientId)> {
        let mut patients = Vec::new();
        ledger.views.look(&mut |around| {
            let directory = around.directory();
            let registered =
                |tenant| directory.patients().filter(move |one| directory.is_registered_at(tenant, *one));
            patients =
                directory.tenants().flat_map(|(id, _)| registered(id).map(move |one| (id, one))).collect();
        });
        patients.sort_unstable();
        patients
    }

    fn erase(ledger: &Ledger, (tenant, patient): (TenantId, PatientId), at_once: bool) {
        let id = uuid::Uuid::new_v5(&patient.0, b"erased");
        let sent = json!({"type": "ErasePersonalData", "id": id, "tenant": tenant, "patient": patient,
            "data": {"decision_ref": "2025/99", "at_once": at_once}});
        let command = Command::from_json(&sent.to_string(), None).unwrap();
        let archive = Actor { role: Role::RecordsManager, tenant: Some(tenant), ..Actor::system() };
        ledger.submit(&command, &archive, clock::now()).unwrap();
    }

    #[test]
    fn a_check_passes_after_erasures_whether_carried_out_or_not_with_and_without_index() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("ledger");
        filled(&dir);
        let check = |check| {
            let ledger = Ledgered { dir: dir.clone(), keys: KeysAt::default() };
            Rebuild { ledger, check, json: true }.run()
        };
        let ledger = Ledger::open(&dir, &mut |_, _| ()).unwrap();
        let all = patients(&ledger);
        erase(&ledger, all[0], false);
        erase(&ledger, all[all.len() - 1], true);
        drop(ledger);
        check(true).unwrap();
        check(false).unwrap();
        check(true).unwrap();
        let ledger = Ledger::open(&dir, &mut |_, _| ()).unwrap();
        assert!(ledger.opened_from().is_some(), "from the snapshot that the rebuild left");
        assert_eq!(patients(&ledger).len(), all.len() - 2);
        erase(&ledger, all[1], true);
        ledger.keep_snapshot();
        drop(ledger);
        check(true).unwrap();
    }
}
