//! What somebody with the disk and the program's source can do: read segments, change entries, and make every checksum,
//! chain and promise fit again. Written from the description of the bytes alone.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use samspor_core::words::Instant;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const HEADER_BYTES: usize = 68;
const MARK_BYTES: usize = 76;

/// A log as it lies in its segments; it is written as one.
pub(crate) struct Forged {
    dir: PathBuf,
    seal: [u8; 16],
    pub(crate) entries: Vec<Lying>,
}

/// An entry as it lies there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lying {
    pub(crate) recorded_at: i64,
    pub(crate) leaf: Value,
    pub(crate) bodies: Vec<Vec<u8>>,
    /// It is the last of its group.
    pub(crate) closes: bool,
}

impl Forged {
    /// The log of a directory.
    pub(crate) fn read(dir: &Path) -> Self {
        let (mut entries, mut seal) = (Vec::new(), [0; 16]);
        for path in segments(dir) {
            let bytes = fs::read(path).unwrap();
            seal.copy_from_slice(&bytes[16..32]);
            let mut at = HEADER_BYTES;
            while at + 4 <= bytes.len() {
                let length = u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
                if length == 0 {
                    entries.last_mut().map(|last: &mut Lying| last.closes = true).unwrap();
                    at += MARK_BYTES;
                    continue;
                }
                entries.push(container(&bytes[at + 4..at + 4 + length]));
                at += length + 8;
            }
        }
        Self { dir: dir.to_owned(), seal, entries }
    }

    /// Puts it in the place of the one there, with a promise of all of it.
    pub(crate) fn write(&mut self) {
        self.entries.last_mut().unwrap().closes = true;
        let mut bytes = checked(&[b"samspor\x01", &1u64.to_le_bytes()[..], &self.seal, &[0; 32]].concat());
        let (mut chain, mut first) = ([0; 32], 1u64);
        for group in self.entries.split_inclusive(|entry| entry.closes) {
            let mut framed = Vec::new();
            for entry in group {
                let leaf = entry.leaf_bytes();
                chain = Sha256::new().chain_update(chain).chain_update(&leaf).finalize().into();
                let container = contained(entry, &leaf);
                framed.extend(checked(&[&small(container.len())[..], &container].concat()));
            }
            let mark = [
                &[0; 4][..],
                &self.seal,
                &first.to_le_bytes(),
                &small(group.len()),
                &small(framed.len()),
                &chain,
                &crc32c::crc32c(&framed).to_le_bytes(),
            ];
            bytes.extend_from_slice(&framed);
            bytes.extend(checked(&mark.concat()));
            first += group.len() as u64;
        }
        segments(&self.dir).iter().for_each(|path| fs::remove_file(path).unwrap());
        fs::write(segment(&self.dir), bytes).unwrap();
        let count = (self.entries.len() as u64).to_le_bytes();
        // The turn of the promise is above any that the program has come to.
        let promise = [b"promise\x01", &(1u64 << 40).to_le_bytes()[..], &count, &chain].concat();
        let mut slots = checked(&promise);
        slots.resize(8192, 0);
        fs::write(self.dir.join("log/promise"), slots).unwrap();
    }

    /// Numbers every stream anew, makes every entry follow on the one before it, and the clock rise.
    pub(crate) fn chain_anew(&mut self) {
        let mut heads: HashMap<String, (u64, String)> = HashMap::new();
        let mut last = i64::MIN;
        for entry in &mut self.entries {
            let sid = entry.sid().to_owned();
            let (number, hash) = heads.remove(&sid).unwrap_or((0, base64(&[0; 32])));
            entry.leaf["sn"] = json!(number + 1);
            entry.leaf["prev"] = json!(hash);
            entry.recorded_at = entry.at().micros().max(last.saturating_add(1));
            last = entry.recorded_at;
            heads.insert(sid, (number + 1, base64(&entry.hash())));
        }
    }

    /// The hashes of all leaves, in order.
    pub(crate) fn hashes(&self) -> Vec<[u8; 32]> {
        self.entries.iter().map(Lying::hash).collect()
    }

    /// Where the entries of a class stand, from 0.
    pub(crate) fn of_class(&self, class: &str) -> Vec<usize> {
        (0..self.entries.len()).filter(|at| self.entries[*at].leaf["k"] == class).collect()
    }

