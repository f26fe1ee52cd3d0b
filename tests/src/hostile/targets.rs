//! The parsers: what each is fed, and whether it has taken two spellings of one thing.

use std::path::Path;

use samspor_core::access::Reading;
use samspor_core::command::Command;
use samspor_core::entry::{Body, Leaf};
use samspor_core::note::{AddCheckpoint, Policy, PublicKey, SignedCheckpoint, SignedNote, TlogProof};
use samspor_core::tree::{Bundle, Tile, entries_in_bundle, entry_bundle, hashes_in_tile, tile_bytes};
use samspor_replay::dossier::{Files, Trusted, verify};
use samspor_replay::history::parse_text;

/// One parser of what others send.
pub struct Target {
    /// The name of its directory in the corpus.
    pub name: &'static str,
    /// Feeds it. What it took, spelled again; none where it refused, or has one meaning for many spellings by intent.
    pub feed: fn(&[u8]) -> Option<Vec<u8>>,
}

/// Every target.
pub const TARGETS: [Target; 15] = [
    Target { name: "leaf", feed: |bytes| Some(Leaf::read(bytes)?.to_bytes()) },
    Target { name: "note", feed: |bytes| Some(SignedNote::parse(bytes).ok()?.to_text().into_bytes()) },
    Target {
        name: "checkpoint",
        feed: |bytes| Some(SignedCheckpoint::parse(bytes).ok()?.to_text().into_bytes()),
    },
    Target { name: "tlog-proof", feed: |bytes| Some(TlogProof::parse(bytes).ok()?.to_text().into_bytes()) },
    Target {
        name: "add-checkpoint",
        feed: |bytes| Some(AddCheckpoint::parse(bytes).ok()?.to_text().into_bytes()),
    },
    Target {
        name: "vkey",
        feed: |bytes| Some(PublicKey::from_vkey(text(bytes)?).ok()?.to_vkey().into_bytes()),
    },
    Target { name: "tile-path", feed: tile_path },
    Target { name: "tile", feed: |bytes| Some(tile_bytes(&hashes_in_tile(bytes)?)) },
    Target { name: "entry-bundle", feed: |bytes| entry_bundle(entries_in_bundle(bytes)?) },
    Target { name: "reading", feed: |bytes| Some(Reading::from_bytes(bytes).ok()?.to_bytes()) },
    // Comments, order of members and blanks are the writer's.
    Target { name: "policy", feed: policy },
    Target { name: "body", feed: |bytes| unspelled(Body::read(bytes)) },
    Target { name: "command", feed: |bytes| unspelled(Command::from_json(text(bytes)?, None)) },
    Target { name: "history", feed: |bytes| unspelled(parse_text("history", text(bytes)?)) },
    // Many files, each in the input behind a line with its name.
    Target { name: "dossier", feed: dossier },
];

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn unspelled<T, E>(_: Result<T, E>) -> Option<Vec<u8>> {
    None
}

fn tile_path(bytes: &[u8]) -> Option<Vec<u8>> {
    let path = text(bytes)?;
    let tile = Tile::from_path(path).map(|tile| tile.path());
    tile.or_else(|| Some(Bundle::from_path(path)?.path())).map(String::into_bytes)
}

/// What it took is taken again, and spelled the same from then on.
fn policy(bytes: &[u8]) -> Option<Vec<u8>> {
    let once = Policy::parse(bytes).ok()?.to_text();
    let again = Policy::parse(once.as_bytes()).map(|policy| policy.to_text());
    assert_eq!(again.ok().as_ref(), Some(&once), "a policy that was taken is taken again");
    None
}

fn dossier(bytes: &[u8]) -> Option<Vec<u8>> {
    let files = files_in(bytes);
    let key = files.get("log.vkey").and_then(|key| PublicKey::from_vkey(text(key)?.trim()).ok());
    let verdict = verify(&files, &Trusted::keys(key));
    assert!(!verdict.is_sound(), "a dossier without its papers is not sound");
    let _ = verdict.to_string();
    None
}

fn files_in(bytes: &[u8]) -> Files {
    let mut files = Files::new();
    let mut name = None;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let named = text(line).and_then(|line| line.trim_end().strip_prefix("=== ")?.strip_suffix(" ==="));
        match named {
            Some(named) if Path::new(named).is_relative() => {
                name = Some(named.to_owned());
                files.entry(named.to_owned()).or_default();
            }
            Some(_) | None => {
                let file = name.as_ref().and_then(|name| files.get_mut(name));
                file.into_iter().for_each(|file| file.extend_from_slice(line));
            }
        }
    }
    files
}
