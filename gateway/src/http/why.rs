//! `GET /v1/obligations/{id}/why`: the reason of one obligation, for whoever may see its row.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use samspor_core::actor::Actor;
use samspor_projections::question::{Known, Question, ReportName};
use samspor_projections::reports::DueId;
use serde_json::Value;

use super::answers;
use super::asked::Asked;
use super::caller::Caller;
use super::gateway::Gateway;
use super::problem::Problem;
use super::reports::reached;
use super::rights::rule;

/// `GET /v1/obligations/{id}/why`, at `valid` and `known` as every question.
pub(crate) async fn why(
    State(gateway): State<Gateway>,
    Caller(reader): Caller,
    Path(id): Path<String>,
    query: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let id: DueId = id.parse().map_err(|error: samspor_projections::reports::NoDueId| {
        Problem::malformed("/id", format!("{error}: rows of overdue and obligations carry one"))
    })?;
    let asked = Asked::of(query)?;
    let question = asked.question(ReportName::Obligations)?;
    reached(&gateway, asked.at_least()?).await?;
    let actor = reader.actor.clone();
    let mut glance = gateway.glance(reader, "why")?.asking(&question);
    glance.about(Some(id.tenant()), id.patient());
    glance.decided_by(rule(actor.role, question.report));
    let answer = gateway.read_on_record(glance, move |gateway, glance| {
        let reason = reason(gateway, &actor, id, question)?;
        glance.shows_answer(&reason);
        Ok(reason)
    });
    Ok(answer.await?.into_response())
}

/// The reason, if the caller may see the obligation's row at the same (valid, known).
fn reason(gateway: &Gateway, actor: &Actor, id: DueId, question: Question) -> Result<Value, Problem> {
    let (patient, person) = (id.patient(), id.person().filter(|_| id.patient().is_none()));
    let question = Question { tenant: Some(id.tenant()), patient, person, unit: None, ..question };
    let answer = answers::ask(gateway, actor, question.clone())?.into_value();
    let known: Option<Known> = answer["known"].as_str().and_then(|known| known.parse().ok());
    let question = Question { known, ..question };
    let reasons = gateway.ledger.views.why(&[id], &question, gateway.now())?;
    let Some(reason) = reasons.into_answer() else {
        return Err(Problem::of("not-found", "there is no such obligation on this day, as known then"));
    };
    let rows = answer["rows"].as_array().map(Vec::as_slice).unwrap_or_default();
    if rows.iter().any(|row| row["id"] == reason["id"]) {
        Ok(reason)
    } else {
        Err(Problem::not_allowed("this obligation is not one of yours, nor of your unit's"))
    }
}
