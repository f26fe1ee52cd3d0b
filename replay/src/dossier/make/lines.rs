//! Lines made from entries: which sections are disclosed, and why the others are not.

use samspor_core::catalogue::Event;
use samspor_core::entry::{Entry, Leaf, Opened, Opener, Section, Unreadable};
use samspor_core::log::Placed;
use samspor_core::seal::{NoKey, Shut};

use super::super::limits::ENTRY_BYTES_MAX;
use super::super::line::{Key, Line, Part};

/// How much of an entry's sealed sections is disclosed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Disclosure {
    /// All of them.
    All,
    /// The first only: the second says who somebody is.
    First,
    /// None: the entry is somebody else's, or not yet of this dossier.
    Nothing,
}

impl Disclosure {
    /// What is disclosed of an entry that belongs to a dossier.
    pub(super) fn of(entry: &Entry, identity: bool) -> Self {
        let about_staff = |event: &Event| matches!(event, Event::PersonRegistered(_));
        match identity {
            true => Self::All,
            false if entry.body.events.iter().any(|event| about_staff(&event.what)) => Self::Nothing,
            false => Self::First,
        }
    }

    fn covers(self, index: u8) -> bool {
        match self {
            Self::All => true,
            Self::First => index == 0,
            Self::Nothing => false,
        }
    }
}

/// The entry, where it can be read at all.
pub(super) fn entry_of(opener: &Opener<'_>, placed: &Placed) -> Result<Option<Entry>, Unreadable> {
    opener.open(placed, || None).map(Opened::entry)
}

/// The line of an entry.
pub(super) fn line_of(
    opener: &Opener<'_>,
    placed: &Placed,
    disclosure: Disclosure,
) -> Result<Line, Unreadable> {
    let unreadable = |problem: String| Unreadable { position: placed.position, problem };
    let leaf = Leaf::read(&placed.record.leaf)
        .filter(|leaf| leaf.sec.len() == placed.record.bodies.len())
        .ok_or_else(|| unreadable("the leaf is not canonical".to_owned()))?;
    let bytes = placed.record.leaf.len() + placed.record.bodies.iter().map(Vec::len).sum::<usize>();
    let disclosure = if bytes > ENTRY_BYTES_MAX { Disclosure::Nothing } else { disclosure };
    let mut parts = Vec::with_capacity(leaf.sec.len());
    for ((index, section), body) in (0u8..).zip(&leaf.sec).zip(&placed.record.bodies) {
        let key =
            key_of(opener, &leaf, (index, section), disclosure).map_err(|why| unreadable(why.to_string()))?;
        let body = match key {
            Key::InClear | Key::Given(_) => body.clone(),
            Key::Withheld | Key::Erased(_) | Key::Blocked(_) => Vec::new(),
        };
        parts.push(Part { body, key });
    }
    let Placed { position, recorded_at, .. } = *placed;
    Ok(Line { position, recorded_at, leaf: placed.record.leaf.clone(), parts })
}

/// What is erased or blocked is told to be so, though it would be withheld too.
fn key_of(
    opener: &Opener<'_>,
    leaf: &Leaf,
    (index, section): (u8, &Section),
    disclosure: Disclosure,
) -> Result<Key, NoKey> {
    let Section::Sealed(sealed) = section else { return Ok(Key::InClear) };
    match opener.event_key(leaf, index, sealed) {
        Ok(key) if disclosure.covers(index) => Ok(Key::Given(*key.secret())),
        Ok(_) => Ok(Key::Withheld),
        Err(NoKey::Shut(Shut::Erased { by })) => Ok(Key::Erased(by)),
        Err(NoKey::Shut(Shut::Blocked { by })) => Ok(Key::Blocked(by)),
        Err(no_key) => Err(no_key),
    }
}
