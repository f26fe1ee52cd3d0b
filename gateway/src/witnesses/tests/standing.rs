//! Witnesses and other servers that stand on loopback for as long as a test asks them.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::routing::post;
use samspor_core::note::{Policy, WitnessKey};
use samspor_core::words::Instant;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::disk::SimulatedDisk;
use crate::witness::{KnownLogs, States, Witness, router};
use crate::witnesses::{Post, Witnesses};

/// Servers on loopback, gone when this is dropped.
pub(super) struct Standing(Runtime);

impl Standing {
    pub(super) fn new() -> Self {
        Self(Runtime::new().unwrap())
    }

    /// The address of a server with these routes.
    pub(super) fn serve(&self, app: Router) -> String {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        self.0.spawn(async move { axum::serve(TcpListener::from_std(listener).unwrap(), app).await });
        format!("http://{address}")
    }

    /// The address of a witness with a key of its own that knows a log.
    pub(super) fn witness(&self, seed: u8, log_vkey: &str, clock: fn() -> Instant) -> String {
        let mut logs = KnownLogs::default();
        logs.add(log_vkey).unwrap();
        let states = States::open(Arc::new(SimulatedDisk::new(1))).unwrap();
        self.serve(router(Arc::new(Witness::new(witness_key(seed), logs, states)), clock))
    }

    /// The address of a server that says the same to every request.
    pub(super) fn saying(&self, status: u16, media_type: &'static str, text: &str) -> String {
        let answer = (StatusCode::from_u16(status).unwrap(), [(CONTENT_TYPE, media_type)], text.to_owned());
        self.serve(Router::new().route("/add-checkpoint", post(move || async move { answer })))
    }
}

/// The address and the key of a witness that stands until the program ends.
pub(crate) fn standing_for(log_vkey: &str, clock: fn() -> Instant) -> (String, String) {
    let standing = Standing::new();
    let url = standing.witness(1, log_vkey, clock);
    std::mem::forget(standing);
    (url, witness_key(1).public().to_vkey())
}

pub(super) fn witness_key(seed: u8) -> WitnessKey {
    WitnessKey::from_seed(&format!("witness-{seed}.example"), &[seed; 32]).unwrap()
}

/// The witnesses with these seeds at these addresses; it takes one of them.
pub(super) fn witnesses(log_vkey: &str, at: &[(u8, &str)]) -> Witnesses {
    let mut text = format!("log {log_vkey}\n");
    for (seed, url) in at {
        text.push_str(&format!("witness w{seed} {} {url}\n", witness_key(*seed).public().to_vkey()));
    }
    let names: Vec<String> = at.iter().map(|(seed, _)| format!(" w{seed}")).collect();
    text.push_str(&format!("group all 1{}\nquorum all\n", names.concat()));
    Witnesses::of(Policy::parse(text.as_bytes()).unwrap(), Post::default())
}

/// An address on loopback where nobody listens.
pub(super) fn nobody() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
