//! One line of `events.jsonl`: an entry's leaf and bodies as they stand in the log, and for each section its key or why there is none.

use samspor_core::entry::{Leaf, LeafHash, hash_of_leaf};
use samspor_core::log::{Position, Record};
use samspor_core::words::Instant;
use serde::{Deserialize, Serialize};

use super::form::{array, from_base64, to_base64};
use super::limits::{ENTRIES_MAX, ENTRY_BYTES_MAX, LINE_BYTES_MAX};

const IN_CLEAR: &str = "in clear";
const WITHHELD: &str = "withheld";
const ERASED: &str = "erased by ";
const BLOCKED: &str = "blocked by ";

/// An entry as a dossier has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) position: Position,
    pub(super) recorded_at: Instant,
    pub(super) leaf: Vec<u8>,
    pub(super) parts: Vec<Part>,
}

/// One section: its body, and what opens it. A body that nobody may open is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) body: Vec<u8>,
    pub(super) key: Key,
}

/// What opens a section, or why nothing does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    InClear,
    /// The section's own key (K_evt).
    Given([u8; 32]),
    Withheld,
    Erased(Position),
    Blocked(Position),
}

/// The stored form, its fields in the order of RFC 8785.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredLine {
    leaf: String,
    position: Position,
    recorded_at: Instant,
    sections: Vec<StoredPart>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredPart {
    body: String,
    key: String,
}

impl Key {
    fn to_text(&self) -> String {
        match self {
            Self::InClear => IN_CLEAR.to_owned(),
            Self::Given(secret) => to_base64(secret),
            Self::Withheld => WITHHELD.to_owned(),
            Self::Erased(by) => format!("{ERASED}{by}"),
            Self::Blocked(by) => format!("{BLOCKED}{by}"),
        }
    }

    fn of(text: &str) -> Option<Self> {
        let position = |text: &str| text.parse().ok().map(Position);
        match text {
            IN_CLEAR => Some(Self::InClear),
            WITHHELD => Some(Self::Withheld),
            _ => match (text.strip_prefix(ERASED), text.strip_prefix(BLOCKED)) {
                (Some(by), _) => position(by).map(Self::Erased),
                (None, Some(by)) => position(by).map(Self::Blocked),
                (None, None) => array(text).map(Self::Given),
            },
        }
    }
}

impl Line {
    /// The form in which it is stored, alone or inside another file.
    pub(super) fn stored(&self) -> StoredLine {
        let part = |part: &Part| StoredPart { body: to_base64(&part.body), key: part.key.to_text() };
        StoredLine {
            leaf: to_base64(&self.leaf),
            position: self.position,
            recorded_at: self.recorded_at,
            sections: self.parts.iter().map(part).collect(),
        }
    }

    /// The line, with its newline.
    pub(super) fn to_text(&self) -> String {
        serde_json::to_string(&self.stored()).expect("texts and numbers are JSON") + "\n"
    }

    /// From the stored form, if it is not larger than an entry may be.
    pub(super) fn of(stored: &StoredLine) -> Option<Self> {
        let part =
            |part: &StoredPart| Some(Part { body: from_base64(&part.body)?, key: Key::of(&part.key)? });
        let line = Self {
            position: stored.position,
            recorded_at: stored.recorded_at,
            leaf: from_base64(&stored.leaf)?,
            parts: stored.sections.iter().map(part).collect::<Option<_>>()?,
        };
        (line.bytes() <= ENTRY_BYTES_MAX).then_some(line)
    }

    /// The line that a text without its newline is; any other spelling of one is refused.
    fn read(text: &str) -> Option<Self> {
        if text.len() > LINE_BYTES_MAX {
            return None;
        }
        let line = Self::of(&serde_json::from_str(text).ok()?)?;
        (line.to_text().strip_suffix('\n') == Some(text)).then_some(line)
    }

    /// How large leaf and bodies are.
    pub(super) fn bytes(&self) -> usize {
        self.leaf.len() + self.parts.iter().map(|part| part.body.len()).sum::<usize>()
    }

    pub(super) fn hash(&self) -> LeafHash {
        hash_of_leaf(&self.leaf)
    }

    /// The leaf, if it is a canonical one over as many sections as the line has.
    pub(super) fn read_leaf(&self) -> Option<Leaf> {
        Leaf::read(&self.leaf).filter(|leaf| leaf.sec.len() == self.parts.len())
    }

    /// Leaf and bodies as the log keeps them.
    pub(super) fn record(&self) -> Record {
        Record { leaf: self.leaf.clone(), bodies: self.parts.iter().map(|part| part.body.clone()).collect() }
    }
}

/// The bytes of a file of lines.
pub(super) fn to_file(lines: &[Line]) -> Vec<u8> {
    lines.iter().map(Line::to_text).collect::<String>().into_bytes()
}

/// The lines of such a file; for one that is none, its number from 1.
pub(super) fn in_file(bytes: &[u8]) -> Vec<Result<Line, usize>> {
    let Ok(text) = std::str::from_utf8(bytes) else { return vec![Err(bad_line(bytes))] };
    if text.is_empty() {
        return Vec::new();
    }
    let Some(text) = text.strip_suffix('\n') else { return vec![Err(text.split('\n').count())] };
    let lines = (1..).zip(text.split('\n')).take(ENTRIES_MAX + 1);
    lines.map(|(number, line)| Line::read(line).filter(|_| number <= ENTRIES_MAX).ok_or(number)).collect()
}

/// The first line that is no text.
fn bad_line(bytes: &[u8]) -> usize {
    let lines = bytes.split(|byte| *byte == b'\n');
    lines.take_while(|line| std::str::from_utf8(line).is_ok()).count() + 1
}
