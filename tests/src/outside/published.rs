//! A small ledger published as an auditor gets it: checkpoint, tiles, bundles, proofs, and some entries with their keys.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use samspor_core::entry::{Leaf, Section, hash_of_leaf};
use samspor_core::log::{Log, Placed, Position};
use samspor_core::note::{Checkpoint, LogKey, SignedCheckpoint, TlogProof, WitnessKey};
use samspor_core::tree::{Bundle, MerkleList, TILE_WIDTH, entry_bundle, tile_bytes, tiles_grown};
use samspor_replay::believable::workload;
use samspor_replay::history;
use serde_json::{Value, json};

use crate::histories::ledger;

/// When the witness cosigned: the first second of 2026.
pub const COSIGNED_AT: u64 = 1_767_225_600;
/// Patients of the small ledger, and commands on each.
const PATIENTS: u32 = 24;
const EVENTS_PER_PATIENT: u32 = 12;
/// Sizes at which somebody saw the log before: within a tile, at its end, one past it.
pub const SEEN_BEFORE: [u64; 3] = [100, 256, 257];
/// Of every so many entries one is disclosed and one is proven.
const DISCLOSED_EACH: usize = 7;
const PROVEN_EACH: u64 = 23;

/// What was published, and where.
#[derive(Clone, Debug)]
pub struct Published {
    /// Its directory.
    pub dir: PathBuf,
    /// How many entries the log has.
    pub size: u64,
}

/// A log in memory as somebody who publishes it sees it.
struct Publisher {
    dir: PathBuf,
    entries: Vec<Placed>,
    tree: MerkleList,
    key: LogKey,
    witness: WitnessKey,
}

/// Publishes a ledger of some municipalities below a directory, which is emptied first.
pub fn publish(dir: &Path) -> Published {
    let (log, views) = ledger();
    let text: Vec<String> = workload(PATIENTS, EVENTS_PER_PATIENT, 4).collect();
    let history = history::parse_text("load", &text.join("\n")).expect("a load is a history");
    history::check(&history, &*log, &views).expect("a load can be run");
    if dir.exists() {
        fs::remove_dir_all(dir).expect("it is ours");
    }
    let publisher = Publisher::of(&*log, dir);
    publisher.all(&*log).expect("the test's directory can be written");
    Published { dir: dir.to_owned(), size: publisher.size() }
}

impl Publisher {
    fn of(log: &dyn Log, dir: &Path) -> Self {
        let entries = log.page(Position::START, usize::MAX).expect("memory can be read");
        let tree = MerkleList::of(entries.iter().map(|placed| hash_of_leaf(&placed.record.leaf)));
        let key = LogKey::from_seed(log.opener().origin, &[1; 32]).expect("an origin is a name");
        let witness = WitnessKey::from_seed("tilsynet.example/witness", &[2; 32]).expect("it is a name");
        Self { dir: dir.to_owned(), entries, tree, key, witness }
    }

    fn size(&self) -> u64 {
        self.tree.size()
    }

    fn all(&self, log: &dyn Log) -> io::Result<()> {
        self.write("log.vkey", format!("{}\n", self.key.public().to_vkey()))?;
        self.write("witness.vkey", format!("{}\n", self.witness.public().to_vkey()))?;
        self.write("checkpoint", self.checkpoint(self.size()).to_text())?;
        self.tiles()?;
        for seen in SEEN_BEFORE {
            self.write(&format!("checkpoint.{seen}"), self.checkpoint(seen).to_text())?;
            let proof = self.tree.consistency(seen, self.size()).expect("it was seen before");
            let lines: String = proof.iter().map(|hash| STANDARD.encode(hash) + "\n").collect();
            self.write(&format!("consistency-{seen}-{}", self.size()), lines)?;
        }
        let borders = [0, 1, 255, 256, 257, self.size() - 1];
        for index in (0..self.size()).step_by(PROVEN_EACH as usize).chain(borders) {
            self.write(&format!("proofs/{:09}.tlog-proof", index + 1), self.proof(index).to_text())?;
        }
        let disclosed = self.entries.iter().step_by(DISCLOSED_EACH).map(|placed| disclosed(log, placed));
        self.write("events.jsonl", disclosed.map(|line| format!("{line}\n")).collect::<String>())
    }

    fn checkpoint(&self, size: u64) -> SignedCheckpoint {
        let root = self.tree.root_at(size).expect("the tree has been that size");
        let checkpoint = Checkpoint::new(self.key.public().name(), size, root).expect("an origin is a line");
        let cosignature = self.witness.cosign(&checkpoint, COSIGNED_AT);
        let mut signed = self.key.sign_checkpoint(checkpoint).expect("it is short");
        signed.add(cosignature).expect("it is the second signature");
        signed
    }

    fn proof(&self, index: u64) -> TlogProof {
        let hashes = self.tree.inclusion(index, self.size()).expect("the entry is there");
        TlogProof { extra: None, index, hashes, checkpoint: self.checkpoint(self.size()) }
    }

    fn tiles(&self) -> io::Result<()> {
        for tile in tiles_grown(0, self.size()) {
            self.write(&tile.path(), tile_bytes(self.tree.hashes(tile)))?;
        }
        for index in 0..self.size().div_ceil(u64::from(TILE_WIDTH)) {
            let bundle = Bundle::of_tree(index, self.size()).expect("the tree reaches it");
            let leaves = self.entries.iter().skip(bundle.start() as usize).take(usize::from(bundle.width()));
            let bytes = entry_bundle(leaves.map(|placed| placed.record.leaf.as_slice()));
            self.write(&bundle.path(), bytes.expect("a leaf is short"))?;
        }
        Ok(())
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        let path = self.dir.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&self.dir))?;
        fs::write(path, bytes)
    }
}

/// An entry with its bodies, their keys (K_evt) and what they are expected to say.
fn disclosed(log: &dyn Log, placed: &Placed) -> Value {
    let (opener, record) = (log.opener(), &placed.record);
    let leaf = Leaf::read(&record.leaf).expect("the log writes leaves");
    let texts = opener.texts(&leaf, record).expect("the keys are there");
    let sections = leaf.sec.iter().zip(&record.bodies).zip(texts).enumerate();
    let sections: Vec<Value> = sections
        .map(|(index, ((section, body), text))| {
            let text: Value = serde_json::from_slice(&text.expect("nothing is erased")).expect("it is JSON");
            let body = STANDARD.encode(body);
            match section {
                Section::Open(_) => json!({"body": body, "text": text}),
                Section::Sealed(sealed) => {
                    let index = u8::try_from(index).expect("an entry has few sections");
                    let key = opener.event_key(&leaf, index, sealed).expect("the key is there");
                    json!({"body": body, "key": STANDARD.encode(key.secret()), "text": text})
                }
            }
        })
        .collect();
    json!({"leaf": STANDARD.encode(&record.leaf), "position": placed.position.0, "sections": sections})
}
