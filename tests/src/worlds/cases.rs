//! How many cases a property tries, and where the seeds of those that failed are kept.

use proptest::test_runner::{Config, FileFailurePersistence};

/// Whether the long forms are asked for: `tests/run --long` sets `SAMSPOR_LONG=1`.
pub fn is_long() -> bool {
    std::env::var_os("SAMSPOR_LONG").is_some_and(|value| value == "1")
}

/// So many cases, forty times as many in the long form; failing seeds go to a `.regressions` file beside the test and
/// are tried first from then on.
pub fn cases(short: u32) -> Config {
    let factor = if is_long() { 40 } else { 1 };
    Config {
        cases: short * factor,
        max_shrink_iters: 2_000,
        max_global_rejects: 100_000,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..Config::default()
    }
}
