//! Every page's address, and how a page is asked for.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get, post};
use samspor_core::actor::Role;
use samspor_core::log::Position;

use super::look::{Look, Parts, part};
use super::{caseload, lists, overdue, overview, patient, post as posted, refused};
use crate::http::caller::Visitor;
use crate::http::gateway::Gateway;
use crate::http::problem::Problem;
use crate::http::reports::reached;

/// Builds a page from a look and the parts of its address.
type Build = fn(&Look<'_>, &Parts) -> Result<String, Problem>;

/// The pages.
pub(crate) fn routes() -> Router<Gateway> {
    Router::new()
        .route("/", get(|| async { Redirect::to("/oversikt") }))
        .route("/oversikt", get(front))
        .route("/forfalt", shown(overdue::page))
        .route("/saksmengde", shown(caseload::page))
        .route("/behovsmeldinger", shown(lists::inbox))
        .route("/uten-koordinator", shown(lists::without_coordinator))
        .route("/vedtak-uten-plan", shown(lists::granted_without_plan))
        .route("/samtykker", shown(lists::consents))
        .route("/etterregistrert", shown(lists::late_registrations))
        .route("/koordinator/{person}", get(coordinator))
        .route("/pasient/{patient}", get(patients_page))
        .route("/pasient/{patient}/{form}", post(posted::take))
}

fn shown(build: Build) -> MethodRouter<Gateway> {
    get(
        move |State(gateway): State<Gateway>, Visitor(actor): Visitor, Query(parts): Query<Parts>| async move {
            answered(&gateway, parts, move |gateway, parts| build(&Look::new(gateway, &actor, parts)?, parts))
                .await
        },
    )
}

/// The overview; for a patient the own file.
async fn front(
    State(gateway): State<Gateway>,
    Visitor(actor): Visitor,
    Query(parts): Query<Parts>,
) -> Response {
    if let (Role::Patient, Some(own)) = (actor.role, actor.acting_for) {
        return Redirect::to(&format!("/pasient/{own}")).into_response();
    }
    answered(&gateway, parts, move |gateway, parts| {
        overview::page(&Look::new(gateway, &actor, parts)?, parts)
    })
    .await
}

async fn coordinator(
    State(gateway): State<Gateway>,
    Visitor(actor): Visitor,
    Path(person): Path<String>,
    Query(parts): Query<Parts>,
) -> Response {
    answered(&gateway, parts, move |gateway, parts| {
        let person = person.parse().map_err(|_| Problem::not_found())?;
        lists::patients_of(&Look::new(gateway, &actor, parts)?, parts, person)
    })
    .await
}

async fn patients_page(
    State(gateway): State<Gateway>,
    Visitor(actor): Visitor,
    Path(reference): Path<String>,
    Query(parts): Query<Parts>,
) -> Response {
    answered(&gateway, parts, move |gateway, parts| {
        let reference = reference.parse().map_err(|_| Problem::not_found())?;
        patient::page(&Look::new(gateway, &actor, parts)?, parts, reference, None)
    })
    .await
}

/// A page, after the views have reached the position its address names; what goes wrong is a page too.
async fn answered(
    gateway: &Gateway,
    parts: Parts,
    build: impl FnOnce(&Gateway, &Parts) -> Result<String, Problem> + Send + 'static,
) -> Response {
    let at_least = part::<u64>(&parts, "at_least", "en posisjon").map(|position| position.map(Position));
    let waited = match at_least {
        Ok(at_least) => reached(gateway, at_least).await,
        Err(problem) => Err(problem),
    };
    let built = match waited {
        Ok(()) => gateway.read(move |gateway| build(gateway, &parts)).await,
        Err(problem) => Err(problem),
    };
    match built {
        Ok(html) => Html(html).into_response(),
        Err(problem) => refused::page(&problem),
    }
}
