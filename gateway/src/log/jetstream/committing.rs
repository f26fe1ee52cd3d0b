//! The one task of a gateway that writes: groups what has queued, sends it, reads what came before it, answers.

use std::sync::Arc;
use std::time::{Duration, Instant as Tick};

use async_nats::Subscriber;
use futures_util::{StreamExt, future::join_all};
use samspor_core::log::{Committed, Position};
use samspor_core::seal::Subject;
use tokio::sync::mpsc::Receiver;

use super::fetching::Got;
use super::following::{Following, NotFollowed};
use super::group::{Asked, Desk, Going, Group, Job, unavailable};
use super::known::Shared;
use super::publishing::{Letter, Sent};
use super::subjects::derived_under;
use crate::clock;

/// A group never holds more entries; a server takes a thousand in one batch.
const GROUP_ENTRIES_MAX: usize = 256;
/// How long a draft may wait for others that write to its stream.
const WRITE_WAIT: Duration = Duration::from_secs(10);
/// Before looking again what came in between, when it can't be seen yet.
const RACE_PAUSE: Duration = Duration::from_millis(2);
/// The log is read on so often, when no other gateway says that entries have come.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Nothing is written by a gateway that has not read all there was so long ago. A command that came in at another
/// gateway since then is told by its id, which the servers know for two minutes.
const CURRENT_FOR: Duration = Duration::from_secs(30);

/// Owner of what has been read and of the pen.
pub(super) struct Committing {
    pub(super) following: Following,
    desk: Desk,
    /// When all that was written before was known to be read.
    current_at: Tick,
    /// Batches of this gateway begin so.
    batch_name: String,
    batches: u64,
}

impl Committing {
    /// A committer that had read all there was at a moment.
    pub(super) fn new(following: Following, desk: Desk, current_at: Tick, batch_name: String) -> Self {
        Self { following, desk, current_at, batch_name, batches: 0 }
    }

