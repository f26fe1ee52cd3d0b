//! Posts a bounded request to somebody else's server and reads a bounded answer.

use std::time::Duration;

use thiserror::Error;
use ureq::Agent;

/// How long an exchange may take altogether.
const ANSWER_WAIT: Duration = Duration::from_secs(10);

/// Why there is no answer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Unreached {
    #[error(
        "{0} is no address of the form http://HOST/PATH; for https, let a proxy on this machine speak it"
    )]
    NoAddress(String),
    #[error("no answer from {url}: {why}")]
    NoAnswer { url: String, why: String },
}

/// An answer: its status, the kind of its body, and the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) media_type: String,
    pub(super) body: Vec<u8>,
}

/// What posts. It follows nowhere, keeps nothing, and asks no proxy of the environment.
///
/// It speaks http only: what is sent is public, and every answer carries a signature of its own.
#[derive(Clone, Debug)]
pub struct Post {
    agent: Agent,
}

impl Default for Post {
    fn default() -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .timeout_global(Some(ANSWER_WAIT))
            .user_agent("samspor");
        Self { agent: config.build().new_agent() }
    }
}

impl Post {
    /// Posts a body; the answer, if it has at most so many bytes.
    pub(super) fn send(
        &self,
        url: &str,
        media_type: &str,
        body: &[u8],
        answer_bytes_max: u64,
    ) -> Result<Answer, Unreached> {
        if !url.starts_with("http://") {
            return Err(Unreached::NoAddress(url.to_owned()));
        }
        let failed = |error: ureq::Error| Unreached::NoAnswer { url: url.to_owned(), why: error.to_string() };
        let mut answer = self.agent.post(url).content_type(media_type).send(body).map_err(failed)?;
        let media_type = answer.headers().get("content-type").and_then(|value| value.to_str().ok());
        let media_type = media_type.unwrap_or_default().to_owned();
        let body = answer.body_mut().with_config().limit(answer_bytes_max).read_to_vec().map_err(failed)?;
        Ok(Answer { status: answer.status().as_u16(), media_type, body })
    }
}