    /// Where the newest entry of a stream stands, from 0.
    pub(crate) fn newest_of(&self, sid: &str) -> usize {
        self.entries.iter().rposition(|entry| entry.sid() == sid).unwrap()
    }
}

impl Lying {
    pub(crate) fn leaf_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(&self.leaf).unwrap()
    }

    /// The leaf's hash in chain and tree.
    pub(crate) fn hash(&self) -> [u8; 32] {
        Sha256::new().chain_update([0]).chain_update(self.leaf_bytes()).finalize().into()
    }

    /// The stream's random id.
    pub(crate) fn sid(&self) -> &str {
        self.leaf["sid"].as_str().unwrap()
    }

    /// The committer's clock.
    pub(crate) fn at(&self) -> Instant {
        self.leaf["at"].as_str().unwrap().parse().unwrap()
    }

    /// The leaf's section says what the body is now.
    pub(crate) fn say_again(&mut self, section: usize) {
        let body = &self.bodies[section];
        self.leaf["sec"][section]["ct"] = json!(base64(&Sha256::digest(body)));
        self.leaf["sec"][section]["n"] = json!(body.len());
    }
}

fn segments(dir: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(dir.join("log")).unwrap().map(|file| file.unwrap().path());
    let mut paths: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|is| is == "seg")).collect();
    paths.sort();
    paths
}

/// The first segment of a log.
pub(crate) fn segment(dir: &Path) -> PathBuf {
    dir.join("log/00000000000000000001.seg")
}

/// Bytes in base64 with padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// So many bytes from base64.
pub(crate) fn bytes<const N: usize>(text: &Value) -> [u8; N] {
    STANDARD.decode(text.as_str().unwrap()).unwrap().try_into().unwrap()
}

fn checked(bytes: &[u8]) -> Vec<u8> {
    [bytes, &crc32c::crc32c(bytes).to_le_bytes()].concat()
}

fn small(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap().to_le_bytes()
}

/// The integers and byte strings of bincode, written by hand.
fn container(bytes: &[u8]) -> Lying {
    let mut rest = bytes;
    let zigzag = number(&mut rest);
    let recorded_at = (zigzag >> 1) as i64 ^ -((zigzag & 1) as i64);
    let leaf = serde_json::from_slice(&text(&mut rest)).unwrap();
    let bodies = (0..number(&mut rest)).map(|_| text(&mut rest)).collect();
    Lying { recorded_at, leaf, bodies, closes: false }
}

fn contained(entry: &Lying, leaf: &[u8]) -> Vec<u8> {
    let mut bytes = spelled(((entry.recorded_at << 1) ^ (entry.recorded_at >> 63)) as u64);
    bytes.extend(spelled(leaf.len() as u64));
    bytes.extend_from_slice(leaf);
    bytes.extend(spelled(entry.bodies.len() as u64));
    for body in &entry.bodies {
        bytes.extend(spelled(body.len() as u64));
        bytes.extend_from_slice(body);
    }
    bytes
}

fn number(rest: &mut &[u8]) -> u64 {
    let (first, after) = rest.split_first().unwrap();
    let width = match first {
        251 => 2,
        252 => 4,
        253 => 8,
        small => {
            *rest = after;
            return u64::from(*small);
        }
    };
    let (bytes, after) = after.split_at(width);
    let mut wide = [0; 8];
    wide[..width].copy_from_slice(bytes);
    *rest = after;
    u64::from_le_bytes(wide)
}

fn text(rest: &mut &[u8]) -> Vec<u8> {
    let length = usize::try_from(number(rest)).unwrap();
    let (bytes, after) = rest.split_at(length);
    *rest = after;
    bytes.to_vec()
}

fn spelled(number: u64) -> Vec<u8> {
    match number {
        0..=250 => vec![number as u8],
        251..=0xFFFF => [&[251][..], &(number as u16).to_le_bytes()].concat(),
        0x1_0000..=0xFFFF_FFFF => [&[252][..], &(number as u32).to_le_bytes()].concat(),
        _ => [&[253][..], &number.to_le_bytes()].concat(),
    }
}
