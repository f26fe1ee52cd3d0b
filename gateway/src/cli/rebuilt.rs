//! Whether the views kept up entry by entry give the answers of views built from zero.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use samspor_core::decision::Surroundings;
use samspor_core::entry::Opener;
use samspor_core::log::{AppendError, Committed, Draft, Log, Placed, Position, StreamKey, Unavailable};
use samspor_core::submit::World;
use samspor_core::words::{CommandId, Instant, TenantId};
use samspor_projections::live::{QuestionError, ViewError, Views};
use samspor_projections::question::{Known, Question, ReportName};
use serde_json::Value;

use super::failure::Failure;
use super::progress::Progress;
use super::report::unanswered;
use crate::crew::Threads;
use crate::ledger::Ledger;

const PAGE_ENTRIES: usize = 256;

/// The reports, each with its tenant, whose answers differ; none when all is well. The second figure says how many
/// answers were compared.
pub(super) fn differences(ledger: &Ledger, now: Instant) -> Result<(Vec<String>, usize), Failure> {
    let followed = followed(&ledger.log, now)?;
    let built = Views::open_with(Arc::clone(&ledger.log), Arc::new(Threads), now).map_err(unbuilt)?;
    let (mut different, mut compared) = (Vec::new(), 0);
    for tenant in tenants(&built) {
        for report in ReportName::ALL {
            let question = Question {
                tenant: Some(tenant),
                valid: Some(now.day()),
                known: Some(Known::Moment(now)),
                ..Question::new(*report)
            };
            let answers = [&*ledger.views, &followed, &built].map(|views| answer(views, &question, now));
            let [opened, followed, built] = answers;
            let built = built?;
            compared += usize::from(built.is_some());
            if opened? != built || followed? != built {
                different.push(format!("{report} of {tenant}"));
            }
        }
    }
    Ok((different, compared))
}

/// The answer, or none where the report is about one patient or person only.
fn answer(views: &Views, question: &Question, now: Instant) -> Result<Option<Value>, Failure> {
    match views.answer(question, now) {
        Ok(answer) => Ok(Some(answer)),
        Err(QuestionError::Missing(_)) => Ok(None),
        Err(error) => Err(unanswered(error)),
    }
}

fn tenants(views: &Views) -> Vec<TenantId> {
    let mut tenants = Vec::new();
    views.look(&mut |around: &dyn Surroundings| {
        tenants = around.directory().tenants().map(|(tenant, _)| tenant).collect();
    });
    tenants
}

/// Views that took in the log as it grew: one entry, then the next, each on its day.
fn followed(log: &Arc<dyn Log>, now: Instant) -> Result<Views, Failure> {
    let growing = Arc::new(Growing { log: Arc::clone(log), head: AtomicU64::new(0) });
    let all = log.head();
    let mut progress = Progress::of("following the log");
    let mut views = None;
    let mut after = Position::START;
    while after < all {
        let page = log.page(after, PAGE_ENTRIES).map_err(|error| unbuilt(error.into()))?;
        for placed in &page {
            after = placed.position;
            growing.head.store(after.0, Ordering::Release);
            let at = placed.recorded_at;
            match &views {
                None => views = Some(Views::open(Arc::clone(&growing) as Arc<dyn Log>, at).map_err(unbuilt)?),
                Some(views) => views.catch_up(at).map(|_| ()).map_err(unbuilt)?,
            }
        }
        progress.at(after.0, all.0);
    }
    progress.done();
    let views = views.map_or_else(|| Views::open(Arc::clone(log), now), Ok).map_err(unbuilt)?;
    views.catch_up(now).map_err(unbuilt)?;
    Ok(views)
}

fn unbuilt(error: ViewError) -> Failure {
    Failure::unavailable("the views cannot be built", error)
}

/// A log as it was when it ended at a position.
struct Growing {
    log: Arc<dyn Log>,
    head: AtomicU64,
}

impl Log for Growing {
    fn append(&self, draft: Draft, after: Position) -> Result<Committed, AppendError> {
        self.log.append(draft, after)
    }

    fn stream(&self, stream: &StreamKey, up_to: Position) -> Result<Vec<Placed>, Unavailable> {
        self.log.stream(stream, up_to.min(self.head()))
    }

    fn page(&self, after: Position, entries_max: usize) -> Result<Vec<Placed>, Unavailable> {
        let left = usize::try_from(self.head().0.saturating_sub(after.0)).unwrap_or(usize::MAX);
        self.log.page(after, entries_max.min(left))
    }

    fn head(&self) -> Position {
        Position(self.head.load(Ordering::Acquire))
    }

    fn opener(&self) -> Opener<'_> {
        self.log.opener()
    }

    fn stream_of(&self, placed: &Placed) -> Option<StreamKey> {
        self.log.stream_of(placed)
    }

    fn position_of(&self, command: CommandId) -> Result<Option<Position>, Unavailable> {
        Ok(self.log.position_of(command)?.filter(|position| *position <= self.head()))
    }
}
