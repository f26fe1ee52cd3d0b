//! The ledger that is attacked: made once by the program, read, signed, and given out as a dossier; each attack gets a copy.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::forge::Forged;

/// The story that the ledger tells; its patient is Birger.
pub(crate) const HISTORY: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/histories/s02-coordinator-without-plan.jsonl");

/// What is made once: the ledger before anybody got a dossier, the ledger after it, and that dossier.
struct Made {
    dir: PathBuf,
    ids: Value,
}

static MADE: OnceLock<Made> = OnceLock::new();

/// A copy of a ledger with its keys, to be attacked.
pub(crate) struct Target {
    dir: TempDir,
}

impl Target {
    /// The ledger as it stands, with readings and the dossier of March given out.
    pub(crate) fn new() -> Self {
        Self::copy_of(&made().dir.join("after"))
    }

    /// The ledger before anybody got a dossier.
    pub(crate) fn before_the_dossier() -> Self {
        Self::copy_of(&made().dir.join("before"))
    }

    /// Another copy of it as it is now.
    pub(crate) fn copied(&self) -> Self {
        Self::copy_of(self.dir.path())
    }

    fn copy_of(dir: &Path) -> Self {
        let target = Self { dir: tempfile::tempdir().unwrap() };
        copy(dir, target.dir.path());
        target
    }

    /// The ledger's directory.
    pub(crate) fn data(&self) -> PathBuf {
        self.dir.path().join("ledger")
    }

    /// The directory of its keys.
    pub(crate) fn keys(&self) -> PathBuf {
        self.dir.path().join("ledger.keys")
    }

    /// A file or directory of the attack's own beside them.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// A command of the program on this ledger.
    pub(crate) fn runs(&self, arguments: &[&str]) -> Output {
        samspor(&[arguments, &["--data", path(&self.data())]].concat())
    }

    /// Somebody looks at a list.
    pub(crate) fn is_read(&self) -> Output {
        self.runs(&["report", "coordinators", "--valid", "2025-06-01", "--json"])
    }

    pub(crate) fn verified(&self) -> Output {
        self.runs(&["verify"])
    }

    /// Sends one command; it is accepted.
    pub(crate) fn sends(&self, command: &Value, actor: &str) {
        let sent = self.sent(command, actor);
        assert!(sent.status.success(), "{}", told(&sent));
    }

    /// Sends one command, by a role, a person and a unit of the story.
    pub(crate) fn sent(&self, command: &Value, actor: &str) -> Output {
        let file = self.beside("sent.jsonl");
        fs::write(&file, format!("{command}\n")).unwrap();
        let mut parts = actor.split(':').map(str::to_owned).collect::<Vec<_>>();
        parts.iter_mut().skip(1).for_each(|name| *name = id(name));
        self.runs(&["submit", path(&file), "--actor", &parts.join(":")])
    }

    /// A municipality more, to have something newer in the ledger; the number makes it another one.
    pub(crate) fn grows(&self, number: u64) {
        let (org_number, id) = [
            ("310000051", "01990000-0000-7000-8000-000000000051"),
            ("310000078", "01990000-0000-7000-8000-000000000078"),
        ][number as usize];
        let data = json!({"org_number": org_number, "name": "Sundvik kommune", "kind": "Municipality", "has_ke": true});
        self.sends(&json!({"type": "RegisterTenant", "id": id, "data": data}), "System");
    }

    /// The dossier of Birger as of the last day of 2025, made by this ledger.
    pub(crate) fn gives_out(&self, name: &str, more: &[&str]) -> PathBuf {
        let (out, patient) = (self.beside(name), id("birger"));
        let asked = ["dossier", "--patient", &patient, "--out", path(&out), "--for", "Statsforvalteren"];
        let basis = ["--basis", "hpl-30", "--known", "2026-01-01", "--valid", "2025-12-31"];
        let given = self.runs(&[&asked[..], &basis, more].concat());
        assert!(given.status.success(), "{}", told(&given));
        out
    }

    /// Changes the ledger's entries, and makes everything fit again that takes no key. What is derived from the entries
    /// is thrown away, and the program makes it again.
    pub(crate) fn is_forged(&self, change: impl FnOnce(&mut Forged)) {
        let mut forged = Forged::read(&self.data());
        change(&mut forged);
        forged.chain_anew();
        forged.write();
        let _ = fs::remove_dir_all(self.data().join("index"));
    }

