//! A ledger with a witness and a time-stamp authority, from the first round to a dossier that outside programs believe.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::fs;
use std::future::pending;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use samspor_core::note::{Policy, WitnessKey};
use samspor_gateway::backup::back_up;
use samspor_gateway::clock;
use samspor_gateway::disk::{Disk, RealDisk};
use samspor_gateway::dossier::Proofs;
use samspor_gateway::home::Home;
use samspor_gateway::http;
use samspor_gateway::ledger::Ledger;
use samspor_gateway::log::segments::verify_each;
use samspor_gateway::tokens::Tokens;
use samspor_gateway::tree::{Audit, Audited, Claims};
use samspor_gateway::witness::{KnownLogs, States, Witness, serve};
use samspor_gateway::witnesses::{Authority, Post, VouchedBy, Vouchers};
use samspor_replay::dossier::{Dossier, Extract, Request, Trusted, verify};
use samspor_replay::history::{Place, Runner};
use samspor_tests::outside::authority::TestAuthority;
use samspor_tests::outside::programs::run;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

const CAST: &str = include_str!("../histories/cast.jsonl");
const STORY: &str = include_str!("../histories/s02-coordinator-without-plan.jsonl");

/// A ledger, those who vouch for it, and everything they stand on.
struct World {
    runtime: Runtime,
    data: PathBuf,
    policy: String,
    authority: TestAuthority,
    request: Request,
}

fn world(dir: &Path) -> World {
    let (runtime, data) = (Runtime::new().unwrap(), dir.join("ledger"));
    let ledger = Ledger::create(&data, true, "2024-01-01T00:00:00Z".parse().unwrap()).unwrap();
    let mut runner = Runner::new(&*ledger.log, &*ledger.views);
    for (name, text) in [("cast", CAST), ("story", STORY)] {
        let file = Arc::from(name);
        let lines = text.lines().filter(|line| !line.contains("\"history\"") && !line.contains("\"expect\""));
        for (line, text) in (1..).zip(lines) {
            runner.line(text, &Place::new(&file, line)).unwrap();
        }
    }
    let ran = runner.finish();
    assert_eq!(ran.failures, vec![]);
    let ids = ran.aliases;
    let vkeys = [&ledger.trees.ledger, &ledger.trees.access].map(|tree| tree.public_key().to_vkey());
    drop(ledger);
    let key = WitnessKey::from_seed("tilsynet.example/witness", &[3; 32]).unwrap();
    let mut logs = KnownLogs::default();
    logs.add(&vkeys.join("\n")).unwrap();
    let vkey = key.public().to_vkey();
    let states = States::open(Arc::new(RealDisk::at(&dir.join("witness")).unwrap())).unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let witness = Arc::new(Witness::new(key, logs, states));
    runtime.spawn(async move { serve(witness, listener, pending()).await });
    let policy =
        format!("log {}\nlog {}\nwitness tilsynet {vkey} {url}\nquorum tilsynet\n", vkeys[0], vkeys[1]);
    let request = Request {
        tenant: "310000019".parse().unwrap(),
        references: vec![ids["birger"].parse().unwrap()],
        valid: "2025-06-01".parse().unwrap(),
        known: "2026-01-01T00:00:00Z".parse().unwrap(),
        identity: false,
        recipient: "Statsforvalteren".parse().unwrap(),
        basis: "hpl-30".parse().unwrap(),
    };
    World { runtime, data, policy, authority: TestAuthority::standing(&dir.join("authority")), request }
}

impl World {
    fn policy(&self) -> Policy {
        Policy::parse(self.policy.as_bytes()).unwrap()
    }

    fn ledger(&self) -> Ledger {
        let by = VouchedBy {
            policy: Some((self.policy(), self.policy.clone())),
            authority: Some(Authority::at(&self.authority.url, Post::default())),
            certificates: fs::read(self.authority.root()).unwrap(),
        };
        let ledger = Ledger::open(&self.data, &mut |_, _| ()).unwrap();
        let vouchers = Vouchers::of(by, &ledger.trees, &self.data).unwrap();
        ledger.vouched_for(vouchers)
    }

    fn dossier(&self) -> Dossier {
        let ledger = self.ledger();
        let proofs = Proofs::of(&ledger);
        let extract = Extract::of(&proofs.source(), self.request.clone()).unwrap();
        extract.proven(&proofs.source(), &proofs.vouched(clock::now()).unwrap()).unwrap()
    }

