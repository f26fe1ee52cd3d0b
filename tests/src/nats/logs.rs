//! Logs on the servers of a test.

use std::sync::Arc;

use samspor_core::log::Entropy;
use samspor_core::seal::MemoryKeys;
use samspor_gateway::clock;
use samspor_gateway::log::jetstream::{Connection, JetStreamLog, JetStreamOptions};

use super::Servers;

/// How a log of these servers is opened under a name of its own: as many copies as there are servers, ids that count
/// up, and keys that anybody can compute.
pub fn options(servers: &Servers, name: &str) -> JetStreamOptions {
    let keys = Arc::new(MemoryKeys::default());
    let connection = Connection::open(&servers.urls()).expect("the servers are ready");
    let on = JetStreamOptions::on(connection, servers.monitors(), counting(), keys);
    JetStreamOptions {
        stream: name.to_owned(),
        prefix: format!("{name}.log"),
        replicas: servers.count(),
        ..on
    }
}

/// One more gateway on a log, with randomness of its own.
pub fn gateway(servers: &Servers, name: &str) -> JetStreamLog {
    let options = JetStreamOptions { entropy: clock::entropy(), ..options(servers, name) };
    JetStreamLog::open(options, &mut |_, _| ()).expect("the servers and the stream are as they should be")
}

/// Stream ids and salts that count up from one, as those of `MemoryLog::counting` do.
pub fn counting() -> Entropy {
    let mut count = 0u128;
    Box::new(move |bytes| {
        count += 1;
        bytes.iter_mut().zip(count.to_be_bytes()).for_each(|(byte, counted)| *byte = counted);
    })
}
