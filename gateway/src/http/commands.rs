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
use samspor_core::words::CommandId;

use super::caller::Caller;
use super::gateway::Gateway;
use super::problem::Problem;

/// The most bytes of a command.
pub(crate) const BODY_BYTES_MAX: usize = 64 * 1024;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const LEDGER_POSITION: HeaderName = HeaderName::from_static("ledger-position");

/// Takes a command. An answer means its entry is durable; after 503 it may be, and the same id gives its answer.
pub(crate) async fn take(
    State(gateway): State<Gateway>,
    Caller(actor): Caller,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let body = body.map_err(|rejection| unread_body(&rejection))?;
    if !is_json(&headers) {
        return Err(Problem::of("media-type", "send the command as `Content-Type: application/json`"));
    }
    let text = std::str::from_utf8(&body).map_err(|_| Problem::malformed("", "the body is not UTF-8"))?;
    let mut command = Command::from_json(text, key_in(&headers)?)?;
    if let Some(seen) = seen_in(&headers)? {
        if command.expected.is_some_and(|expected| expected != seen) {
            return Err(Problem::malformed("/expected", "differs from the header If-Match"));
        }
        command.expected = Some(seen);
    }
    let under_way = gateway.begin(command.id)?;
    let answer = gateway
        .write(move |gateway| {
            let _under_way = under_way;
            gateway.ledger.submit(&command, &actor, gateway.now()).map_err(Problem::from)
        })
        .await?;
    Ok(([(LEDGER_POSITION, answer.position.to_string())], Json(answer)).into_response())
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
