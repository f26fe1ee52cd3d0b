//! What operators and their tools ask: alive, ready, which version, what a kind of problem means.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::gateway::Gateway;
use super::problem::{KINDS, Problem};
use super::tlog;

/// `GET /healthz`: the program runs.
pub(crate) async fn alive() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

/// `GET /readyz`: the log can be read, the views have reached its end and its tree is signed; 503
/// until then.
pub(crate) async fn ready(State(gateway): State<Gateway>) -> Result<Json<Value>, Problem> {
    let (head, reached, signed) = gateway
        .read(|gateway| {
            let head = gateway.ledger.log.head();
            let reached = gateway.ledger.views.catch_up(gateway.now()).map_err(Problem::from)?;
            let tree = &gateway.ledger.trees.ledger;
            tree.sign_when_due().map_err(tlog::problem)?;
            let signed = tree.signed().map(|signed| signed.checkpoint().size);
            Ok((head, reached, signed))
        })
        .await?;
    if reached < head {
        return Err(Problem::again_later(
            "projection-behind",
            format!("the views are at {reached} of {head}"),
            1,
        ));
    }
    Ok(Json(
        json!({"status": "ready", "head": head, "views": reached, "signed": signed, "simulated": gateway.ledger.simulated()}),
    ))
}

/// `GET /version`.
pub(crate) async fn version() -> Json<Value> {
    Json(json!({"name": "samspor", "version": env!("CARGO_PKG_VERSION")}))
}

/// `GET /problems/{slug}`: what a problem's `type` points at.
pub(crate) async fn problem(Path(slug): Path<String>) -> Response {
    match KINDS.iter().find(|(one, _, _)| *one == slug) {
        Some((slug, title, status)) => {
            Json(json!({"type": format!("/problems/{slug}"), "title": title, "status": status}))
                .into_response()
        }
        None => Problem::not_found().into_response(),
    }
}
