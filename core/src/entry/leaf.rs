//! The leaf: small canonical JSON (RFC 8785) without personal data, which the tree and the chains are built over.

use sha2::{Digest, Sha256};

use super::spelled::{Spelled, base64};
use crate::log::{Class, Placed};
use crate::seal::Kid;
use crate::words::Instant;

/// The hash of a leaf as RFC 6962 hashes it: SHA-256 over a zero byte and the leaf's bytes.
pub type LeafHash = [u8; 32];

/// The name of the form in which bodies stand beside the leaf; its description is a logged leaf itself.
pub const SCHEMA: &str = "samspor/1";
/// What that name stands for, in words: with these pages and the keys the log can be read without this program.
pub const SCHEMA_TEXT: &str = include_str!("samspor-1.txt");
/// The most sections of an entry (trust.md 2.4).
pub const SECTIONS_MAX: usize = 4;
/// The largest leaf.
pub const LEAF_BYTES_MAX: usize = 4096;

/// What a leaf says of one body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Section {
    /// Under a data subject's key.
    Sealed(Sealed),
    /// In clear, since it is about nobody: heads, keys, schemas, which keys a decision erases.
    Open(Open),
}

/// What a leaf says of a sealed body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The commitment to the section's key.
    pub com: [u8; 32],
    /// SHA-256 of the sealed bytes.
    pub ct: [u8; 32],
    /// Whose key it is sealed under.
    pub kid: Kid,
    /// Bytes of the sealed body.
    pub n: u64,
    /// Drawn afresh for every attempt to write.
    pub salt: [u8; 32],
}

/// What a leaf says of a body in clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// SHA-256 of the body.
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

/// The class of an entry, which its leaf says; none where the leaf is not canonical.
pub fn class_of(placed: &Placed) -> Option<Class> {
    Leaf::read(&placed.record.leaf).map(|leaf| leaf.k)
}

/// The hash of a leaf in tree and chain.
pub fn hash_of_leaf(leaf: &[u8]) -> LeafHash {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(leaf);
    hash.finalize().into()
}

impl Section {
    /// Whether a body is the one this was said of. A sealed body that was purged is no body at all.
    pub fn covers(&self, body: &[u8]) -> bool {
        let (ct, n) = match self {
            Self::Sealed(section) => (&section.ct, section.n),
            Self::Open(section) => (&section.ct, section.n),
        };
        n == body.len() as u64 && *ct == <[u8; 32]>::from(Sha256::digest(body))
    }

    /// Whether the body was purged, as the sealed bodies of erased subjects are: it is empty, and was not.
    pub fn is_purged(&self, body: &[u8]) -> bool {
        body.is_empty() && matches!(self, Self::Sealed(section) if section.n > 0)
    }
}

impl Open {
    /// What a leaf says of a body in clear.
    pub(crate) fn of(body: &[u8]) -> Self {
        Self { ct: Sha256::digest(body).into(), n: body.len() as u64 }
    }
}

impl Leaf {
    /// The leaf's bytes: canonical JSON, strings and integers only.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.spelled(true)
    }

    /// The leaf as sealing binds it: without what follows from the sealed bytes (`com` and `ct`).
    pub fn aad(&self) -> Vec<u8> {
        self.spelled(false)
    }

    fn spelled(&self, with_commitments: bool) -> Vec<u8> {
        let (act, prev, sid) = (base64(&self.act), base64(&self.prev), base64(&self.sid));
        let (at, class, number) = (self.at.to_millis_text(), self.k.letter(), self.sn);
        let mut text = String::with_capacity(256 + 208 * self.sec.len());
        text.push_str(&format!(
            r#"{{"act":"{act}","at":"{at}","k":"{class}","prev":"{prev}","sch":"{SCHEMA}","sec":["#
        ));
        for (index, section) in self.sec.iter().enumerate() {
            text.push_str(if index == 0 { "{" } else { ",{" });
            section.spell(&mut text, with_commitments);
            text.push('}');
        }
        text.push_str(&format!(r#"],"sid":"{sid}","sn":{number},"v":1}}"#));
        text.into_bytes()
    }

    /// Reads a leaf; bytes that are not the canonical spelling of one are refused.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > LEAF_BYTES_MAX {
            return None;
        }
        let mut told = Spelled::of(bytes);
        let act = told.after(r#"{"act":""#)?.base64()?;
        let at = told.after(r#"","at":""#)?.millis()?;
        let k = Class::of_letter(told.after(r#"","k":""#)?.byte()?)?;
        let prev = told.after(r#"","prev":""#)?.base64()?;
        let sec = sections(told.after(r#"","sch":""#)?.after(SCHEMA)?.after(r#"","sec":["#)?)?;
        let sid = told.after(r#","sid":""#)?.base64()?;
        let sn = told.after(r#"","sn":"#)?.number()?;
        told.after(r#","v":1}"#)?.end()?;
        (sn > 0).then_some(Self { act, at, k, prev, sec, sid, sn })
    }

    /// Whether the bodies are those the leaf was made over, none of them purged.
    pub fn covers(&self, bodies: &[Vec<u8>]) -> bool {
        self.sec.len() == bodies.len()
            && self.sec.iter().zip(bodies).all(|(section, body)| section.covers(body))
    }
}

impl Section {
    fn spell(&self, text: &mut String, with_commitments: bool) {
        if with_commitments {
            if let Self::Sealed(section) = self {
                text.push_str(&format!(r#""com":"{}","#, base64(&section.com)));
            }
            let (Self::Sealed(Sealed { ct, .. }) | Self::Open(Open { ct, .. })) = self;
            text.push_str(&format!(r#""ct":"{}","#, base64(ct)));
        }
        match self {
            Self::Sealed(Sealed { kid, n, salt, .. }) => {
                text.push_str(&format!(r#""kid":"{kid}","n":{n},"salt":"{}""#, base64(salt)));
            }
            Self::Open(Open { n, .. }) => text.push_str(&format!(r#""n":{n}"#)),
        }
    }
}

/// Up to the end of the list, its closing bracket included.
fn sections(told: &mut Spelled<'_>) -> Option<Vec<Section>> {
    let mut sections = Vec::with_capacity(1);
    while told.after("]").is_none() {
        if sections.len() == SECTIONS_MAX {
            return None;
        }
        if !sections.is_empty() {
            told.after(",")?;
        }
        sections.push(section(told)?);
    }
    Some(sections)
}

fn section(told: &mut Spelled<'_>) -> Option<Section> {
    let sealed = told.after(r#"{"com":""#).is_some();
    if !sealed {
        let ct = told.after(r#"{"ct":""#)?.base64()?;
        let n = told.after(r#"","n":"#)?.number()?;
        told.after("}")?;
        return Some(Section::Open(Open { ct, n }));
    }
    let com = told.base64()?;
    let ct = told.after(r#"","ct":""#)?.base64()?;
    let kid = Kid(told.after(r#"","kid":""#)?.base64()?);
    let n = told.after(r#"","n":"#)?.number()?;
    let salt = told.after(r#","salt":""#)?.base64()?;
    told.after(r#""}"#)?;
    Some(Section::Sealed(Sealed { com, ct, kid, n, salt }))
}
