//! One server: its directory, its ports, and its process while it runs.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use super::ports;
use super::servers::{Flush, Settings};

/// Runs the server as long as somebody holds the other end of the shell's input, so that none outlives its test.
const UNTIL_LET_GO: &str =
    r#"exec 3<&0; "$0" "$@" & server=$!; (read -r _ <&3; kill -9 $server) & wait $server"#;

pub(super) struct Node {
    pub(super) name: String,
    pub(super) dir: PathBuf,
    pub(super) client: u16,
    pub(super) monitor: u16,
    pub(super) cluster: u16,
    process: Option<Process>,
}

struct Process {
    shell: Child,
    input: ChildStdin,
}

impl Node {
    pub(super) fn new(name: String, dir: PathBuf) -> Self {
        let (client, monitor, cluster) = (ports::free(), ports::free(), ports::free());
        Self { name, dir, client, monitor, cluster, process: None }
    }

    /// Writes the server's configuration; `routes` are the cluster ports of all nodes, none for a server alone.
    pub(super) fn configure(&self, settings: &Settings, routes: &[u16]) {
        let store = self.dir.join("store");
        fs::create_dir_all(&store).expect("the server's directory can be made");
        let flush = match settings.flush {
            Flush::Always => "sync_interval: always",
            Flush::Default => "",
        };
        let routes: Vec<String> = routes.iter().map(|port| format!("nats://127.0.0.1:{port}")).collect();
        let cluster = match routes.is_empty() {
            true => String::new(),
            false => format!(
                "cluster {{ name: test, listen: \"127.0.0.1:{}\", routes: [{}] }}",
                self.cluster,
                routes.join(", ")
            ),
        };
        let text = format!(
            "server_name: {}\npid_file: \"{}\"\nlisten: \"127.0.0.1:{}\"\nhttp: \"127.0.0.1:{}\"\n\
             jetstream {{ store_dir: \"{}\"\n {flush} }}\n{cluster}\n{}\n",
            self.name,
            self.dir.join("pid").display(),
            self.client,
            self.monitor,
            store.display(),
            settings.more,
        );
        fs::write(self.config(), text).expect("the server's configuration can be written");
    }

    /// Starts the server; it is not waited for.
    pub(super) fn start(&mut self, program: &Path) {
        let log = File::options().create(true).append(true).open(self.dir.join("log"));
        let log = log.expect("the server's log can be written");
        let mut shell = Command::new("sh");
        shell.args(["-c", UNTIL_LET_GO]).arg(program).arg("-c").arg(self.config());
        shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log);
        let mut shell = shell.spawn().expect("a shell can be started");
        let input = shell.stdin.take().expect("its input was asked for");
        self.process = Some(Process { shell, input });
    }

    /// Kills the server, as `kill -9` does, and waits until it is gone; nothing if it does not run.
    pub(super) fn kill(&mut self) {
        if let Some(Process { mut shell, input }) = self.process.take() {
            drop(input);
            shell.wait().expect("the shell is ours");
        }
    }

    /// Sends the server a signal, such as `STOP`.
    pub(super) fn signal(&self, signal: &str) {
        let pid =
            fs::read_to_string(self.dir.join("pid")).expect("a server that runs has written its number");
        let sent = Command::new("kill").args([&format!("-{signal}"), pid.trim()]).status();
        assert!(sent.is_ok_and(|sent| sent.success()), "{signal} could not be sent to {}", self.name);
    }

    pub(super) fn runs(&mut self) -> bool {
        self.process.as_mut().is_some_and(|process| matches!(process.shell.try_wait(), Ok(None)))
    }

    /// The last lines the server wrote, for whoever looks why it does not run.
    pub(super) fn last_words(&self) -> String {
        let log = fs::read_to_string(self.dir.join("log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }

    fn config(&self) -> PathBuf {
        self.dir.join("server.conf")
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
    }
}
