//! Histories run on JetStream tell what they tell in memory: entry for entry, and everything they expect.

use std::path::Path;
use std::sync::Arc;

use samspor_core::log::{Log, Placed, Position};
use samspor_core::words::{Day, Instant};
use samspor_gateway::log::jetstream::JetStreamLog;
use samspor_projections::live::Views;
use samspor_replay::history;
use samspor_tests::histories::{folder, ledger, names_in, read};
use samspor_tests::nats::logs::options;
use samspor_tests::nats::{Servers, Settings};

const TMP: &str = env!("CARGO_TARGET_TMPDIR");

#[test]
fn histories_on_one_server_tell_what_they_tell_in_memory() {
    let servers = Servers::one(Settings::pinned(TMP));
    let names = names_in("own").into_iter().map(|name| format!("own/{name}")).collect::<Vec<_>>();
    assert!(names.len() > 5);
    names.iter().for_each(|name| is_the_same(&servers, name));
}

#[test]
fn histories_on_three_servers_tell_what_they_tell_in_memory() {
    let servers = Servers::three(Settings::pinned(TMP));
    let long = std::env::var_os("SAMSPOR_LONG").is_some();
    let shipped: Vec<String> = names_in("").into_iter().filter(|name| name != "cast").collect();
    let names = if long { &shipped[..] } else { &shipped[..4] };
    names.iter().for_each(|name| is_the_same(&servers, name));
}

fn is_the_same(servers: &Servers, name: &str) {
    let path = folder().join(format!("{name}.jsonl"));
    let history = history::parse(&path, &|path: &Path| read(path)).expect("the history can be read");
    let (memory, views) = ledger();
    let expected = history::check(&history, &*memory, &views).expect("it runs in memory");
    let stream = name.replace(['/', '.'], "-");
    let log = JetStreamLog::open(options(servers, &stream), &mut |_, _| ()).expect("the log opens");
    let log: Arc<dyn Log> = Arc::new(log);
    let begun = Instant::start_of(Day::of(2024, 1, 1).expect("it is a day"));
    let views = Views::open(Arc::clone(&log), begun).expect("an empty log can be read");
    let ran = history::check(&history, &*log, &views).expect("it runs on JetStream");
    assert_eq!(ran.failures, expected.failures, "{name}");
    assert_eq!(all(&*log), all(&*memory), "{name}");
}

fn all(log: &dyn Log) -> Vec<Placed> {
    log.page(Position::START, usize::MAX).expect("readable")
}
