//! Servers and streams that could lose what they acknowledge are refused at the start, with the reason and the remedy.

use samspor_core::log::{AppendError, Log, Position};
use samspor_gateway::log::jetstream::{JetStreamError, JetStreamLog, JetStreamOptions, Promised};
use samspor_tests::contract::{draft, stream};
use samspor_tests::nats::logs::options;
use samspor_tests::nats::{Flush, Servers, Settings, until};
use serde_json::{Value, json};

const TMP: &str = env!("CARGO_TARGET_TMPDIR");

fn open(options: JetStreamOptions) -> Result<JetStreamLog, JetStreamError> {
    JetStreamLog::open(options, &mut |_, _| ())
}

/// Why a log does not open, in the words an operator reads.
fn refused(options: JetStreamOptions) -> String {
    open(options).map(|_| ()).expect_err("it could lose entries").to_string()
}

fn says(told: &str, parts: &[&str]) {
    assert!(parts.iter().all(|part| told.contains(part)), "{parts:?} in: {told}");
}

#[test]
fn a_server_that_flushes_every_two_minutes_is_refused_unless_the_operator_says_so() {
    let servers = Servers::one(Settings { flush: Flush::Default, ..Settings::pinned(TMP) });
    let told = refused(options(&servers, "L"));
    says(&told, &["n1 flushes every 120 s", "`sync_interval: always`", "`durability: lazy`"]);
    let lazy =
        open(JetStreamOptions { promised: Promised::Lazy, ..options(&servers, "L") }).expect("as they say");
    assert_eq!(lazy.promised(), Promised::Lazy);
}

#[test]
fn a_server_that_nothing_is_known_of_is_refused() {
    let servers = Servers::three(Settings::pinned(TMP));
    let told = refused(JetStreamOptions { monitors: Vec::new(), ..options(&servers, "L") });
    says(&told, &["no monitoring address is given", "`http: HOST:PORT`"]);
    let two = servers.monitors()[..2].to_vec();
    let told = refused(JetStreamOptions { monitors: two, ..options(&servers, "L") });
    says(&told, &["n3", "the address of its monitoring port is not given"]);
    let closed = vec!["http://127.0.0.1:9".to_owned()];
    says(&refused(JetStreamOptions { monitors: closed, ..options(&servers, "L") }), &["http://127.0.0.1:9"]);
}

#[test]
fn a_server_before_2_10_is_refused() {
    let servers = Servers::one(Settings::old(TMP));
    for promised in [Promised::Durable, Promised::Lazy] {
        let told = refused(JetStreamOptions { promised, ..options(&servers, "L") });
        says(&told, &["n1 is of version 2.9", "Use nats-server 2.10 or later"]);
    }
}

#[test]
fn a_stream_that_could_lose_entries_is_refused() {
    let servers = Servers::one(Settings::pinned(TMP));
    let faulty = |name: &str, change: &dyn Fn(&mut Value)| {
        let mut config = json!({
            "name": name, "subjects": [format!("{name}.log.>")], "retention": "limits", "storage": "file",
            "num_replicas": 1, "discard": "new", "deny_delete": true, "deny_purge": true, "allow_direct": true,
        });
        change(&mut config);
        let made = servers.api(&format!("STREAM.CREATE.{name}"), &config);
        assert_eq!(made["error"], Value::Null, "{made}");
        refused(options(&servers, name))
    };
    let told = faulty("LIMIT", &|config| config["max_msgs"] = json!(1000));
    says(&told, &["room for some entries only", "nats stream edit LIMIT --max-msgs=-1"]);
    let told = faulty("AGE", &|config| config["max_age"] = json!(3_600_000_000_000_u64));
    says(&told, &["entries go when they are old", "--max-age=0"]);
    let told = faulty("PURGE", &|config| config["deny_purge"] = json!(false));
    says(&told, &["it can be purged", "--deny-purge"]);
    let told = faulty("ASYNC", &|config| config["persist_mode"] = json!("async"));
    says(&told, &["acknowledges before it has written", "persist_mode"]);
    let told = faulty("MANY", &|config| {
        config["storage"] = json!("memory");
        config["discard"] = json!("old");
    });
    says(&told, &["not kept in files", "old entries give way"]);
}

#[test]
fn a_stream_that_entries_were_taken_out_of_is_refused() {
    let servers = Servers::one(Settings::pinned(TMP));
    let mut config = json!({"name": "L", "subjects": ["L.log.>"], "retention": "limits", "storage": "file",
        "num_replicas": 1, "discard": "new", "deny_delete": false, "deny_purge": true, "allow_direct": true});
    servers.api("STREAM.CREATE.L", &config);
    (0..3).for_each(|_| assert_eq!(servers.publish("L.log.a", "entry")["error"], Value::Null));
    servers.api("STREAM.MSG.DELETE.L", &json!({"seq": 2}));
    config["deny_delete"] = json!(true);
    assert_eq!(servers.api("STREAM.UPDATE.L", &config)["error"], Value::Null);
    says(&refused(options(&servers, "L")), &["it has 2 entries of 3: some were taken out"]);
}

#[test]
fn a_gateway_whose_stream_was_cut_stops() {
    let servers = Servers::one(Settings::pinned(TMP));
    let log = open(options(&servers, "L")).expect("a log begins");
    let first = log.append(draft(0, 0, 1), Position::START).expect("the condition holds");
    log.append(draft(1, 0, 1), first.position).expect("the condition holds");
    servers.api("STREAM.DELETE.L", &json!({}));
    let again = open(options(&servers, "L")).expect("an empty stream is a log");
    again.append(draft(5, 5, 1), Position::START).expect("the condition holds");
    let refused = log.append(draft(2, 0, 1), Position(2));
    assert!(matches!(refused, Err(AppendError::Unavailable(_))), "{refused:?}");
    let why = until("the log to stop", || log.stopped().map(str::to_owned));
    says(&why, &["it was cut, or put back"]);
    assert!(log.stream(&stream(0), Position(u64::MAX)).is_err(), "nothing is shown of another log");
}
