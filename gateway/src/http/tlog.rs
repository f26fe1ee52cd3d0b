//! The logs as anybody may check them, in the layout of c2sp.org/tlog-tiles: checkpoints, tiles, leaves. No personal data.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use samspor_core::log::Position;
use samspor_core::note::SignedCheckpoint;
use samspor_core::tree::{Bundle, Tile, entry_bundle, text_of_hash, tile_bytes};

use super::gateway::Gateway;
use super::problem::Problem;
use crate::tree::{LogTree, TreeError};

const LEDGER_POSITION: HeaderName = HeaderName::from_static("ledger-position");
const LEDGER_ROOT: HeaderName = HeaderName::from_static("ledger-root");

/// `GET /tlog/{path}`: the ledger's checkpoint, the newest one that was cosigned, a tile, or an entry bundle.
pub(crate) async fn ledger(State(gateway): State<Gateway>, Path(path): Path<String>) -> Response {
    let tree = Arc::clone(&gateway.ledger.trees.ledger);
    let cosigned = gateway.ledger.vouchers.as_ref().and_then(|vouchers| vouchers.ledger().newest());
    served(&gateway, tree, cosigned, path).await
}

/// `GET /tlog/access/{path}`: the same of the log of readings.
pub(crate) async fn access(State(gateway): State<Gateway>, Path(path): Path<String>) -> Response {
    let tree = Arc::clone(&gateway.ledger.trees.access);
    let cosigned = gateway.ledger.vouchers.as_ref().and_then(|vouchers| vouchers.access().newest());
    served(&gateway, tree, cosigned, path).await
}

/// Puts the root at an answer's position beside it, so that whoever asked can hold the log to it.
pub(crate) async fn rooted(State(gateway): State<Gateway>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let position =
        response.headers().get(LEDGER_POSITION).and_then(|value| value.to_str().ok()?.parse().ok());
    let Some(position) = position else { return response };
    let root =
        gateway.write(move |gateway| gateway.ledger.trees.ledger.root_at(position).map_err(problem)).await;
    match root.map(|root| HeaderValue::from_str(&text_of_hash(&root))) {
        Ok(Ok(root)) => {
            response.headers_mut().insert(LEDGER_ROOT, root);
        }
        Ok(Err(_)) | Err(_) => tracing::warn!(position, "an answer went without the root at its position"),
    }
    response
}

/// A tree that can't be had.
pub(crate) fn problem(error: TreeError) -> Problem {
    match error {
        TreeError::NotYet { .. } => Problem::not_found(),
        other => Problem::failed(&other),
    }
}

async fn served(
    gateway: &Gateway,
    tree: Arc<LogTree>,
    cosigned: Option<SignedCheckpoint>,
    path: String,
) -> Response {
    let found = gateway.read(move |_| found(&tree, cosigned, &path)).await;
    match found {
        Ok(Some(found)) => found.into_response(),
        Ok(None) => Problem::not_found().into_response(),
        Err(problem) => problem.into_response(),
    }
}

/// What is served: bytes, of what kind, and how long they stay what they are.
struct Found {
    bytes: Vec<u8>,
    kind: &'static str,
    cache: &'static str,
}

impl Found {
    fn checkpoint(signed: &SignedCheckpoint) -> Self {
        let bytes = signed.to_text().into_bytes();
        Self { bytes, kind: "text/plain; charset=utf-8", cache: "no-cache" }
    }
}

const BYTES: &str = "application/octet-stream";
const FOR_EVER: &str = "public, max-age=31536000, immutable";

fn found(tree: &LogTree, cosigned: Option<SignedCheckpoint>, path: &str) -> Result<Option<Found>, Problem> {
    let Some(signed) = tree.signed() else { return Ok(None) };
    match path {
        // With its cosignatures, once it has them.
        "checkpoint" => {
            let same = cosigned.filter(|cosigned| cosigned.checkpoint() == signed.checkpoint());
            return Ok(Some(Found::checkpoint(&same.unwrap_or(signed))));
        }
        "cosigned-checkpoint" => return Ok(cosigned.as_ref().map(Found::checkpoint)),
        _ => {}
    }
    let size = signed.checkpoint().size;
    let bytes = match (Bundle::from_path(path), Tile::from_path(path)) {
        (Some(bundle), _) => leaves(tree, bundle, size)?,
        (None, Some(tile)) => tree.tile(tile, size).map_err(problem)?.map(|hashes| tile_bytes(&hashes)),
        (None, None) => None,
    };
    Ok(bytes.map(|bytes| Found { bytes, kind: BYTES, cache: FOR_EVER }))
}

/// The leaves under a tile, as far as they are signed. Bodies are never served here.
fn leaves(tree: &LogTree, bundle: Bundle, size: u64) -> Result<Option<Vec<u8>>, Problem> {
    let there = Bundle::of_tree(bundle.index(), size);
    if there.is_none_or(|there| there.width() < bundle.width()) {
        return Ok(None);
    }
    let page = tree.log().page(Position(bundle.start()), usize::from(bundle.width()));
    let page = page.map_err(|error| problem(error.into()))?;
    Ok(entry_bundle(page.iter().map(|placed| placed.record.leaf.as_slice())))
}

impl IntoResponse for Found {
    fn into_response(self) -> Response {
        let kind = (CONTENT_TYPE, HeaderValue::from_static(self.kind));
        let cache = (CACHE_CONTROL, HeaderValue::from_static(self.cache));
        ([kind, cache], self.bytes).into_response()
    }
}
