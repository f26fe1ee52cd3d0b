//! B2 and B3: one history read and folded, every view from zero, and decode and fold in memory beside it.

use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use samspor_core::entry::{Entry, Opened};
use samspor_core::known::facts_known;
use samspor_core::log::{Log, Placed, Position, StreamKey};
use samspor_core::patient::PatientFile;
use samspor_core::words::{Day, Instant};
use samspor_gateway::clock;
use samspor_gateway::disk::RealDisk;
use samspor_gateway::home::Home;
use samspor_gateway::keys::{Keyring, KeyringOptions, open_root};
use samspor_gateway::log::segments::{SegmentLog, SegmentOptions};

use crate::copies::Outcome;

/// Opens the log of a ledger that is not written to.
pub(crate) fn log_of(home: &Path) -> Outcome<SegmentLog> {
    let at = Home::of(home);
    let keyring = Keyring::open(&at.keys, open_root(&at.root)?, KeyringOptions::of_machine())?;
    let options = SegmentOptions::with(Box::new(|bytes| bytes.fill(7)), keyring.keystore());
    Ok(SegmentLog::open(Arc::new(RealDisk::at(home)?), options, &mut |_, _| ())?)
}

/// How long single histories take, from the segments to a patient's file.
pub(crate) struct Histories {
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
}

/// Reads, decodes and folds the files of patients taken from all over the load.
pub(crate) fn histories(log: &dyn Log, patients: &[StreamKey], how_many: usize) -> Outcome<Histories> {
    let mut times = Vec::with_capacity(how_many);
    let step = (patients.len() / how_many).max(1);
    for stream in patients.iter().step_by(step).chain(patients.iter().skip(step / 2).step_by(step)) {
        let start = clock::tick();
        let placed = log.stream(stream, Position(u64::MAX))?;
        let file = folded(log, &placed)?;
        times.push(start.elapsed());
        drop(std::hint::black_box(file));
    }
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    Ok(Histories { p50: at(50), p99: at(99) })
}

/// Everything the log holds of some patients, in memory, by patient.
pub(crate) fn in_memory(log: &dyn Log, patients: &[StreamKey]) -> Outcome<Vec<Vec<Placed>>> {
    patients.iter().map(|stream| Ok(log.stream(stream, Position(u64::MAX))?)).collect()
}

/// Events a second decoded and folded from memory, on as many threads as given.
pub(crate) fn decoded_a_second(log: &dyn Log, histories: &[Vec<Placed>], threads: usize) -> Outcome<f64> {
    let start = clock::tick();
    let share = histories.len().div_ceil(threads.max(1)).max(1);
    let read: Result<Vec<usize>, String> = thread::scope(|scope| {
        let parts: Vec<_> = histories
            .chunks(share)
            .map(|part| {
                scope.spawn(move || {
                    part.iter().try_fold(0, |read, history| {
                        drop(std::hint::black_box(folded(log, history).map_err(|error| error.to_string())?));
                        Ok(read + history.len())
                    })
                })
            })
            .collect();
        let joined = parts.into_iter().map(|part| part.join());
        joined.map(|part| part.unwrap_or_else(|_| Err("a reader died".to_owned()))).collect()
    });
    Ok(read?.iter().sum::<usize>() as f64 / start.elapsed().as_secs_f64())
}

fn folded(log: &dyn Log, placed: &[Placed]) -> Outcome<PatientFile> {
    let opened = placed.iter().filter_map(|one| log.open(one).map(Opened::entry).transpose());
    let entries: Vec<Entry> = opened.collect::<Result<_, _>>()?;
    let facts = facts_known(&entries, Instant::from_micros(i64::MAX));
    Ok(PatientFile::read(None, &facts, Day::LAST))
}
