//! What every request stands on: the ledger, the tokens, the clock, and how much may be under way at once.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use samspor_core::words::{CommandId, Instant};
use tokio::sync::Semaphore;

use super::problem::Problem;
use crate::ledger::Ledger;
use crate::tokens::Tokens;

/// The most commands that are being decided and written at once; they share the log's groups.
const COMMANDS_AT_ONCE_MAX: usize = 256;
/// The most questions that are being computed at once.
const QUESTIONS_AT_ONCE_MAX: usize = 16;
/// The most records of readings that wait for the access log at once; they share its groups.
const RECORDS_AT_ONCE_MAX: usize = 256;
/// How long a request waits for its turn.
const TURN_WAIT: Duration = Duration::from_secs(5);

/// Shared by all requests.
#[derive(Clone)]
pub(crate) struct Gateway {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) tokens: Arc<Tokens>,
    clock: fn() -> Instant,
    under_way: Arc<Mutex<HashSet<CommandId>>>,
    commands: Arc<Semaphore>,
    questions: Arc<Semaphore>,
    records: Arc<Semaphore>,
}

/// A command id that is under way until this is dropped.
pub(crate) struct UnderWay {
    ids: Arc<Mutex<HashSet<CommandId>>>,
    id: CommandId,
}

impl Gateway {
    /// A gateway on a ledger, with the clock that says what is now.
    pub(crate) fn new(ledger: Arc<Ledger>, tokens: Arc<Tokens>, clock: fn() -> Instant) -> Self {
        Self {
            ledger,
            tokens,
            clock,
            under_way: Arc::default(),
            commands: Arc::new(Semaphore::new(COMMANDS_AT_ONCE_MAX)),
            questions: Arc::new(Semaphore::new(QUESTIONS_AT_ONCE_MAX)),
            records: Arc::new(Semaphore::new(RECORDS_AT_ONCE_MAX)),
        }
    }

    pub(crate) fn now(&self) -> Instant {
        (self.clock)()
    }

    /// Takes a command id for as long as the answer lives; 409 while somebody else has it.
    pub(crate) fn begin(&self, id: CommandId) -> Result<UnderWay, Problem> {
        if locked(&self.under_way).insert(id) {
            return Ok(UnderWay { ids: Arc::clone(&self.under_way), id });
        }
        Err(Problem::again_later("in-progress", "the same id is being decided: ask again for its answer", 1))
    }

    /// Runs a write where it may block, a bounded number at once.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.blocking(&self.commands, work).await
    }

    /// Runs a question where it may block, a bounded number at once.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.blocking(&self.questions, work).await
    }

    /// Writes a record of a reading, after the question has given its turn away.
    pub(super) async fn write_record<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.blocking(&self.records, work).await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        turns: &Arc<Semaphore>,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = tokio::time::timeout(TURN_WAIT, Arc::clone(turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Err(Problem::again_later("busy", "nothing was done: send it again", 1));
        };
        let gateway = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let done = work(&gateway);
            drop(turn);
            done
        });
        done.await.unwrap_or_else(|error| Err(Problem::failed(&error)))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        locked(&self.ids).remove(&self.id);
    }
}

/// The set holds whole ids only, so one that a panic left is as good as any.
fn locked(ids: &Mutex<HashSet<CommandId>>) -> MutexGuard<'_, HashSet<CommandId>> {
    ids.lock().unwrap_or_else(PoisonError::into_inner)
}
