//! No core dumps: what a dying process leaves on the disk would have keys and personal data in it.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};

/// Forbids core dumps to this process and those it starts, for good.
///
/// # Errors
///
/// When the operating system refuses, which leaves the limit as it was.
pub fn forbid() -> io::Result<()> {
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_forbids_core_dumps_can_leave_none() {
        forbid().unwrap();
        let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        assert_eq!(core.split_whitespace().skip(4).collect::<Vec<_>>(), ["0", "0", "bytes"]);
    }
}
