//! The floor under B1: an append-only file with group commit, which knows nothing of what it writes.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use samspor_gateway::clock;

/// As the log of segments has it.
const QUEUE_MAX: usize = 1024;
const GROUP_RECORDS_MAX: usize = 256;

struct Job {
    record: Vec<u8>,
    written: SyncSender<()>,
}

/// Durable records a second with so many writers, each waiting for its record before it gives the next.
pub(crate) fn records_a_second(
    path: &Path,
    writers: usize,
    record_bytes: usize,
    time: Duration,
) -> io::Result<f64> {
    let file = File::create(path)?;
    let (queue, jobs) = sync_channel(QUEUE_MAX);
    let committer = thread::spawn(move || commit(file, &jobs));
    let start = clock::tick();
    let threads: Vec<_> = (0..writers)
        .map(|_| {
            let queue = queue.clone();
            thread::spawn(move || {
                let mut records = 0u64;
                while start.elapsed() < time && write_one(&queue, record_bytes) {
                    records += 1;
                }
                records
            })
        })
        .collect();
    drop(queue);
    let records: u64 = threads.into_iter().map(|writer| writer.join().unwrap_or(0)).sum();
    let took = start.elapsed();
    committer.join().unwrap_or_else(|_| Err(io::Error::other("the committer died")))?;
    std::fs::remove_file(path)?;
    Ok(records as f64 / took.as_secs_f64())
}

fn write_one(queue: &SyncSender<Job>, record_bytes: usize) -> bool {
    let (written, heard) = sync_channel(1);
    let job = Job { record: vec![b'x'; record_bytes], written };
    queue.send(job).is_ok() && heard.recv().is_ok()
}

fn commit(mut file: File, jobs: &Receiver<Job>) -> io::Result<()> {
    let mut group = Vec::new();
    while let Ok(first) = jobs.recv() {
        group.clear();
        let mut waiting = Vec::new();
        for job in std::iter::once(first).chain(jobs.try_iter()).take(GROUP_RECORDS_MAX) {
            group.extend_from_slice(&job.record);
            waiting.push(job.written);
        }
        file.write_all(&group)?;
        file.sync_data()?;
        for written in waiting {
            let _ = written.send(());
        }
    }
    Ok(())
}
