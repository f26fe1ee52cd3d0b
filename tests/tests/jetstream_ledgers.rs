//! A ledger with several gateways: keys, logs and checkpoints at the servers, and every answer the same at each of them.

use std::fs;
use std::sync::Arc;
use std::thread;

use samspor_core::entry::Opened;
use samspor_core::log::{Log, Placed, Position};
use samspor_core::note::SignedCheckpoint;
use samspor_core::words::Instant;
use samspor_gateway::home::Home;
use samspor_gateway::keys::create_root;
use samspor_gateway::ledger::{Ledger, LedgerError};
use samspor_gateway::log::jetstream::Promised;
use samspor_gateway::tree::TreeError;
use samspor_replay::history::{HistoryError, Place, Ran, Runner};
use samspor_tests::nats::ledgers::OnServers;
use samspor_tests::nats::{Flush, Servers, Settings, copy_all, until};
use serde_json::json;

const TMP: &str = env!("CARGO_TARGET_TMPDIR");
const GATEWAYS: u64 = 8;
const CAST: &str = include_str!("../histories/cast.jsonl");
const STORY: &str = include_str!("../histories/s02-coordinator-without-plan.jsonl");

const ERASED: &str = r#"{"at": "2025-09-01", "actor": "archive", "do": "ErasePersonalData", "patient": "birger", "data": {"decision_ref": "2025/99"}}"#;

fn now() -> Instant {
    "2024-01-01T00:00:00+01:00".parse().expect("it is a moment")
}

/// Runs history lines at a gateway; lines of the same place are the same commands at every gateway.
fn run(ledger: &Ledger, files: &[(&str, &str)]) -> Ran {
    let mut runner = Runner::new(&*ledger.log, &*ledger.views);
    for (file, text) in files {
        let file: Arc<str> = (*file).into();
        let lines = text.lines().filter(|line| !line.contains("\"history\"") && !line.contains("\"expect\""));
        for (line, text) in (1..).zip(lines) {
            let place = Place::new(&file, line);
            // Others may write to the same streams so often that the answer is to send it again.
            until("a line to be answered", || match runner.line(text, &place) {
                Err(HistoryError::Unavailable { .. }) => None,
                other => Some(other),
            })
            .expect("the line can be read");
        }
    }
    runner.finish()
}

/// A need that a doctor reports of the story's patient, some days later for each.
fn reports(gateway: u64) -> String {
    let report = |n: u64| {
        let (day, hour) = (10 + n, 8 + gateway);
        format!(
            r#"{{"at": "2025-05-{day}T{hour:02}:00:00+02:00", "actor": "gp", "do": "ReportNeed", "patient": "birger", "data": {{"need": ["Coordinator"], "reporter": {{"kind": "Gp"}}, "channel": "Plo", "received_on": "2025-05-{day}"}}}}"#
        )
    };
    (0..5).map(report).collect::<Vec<_>>().join("\n")
}

fn each<T: Send>(gateways: &[Ledger], work: impl Fn(u64, &Ledger) -> T + Sync) -> Vec<T> {
    let work = &work;
    thread::scope(|scope| {
        let start = |(nth, ledger)| scope.spawn(move || work(nth, ledger));
        let working: Vec<_> = (0..).zip(gateways).map(start).collect();
        working.into_iter().map(|one| one.join().expect("a gateway works")).collect()
    })
}

fn told(log: &dyn Log, up_to: Position) -> Vec<Placed> {
    until("the gateway to read on", || (log.head() >= up_to).then_some(()));
    log.page(Position::START, usize::MAX).expect("readable")
}

fn signed(ledger: &Ledger) -> SignedCheckpoint {
    until("a checkpoint", || ledger.trees.ledger.sign().ok())
}

#[test]
fn eight_gateways_race_for_a_patient_and_all_tell_the_same() {
    let (servers, dir) = (Servers::three(Settings::pinned(TMP)), tempfile::tempdir().expect("a directory"));
    let ledger = OnServers::named(&servers, "SAMSPOR", dir.path());
    // All of them begin it at once.
    let gateways: Vec<Ledger> = thread::scope(|scope| {
        let ledger = &ledger;
        let begin = |nth| scope.spawn(move || ledger.gateway(nth, now()).expect("it opens"));
        let begun: Vec<_> = (0..GATEWAYS).map(begin).collect();
        begun.into_iter().map(|one| one.join().expect("a gateway opens")).collect()
    });
    // Each sends the same commands, and then its own about one patient.
    let files = [("cast", CAST), ("story", STORY)];
    let ran = each(&gateways, |nth, ledger| {
        let (name, more) = (format!("more{nth}"), reports(nth));
        run(ledger, &[files[0], files[1], (&name, &more)])
    });
    assert!(ran.iter().all(|ran| ran.failures.is_empty()), "{:?}", ran[0].failures);
    let alone = Ledger::in_memory(true, now()).expect("it begins");
    assert_eq!(run(&alone, &files).failures, vec![]);
    let entries = Position(alone.log.head().0 + 5 * GATEWAYS);
    let first = told(&*gateways[0].log, entries);
    assert_eq!(first.len() as u64, entries.0, "what all have sent is written once");
    assert!(first.windows(2).all(|pair| pair[0].recorded_at < pair[1].recorded_at));
    for other in &gateways[1..] {
        assert_eq!(told(&*other.log, entries), first);
    }
    assert!(
        first.iter().all(|placed| gateways[7].log.open(placed).is_ok()),
        "keys made anywhere open everywhere"
    );
    let checkpoints = each(&gateways, |_, ledger| signed(ledger));
    assert!(checkpoints.iter().all(|one| *one == checkpoints[0]), "one tree");
    assert_eq!(checkpoints[0].checkpoint().size, entries.0);
}

