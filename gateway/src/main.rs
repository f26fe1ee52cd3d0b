//! The `samspor` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    samspor_gateway::cli::run()
}
