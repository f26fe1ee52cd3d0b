//! A ledger: a log, the views over it, and the one way in and out for the command line, HTTP and pages.
//!
//! A ledger on disk is one directory:
//!
//! | below it | holds | if it is lost |
//! |---|---|---|
//! | `log/*.seg` | the record: every entry, in segments named by their first position | the ledger is lost |
//! | `log/promise` | the position and digest the segments must reach | the log does not open until `verify` has said why |
//! | `log/lock` | nothing; one process holds it | nothing |
//! | `index/` | sled: where entries stand, view snapshots | it is built again at the next start |
//! | `access/log/*.seg` | the access log: every reading, in the same form | nobody can say who read what; nothing else is lost |
//! | `access/index/` | sled: where readings stand | it is built again at the next start |
//! | `tree/`, `access/tree/` | tiles of the Merkle trees over the logs, the newest checkpoints, their key | they are made again |
//! | `cosigned.jsonl`, `stamps/`, the same below `access/` | checkpoints as witnesses cosigned them, a time stamp of each day | what others have said; they keep their own copies, or not |
//! | `token.key` | the secret behind development tokens of a simulated ledger | tokens end, new ones are made |
//! | `cluster.json` | that logs, keys and checkpoints are at NATS servers, and where; then nothing of the above but tiles is here | it is written again |
//! | `unfinished` | a mark while a fresh ledger is being filled; such a ledger does not open | nothing |

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;

use samspor_core::actor::Actor;
use samspor_core::catalogue::Ask;
use samspor_core::command::Command;
use samspor_core::decision::Surroundings;
use samspor_core::log::{AppendError, Entropy, Log, MemoryLog, Position, Unavailable};
use samspor_core::submit::{self, Answer, SubmitError, World};
use samspor_core::words::{CommandId, Instant};
use samspor_projections::live::{QuestionError, Views};
use samspor_projections::question::{Question, ReportName};

use crate::access::AccessLog;
use crate::clock;
use crate::cluster::Cluster;
use crate::disk::RealDisk;
use crate::home::Home;
use crate::keys::{Keyring, KeyringOptions, ROOT_FILE, SharedKeys, open_root};
use crate::log::jetstream::Promised;
use crate::log::segments::{Durability, SegmentLog, SegmentOptions};
use crate::origin::Origin;
use crate::snapshots::Snapshots;
use crate::tree::Trees;
use crate::witnesses::Vouchers;

mod error;

pub use error::LedgerError;

const UNFINISHED: &str = "unfinished";

/// Where the access log stands below a ledger's directory.
pub(crate) const ACCESS: &str = "access";

/// A log with its views, and the log of who reads it; shared between threads.
pub struct Ledger {
    pub log: Arc<dyn Log>,
    pub views: Arc<Views>,
    pub access: Arc<AccessLog>,
    /// The trees over both logs, signed at the end.
    pub trees: Trees,
    /// Who vouches for the trees; none where nobody was asked to.
    pub vouchers: Option<Arc<Vouchers>>,
    /// What an answer that something was written is worth.
    promised: Promised,
    simulated: bool,
    /// None where a ledger is gone with the value, or at servers.
    kept: Option<OnDisk>,
    /// The keys of a ledger that is at servers.
    shared_keys: Option<Arc<SharedKeys>>,
}

/// What stands beside the logs of a ledger on disk.
pub(crate) struct OnDisk {
    log: Arc<SegmentLog>,
    snapshots: Snapshots,
    keyring: Keyring,
}

impl Ledger {
    /// Opens the ledger in a directory, with its keys in theirs, from the snapshot of its views if that fits. Everything the log holds is
    /// durable on success; `progress` hears how far the index is while it is built again, and how far it goes.
    pub fn open(
        home: impl Into<Home>,
        progress: &mut dyn FnMut(Position, Position),
    ) -> Result<Self, LedgerError> {
        let home = &home.into();
        let dir = &home.data;
        if dir.join(UNFINISHED).exists() {
            return Err(LedgerError::Unfinished(dir.to_owned()));
        }
        if let Some(cluster) = Cluster::of_home(home)? {
            return Self::open_at(&cluster, progress);
        }
        if !dir.join("log").is_dir() {
            return Err(LedgerError::Missing(dir.to_owned()));
        }
        let keyring = Keyring::open(&home.keys, open_root(&home.root)?, KeyringOptions::of_machine())?;
        let log = segments(dir, Durability::FULL, &keyring, Origin::OfItsOwn, progress)?;
        Self::kept(home, log, keyring, clock::now())
    }

