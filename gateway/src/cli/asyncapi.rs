//! `samspor asyncapi`: what NATS carries, as an AsyncAPI 3.0 document.

use clap::Args;

use super::failure::Failure;
use super::screen::say;
use crate::nats::document;

/// Prints what NATS carries as an AsyncAPI 3.0 document (JSON)
#[derive(Args, Debug)]
#[command(before_help = "Examples:
  samspor asyncapi > samspor.asyncapi.json")]
pub(super) struct AsyncApi {}

impl AsyncApi {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let document = serde_json::to_string_pretty(&document());
        say(document.map_err(|error| Failure::Failed(error.to_string()))?)
    }
}
