//! Ledgers on the servers of a test, with several gateways.

use std::path::{Path, PathBuf};

use samspor_core::words::Instant;
use samspor_gateway::cluster::Cluster;
use samspor_gateway::keys::create_root;
use samspor_gateway::ledger::{Ledger, LedgerError};
use samspor_gateway::log::jetstream::Promised;

use super::Servers;

/// A ledger on servers: what its gateways have in common, and a directory for each of them.
pub struct OnServers {
    cluster: Cluster,
    dir: PathBuf,
}

impl OnServers {
    /// A ledger of this name, whose gateways have their directories below `dir`.
    pub fn named(servers: &Servers, name: &str, dir: &Path) -> Self {
        let root = dir.join("root.key");
        if !root.exists() {
            create_root(&root).expect("the directory is the test's");
        }
        let cluster = Cluster {
            servers: servers.urls(),
            monitors: servers.monitors(),
            name: name.to_owned(),
            replicas: servers.count(),
            promised: Promised::Durable,
            begins_simulated: false,
            root,
            data: dir.to_owned(),
        };
        Self { cluster, dir: dir.to_owned() }
    }

    /// A gateway of the ledger, which it begins if nobody has; its directory is kept from one start to the next.
    pub fn gateway(&self, number: u64, now: Instant) -> Result<Ledger, LedgerError> {
        let data = self.dir.join(format!("gateway{number}"));
        Ledger::begin_at(&Cluster { data, ..self.cluster.clone() }, true, now)
    }
}
