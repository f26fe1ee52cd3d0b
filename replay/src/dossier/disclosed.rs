//! Opening a line with what it discloses: the same for whoever makes a dossier and whoever verifies one.

use samspor_core::entry::{Body, Entry, Leaf, Sealed, Section};
use samspor_core::register::identity::Identity;
use samspor_core::seal::{EventKey, open};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::line::{Key, Line, Part};

/// Why a line is not what its leaf was made over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Forged(pub(super) String);

/// What a section says, where the line discloses it.
pub(super) type Disclosed = Option<Zeroizing<Vec<u8>>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IdentitySection {
    identity: Identity,
}

/// The texts of a line's sections, each held against the leaf.
pub(super) fn texts(line: &Line, leaf: &Leaf) -> Result<Vec<Disclosed>, Forged> {
    if leaf.sec.len() != line.parts.len() {
        return Err(Forged("it has not as many sections as its leaf says".to_owned()));
    }
    let aad = leaf.aad();
    leaf.sec.iter().zip(&line.parts).map(|(section, part)| text(section, part, &aad)).collect()
}

fn text(section: &Section, part: &Part, aad: &[u8]) -> Result<Disclosed, Forged> {
    let forged = |why: &str| Err(Forged(why.to_owned()));
    match (section, &part.key) {
        (Section::Open(_), Key::InClear) if section.covers(&part.body) => {
            Ok(Some(Zeroizing::new(part.body.clone())))
        }
        (Section::Sealed(sealed), Key::Given(secret)) => {
            if !section.covers(&part.body) {
                return forged("a body is not the one the leaf was made over");
            }
            opened(sealed, *secret, &part.body, aad).map(Some)
        }
        (Section::Sealed(_), Key::Withheld | Key::Erased(_) | Key::Blocked(_)) if part.body.is_empty() => {
            Ok(None)
        }
        (Section::Open(_), Key::InClear) => forged("a body is not the one the leaf was made over"),
        (Section::Sealed(_), Key::Withheld | Key::Erased(_) | Key::Blocked(_)) => {
            forged("a body is there that the dossier says is left out")
        }
        (Section::Open(_), Key::Given(_) | Key::Withheld | Key::Erased(_) | Key::Blocked(_))
        | (Section::Sealed(_), Key::InClear) => {
            forged("sealed and clear sections don't stand as the leaf says")
        }
    }
}

fn opened(sealed: &Sealed, secret: [u8; 32], body: &[u8], aad: &[u8]) -> Result<Zeroizing<Vec<u8>>, Forged> {
    let key = EventKey::disclosed(secret);
    open(&key, &sealed.com, body, aad).map_err(|error| Forged(error.to_string()))
}

/// The entry that a line discloses; none where its first section is shut.
pub(super) fn entry(line: &Line, leaf: &Leaf) -> Result<Option<Entry>, Forged> {
    let mut texts = texts(line, leaf)?.into_iter();
    let Some(Some(first)) = texts.next() else { return Ok(None) };
    let body = Body::read(&first).map_err(Forged)?;
    let sealed_too = leaf.sec.get(1).is_some_and(|section| matches!(section, Section::Sealed(_)));
    let identity = match texts.next().filter(|_| sealed_too) {
        Some(Some(text)) => {
            let section: IdentitySection = serde_json::from_slice(&text)
                .map_err(|_| Forged("the identity section is unreadable".to_owned()))?;
            Some(section.identity)
        }
        Some(None) | None => None,
    };
    Ok(Some(Entry {
        position: line.position,
        stream_position: leaf.sn,
        recorded_at: line.recorded_at,
        body,
        identity,
    }))
}
