//! Every page's address, and how a page is asked for.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get, post};
use samspor_core::actor::Role;
use samspor_core::log::Position;
use samspor_core::words::PatientId;

use super::look::{Look, Parts, part};
use super::refused::Rendered;
use super::{access, caseload, erasures, lists, overdue, overview, patient, post as posted, refused};
use crate::access::{Glance, Reader};
use crate::http::caller::Visitor;
use crate::http::gateway::Gateway;
use crate::http::problem::Problem;
use crate::http::reports::reached;

/// Builds a page from a look and the parts of its address.
type Build = fn(&Look<'_>, &Parts) -> Result<Rendered, Problem>;

/// The pages.
pub(crate) fn routes() -> Router<Gateway> {
    Router::new()
        .route("/", get(|| async { Redirect::to("/oversikt") }))
        .route("/oversikt", get(front))
        .route("/forfalt", shown("/forfalt", overdue::page))
        .route("/saksmengde", shown("/saksmengde", caseload::page))
        .route("/behovsmeldinger", shown("/behovsmeldinger", lists::inbox))
        .route("/uten-koordinator", shown("/uten-koordinator", lists::without_coordinator))
        .route("/vedtak-uten-plan", shown("/vedtak-uten-plan", lists::granted_without_plan))
        .route("/samtykker", shown("/samtykker", lists::consents))
        .route("/etterregistrert", shown("/etterregistrert", lists::late_registrations))
        .route("/slettinger", shown("/slettinger", erasures::page))
        .route("/koordinator/{person}", get(coordinator))
        .route("/pasient/{patient}", get(patients_page))
        .route("/pasient/{patient}/innsyn", get(access_page))
        .route("/pasient/{patient}/{form}", post(posted::take))
}

fn shown(path: &'static str, build: Build) -> MethodRouter<Gateway> {
    get(
        move |State(gateway): State<Gateway>, Visitor(reader): Visitor, Query(parts): Query<Parts>| async move {
            answered(&gateway, (reader, path, None), parts, build).await
        },
    )
}

/// The overview; for a patient the own file.
async fn front(
    State(gateway): State<Gateway>,
    Visitor(reader): Visitor,
    Query(parts): Query<Parts>,
) -> Response {
    if let (Role::Patient, Some(own)) = (reader.actor.role, reader.actor.acting_for) {
        return Redirect::to(&format!("/pasient/{own}")).into_response();
    }
    answered(&gateway, (reader, "/oversikt", None), parts, overview::page).await
}

async fn coordinator(
    State(gateway): State<Gateway>,
    Visitor(reader): Visitor,
    Path(person): Path<String>,
    Query(parts): Query<Parts>,
) -> Response {
    answered(&gateway, (reader, "/koordinator", None), parts, move |look, parts| {
        let person = person.parse().map_err(|_| Problem::not_found())?;
        lists::patients_of(look, parts, person)
    })
    .await
}

async fn patients_page(
    State(gateway): State<Gateway>,
    Visitor(reader): Visitor,
    Path(reference): Path<String>,
    Query(parts): Query<Parts>,
) -> Response {
    let Ok(patient) = reference.parse() else { return refused::page(&Problem::not_found()) };
    answered(&gateway, (reader, "/pasient", Some(patient)), parts, move |look, parts| {
        patient::page(look, parts, patient, None)
    })
    .await
}

async fn access_page(
    State(gateway): State<Gateway>,
    Visitor(reader): Visitor,
    Path(reference): Path<String>,
    Query(parts): Query<Parts>,
) -> Response {
    let Ok(patient) = reference.parse() else { return refused::page(&Problem::not_found()) };
    answered(&gateway, (reader, access::NAME, Some(patient)), parts, move |look, parts| {
        access::page(look, parts, patient)
    })
    .await
}

/// A page on record, after the views have reached the position its address names; what goes wrong is a page too.
async fn answered(
    gateway: &Gateway,
    (reader, path, patient): (Reader, &'static str, Option<PatientId>),
    parts: Parts,
    build: impl FnOnce(&Look<'_>, &Parts) -> Result<Rendered, Problem> + Send + 'static,
) -> Response {
    let built = async {
        let at_least = part::<u64>(&parts, "at_least", "en posisjon")?;
        reached(gateway, at_least.map(Position)).await?;
        let mut glance = gateway.glance(reader, path)?;
        glance.about(None, patient);
        glance.decided_by("rights:page");
        let work = move |gateway: &Gateway, glance: &mut Glance| {
            let actor = glance.reader().actor.clone();
            build(&Look::new(gateway, &actor, glance, &parts)?, &parts)
        };
        gateway.read_on_record(glance, work).await
    };
    match built.await {
        Ok(page) => page.into_response(),
        Err(problem) => refused::page(&problem),
    }
}
