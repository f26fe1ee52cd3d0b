//! The threads that views are built with.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use samspor_projections::live::Crew;

/// As many threads as the machine has cores, for as long as the work takes.
pub struct Threads;

impl Crew for Threads {
    fn each(&self, pieces: usize, work: &(dyn Fn(usize) + Sync)) {
        let hands = thread::available_parallelism().map_or(1, usize::from).min(pieces);
        let next = AtomicUsize::new(0);
        let take = || {
            loop {
                let piece = next.fetch_add(1, Ordering::Relaxed);
                if piece >= pieces {
                    break;
                }
                work(piece);
            }
        };
        thread::scope(|scope| {
            for _ in 1..hands {
                scope.spawn(take);
            }
            take();
        });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn every_piece_is_done_once() {
        for pieces in [0, 1, 1_000] {
            let done = Mutex::new(vec![0; pieces]);
            Threads.each(pieces, &|piece| done.lock().unwrap()[piece] += 1);
            assert!(done.into_inner().unwrap().iter().all(|times| *times == 1));
        }
    }
}