    /// Makes a fresh ledger in a directory that is missing or empty, marked as simulated or not for ever. Durable.
    pub fn create(home: impl Into<Home>, simulated: bool, now: Instant) -> Result<Self, LedgerError> {
        let home = &home.into();
        vacant(&home.data)?;
        let keyring = fresh_keys(home, KeyringOptions::of_machine())?;
        let log = segments(&home.data, Durability::FULL, &keyring, Origin::Begun(now), &mut |_, _| ())?;
        begun(&*log, simulated, now)?;
        Self::kept(home, log, keyring, now)
    }

    /// Makes a fresh simulated ledger and fills it, without a sync for each entry: all of it is durable when this
    /// returns, and whatever an interruption leaves does not open.
    ///
    /// # Errors
    ///
    /// Those of `fill`, and those of the ledger. The directory is then to be deleted.
    pub fn filled<T, E: From<LedgerError>>(
        home: impl Into<Home>,
        now: Instant,
        fill: impl FnOnce(&Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let home = &home.into();
        let dir = &home.data;
        vacant(dir)?;
        let mark = dir.join(UNFINISHED);
        fs::write(&mark, b"").map_err(at(&mark))?;
        let keyring = fresh_keys(home, KeyringOptions { sync: false, ..KeyringOptions::of_machine() })?;
        let log = segments(dir, Durability::NONE, &keyring, Origin::Begun(now), &mut |_, _| ())?;
        begun(&*log, true, now)?;
        let ledger = Self::kept(home, log, keyring, now)?;
        let filled = fill(&ledger)?;
        ledger.keep_snapshot();
        drop(ledger);
        sync_below(&home.keys).map_err(at(&home.keys))?;
        sync_below(&dir.join("log")).map_err(at(dir))?;
        fs::remove_file(&mark).and_then(|()| File::open(dir)?.sync_all()).map_err(at(&mark))?;
        Ok(filled)
    }

    /// A ledger that lasts as long as the value.
    pub fn in_memory(simulated: bool, now: Instant) -> Result<Self, LedgerError> {
        let log: Arc<dyn Log> = Arc::new(MemoryLog::counting());
        begun(&*log, simulated, now)?;
        let views = Views::open(Arc::clone(&log), now)?;
        let access: Arc<dyn Log> = Arc::new(MemoryLog::counting());
        let trees = Trees::in_memory(Arc::clone(&log), Arc::clone(&access))?;
        Self::over(log, views, (access, trees), None)
    }

    /// The keys of a ledger on disk; none where it is gone with the value.
    pub fn keyring(&self) -> Option<&Keyring> {
        self.kept.as_ref().map(|kept| &kept.keyring)
    }

    /// The log's files; none where it is gone with the value.
    pub(crate) fn segments(&self) -> Option<&SegmentLog> {
        self.kept.as_ref().map(|kept| &*kept.log)
    }

    /// The same ledger with its readings in another log.
    #[must_use]
    pub fn with_access(self, log: Arc<dyn Log>) -> Self {
        Self { access: Arc::new(AccessLog::over(log)), ..self }
    }

    /// The same ledger, vouched for.
    #[must_use]
    pub fn vouched_for(self, vouchers: Vouchers) -> Self {
        Self { vouchers: Some(Arc::new(vouchers)), ..self }
    }

    /// Submits a command; its entry is durable on success.
    /// An erasure at once is carried out before this returns, or else by the next look at what is due.
    pub fn submit(&self, command: &Command, actor: &Actor, now: Instant) -> Result<Answer, SubmitError> {
        let answer = submit::submit(&*self.log, &*self.views, command, actor, now)?;
        if matches!(&command.ask, Ask::ErasePersonalData(asked) if asked.at_once == Some(true)) {
            self.carry_out_in_time(now);
        }
        Ok(answer)
    }

    /// The answer to a question, as HTTP and the command line give it; they put its reading on record first.
    pub fn answer(&self, question: &Question, now: Instant) -> Result<serde_json::Value, QuestionError> {
        if question.report == ReportName::AccessLog && !question.outside {
            return self.access.answer(&self.views, question, now);
        }
        let mut answer = self.views.answer(question, now)?;
        if question.report == ReportName::MyPage {
            self.access.tell_patient(&self.views, (question, now), &mut answer)?;
        }
        Ok(answer)
    }

    /// The same ledger, whose servers promise this when they acknowledge.
    #[must_use]
    pub(crate) fn promising(self, promised: Promised) -> Self {
        Self { promised, ..self }
    }

    /// The same ledger, with keys that are at servers.
    #[must_use]
    pub(crate) fn under(self, keys: Arc<SharedKeys>) -> Self {
        Self { shared_keys: Some(keys), ..self }
    }

    /// The keys of a ledger that is at servers.
    pub(crate) fn shared_keys(&self) -> Option<&SharedKeys> {
        self.shared_keys.as_deref()
    }

    /// What an answer that something was written is worth; less than durable stands in every answer.
    pub fn promised(&self) -> Promised {
        self.promised
    }

    /// Whether the ledger is marked as simulated, for ever.
    pub fn simulated(&self) -> bool {
        self.simulated
    }

    /// Keeps a snapshot of the views for the next start, if they have come further than the last one; nothing is lost
    /// without it. Submitting waits while the views are written down.
    pub fn keep_snapshot(&self) {
        if let Some(kept) = &self.kept {
            kept.snapshots.keep(&self.views);
        }
    }

    /// The position of the snapshot the views were opened from; none when they were built from zero.
    pub fn opened_from(&self) -> Option<Position> {
        self.kept.as_ref()?.snapshots.opened_from()
    }

    pub(crate) fn snapshot_is_due(&self) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.snapshots.is_due())
    }

    fn kept(home: &Home, log: Arc<SegmentLog>, keyring: Keyring, now: Instant) -> Result<Self, LedgerError> {
        let origin = Origin::Access(log.opener().origin.to_owned());
        let access = segments(&home.data.join(ACCESS), Durability::FULL, &keyring, origin, &mut |_, _| ());
        let access = access.map_err(|error| match error {
            LedgerError::Log(error) => LedgerError::Access(error),
            other => other,
        })?;
        // Before anything is computed from it: a log that is not what was signed is not served.
        let (ledger, readings) = (Arc::clone(&log) as Arc<dyn Log>, Arc::clone(&access) as Arc<dyn Log>);
        let (seed, access_dir) = (keyring.signing_seed()?, home.data.join(ACCESS));
        let trees = Trees::kept(&home.keys, &seed, (&home.data, ledger), (&access_dir, readings))?;
        let (snapshots, views) = Snapshots::open(Arc::clone(&log), now)?;
        let kept = OnDisk { log: Arc::clone(&log), snapshots, keyring };
        Self::over(log, views, (access, trees), Some(kept))
    }

    pub(crate) fn over(
        log: Arc<dyn Log>,
        views: Views,
        (access, trees): (Arc<dyn Log>, Trees),
        kept: Option<OnDisk>,
    ) -> Result<Self, LedgerError> {
        let mut mark = None;
        views.look(&mut |around: &dyn Surroundings| mark = around.directory().simulated());
        let simulated = mark.ok_or(LedgerError::Unmarked)?;
        let access = Arc::new(AccessLog::over(access));
        Ok(Self {
            log,
            views: Arc::new(views),
            access,
            trees,
            vouchers: None,
            promised: Promised::Durable,
            simulated,
            kept,
            shared_keys: None,
        })
    }
}

