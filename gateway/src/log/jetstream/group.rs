//! A group of drafts on its way: which of them can go now, and as which records.

use std::collections::HashMap;
use std::sync::mpsc::SyncSender;

use samspor_core::log::{
    AppendError, Committed, Draft, Position, Sealer, StreamHead, StreamKey, Unavailable,
};

use super::following::Following;
use super::publishing::Letter;
use super::subjects::subject_of;
use crate::log::segments::layout::contain;

/// What is written for `recorded_at`, which follows along the log: no writer can know it.
const NOT_KNOWN_YET: i64 = 0;

/// What the committer is asked for.
pub(super) enum Asked {
    /// An entry.
    Write(Job),
    /// To read all the leader has; whether that went well.
    Look(SyncSender<Result<(), Unavailable>>),
}

/// A draft, and where its sender waits.
pub(super) struct Job {
    pub(super) draft: Draft,
    pub(super) after: Position,
    pub(super) answer: SyncSender<Answer>,
}

pub(super) type Answer = Result<Committed, AppendError>;

/// A draft that has become a message.
pub(super) struct Going {
    pub(super) job: Job,
    pub(super) letter: Letter,
    pub(super) number: u64,
}

/// What is sent together.
#[derive(Default)]
pub(super) struct Group {
    pub(super) going: Vec<Going>,
    /// The heads of streams as they will be when all of it is written; their positions are not known yet.
    heads: HashMap<StreamKey, StreamHead>,
}

/// What seals drafts and knows where they go.
pub(super) struct Desk {
    pub(super) sealer: Sealer,
    pub(super) prefix: String,
    /// Whether a group may hold two entries of one stream: only where all are written or none.
    pub(super) chains: bool,
}

impl Group {
    /// Adds a draft, answers it, or gives it back: it has to wait until the group is written.
    pub(super) fn add(&mut self, job: Job, desk: &mut Desk, following: &Following) -> Option<Job> {
        let stream = job.draft.stream;
        if let Some(position) = following.shared.position_of(job.draft.command) {
            return job.refuse(AppendError::Known(Position(position)));
        }
        if let Some(head) = self.heads.get(&stream).copied() {
            let may_follow = desk.chains && job.after == Position::ANY;
            return if may_follow { self.put(job, desk, following, (head, None)) } else { Some(job) };
        }
        let head = following.head_of(&stream);
        let newest = head.map_or(Position::START, |head| head.newest);
        if job.after != Position::ANY && job.after != newest {
            return job.refuse(AppendError::Conflict { newest });
        }
        let head = head.unwrap_or_else(|| desk.sealer.fresh_stream());
        self.put(job, desk, following, (head, Some(newest.0)))
    }

    fn put(
        &mut self,
        job: Job,
        desk: &mut Desk,
        following: &Following,
        (head, after): (StreamHead, Option<u64>),
    ) -> Option<Job> {
        let (stream, id) = (job.draft.stream, job.draft.command.to_string());
        let shared = &following.shared;
        let subject = match shared.subject(&head.sid) {
            Some(subject) => Ok(subject.to_string()),
            None => subject_of(&stream, &desk.prefix, &*shared.keys, &shared.origin),
        };
        let sealed = subject.and_then(|subject| {
            let (record, next) = desk.sealer.behind(head, Position::START, job.draft.clone())?;
            Ok((subject, record, next))
        });
        let (subject, record, next) = match sealed {
            Ok(sealed) => sealed,
            Err(no_key) => return job.refuse(no_key.into()),
        };
        let mut container = Vec::new();
        if contain(&mut container, NOT_KNOWN_YET, &record.leaf, &record.bodies).is_err() {
            return job.refuse(unavailable("the entry is larger than an entry may be").into());
        }
        self.heads.insert(stream, next);
        let letter = Letter { subject, id, after, container };
        self.going.push(Going { job, letter, number: next.number });
        None
    }
}

impl Job {
    /// Answers with an error: nothing was written. A sender that has gone away needs no answer.
    pub(super) fn refuse(self, error: AppendError) -> Option<Self> {
        let _ = self.answer.send(Err(error));
        None
    }
}

/// The log's word for everything that keeps it from answering.
pub(super) fn unavailable(why: impl ToString) -> Unavailable {
    Unavailable(why.to_string())
}
