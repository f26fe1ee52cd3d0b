//! The one thread that writes: takes what has queued, gives it places, makes it durable as one group, answers all.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::{Duration, Instant as Tick};

use samspor_core::entry::{Leaf, erased_kids};
use samspor_core::log::{
    AppendError, Class, Committed, Committer, Draft, NotCommitted, Position, StreamHead, StreamKey,
    Unavailable,
};
use samspor_core::seal::{Kid, NoKey, Subject};
use samspor_core::words::CommandId;

use super::log::Shared;
use super::writer::{GROUP_RECORDS_MAX, Writer};
use crate::clock;
use crate::index::Noted;

/// Commands of so many newest entries are at hand without asking the index.
const RECENT_COMMANDS: usize = 32_768;

/// What the sequencer is asked for.
pub(super) enum Asked {
    /// An entry.
    Write(Job),
    /// A new segment; the first position in it is the answer.
    Roll(SyncSender<u64>),
}

/// A draft on its way, and where its sender waits.
pub(super) struct Job {
    pub(super) draft: Draft,
    pub(super) after: Position,
    /// The sender found no entry of this command up to here.
    pub(super) unknown_up_to: Position,
    pub(super) answer: SyncSender<Answer>,
}

pub(super) type Answer = Result<Committed, AppendError>;

/// Owner of the committer and of the pen.
pub(super) struct Sequencer {
    pub(super) shared: Arc<Shared>,
    pub(super) committer: Committer,
    pub(super) writer: Writer,
    /// The promise is renewed when it is older than this and entries have come since.
    pub(super) promise_after: Duration,
    pub(super) promised_at: Tick,
    pub(super) recent: RecentCommands,
}

/// The commands of the newest entries, in two halves: the older one is let go when the newer is full.
pub(super) struct RecentCommands {
    newer: HashMap<CommandId, Position>,
    older: HashMap<CommandId, Position>,
    /// Every entry after this position is here.
    complete_after: Position,
    newer_after: Position,
}

/// The log has stopped for good; the reason is known to all that share it.
struct Stopped;

struct Address {
    stream: StreamKey,
    command: CommandId,
    head: StreamHead,
    class: Class,
}

#[derive(Default)]
struct Batch {
    committed: Vec<(Committed, SyncSender<Answer>)>,
    addresses: Vec<Address>,
    refused: Vec<(AppendError, SyncSender<Answer>)>,
}

