//! What goes on beside serving: the trees are signed every second, and the logs are scrubbed.

use std::sync::Arc;
use std::time::Duration;

use samspor_core::log::Position;
use thiserror::Error;
use tokio::task::JoinError;

use super::error::TreeError;
use super::log_tree::LogTree;
use super::pair::Trees;
use crate::clock;

/// How often the trees are looked after.
const EVERY: Duration = Duration::from_secs(1);
/// How long the scrubber rests when it has read everything.
const REST: Duration = Duration::from_mins(10);

/// Why a ledger is no longer served.
#[derive(Debug, Error)]
pub enum TendError {
    /// The log is not what was signed, or can't be read.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// The program has a fault of its own.
    #[error("looking after the trees ended early")]
    Ended(#[from] JoinError),
}

/// Signs until the end, and once more then. A disk that is full is tried again; a log that is not what was signed is the
/// end of serving.
pub(crate) async fn keep_signed(trees: Trees, ended: impl Future) -> Result<(), TendError> {
    tokio::pin!(ended);
    loop {
        let is_end = tokio::select! {
            _ = &mut ended => true,
            () = tokio::time::sleep(EVERY) => false,
        };
        let now = trees.clone();
        let tended = tokio::task::spawn_blocking(move || now.tend(clock::now())).await?;
        match tended {
            Err(error @ (TreeError::Disk { .. } | TreeError::Log(_))) => {
                tracing::warn!(%error, "the newest entries are not signed yet");
            }
            // Whoever asks the witnesses says so each time.
            Err(TreeError::OffClock { .. }) => {}
            other => other?,
        }
        if is_end {
            return Ok(());
        }
    }
}

/// Reads both logs again and again, slowly, until the end; what is not what was recorded is the end of serving.
pub(crate) async fn keep_scrubbed(trees: Trees, ended: impl Future) -> Result<(), TendError> {
    tokio::pin!(ended);
    let scrubbing = async {
        loop {
            for tree in [&trees.ledger, &trees.access] {
                scrub(tree).await?;
            }
            tokio::time::sleep(REST).await;
        }
    };
    tokio::select! {
        _ = &mut ended => Ok(()),
        failed = scrubbing => failed,
    }
}

async fn scrub(tree: &Arc<LogTree>) -> Result<(), TendError> {
    let mut at = Position::START;
    loop {
        let step = Arc::clone(tree);
        let step = tokio::task::spawn_blocking(move || step.scrub(at)).await?;
        let step =
            step.inspect_err(|error| tracing::error!(%error, "the scrubber has found damage: serving ends"))?;
        tokio::time::sleep(step.takes()).await;
        at = step.next;
        if at == Position::START {
            return Ok(());
        }
    }
}
