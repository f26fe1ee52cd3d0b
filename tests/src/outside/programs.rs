//! Foreign programs, found where `tests/outside/install` puts them, and run on directories.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

/// What to do when one is missing.
const INSTALL: &str = "install what the outside tests need: tests/outside/install";

/// The directory of a target that they are installed in, from the `tmp` that cargo gives to tests.
pub fn installed(tmp: &str) -> PathBuf {
    Path::new(tmp).parent().unwrap_or(Path::new(tmp)).join("outside")
}

/// The sources of our drivers.
pub fn drivers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("outside")
}

/// Go's checksum database, reading a log.
pub fn sumdb(tmp: &str) -> Command {
    Command::new(installed(tmp).join("sumdb"))
}

/// A driver in Python, with the packages of `requirements.txt`.
pub fn python(tmp: &str, driver: &str) -> Command {
    let mut command = Command::new(installed(tmp).join("venv/bin/python3"));
    command.arg("-B").arg(drivers().join(driver));
    command
}

/// The program of this project, built as the tests of the workspace build it.
pub fn samspor() -> Command {
    static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
        // target/debug/deps/outside-… → target/debug/samspor
        let exe = std::env::current_exe().ok();
        let profile = exe.as_deref().and_then(Path::parent).and_then(Path::parent);
        let profile = profile.unwrap_or_else(|| panic_with("the test stands in no target directory"));
        let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        // With the features of the whole workspace: those that CI has built anyway.
        build.args(["test", "--workspace", "--locked", "--quiet", "--no-run", "--test", "cli"]);
        if profile.ends_with("release") {
            build.arg("--release");
        }
        let built = run(build.current_dir(env!("CARGO_MANIFEST_DIR")));
        if !built.status.success() {
            panic_with(&format!("samspor does not build: {}", String::from_utf8_lossy(&built.stderr)));
        }
        profile.join("samspor")
    });
    Command::new(&*PROGRAM)
}

/// A driver for Node, with a package of `packages.txt` as its first argument.
pub fn node(tmp: &str, driver: &str, package: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(drivers().join(driver)).arg(installed(tmp).join("node").join(package));
    command
}

/// Runs a program; its output, whatever it ended with. A program that is not there fails with how to install it.
pub fn run(command: &mut Command) -> Output {
    let told = command.output();
    told.unwrap_or_else(|error| panic_with(&format!("{:?}: {error}; {INSTALL}", command.get_program())))
}

/// The verdicts of a driver on directories, one each: nothing when it is content, or why it refuses.
pub fn verdicts(mut command: Command, dirs: &[PathBuf]) -> Vec<Result<(), String>> {
    let output = run(command.args(dirs));
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{:?}: {complained}\n{INSTALL}", command.get_program());
    assert_eq!(told.lines().count(), dirs.len(), "{told}{complained}");
    let verdict = |(line, dir): (&str, &PathBuf)| {
        let told = line.strip_prefix(&format!("{}: ", dir.display())).unwrap_or(line);
        if told == "ok" { Ok(()) } else { Err(told.to_owned()) }
    };
    told.lines().zip(dirs).map(verdict).collect()
}

#[expect(clippy::panic, reason = "a test that can't run its program fails where it stands")]
fn panic_with(why: &str) -> ! {
    panic!("{why}")
}
