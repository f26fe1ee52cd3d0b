//! `GET /v1/reports/{name}`, and a patient's state and history, as far as the caller may see them.

use std::time::Duration;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::header::LINK;
use axum::http::{HeaderName, HeaderValue, Uri};
use axum::response::{IntoResponse, Response};
use samspor_core::log::Position;
use samspor_projections::question::{Question, ReportName};
use serde_json::Value;

use super::answers;
use super::asked::Asked;
use super::caller::Caller;
use super::gateway::Gateway;
use super::paging::{self, Cursor};
use super::problem::Problem;
use super::rights::rule;
use crate::access::Reader;

/// How long a read waits for the views to reach the position it asks for.
const BEHIND_WAIT: Duration = Duration::from_secs(2);
const BEHIND_LOOK: Duration = Duration::from_millis(5);

/// `GET /v1/reports/{name}`.
pub(crate) async fn report(
    State(gateway): State<Gateway>,
    Caller(reader): Caller,
    Path(name): Path<String>,
    OriginalUri(uri): OriginalUri,
    query: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let report: ReportName = name.parse().map_err(|_| {
        Problem::of("not-found", "no report has this name; the contract lists them in its section 5")
    })?;
    let asked = Asked::of(query)?;
    let question = asked.question(report)?;
    answered(&gateway, reader, asked, question, &uri).await
}

/// `GET /v1/patients/{patient}`: the whole file.
pub(crate) async fn state(
    State(gateway): State<Gateway>,
    Caller(reader): Caller,
    Path(patient): Path<String>,
    OriginalUri(uri): OriginalUri,
    query: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let asked = Asked::of(query)?;
    let question = about(&patient, asked.question(ReportName::State)?)?;
    answered(&gateway, reader, asked, question, &uri).await
}

/// `GET /v1/patients/{patient}/history`.
pub(crate) async fn history(
    State(gateway): State<Gateway>,
    Caller(reader): Caller,
    Path(patient): Path<String>,
    OriginalUri(uri): OriginalUri,
    query: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let asked = Asked::of(query)?;
    let question = about(&patient, asked.question(ReportName::History)?)?;
    answered(&gateway, reader, asked, question, &uri).await
}

/// Waits until the views have reached a position; at most two seconds.
pub(crate) async fn reached(gateway: &Gateway, at_least: Option<Position>) -> Result<(), Problem> {
    let Some(at_least) = at_least else { return Ok(()) };
    if gateway.ledger.views.position() >= at_least {
        return Ok(());
    }
    let wait = async {
        loop {
            gateway.read(|gateway| Ok(gateway.ledger.views.catch_up(gateway.now()).is_ok())).await?;
            if gateway.ledger.views.position() >= at_least {
                return Ok(());
            }
            tokio::time::sleep(BEHIND_LOOK).await;
        }
    };
    tokio::time::timeout(BEHIND_WAIT, wait).await.unwrap_or_else(|_| {
        let detail = format!("position {at_least} is not reached yet: try again");
        Err(Problem::again_later("projection-behind", detail, 1))
    })
}

fn about(patient: &str, question: Question) -> Result<Question, Problem> {
    let patient = patient.parse().map_err(|_| {
        Problem::malformed(
            "/patient",
            "not a patient's opaque reference: numbers of persons never stand in an address",
        )
    })?;
    Ok(Question { patient: Some(patient), ..question })
}

async fn answered(
    gateway: &Gateway,
    reader: Reader,
    asked: Asked,
    question: Question,
    uri: &Uri,
) -> Result<Response, Problem> {
    reached(gateway, asked.at_least()?).await?;
    let limit = asked.limit()?;
    let cursor = asked.cursor.as_deref().map(|text| Cursor::read(text, &question)).transpose()?;
    let actor = reader.actor.clone();
    let mut glance = gateway.glance(reader, question.report.to_string())?.asking(&question);
    glance.decided_by(rule(actor.role, question.report));
    let answer = gateway.read_on_record(glance, move |gateway, glance| {
        let fixed = match &cursor {
            Some(cursor) => cursor.fixed(question.clone()),
            None => question.clone(),
        };
        let allowed = answers::ask(gateway, &actor, fixed)?;
        let answer = paging::page(gateway, &question, allowed, (cursor, limit))?;
        glance.shows_answer(&answer);
        Ok(answer)
    });
    Ok(answer.await?.response(|answer| shown(answer, uri)))
}

fn shown(answer: Value, uri: &Uri) -> Response {
    let position = answer.get("position").and_then(Value::as_u64);
    let parts = uri.query().unwrap_or_default().split('&').filter(|part| !part.starts_with("cursor="));
    let rest: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let next = answer.get("next").and_then(Value::as_str);
    let link = next.map(|next| format!("<{}?{}&cursor={next}>; rel=\"next\"", uri.path(), rest.join("&")));
    let mut response = Json(answer).into_response();
    let headers = response.headers_mut();
    if let Some(position) = position {
        headers.insert(HeaderName::from_static("ledger-position"), HeaderValue::from(position));
    }
    if let Some(Ok(link)) = link.map(|link| HeaderValue::from_str(&link)) {
        headers.insert(LINK, link);
    }
    response
}