pub(crate) fn begun(log: &dyn Log, simulated: bool, now: Instant) -> Result<(), LedgerError> {
    // One ledger, one beginning: the id says so to whoever would begin it again.
    let id = CommandId(uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, b"samspor: the beginning"));
    Ok(submit::begin(log, id, simulated, now)?)
}

fn segments(
    dir: &Path,
    durability: Durability,
    keyring: &Keyring,
    origin: Origin,
    progress: &mut dyn FnMut(Position, Position),
) -> Result<Arc<SegmentLog>, LedgerError> {
    let disk = RealDisk::at(dir).map_err(at(dir))?;
    let options = SegmentOptions::with(entropy()?, keyring.keystore());
    let origin = origin.name().unwrap_or_else(|| options.origin.clone());
    let options = SegmentOptions { durability, origin, ..options };
    Ok(Arc::new(SegmentLog::open(Arc::new(disk), options, progress)?))
}

/// The keys of a ledger that is made: with a root key of their own, unless there is one at its place.
fn fresh_keys(home: &Home, options: KeyringOptions) -> Result<Keyring, LedgerError> {
    if home.root == home.keys.join(ROOT_FILE) {
        return Ok(Keyring::create_with_root(&home.keys, options)?);
    }
    Ok(Keyring::create(&home.keys, open_root(&home.root)?, options)?)
}

