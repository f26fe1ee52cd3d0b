//! What JetStream answers, as far as a log needs it; names as on the wire.

use serde::Deserialize;
use serde_json::Value;

/// The leader's word on a stream.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct StreamTold {
    pub(super) config: Value,
    pub(super) state: StreamState,
    /// None on a server alone.
    pub(super) cluster: Option<StreamCluster>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct StreamState {
    pub(super) messages: u64,
    pub(super) last_seq: u64,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct StreamCluster {
    pub(super) leader: Option<String>,
    #[serde(default)]
    pub(super) replicas: Vec<StreamPeer>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct StreamPeer {
    pub(super) name: String,
}

/// The answer to a message that was published.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Acknowledged {
    #[serde(default)]
    pub(super) seq: u64,
    #[serde(default)]
    pub(super) duplicate: bool,
    pub(super) error: Option<Fault>,
}

/// How a server says no.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Fault {
    #[serde(default)]
    pub(super) err_code: u64,
    #[serde(default)]
    pub(super) description: String,
}

impl StreamTold {
    /// The servers that hold the stream.
    pub(super) fn holders(&self) -> Vec<&str> {
        let Some(cluster) = &self.cluster else { return Vec::new() };
        let replicas = cluster.replicas.iter().map(|peer| peer.name.as_str());
        cluster.leader.as_deref().into_iter().chain(replicas).collect()
    }
}
