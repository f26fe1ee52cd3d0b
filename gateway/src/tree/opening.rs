//! Opening a log's tree: it must continue the checkpoint signed last, and nothing is hashed again but its last tile.

use std::sync::{Arc, Mutex};

use samspor_core::entry::class_of;
use samspor_core::log::{Class, Log, Position};
use samspor_core::note::{LogKey, SignedCheckpoint};
use samspor_core::tree::{NodeHash, TILE_WIDTH, Tile};

use super::checkpoint_file::{CheckpointStore, Kept};
use super::derive::{From, Source};
use super::edge::{Edge, fits};
use super::error::TreeError;
use super::log_tree::{LogTree, PAGE_ENTRIES};
use super::signing::Signing;
use super::tiles::TileFiles;
use crate::disk::Disk;

impl LogTree {
    /// The tree of a log whose directory is the root of `disk`, continuing the checkpoint kept in `file`; `progress` hears how
    /// much of the log it has taken in since.
    ///
    /// # Errors
    ///
    /// When the log holds less than what was signed, or something else, or nobody can tell. The ledger is then not to be
    /// served, and nothing is signed.
    pub fn open(
        disk: Arc<dyn Disk>,
        log: Arc<dyn Log>,
        key: LogKey,
        file: impl CheckpointStore + 'static,
        progress: &mut dyn FnMut(Position, Position),
    ) -> Result<Self, TreeError> {
        let files = TileFiles::on(disk);
        let source = Source { log: &*log, files: &files };
        let published = files.checkpoint()?;
        let (edge, signed) = match file.kept()? {
            Some(kept) => {
                is_of(&kept.signed, &*log, &key, file.name())?;
                (continued(source, &kept)?, Some(kept.signed))
            }
            None => (unsigned(&*log, published.as_deref(), file.name())?, None),
        };
        let shown = published.and_then(|bytes| SignedCheckpoint::parse(&bytes).ok());
        let shown = shown.filter(|shown| signed.as_ref() == Some(shown));
        let signing = Signing::after(signed, shown.as_ref());
        let vkey = key.public().to_vkey();
        if files.key()?.is_none_or(|told| told.trim() != vkey) {
            files.publish_key(&vkey)?;
        }
        let (edge, signing, heads) = (Mutex::new(edge), Mutex::new(signing), Mutex::default());
        let file = Box::new(file);
        let tree = Self { log, files, key, file, edge, signing, heads };
        tree.followed(progress)?;
        tree.last_entry_holds()?;
        Ok(tree)
    }

    /// The newest entry that was signed leads to the root, through stored tiles.
    fn last_entry_holds(&self) -> Result<(), TreeError> {
        let size = self.signing().signed.as_ref().map_or(0, |signed| signed.checkpoint().size);
        if size > 0 {
            let held = self.inclusion(Position(size), size);
            held.map_err(|error| match error {
                TreeError::Entry { .. } => TreeError::Other { signed: size },
                other => other,
            })?;
        }
        Ok(())
    }
}

/// Without a checkpoint file a tree begins, if nothing says that there was one: neither a checkpoint published beside
/// the log, nor an entry of heads in it, which is never written before a checkpoint was signed.
fn unsigned(log: &dyn Log, published: Option<&[u8]>, name: &str) -> Result<Edge, TreeError> {
    let Some(bytes) = published else {
        return match first_heads(log)? {
            Some(position) => Err(TreeError::Forgotten { name: name.to_owned(), heads: position.0 }),
            None => Ok(Edge::default()),
        };
    };
    let published = SignedCheckpoint::parse(bytes).map_or(0, |published| published.checkpoint().size);
    Err(TreeError::Lost { name: name.to_owned(), published })
}

/// Where the first entry of heads stands.
fn first_heads(log: &dyn Log) -> Result<Option<Position>, TreeError> {
    let mut at = Position::START;
    loop {
        let page = log.page(at, PAGE_ENTRIES)?;
        let Some(last) = page.last() else { return Ok(None) };
        at = last.position;
        if let Some(heads) = page.iter().find(|placed| class_of(placed) == Some(Class::H)) {
            return Ok(Some(heads.position));
        }
    }
}

pub(super) fn is_of(
    signed: &SignedCheckpoint,
    log: &dyn Log,
    key: &LogKey,
    name: &str,
) -> Result<(), TreeError> {
    let (told, origin) = (signed.checkpoint().origin(), log.opener().origin);
    let stranger = |why: String| TreeError::Stranger { name: name.to_owned(), why };
    if told != origin {
        return Err(stranger(format!("it is of {told}, and the log is {origin}")));
    }
    signed.verify([key.public()]).map(drop).map_err(|error| stranger(error.to_string()))
}

/// The edge of the tree at the checkpoint, if the log holds it.
fn continued(source: Source<'_>, kept: &Kept) -> Result<Edge, TreeError> {
    let (signed, found) = (kept.signed.checkpoint().size, source.log.head().0);
    if found < signed {
        return Err(TreeError::Smaller { signed, found });
    }
    let find = |tile: Tile, parts: &[NodeHash]| -> Result<Vec<NodeHash>, TreeError> {
        for attempt in attempts(source, tile) {
            if let Some(hashes) = attempt()?.filter(|hashes| fits(hashes, parts)) {
                return Ok(hashes);
            }
        }
        Err(TreeError::Other { signed })
    };
    Edge::restored(kept.frontier.clone(), find)
}

type Attempt<'a> = Box<dyn FnOnce() -> Result<Option<Vec<NodeHash>>, TreeError> + 'a>;

/// Where the hashes of a partial tile may be had from, the cheapest first. The lowest ones are the log's leaves, always.
fn attempts(source: Source<'_>, tile: Tile) -> Vec<Attempt<'_>> {
    let mut attempts: Vec<Attempt<'_>> = Vec::new();
    if tile.level() > 0 {
        attempts.push(Box::new(move || source.files.read(tile)));
        let full = Tile::new(tile.level(), tile.index(), TILE_WIDTH);
        attempts.push(Box::new(move || {
            let mut hashes = full.map_or(Ok(None), |full| source.files.read(full))?;
            hashes.iter_mut().for_each(|hashes| hashes.truncate(usize::from(tile.width())));
            Ok(hashes)
        }));
        attempts.push(Box::new(move || source.derived(tile, From::Beneath).map(Some)));
    }
    attempts.push(Box::new(move || source.derived(tile, From::Leaves).map(Some)));
    attempts
}
