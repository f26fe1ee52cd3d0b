//! The servers of one test: where they are, how they stand, and what can be done to them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use super::monitor::ask;
use super::node::Node;
use super::wait::until;
use super::wire::request;
use crate::outside::programs::installed;

/// How servers are started.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The program; the pinned one unless another is put here.
    pub program: PathBuf,
    /// When what is acknowledged is on the disk.
    pub flush: Flush,
    /// More lines of configuration.
    pub more: String,
}

/// When a server makes durable what it acknowledges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flush {
    /// Before it acknowledges.
    Always,
    /// Every two minutes, as it does when nothing is said.
    Default,
}

/// Servers with JetStream on loopback, each with a directory of its own. They end with the value, or with the test's
/// process however that ends.
pub struct Servers {
    nodes: Vec<Node>,
    settings: Settings,
    _dir: TempDir,
}

impl Settings {
    /// The pinned server, which flushes always; `tmp` is cargo's directory for tests.
    pub fn pinned(tmp: &str) -> Self {
        let program = installed(tmp).join("venv/bin/nats-server");
        Self { program, flush: Flush::Always, more: String::new() }
    }

    /// The oldest server that may hold a log: it takes no batches.
    pub fn oldest(tmp: &str) -> Self {
        Self { program: installed(tmp).join("nats-2.10/bin/nats-server"), ..Self::pinned(tmp) }
    }

    /// Debian's server, which is older than 2.10 and knows nothing of flushing always.
    pub fn old(tmp: &str) -> Self {
        let program = installed(tmp).join("nats-2.9/usr/sbin/nats-server");
        Self { program, flush: Flush::Default, more: String::new() }
    }
}

impl Servers {
    /// One server, started and ready.
    pub fn one(settings: Settings) -> Self {
        Self::started(settings, 1)
    }

    /// Three servers as a cluster, started and ready.
    pub fn three(settings: Settings) -> Self {
        Self::started(settings, 3)
    }

    fn started(settings: Settings, count: usize) -> Self {
        assert!(
            settings.program.is_file(),
            "{} is missing; install what the outside tests need: tests/outside/install",
            settings.program.display()
        );
        let dir = tempfile::tempdir().expect("a directory of its own");
        let node = |n| Node::new(format!("n{n}"), dir.path().join(format!("n{n}")));
        let mut servers = Self { nodes: (1..=count).map(node).collect(), settings, _dir: dir };
        let routes: Vec<u16> = servers.nodes.iter().map(|node| node.cluster).collect();
        let routes = if count == 1 { Vec::new() } else { routes };
        servers.nodes.iter().for_each(|node| node.configure(&servers.settings, &routes));
        (0..count).for_each(|node| servers.start(node));
        servers.until_ready();
        servers
    }

    /// Where clients connect: one address a server.
    pub fn urls(&self) -> Vec<String> {
        self.nodes.iter().map(|node| format!("nats://127.0.0.1:{}", node.client)).collect()
    }

    /// Where the servers tell of themselves: one address a server.
    pub fn monitors(&self) -> Vec<String> {
        self.nodes.iter().map(|node| format!("http://127.0.0.1:{}", node.monitor)).collect()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.nodes.len()
    }

    /// The directory of a server: `store` below it is what JetStream keeps, `log` what it wrote.
    pub fn dir(&self, node: usize) -> &Path {
        &self.nodes[node].dir
    }

    /// Starts a server that was killed, on the same ports and directory; it is not waited for.
    pub fn start(&mut self, node: usize) {
        let program = self.settings.program.clone();
        self.nodes[node].start(&program);
    }

    /// Kills a server with `kill -9`, and waits until it is gone.
    pub fn kill(&mut self, node: usize) {
        self.nodes[node].kill();
    }

    /// Stops a server where it stands, as a machine without power for its network does; it does not know.
    pub fn pause(&mut self, node: usize) {
        self.nodes[node].signal("STOP");
    }

    /// Lets a server that was paused go on.
    pub fn resume(&mut self, node: usize) {
        self.nodes[node].signal("CONT");
    }

    /// Copies what a server that was killed keeps, into a directory beside it.
    pub fn copy_store(&mut self, node: usize) {
        let dir = self.nodes[node].dir.clone();
        copy_all(&dir.join("store"), &dir.join("older"));
    }

    /// Puts the copy in the place of what a server that was killed keeps.
    pub fn put_store_back(&mut self, node: usize) {
        let dir = self.nodes[node].dir.clone();
        fs::remove_dir_all(dir.join("store")).expect("the server is gone");
        fs::rename(dir.join("older"), dir.join("store")).expect("a copy was made");
    }

    /// Kills a server and starts it again, and waits until all are ready.
    pub fn restart(&mut self, node: usize) {
        self.kill(node);
        self.start(node);
        self.until_ready();
    }

    /// Has a server flush as told from its next start on.
    pub fn set_flush(&mut self, node: usize, flush: Flush) {
        let routes: Vec<u16> = self.nodes.iter().map(|node| node.cluster).collect();
        let routes = if routes.len() == 1 { Vec::new() } else { routes };
        self.nodes[node].configure(&Settings { flush, ..self.settings.clone() }, &routes);
    }

    /// Waits until every server that runs is healthy, and a cluster has all its members and a leader.
    pub fn until_ready(&mut self) {
        let running: Vec<usize> = (0..self.count()).filter(|node| self.nodes[*node].runs()).collect();
        for node in running {
            until(&format!("server {node} to be ready"), || self.is_ready(node).then_some(()));
        }
    }

    /// Which server leads a stream; none while nobody does.
    pub fn leader_of(&self, stream: &str) -> Option<usize> {
        let of_node = |node: usize| {
            let told = self.ask(node, "/jsz?accounts=1&streams=1")?;
            let streams =
                told["account_details"].as_array()?.iter().flat_map(|one| one["stream_detail"].as_array());
            let found = streams.flatten().find(|one| one["name"] == stream)?;
            let leader = found["cluster"]["leader"].as_str().unwrap_or(&self.nodes[node].name).to_owned();
            self.nodes.iter().position(|node| node.name == leader)
        };
        (0..self.count()).find_map(of_node)
    }

    /// Asks JetStream `$JS.API.<what>`, as an operator would with the `nats` program.
    pub fn api(&self, what: &str, body: &Value) -> Value {
        let subject = format!("$JS.API.{what}");
        request(self.nodes[0].client, &subject, &body.to_string()).expect("a server that is ready answers")
    }

    /// Publishes a message past every program, and tells how it was acknowledged.
    pub fn publish(&self, subject: &str, body: &str) -> Value {
        request(self.nodes[0].client, subject, body).expect("a server that is ready answers")
    }

    /// What a server answers on its monitoring port; none while it does not.
    pub fn ask(&self, node: usize, path: &str) -> Option<Value> {
        ask(self.nodes[node].monitor, path)
    }

    fn is_ready(&mut self, node: usize) -> bool {
        assert!(self.nodes[node].runs(), "server {node} ended: {}", self.nodes[node].last_words());
        let is_whole = |told: Value| {
            let meta = &told["meta_cluster"];
            self.count() == 1
                || (meta["cluster_size"] == self.count()
                    && meta["leader"].as_str().is_some_and(|name| !name.is_empty()))
        };
        self.ask(node, "/healthz").is_some() && self.ask(node, "/jsz").is_some_and(is_whole)
    }
}

/// Copies a directory with everything below it.
pub fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the directory is the test's");
    for entry in fs::read_dir(from).expect("it is there") {
        let entry = entry.expect("it can be read");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_all(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("it can be copied");
        }
    }
}
