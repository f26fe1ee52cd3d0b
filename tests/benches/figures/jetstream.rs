//! B6n: durable entries through a gateway on JetStream, beside single publishes to the same server; and what an append
//! costs when the stream has many subjects.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use samspor_core::log::{Log, Position};
use samspor_gateway::clock;
use samspor_gateway::log::jetstream::JetStreamLog;
use samspor_tests::contract::draft;
use samspor_tests::nats::logs::gateway;
use samspor_tests::nats::{Servers, Settings, until};
use tokio::runtime::Runtime;

use crate::copies::Outcome;
use crate::table::{Row, thousands};
use crate::writes::median;

const TMP: &str = env!("CARGO_TARGET_TMPDIR");
const SUBMITTERS: u64 = 64;
/// Entries of a patient before a submitter turns to the next.
const ENTRIES_EACH: u64 = 40;
/// How many subjects a stream has when its appends are measured; the last with `SAMSPOR_BENCH_FULL` only.
const SUBJECTS: [u64; 3] = [1_000, 100_000, 1_000_000];
/// A stream beside the log's for single publishes.
const SINGLES: &str = "SINGLES";

/// Numbers that no entry has had yet.
#[derive(Default)]
struct Fresh {
    commands: AtomicU64,
    streams: AtomicU64,
}

/// The rows of B6n, on one server and on three.
pub(crate) fn measure(rounds: usize, time: Duration, full: bool) -> Outcome<Vec<Row>> {
    let mut rows = Vec::new();
    for (copies, servers) in
        [(1, Servers::one(Settings::pinned(TMP))), (3, Servers::three(Settings::pinned(TMP)))]
    {
        let (log, fresh) = (gateway(&servers, "B6N"), Fresh::default());
        let single = Singles::on(&servers, copies, record_bytes(&log, &fresh)?)?;
        let mut pairs = Vec::new();
        for _ in 0..rounds {
            let singles = single.a_second(time)?;
            pairs.push((singles, fresh.entries_a_second(&log, ENTRIES_EACH, time)?));
        }
        let ratio = median(pairs.iter().map(|(singles, entries)| entries / singles));
        let entries = median(pairs.iter().map(|(_, entries)| *entries));
        let singles = median(pairs.iter().map(|(singles, _)| *singles));
        rows.push(
            Row::of(
                format!("B6n durable entries on JetStream R{copies}, sync always, 64 submitters"),
                format!("{}/s", thousands(entries)),
            )
            .beside(format!("single publishes {}/s, ratio {ratio:.1}", thousands(singles)))
            .aims("≥ 3 × single publishes", ratio >= 3.0),
        );
    }
    rows.extend(by_subjects(time, full)?);
    Ok(rows)
}

/// The same on one server whose stream has more and more subjects, each entry on a subject of its own.
fn by_subjects(time: Duration, full: bool) -> Outcome<Vec<Row>> {
    let servers = Servers::one(Settings::pinned(TMP));
    let (log, fresh) = (gateway(&servers, "SUBJECTS"), Fresh::default());
    let mut rows = Vec::new();
    for subjects in SUBJECTS.into_iter().filter(|subjects| full || *subjects < 1_000_000) {
        while fresh.streams.load(Ordering::Relaxed) < subjects {
            fresh.entries_a_second(&log, 1, Duration::from_millis(200))?;
        }
        let entries = fresh.entries_a_second(&log, 1, time)?;
        let what = format!("B6n entries on fresh subjects, {} subjects before", thousands(subjects as f64));
        rows.push(Row::of(what, format!("{}/s", thousands(entries))));
    }
    Ok(rows)
}

impl Fresh {
    /// Entries a second through one gateway, so many of each stream.
    fn entries_a_second(&self, log: &JetStreamLog, each: u64, time: Duration) -> Outcome<f64> {
        let start = clock::tick();
        let written: Result<Vec<u64>, String> = thread::scope(|scope| {
            let submitters: Vec<_> = (0..SUBMITTERS)
                .map(|_| {
                    scope.spawn(|| {
                        let mut written = 0;
                        while start.elapsed() < time {
                            written += self.one_stream(log, each)?;
                        }
                        Ok(written)
                    })
                })
                .collect();
            let joined = submitters.into_iter().map(|one| one.join());
            joined.map(|one| one.unwrap_or_else(|_| Err("a submitter died".to_owned()))).collect()
        });
        Ok(written?.iter().sum::<u64>() as f64 / start.elapsed().as_secs_f64())
    }

    fn one_stream(&self, log: &JetStreamLog, entries: u64) -> Result<u64, String> {
        let stream = self.streams.fetch_add(1, Ordering::Relaxed);
        let mut after = Position::START;
        for _ in 0..entries {
            let command = self.commands.fetch_add(1, Ordering::Relaxed);
            let committed = log.append(draft(command, stream, 1), after);
            after = committed.map_err(|error| error.to_string())?.position;
        }
        Ok(entries)
    }
}

fn record_bytes(log: &JetStreamLog, fresh: &Fresh) -> Outcome<usize> {
    fresh.one_stream(log, 1)?;
    let page = log.page(Position::START, 1)?;
    let record = &page.first().ok_or("nothing was written")?.record;
    Ok(record.leaf.len() + record.bodies.iter().map(Vec::len).sum::<usize>())
}

/// Messages one by one, each acknowledged before its sender gives the next.
struct Singles {
    runtime: Runtime,
    client: async_nats::Client,
    bytes: usize,
}

impl Singles {
    fn on(servers: &Servers, copies: usize, bytes: usize) -> Outcome<Self> {
        let runtime = Runtime::new()?;
        let client = runtime.block_on(async_nats::connect(servers.urls()))?;
        let config = serde_json::json!({"name": SINGLES, "subjects": ["singles.>"], "storage": "file",
            "num_replicas": copies, "retention": "limits", "discard": "new"});
        let asked = client.request(format!("$JS.API.STREAM.CREATE.{SINGLES}"), config.to_string().into());
        let told: serde_json::Value = serde_json::from_slice(&runtime.block_on(asked)?.payload)?;
        if !told["error"].is_null() {
            return Err(told["error"].to_string().into());
        }
        // A stream of three copies has no leader at once.
        until("the stream to take messages", || {
            let answer = runtime.block_on(client.request("singles.first", "".into())).ok()?;
            is_kept(&answer).then_some(())
        });
        Ok(Self { runtime, client, bytes })
    }

    fn a_second(&self, time: Duration) -> Outcome<f64> {
        let start = clock::tick();
        let senders: Vec<_> = (0..SUBMITTERS)
            .map(|sender| {
                let (client, payload) = (self.client.clone(), vec![b'x'; self.bytes]);
                self.runtime.spawn(async move {
                    let mut sent = 0u64;
                    while start.elapsed() < time {
                        let asked = client.request(format!("singles.{sender}"), payload.clone().into());
                        let answer = asked.await.map_err(|error| error.to_string())?;
                        if !is_kept(&answer) {
                            return Err(String::from_utf8_lossy(&answer.payload).into_owned());
                        }
                        sent += 1;
                    }
                    Ok::<u64, String>(sent)
                })
            })
            .collect();
        let mut sent = 0;
        for sender in senders {
            sent += self.runtime.block_on(sender)??;
        }
        Ok(sent as f64 / start.elapsed().as_secs_f64())
    }
}

/// Whether an answer says that the message is kept, and under which number.
fn is_kept(answer: &async_nats::Message) -> bool {
    let told: Result<serde_json::Value, _> = serde_json::from_slice(&answer.payload);
    told.is_ok_and(|told| told["seq"].as_u64().is_some_and(|seq| seq > 0))
}
