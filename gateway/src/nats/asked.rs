//! A NATS request as the HTTP request it stands for: one way in, so that types, errors, rights and idempotency are the same.

use async_nats::{HeaderMap as NatsHeaders, Message};
use axum::body::Body;
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, IF_MATCH};
use axum::http::{HeaderName, Method, Request};
use serde_json::{Map, Value};

use crate::http::Problem;
use crate::pages::encoded;

/// What can be asked: the endpoint's name, its subject behind the service's, and what it stands for.
pub(super) const ENDPOINTS: [(&str, &str, Stands); 5] = [
    ("commands", "commands", Stands::Command),
    ("reports", "reports.*", Stands::Report),
    ("state", "patients.state", Stands::State),
    ("history", "patients.history", Stands::History),
    ("why", "obligations.why", Stands::Why),
];

/// What an endpoint stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    /// `POST /v1/commands`, the command as it is.
    Command,
    /// `GET /v1/reports/<the subject's last word>`, its parameters as a JSON object.
    Report,
    /// `GET /v1/patients/<patient>`.
    State,
    /// `GET /v1/patients/<patient>/history`.
    History,
    /// `GET /v1/obligations/<id>/why`.
    Why,
}

/// Headers that mean the same over NATS.
const TAKEN: [HeaderName; 6] = [
    AUTHORIZATION,
    IF_MATCH,
    ACCEPT_LANGUAGE,
    HeaderName::from_static("idempotency-key"),
    HeaderName::from_static("samspor-purpose"),
    HeaderName::from_static("traceparent"),
];

/// The most bytes of the parameters of a question.
const QUESTION_BYTES_MAX: usize = 16 * 1024;

/// The request that a message stands for.
pub(super) fn request(stands: Stands, message: &Message) -> Result<Request<Body>, Problem> {
    let (method, path, body) = match stands {
        Stands::Command => (Method::POST, "/v1/commands".to_owned(), Body::from(message.payload.clone())),
        Stands::Report => {
            let name = message.subject.as_str().rsplit('.').next().unwrap_or_default();
            (
                Method::GET,
                asked(&format!("/v1/reports/{}", encoded(name)), &mut parameters(message)?)?,
                Body::empty(),
            )
        }
        Stands::State => (Method::GET, of_one("/v1/patients/", "patient", "", message)?, Body::empty()),
        Stands::History => {
            (Method::GET, of_one("/v1/patients/", "patient", "/history", message)?, Body::empty())
        }
        Stands::Why => (Method::GET, of_one("/v1/obligations/", "id", "/why", message)?, Body::empty()),
    };
    let mut request = Request::builder().method(method).uri(path);
    if stands == Stands::Command {
        request = request.header(CONTENT_TYPE, "application/json");
    }
    for name in TAKEN {
        if let Some(value) = message.headers.as_ref().and_then(|headers| in_any_case(headers, &name)) {
            request = request.header(name, value);
        }
    }
    request.body(body).map_err(|_| Problem::malformed("", "a header or parameter can't be sent on"))
}

/// NATS tells `Authorization` and `authorization` apart; we don't.
fn in_any_case(headers: &NatsHeaders, name: &HeaderName) -> Option<String> {
    let mut found = headers.iter().filter(|(told, _)| told.to_string().eq_ignore_ascii_case(name.as_str()));
    found.find_map(|(_, values)| values.first().map(ToString::to_string))
}

/// The path of something that is named in the parameters: never in a subject, which servers log.
fn of_one(before: &str, name: &str, behind: &str, message: &Message) -> Result<String, Problem> {
    let mut parameters = parameters(message)?;
    let Some(Value::String(id)) = parameters.remove(name) else {
        return Err(Problem::malformed(&format!("/{name}"), "is missing: an id as text"));
    };
    asked(&format!("{before}{}{behind}", encoded(&id)), &mut parameters)
}

fn parameters(message: &Message) -> Result<Map<String, Value>, Problem> {
    if message.payload.len() > QUESTION_BYTES_MAX {
        return Err(Problem::of("too-large", format!("a question is at most {QUESTION_BYTES_MAX} bytes")));
    }
    if message.payload.is_empty() {
        return Ok(Map::new());
    }
    let told = serde_json::from_slice(&message.payload);
    told.map_err(|error| Problem::malformed("", format!("the parameters are no JSON object: {error}")))
}

/// A path with its parameters as a query.
fn asked(path: &str, parameters: &mut Map<String, Value>) -> Result<String, Problem> {
    let mut query = Vec::with_capacity(parameters.len());
    for (name, value) in &*parameters {
        let value = match value {
            Value::String(text) => text.clone(),
            Value::Bool(_) | Value::Number(_) => value.to_string(),
            Value::Null => continue,
            Value::Array(_) | Value::Object(_) => {
                return Err(Problem::malformed(&format!("/{name}"), "is a text, a number, or true or false"));
            }
        };
        query.push(format!("{}={}", encoded(name), encoded(&value)));
    }
    Ok(if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) })
}
