//! B1, B2, B3, B5, B6n, B7 and peak memory in one table, the limits measured in the same run beside them.
//!
//! `cargo bench -p samspor-tests`: some minutes. `SAMSPOR_BENCH_FULL=1` measures B2, B3 and memory over 100,000
//! patients × 40 events, as the goals are set, and B6n up to a million subjects. `SAMSPOR_BENCH_ONLY=B1` (or `B3`, `B5`, `B6n`, `B7`, `demo`) leaves the rest out.
//! The peers of the goals (PostgreSQL, cqrs-es and others) are not in it yet.

mod asks;
mod children;
mod copies;
mod dossier;
mod floor;
mod jetstream;
mod rebuild;
mod sealing;
mod table;
mod verifying;
mod writes;

use std::env;
use std::path::Path;
use std::time::Duration;

use crate::children::Rebuilt;
use crate::copies::{Load, Outcome, make};
use crate::table::{Row, print, thousands};
use crate::writes::median;

const WRITES: Load = Load { decided: 400, copies: 50, events_each: 24 };
const W: Load = Load { decided: 400, copies: 250, events_each: 40 };
const SMALL_W: Load = Load { copies: 25, ..W };
const WRITE_TIME: Duration = Duration::from_secs(2);
const ROUNDS: usize = 3;
const HISTORIES: usize = 4_000;
/// Patients whose entries are in memory for the limit of B3.
const IN_MEMORY: usize = 10_000;

const MIB: f64 = 1024.0;
const VIEW_MIB_MAX: f64 = 1024.0;
const DEMO_MIB_MAX: f64 = 300.0;
const DEMO_MAX: Duration = Duration::from_secs(10);

fn main() -> Outcome<()> {
    let args: Vec<String> = env::args().collect();
    if let [_, word, home, now] = args.as_slice()
        && word == children::REBUILD
    {
        return children::rebuild_here(Path::new(home), now);
    }
    let only = env::var("SAMSPOR_BENCH_ONLY").ok();
    let wanted = |name: &str| only.as_deref().is_none_or(|only| only == name);
    // Beside the program, since a temporary directory may be in memory.
    let beside = env::current_exe()?.parent().map(Path::to_owned).unwrap_or_default();
    let dir = tempfile::tempdir_in(beside)?;
    let mut rows = Vec::new();
    if wanted("B1") {
        rows.extend(writes(dir.path())?);
    }
    if wanted("B3") {
        rows.extend(reads(dir.path())?);
    }
    if wanted("B5") {
        rows.extend(asks::measure(dir.path())?);
    }
    if wanted("B7") {
        rows.extend(dossier::measure(ROUNDS)?);
    }
    if wanted("B6n") {
        let full = env::var_os("SAMSPOR_BENCH_FULL").is_some();
        rows.extend(jetstream::measure(ROUNDS, WRITE_TIME, full)?);
    }
    if wanted("demo") {
        rows.extend(demo(&dir.path().join("demo")));
    }
    print(&rows);
    println!(
        "Medians of {ROUNDS} rounds, turn about. The peers of quality.md (PostgreSQL, cqrs-es) come later."
    );
    Ok(())
}

fn writes(dir: &Path) -> Outcome<Vec<Row>> {
    let (measured, sealing) = writes::measure(dir, WRITES, ROUNDS, WRITE_TIME)?;
    let fastest = measured.iter().map(|one| one.commands).fold(0.0, f64::max);
    let mut rows: Vec<Row> = measured
        .into_iter()
        .map(|one| {
            let row = Row::of(
                format!("B1 durable commands, submitters: {}", one.writers),
                format!("{}/s", thousands(one.commands)),
            )
            .beside(format!(
                "append-only file {}/s, ratio {:.2}",
                thousands(one.floor),
                one.ratio
            ));
            match one.writers {
                1 => row.aims("≥ 0.8 × the file", one.ratio >= 0.8),
                64 => row.aims("≥ 0.5 × the file", one.ratio >= 0.5),
                _ => row,
            }
        })
        .collect();
    let share = sealing.as_secs_f64() * fastest;
    rows.push(
        Row::of(
            "B1 sealing, leaf, chain and tree of one entry",
            format!("{:.1} µs", sealing.as_secs_f64() * 1e6),
        )
        .beside(format!("{:.1} % of the time of a command at the fastest", share * 100.0))
        .aims("≤ a fifth", share <= 0.2),
    );
    Ok(rows)
}

