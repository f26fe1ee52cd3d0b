//! The leaf: small canonical JSON (RFC 8785) without personal data, which the tree and the chains are built over.

use sha2::{Digest, Sha256};

use super::spelled::{Spelled, hex};
use crate::log::Class;
use crate::words::Instant;

/// The hash of a leaf as RFC 6962 hashes it: SHA-256 over a zero byte and the leaf's bytes.
pub type LeafHash = [u8; 32];

/// The name of the form in which bodies stand beside the leaf: unsealed, until they are.
pub(crate) const SCHEMA: &str = "samspor/0";

/// What a leaf says of one body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// SHA-256 of the body's bytes.
    pub ct: [u8; 32],
    /// Bytes of the body.
    pub n: u64,
}

/// A leaf, its fields in the order of RFC 8785. It says the form's version, 1, and the bodies' schema too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The actor's pseudonym.
    pub act: [u8; 16],
    /// The committer's clock, in whole milliseconds.
    pub at: Instant,
    /// The coarse class.
    pub k: Class,
    /// The hash of the stream's previous leaf; zeros for the first.
    pub prev: LeafHash,
    pub sec: Vec<Section>,
    /// The random id of the stream.
    pub sid: [u8; 16],
    /// The number in the stream, from 1.
    pub sn: u64,
}

/// The hash of a leaf in tree and chain.
pub fn hash_of_leaf(leaf: &[u8]) -> LeafHash {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(leaf);
    hash.finalize().into()
}

impl Section {
    /// What a leaf says of a body.
    pub(crate) fn of(body: &[u8]) -> Self {
        Self { ct: Sha256::digest(body).into(), n: body.len() as u64 }
    }
}

impl Leaf {
    /// The leaf's bytes: canonical JSON, strings and integers only.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let (act, prev, sid) = (hex(&self.act), hex(&self.prev), hex(&self.sid));
        let (at, class, number) = (self.at.to_millis_text(), letter(self.k), self.sn);
        let section = |one: &Section| format!(r#"{{"ct":"{}","n":{}}}"#, hex(&one.ct), one.n);
        let sections = self.sec.iter().map(section).collect::<Vec<_>>().join(",");
        let told = format!(
            r#"{{"act":"{act}","at":"{at}","k":"{class}","prev":"{prev}","sch":"{SCHEMA}","sec":[{sections}],"sid":"{sid}","sn":{number},"v":1}}"#
        );
        told.into_bytes()
    }

    /// Reads a leaf; bytes that are not the canonical spelling of one are refused.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut told = Spelled::of(bytes);
        let act = told.after(r#"{"act":""#)?.hex()?;
        let at = told.after(r#"","at":""#)?.millis()?;
        let k = class_of(told.after(r#"","k":""#)?.byte()?)?;
        let prev = told.after(r#"","prev":""#)?.hex()?;
        let sec = sections(told.after(r#"","sch":""#)?.after(SCHEMA)?.after(r#"","sec":["#)?)?;
        let sid = told.after(r#","sid":""#)?.hex()?;
        let sn = told.after(r#"","sn":"#)?.number()?;
        told.after(r#","v":1}"#)?.end()?;
        (sn > 0).then_some(Self { act, at, k, prev, sec, sid, sn })
    }

    /// Whether the bodies are those the leaf was made over.
    pub fn covers(&self, bodies: &[Vec<u8>]) -> bool {
        self.sec.len() == bodies.len()
            && self.sec.iter().zip(bodies).all(|(section, body)| *section == Section::of(body))
    }
}

/// Up to the end of the list, its closing bracket included.
fn sections(told: &mut Spelled<'_>) -> Option<Vec<Section>> {
    let mut sections = Vec::with_capacity(1);
    while told.after("]").is_none() {
        if !sections.is_empty() {
            told.after(",")?;
        }
        let ct = told.after(r#"{"ct":""#)?.hex()?;
        let n = told.after(r#"","n":"#)?.number()?;
        told.after("}")?;
        sections.push(Section { ct, n });
    }
    Some(sections)
}

fn letter(class: Class) -> char {
    match class {
        Class::C => 'C',
        Class::A => 'A',
        Class::P => 'P',
    }
}

fn class_of(letter: u8) -> Option<Class> {
    match letter {
        b'C' => Some(Class::C),
        b'A' => Some(Class::A),
        b'P' => Some(Class::P),
        _ => None,
    }
}
