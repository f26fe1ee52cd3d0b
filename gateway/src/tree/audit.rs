//! A log's tree computed from its leaves alone, and held against what was signed, stored and recorded of it.

use std::collections::HashMap;
use std::sync::Arc;

use samspor_core::entry::Section;
use samspor_core::log::Position;
use samspor_core::note::{Policy, PublicKey, SignedCheckpoint};
use samspor_core::seal::Kid;
use samspor_core::tree::{NodeHash, TILE_WIDTH, Tile};

use super::checkpoint_file::CheckpointFile;
use super::cosigned_audit::{Cosigned, CosignedAudit, CosignedTold};
use super::edge::Edge;
use super::error::TreeError;
use super::heads_audit::HeadsAudit;
use super::tiles::TileFiles;
use crate::disk::Disk;
use crate::log::segments::VerifiedEntry;

/// A signed checkpoint, and whose copy it is.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Where it was found, in words.
    pub place: String,
    pub signed: SignedCheckpoint,
}

/// The checkpoints that the log is held against, and the key that signed them.
#[derive(Default)]
pub struct Claims {
    /// Each must be of this log.
    pub claims: Vec<Claim>,
    /// None: nobody knows the key, and no signature is verified.
    pub key: Option<PublicKey>,
    /// What witnesses have cosigned.
    pub cosigned: Cosigned,
}

/// An audit under way: it hears of the entries in the order of the log.
pub struct Audit {
    files: TileFiles,
    claims: Claims,
    edge: Edge,
    heads: HeadsAudit,
    cosigned: CosignedAudit,
    /// Bodies by the key they are sealed under.
    bodies: HashMap<Kid, u64>,
    erasures: Vec<(Position, Vec<Kid>)>,
    /// The first position whose leaf is not the one in its tile.
    differs: Option<u64>,
    wrong_tiles: u64,
    findings: Vec<String>,
    failed: Option<TreeError>,
}

/// What an audit came to.
#[derive(Debug)]
pub struct Audited {
    /// The number of entries.
    pub size: u64,
    /// The root over them.
    pub root: NodeHash,
    pub streams: u64,
    /// How many entries record the heads of all streams.
    pub heads_entries: u64,
    /// The checkpoints the log was held against, in words.
    pub held: Vec<String>,
    /// What the log was held against of what witnesses have seen.
    pub cosigned: CosignedTold,
    /// How many bodies each decision erased.
    pub erased: Vec<(Position, u64)>,
    /// Tiles that are not those of the leaves. They prove nothing, and are derived again when they are used.
    pub wrong_tiles: u64,
    /// What is wrong, each with its position; nothing when the log is what it should be.
    pub findings: Vec<String>,
}

impl Claims {
    /// The checkpoint published beside a log, the one in its key directory, those that witnesses cosigned, and the key
    /// published beside the log, unless a key is known from elsewhere. The times of witnesses that a policy names count.
    pub fn of(
        disk: Arc<dyn Disk>,
        keys: Option<(&dyn Disk, &str)>,
        key: Option<PublicKey>,
        policy: Option<&Policy>,
    ) -> Result<Self, TreeError> {
        let files = TileFiles::on(Arc::clone(&disk));
        let mut claims = Vec::new();
        if let Some(bytes) = files.checkpoint()? {
            let place = "the checkpoint published beside the log".to_owned();
            let damaged = |error: samspor_core::note::CheckpointError| TreeError::Damaged {
                name: "tree/checkpoint".to_owned(),
                why: error.to_string(),
            };
            claims.push(Claim { place, signed: SignedCheckpoint::parse(&bytes).map_err(damaged)? });
        }
        if let Some((disk, name)) = keys
            && let Some(kept) = CheckpointFile::read(disk, name)?
        {
            let place = "the last signed checkpoint, in the key directory".to_owned();
            claims.push(Claim { place, signed: kept.signed });
        }
        let origin = claims.first().map(|claim| claim.signed.checkpoint().origin().to_owned());
        let named = |policy: &Policy| {
            let of_log = policy.logs().iter().find(|log| Some(log.key.name()) == origin.as_deref());
            of_log.map(|log| log.key.clone())
        };
        let key = match key.or_else(|| policy.and_then(named)) {
            Some(key) => Some(key),
            None => files.key()?.and_then(|text| PublicKey::from_vkey(text.trim()).ok()),
        };
        let cosigned = Cosigned::read(&*disk, key.as_ref(), policy)?;
        Ok(Self { claims, key, cosigned })
    }
}