    pub(super) fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.following.shared)
    }

    /// Works until the queue is closed or the stream is no log any more. Senders left without an answer hear that the
    /// log is unavailable, since their end is dropped.
    pub(super) async fn run(mut self, mut queue: Receiver<Asked>, mut hints: Subscriber) {
        let mut look = tokio::time::interval(LOOK_EVERY);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let mut asked = Vec::new();
            let done = tokio::select! {
                biased;
                count = queue.recv_many(&mut asked, GROUP_ENTRIES_MAX) => {
                    if count == 0 {
                        return;
                    }
                    self.answer(asked).await
                }
                Some(_) = hints.next() => self.following.on().await,
                _ = look.tick() => self.look().await,
            };
            match done {
                Ok(()) => {}
                Err(NotFollowed::NotNow(why)) => tracing::debug!(why, "the log is not read on now"),
                Err(NotFollowed::Broken(error)) => return self.following.shared.stop(error.to_string()),
            }
        }
    }

    async fn answer(&mut self, asked: Vec<Asked>) -> Result<(), NotFollowed> {
        let (mut jobs, mut looks) = (Vec::new(), Vec::new());
        for asked in asked {
            match asked {
                Asked::Write(job) => jobs.push(job),
                Asked::Look(answer) => looks.push(answer),
            }
        }
        if !looks.is_empty() {
            let looked = self.be_current().await;
            for answer in looks {
                let _ = answer.send(match &looked {
                    Ok(()) => Ok(()),
                    Err(why) => Err(unavailable(why)),
                });
            }
            looked?;
        }
        if jobs.is_empty() { Ok(()) } else { self.write(jobs).await }
    }

    async fn look(&mut self) -> Result<(), NotFollowed> {
        if self.current_at.elapsed() < CURRENT_FOR {
            self.following.on().await
        } else {
            self.be_current().await
        }
    }

    /// Reads all there is at the leader.
    async fn be_current(&mut self) -> Result<(), NotFollowed> {
        let now = clock::tick();
        self.following.up_to_leader().await?;
        self.current_at = now;
        Ok(())
    }

    /// Writes all of the jobs, or answers why not. After an error those left without an answer are dropped.
    async fn write(&mut self, jobs: Vec<Job>) -> Result<(), NotFollowed> {
        let begun = clock::tick();
        if self.current_at.elapsed() >= CURRENT_FOR {
            self.be_current().await?;
        }
        let subjects =
            jobs.iter().flat_map(|job| job.draft.subjects().chain(derived_under(&job.draft.stream)));
        let subjects: Vec<Subject> = subjects.collect();
        let prepared = self.following.shared.keys.prepare(&subjects);
        prepared.map_err(|error| NotFollowed::NotNow(error.to_string()))?;
        let mut waiting = jobs;
        while !waiting.is_empty() {
            if begun.elapsed() > WRITE_WAIT {
                return Err(NotFollowed::NotNow("others kept writing to the same streams".to_owned()));
            }
            let mut group = Group::default();
            let add = |job| group.add(job, &mut self.desk, &self.following);
            let later: Vec<Job> = waiting.into_iter().filter_map(add).collect();
            waiting = self.send(group.going).await?;
            waiting.extend(later);
        }
        Ok(())
    }

    /// Sends a group and answers those whose fate is known; the jobs that lost a race are given back, and what won has
    /// been read.
    async fn send(&mut self, going: Vec<Going>) -> Result<Vec<Job>, NotFollowed> {
        if going.is_empty() {
            return Ok(Vec::new());
        }
        let now = clock::tick();
        let sent = self.sent(&going).await;
        let (mut stored, mut raced) = (Vec::new(), Vec::new());
        for (one, sent) in going.into_iter().zip(sent) {
            match sent {
                Sent::At(position) => stored.push((position, one)),
                Sent::Raced | Sent::NotInBatch => raced.push(one.job),
                Sent::Unknown(why) => {
                    one.job.refuse(unavailable(why).into());
                }
            }
        }
        stored.sort_by_key(|(position, _)| *position);
        if !stored.is_empty() {
            self.take_own(stored).await?;
            self.current_at = now;
            self.tell().await;
        }
        if !raced.is_empty() {
            let head = self.following.shared.head();
            self.be_current().await?;
            if self.following.shared.head() == head {
                // The winner is on its way and not written yet.
                tokio::time::sleep(RACE_PAUSE).await;
            }
        }
        Ok(raced)
    }

    /// What became of each message.
    async fn sent(&mut self, going: &[Going]) -> Vec<Sent> {
        let letters: Vec<Letter> = going.iter().map(|one| one.letter.clone()).collect();
        let nats = &self.following.nats;
        if self.desk.chains && letters.len() > 1 {
            self.batches += 1;
            let batch = format!("{}{}", self.batch_name, self.batches);
            match nats.publish_all(&letters, &batch).await {
                Sent::At(last) => {
                    let first = (last + 1).saturating_sub(letters.len() as u64);
                    return (first..=last).map(Sent::At).collect();
                }
                Sent::NotInBatch => tracing::debug!("the server takes no batch now; entries go one by one"),
                same @ (Sent::Raced | Sent::Unknown(_)) => return vec![same; letters.len()],
            }
        }
        // One that follows another of its group has no condition: it must not go before that one is known to be there.
        let publish = async |letter: &Letter| match letter.after {
            Some(_) => nats.publish(letter).await,
            None => Sent::NotInBatch,
        };
        join_all(letters.iter().map(publish)).await
    }

    /// Reads what others wrote before, takes in what was written here, and answers.
    async fn take_own(&mut self, stored: Vec<(u64, Going)>) -> Result<(), NotFollowed> {
        for (position, one) in stored {
            self.following.up_to(position - 1, &mut |_, _| ()).await?;
            let Letter { subject, container, .. } = one.letter;
            let taken = self.following.take(&Got { position, subject, container }, true)?;
            let committed = Committed {
                position: taken.head.newest,
                stream_position: one.number,
                recorded_at: taken.recorded_at,
                record: taken.record,
            };
            debug_assert_eq!(committed.position, Position(position));
            let _ = one.job.answer.send(Ok(committed));
        }
        Ok(())
    }

    /// Tells the other gateways that entries have come. Whoever misses it looks by itself.
    async fn tell(&self) {
        let nats = &self.following.nats;
        let told = nats.client.publish(nats.hints(), Vec::new().into()).await;
        if let Err(error) = told {
            tracing::debug!(%error, "the other gateways were not told");
        }
    }
}