impl Sequencer {
    /// Works until the queue is closed or something fails. Senders left without an answer hear that the log is
    /// unavailable, since their end of the queue is dropped.
    pub(super) fn run(mut self, queue: Receiver<Asked>) {
        loop {
            let first = match queue.recv_timeout(self.until_promise()) {
                Ok(asked) => Some(asked),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            let (mut jobs, mut rolls) = (Vec::new(), Vec::new());
            for asked in first.into_iter().chain(queue.try_iter()).take(GROUP_RECORDS_MAX) {
                match asked {
                    Asked::Write(job) => jobs.push(job),
                    Asked::Roll(answer) => rolls.push(answer),
                }
            }
            let written = self.write_group(jobs).and_then(|()| self.roll(rolls));
            if written.and_then(|()| self.promise_in_time()).is_err() {
                return;
            }
        }
        let _ = self.renew_promise();
    }

    fn roll(&mut self, answers: Vec<SyncSender<u64>>) -> Result<(), Stopped> {
        for answer in answers {
            self.writer.begin_segment().map_err(|error| self.stop(&error))?;
            let _ = answer.send(self.writer.open.first);
        }
        Ok(())
    }

    fn write_group(&mut self, jobs: Vec<Job>) -> Result<(), Stopped> {
        let mut batch = Batch::default();
        self.prepare_keys(&jobs)?;
        for job in jobs {
            self.place(job, &mut batch)?;
        }
        let Batch { committed, addresses, refused } = batch;
        if self.writer.durability.answer_after_sync {
            self.write(&committed, &addresses)?;
            answer_all(committed, refused);
        } else {
            let copies: Vec<_> =
                committed.iter().map(|(entry, answer)| (entry.clone(), answer.clone())).collect();
            answer_all(committed, refused);
            self.write(&copies, &addresses)?;
        }
        Ok(())
    }

    /// Makes the keys of new subjects, all at once: they are durable before an entry needs them.
    fn prepare_keys(&self, jobs: &[Job]) -> Result<(), Stopped> {
        let subjects: Vec<Subject> = jobs.iter().flat_map(|job| job.draft.subjects()).collect();
        self.committer.keys().prepare(&subjects).map_err(|error| self.stop(&error))
    }

    fn place(&mut self, job: Job, batch: &mut Batch) -> Result<(), Stopped> {
        let Job { draft, after, unknown_up_to, answer } = job;
        let (stream, command, class) = (draft.stream, draft.command, draft.class);
        if let Some(position) = self.known(command, unknown_up_to)? {
            batch.refused.push((AppendError::Known(position), answer));
            return Ok(());
        }
        match self.committer.commit(draft, after) {
            Err(NotCommitted::Conflict(newest)) => {
                batch.refused.push((AppendError::Conflict { newest }, answer));
            }
            Err(NotCommitted::NoKey(NoKey::Shut(shut))) => {
                batch.refused.push((AppendError::Shut(shut), answer));
            }
            Err(NotCommitted::NoKey(no_key)) => return Err(self.stop(&no_key)),
            Ok(committed) => {
                self.recent.add(command, committed.position);
                let head = self.committer.streams().get(&stream).copied();
                batch.addresses.extend(head.map(|head| Address { stream, command, head, class }));
                batch.committed.push((committed, answer));
            }
        }
        Ok(())
    }

    fn known(&self, command: CommandId, unknown_up_to: Position) -> Result<Option<Position>, Stopped> {
        let recent = self.recent.get(command);
        if recent.is_some() || unknown_up_to >= self.recent.complete_after {
            return Ok(recent);
        }
        let indexed = self.shared.places.of_command(command).map_err(|error| self.stop(&error))?;
        Ok(indexed.map(Position))
    }

    fn write(
        &mut self,
        committed: &[(Committed, SyncSender<Answer>)],
        addresses: &[Address],
    ) -> Result<(), Stopped> {
        if committed.is_empty() {
            return Ok(());
        }
        let records = committed.iter().map(|(entry, _)| (entry.recorded_at, &entry.record));
        let places = self.writer.write(records).map_err(|error| self.stop(&error))?;
        let noted = addresses.iter().zip(committed).zip(places);
        let noted = noted.map(|((address, (entry, _)), place)| Noted {
            stream: Some(address.stream),
            command: Some(address.command),
            place,
            head: address.head,
            erases: if address.class == Class::E { kids_erased_by(entry) } else { Vec::new() },
        });
        self.shared.places.note(noted.collect()).map_err(|error| self.stop(&error))?;
        let (kept, streams) = (&self.shared.kept, &self.shared.sealing.streams);
        addresses.iter().for_each(|one| streams.learn(one.stream, one.head.sid));
        addresses.iter().for_each(|one| kept.about_to_show(&one.stream, &one.head));
        self.retire_keys(committed, addresses)?;
        self.shared.durable_up_to(Position(self.writer.newest));
        addresses.iter().for_each(|one| kept.shown(&one.stream));
        Ok(())
    }

    /// Takes the keys out of use that the group's erasures name, before anybody can see the erasures. A crash before
    /// this: the next start reads the erasure and does it.
    fn retire_keys(
        &self,
        committed: &[(Committed, SyncSender<Answer>)],
        addresses: &[Address],
    ) -> Result<(), Stopped> {
        let erasures = committed.iter().zip(addresses).filter(|(_, address)| address.class == Class::E);
        for ((entry, _), _) in erasures {
            let kids = kids_erased_by(entry);
            let retired = self.committer.keys().retire(&kids, entry.position);
            retired.map_err(|error| self.stop(&error))?;
            self.shared.kept.forget_all();
        }
        Ok(())
    }

    fn until_promise(&self) -> Duration {
        if self.writer.nothing_to_promise() {
            return Duration::MAX;
        }
        self.promise_after.saturating_sub(self.promised_at.elapsed())
    }

    fn promise_in_time(&mut self) -> Result<(), Stopped> {
        if self.promised_at.elapsed() < self.promise_after || self.writer.nothing_to_promise() {
            return Ok(());
        }
        self.promised_at = clock::tick();
        self.renew_promise()
    }

    fn renew_promise(&mut self) -> Result<(), Stopped> {
        self.writer.renew_promise().map_err(|error| self.stop(&error))
    }

    /// Before anybody waiting hears of it. Nothing is written or read back from here on: only a restart can tell
    /// what is on the disk.
    fn stop(&self, why: &dyn Error) -> Stopped {
        self.shared.stop(why.to_string());
        Stopped
    }
}

impl RecentCommands {
    pub(super) fn after(newest: Position) -> Self {
        let (newer, older) = (HashMap::new(), HashMap::new());
        Self { newer, older, complete_after: newest, newer_after: newest }
    }

    fn get(&self, command: CommandId) -> Option<Position> {
        self.newer.get(&command).or_else(|| self.older.get(&command)).copied()
    }

    fn add(&mut self, command: CommandId, position: Position) {
        if self.newer.len() >= RECENT_COMMANDS {
            self.older = std::mem::take(&mut self.newer);
            self.complete_after = self.newer_after;
            self.newer_after = Position(position.0 - 1);
        }
        self.newer.insert(command, position);
    }
}

fn kids_erased_by(entry: &Committed) -> Vec<Kid> {
    Leaf::read(&entry.record.leaf).map(|leaf| erased_kids(&leaf, &entry.record)).unwrap_or_default()
}

/// A sender that has gone away needs no answer.
fn answer_all(
    committed: Vec<(Committed, SyncSender<Answer>)>,
    refused: Vec<(AppendError, SyncSender<Answer>)>,
) {
    for (entry, answer) in committed {
        let _ = answer.send(Ok(entry));
    }
    for (error, answer) in refused {
        let _ = answer.send(Err(error));
    }
}

/// The log's word for everything that keeps it from answering.
pub(super) fn unavailable(why: impl ToString) -> Unavailable {
    Unavailable(why.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(n: u64) -> CommandId {
        format!("00000000-0000-5000-8000-{n:012x}").parse().unwrap()
    }

    #[test]
    fn every_command_after_the_point_it_is_complete_from_is_at_hand() {
        let mut recent = RecentCommands::after(Position(10));
        for position in 11..100_000 {
            recent.add(command(position), Position(position));
            let first = recent.complete_after.0 + 1;
            assert_eq!(recent.get(command(first)), Some(Position(first)));
            assert!(position - first < 2 * RECENT_COMMANDS as u64);
        }
        assert_eq!(recent.get(command(11)), None);
        let first = recent.complete_after.0 + 1;
        assert!((first..100_000).all(|position| recent.get(command(position)) == Some(Position(position))));
    }
}
