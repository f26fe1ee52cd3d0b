//! Pages of an answer: a cursor fixes day, knowledge and position, so that pages never shift under the reader.

use samspor_core::log::Position;
use samspor_core::words::{Day, Instant};
use samspor_projections::question::{Known, Question, ReportName};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::answers::Allowed;
use super::files::unavailable;
use super::gateway::Gateway;
use super::problem::Problem;
use crate::tokens::{hex, unhex};

/// Where a page begins, and what the first page was an answer to.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cursor {
    /// A digest of the question, so that a cursor serves no other.
    question: String,
    valid: Day,
    /// The moment of the entry at the position: those up to it count, and no others ever will.
    until: Instant,
    /// `known` as the first page told it.
    known: Value,
    position: u64,
    /// How many rows that the caller may see stand before this page; others are not counted, so a cursor tells nothing of them.
    after: usize,
}

impl Cursor {
    /// Reads a cursor of a question.
    pub(crate) fn read(text: &str, question: &Question) -> Result<Self, Problem> {
        let cursor: Option<Self> = unhex(text).and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let ours = cursor.filter(|cursor| cursor.question == digest(question));
        ours.ok_or_else(|| {
            Problem::malformed("/cursor", "not a cursor of this question: take `next` of its answer")
        })
    }

    /// The question at the day and knowledge of the first page.
    pub(crate) fn fixed(&self, question: Question) -> Question {
        Question { valid: Some(self.valid), known: Some(Known::Moment(self.until)), ..question }
    }

    fn text(&self) -> String {
        hex(&serde_json::to_vec(self).expect("a cursor has string keys and finite numbers"))
    }
}

/// The rows of one page; `next` is in the answer where more follow.
pub(crate) fn page(
    gateway: &Gateway,
    question: &Question,
    mut allowed: Allowed,
    (cursor, limit): (Option<Cursor>, Option<usize>),
) -> Result<Value, Problem> {
    let after = cursor.as_ref().map_or(0, |cursor| cursor.after);
    if let Some(cursor) = &cursor {
        allowed.answer["known"] = cursor.known.clone();
        allowed.answer["position"] = cursor.position.into();
    }
    allowed.rows.retain(|(_, may)| *may);
    let end = limit.map(|limit| after.saturating_add(limit)).filter(|end| *end < allowed.rows.len());
    let next = match (end, cursor) {
        (None, _) => None,
        (Some(end), Some(cursor)) => Some(Cursor { after: end, ..cursor }),
        (Some(end), None) => first_cursor(gateway, question, &allowed.answer, end)?,
    };
    allowed.rows.truncate(end.unwrap_or(usize::MAX));
    allowed.rows.drain(..after.min(allowed.rows.len()));
    let mut answer = allowed.into_value();
    if let Some(next) = next {
        answer["next"] = next.text().into();
    }
    Ok(answer)
}

fn first_cursor(
    gateway: &Gateway,
    question: &Question,
    answer: &Value,
    after: usize,
) -> Result<Option<Cursor>, Problem> {
    let position = answer["position"].as_u64().unwrap_or(0);
    let valid = answer["valid"].as_str().and_then(|day| day.parse().ok());
    let (Some(until), Some(valid)) = (moment_of(gateway, question, Position(position))?, valid) else {
        return Ok(None);
    };
    let known = answer["known"].clone();
    Ok(Some(Cursor { question: digest(question), valid, until, known, position, after }))
}

/// When the entry at an answer's position was recorded.
fn moment_of(gateway: &Gateway, question: &Question, position: Position) -> Result<Option<Instant>, Problem> {
    if question.report == ReportName::AccessLog {
        return gateway.ledger.access.moment_of(position).map_err(unavailable);
    }
    let Some(before) = position.0.checked_sub(1) else { return Ok(None) };
    let placed = gateway.ledger.log.page(Position(before), 1).map_err(unavailable)?;
    Ok(placed.first().map(|placed| placed.recorded_at))
}

fn digest(question: &Question) -> String {
    let asked = Question { valid: None, known: None, ..question.clone() };
    hex(&Sha256::digest(format!("{asked:?}"))[..8])
}