    fn audited(&self) -> Audited {
        let disk: Arc<dyn Disk> = Arc::new(RealDisk::at(&self.data).unwrap());
        let claims = Claims::of(Arc::clone(&disk), None, None, Some(&self.policy())).unwrap();
        let mut audit = Audit::of(Arc::clone(&disk), claims);
        let each = &mut |entry: &_| audit.take(entry);
        verify_each(&*disk, each, &mut |_, _| ()).unwrap();
        audit.end().unwrap()
    }
}

fn written(dossier: &Dossier, to: &Path) {
    for (name, bytes) in &dossier.files {
        let path = to.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn script_is_content(dossier: &Path) -> Result<String, String> {
    let ran = run(Command::new("sh").arg("verify.sh").current_dir(dossier));
    let told = String::from_utf8(ran.stdout).unwrap();
    if ran.status.success() { Ok(told) } else { Err(told) }
}

#[test]
fn serving_has_both_logs_cosigned_and_stamped_and_verify_holds_the_log_to_it() {
    let dir = tempfile::tempdir().unwrap();
    let world = world(dir.path());
    let before = world.audited();
    assert_eq!((before.cosigned.roots, before.findings.len()), (0, 0));
    let (ledger, tokens) = (Arc::new(world.ledger()), Arc::new(Tokens::open(&world.data).unwrap()));
    world.runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        http::serve(ledger, tokens, listener, async {}).await.unwrap();
    });
    let audited = world.audited();
    assert!(audited.cosigned.roots >= 1 && audited.cosigned.times == audited.cosigned.roots, "{audited:?}");
    assert_eq!(audited.findings, Vec::<String>::new(), "the story was recorded before anybody cosigned");
    let backup = dir.path().join("backup");
    back_up(&Home::of(&world.data), &backup, clock::now()).unwrap();
    for place in ["stamps", "access/stamps"] {
        let stamps = fs::read_dir(world.data.join(place)).unwrap().count();
        assert_eq!(stamps, 2, "{place}: one checkpoint, and its time stamp");
        assert_eq!(fs::read_dir(backup.join("data").join(place)).unwrap().count(), stamps);
    }
    for place in ["cosigned.jsonl", "access/cosigned.jsonl"] {
        assert_eq!(
            fs::read(world.data.join(place)).unwrap(),
            fs::read(backup.join("data").join(place)).unwrap()
        );
    }
}

#[test]
fn a_dossier_carries_its_witness_and_its_time_stamp_and_one_bit_is_too_much() {
    let dir = tempfile::tempdir().unwrap();
    let world = world(dir.path());
    let dossier = world.dossier();
    let trusted = Trusted::read(world.policy.as_bytes()).unwrap();
    let verdict = verify(&dossier.files, &trusted);
    assert!(verdict.is_sound() && verdict.is_vouched(), "{verdict}");
    assert!(verdict.to_string().contains("tilsynet"), "{verdict}");
    let whole = dir.path().join("dossier");
    written(&dossier, &whole);
    let told = script_is_content(&whole).unwrap();
    assert!(told.contains("ok    checkpoint.tsr: time stamp over the checkpoint"), "{told}");
    // The time stamp of another checkpoint, put in with everything else made to fit.
    let mut other = dossier.clone();
    let token = other.files.get_mut("checkpoint.tsr").unwrap();
    let at = token.len() - 20;
    token[at] ^= 1;
    let changed = dir.path().join("changed");
    written(&other, &changed);
    assert!(script_is_content(&changed).unwrap_err().contains("FAULT checkpoint.tsr"));
    // Without the witness's signature the recipient's policy does not take it.
    let mut alone = dossier;
    let text = String::from_utf8(alone.files["checkpoint"].clone()).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.contains("tilsynet")).collect();
    alone.files.insert("checkpoint".to_owned(), (lines.join("\n") + "\n").into_bytes());
    assert!(!verify(&alone.files, &trusted).is_sound());
}

#[test]
fn a_dossier_is_not_made_without_the_quorum_that_was_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let world = world(dir.path());
    let away = world.policy.rsplit_once(" http").unwrap().0;
    let away = World { policy: format!("{away} http://127.0.0.1:1\nquorum tilsynet\n"), ..world };
    let ledger = away.ledger();
    let refused = Proofs::of(&ledger).vouched(clock::now()).err().unwrap().to_string();
    assert!(refused.contains("asks for tilsynet") && refused.contains("is away"), "{refused}");
}
