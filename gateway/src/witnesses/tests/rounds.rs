//! Rounds: what is signed gets cosigned and kept, a contradiction stops the log, a day is stamped once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::routing::post;
use samspor_core::note::SignedCheckpoint;
use samspor_core::tree::NodeHash;

use super::standing::{Standing, nobody, witnesses};
use crate::disk::SimulatedDisk;
use crate::witness::tests::asked::{TestLog, log_key, noon};
use crate::witnesses::{Authority, Checkpoints, Contradiction, OffClock, Post, Seen, Stamps, Vouching};

/// A log that grows by one leaf each time it signs, until it is stopped.
struct Growing {
    tree: TestLog,
    size: AtomicU64,
    stopped: AtomicU64,
}

impl Growing {
    fn from(tree: TestLog, size: u64) -> Self {
        Self { tree, size: AtomicU64::new(size), stopped: AtomicU64::new(0) }
    }
}

impl Checkpoints for Growing {
    fn sign(&self) -> Result<SignedCheckpoint, String> {
        if self.stopped.load(Ordering::Relaxed) > 0 {
            return Err("it was stopped".to_owned());
        }
        Ok(self.tree.checkpoint(self.size.fetch_add(1, Ordering::Relaxed)))
    }

    fn consistency(&self, from: u64, to: u64) -> Result<Vec<NodeHash>, String> {
        Ok(self.tree.asks(from, to).hashes)
    }

    fn stop(&self, _why: &Contradiction) {
        self.stopped.fetch_add(1, Ordering::Relaxed);
    }

    fn wait(&self, off: Option<OffClock>) {
        assert_eq!(off, None);
    }
}

fn vkey() -> String {
    log_key().public().to_vkey()
}

#[test]
fn each_round_has_the_newest_checkpoint_cosigned_and_kept() {
    let (standing, disk) = (Standing::new(), SimulatedDisk::new(1));
    let url = standing.witness(1, &vkey(), noon);
    let log = Growing::from(TestLog::forked_at(20, 20), 5);
    let vouching = Vouching::kept_in(Seen::open(&disk).unwrap()).by(witnesses(&vkey(), &[(1, &url)]));
    for size in 5..9 {
        vouching.round(&log, noon());
        let newest = vouching.newest().unwrap();
        assert_eq!((newest.checkpoint().size, newest.note().signatures().len()), (size, 2));
    }
    let mut kept = 0;
    Seen::open(&disk).unwrap().read(&mut |_| kept += 1).unwrap();
    assert_eq!((kept, log.stopped.load(Ordering::Relaxed)), (4, 0));
}

#[test]
fn without_a_witness_that_answers_the_log_goes_on_and_nothing_is_kept() {
    let disk = SimulatedDisk::new(1);
    let log = Growing::from(TestLog::forked_at(20, 20), 5);
    let vouching = Vouching::kept_in(Seen::open(&disk).unwrap()).by(witnesses(&vkey(), &[(1, &nobody())]));
    vouching.round(&log, noon());
    assert!(vouching.newest().is_none() && log.stopped.load(Ordering::Relaxed) == 0);
    let alone = Vouching::kept_in(Seen::open(&disk).unwrap());
    assert_eq!(alone.cosign(&log, noon()).unwrap().signed.checkpoint().size, 6);
}

#[test]
fn a_log_put_back_to_an_older_copy_stops_signing() {
    let (standing, disk) = (Standing::new(), SimulatedDisk::new(1));
    let url = standing.witness(1, &vkey(), noon);
    let vouched = || Vouching::kept_in(Seen::open(&disk).unwrap()).by(witnesses(&vkey(), &[(1, &url)]));
    vouched().round(&Growing::from(TestLog::forked_at(20, 20), 12), noon());
    let restored = Growing::from(TestLog::forked_at(20, 20), 9);
    let vouching = vouched();
    vouching.round(&restored, noon());
    vouching.round(&restored, noon());
    assert_eq!(restored.stopped.load(Ordering::Relaxed), 1);
    assert_eq!(restored.size.load(Ordering::Relaxed), 10, "nothing was signed after it");
}

#[test]
fn an_authority_that_answers_with_rubbish_leaves_the_day_without_a_stamp() {
    let (standing, disk) = (Standing::new(), SimulatedDisk::new(1));
    let asked = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&asked);
    let answer = move || {
        let counted = Arc::clone(&counted);
        async move { counted.fetch_add(1, Ordering::Relaxed).to_string() }
    };
    let url = standing.serve(Router::new().route("/", post(answer)));
    let stamps = || Stamps::on(Arc::new(disk.clone()));
    let vouching = Vouching::kept_in(Seen::open(&disk).unwrap())
        .stamped_by(Authority::at(&url, Post::default()), stamps());
    let log = Growing::from(TestLog::forked_at(20, 20), 5);
    vouching.round(&log, noon());
    vouching.round(&log, noon());
    assert_eq!((asked.load(Ordering::Relaxed), stamps().newest().unwrap()), (2, None));
    stamps().keep(noon().day(), &log.tree.checkpoint(3), b"had before").unwrap();
    vouching.round(&log, noon());
    assert_eq!(asked.load(Ordering::Relaxed), 2, "a day is stamped once");
}
