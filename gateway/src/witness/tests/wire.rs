//! What the witness answers over HTTP, status by status.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header::CONTENT_TYPE};
use samspor_core::note::{Checkpoint, LogKey, PROOF_BYTES_MAX, WitnessKey};
use tower::ServiceExt;

use super::asked::{ORIGIN, TestLog, known, noon, witness_key, witness_on};
use crate::disk::SimulatedDisk;
use crate::witness::{KnownLogs, UnknownKey, router};

struct Got {
    status: u16,
    media_type: String,
    text: String,
}

fn app() -> Router {
    router(Arc::new(witness_on(&SimulatedDisk::new(1))), noon)
}

async fn post(app: &Router, body: impl Into<Body>) -> Got {
    let request = Request::post("/add-checkpoint").body(body.into()).unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    let media_type = response.headers()[CONTENT_TYPE].to_str().unwrap().to_owned();
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), 10_000).await.unwrap();
    Got { status, media_type, text: String::from_utf8(bytes.to_vec()).unwrap() }
}

#[tokio::test]
async fn a_checkpoint_that_continues_the_last_one_is_answered_with_a_cosignature_line() {
    let (app, log) = (app(), TestLog::forked_at(20, 20));
    let got = post(&app, log.asked(0, 7)).await;
    assert_eq!(got.status, 200);
    assert!(got.text.starts_with("— tilsynet.example/witness ") && got.text.ends_with('\n'), "{}", got.text);
    assert_eq!(got.text.lines().count(), 1);
    assert_eq!(post(&app, log.asked(7, 20)).await.status, 200);
}

#[tokio::test]
async fn an_old_size_that_is_another_is_answered_with_the_one_the_witness_knows() {
    let (app, log) = (app(), TestLog::forked_at(20, 20));
    let got = post(&app, log.asked(3, 7)).await;
    assert_eq!((got.status, got.text.as_str(), got.media_type.as_str()), (409, "0\n", "text/x.tlog.size"));
    post(&app, log.asked(0, 7)).await;
    let got = post(&app, log.asked(0, 9)).await;
    assert_eq!((got.status, got.text.as_str(), got.media_type.as_str()), (409, "7\n", "text/x.tlog.size"));
}

#[tokio::test]
async fn a_fork_is_a_conflict_at_the_same_size_and_unproven_at_a_larger_one() {
    let (app, log, forked) = (app(), TestLog::forked_at(20, 20), TestLog::forked_at(4, 20));
    post(&app, log.asked(0, 7)).await;
    let got = post(&app, forked.asked(7, 7)).await;
    assert_eq!((got.status, got.text.as_str()), (409, "7\n"));
    assert_eq!(post(&app, forked.asked(7, 9)).await.status, 422);
    let mut changed = log.asks(7, 9);
    changed.hashes[0][31] ^= 1;
    assert_eq!(post(&app, changed.to_text()).await.status, 422);
    assert_eq!(post(&app, log.asked(7, 9)).await.status, 200);
}

#[tokio::test]
async fn only_what_a_known_key_of_the_origin_signed_is_looked_at() {
    let (app, log) = (app(), TestLog::forked_at(20, 20));
    let root = log.checkpoint(7).checkpoint().clone();
    let other = LogKey::from_seed("other.example/log", &[1; 32]).unwrap();
    let unknown = other.sign_checkpoint(Checkpoint::new("other.example/log", 7, root.root).unwrap()).unwrap();
    assert_eq!(post(&app, format!("old 0\n\n{}", unknown.to_text())).await.status, 404);
    for seed in [[1; 32], [3; 32]] {
        let forger = LogKey::from_seed(if seed == [1; 32] { "someone" } else { ORIGIN }, &seed).unwrap();
        let forged = forger.sign_checkpoint(Checkpoint::new(ORIGIN, 7, root.root).unwrap()).unwrap();
        assert_eq!(post(&app, format!("old 0\n\n{}", forged.to_text())).await.status, 403);
    }
    let right = String::from_utf8(log.asked(0, 7)).unwrap();
    assert_eq!(post(&app, right.replace("\n7\n", "\n8\n")).await.status, 403);
}

#[tokio::test]
async fn what_is_malformed_or_too_long_is_refused() {
    let (app, log) = (app(), TestLog::forked_at(20, 20));
    let right = String::from_utf8(log.asked(0, 7)).unwrap();
    let wrong = ["", "old 0\n", "old 8\n\n", "old 00\n\n", "new 0\n\n"];
    for wrong in wrong {
        let body = right.replacen("old 0\n\n", wrong, 1);
        assert_eq!(post(&app, body).await.status, 400, "{wrong:?}");
    }
    assert_eq!(post(&app, vec![0xff; 100]).await.status, 400);
    assert_eq!(post(&app, vec![b'a'; PROOF_BYTES_MAX + 1]).await.status, 413);
    let request = Request::get("/add-checkpoint").body(Body::empty()).unwrap();
    assert_eq!(app.oneshot(request).await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[test]
fn a_list_of_logs_names_keys_of_logs_only() {
    assert_eq!(known().origins().collect::<Vec<_>>(), [ORIGIN]);
    let mut logs = KnownLogs::default();
    let witness: WitnessKey = witness_key();
    let text = format!("\n{}\n", witness.public().to_vkey());
    assert_eq!(logs.add(&text), Err(UnknownKey::Witness { line: 2 }));
    assert!(matches!(logs.add("nonsense"), Err(UnknownKey::Key { line: 1, .. })));
}
