//! What is measured in a process of its own, so that time and peak memory are its alone.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use samspor_core::log::Log;
use samspor_core::words::Instant;
use samspor_gateway::clock;
use samspor_gateway::crew::Threads;
use samspor_projections::live::Views;

use crate::copies::Outcome;
use crate::rebuild::log_of;

/// The word that makes this program the child.
pub(crate) const REBUILD: &str = "rebuild-in-child";

/// What a rebuild took.
#[derive(Clone, Copy)]
pub(crate) struct Rebuilt {
    pub(crate) entries: u64,
    pub(crate) seconds: f64,
    /// Peak memory with the log alone open, and with every view built.
    pub(crate) log_kib: u64,
    pub(crate) views_kib: u64,
}

/// What `samspor demo` took.
pub(crate) struct Demo {
    pub(crate) took: Duration,
    pub(crate) kib: u64,
}

/// Builds every view of a ledger from zero in a child.
pub(crate) fn rebuild(home: &Path, now: Instant) -> Outcome<Rebuilt> {
    let child = Command::new(env::current_exe()?)
        .arg(REBUILD)
        .arg(home)
        .arg(now.micros().to_string())
        .stderr(Stdio::inherit())
        .output()?;
    let told = String::from_utf8(child.stdout)?;
    let numbers: Vec<&str> = told.split_whitespace().collect();
    match numbers.as_slice() {
        [entries, seconds, log_kib, views_kib] if child.status.success() => Ok(Rebuilt {
            entries: entries.parse()?,
            seconds: seconds.parse()?,
            log_kib: log_kib.parse()?,
            views_kib: views_kib.parse()?,
        }),
        _ => Err(format!("the child that rebuilds ended with {}", child.status).into()),
    }
}

/// The child's part.
pub(crate) fn rebuild_here(home: &Path, now_micros: &str) -> Outcome<()> {
    let log: Arc<dyn Log> = Arc::new(log_of(home)?);
    let log_kib = peak_kib("self")?;
    let start = clock::tick();
    let views =
        Views::open_with(Arc::clone(&log), Arc::new(Threads), Instant::from_micros(now_micros.parse()?))?;
    let took = start.elapsed().as_secs_f64();
    println!("{} {took} {log_kib} {}", views.position(), peak_kib("self")?);
    Ok(())
}

/// Makes the demo without serving it, with the program as `cargo run --release` builds it.
pub(crate) fn demo(dir: &Path) -> Outcome<Demo> {
    let program = program()?;
    let start = clock::tick();
    let mut child = Command::new(program)
        .args(["demo", "--no-serve", "--data"])
        .arg(dir)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let process = child.id().to_string();
    let mut kib = 0;
    // The peak only rises, so the last look before the end is near it.
    let status = loop {
        kib = peak_kib(&process).unwrap_or(0).max(kib);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    if status.success() {
        Ok(Demo { took: start.elapsed(), kib })
    } else {
        Err(format!("it ended with {status}").into())
    }
}

fn program() -> Outcome<PathBuf> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--release", "--quiet", "-p", "samspor-gateway", "--bin", "samspor"])
        .status()?;
    if !built.success() {
        return Err("the program does not build".into());
    }
    // target/release/deps/figures-… → target/release/samspor
    let exe = env::current_exe()?;
    let profile = exe.parent().and_then(Path::parent).ok_or("the bench stands in no target directory")?;
    Ok(profile.join("samspor"))
}

/// The most memory a process has had, in KiB; none where the system does not say.
fn peak_kib(process: &str) -> Outcome<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse()?)
}