fn reads(dir: &Path) -> Outcome<Vec<Row>> {
    let load = if env::var_os("SAMSPOR_BENCH_FULL").is_some() { W } else { SMALL_W };
    let home = dir.join("reads");
    let made = make(&home, load)?;
    let of = format!("{} entries", thousands(made.entries as f64));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let (mut pairs, mut single) = (Vec::new(), Vec::new());
    let mut rows = Vec::new();
    let mut verified = Vec::new();
    for round in 0..ROUNDS {
        verified.push(verifying::entries_a_second(&home)?);
        let log = rebuild::log_of(&home)?;
        if round == 0 {
            let took = rebuild::histories(&log, &made.patients, HISTORIES)?;
            let measured = format!("p50 {} µs, p99 {} µs", took.p50.as_micros(), took.p99.as_micros());
            rows.push(Row::of(format!("B2 one history of {} events", load.events_each), measured));
        }
        let some = &made.patients[..made.patients.len().min(IN_MEMORY)];
        let held = rebuild::in_memory(&log, some)?;
        single.push(rebuild::decoded_a_second(&log, &held, 1)?);
        let limit = rebuild::decoded_a_second(&log, &held, threads)?;
        drop((held, log));
        pairs.push((limit, children::rebuild(&home, made.now)?));
    }
    let speed = |one: &Rebuilt| one.entries as f64 / one.seconds;
    let limit = median(pairs.iter().map(|(limit, _)| *limit));
    let ratio = median(pairs.iter().map(|(limit, one)| speed(one) / limit));
    let beside = format!(
        "decode + fold in memory {}/s ({threads} threads), ratio {ratio:.2}; {}/s (1 thread)",
        thousands(limit),
        thousands(median(single.into_iter()))
    );
    let measured = format!("{}/s", thousands(median(pairs.iter().map(|(_, one)| speed(one)))));
    let what = format!("B3 every view from zero, {of}");
    rows.push(Row::of(what, measured).beside(beside).aims("≥ 0.5 × decode + fold", ratio >= 0.5));
    let verified = median(verified.into_iter());
    let row =
        Row::of(format!("B7 whole log verified without keys, {of}"), format!("{}/s", thousands(verified)));
    rows.push(row.aims("≥ 500,000/s", verified >= 500_000.0));
    let peak = median(pairs.iter().map(|(_, one)| one.views_kib as f64)) / MIB;
    let log = median(pairs.iter().map(|(_, one)| one.log_kib as f64)) / MIB;
    let row = Row::of(format!("peak memory, log and views, {of}"), format!("{peak:.0} MiB"));
    rows.push(row.beside(format!("the log alone {log:.0} MiB")).aims("≤ 1,024 MiB", peak <= VIEW_MIB_MAX));
    Ok(rows)
}

/// What is not to be had is said in the table.
fn demo(dir: &Path) -> Vec<Row> {
    match children::demo(dir) {
        Ok(demo) => {
            let (mib, took) = (demo.kib as f64 / MIB, demo.took);
            vec![
                Row::of("demo, made and read", format!("{:.1} s", took.as_secs_f64()))
                    .aims("≤ 10 s", took <= DEMO_MAX),
                Row::of("demo, peak memory", format!("{mib:.0} MiB")).aims("≤ 300 MiB", mib <= DEMO_MIB_MAX),
            ]
        }
        Err(error) => vec![Row::of("demo", format!("not measured: {error}"))],
    }
}
