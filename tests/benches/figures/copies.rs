//! A load of any size: some patients' lines decided one by one, then their entries appended again under fresh ids.
//!
//! Deciding four million lines would take longer than all that is measured. A copy differs from the entry it is made
//! from in the ids of its command, events and patient, and in the national number, which it has none of; staff, units
//! and policies are shared. So streams, lengths, proportions and times are those of the decided load.

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use samspor_core::catalogue::Event;
use samspor_core::entry::{Entry, Opened};
use samspor_core::log::{Class, Draft, DraftSection, Position, StreamKey};
use samspor_core::seal::Subject;
use samspor_core::words::{CommandId, Instant, PatientId};
use samspor_gateway::ledger::{Ledger, LedgerError};
use samspor_replay::believable::workload;
use samspor_replay::history::{Place, Runner};

/// A result of the bench; whatever goes wrong ends it.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

const SEED: u64 = 20_220_801;
/// Letters of an id as text, and how many of them, at the end, a copy changes.
const ID_LETTERS: usize = 36;
const CHANGED_LETTERS: usize = 8;

/// How large a load is.
#[derive(Clone, Copy)]
pub(crate) struct Load {
    /// Patients whose every line is decided.
    pub(crate) decided: u32,
    /// How often each of them stands in the ledger.
    pub(crate) copies: u32,
    /// Lines of each patient, beside the one that registers the patient.
    pub(crate) events_each: u32,
}

/// What was made.
pub(crate) struct Made {
    pub(crate) patients: Vec<StreamKey>,
    pub(crate) entries: u64,
    /// Bytes of leaf and bodies, on average.
    pub(crate) record_bytes: usize,
    /// After everything in it.
    pub(crate) now: Instant,
}

/// An entry as it is copied: where the ids stand in its first body.
struct Original {
    entry: Entry,
    body: Vec<u8>,
    /// Offsets of the letters that differ from copy to copy.
    ids: Vec<usize>,
    copied: bool,
}

/// Makes a ledger in a directory that is missing.
pub(crate) fn make(dir: &Path, load: Load) -> Outcome<Made> {
    let originals = originals(load)?;
    let (first, last) = match (originals.first(), originals.last()) {
        (Some(first), Some(last)) => (first.entry.recorded_at, last.entry.recorded_at),
        _ => return Err("the load has no lines".into()),
    };
    Ledger::filled(dir, first, |ledger| fill(ledger, &originals, load.copies).map_err(Filling))
        .map(|(patients, bytes)| {
            let (entries, bytes_all) = bytes;
            let record_bytes = usize::try_from(bytes_all / entries.max(1)).unwrap_or(0);
            let now = Instant::start_of(last.day().plus_days(1));
            Made { patients, entries, record_bytes, now }
        })
        .map_err(|Filling(error)| error)
}

/// An error while filling, which a ledger can hand through.
struct Filling(Box<dyn Error>);

impl From<LedgerError> for Filling {
    fn from(error: LedgerError) -> Self {
        Self(error.into())
    }
}

/// The decided load, from a ledger in memory.
fn originals(load: Load) -> Outcome<Vec<Original>> {
    let begun = "2021-01-01T00:00:00Z".parse()?;
    let ledger = Ledger::in_memory(true, begun)?;
    let mut runner = Runner::new(&*ledger.log, &*ledger.views);
    let file = Arc::from("load.jsonl");
    for (line, text) in (1..).zip(workload(load.decided, load.events_each, SEED)) {
        runner.line(&text, &Place::new(&file, line))?;
    }
    if let Some(failure) = runner.failures().first() {
        return Err(format!("{} lines failed, the first: {failure:?}", runner.failures().len()).into());
    }
    let placed = ledger.log.page(Position::START, usize::MAX)?;
    let mut ids = HashSet::new();
    let mut originals = Vec::with_capacity(placed.len());
    for placed in placed {
        originals.push(original(ledger.log.open(&placed)?, &mut ids)?);
    }
    for original in originals.iter_mut().filter(|original| original.copied) {
        original.ids = offsets(&original.body, &ids);
    }
    Ok(originals)
}

fn original(opened: Opened, ids: &mut HashSet<String>) -> Outcome<Original> {
    let Some(entry) = opened.entry() else { return Err("an entry is erased".into()) };
    let registers = |event: &Event| matches!(event, Event::PatientRegistered(_));
    let copied = matches!(entry.body.stream, StreamKey::Patient(..))
        || entry.main_event().is_some_and(|event| registers(&event.what));
    if copied {
        ids.insert(entry.body.id.to_string());
        ids.extend(entry.body.patient.map(|patient| patient.to_string()));
        ids.extend(entry.body.events.iter().map(|event| event.id.to_string()));
    }
    let body = entry.body.to_bytes();
    Ok(Original { entry, body, ids: Vec::new(), copied })
}

