//! A ledger on NATS JetStream: its logs, its keys and its last checkpoints at the servers, for several gateways at once.
//! A gateway keeps the root key and tiles of the trees, which can be made again.

use std::path::PathBuf;
use std::sync::Arc;

use samspor_core::log::{AppendError, Log, Position};
use samspor_core::seal::Keys;
use samspor_core::words::Instant;
use samspor_projections::live::Views;

use crate::clock;
use crate::crew::Threads;
use crate::disk::{Disk, RealDisk};
use crate::keys::{KeyringOptions, SharedKeys, open_root};
use crate::ledger::{ACCESS, Ledger, LedgerError, at, begun};
use crate::log::jetstream::{Bucket, Connection, JetStreamLog, JetStreamOptions, Promised};
use crate::origin::Origin;
use crate::tree::{ACCESS_CHECKPOINT, CHECKPOINT, CheckpointEntry, Trees};

mod file;

pub use file::ClusterFileError;

/// Where a ledger is, and what a gateway of it keeps.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// The servers, `nats://HOST:PORT` each.
    pub servers: Vec<String>,
    /// Where they tell of themselves, `http://HOST:PORT` each.
    pub monitors: Vec<String>,
    /// What the ledger is called at the servers, in capitals: its streams and its bucket begin with it.
    pub name: String,
    /// Copies of everything.
    pub replicas: usize,
    /// What an acknowledgement is worth.
    pub promised: Promised,
    /// Whether a ledger that nobody has begun is begun when it is opened, as a simulated one.
    pub begins_simulated: bool,
    /// The root key, the same at every gateway.
    pub root: PathBuf,
    /// This gateway's own directory, with tiles.
    pub data: PathBuf,
}

/// The two logs of a ledger, and what is kept beside them.
struct Opened {
    log: Arc<JetStreamLog>,
    access: Arc<JetStreamLog>,
    keys: Arc<SharedKeys>,
    bucket: Bucket,
}

impl Ledger {
    /// Begins a ledger at the servers, marked as simulated or not for ever, and opens a gateway of it. One that has begun
    /// is opened.
    pub fn begin_at(cluster: &Cluster, simulated: bool, now: Instant) -> Result<Self, LedgerError> {
        let opened = opened(cluster, Origin::Begun(now), &mut |_, _| ())?;
        if opened.log.head() == Position::START {
            match begun(&*opened.log, simulated, now) {
                // Another gateway was first.
                Err(LedgerError::Begin(AppendError::Known(_) | AppendError::Conflict { .. })) => {}
                begun => begun?,
            }
        }
        gateway(cluster, opened, now)
    }

    /// Opens a gateway of the ledger at the servers. All of it is read; `progress` hears how far that is.
    pub fn open_at(
        cluster: &Cluster,
        progress: &mut dyn FnMut(Position, Position),
    ) -> Result<Self, LedgerError> {
        if cluster.begins_simulated {
            return Self::begin_at(cluster, true, clock::now());
        }
        let opened = opened(cluster, Origin::OfItsOwn, progress)?;
        if opened.log.head() == Position::START {
            return Err(LedgerError::Missing(PathBuf::from(cluster.servers.join(","))));
        }
        gateway(cluster, opened, clock::now())
    }
}

fn opened(
    cluster: &Cluster,
    origin: Origin,
    progress: &mut dyn FnMut(Position, Position),
) -> Result<Opened, LedgerError> {
    let connection = Connection::open(&cluster.servers)?;
    let bucket = Bucket::open(Arc::clone(&connection), &cluster.name, cluster.replicas)?;
    let root = open_root(&cluster.root)?.into();
    let keys = Arc::new(SharedKeys::open_or_begin(bucket.clone(), root, KeyringOptions::of_machine)?);
    let options = |stream: String, prefix: String, origin: Option<String>| {
        let (monitors, keys) = (cluster.monitors.clone(), Arc::clone(&keys) as Arc<dyn Keys>);
        let on = JetStreamOptions::on(Arc::clone(&connection), monitors, clock::entropy(), keys);
        let origin = origin.unwrap_or_else(|| on.origin.clone());
        let (replicas, promised) = (cluster.replicas, cluster.promised);
        JetStreamOptions { stream, prefix, replicas, promised, origin, ..on }
    };
    let (name, small) = (&cluster.name, cluster.name.to_lowercase());
    let of_log = options(name.clone(), format!("{small}.log"), origin.name());
    let log = Arc::new(JetStreamLog::open(of_log, progress)?);
    let origin = Origin::Access(log.opener().origin.to_owned()).name();
    let of_access = options(format!("{name}_ACCESS"), format!("{small}.access"), origin);
    let access = Arc::new(JetStreamLog::open(of_access, &mut |_, _| ())?);
    Ok(Opened { log, access, keys, bucket })
}

/// What was signed last is held against the logs before anything is computed from them.
fn gateway(cluster: &Cluster, opened: Opened, now: Instant) -> Result<Ledger, LedgerError> {
    let Opened { log, access, keys, bucket } = opened;
    let disk = |dir: PathBuf| -> Result<Arc<dyn Disk>, LedgerError> {
        Ok(Arc::new(RealDisk::at(&dir).map_err(at(&dir))?))
    };
    let entry = |log: &Arc<JetStreamLog>, name| CheckpointEntry::of(bucket.clone(), name, Arc::clone(log));
    let of_log = (disk(cluster.data.clone())?, Arc::clone(&log) as Arc<dyn Log>, entry(&log, CHECKPOINT));
    let readings = Arc::clone(&access) as Arc<dyn Log>;
    let of_access = (disk(cluster.data.join(ACCESS))?, readings, entry(&access, ACCESS_CHECKPOINT));
    let trees = Trees::over(keys.signing_seed(), of_log, of_access)?;
    let log = log as Arc<dyn Log>;
    let views = Views::open_with(Arc::clone(&log), Arc::new(Threads), now)?;
    Ok(Ledger::over(log, views, (access, trees), None)?.promising(cluster.promised).under(keys))
}