impl Audit {
    /// An audit of the log in a directory.
    pub fn of(disk: Arc<dyn Disk>, mut claims: Claims) -> Self {
        let cosigned = CosignedAudit::of(std::mem::take(&mut claims.cosigned));
        Self {
            files: TileFiles::on(disk),
            claims,
            cosigned,
            edge: Edge::default(),
            heads: HeadsAudit::default(),
            bodies: HashMap::new(),
            erasures: Vec::new(),
            differs: None,
            wrong_tiles: 0,
            findings: Vec::new(),
            failed: None,
        }
    }

    /// Takes the next entry.
    pub fn take(&mut self, entry: &VerifiedEntry) {
        for section in &entry.leaf.sec {
            if let Section::Sealed(told) = section {
                *self.bodies.entry(told.kid).or_default() += 1;
            }
        }
        if !entry.erases.is_empty() {
            self.erasures.push((entry.position, entry.erases.clone()));
        }
        self.findings.extend(self.heads.take(entry));
        let mut full = Vec::new();
        self.edge.append(entry.hash, |tile, hashes| full.push((tile, hashes)));
        for (tile, hashes) in full {
            self.compare(tile, &hashes);
        }
        self.hold(entry.position.0);
        self.cosigned.take(entry, || self.edge.root());
    }

    /// What the audit came to.
    ///
    /// # Errors
    ///
    /// When the tiles could not be read.
    pub fn end(mut self) -> Result<Audited, TreeError> {
        if let Some(failed) = self.failed {
            return Err(failed);
        }
        let size = self.edge.size();
        for claim in &self.claims.claims {
            let signed = claim.signed.checkpoint().size;
            if signed > size {
                self.findings.push(format!(
                    "position {}: the log ends before it, and {} is over {signed} entries: entries were removed, or an \
                     older copy was put back",
                    size + 1,
                    claim.place
                ));
            }
            let signature = self.claims.key.as_ref().map(|key| claim.signed.verify([key]));
            if let Some(Err(error)) = signature {
                self.findings.push(format!("{}: {error}", claim.place));
            }
        }
        let (cosigned, findings) = self.cosigned.end(size);
        self.findings.extend(findings);
        let erased = |(position, kids): &(Position, Vec<Kid>)| {
            (*position, kids.iter().filter_map(|kid| self.bodies.get(kid)).sum())
        };
        Ok(Audited {
            size,
            root: self.edge.root(),
            streams: self.heads.streams(),
            heads_entries: self.heads.entries,
            held: self.claims.claims.iter().map(|claim| claim.place.clone()).collect(),
            cosigned,
            erased: self.erasures.iter().map(erased).collect(),
            wrong_tiles: self.wrong_tiles,
            findings: self.findings,
        })
    }

    /// Holds a tile as the leaves give it against the stored one, if there is one.
    fn compare(&mut self, tile: Tile, hashes: &[NodeHash]) {
        let stored = match self.files.read(tile) {
            Ok(stored) => stored,
            Err(error) => {
                self.failed.get_or_insert(error);
                return;
            }
        };
        let Some(stored) = stored.filter(|stored| stored != hashes) else { return };
        self.wrong_tiles += 1;
        if tile.level() == 0 && self.differs.is_none() {
            let at = stored.iter().zip(hashes).position(|(stored, hash)| stored != hash);
            self.differs = at.map(|at| tile.index() * u64::from(TILE_WIDTH) + at as u64 + 1);
        }
    }

    /// Holds the root against the checkpoints of this size.
    fn hold(&mut self, size: u64) {
        let is_claimed = |claim: &&Claim| claim.signed.checkpoint().size == size;
        if !self.claims.claims.iter().any(|claim| is_claimed(&claim)) {
            return;
        }
        let root = self.edge.root();
        let of_size = self.claims.claims.iter().filter(is_claimed);
        let others = of_size.filter(|claim| claim.signed.checkpoint().root != root);
        let others: Vec<String> = others.map(|claim| claim.place.clone()).collect();
        if others.is_empty() {
            return;
        }
        let partial: Vec<(Tile, Vec<NodeHash>)> =
            self.edge.partial().map(|(tile, hashes)| (tile, hashes.to_vec())).collect();
        partial.iter().for_each(|(tile, hashes)| self.compare(*tile, hashes));
        let first = match self.differs {
            Some(position) => format!("; the first that differs from its tile is at position {position}"),
            None => String::new(),
        };
        self.findings.extend(others.iter().map(|place| {
            format!(
                "position {size}: the entries up to here are not those that {place} was signed over: the history was \
                 changed after it was signed, and chained anew{first}"
            )
        }));
    }
}
