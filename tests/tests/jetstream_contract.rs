//! The log on JetStream keeps the log's contract: on one server, and on a cluster of three.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use samspor_core::log::Log;
use samspor_gateway::log::jetstream::JetStreamLog;
use samspor_tests::contract;
use samspor_tests::nats::logs::options;
use samspor_tests::nats::{Servers, Settings};

const TMP: &str = env!("CARGO_TARGET_TMPDIR");

#[test]
fn the_log_on_one_server_keeps_the_contract() {
    keeps_the_contract(&Servers::one(Settings::pinned(TMP)));
}

#[test]
fn the_log_on_three_servers_keeps_the_contract() {
    keeps_the_contract(&Servers::three(Settings::pinned(TMP)));
}

#[test]
fn the_log_on_a_server_without_batches_keeps_the_contract() {
    keeps_the_contract(&Servers::one(Settings::oldest(TMP)));
}

/// The contract on logs in fresh streams; a restart ends the newest gateway and begins another on its stream.
fn keeps_the_contract(servers: &Servers) {
    let count = Cell::new(0);
    let newest = RefCell::new(String::new());
    let open = |name: &str| -> Arc<dyn Log> {
        Arc::new(JetStreamLog::open(options(servers, name), &mut |_, _| ()).expect("the log opens"))
    };
    let make = || {
        count.set(count.get() + 1);
        newest.replace(format!("L{}", count.get()));
        open(&newest.borrow())
    };
    let restart = |log: Arc<dyn Log>| {
        drop(log);
        open(&newest.borrow())
    };
    contract::holds(&make, Some(&restart));
}
