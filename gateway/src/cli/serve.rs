//! `samspor serve`: the gateway over a simulated ledger, on loopback.

use std::net::SocketAddr;

use clap::Args;

use super::failure::Failure;
use super::on_nats::OnNats;
use super::open::Ledgered;
use super::screen::{say, tell};
use super::serving::Serving;
use super::vouched::{Vouched, vouched_for};
use crate::ledger::LedgerError;
use crate::tokens::Tokens;

/// Serves a simulated ledger on loopback: API and pages, signed in with development tokens
#[derive(Args, Debug)]
#[command(before_help = "Examples:
  samspor serve --data DIR
  samspor serve --data DIR --listen 127.0.0.1:8430
  samspor serve --data DIR --witness-policy policy.txt --tsa http://127.0.0.1:8450
  samspor serve --data DIR --nats nats://127.0.0.1:4222")]
pub(super) struct Serve {
    #[command(flatten)]
    ledger: Ledgered,
    /// Loopback address and port; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8420")]
    listen: SocketAddr,
    #[command(flatten)]
    vouched: Vouched,
    #[command(flatten)]
    nats: OnNats,
}

impl Serve {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let serving = Serving::at(self.listen)?;
        let by = self.vouched.by()?;
        let dir = &self.ledger.dir;
        let ledger = vouched_for(self.ledger.open_simulated()?, by, dir)?;
        let tokens = Tokens::open(dir).map_err(|source| LedgerError::Disk { path: dir.clone(), source })?;
        say(format_args!("http://{}", serving.address()?))?;
        tell(format_args!("sign in with a token: samspor token --role ROLE … --data {}", dir.display()));
        tell("Ctrl-C ends it");
        serving.serve(ledger, tokens, self.nats.over(dir)?)
    }
}