    /// Removes every checkpoint that the operator holds: the ledger looks as if none had ever been signed.
    pub(crate) fn forgets_what_was_signed(&self) {
        for dir in [self.data().join("tree"), self.data().join("access/tree")] {
            fs::remove_dir_all(dir).unwrap();
        }
        for name in ["checkpoint", "access-checkpoint"] {
            fs::remove_file(self.keys().join(name)).unwrap();
        }
    }

    /// `samspor verify` ends with 3 and says this, position and all.
    pub(crate) fn is_found(&self, words: &[&str]) {
        says(&self.verified(), 3, words);
    }

    /// The program doesn't serve it, and says this.
    pub(crate) fn is_not_served(&self, words: &[&str]) {
        let read = self.is_read();
        says(&read, 3, words);
        assert!(read.stdout.is_empty(), "{}", told(&read));
    }
}

/// The program ended so, and said all of this.
pub(crate) fn says(output: &Output, code: i32, words: &[&str]) {
    let said = told(output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in: {said}");
    }
}

/// The program, with its arguments.
pub(crate) fn samspor(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

/// The program, not started yet.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_samspor"));
    command.args(arguments).env_remove("SAMSPOR_LOG").stdin(Stdio::null());
    command
}

/// What it said, on both streams.
pub(crate) fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

pub(crate) fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The id of somebody or something of the story.
pub(crate) fn id(name: &str) -> String {
    made().ids[name].as_str().unwrap_or_else(|| panic!("nobody is called {name}")).to_owned()
}

/// The dossier that a supervisor got in March, byte for byte.
pub(crate) fn march() -> PathBuf {
    made().dir.join("march")
}

/// The keys of ledger and access log as they were made known, in a file.
pub(crate) fn known_keys() -> PathBuf {
    made().dir.join("known.vkey")
}

/// The key of the ledger among them.
pub(crate) fn known_key() -> String {
    fs::read_to_string(known_keys()).unwrap().lines().next().unwrap().to_owned()
}

/// The random id of Birger's stream.
pub(crate) fn birgers_stream() -> String {
    let manifest = fs::read(march().join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    manifest["streams"][0]["sid"].as_str().unwrap().to_owned()
}

/// Copies a directory, with who may look into it.
pub(crate) fn copy(from: &Path, to: &Path) {
    let mode = fs::metadata(from).unwrap().permissions().mode();
    fs::DirBuilder::new().recursive(true).mode(mode).create(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn made() -> &'static Made {
    MADE.get_or_init(|| {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("attacks");
        let _ = fs::remove_dir_all(&dir);
        let data = dir.join("before/ledger");
        fs::create_dir_all(data.parent().unwrap()).unwrap();
        let ran = samspor(&["history", "run", HISTORY, "--data", path(&data), "--json"]);
        assert!(ran.status.success(), "{}", told(&ran));
        let ran: Value = serde_json::from_slice(&ran.stdout).unwrap();
        let made = Made { dir, ids: ran["aliases"].clone() };
        made.read_and_given_out();
        made
    })
}

impl Made {
    fn read_and_given_out(&self) {
        let read = |data: &Path| {
            let asked = ["report", "coordinators", "--valid", "2025-06-01", "--data", path(data)];
            assert!(samspor(&asked).status.success());
        };
        let (before, after) = (self.dir.join("before"), self.dir.join("after"));
        (0..3).for_each(|_| read(&before.join("ledger")));
        copy(&before, &after);
        let (data, patient) = (after.join("ledger"), self.ids["birger"].as_str().unwrap());
        let (march, basis) = (self.dir.join("march"), ["--basis", "hpl-30", "--for", "Statsforvalteren"]);
        let asked = ["dossier", "--data", path(&data), "--patient", patient, "--out", path(&march)];
        let asked = [&asked[..], &basis, &["--known", "2026-01-01", "--valid", "2025-12-31"]].concat();
        let given = samspor(&asked);
        assert!(given.status.success(), "{}", told(&given));
        let keys = ["log.vkey", "access.vkey"].map(|name| fs::read_to_string(march.join(name)).unwrap());
        fs::write(self.dir.join("known.vkey"), keys.concat()).unwrap();
        let whole = samspor(&["verify", "--data", path(&data)]);
        assert!(whole.status.success(), "{}", told(&whole));
    }
}
