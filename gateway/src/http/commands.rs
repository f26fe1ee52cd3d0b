//! `POST /v1/commands`: one command in, its answer out, the first answer again for the same id.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::header::{CONTENT_TYPE, IF_MATCH};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use samspor_core::command::Command;
use samspor_core::log::Position;
use samspor_core::words::{CommandId, PatientId, TenantId};

use super::caller::Caller;
use super::gateway::Gateway;
use super::problem::Problem;
use crate::access::Reader;

/// The most bytes of a command.
pub(crate) const BODY_BYTES_MAX: usize = 64 * 1024;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const LEDGER_POSITION: HeaderName = HeaderName::from_static("ledger-position");

/// Takes a command. An answer means its entry is durable; after 503 it may be, and the same id gives its answer.
pub(crate) async fn take(
    State(gateway): State<Gateway>,
    Caller(reader): Caller,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let body = body.map_err(|rejection| unread_body(&rejection))?;
    if !is_json(&headers) {
        return Err(Problem::of("media-type", "send the command as `Content-Type: application/json`"));
    }
    let text = std::str::from_utf8(&body).map_err(|_| Problem::malformed("", "the body is not UTF-8"))?;
    let key = key_in(&headers)?;
    let mut command = match Command::from_json(text, key) {
        Ok(command) => command,
        Err(refusal) => return Err(denied(&gateway, reader, ("command", None, None), refusal.into()).await),
    };
    if let Some(seen) = seen_in(&headers)? {
        if command.expected.is_some_and(|expected| expected != seen) {
            return Err(Problem::malformed("/expected", "differs from the header If-Match"));
        }
        command.expected = Some(seen);
    }
    let under_way = gateway.begin(command.id)?;
    let asked = (command.listed().command, Some(command.tenant), command.patient);
    let actor = reader.actor.clone();
    let answer = gateway.write(move |gateway| {
        let _under_way = under_way;
        gateway.ledger.submit(&command, &actor, gateway.now()).map_err(Problem::from)
    });
    match answer.await {
        Ok(answer) => Ok(([(LEDGER_POSITION, answer.position.to_string())], Json(answer)).into_response()),
        Err(problem) => Err(denied(&gateway, reader, asked, problem).await),
    }
}

/// A command refused because of who sent it goes into the access log before the sender hears of it; other problems don't.
/// What the sender hears is the problem itself, or that it can't be put on record.
pub(crate) async fn denied(
    gateway: &Gateway,
    reader: Reader,
    (name, tenant, patient): (&'static str, Option<TenantId>, Option<PatientId>),
    problem: Problem,
) -> Problem {
    if problem.status != 403 {
        return problem;
    }
    match gateway.glance(reader, name) {
        Ok(mut glance) => {
            glance.about(tenant, patient);
            glance.decided_by("authority");
            gateway.refused(glance, problem).await
        }
        Err(failed) => failed,
    }
}

fn unread_body(rejection: &BytesRejection) -> Problem {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::of("too-large", format!("a command is at most {BODY_BYTES_MAX} bytes"))
    } else {
        Problem::malformed("", "the body broke off")
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let text = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = text.split(';').next().unwrap_or_default().trim();
    media_type.eq_ignore_ascii_case("application/json")
}

/// The idempotency key, quoted or bare.
fn key_in(headers: &HeaderMap) -> Result<Option<CommandId>, Problem> {
    let Some(value) = headers.get(KEY) else { return Ok(None) };
    let key = value.to_str().ok().and_then(|text| unquoted(text).parse().ok());
    key.map(Some).ok_or_else(|| Problem::malformed("/id", "the header Idempotency-Key is no UUID"))
}

/// The position the caller has seen, as an entity tag or bare.
fn seen_in(headers: &HeaderMap) -> Result<Option<Position>, Problem> {
    let Some(value) = headers.get(IF_MATCH) else { return Ok(None) };
    let seen = value.to_str().ok().and_then(|text| unquoted(text).parse().ok());
    let accepted =
        "the header If-Match is no position: send the stream's newest one you have seen, such as \"17\"";
    seen.map(|seen| Some(Position(seen))).ok_or_else(|| Problem::malformed("/expected", accepted))
}

fn unquoted(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}
