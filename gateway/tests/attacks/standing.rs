//! The program as a server, until it ends by itself or the test does: a gateway, or a witness.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use samspor_core::note::AddCheckpoint;
use samspor_core::tree::MerkleList;

use super::forge::Forged;
use super::insider::published;
use super::target::{Target, command, path, samspor, told};

/// How long a server may take to do what is expected of it.
const WAIT: Duration = Duration::from_secs(60);

/// A server on loopback.
pub(crate) struct Standing {
    child: Option<Child>,
    out: BufReader<ChildStdout>,
    /// HOST:PORT.
    pub(crate) address: String,
}

impl Standing {
    /// The gateway over a ledger.
    pub(crate) fn serving(target: &Target) -> Self {
        Self::start(&["serve", "--data", path(&target.data()), "--listen", "127.0.0.1:0"])
    }

    /// Serves a ledger for a while, until it is told to end. The next start goes on from the views that are kept then, and
    /// reads no old entry again.
    pub(crate) fn serving_once(target: &Target) {
        // Whoever is told to end before it listens for that just ends.
        let ended = (0..10).map(|_| {
            let serving = Self::serving(target);
            serving.posts("/v1/commands", "", b"");
            let id = serving.child.as_ref().unwrap().id();
            assert!(Command::new("kill").arg(id.to_string()).status().unwrap().success());
            serving.ended().status
        });
        assert!(ended.into_iter().any(|status| status.success()));
    }

    /// A witness that knows the logs of a key file, in a directory that is made if it is not there.
    pub(crate) fn witnessing(dir: &Path, known: &Path) -> Self {
        let (key, state) = (dir.join("witness.key"), dir.join("witness"));
        if !key.exists() {
            fs::create_dir_all(&state).unwrap();
            let made = samspor(&["witness", "--new-key", "tilsynet.example/witness", "--key", path(&key)]);
            assert!(made.status.success(), "{}", told(&made));
            fs::write(dir.join("witness.vkey"), made.stdout).unwrap();
        }
        let (key, state) = (path(&key), path(&state));
        Self::start(&[
            "witness",
            "--key",
            key,
            "--state",
            state,
            "--log",
            path(known),
            "--listen",
            "127.0.0.1:0",
        ])
    }

    /// A witness of this ledger, and an auditor's policy that names it.
    pub(crate) fn with_policy(target: &Target) -> (Self, PathBuf) {
        let key = |log: &str| fs::read_to_string(target.data().join(log).join("log.vkey")).unwrap();
        let (ledger, access) = (key("tree"), key("access/tree"));
        let (dir, keys) = (target.beside("elsewhere"), target.beside("logs.vkey"));
        fs::write(&keys, [&*ledger, &access].concat()).unwrap();
        let witness = Self::witnessing(&dir, &keys);
        let vkey = fs::read_to_string(dir.join("witness.vkey")).unwrap();
        let named = format!("witness tilsynet {} http://{}", vkey.trim(), witness.address);
        let policy = target.beside("policy.txt");
        fs::write(&policy, format!("log {ledger}log {access}{named}\nquorum tilsynet\n")).unwrap();
        (witness, policy)
    }

    fn start(arguments: &[&str]) -> Self {
        let mut child = command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://").unwrap_or_default().to_owned();
        Self { child: Some(child), out, address }
    }

    /// What it said, and how it ended, once it has ended by itself.
    pub(crate) fn ended(mut self) -> Output {
        let child = self.child.take().unwrap();
        let id = child.id();
        let (tell, heard) = mpsc::channel();
        thread::spawn(move || tell.send(child.wait_with_output()));
        let Ok(output) = heard.recv_timeout(WAIT) else {
            let _ = Command::new("kill").arg(id.to_string()).status();
            panic!("it goes on serving");
        };
        let mut output = output.unwrap();
        self.out.read_to_end(&mut output.stdout).unwrap();
        output
    }

    /// What the witness says of the newest checkpoint of a log, which is shown to continue the one of an old size.
    pub(crate) fn asked(&self, target: &Target, old: u64) -> (u16, String) {
        let tree = MerkleList::of(Forged::read(&target.data()).hashes());
        let checkpoint = published(target);
        let hashes = tree.consistency(old, checkpoint.checkpoint().size).unwrap();
        let request = AddCheckpoint { old, hashes, checkpoint }.to_text();
        self.posts("/add-checkpoint", "", request.as_bytes())
    }

    /// Posts a body; the status of the answer, and its body.
    pub(crate) fn posts(&self, route: &str, header: &str, body: &[u8]) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(WAIT)).unwrap();
        let head = format!(
            "POST {route} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-length: {}\r\n{header}\r\n",
            self.address,
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
        (status, answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