/// Where the last letters of known ids stand in a body.
fn offsets(body: &[u8], ids: &HashSet<String>) -> Vec<usize> {
    let mut found = Vec::new();
    for (at, window) in body.windows(ID_LETTERS).enumerate() {
        if window[8] == b'-' && std::str::from_utf8(window).is_ok_and(|text| ids.contains(text)) {
            found.push(at + ID_LETTERS - CHANGED_LETTERS);
        }
    }
    found
}

type Filled = (Vec<StreamKey>, (u64, u64));

fn fill(ledger: &Ledger, originals: &[Original], copies: u32) -> Outcome<Filled> {
    let mut newest: HashMap<StreamKey, Position> = HashMap::new();
    let (mut entries, mut bytes) = (0u64, 0u64);
    for original in originals {
        if original.entry.body.stream == StreamKey::Ledger {
            continue;
        }
        for copy in 0..if original.copied { copies } else { 1 } {
            let draft = original.draft(copy)?;
            let (stream, after) = (draft.stream, newest.get(&draft.stream).copied().unwrap_or_default());
            let committed = ledger.log.append(draft, after)?;
            newest.insert(stream, committed.position);
            entries += 1;
            bytes += committed.record.bodies.iter().map(Vec::len).sum::<usize>() as u64;
            bytes += committed.record.leaf.len() as u64;
        }
    }
    let patients = newest.into_keys().filter(|stream| matches!(stream, StreamKey::Patient(..))).collect();
    Ok((patients, (entries, bytes)))
}

impl Original {
    /// The entry again under the ids of a copy; copy 0 is the entry itself.
    fn draft(&self, copy: u32) -> Outcome<Draft> {
        let mut text = self.body.clone();
        for &at in &self.ids {
            change(&mut text[at..at + CHANGED_LETTERS], copy)?;
        }
        let stream = match self.entry.body.stream {
            StreamKey::Patient(tenant, patient) => {
                StreamKey::Patient(tenant, copied_id(&patient.to_string(), copy)?.parse::<PatientId>()?)
            }
            other => other,
        };
        let id = self.entry.body.id.to_string();
        let command: CommandId = if self.copied { copied_id(&id, copy)?.parse()? } else { id.parse()? };
        let sections = self.sections(text, copy)?;
        Ok(Draft { command, stream, class: Class::C, at: self.entry.recorded_at, act: [7; 16], sections })
    }
}

impl Original {
    /// The sections as deciding would have made them: of the patient, of the tenant for everything else.
    fn sections(&self, text: Vec<u8>, copy: u32) -> Outcome<Vec<DraftSection>> {
        let body = &self.entry.body;
        let tenant = body.stream.tenant().ok_or("the ledger's own stream is not copied")?;
        let patient = match body.patient {
            Some(patient) if self.copied => Some(copied_id(&patient.to_string(), copy)?.parse()?),
            other => other,
        };
        let subject = patient.map_or(Subject::Tenant(tenant), |patient| Subject::Patient(tenant, patient));
        let mut sections = vec![DraftSection::Sealed { subject, text }];
        if let Some(identity) = &self.entry.identity {
            let told = match self.copied && copy > 0 {
                true => serde_json::json!({"identity": {"name": identity.name}}),
                false => serde_json::json!({"identity": identity}),
            };
            let subject = patient.map_or(subject, |patient| Subject::Identity(tenant, patient));
            sections.push(DraftSection::Sealed { subject, text: serde_json::to_vec(&told)? });
        }
        Ok(sections)
    }
}

fn copied_id(id: &str, copy: u32) -> Outcome<String> {
    let mut letters = id.as_bytes().to_vec();
    let last = letters.len() - CHANGED_LETTERS;
    change(&mut letters[last..], copy)?;
    Ok(String::from_utf8(letters)?)
}

/// Another number in the place of eight hexadecimal digits, a different one for each copy.
fn change(digits: &mut [u8], copy: u32) -> Outcome<()> {
    const STEP: u32 = 0x9e37_79b1;
    let number = u32::from_str_radix(std::str::from_utf8(digits)?, 16)?;
    let changed = number.wrapping_add(copy.wrapping_mul(STEP));
    digits.copy_from_slice(format!("{changed:08x}").as_bytes());
    Ok(())
}