#[test]
fn a_gateway_that_begins_anew_goes_on_from_the_servers_alone() {
    let (servers, dir) = (Servers::one(Settings::pinned(TMP)), tempfile::tempdir().expect("a directory"));
    let ledger = OnServers::named(&servers, "SAMSPOR", dir.path());
    let first = ledger.gateway(1, now()).expect("it begins");
    assert_eq!(run(&first, &[("cast", CAST)]).failures, vec![]);
    let (entries, checkpoint) = (told(&*first.log, Position(1)), signed(&first));
    drop(first);
    let second = ledger.gateway(2, now()).expect("nothing of the first is needed");
    assert_eq!(told(&*second.log, Position(1)), entries);
    assert_eq!(second.trees.ledger.signed(), Some(checkpoint));
    assert_eq!(run(&second, &[("cast", CAST), ("story", STORY)]).failures, vec![]);
    assert!(second.log.head().0 > entries.len() as u64);
}

#[test]
fn a_stream_that_was_put_back_is_found_by_the_checkpoint() {
    let (mut servers, dir) = (Servers::one(Settings::pinned(TMP)), tempfile::tempdir().expect("a directory"));
    let ledger = OnServers::named(&servers, "SAMSPOR", dir.path());
    let gateway = ledger.gateway(1, now()).expect("it begins");
    assert_eq!(run(&gateway, &[("cast", CAST)]).failures, vec![]);
    let (stream, older) =
        (servers.dir(0).join("store/jetstream/$G/streams/SAMSPOR"), dir.path().join("older"));
    servers.kill(0);
    copy_all(&stream, &older);
    servers.restart(0);
    let copied = until("the ledger to go on", || {
        let ran = run(&gateway, &[("cast", CAST), ("story", STORY)]);
        ran.failures.is_empty().then(|| gateway.log.head())
    });
    signed(&gateway);
    drop(gateway);
    servers.kill(0);
    fs::remove_dir_all(&stream).expect("the server is gone");
    copy_all(&older, &stream);
    servers.restart(0);
    match ledger.gateway(1, now()) {
        Err(LedgerError::Tree(TreeError::Smaller { signed, found })) => {
            assert!(found < signed && signed == copied.0)
        }
        Err(other) => unreachable!("refused for another reason: {other}"),
        Ok(_) => unreachable!("a ledger that was put back is served"),
    }
}

#[test]
fn a_directory_that_names_servers_is_a_ledger_of_theirs() {
    let flush = Settings { flush: Flush::Default, ..Settings::pinned(TMP) };
    let (servers, dir) = (Servers::one(flush), tempfile::tempdir().expect("a directory"));
    let home = Home::of(&dir.path().join("ledger"));
    fs::create_dir_all(&home.data)
        .and_then(|()| fs::create_dir_all(&home.keys))
        .expect("the directory is the test's");
    create_root(&home.root).expect("there is no root key yet");
    let open = |durability: &str| {
        let (servers, monitors) = (servers.urls(), servers.monitors());
        let told = json!({"servers": servers, "monitors": monitors, "replicas": 1, "simulated": true,
            "durability": durability});
        fs::write(home.data.join("cluster.json"), told.to_string()).expect("the directory is the test's");
        Ledger::open(home.clone(), &mut |_, _| ())
    };
    let refused = open("durable").map(|_| ()).expect_err("it flushes every two minutes").to_string();
    assert!(refused.contains("`sync_interval: always`"), "{refused}");
    let ledger = open("lazy").expect("the operator says so");
    assert_eq!((ledger.promised(), ledger.simulated()), (Promised::Lazy, true));
    assert_eq!(run(&ledger, &[("cast", CAST)]).failures, vec![]);
    let head = ledger.log.head();
    drop(ledger);
    assert_eq!(open("lazy").expect("it goes on").log.head(), head);
}

#[test]
fn an_erasure_takes_keys_out_of_use_everywhere_and_says_that_they_stand() {
    let (servers, dir) = (Servers::one(Settings::pinned(TMP)), tempfile::tempdir().expect("a directory"));
    let ledger = OnServers::named(&servers, "SAMSPOR", dir.path());
    let (one, other) =
        (ledger.gateway(1, now()).expect("it begins"), ledger.gateway(2, now()).expect("it opens"));
    assert_eq!(run(&one, &[("cast", CAST), ("story", STORY), ("erased", ERASED)]).failures, vec![]);
    for gateway in [&one, &other] {
        let entries = told(&*gateway.log, one.log.head());
        let opened = entries.iter().map(|placed| gateway.log.open(placed).expect("nothing is corrupt"));
        let erased = opened.filter(|opened| matches!(opened, Opened::Shut(_))).count();
        assert!(erased > 3, "{erased}");
        let standing = gateway.carry_out_erasures(now()).expect_err("keys stand at the servers").to_string();
        assert!(standing.contains("does not destroy keys"), "{standing}");
    }
}
