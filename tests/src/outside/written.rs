//! A ledger written by the program itself, and what it gives away: its log as it is served, and a patient's dossier.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use samspor_core::note::SignedCheckpoint;
use samspor_core::tree::{Bundle, TILE_WIDTH, tiles_grown};
use samspor_replay::believable::workload;
use serde_json::Value;

use super::authority::TestAuthority;
use super::programs::{run, samspor};
use super::published::Published;

/// Patients of the ledger, and commands on each.
const PATIENTS: u32 = 24;
const EVENTS_PER_PATIENT: u32 = 12;

/// What the program wrote.
#[derive(Clone, Debug)]
pub struct Written {
    /// Its log as `samspor serve` publishes it, with the proofs and disclosed entries of the dossier beside it.
    pub published: Published,
    /// The dossier of a patient, in plain files, with a time stamp over its checkpoint.
    pub dossier: PathBuf,
    /// A dossier for one recipient alone: the file that `age` opens, and the key that opens it.
    pub sealed: PathBuf,
    pub identity: PathBuf,
}

/// Has the program write a ledger below a directory, which is emptied first.
pub fn written(dir: &Path) -> Written {
    if dir.exists() {
        fs::remove_dir_all(dir).expect("it is ours");
    }
    fs::create_dir_all(dir).expect("the test's directory can be written");
    let (history, data) = (dir.join("load.jsonl"), dir.join("ledger"));
    let lines: String = workload(PATIENTS, EVENTS_PER_PATIENT, 4).map(|line| line + "\n").collect();
    fs::write(&history, &lines).expect("the test's directory can be written");
    let ran = done(samspor().args(["history", "run", "--json"]).arg(&history).arg("--data").arg(&data));
    let aliases: Value = serde_json::from_str(&ran).expect("an answer is JSON");
    let patient =
        aliases["aliases"][a_patient(&lines)].as_str().expect("the patient was registered").to_owned();
    let seen = given_out(&data, &patient, &dir.join("seen"), &[]);
    let recipient =
        done(Command::new("age-keygen").arg("-o").arg(dir.join("recipient.key")).stderr(Stdio::null()));
    assert_eq!(recipient, "");
    let recipient = done(Command::new("age-keygen").arg("-y").arg(dir.join("recipient.key")));
    let sealed = given_out(&data, &patient, &dir.join("sealed"), &["--age-recipient", recipient.trim()]);
    let checkpoint = seen.join("checkpoint");
    let earlier = ["--earlier", checkpoint.to_str().expect("its name is text")];
    let authority = TestAuthority::standing(&dir.join("authority"));
    let root = authority.root();
    let stamped = ["--tsa", &authority.url, "--tsa-ca", root.to_str().expect("its name is text")];
    let dossier = given_out(&data, &patient, &dir.join("dossier"), &[&earlier[..], &stamped].concat());
    let published = mirrored(&data, &dir.join("published"), &dossier);
    Written { published, dossier, sealed: sealed.join("dossier.age"), identity: dir.join("recipient.key") }
}

/// The name of the first patient that a history tells of.
fn a_patient(lines: &str) -> String {
    let told = lines.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut patients = told.filter(|line| line["patient"].is_object());
    let first = patients.next().expect("a load has patients");
    first["name"].as_str().expect("whoever is registered has a name").to_owned()
}

fn given_out(data: &Path, patient: &str, out: &Path, more: &[&str]) -> PathBuf {
    let mut dossier = samspor();
    dossier.args(["dossier", "--patient", patient, "--for", "Statsforvalteren", "--basis", "hpl-30"]);
    done(dossier.arg("--data").arg(data).arg("--out").arg(out).args(more));
    out.to_owned()
}

/// What a program said that did what it was asked.
fn done(command: &mut Command) -> String {
    let output = run(command);
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it speaks UTF-8")
}

/// Fetches a log from its gateway as a mirror does, and puts beside it what the dossier proves and discloses.
fn mirrored(data: &Path, dir: &Path, dossier: &Path) -> Published {
    let gateway = Gateway::over(data);
    let put = |path: &str, bytes: &[u8]| {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().unwrap_or(dir)).expect("the test's directory can be written");
        fs::write(path, bytes).expect("the test's directory can be written");
    };
    let checkpoint = gateway.get("checkpoint");
    let size = SignedCheckpoint::parse(&checkpoint).expect("it is a checkpoint").checkpoint().size;
    put("checkpoint", &checkpoint);
    for tile in tiles_grown(0, size) {
        put(&tile.path(), &gateway.get(&tile.path()));
    }
    for index in 0..size.div_ceil(u64::from(TILE_WIDTH)) {
        let bundle = Bundle::of_tree(index, size).expect("the tree reaches it").path();
        put(&bundle, &gateway.get(&bundle));
    }
    for entry in fs::read_dir(dossier).expect("it is there").flatten() {
        let name = entry.file_name().into_string().expect("its name is text");
        let is_of_the_log = name.starts_with("checkpoint.") || name.starts_with("consistency-");
        if is_of_the_log || ["log.vkey", "events.jsonl"].contains(&&*name) {
            put(&name, &fs::read(entry.path()).expect("it can be read"));
        }
    }
    for entry in fs::read_dir(dossier.join("proofs")).expect("it has proofs").flatten() {
        let name = entry.file_name().into_string().expect("its name is text");
        put(&format!("proofs/{name}"), &fs::read(entry.path()).expect("it can be read"));
    }
    Published { dir: dir.to_owned(), size }
}

/// `samspor serve`, as long as the value lives.
struct Gateway {
    child: Child,
    address: String,
}

impl Gateway {
    fn over(data: &Path) -> Self {
        let mut serve = samspor();
        serve.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
        let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it is built");
        let mut line = String::new();
        let out = child.stdout.take().expect("it is piped");
        BufReader::new(out).read_line(&mut line).expect("it says where it listens");
        let address = line.trim().strip_prefix("http://").expect("it says where it listens").to_owned();
        Self { child, address }
    }

    fn get(&self, path: &str) -> Vec<u8> {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let request =
            format!("GET /tlog/{path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).expect("it listens");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("it speaks HTTP");
        assert!(answer.starts_with(b"HTTP/1.1 200 "), "{path}: {}", String::from_utf8_lossy(&answer[..end]));
        answer.split_off(end + 4)
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
