//! `samspor witness`: vouches, for a second party, that a log has one history only.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use samspor_core::note::WitnessKey;

use super::failure::Failure;
use super::screen::{say, tell};
use super::serving::{listening, stopped};
use crate::clock;
use crate::disk::RealDisk;
use crate::witness::{KnownLogs, States, Witness as Cosigner, serve};

/// The most bytes of a file with keys.
const KEYS_BYTES_MAX: u64 = 64 * 1024;

/// Cosigns checkpoints of known logs when they continue the last ones: c2sp.org/tlog-witness
///
/// To be run by somebody else than the log's operator. It sees a log's name, size and root, and nothing of its content.
/// Its directory must never be put back to an earlier state: it would then cosign a second history.
#[derive(Args, Debug)]
#[command(before_help = "Examples:
  samspor witness --new-key tilsynet.example/witness --key FILE    makes the key, prints the public one
  samspor witness --key FILE --log VKEY-FILE --state DIR --listen 127.0.0.1:8440")]
pub(super) struct Witness {
    /// The witness's own key, readable by its owner alone
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Makes a key with this name in the file, prints the public one, and ends
    #[arg(long, value_name = "NAME", conflicts_with_all = ["log", "state"])]
    new_key: Option<String>,
    /// Public keys of logs it cosigns for, a vkey a line; may be given several times
    #[arg(long, value_name = "VKEY-FILE", required_unless_present = "new_key")]
    log: Vec<PathBuf>,
    /// Its directory: the last checkpoint cosigned of each log
    #[arg(long, value_name = "DIR", required_unless_present = "new_key")]
    state: Option<PathBuf>,
    /// Address and port; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8440")]
    listen: SocketAddr,
}

impl Witness {
    pub(super) fn run(&self) -> Result<(), Failure> {
        if let Some(name) = &self.new_key {
            return self.make_key(name);
        }
        let skey = read(&self.key)?;
        let unread =
            |error| Failure::WrongUse(format!("{} is no witness's key: {error}", self.key.display()));
        let key = WitnessKey::from_skey(skey.trim()).map_err(unread)?;
        let Some(dir) = &self.state else {
            return Err(Failure::WrongUse("a witness needs its directory: give --state".to_owned()));
        };
        let broken = |error| Failure::unavailable(&format!("{} can't be used", dir.display()), error);
        let disk = RealDisk::at(dir).map_err(|error| Failure::unavailable("no directory", error))?;
        let states = States::open(Arc::new(disk)).map_err(broken)?;
        let witness = Cosigner::new(key, self.known()?, states);
        self.serve(witness)
    }

    fn serve(&self, witness: Cosigner) -> Result<(), Failure> {
        let (runtime, listener) = listening(self.listen)?;
        tell(witness.public().to_vkey());
        say(format_args!("http://{}", listener.local_addr()?))?;
        tell("Ctrl-C ends it");
        let served = runtime.block_on(serve(Arc::new(witness), listener, stopped()));
        served.map_err(|error| Failure::unavailable("serving has ended", error))
    }

    fn make_key(&self, name: &str) -> Result<(), Failure> {
        let seed = zeroize::Zeroizing::new(clock::fresh_bytes::<32>()?);
        let key = WitnessKey::from_seed(name, &seed).map_err(|error| Failure::WrongUse(error.to_string()))?;
        let taken = |error| Failure::WrongUse(format!("{} can't be made: {error}", self.key.display()));
        let mut made = OpenOptions::new();
        let mut file = made.write(true).create_new(true).mode(0o600).open(&self.key).map_err(taken)?;
        let written = file.write_all(key.to_skey().as_bytes()).and_then(|()| file.write_all(b"\n"));
        written.and_then(|()| file.sync_all()).map_err(taken)?;
        say(key.public().to_vkey())
    }

    fn known(&self) -> Result<KnownLogs, Failure> {
        let mut logs = KnownLogs::default();
        for path in &self.log {
            let text = read(path)?;
            logs.add(&text).map_err(|error| Failure::WrongUse(format!("{}: {error}", path.display())))?;
        }
        if logs.origins().next().is_none() {
            return Err(Failure::WrongUse("no log is named: there would be nothing to cosign".to_owned()));
        }
        Ok(logs)
    }
}

fn read(path: &Path) -> Result<zeroize::Zeroizing<String>, Failure> {
    let mut text = zeroize::Zeroizing::new(String::new());
    let file = OpenOptions::new().read(true).open(path);
    let done = file.and_then(|file| file.take(KEYS_BYTES_MAX).read_to_string(&mut text));
    done.map_err(|error| Failure::WrongUse(format!("{} can't be read: {error}", path.display())))?;
    Ok(text)
}
