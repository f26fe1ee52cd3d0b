//! The two trees of a ledger: over its log, and over the log of readings. One code, two origins.

use std::path::Path;
use std::sync::Arc;

use hkdf::Hkdf;
use samspor_core::log::{Log, Position};
use samspor_core::note::LogKey;
use samspor_core::words::Instant;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::checkpoint_bucket::CheckpointEntry;
use super::checkpoint_file::CheckpointFile;
use super::error::{TreeError, at};
use super::log_tree::LogTree;
use crate::disk::{Disk, RealDisk, SimulatedDisk};

/// The names of the checkpoint files in the key directory.
pub const CHECKPOINT: &str = "checkpoint";
/// Of the log of readings.
pub const ACCESS_CHECKPOINT: &str = "access-checkpoint";

/// The trees of a ledger.
#[derive(Clone)]
pub struct Trees {
    pub ledger: Arc<LogTree>,
    pub access: Arc<LogTree>,
}

/// A log, and the disk whose root is its directory.
type Logged = (Arc<dyn Disk>, Arc<dyn Log>);

impl Trees {
    /// The trees of a ledger on disk: each log with its directory, and the key directory.
    pub(crate) fn kept(
        keys: &Path,
        seed: &[u8; 32],
        (dir, ledger): (&Path, Arc<dyn Log>),
        (access_dir, access): (&Path, Arc<dyn Log>),
    ) -> Result<Self, TreeError> {
        let on = |dir: &Path| -> Result<Arc<dyn Disk>, TreeError> {
            Ok(Arc::new(RealDisk::at(dir).map_err(at(&dir.to_string_lossy()))?))
        };
        Self::open(&on(keys)?, seed, (on(dir)?, ledger), (on(access_dir)?, access), &mut |_, _| ())
    }

    /// The trees over a ledger's logs. `keys` is the key directory, where the last signed checkpoints are; `seed` is
    /// that of the ledger's signing key, from which the one of the log of readings is derived: a policy knows no key twice.
    fn open(
        keys: &Arc<dyn Disk>,
        seed: &[u8; 32],
        ledger: Logged,
        access: Logged,
        progress: &mut dyn FnMut(Position, Position),
    ) -> Result<Self, TreeError> {
        let mut tree = |(disk, log): Logged, name, seed: &[u8; 32]| {
            let key = LogKey::from_seed(log.opener().origin, seed)?;
            let file = CheckpointFile::open(Arc::clone(keys), name)?;
            LogTree::open(disk, log, key, file, progress).map(Arc::new)
        };
        let mut access_seed = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, seed)
            .expand(b"samspor/access-log/signing", &mut *access_seed)
            .expect("HKDF gives 32 bytes");
        Ok(Self {
            ledger: tree(ledger, CHECKPOINT, seed)?,
            access: tree(access, ACCESS_CHECKPOINT, &access_seed)?,
        })
    }

    /// The trees over logs whose checkpoints are kept anywhere: each log with the disk its tiles are on, and its store.
    pub(crate) fn over(
        seed: &[u8; 32],
        ledger: (Arc<dyn Disk>, Arc<dyn Log>, CheckpointEntry),
        access: (Arc<dyn Disk>, Arc<dyn Log>, CheckpointEntry),
    ) -> Result<Self, TreeError> {
        let tree = |(disk, log, store): (Arc<dyn Disk>, Arc<dyn Log>, CheckpointEntry)| {
            let key = LogKey::from_seed(log.opener().origin, seed)?;
            LogTree::open(disk, log, key, store, &mut |_, _| ()).map(Arc::new)
        };
        Ok(Self { ledger: tree(ledger)?, access: tree(access)? })
    }

    /// Trees over logs that last as long as the value.
    pub(crate) fn in_memory(ledger: Arc<dyn Log>, access: Arc<dyn Log>) -> Result<Self, TreeError> {
        let disk = || Arc::new(SimulatedDisk::new(0)) as Arc<dyn Disk>;
        Self::open(&disk(), &[0; 32], (disk(), ledger), (disk(), access), &mut |_, _| ())
    }

    /// What is done every second while a ledger is served: both trees are signed when they have grown, and once a day the
    /// heads of all streams are recorded.
    pub fn tend(&self, now: Instant) -> Result<(), TreeError> {
        self.ledger.append_heads_daily(now)?;
        self.ledger.sign_when_due()?;
        self.access.sign_when_due()
    }
}
