//! What a power cut makes of changes that were not yet durable.

use std::collections::BTreeMap;

/// What a power cut does to changes that no sync had made durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// All of them are lost.
    Dropped,
    /// All of them had reached the disk.
    Kept,
    /// They reached the disk in order up to some point, which may lie within a write at a sector's border.
    Torn,
    /// Any of them reached the disk, sector by sector, whatever the order; what is missing is zeros or rubbish.
    Reordered,
}

impl Fate {
    /// Every fate.
    pub const ALL: [Self; 4] = [Self::Dropped, Self::Kept, Self::Torn, Self::Reordered];
}

/// A change of a file's contents.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Cut { length: usize },
}

/// A change of a directory: a file gets a name, loses one, or changes it.
#[derive(Clone, Debug)]
pub(super) enum NameChange {
    Named { path: String, file: usize },
    Removed { path: String },
    Renamed { from: String, to: String, file: usize },
}

impl Change {
    pub(super) fn apply(&self, contents: &mut Vec<u8>) {
        match self {
            Self::Write { offset, bytes } => put(contents, *offset, bytes),
            Self::Cut { length } => contents.resize(*length, 0),
        }
    }
}

impl NameChange {
    pub(super) fn path(&self) -> &str {
        match self {
            Self::Named { path, .. } | Self::Removed { path } | Self::Renamed { to: path, .. } => path,
        }
    }

    pub(super) fn apply(&self, names: &mut BTreeMap<String, usize>) {
        match self {
            Self::Named { path, file } => {
                names.insert(path.clone(), *file);
            }
            Self::Removed { path } => {
                names.remove(path);
            }
            Self::Renamed { from, to, file } => {
                if names.get(from) == Some(file) {
                    names.remove(from);
                }
                names.insert(to.clone(), *file);
            }
        }
    }
}

/// A power cut: the fate of everything not durable, drawn from a seed.
pub(super) struct PowerCut {
    fate: Fate,
    seeded: Seeded,
    sector: usize,
    rubbish: bool,
    lengths_first: bool,
}

impl PowerCut {
    pub(super) fn new(fate: Fate, seed: u64) -> Self {
        let mut seeded = Seeded(seed);
        let sector = if seeded.coin() { 512 } else { 4096 };
        let (rubbish, lengths_first) = (seeded.coin(), seeded.coin());
        Self { fate, seeded, sector, rubbish, lengths_first }
    }

    /// Applies what reached the disk of a file's pending changes to its durable contents.
    pub(super) fn land(&mut self, pending: &[Change], contents: &mut Vec<u8>) {
        let sector = self.sector;
        let pieces: Vec<Change> = pending.iter().flat_map(|change| in_sectors(change, sector)).collect();
        let survives = self.survivors(pieces.len());
        for (piece, survives) in pieces.iter().zip(survives) {
            match piece {
                _ if survives => piece.apply(contents),
                Change::Write { offset, bytes } if self.fate == Fate::Reordered && self.lengths_first => {
                    self.extend(contents, offset + bytes.len());
                }
                Change::Write { .. } | Change::Cut { .. } => {}
            }
        }
    }

    /// Applies what reached the disk of the directories' pending changes.
    pub(super) fn land_names(&mut self, pending: &[NameChange], names: &mut BTreeMap<String, usize>) {
        let survives = self.survivors(pending.len());
        for (change, _) in pending.iter().zip(survives).filter(|(_, survives)| *survives) {
            change.apply(names);
        }
    }

    fn survivors(&mut self, count: usize) -> Vec<bool> {
        match self.fate {
            Fate::Dropped => vec![false; count],
            Fate::Kept => vec![true; count],
            Fate::Torn => {
                let until = self.seeded.below(count + 1);
                (0..count).map(|at| at < until).collect()
            }
            Fate::Reordered => (0..count).map(|_| self.seeded.coin()).collect(),
        }
    }

    fn extend(&mut self, contents: &mut Vec<u8>, end: usize) {
        while contents.len() < end {
            let byte = if self.rubbish { self.seeded.draw().to_le_bytes()[0] } else { 0 };
            contents.push(byte);
        }
    }
}

/// A row of numbers that a seed decides.
#[derive(Clone, Debug)]
pub(super) struct Seeded(pub(super) u64);

impl Seeded {
    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn coin(&mut self) -> bool {
        self.draw() & 1 == 1
    }

    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.draw() % bound).unwrap_or(0)
    }
}

fn put(contents: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if contents.len() < end {
        contents.resize(end, 0);
    }
    contents[offset..end].copy_from_slice(bytes);
}

/// A write cut where the file's sectors meet.
fn in_sectors(change: &Change, sector: usize) -> Vec<Change> {
    let (offset, bytes) = match change {
        Change::Write { offset, bytes } => (*offset, bytes),
        Change::Cut { .. } => return vec![change.clone()],
    };
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let room = sector - (offset + at) % sector;
        let end = bytes.len().min(at + room);
        pieces.push(Change::Write { offset: offset + at, bytes: bytes[at..end].to_vec() });
        at = end;
    }
    pieces
}