/// Ids of streams nobody can guess: one secret drawn from the system, then a digest for each.
fn entropy() -> Result<Entropy, LedgerError> {
    use sha2::{Digest, Sha256};
    let secret: [u8; 32] = clock::fresh_bytes()
        .map_err(|error| Unavailable(error.to_string()))
        .map_err(AppendError::Unavailable)?;
    let mut count = 0u64;
    Ok(Box::new(move |bytes| {
        for chunk in bytes.chunks_mut(32) {
            count += 1;
            let drawn = Sha256::new().chain_update(secret).chain_update(count.to_be_bytes()).finalize();
            chunk.iter_mut().zip(drawn).for_each(|(byte, drawn)| *byte = drawn);
        }
    }))
}

/// Makes the directory, for its owner alone, or finds it empty.
fn vacant(dir: &Path) -> Result<(), LedgerError> {
    match fs::read_dir(dir) {
        Ok(mut entries) => match entries.next() {
            Some(_) => Err(LedgerError::Occupied(dir.to_owned())),
            None => Ok(()),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let above = dir.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let made = RealDisk::at(above).and_then(|_| DirBuilder::new().mode(0o700).create(dir));
            made.and_then(|()| File::open(above)?.sync_all()).map_err(at(dir))
        }
        Err(error) => Err(at(dir)(error)),
    }
}

fn sync_below(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        File::open(entry?.path())?.sync_all()?;
    }
    File::open(dir)?.sync_all()
}

pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> LedgerError {
    let path = path.to_owned();
    move |source| LedgerError::Disk { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Instant {
        "2026-03-14T08:00:00Z".parse().unwrap()
    }

    fn tenant() -> Command {
        let sent = r#"{"type": "RegisterTenant", "id": "01900000-0000-7000-8000-000000000001", "data":
            {"org_number": "310000019", "name": "Fjordvik kommune", "kind": "Municipality", "has_ke": true}}"#;
        Command::from_json(sent, None).unwrap()
    }

    #[test]
    fn what_was_answered_is_there_when_the_ledger_is_opened_again() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("ledger");
        let ledger = Ledger::create(&dir, true, now()).unwrap();
        let answer = ledger.submit(&tenant(), &Actor::system(), now()).unwrap();
        drop(ledger);
        let ledger = Ledger::open(&dir, &mut |_, _| ()).unwrap();
        assert!(ledger.simulated());
        assert_eq!(ledger.submit(&tenant(), &Actor::system(), now().next()).unwrap(), answer);
        assert_eq!(ledger.log.head(), Position(2));
    }

    #[test]
    fn a_ledger_filled_at_once_opens_and_one_broken_off_does_not() {
        let dir = tempfile::tempdir().unwrap();
        let (whole, half) = (dir.path().join("whole"), dir.path().join("half"));
        let fill = |ledger: &Ledger| -> Result<(), LedgerError> {
            ledger.submit(&tenant(), &Actor::system(), now()).map(|_| ()).map_err(|_| LedgerError::Unmarked)
        };
        Ledger::filled(&whole, now(), fill).unwrap();
        assert_eq!(Ledger::open(&whole, &mut |_, _| ()).unwrap().log.head(), Position(2));
        assert!(Ledger::filled(&half, now(), |_| Err::<(), _>(LedgerError::Unmarked)).is_err());
        assert!(matches!(Ledger::open(&half, &mut |_, _| ()), Err(LedgerError::Unfinished(_))));
        assert!(matches!(Ledger::create(&half, true, now()), Err(LedgerError::Occupied(_))));
        let missing = dir.path().join("none");
        assert!(matches!(Ledger::open(&missing, &mut |_, _| ()), Err(LedgerError::Missing(_))));
    }
}
