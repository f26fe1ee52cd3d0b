//! The servers of the kit are real: they serve, lose nothing they flushed, and come back where they were.

use samspor_tests::nats::{Flush, Servers, Settings, until};

const TMP: &str = env!("CARGO_TARGET_TMPDIR");

#[test]
fn one_server_is_killed_and_comes_back_on_its_ports() {
    let mut servers = Servers::one(Settings::pinned(TMP));
    let config = servers.ask(0, "/jsz?config=1").expect("it is ready")["config"].clone();
    assert_eq!(config["sync_always"], true);
    servers.kill(0);
    assert!(servers.ask(0, "/varz").is_none());
    servers.set_flush(0, Flush::Default);
    servers.restart(0);
    let config = servers.ask(0, "/jsz?config=1").expect("it is ready")["config"].clone();
    assert_eq!(config["sync_always"], serde_json::Value::Null);
}

#[test]
fn three_servers_are_a_cluster_that_survives_its_leader() {
    let mut servers = Servers::three(Settings::pinned(TMP));
    assert_eq!((servers.urls().len(), servers.monitors().len()), (3, 3));
    let leader = |servers: &Servers, node| {
        servers.ask(node, "/jsz")?["meta_cluster"]["leader"].as_str().map(str::to_owned)
    };
    let first = leader(&servers, 0).expect("a cluster has a leader");
    let node = usize::from(first.as_bytes()[1] - b'1');
    servers.kill(node);
    let others: Vec<usize> = (0..3).filter(|other| *other != node).collect();
    until("another leader", || leader(&servers, others[0]).filter(|next| !next.is_empty() && *next != first));
    servers.restart(node);
}
