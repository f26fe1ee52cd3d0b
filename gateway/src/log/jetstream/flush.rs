//! Whether the servers that hold a log flush before they acknowledge. A client can't see that: the servers tell it on
//! their monitoring ports.

use std::time::Duration;

use serde::Deserialize;
use ureq::Agent;

use super::error::JetStreamError;
use super::version::is_new_enough;

const ANSWER_WAIT: Duration = Duration::from_secs(5);
const ANSWER_BYTES_MAX: u64 = 1 << 20;

/// A server, as it tells of itself at `/varz`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct ServerTold {
    server_name: String,
    version: String,
    #[serde(default)]
    jetstream: JetStreamTold,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct JetStreamTold {
    config: Option<StoreTold>,
}

#[derive(Clone, Debug, Deserialize)]
struct StoreTold {
    #[serde(default)]
    sync_always: bool,
    /// In nanoseconds.
    #[serde(default)]
    sync_interval: u64,
}

/// What each server tells of itself.
pub(super) fn tell(monitors: &[String]) -> Result<Vec<ServerTold>, JetStreamError> {
    let config = Agent::config_builder().max_redirects(0).proxy(None).timeout_global(Some(ANSWER_WAIT));
    let agent = config.user_agent("samspor").build().new_agent();
    monitors.iter().map(|monitor| told(&agent, monitor)).collect()
}

/// Each server that tells of itself is new enough, and flushes before it acknowledges.
pub(super) fn is_always(servers: &[ServerTold]) -> Result<(), JetStreamError> {
    for server in servers {
        is_new_enough(&server.server_name, &server.version)?;
        let unknown = |why: &str| JetStreamError::FlushUnknown {
            server: server.server_name.clone(),
            why: why.to_owned(),
        };
        let store = server.jetstream.config.as_ref().ok_or_else(|| unknown("it has no JetStream"))?;
        if !store.sync_always {
            let seconds = Duration::from_nanos(store.sync_interval).as_secs();
            return Err(JetStreamError::FlushesLate { server: server.server_name.clone(), seconds });
        }
    }
    Ok(())
}

/// Each of these servers tells of itself.
pub(super) fn covers(servers: &[ServerTold], holders: &[&str]) -> Result<(), JetStreamError> {
    let is_known = |name: &&&str| servers.iter().any(|server| server.server_name == **name);
    match holders.iter().find(|name| !is_known(name)) {
        None => Ok(()),
        Some(name) => Err(JetStreamError::FlushUnknown {
            server: (*name).to_owned(),
            why: "it holds the log, and the address of its monitoring port is not given".to_owned(),
        }),
    }
}

fn told(agent: &Agent, monitor: &str) -> Result<ServerTold, JetStreamError> {
    let url = format!("{}/varz", monitor.trim_end_matches('/'));
    let unknown = |why: String| JetStreamError::FlushUnknown { server: monitor.to_owned(), why };
    let mut answer = agent.get(&url).call().map_err(|error| unknown(error.to_string()))?;
    let body = answer.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec();
    let body = body.map_err(|error| unknown(error.to_string()))?;
    serde_json::from_slice(&body).map_err(|_| unknown("what it tells of itself is unreadable".to_owned()))
}
